// The FBNet session as JSON and CSV.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "web/app/fbnet/fbnet_bench.h"
#include "web/app/prediction_review.h"

namespace tenprobes::app {
namespace {

using nlohmann::ordered_json;

struct Interval {
  double mean, low, high;
};

Interval interval_of(const prediction::Prediction& p) {
  const double half = interval_90 * p.standard_deviation;
  return {p.mean, std::max(0.0, p.mean - half), p.mean + half};
}

ordered_json json_of(const std::optional<prediction::Prediction>& foretold) {
  if (!foretold) return nullptr;
  const Interval i = interval_of(*foretold);
  return {{"mean_ms", i.mean}, {"low_ms", i.low}, {"high_ms", i.high}};
}

ordered_json json_of(const FbnetBench& bench, const FbnetMove& move) {
  return {{"architecture", to_string(move.probe.architecture)},
          {"latency_ms", move.probe.latency_ms},
          {"quality", search::fbnet_quality(move.probe.architecture)},
          {"feasible", bench.fits(move)},
          {"foretold", json_of(move.foretold)}};
}

ordered_json json_of(const FbnetBench& bench, const std::vector<FbnetMove>& moves) {
  ordered_json list = ordered_json::array();
  for (const FbnetMove& move : moves) list.push_back(json_of(bench, move));
  return list;
}

// [22][9] of what each operation is believed to cost; null before the first probe.
ordered_json believed_costs(const FbnetBench& bench) {
  if (bench.moves().empty()) return nullptr;
  ordered_json layers = ordered_json::array();
  for (int layer = 0; layer < fbnet_layer_count; ++layer) {
    ordered_json costs = ordered_json::array();
    for (int o = 0; o < fbnet_operation_count; ++o) costs.push_back(bench.cost(layer, o)->mean);
    layers.push_back(std::move(costs));
  }
  return layers;
}

ordered_json prediction_state(const FbnetReview& review) {
  if (review.probes() == 0) return nullptr;
  ordered_json document = {{"srcc", review.srcc()}, {"coverage90", review.coverage()}};
  for (const FbnetReview::Curve& curve : review.curves()) {
    document["curves"][curve.name] = curve.srcc;
  }
  return document;
}

}  // namespace

ordered_json FbnetBench::state() const {
  ordered_json document;
  document["settings"] = to_json(settings_);
  document["device"] = {{"name", device_.name},
                        {"kind", device_.kind},
                        {"r2", device_.fit ? ordered_json(device_.fit->r2) : nullptr},
                        {"noise", device_.device.noise},
                        {"fastest_ms", world_.fastest},
                        {"slowest_ms", world_.slowest}};
  document["budget_ms"] = budget_ms();
  document["finished"] = finished();
  document["probes"] = json_of(*this, moves());
  document["person"] = json_of(*this, person());
  document["regret"] = curve();
  document["race"] = ordered_json::array();
  for (const Lane& lane : lanes()) {
    document["race"].push_back(
        {{"method", lane.method}, {"sessions", lane.sessions}, {"mean_regret", lane.mean}});
  }
  document["recommended"] = nullptr;
  if (const FbnetMove* end = finished() ? best() : nullptr) {
    document["recommended"] = json_of(*this, *end);
  }
  const FbnetArchitecture mine = network_of(settings_.layers);
  ordered_json fbnet = {{"quality", "millions of multiply-accumulates"},
                        {"network",
                         {{"architecture", to_string(mine)},
                          {"quality", search::fbnet_quality(mine)},
                          {"foretold", json_of(foretell(mine))}}},
                        {"reference", nullptr},
                        {"believed_costs_ms", believed_costs(*this)}};
  if (reference()) {
    fbnet["reference"] = {{"architecture", to_string(*reference())},
                          {"latency_ms", device_.device.latency(*reference())},
                          {"quality", search::fbnet_quality(*reference())}};
  }
  document["fbnet"] = std::move(fbnet);
  document["prediction"] = prediction_state(review_);
  return document;
}

std::string FbnetBench::probes_csv() const {
  std::ostringstream csv;
  csv.precision(10);
  csv << "by,probe,architecture,latency_ms,budget_ms,fits,million_macs,foretold_ms,low_ms,high_"
         "ms\n";
  const auto rows = [&](const char* by, const std::vector<FbnetMove>& moves) {
    for (size_t i = 0; i < moves.size(); ++i) {
      const FbnetMove& move = moves[i];
      csv << by << ',' << i + 1 << ',' << to_string(move.probe.architecture) << ','
          << move.probe.latency_ms << ',' << budget_ms() << ',' << fits(move) << ','
          << search::fbnet_quality(move.probe.architecture) << ',';
      if (move.foretold) {
        const Interval i90 = interval_of(*move.foretold);
        csv << i90.mean << ',' << i90.low << ',' << i90.high;
      } else {
        csv << ",,";
      }
      csv << '\n';
    }
  };
  rows("belief", moves());
  rows("person", person());
  return csv.str();
}

}  // namespace tenprobes::app
