// A session on a device that only answers probes, slowly and one at a time: this machine, this
// browser, another program. It can be stopped after any probe and resumed from its trace.
//
//   LiveSession session(request, device, quality, ingredients);
//   while (!session.finished()) {
//     const double ms = device.probe(session.ask(), random);
//     session.tell(ms, device.spread());
//     save(serialise(session.report()));
//   }
//
// A budget given as a quantile is estimated first, as nobody knows all latencies: by
// budget_architectures(), a handful of extra probes that the report counts apart ("budget_probes").
// The strategy does not see them: it is told the budget, as everywhere.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/search/adaptation.h"

namespace tenprobes::search {

/// What is probed to estimate a budget quantile, in this order. Of cells: those of one operation
/// alone, which tell its cost, and two with dead edges, which tell whether those run; on synthetic
/// devices the share of networks that meet the estimated budget is off by 0.03 on average (the test
/// says so). In other spaces: from light to heavy.
std::vector<Architecture> budget_architectures(const SearchSpace& space,
                                               std::span<const Bound> bounds = {});

class LiveSession {
 public:
  /// As Adaptation, but for request.budget_quantile on a device whose latencies are not known.
  LiveSession(const SessionRequest& request, devices::Device& device, const Quality& quality,
              Ingredients ingredients);

  /// Goes on from a trace: method, budget, seed and probes are the trace's. Throws Error where the
  /// trace has ended, is of another device, or its budget was estimated otherwise.
  LiveSession(const SessionReport& trace, devices::Device& device, const Quality& quality,
              Ingredients ingredients);

  bool finished() const { return adaptation_ && adaptation_->finished(); }
  /// Whether the next probe is one of those that estimate the budget.
  bool estimating_budget() const { return !adaptation_; }
  /// Probes still to be made, of both kinds.
  int probes_left() const;
  int probes_made() const;

  Architecture ask();
  /// The latency of what ask() returned. Throws Error, and changes nothing, unless it is positive
  /// and finite.
  void tell(double latency_ms, const std::optional<devices::Spread>& spread = std::nullopt);

  /// What ask() returned cannot run on the device: it is no probe, and not asked for again. Throws Error
  /// where nothing else is left.
  void pass_over();

  /// So far; after any number of probes.
  SessionReport report(const Accuracies& accuracies = {}) const;

  /// Once the budget is known.
  const Adaptation* adaptation() const { return adaptation_.get(); }
  const std::vector<BudgetProbe>& budget_probes() const { return budget_probes_; }

 private:
  void begin();

  SessionRequest request_;
  devices::Device& device_;
  const Quality& quality_;
  Ingredients ingredients_;
  std::vector<Architecture> budget_architectures_;
  std::vector<BudgetProbe> budget_probes_;
  std::optional<double> budget_ms_;  ///< as estimated
  std::unique_ptr<Adaptation> adaptation_;
};

}  // namespace tenprobes::search
