#include "core/search/layered_optimum.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace tenprobes::search {
namespace {

constexpr float unreachable = -std::numeric_limits<float>::infinity();

std::size_t place_of(int number) {
  return static_cast<std::size_t>(number);
}

}  // namespace

LayeredOptimum::LayeredOptimum(const LayeredSpace& space, std::span<const double> costs,
                               std::span<const double> quality, double highest_ms)
    : space_(space), steps_(space.has_resolution() ? 4000 : 20000) {
  const auto rows = place_of(space.row_count());
  if (costs.size() != rows || quality.size() != rows) {
    throw Error("the best network of " + space.title() + " needs " + std::to_string(rows) +
                " costs and qualities; there are " + std::to_string(costs.size()) + " and " +
                std::to_string(quality.size()));
  }
  for (int r = 0; r < space.resolution_count(); ++r) {
    tables_.push_back(table_of(r, costs, quality, highest_ms));
  }
}

LayeredOptimum::Table LayeredOptimum::table_of(int resolution, std::span<const double> costs,
                                               std::span<const double> quality,
                                               double highest_ms) const {
  const int layers = space_.layer_count();
  Table table;
  const auto fixed = place_of(space_.row_of(resolution, 0));
  table.least = costs[fixed];
  std::vector<double> cheapest(place_of(layers));
  for (int layer = 0; layer < layers; ++layer) {
    double least = std::numeric_limits<double>::max();
    for (int o = 0; o < space_.choice_count(layer); ++o) {
      least = std::min(least, costs[place_of(space_.row_at(layer, o, resolution))]);
    }
    cheapest[place_of(layer)] = least;
    table.least += least;
  }
  table.step = std::max(highest_ms - table.least, 0.0) / steps_;
  table.best.assign(place_of(2 * (steps_ + 1)), unreachable);
  // Nothing is left out before the first layer.
  std::fill_n(table.best.begin(), steps_ + 1, static_cast<float>(quality[fixed]));
  table.places.resize(place_of(layers) * table.best.size());
  std::vector<float> next(table.best.size());
  for (int layer = 0; layer < layers; ++layer) {
    Place* places = &table.places[place_of(layer) * table.best.size()];
    std::fill(next.begin(), next.end(), unreachable);
    auto& prices = table.price.emplace_back();
    const bool first = space_.is_first_of_stage(layer);
    for (int o = 0; o < space_.choice_count(layer); ++o) {
      const auto row = place_of(space_.row_at(layer, o, resolution));
      const double above = costs[row] - cheapest[place_of(layer)];
      const int price = above <= 0 ? 0
                        : above >= steps_ * table.step
                            ? steps_ + 1
                            : static_cast<int>(std::ceil(above / table.step));
      prices.push_back(price);
      const int left_out = space_.is_left_out(layer, o) ? 1 : 0;
      const auto gain = static_cast<float>(quality[row]);
      for (int before = 0; before <= 1; ++before) {
        // Behind a layer that is left out, its stage has none.
        if (before && !first && !left_out) continue;
        for (int left = price; left <= steps_; ++left) {
          const float reached = table.best[at(before, left - price)] + gain;
          const std::size_t own = at(left_out, left);
          if (!(reached > next[own])) continue;
          next[own] = reached;
          places[own] = {static_cast<std::uint8_t>(o), static_cast<std::uint8_t>(before)};
        }
      }
    }
    std::swap(table.best, next);
  }
  return table;
}

std::optional<Architecture> LayeredOptimum::within(double budget_ms) const {
  int best_resolution = -1, best_out = 0, best_left = 0;
  float best = unreachable;
  for (int r = 0; r < static_cast<int>(tables_.size()); ++r) {
    const Table& table = tables_[place_of(r)];
    if (budget_ms < table.least) continue;
    int left = steps_;
    if (table.step > 0) {
      left = static_cast<int>(
          std::min<double>(steps_, std::floor((budget_ms - table.least) / table.step)));
    }
    for (int out = 0; out <= 1; ++out) {
      const float quality = table.best[at(out, left)];
      if (!(quality > best)) continue;
      best = quality;
      best_resolution = r;
      best_out = out;
      best_left = left;
    }
  }
  if (best_resolution < 0) return std::nullopt;
  const Table& table = tables_[place_of(best_resolution)];
  Architecture network(static_cast<int>(space_.positions().size()));
  if (space_.has_resolution()) network.set(space_.layer_count(), best_resolution);
  for (int layer = space_.layer_count() - 1; layer >= 0; --layer) {
    const Place& place =
        table.places[place_of(layer) * table.best.size() + at(best_out, best_left)];
    network.set(layer, place.choice);
    best_left -= table.price[place_of(layer)][place.choice];
    best_out = place.left_out_before;
  }
  return network;
}

std::vector<LayeredOptimum::Step> LayeredOptimum::front() const {
  std::vector<Step> steps;
  for (const Table& table : tables_) {
    for (int left = 0; left <= steps_; ++left) {
      const float quality = std::max(table.best[at(0, left)], table.best[at(1, left)]);
      if (quality == unreachable) continue;
      steps.push_back({table.least + table.step * left, quality});
    }
  }
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return a.latency_ms != b.latency_ms ? a.latency_ms < b.latency_ms : a.quality > b.quality;
  });
  std::vector<Step> front;
  for (const Step& step : steps) {
    if (front.empty() || step.quality > front.back().quality) front.push_back(step);
  }
  return front;
}

}  // namespace tenprobes::search
