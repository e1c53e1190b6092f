// What the kinds of controller do each in their own way while they are trained (training_run.h): how
// they play sessions, and how their networks are evaluated and differentiated.
//
//   Experience experience;
//   learner.play(random, parallel, {}, experience);
//
// A new kind is one new file that implements it and two lines in make_learner (training_run.cpp).
#pragma once

#include "core/base/safetensors.h"
#include "core/controller/controller.h"
#include "core/training/ppo.h"

namespace tenprobes::training {

class Learner : public Model {
 public:
  virtual controller::Controller& controller() = 0;

  /// The number of a rollout that begins after so many steps: each has random streams of its own.
  virtual std::int64_t rollout_after(std::int64_t steps) const = 0;
  /// Plays a rollout, leaving advantages and returns to the caller. The number of threads or
  /// processes changes nothing. Throws Error where this kind's rollouts cannot be shared.
  virtual void play(Random& random, const ParallelFor& parallel, const Share& share,
                    Experience& experience) = 0;

  /// The controller's file, and what only training needs.
  virtual Safetensors to_file() const = 0;
  /// What to_file() has beside the controller's; throws Error where it is missing.
  virtual void read(const Safetensors& /*file*/) {}
};

}  // namespace tenprobes::training
