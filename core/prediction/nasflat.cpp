#include "core/prediction/nasflat.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/json_fields.h"

namespace tenprobes::prediction {

std::span<const NasflatSplit> nasflat_splits() {
  static const std::vector<NasflatSplit> splits = {
      {"ND",
       {"titan_rtx_256", "gold_6226", "fpga", "pixel2", "raspi4", "eyeriss"},
       .948,
       .930,
       .959},
      {"N1",
       {"1080ti_1", "titan_rtx_32", "titanxp_1", "2080ti_32", "titan_rtx_1"},
       .410,
       .820,
       .893},
      {"N3", {"1080ti_1", "2080ti_1", "titanxp_1", "2080ti_32", "titanxp_32"}, .509, .757, .857},
      {"N4", {"1080ti_1", "2080ti_1", "titan_rtx_1"}, .729, .947, .962},
      {"FD", {"fpga", "raspi4", "eyeriss"}, .910, .960, .961},
      {"F1", {"eyeriss", "fpga", "raspi4", "samsung_a50", "samsung_s7"}, .370, .450, .577},
      {"F2", {"1080ti_1", "1080ti_32", "2080ti_32", "titan_rtx_1", "titanxp_1"}, .793, .756, .809},
      {"F3",
       {"1080ti_1", "1080ti_32", "2080ti_1", "titan_rtx_1", "titan_rtx_32"},
       .543,
       .567,
       .871},
      {"F4", {"1080ti_1", "pixel2", "essential_ph_1"}, .413, .434, .814},
      {"FA", {"gold_6226", "essential_ph_1", "samsung_s7", "pixel2"}, .799, .763, .734},
  };
  return splits;
}

namespace {

bool is_of(const SplitRow& split, const ComparisonRow& row) {
  return split.method == row.method && split.design == row.design && split.samples == row.samples;
}

/// The means of one method over the split's devices, those of `like`'s method, design and samples.
SplitRow mean_like(const ComparisonRow& like, const NasflatSplit& split,
                   std::span<const ComparisonRow> rows) {
  SplitRow mean{.split = &split,
                .method = like.method,
                .design = like.design,
                .samples = like.samples,
                .measurements = like.measurements};
  double covered = 0;
  bool covers = true;
  int devices = 0;
  for (const std::string_view device : split.test_devices) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const ComparisonRow& each) {
      return each.device == device && is_of(mean, each);
    });
    if (row == rows.end()) {
      mean.missing.emplace_back(device);
      continue;
    }
    ++devices;
    mean.srcc += row->srcc.mean;
    mean.kendall += row->kendall.mean;
    covers = covers && row->coverage90.has_value();
    if (row->coverage90) covered += row->coverage90->mean;
  }
  if (devices == 0) return mean;
  mean.srcc /= devices;
  mean.kendall /= devices;
  if (covers) mean.coverage90 = covered / devices;
  return mean;
}

}  // namespace

std::vector<SplitRow> by_split(std::span<const ComparisonRow> rows) {
  std::vector<SplitRow> means;
  for (const NasflatSplit& split : nasflat_splits()) {
    const std::size_t first = means.size();
    for (const ComparisonRow& row : rows) {
      const bool known =
          std::any_of(means.begin() + static_cast<std::ptrdiff_t>(first), means.end(),
                      [&](const SplitRow& mean) { return is_of(mean, row); });
      if (known) continue;
      SplitRow mean = mean_like(row, split, rows);
      if (mean.missing.size() < split.test_devices.size()) means.push_back(std::move(mean));
    }
  }
  return means;
}

nlohmann::ordered_json to_json(std::span<const SplitRow> rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const SplitRow& row : rows) {
    list.push_back({{"split", row.split->name},
                    {"method", row.method},
                    {"design", name_of(row.design)},
                    {"samples", row.samples},
                    {"measurements", row.measurements},
                    {"srcc", row.srcc},
                    {"kendall", row.kendall},
                    {"coverage90", or_null(row.coverage90)},
                    {"missing", row.missing},
                    {"published",
                     {{"help", row.split->help},
                      {"multi_predict", row.split->multi_predict},
                      {"nasflat", row.split->nasflat}}}});
  }
  return list;
}

}  // namespace tenprobes::prediction
