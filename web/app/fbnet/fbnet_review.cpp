#include "web/app/fbnet/fbnet_review.h"

#include <cmath>

#include "core/prediction/fbnet_space.h"
#include "core/statistics/ranking.h"
#include "web/app/prediction_review.h"

namespace tenprobes::app {

FbnetReview::FbnetReview() : curves_{{"bayes", {}}, {"layerwise", {}}, {"macs", {}}} {}

void FbnetReview::start() {
  probes_.clear();
  predicted_.clear();
  for (Curve& curve : curves_) curve.srcc.clear();
}

void FbnetReview::follow(std::span<const prediction::FbnetProbe> probes) {
  probes_.assign(probes.begin(), probes.end());
}

bool FbnetReview::step(const FbnetWorld& world, std::span<const double> measured) {
  if (probes() == probes_.size()) return false;
  const size_t count = probes() + 1;
  const std::vector<FbnetArchitecture>& crowd = devices::fbnet_crowd();
  std::vector<FbnetArchitecture> networks(crowd.begin(), crowd.begin() + fbnet_dots);
  std::vector<prediction::PlacedProbe> placed;
  for (size_t i = 0; i < count; ++i) {
    placed.push_back({static_cast<int>(networks.size()), probes_[i].latency_ms});
    networks.push_back(probes_[i].architecture);
  }
  std::vector<std::string> names;
  for (const Curve& curve : curves_) names.push_back(curve.name);
  const prediction::ComparedSpace space = prediction::fbnet_space(names, networks, {});
  for (size_t method = 0; method < curves_.size(); ++method) {
    const auto forecast = space.methods[method].fit(placed);
    std::vector<prediction::Prediction> predicted;
    std::vector<double> means;
    for (int dot = 0; dot < fbnet_dots; ++dot) {
      predicted.push_back(forecast(dot));
      means.push_back(predicted.back().mean);
    }
    curves_[method].srcc.push_back(statistics::spearman(means, world.latency));
    if (method == 0) predicted_ = std::move(predicted);
  }
  int within = 0;
  for (size_t dot = 0; dot < predicted_.size(); ++dot) {
    within += std::abs(measured[dot] - predicted_[dot].mean) <=
              interval_90 * predicted_[dot].standard_deviation;
  }
  coverage_ = 100.0 * within / fbnet_dots;
  return probes() < probes_.size();
}

}  // namespace tenprobes::app
