#include "core/search/known_best.h"

#include "core/devices/layered/layered_device.h"
#include "core/search_space/breeding.h"
#include "core/search_space/layered/layered_quality.h"

namespace tenprobes::search {

KnownBest::KnownBest(const devices::Device& device, const Objective& objective)
    : device_(device), objective_(objective) {
  const auto* additive = dynamic_cast<const devices::LayeredDevice*>(&device);
  const auto* sum = dynamic_cast<const LayeredSum*>(objective.goal);
  if (objective.space->size() > 0 || !additive || !sum || !objective.bounds.empty()) return;
  exact_ = std::make_unique<LayeredOptimum>(layered(*objective.space), additive->costs(),
                                            sum->by_row(), objective.budget_ms);
}

KnownBest::~KnownBest() = default;

std::optional<Architecture> KnownBest::within(double budget_ms) const {
  if (exact_) return exact_->within(budget_ms);
  return objective_.space->size() > 0 ? enumerated(budget_ms) : bred(budget_ms);
}

std::optional<Architecture> KnownBest::enumerated(double budget_ms) const {
  const std::span<const double> latencies = device_.known_latencies();
  int best = -1;
  for (int index = 0; index < objective_.space->size(); ++index) {
    const auto i = static_cast<size_t>(index);
    if (!objective_.is_allowed(index) || !(latencies[i] > 0) || latencies[i] > budget_ms) continue;
    const auto b = static_cast<size_t>(best);
    const bool better =
        best < 0 || objective_.quality[i] > objective_.quality[b] ||
        (objective_.quality[i] == objective_.quality[b] && latencies[i] < latencies[b]);
    if (better) best = index;
  }
  return best < 0 ? std::nullopt : std::optional(objective_.space->at(best));
}

std::optional<Architecture> KnownBest::bred(double budget_ms) const {
  const BatchValue value = [&](std::span<const Architecture> batch, std::span<double> values) {
    for (size_t i = 0; i < batch.size(); ++i) {
      const double over = *device_.expected_latency(batch[i]) / budget_ms - 1;
      values[i] =
          over > 0 ? objective_.lowest - over * objective_.range : objective_.quality_of(batch[i]);
    }
  };
  Breeding breeding{.population = 256, .parents = 64, .generations = 60};
  if (!objective_.bounds.empty()) {
    breeding.is_allowed = [&](const Architecture& each) { return objective_.is_allowed(each); };
  }
  std::optional<Architecture> best;
  for (const std::uint64_t seed : {1, 2, 3}) {
    Random random(seed);
    const auto found = breed(*objective_.space, breeding, value, random);
    if (!found || *device_.expected_latency(*found) > budget_ms) continue;
    if (!best || objective_.quality_of(*found) > objective_.quality_of(*best)) best = found;
  }
  return best;
}

}  // namespace tenprobes::search
