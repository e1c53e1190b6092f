// What the kinds of controller do each in their own way while they are trained (training_run.h): how
// they play sessions, and how their networks are evaluated and differentiated.
//
//   Experience experience;
//   learner.play(random, parallel, {}, experience);
//
// A new kind is one new file that implements it, its maker below and two lines in make_learner
// (training_run.cpp).
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "core/base/safetensors.h"
#include "core/controller/acquisition.h"
#include "core/controller/edit.h"
#include "core/training/ppo.h"
#include "core/training/session_player.h"

namespace tenprobes::training {

class Learner : public Model {
 public:
  virtual controller::Controller& controller() = 0;

  /// The number of a rollout that begins after so many steps: each has random streams of its own.
  virtual std::int64_t rollout_after(std::int64_t steps) const = 0;
  /// Throws Error where this kind's rollouts cannot be shared between processes.
  virtual void check_share() const {}
  /// Plays a rollout, leaving advantages and returns to the caller. The number of threads or
  /// processes changes nothing. Throws Error as check_share() does, where there is a share.
  virtual void play(Random& random, const ParallelFor& parallel, const Share& share,
                    Experience& experience) = 0;

  /// The controller's file, and what only training needs.
  virtual Safetensors to_file() const = 0;
  /// What to_file() has beside the controller's; throws Error where it is missing.
  virtual void read(const Safetensors& /*file*/) {}
};

/// `quality`, of NAS-Bench-201, outlives them; without `weights`, fresh ones.
std::unique_ptr<Learner> make_edit_learner(const TrainingSettings& settings,
                                           std::span<const double> quality,
                                           const DrawDevice& draw_device,
                                           std::optional<controller::EditController> weights);
std::unique_ptr<Learner> make_acquisition_learner(
    const TrainingSettings& settings, std::span<const double> quality,
    const DrawDevice& draw_device, std::span<const TrainingSpace> others,
    std::optional<controller::AcquisitionController> weights);

}  // namespace tenprobes::training
