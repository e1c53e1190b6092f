// Other methods on the same device, budget and number of probes, over several seeds: the curves
// that this session is held against.
//
//   Race race({"random", "bayes"}, request, device, world, quality, ingredients);
//   while (race.step()) ...                 // one probe at a time, so that no frame is late
//   race.lanes()[0].mean;                   // regret after 1, 2, ... probes, mean over the seeds
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/search/adaptation.h"
#include "web/app/world.h"

namespace tenprobes::app {

struct Lane {
  std::string method;
  int sessions = 0;          ///< finished
  std::vector<double> mean;  ///< regret after each probe over those; empty before the first
};

class Race {
 public:
  static constexpr int seeds = 12;

  /// What the arguments refer to outlives the race. A method that this device or these weights
  /// cannot serve is left out.
  Race(const std::vector<std::string>& methods, const search::SessionRequest& request,
       devices::Device& device, const Quality& quality, const World& world,
       const search::Ingredients& ingredients);

  /// One more probe; false when all is done.
  bool step();

  bool finished() const;
  const std::vector<Lane>& lanes() const { return lanes_; }

 private:
  search::SessionRequest request_;
  devices::Device& device_;
  const Quality& quality_;
  const World& world_;
  search::Ingredients ingredients_;
  std::vector<Lane> lanes_;
  std::unique_ptr<search::Adaptation> running_;
  std::vector<double> regret_;  ///< of its probes so far
  size_t lane_ = 0;             ///< whose session runs; lanes take turns
};

}  // namespace tenprobes::app
