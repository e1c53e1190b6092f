// What is known about a space's networks on one device: the facts behind the cloud, which no method
// sees. Of an enumerable space, all networks; of any other a sample: random ones, and the front that
// breeding finds.
//
//   World world = make_world(device, quality);
//   Standing standing = world.standing(budget_ms, architecture);    // "1 of 3,914 that fit is better"
//   double percent = world.regret(budget_ms, architecture);
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/devices/device.h"
#include "core/objective/history.h"
#include "core/search/session.h"
#include "core/search_space/quality.h"

namespace tenprobes::app {

/// How a network stands among those within the budget.
struct Standing {
  int within = 0, better = 0;
};

class World {
 public:
  /// How many random networks stand for a space that cannot be enumerated.
  static constexpr int sample_size = 3000;

  std::vector<double> latency;  ///< of every dot, ms without noise; NaN: not known
  std::vector<double> quality;  ///< of every dot
  std::vector<int> front;       ///< dots that no other beats in both, by rising latency
  double fastest = 0, slowest = 0;
  double least_quality = 0;   ///< where an axis of quality begins
  double nearly_fastest = 0;  ///< where an axis of latencies begins
  int known = 0;              ///< how many latencies are known
  bool whole = true;          ///< every network of the space is a dot, by its index

  int size() const { return static_cast<int>(latency.size()); }
  Architecture network(int dot) const;
  /// -1 where it is no dot.
  int dot_of(const Architecture& architecture) const;
  /// Without noise; empty where it is not known.
  std::optional<double> latency_of(const Architecture& architecture) const;

  /// The share of known networks that meet the budget: of a sample, of its random ones.
  double share_within(double budget_ms) const;

  /// Of the networks that fit, how many are better. Of a sample: of its dots.
  Standing standing(double budget_ms, const Architecture& architecture) const;

  /// Percent of the networks within the budget that are better; where they cannot be enumerated,
  /// percent of the best known quality that is missed. 100 without a network.
  double regret(double budget_ms, const std::optional<Architecture>& best) const;
  /// Of what a session recommends: 100 where that does not fit.
  double regret(double budget_ms, const search::Recommendation& recommendation) const;
  /// The regret after each of a user's probes, had they ended there with the best that fitted.
  std::vector<double> regret_curve(double budget_ms, const History& history) const;

  /// The best dot within the budget; -1 if nothing fits.
  int best_within(double budget_ms) const;

 private:
  friend World make_world(const devices::Device& device, const Quality& quality);

  const devices::Device* device_ = nullptr;
  const Quality* goal_ = nullptr;
  std::vector<Architecture> sample_;  ///< empty where `whole`
  int random_ = 0;                    ///< how many of the sample are random
};

/// The device and the quality outlive it.
World make_world(const devices::Device& device, const Quality& quality);

}  // namespace tenprobes::app
