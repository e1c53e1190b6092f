#include "core/controller/session_view.h"

#include <algorithm>
#include <cmath>

namespace tenprobes::controller {

void SessionView::begin(const Objective& objective, int probes) {
  objective_ = objective;
  probes_ = probes;
  entries_.clear();
  entries_.reserve(static_cast<size_t>(probes));
  while (log_left_.size() < static_cast<size_t>(probes)) {
    log_left_.push_back(rounded(std::log(static_cast<double>(log_left_.size() + 1))));
  }
  best_ = -1;
  on_begin();
}

void SessionView::tell(const Cell& architecture, double latency_ms) {
  const int index = index_of(architecture);
  const double unit_ms =
      objective_.scalarisation ? objective_.scalarisation->reference_ms : objective_.budget_ms;
  const double ratio = latency_ms / unit_ms;
  const double quality = objective_.quality[static_cast<size_t>(index)];
  const Entry entry{.architecture = architecture,
                    .packed = pack(architecture),
                    .log_ratio = rounded(std::clamp(std::log(ratio), -4.0, 4.0)),
                    .quality = rounded(quality / 100),
                    .feasible = objective_.is_feasible(latency_ms)};
  on_tell(entry, ratio);
  entries_.push_back(entry);
  if (entry.feasible) {
    const double value = objective_.scalarisation ? objective_.value(index, latency_ms) : quality;
    if (best_ < 0 || value > best_value_ || (value == best_value_ && latency_ms < best_latency_)) {
      best_ = static_cast<int>(entries_.size()) - 1;
      best_value_ = value;
      best_latency_ = latency_ms;
    }
  }
}

bool SessionView::is_closed(const Cell& architecture) const {
  if (!all_allowed() && !objective_.is_allowed(index_of(architecture))) return true;
  const std::uint32_t packed = pack(architecture);
  return std::any_of(entries_.begin(), entries_.end(),
                     [packed](const Entry& entry) { return entry.packed == packed; });
}

}  // namespace tenprobes::controller
