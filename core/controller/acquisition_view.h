// A session as a learned acquisition function sees it: a shortlist of candidates to probe next,
// each described by what a Belief (belief/cells/cell_belief.h) holds of it, and a description of the
// session that all candidates share. Training and the finished controller run this same code.
//
//   AcquisitionView view(std::make_shared<const CandidatePool>(quality, allowed));
//   view.begin(objective, 10);                          // 10 probes in all
//   Shortlist shortlist;
//   view.observe(shortlist);                            // candidates and their features
//   view.tell(shortlist.architecture(choice), latency_ms);
//
// Architectures of one joint group (belief/cells/regimes.h) have one belief, so only the best open
// one of each group, by quality, is a candidate, and only if it is better than the best feasible
// probe. Everything is in units of the budget, so that a device that is a thousand times slower
// looks the same. With the scalarised objective the unit is the reference latency, every open group
// has a candidate, p is the probability of a better value, and p (q - b) the expected improvement.
//
// Observation "acquisition-1", of a candidate of quality q whose latency over the budget is
// believed to be r give or take s (of which n is noise of measuring), and to be within the budget
// with probability p, after a best feasible quality b (without one, 0 and, in gains, the
// objective's no_answer):
//   log expected improvement: ln((q - b) p) / 4; the same less the largest of the shortlist's;
//   ln(q - b) / 4; ln p / 4; ln(1 - p) / 4; p; (1 - r) / s, within +-4, / 4; r - 1, within +-1;
//   s, at most 1; n / s; q / 100; the share of the shortlist's expected improvement that this one
//   has; edges that differ from the best feasible probe, / 6, and from the nearest probe over the
//   budget, / 6 (1 without one).
// Of the session: probes left: its logarithm / 3, inverse, and 1 if this is the last; logarithm of
// 1 + probes made / 3; 1 if something is feasible; b / 100; ln(101 - b) / 4; logarithm of how many
// hypotheses the belief still holds / 7; the probabilities of the execution regimes; the largest
// ln expected improvement / 4 and the probability p of that candidate; ln(1 + the largest gain
// that has p above a half) / 4.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/belief/cells/cell_belief.h"
#include "core/objective/objective.h"

namespace tenprobes::controller {

inline constexpr int candidate_features = 14;
inline constexpr int session_features = 11 + belief::regime_count;
inline constexpr int most_candidates = 64;
/// Places of ln gain / 4 and ln p / 4 among a candidate's features.
inline constexpr std::size_t gain_feature = 2, log_probability_feature = 3;
/// Places of two flags of the session: this probe is the last; something is feasible.
inline constexpr std::size_t last_feature = 2, feasible_feature = 4;

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

/// The candidates of one decision. Kept and used again, it allocates nothing.
struct Shortlist {
  int count = 0;  ///< 1..most_candidates
  std::vector<std::uint16_t> indices = std::vector<std::uint16_t>(most_candidates);
  /// [most_candidates, candidate_features]
  std::vector<float> candidates =
      std::vector<float>(std::size_t{most_candidates} * candidate_features);
  std::vector<float> session = std::vector<float>(session_features);

  Cell architecture(int choice) const { return cell_at(indices[static_cast<std::size_t>(choice)]); }
};

class AcquisitionView {
 public:
  explicit AcquisitionView(std::shared_ptr<const CandidatePool> pool);

  /// A new session; the objective is of the pool's quality and allowed architectures and outlives
  /// it. probes >= 1.
  void begin(const Objective& objective, int probes);

  void tell(const Cell& architecture, double latency_ms);

  int probes_left() const { return probes_ - static_cast<int>(history_.size()); }
  double best_value() const { return best_; }  ///< of the best feasible probe; 0 without one
  bool has_feasible() const { return feasible_ >= 0; }

  /// Lists the most promising candidates; false, and no list, where nothing open is better than the
  /// best feasible probe.
  bool observe(Shortlist& shortlist);

 private:
  struct Candidate {
    float promise;           ///< what it is listed by
    std::uint16_t place;     ///< in the pool
    std::uint16_t forecast;  ///< in the forecasts
    std::uint16_t index;
  };

  int open_member(std::size_t place) const;
  /// What a probe would gain, and how likely.
  struct Improvement {
    double gain, probability;
  };
  Improvement improvement_of(const Candidate& candidate, const belief::Forecasts& forecasts) const;
  /// The unit of choose_candidates()' forecasts.
  double forecast_unit_ms() const;
  void list(std::size_t count, const belief::Forecasts& forecasts);
  const belief::Forecasts& choose_candidates();
  void describe(const Candidate& candidate, const belief::Forecasts& forecasts,
                std::span<float, candidate_features> features) const;

  std::shared_ptr<const CandidatePool> pool_;
  belief::CellBelief belief_, summary_;
  belief::Forecasts forecasts_;
  belief::GroupOrder screened_;
  Objective objective_{};
  int probes_ = 0;
  History history_;
  double best_ = 0;
  int feasible_ = -1;     ///< the best feasible probe
  bool whole_ms_ = true;  ///< all latencies so far
  std::vector<Candidate> listed_;
  std::vector<std::uint16_t> places_;
};

}  // namespace tenprobes::controller
