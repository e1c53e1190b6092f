// The text tables of FreeREA's re-implementation (github fracapuano/FreeREA): a header that begins
// with '#', then one line for each of the 15,625 architectures, numbers separated by blanks.
//
//   FreereaScores scores = parse_freerea_scores(bytes, "cifar10_cachedmetrics.txt");
//   std::vector<double> accuracy = parse_freerea_accuracies(bytes, "cifar10_perfmetrics.txt");
//
// Both throw Error with the line's number on a missing, repeated or malformed row.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::datasets {

/// `# Arch_Idx, NASWOT, logSynflow, PortionSkipped`; each [15625] by architecture index.
struct FreereaScores {
  std::vector<double> naswot;
  std::vector<double> log_synflow;
  std::vector<double> skip;

  /// As a ProxyTable (core/proxies) keeps them: "naswot", "logsynflow", "skip".
  std::map<std::string, std::vector<float>> by_name() const;
};

bool is_freerea_scores(std::string_view bytes);
bool is_freerea_training(std::string_view bytes);

FreereaScores parse_freerea_scores(std::string_view bytes, const std::string& name);

/// Of `# ArchitectureIdx, Test-Accuracy, TrainingTime(xEpoch), TrainingTime(total)` the test
/// accuracies, percent, [15625].
std::vector<double> parse_freerea_accuracies(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
