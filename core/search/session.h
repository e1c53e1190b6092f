// The one loop of the product, as ask and tell: training, the benchmark, the command line, the
// window and the page all run this.
//
//   ProbeSession session(strategy, objective, 10, Random(seed));
//   while (!session.finished()) session.tell(device.probe(session.ask(), noise));
//   Recommendation best = session.recommend();
#pragma once

#include <optional>
#include <string>

#include "core/search/strategy.h"

namespace tenprobes::search {

struct Recommendation {
  Architecture architecture;
  std::optional<double> latency_ms;  ///< as probed; empty if the strategy recommends unmeasured
  bool feasible = false;             ///< measured and within the budget
  /// The number, from 1, of the best probe that is better and was within the budget, too: its reading
  /// is taken for luck (prediction/believed_best.h). Empty: there is none.
  std::optional<int> passed_over = std::nullopt;
};

/// "probe 7 is better and fitted when measured, but may well not fit again"
std::string passed_over_in_words(int probe);

/// Throws Error unless a latency is positive and finite; `what` and `number` ("probe", 7) are how it
/// calls the probe of `architecture`.
void check_latency(double latency_ms, const char* what, std::size_t number,
                   const Architecture& architecture, const SearchSpace& space);

class ProbeSession {
 public:
  /// The strategy and what the objective points to outlive the session. probes >= 1.
  ProbeSession(SearchStrategy& strategy, const Objective& objective, int probes, Random random);

  bool finished() const { return probes_left() == 0; }
  int probes_left() const { return probes_ - static_cast<int>(history_.size()); }

  /// The architecture to probe now; the same until tell() is called. Throws Error when finished.
  Architecture ask();

  /// The latency of what ask() returned. Throws Error, and changes nothing, unless it is positive
  /// and finite and ask() was called.
  void tell(double latency_ms);

  /// The probe of the user (or of a resumed trace) instead of the strategy's.
  void tell(const Architecture& architecture, double latency_ms);

  /// From now on other architectures may be probed (Objective::allowed, excluded), which outlive the
  /// session.
  void allow(std::span<const std::uint8_t> allowed, std::span<const Architecture> excluded) {
    objective_.allowed = allowed;
    objective_.excluded = excluded;
    asked_.reset();
  }

  /// What is known of it by now (Objective::reading_noise).
  void set_reading_noise(std::optional<double> noise) { objective_.reading_noise = noise; }

  /// Throws Error when nothing was probed. Of an architecture that was measured several times, the
  /// latency is the mean.
  Recommendation recommend() const { return recommend_after(history_.size()); }
  /// What recommend() was after the first probes.
  Recommendation recommend_after(std::size_t probes) const;

  const History& history() const { return history_; }
  const Objective& objective() const { return objective_; }
  /// As the strategy's draws have left it: unchanged if it drew nothing.
  const Random& random() const { return random_; }

 private:
  SearchStrategy& strategy_;
  Objective objective_;
  int probes_;
  Random random_;
  History history_;
  std::optional<Architecture> asked_;
};

}  // namespace tenprobes::search
