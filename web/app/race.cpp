#include "web/app/race.h"

#include <algorithm>

#include "core/base/error.h"

namespace tenprobes::app {

Race::Race(const std::vector<std::string>& methods, const search::SessionRequest& request,
           devices::Device& device, const Quality& quality, const World& world,
           const search::Ingredients& ingredients)
    : request_(request),
      device_(device),
      quality_(quality),
      world_(world),
      ingredients_(ingredients) {
  for (const std::string& method : methods) {
    try {
      search::SessionRequest trial = request;
      trial.method = method;
      const search::Adaptation begun(trial, device, quality, ingredients);
      lanes_.push_back({.method = method, .sessions = 0, .mean = {}});
    } catch (const Error&) {
      // It needs something that is not at hand; the method picker says what.
    }
  }
}

bool Race::finished() const {
  return std::all_of(lanes_.begin(), lanes_.end(),
                     [](const Lane& lane) { return lane.sessions == seeds; });
}

bool Race::step() {
  if (finished()) return false;
  if (!running_) {
    lane_ = static_cast<size_t>(
        std::min_element(lanes_.begin(), lanes_.end(),
                         [](const Lane& a, const Lane& b) { return a.sessions < b.sessions; }) -
        lanes_.begin());
    search::SessionRequest request = request_;
    request.method = lanes_[lane_].method;
    request.seed = request_.seed + static_cast<std::uint64_t>(lanes_[lane_].sessions);
    running_ = std::make_unique<search::Adaptation>(request, device_, quality_, ingredients_);
  }
  running_->step();
  const search::ProbeSession& session = running_->session();
  regret_.push_back(world_.regret(session.objective().budget_ms, session.recommend()));
  if (!running_->finished()) return true;

  Lane& lane = lanes_[lane_];
  lane.mean.resize(regret_.size());
  for (size_t i = 0; i < regret_.size(); ++i) {
    lane.mean[i] += (regret_[i] - lane.mean[i]) / (lane.sessions + 1);
  }
  ++lane.sessions;
  running_.reset();
  regret_.clear();
  return !finished();
}

}  // namespace tenprobes::app
