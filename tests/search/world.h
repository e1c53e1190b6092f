// A small made-up world for the search tests: latencies linear in the operation counts, and a
// quality that mostly rises with cost, as percentile points.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <vector>

#include "core/base/random.h"
#include "core/devices/device.h"
#include "core/objective/objective.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"

namespace tenprobes::search {

/// The architecture's index, for the tables here.
inline size_t place_of(const Architecture& architecture) {
  return static_cast<size_t>(nas_bench_201()->index_of(architecture));
}

/// As sessions find the space that a trace names.
inline std::shared_ptr<const SearchSpace> find_space(const std::string& name) {
  return name == nas_bench_201()->name() ? nas_bench_201() : nullptr;
}

struct World {
  std::vector<double> latencies = std::vector<double>(cell_count);
  std::vector<double> points = std::vector<double>(cell_count);  ///< of quality, by index
  std::vector<std::uint8_t> allowed;
  std::shared_ptr<const TabulatedQuality> quality_table;

  explicit World(std::uint64_t seed = 1) {
    Random random(seed);
    std::array<double, operation_count> cost{}, worth{};
    for (size_t o = 1; o < operation_count; ++o) {
      cost[o] = random.log_uniform(0.2, 6);
      worth[o] = cost[o] * random.uniform(0.5, 1.5);
    }
    std::vector<double> raw(cell_count);
    for (size_t i = 0; i < cell_count; ++i) {
      const auto counts = operation_counts(cell_at(static_cast<int>(i)));
      latencies[i] = 3 + 1e-6 * random.uniform();
      raw[i] = 4 * random.uniform();
      for (size_t o = 0; o < operation_count; ++o) {
        latencies[i] += cost[o] * counts[o];
        raw[i] += worth[o] * counts[o];
      }
    }
    std::vector<size_t> order(cell_count);
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return raw[a] < raw[b]; });
    for (size_t rank = 0; rank < order.size(); ++rank) {
      points[order[rank]] = 100.0 * static_cast<double>(rank) / (cell_count - 1);
    }
    judge_by_points();
  }

  /// After a change of `points`.
  void judge_by_points() {
    quality_table = std::make_shared<const TabulatedQuality>(
        *nas_bench_201(), QualityFacts{.name = "points", .label = "points of a small world"},
        points);
  }
  const Quality& quality() const { return *quality_table; }

  /// Keeps about `share` of the rows, as an incomplete table of measurements has them.
  void keep(double share, std::uint64_t seed) {
    Random random(seed);
    allowed.assign(cell_count, 0);
    for (size_t i = 0; i < allowed.size(); ++i) {
      allowed[i] = random.chance(share);
      if (!allowed[i]) latencies[i] = std::numeric_limits<double>::quiet_NaN();
    }
  }

  double latency(const Architecture& architecture) const {
    return latencies[place_of(architecture)];
  }

  /// The budget that `share` of the known architectures meet.
  double budget(double share) const {
    std::vector<double> known;
    for (const double latency : latencies) {
      if (latency > 0) known.push_back(latency);
    }
    std::sort(known.begin(), known.end());
    return known[static_cast<size_t>(share * static_cast<double>(known.size() - 1))];
  }

  Objective objective(double share) const {
    Objective objective = objective_for(*nas_bench_201(), quality(), budget(share));
    objective.allowed = allowed;
    return objective;
  }

  double best_quality(double budget_ms) const {
    double best = -1;
    for (size_t i = 0; i < points.size(); ++i) {
      if (latencies[i] <= budget_ms) best = std::max(best, points[i]);
    }
    return best;
  }
};

/// The world as a Device; `noise` is the relative spread of a measurement.
class WorldDevice : public devices::Device {
 public:
  explicit WorldDevice(const World& world, double noise = 0) : world_(world), noise_(noise) {}
  std::string name() const override { return "world"; }
  std::string kind() const override { return "table"; }
  const SearchSpace& space() const override { return *nas_bench_201(); }
  double probe(const Architecture& architecture, Random& random) override {
    ++probes;
    return world_.latency(architecture) * (noise_ > 0 ? std::exp(noise_ * random.normal()) : 1);
  }
  bool can_probe(const Architecture& architecture) const override {
    return world_.latency(architecture) > 0;
  }
  std::span<const double> known_latencies() const override { return world_.latencies; }

  int probes = 0;

 private:
  const World& world_;
  double noise_;
};

}  // namespace tenprobes::search
