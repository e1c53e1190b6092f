#include "core/search/fbnet_optimum.h"

#include <algorithm>
#include <cmath>

namespace tenprobes::search {

namespace {

constexpr int steps = 20000;

}  // namespace

double fbnet_regret(const FbnetArchitecture& architecture, const FbnetArchitecture& best) {
  return std::max(0.0, 100 * (1 - fbnet_quality(architecture) / fbnet_quality(best)));
}

double fbnet_quality(const FbnetArchitecture& architecture) {
  return fbnet_macs(architecture) / 1e6;
}

FbnetOptimum::FbnetOptimum(const devices::FbnetCosts& costs, double highest_ms)
    : least_(costs[0]),
      best_(steps + 1),
      choice_(fbnet_layer_count, std::vector<std::uint8_t>(steps + 1)),
      price_(fbnet_layer_count, std::vector<int>(fbnet_operation_count)) {
  std::vector<double> cheapest(fbnet_layer_count);
  for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
    const double* first = &costs[devices::fbnet_cost_at(layer, 0)];
    cheapest[layer] = *std::min_element(first, first + fbnet_operation_count);
    least_ += cheapest[layer];
  }
  step_ = std::max(highest_ms - least_, 0.0) / steps;
  for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
    for (size_t o = 0; o < fbnet_operation_count; ++o) {
      const double above = costs[devices::fbnet_cost_at(layer, o)] - cheapest[layer];
      price_[layer][o] = above <= 0               ? 0
                         : above >= steps * step_ ? steps + 1
                                                  : static_cast<int>(std::ceil(above / step_));
    }
  }
  std::vector<float> next(steps + 1);
  for (size_t layer = 0; layer < fbnet_layer_count; ++layer) {
    std::fill(next.begin(), next.end(), -1.0f);
    for (int o = 0; o < fbnet_operation_count; ++o) {
      const int price = price_[layer][static_cast<size_t>(o)];
      const auto gain = static_cast<float>(fbnet_block_macs(static_cast<int>(layer), o) / 1e6);
      for (int left = price; left <= steps; ++left) {
        const float quality = best_[static_cast<size_t>(left - price)] + gain;
        if (quality <= next[static_cast<size_t>(left)]) continue;
        next[static_cast<size_t>(left)] = quality;
        choice_[layer][static_cast<size_t>(left)] = static_cast<std::uint8_t>(o);
      }
    }
    std::swap(best_, next);
  }
}

std::optional<FbnetArchitecture> FbnetOptimum::within(double budget_ms) const {
  if (budget_ms < least_) return std::nullopt;
  int left = steps;
  if (step_ > 0) {
    left = static_cast<int>(std::min<double>(steps, std::floor((budget_ms - least_) / step_)));
  }
  FbnetArchitecture network;
  for (size_t layer = fbnet_layer_count; layer-- > 0;) {
    network.operations[layer] = choice_[layer][static_cast<size_t>(left)];
    left -= price_[layer][network.operations[layer]];
  }
  return network;
}

std::vector<FbnetOptimum::Step> FbnetOptimum::front() const {
  std::vector<Step> front;
  for (int left = 0; left <= steps; ++left) {
    const double quality = best_[static_cast<size_t>(left)];
    if (!front.empty() && quality <= front.back().quality) continue;
    front.push_back({least_ + step_ * left, quality});
  }
  return front;
}

}  // namespace tenprobes::search
