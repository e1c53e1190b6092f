// Latencies that can hardly be what they are said to be: where nonsense is cheap to notice, it is
// said.
//
//   for (const std::string& doubt : doubts_about(latency_ms, mmacs)) show("note: " + doubt);
//
// Nothing here refuses: a device may be odd. Every doubt is a sentence that says what was seen and
// what may have gone wrong.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/datasets/measured_networks.h"
#include "core/devices/device.h"
#include "core/devices/device_file.h"

namespace tenprobes::devices {

/// `latency_ms` and the networks' multiply-accumulates in whatever unit, pairwise; pairs with a NaN
/// are passed over. Noticed are a unit other than milliseconds (by the median), a constant, one
/// latency far above the others, and latencies that do not grow with the networks (Spearman's
/// correlation below 0.1; on HELP's 19 published devices it is at least 0.54, by the test
/// Plausibility.NoPublishedDeviceIsDoubted), which then belong to others.
std::vector<std::string> doubts_about(std::span<const double> latency_ms,
                                      std::span<const double> macs);

/// The same of a device whose latencies are known; nothing for any other.
std::vector<std::string> doubts_about(const Device& device);

/// The same of measured networks of a space.
std::vector<std::string> doubts_about(const datasets::MeasuredNetworks& measured,
                                      const SearchSpace& space);

/// Of a twin that predicts held-out networks no better than their mean: latencies of other networks,
/// or in another order, make such twins.
std::vector<std::string> doubts_about(const std::optional<FitQuality>& fit);

/// Of a budget, ms, that no network keeps to or that each does, where the latencies are known.
std::vector<std::string> doubts_about_budget(double budget_ms, const Device& device);

/// Of accuracies of NAS-Bench-201's cells, percent, NaN where unknown: all the same, fractions among
/// percentages, none that a trained network would have, numbers of the rows; and of a whole table such
/// as do not grow with the networks (Spearman's correlation with MACs below 0.1; of FreeREA's three
/// tables at least 0.68).
std::vector<std::string> doubts_about_accuracies(std::span<const double> percent,
                                                 const SearchSpace& space);

/// Of a user's own space: cost features in units that they cannot have, a quality that is the same
/// for all, numbers the rows, or is called an error or a loss.
std::vector<std::string> doubts_about(const SearchSpace& space);

}  // namespace tenprobes::devices
