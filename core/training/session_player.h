// A search space as the learned acquisition function is trained in it: sessions on drawn devices, one
// after another.
//
//   auto player = play_space(space);                      // or play_cells()
//   player->draw_device(random);
//   player->begin(0.25, 10, random);                      // a budget that a quarter keeps, ten probes
//   while (player->observe(random)) player->probe(choice_among(player->shortlist()), random);
//   double regret = player->reachable() - player->answer().value_or(0);
//
// Values are points: percent of the way from the quality's least to its best.
#pragma once

#include <memory>
#include <optional>

#include "core/controller/acquisition_view.h"
#include "core/search_space/quality.h"
#include "core/training/environment.h"

namespace tenprobes::training {

inline constexpr double infeasible_regret = 100;  ///< points: all that there is to lose

class SessionPlayer {
 public:
  virtual ~SessionPlayer() = default;

  /// For the sessions to come.
  virtual void draw_device(Random& random) = 0;
  /// The budget is this quantile of the device's latencies.
  virtual void begin(double quantile, int probes, Random& random) = 0;
  /// Lists candidates; false when no probe is left, or nothing open is better than the answer.
  virtual bool observe(Random& random) = 0;
  virtual const controller::Shortlist& shortlist() const = 0;
  virtual void probe(int choice, Random& random) = 0;

  /// What the session would end with now; nullopt where that does not fit, or nothing does.
  virtual std::optional<double> answer() const = 0;
  /// The best within the budget: exact where the space can be enumerated, else the best that is bred
  /// (search_space/breeding.h) under the true latencies.
  virtual double reachable() const = 0;
};

/// A space and what its sessions maximise.
struct TrainingSpace {
  std::shared_ptr<const SearchSpace> space;
  std::shared_ptr<const Quality> quality;
};

/// NAS-Bench-201 by its fast paths. A device is drawn and measured once, as a published table is:
/// every probe of an architecture gives the same latency, noise included, and the session is judged
/// by it. `quality`: [15625], outlives it; `pool`: of it, of any number of players.
std::unique_ptr<SessionPlayer> play_cells(std::shared_ptr<const controller::CandidatePool> pool,
                                          std::span<const double> quality,
                                          const DrawDevice& draw_device);

/// Any space, on synthetic devices of its own (devices/synthetic.h). Each probe is a measurement with
/// noise of its own; the answer is the method's (prediction/believed_best.h), and it fits if it does
/// without noise.
std::unique_ptr<SessionPlayer> play_space(TrainingSpace space);

}  // namespace tenprobes::training
