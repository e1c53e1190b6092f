#include "core/prediction/few_shot_twin.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "core/base/error.h"
#include "core/belief/beliefs.h"
#include "core/prediction/bayesian.h"
#include "core/search_space/spaces.h"
#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"

namespace tenprobes::prediction {
namespace {

double rounded(double share) {
  return std::round(share * 1e4) / 1e4;
}

/// Each probe as predicted by all others.
devices::FitQuality leave_one_out(const SearchSpace& space, const History& history) {
  BayesianPredictor predictor(belief::make_belief(space));
  std::vector<double> measured, predicted;
  for (std::size_t i = 0; i < history.size(); ++i) {
    History others = history;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    predictor.fit(others);
    measured.push_back(history[i].latency_ms);
    predicted.push_back(predictor.predict(history[i].architecture).mean);
  }
  devices::FitQuality quality;
  quality.rows = static_cast<int>(history.size());
  quality.r2 = rounded(std::max(-1e6, statistics::r_squared(predicted, measured)));
  quality.srcc = rounded(statistics::spearman(predicted, measured));
  return quality;
}

void check_count(const History& history) {
  if (history.size() < least_probes_of_a_twin) {
    throw Error("a twin of " + std::to_string(history.size()) + " probes: it takes at least " +
                std::to_string(least_probes_of_a_twin));
  }
}

double noise_of(const History& history, std::span<const std::optional<devices::Spread>> spreads) {
  std::vector<double> errors;
  for (std::size_t i = 0; i < spreads.size(); ++i) {
    if (!spreads[i]) continue;
    errors.push_back(devices::relative_error(*spreads[i], history[i].latency_ms));
  }
  return errors.empty() ? 0 : std::min(1.0, rounded(statistics::quantile(errors, 0.5)));
}

}  // namespace

std::vector<double> estimate_latencies(const SearchSpace& space, const History& history) {
  BayesianPredictor predictor(belief::make_belief(space));
  predictor.fit(history);
  std::vector<double> latencies;
  for (const Architecture& architecture : all_or_crowd(space)) {
    latencies.push_back(std::max(devices::least_latency_ms, predictor.predict(architecture).mean));
  }
  return latencies;
}

devices::Twin few_shot_twin(const History& history,
                            std::span<const std::optional<devices::Spread>> spreads) {
  check_count(history);
  std::map<int, std::vector<double>> rows;
  for (const Probe& probe : history)
    rows[index_of(cell_of(probe.architecture))].push_back(probe.latency_ms);
  std::vector<double> table(cell_count, std::nan(""));
  if (rows.size() >= devices::least_rows_to_fit) {
    for (const auto& [index, values] : rows) {
      table[static_cast<std::size_t>(index)] = statistics::quantile(values, 0.5);
    }
    return devices::fit_twin(table);
  }
  // Every eighth estimate is plenty for a model of a dozen numbers.
  const std::vector<double> estimates = estimate_latencies(*cell_space(), history);
  for (std::size_t i = 0; i < estimates.size(); i += 8) table[i] = estimates[i];
  devices::Twin twin = devices::fit_twin(table);
  twin.model.clock_ms = 0;
  twin.model.noise = noise_of(history, spreads);
  twin.quality = leave_one_out(*cell_space(), history);
  return twin;
}

devices::LayeredTwin few_shot_twin(const LayeredSpace& space, const History& history,
                                   std::span<const std::optional<devices::Spread>> spreads) {
  check_count(history);
  BayesianPredictor predictor(belief::make_belief(space));
  predictor.fit(history);
  std::vector<Architecture> networks;
  std::vector<double> estimates;
  constexpr size_t plenty = 2500;  // for some hundred costs
  for (const Architecture& architecture : crowd(space)) {
    if (networks.size() == plenty) break;
    networks.push_back(architecture);
    estimates.push_back(std::max(devices::least_latency_ms, predictor.predict(architecture).mean));
  }
  devices::LayeredTwin twin = devices::fit_layered_twin(space, networks, estimates);
  twin.fit = leave_one_out(space, history);
  twin.noise = noise_of(history, spreads);
  return twin;
}

}  // namespace tenprobes::prediction
