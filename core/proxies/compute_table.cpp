#include "core/proxies/compute_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>

#include "core/base/error.h"
#include "core/base/safetensors.h"
#include "core/proxies/log_synflow.h"

namespace tenprobes::proxies {
namespace {

constexpr const char* part_kind = "proxy-table-part";
constexpr std::size_t score_count = score_names.size();

std::map<std::string, std::string> described(const ScoreSettings& settings) {
  return {{"draws", std::to_string(settings.draws)},
          {"images", std::to_string(settings.images)},
          {"resolution", std::to_string(settings.resolution)},
          {"seed", std::to_string(settings.seed)}};
}

/// Puts the lowest finite value in place of those that are not.
void replace_infinities(std::vector<double>& values) {
  double lowest = std::numeric_limits<double>::infinity();
  for (const double value : values) {
    if (std::isfinite(value)) lowest = std::min(lowest, value);
  }
  for (double& value : values) {
    if (!std::isfinite(value)) value = lowest;
  }
}

}  // namespace

TableComputation::TableComputation(const ScoreSettings& settings) : settings_(settings) {
  validate(settings);
  for (int draw = 0; draw < settings.draws; ++draw) inputs_.push_back(inputs_of(settings, draw));
  std::map<NetworkKey, int> numbers;
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    const NetworkKey key = network_key(architecture);
    const auto [place, is_new] = numbers.emplace(key, total());
    if (is_new) {
      keys_.push_back(key);
      representatives_.push_back(architecture);
    }
    network_of_.push_back(place->second);
  }
  scores_.resize(keys_.size() * inputs_.size());
}

void TableComputation::advance(int count, const ParallelFor& parallel, const Share& share) {
  const int begin = done_, end = std::min(total(), done_ + count);
  const auto run_of = [&](int i) {
    return static_cast<std::size_t>(begin) * inputs_.size() + static_cast<std::size_t>(i);
  };
  const int runs = (end - begin) * settings_.draws;
  parallel(runs, [&](int i) {
    const std::size_t run = run_of(i);
    Random random(settings_.seed ^ (run + 1) * 0x9e3779b97f4a7c15);
    scores_[run] = score_network(representatives_[run / inputs_.size()],
                                 inputs_[run % inputs_.size()], random);
    // As a checkpoint keeps them, so that a resumed run ends with the same bytes.
    for (double& score : scores_[run]) score = static_cast<float>(score);
  });
  if (share) {
    share(
        runs, [&](int i) { return packed(scores_[run_of(i)]); },
        [&](int i, std::string_view bytes) { unpack(bytes, scores_[run_of(i)]); });
  }
  done_ = end;
}

std::string TableComputation::checkpoint() const {
  Safetensors file;
  file.metadata = described(settings_);
  file.metadata["kind"] = part_kind;
  std::vector<float> values;
  for (std::size_t run = 0; run < static_cast<std::size_t>(done_) * inputs_.size(); ++run) {
    values.insert(values.end(), scores_[run].begin(), scores_[run].end());
  }
  file.add("scores", {done_, settings_.draws, static_cast<std::int64_t>(score_count)}, values);
  return file.serialise();
}

void TableComputation::resume(std::string_view bytes, const std::string& name) {
  const Safetensors file = Safetensors::parse(bytes, name);
  file.require_kind(part_kind, "scores that tenprobes proxies compute has begun");
  for (const auto& [setting, value] : described(settings_)) {
    if (file.require(setting) != value) {
      throw Error(name + ": was begun with " + setting + " " + file.require(setting) + ", not " +
                  value + "; give the same settings or begin anew");
    }
  }
  const auto scores = file.tensors.find("scores");
  const std::int64_t done = scores == file.tensors.end() || scores->second.shape.empty()
                                ? -1
                                : scores->second.shape.front();
  if (done < 0 || done > total()) throw Error(name + ": holds no scores of this search space");
  const std::vector<float>& values =
      file.floats("scores", {done, settings_.draws, static_cast<std::int64_t>(score_count)});
  for (std::size_t i = 0; i < values.size(); ++i) {
    scores_[i / score_count][i % score_count] = values[i];
  }
  done_ = static_cast<int>(done);
}

ProxyTable TableComputation::table() const {
  if (done_ < total()) {
    throw Error("only " + std::to_string(done_) + " of " + std::to_string(total()) +
                " networks are scored");
  }
  ProxyTable table = exact_proxy_table();
  table.metadata = described(settings_);
  const auto draws = inputs_.size();
  for (std::size_t score = 0; score < score_count; ++score) {
    std::vector<double> means(keys_.size());
    double within = 0;
    for (std::size_t n = 0; n < keys_.size(); ++n) {
      double squares = 0;
      for (std::size_t d = 0; d < draws; ++d) {
        const double value = scores_[n * draws + d][score];
        means[n] += value / static_cast<double>(draws);
        squares += value * value / static_cast<double>(draws);
      }
      const double variance = squares - means[n] * means[n];
      if (draws > 1 && std::isfinite(variance)) {
        within += std::max(0.0, variance) * static_cast<double>(draws) /
                  static_cast<double>((draws - 1) * keys_.size());
      }
    }
    replace_infinities(means);
    double mean = 0, between = 0;
    for (const double value : means) mean += value / static_cast<double>(keys_.size());
    for (const double value : means) {
      between += (value - mean) * (value - mean) / static_cast<double>(keys_.size());
    }
    if (draws > 1) {
      char text[32];
      std::snprintf(text, sizeof text, "%.4f", std::sqrt(within / between));
      table.metadata["spread:" + std::string(score_names[score])] = text;
    }
    if (score != naswot) {
      std::map<std::string, std::pair<double, int>> equal;
      for (std::size_t n = 0; n < keys_.size(); ++n) {
        auto& [sum, count] = equal[keys_[n].output];
        sum += means[n];
        ++count;
      }
      for (std::size_t n = 0; n < keys_.size(); ++n) {
        const auto& [sum, count] = equal[keys_[n].output];
        means[n] = sum / count;
      }
    }
    std::vector<float>& column = table.scores[std::string(score_names[score])];
    for (const int network : network_of_) {
      column.push_back(static_cast<float>(means[static_cast<std::size_t>(network)]));
    }
  }
  std::vector<float>& logsynflow = table.scores["logsynflow"];
  const std::vector<float>& live = table.scores.at("logsynflow_live");
  for (int index = 0; index < cell_count; ++index) {
    logsynflow.push_back(static_cast<float>(live[static_cast<std::size_t>(index)] +
                                            dead_log_synflow(cell_at(index))));
  }
  return table;
}

}  // namespace tenprobes::proxies
