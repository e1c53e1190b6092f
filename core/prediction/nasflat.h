// The splits of devices by which NASFLAT compares few-shot latency predictors on NAS-Bench-201
// (Akhauri and Abdelfattah, MLSys 2024, arXiv 2403.02446), and what was published for them.
//
//   for (const SplitRow& row : by_split(result.rows)) print(row.split->name, row.srcc);
//
// The published methods first learn from the split's other devices and then take 20 samples of each
// test device, scored on all architectures; ours know no other device. Of the splits, N2 and NA need
// devices that are not published with the others and are left out.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/prediction/comparison.h"

namespace tenprobes::prediction {

struct NasflatSplit {
  std::string_view name;
  std::vector<std::string_view> test_devices;
  double help, multi_predict, nasflat;  ///< Spearman's correlation, as published
};

std::span<const NasflatSplit> nasflat_splits();

/// One method on one split: means over those of its test devices that were measured.
struct SplitRow {
  const NasflatSplit* split = nullptr;
  std::string method = {};
  Design design = Design::planned;
  int samples = 0, measurements = 0;
  std::vector<std::string> missing = {};  ///< test devices that are not among the rows
  double srcc = 0, kendall = 0;
  std::optional<double> coverage90 = {};  ///< none where a device has none
};

/// By split, then in the order of the rows; splits without a measured device are left out.
std::vector<SplitRow> by_split(std::span<const ComparisonRow> rows);

/// [{"split", "method", "design", "samples", "measurements", "srcc", "kendall", "coverage90" (null:
///   unknown), "missing": [device], "published": {"help", "multi_predict", "nasflat"}}]
nlohmann::ordered_json to_json(std::span<const SplitRow> rows);

}  // namespace tenprobes::prediction
