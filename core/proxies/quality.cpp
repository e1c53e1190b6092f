#include "core/proxies/quality.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/search_space/cells/live_edges.h"
#include "core/statistics/ranking.h"

namespace tenprobes::proxies {
namespace {

using Scores = std::map<std::string, std::vector<float>>;

std::vector<double> values_of(const std::vector<float>& score) {
  return {score.begin(), score.end()};
}

/// Adds weight * ln(rank) to every sum, the lowest rank being 1.
void add_log_ranks(const std::vector<float>& score, double weight, std::vector<double>& sums) {
  const std::vector<double> ranks = statistics::average_ranks(values_of(score));
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += weight * std::log(ranks[i]);
}

std::vector<double> of_our_scores(const Scores& scores) {
  std::vector<double> sums;
  for (int i = 0; i < cell_count; ++i) {
    const Cell architecture = cell_at(i);
    sums.push_back(is_connected(architecture) ? 0.5 * has_identity_path(architecture)
                                              : -std::numeric_limits<double>::infinity());
  }
  add_log_ranks(scores.at("expressivity"), 1, sums);
  add_log_ranks(scores.at("logsynflow_live"), 1, sums);
  add_log_ranks(scores.at("trainability"), 0.5, sums);
  return sums;
}

std::vector<double> of_published_scores(const Scores& scores) {
  std::vector<double> quality = statistics::percentile_ranks(values_of(scores.at("naswot")));
  const std::vector<double> flow = statistics::percentile_ranks(values_of(scores.at("logsynflow")));
  const std::vector<float>& skip = scores.at("skip");
  for (std::size_t i = 0; i < quality.size(); ++i) {
    quality[i] = std::min(quality[i], flow[i]) + 25 * skip[i];
  }
  return quality;
}

}  // namespace

std::vector<double> combined_quality(const Scores& scores) {
  const auto has = [&](const char* name) { return scores.contains(name); };
  if (has("expressivity") && has("logsynflow_live") && has("trainability")) {
    return statistics::percentile_ranks(of_our_scores(scores));
  }
  if (has("naswot") && has("logsynflow") && has("skip")) {
    return statistics::percentile_ranks(of_published_scores(scores));
  }
  if (has("macs_live")) return statistics::percentile_ranks(values_of(scores.at("macs_live")));
  throw Error("the proxy table holds none of the scores that quality is made of");
}

std::vector<double> percentile_points(const std::vector<float>& score) {
  return statistics::percentile_ranks(values_of(score));
}

std::string pack_quality(std::span<const double> points) {
  std::string bytes;
  for (const double point : points) {
    const auto twice = static_cast<unsigned>(std::lround(2 * (point / 100 * (cell_count - 1) + 1)));
    bytes += {static_cast<char>(twice & 0xff), static_cast<char>(twice >> 8)};
  }
  return bytes;
}

std::vector<double> unpack_quality(std::string_view bytes, const std::string& name) {
  if (bytes.size() != 2 * static_cast<std::size_t>(cell_count)) {
    throw Error(name + " has " + std::to_string(bytes.size()) + " bytes: expected " +
                std::to_string(2 * cell_count) + ", two a network");
  }
  std::vector<double> twice;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const auto low = static_cast<unsigned char>(bytes[i]),
               high = static_cast<unsigned char>(bytes[i + 1]);
    twice.push_back(low + 256 * high);
  }
  return statistics::percentile_ranks(twice);
}

QualityFacts training_free_facts() {
  // No answer: half of the 100 points that ending without one loses, as a later probe may still find
  // one; on synthetic devices anything from 30 to 70 does alike.
  return {.name = "training-free",
          .label = "training-free quality, percentile points",
          .no_answer = -50,
          .best = 100,
          .least = 0};
}

}  // namespace tenprobes::proxies
