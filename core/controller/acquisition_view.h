// A session in NAS-Bench-201 as the learned acquisition function sees it: the shortlist of each
// decision (shortlist.h) from what a belief::CellBelief holds, without an allocation in a step.
// Training and the finished controller run this same code.
//
//   AcquisitionView view(std::make_shared<const CandidatePool>(quality, allowed));
//   view.begin(objective, 10);                          // 10 probes in all
//   if (view.observe()) view.tell(view.architecture(choice_among(view.shortlist())), latency_ms);
//
// Architectures of one joint group (belief/cells/regimes.h) have one belief, so only the best open
// one of each group, by quality, is a candidate, and only if it is better than the best feasible
// probe; with the scalarised objective every open group has a candidate.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/belief/cells/cell_belief.h"
#include "core/belief/cells/synthetic_prior.h"
#include "core/controller/shortlist.h"
#include "core/objective/objective.h"
#include "core/prediction/expected_improvement.h"

namespace tenprobes::controller {

/// What sessions of one quality and one set of allowed architectures share.
class CandidatePool {
 public:
  /// quality: [15625]; allowed: [15625], or empty for all. Throws Error if none is allowed.
  CandidatePool(std::span<const double> quality, std::span<const std::uint8_t> allowed);

  /// Joint groups that hold an allowed architecture, by the best allowed quality, best first.
  const belief::GroupOrder& order() const { return order_; }
  /// The allowed architectures of the group at `place`, best first.
  std::span<const std::uint16_t> members(std::size_t place) const { return members_[place]; }
  double best_quality(std::size_t place) const { return best_quality_[place]; }
  /// Where the group of an architecture stands.
  std::size_t place_of(int index) const { return place_of_[static_cast<std::size_t>(index)]; }
  /// What is believed at a budget of 1 ms before the first probe.
  const belief::Forecasts& first_forecasts() const { return first_forecasts_; }

 private:
  std::vector<std::vector<std::uint16_t>> members_;
  std::vector<double> best_quality_;
  std::vector<std::uint16_t> place_of_;
  belief::GroupOrder order_;
  belief::Forecasts first_forecasts_;
};

class AcquisitionView {
 public:
  /// most_hypotheses: what the belief is thinned to after every probe; 0: never.
  explicit AcquisitionView(std::shared_ptr<const CandidatePool> pool,
                           const belief::LatencyPrior& prior = belief::fine_synthetic_mixture(),
                           int most_hypotheses = 0);

  /// A new session; the objective is of the pool's quality and allowed architectures and outlives
  /// it. probes >= 1.
  void begin(const Objective& objective, int probes);

  void tell(const Cell& architecture, double latency_ms);

  /// The session of `probes` in all that has made these: as begin() and tell(), but where it goes on
  /// with the one at hand, only what is new is told. The objective as for begin().
  void follow(const Objective& objective, const History& history, int probes);
  /// Whether follow() would go on.
  bool goes_on(const Objective& objective, const History& history, int probes) const;
  const CandidatePool& pool() const { return *pool_; }

  int probes_left() const { return probes_ - static_cast<int>(history_.size()); }
  double best_value() const { return best_; }  ///< of the best feasible probe; 0 without one
  bool has_feasible() const { return feasible_ >= 0; }

  /// Lists the most promising candidates; false, and no list, where nothing open is better than the
  /// best feasible probe.
  bool observe();
  const Shortlist& shortlist() const { return shortlist_; }
  Cell architecture(int choice) const {
    return cell_at(listed_[static_cast<std::size_t>(choice)].index);
  }

 private:
  struct Candidate {
    float promise;           ///< what it is listed by
    std::uint16_t place;     ///< in the pool
    std::uint16_t forecast;  ///< in the forecasts
    std::uint16_t index;
  };

  int open_member(std::size_t place) const;
  prediction::Improvement improvement_of(const Candidate& candidate,
                                         const belief::Forecasts& forecasts) const;
  /// The unit of choose_candidates()' forecasts.
  double forecast_unit_ms() const;
  void list(std::size_t count, const belief::Forecasts& forecasts);
  const belief::Forecasts& choose_candidates();
  CandidateFacts facts_of(const Candidate& candidate, const belief::Forecasts& forecasts) const;

  std::shared_ptr<const CandidatePool> pool_;
  belief::CellBelief belief_, summary_;
  int most_hypotheses_;
  belief::Forecasts forecasts_;
  belief::GroupOrder screened_;
  Objective objective_{};
  int probes_ = 0;
  History history_;
  double best_ = 0;
  int feasible_ = -1;     ///< the best feasible probe
  bool whole_ms_ = true;  ///< all latencies so far
  std::vector<Candidate> listed_, first_listed_;
  double first_no_answer_ = 0;  ///< of first_listed_
  std::vector<std::uint16_t> places_;
  std::vector<CandidateFacts> facts_;
  Shortlist shortlist_;
};

}  // namespace tenprobes::controller
