// A session in any search space as the learned acquisition function sees it: the shortlist
// of a decision (shortlist.h) from what a belief::Belief holds of the device.
//
//   SpaceView view;
//   if (view.observe(history, objective, probes_left, *belief, random)) {
//     Architecture next = view.architecture(choice_among(view.shortlist()));
//   }
//
// What only cells have is neutral: the execution regime is eager, one hypothesis is
// held.
#pragma once

#include <vector>

#include "core/belief/belief.h"
#include "core/controller/shortlist.h"
#include "core/objective/objective.h"

namespace tenprobes::controller {

class SpaceView {
 public:
  /// Lists the most promising candidates: all of an enumerable space are looked at, else bred ones.
  /// False, and no list, where nothing open is better than the best feasible probe.
  bool observe(const History& history, const Objective& objective, int probes_left,
               belief::Belief& belief, Random& random);

  const Shortlist& shortlist() const { return shortlist_; }
  const Architecture& architecture(int choice) const {
    return candidates_[static_cast<std::size_t>(choice)];
  }

 private:
  /// `best`: the value of what is to be bettered.
  void choose(const History& history, const Objective& objective, double best,
              belief::Belief& belief, Random& random);

  Shortlist shortlist_;
  std::vector<Architecture> candidates_;
  belief::Forecasts forecasts_;
};

}  // namespace tenprobes::controller
