// A training run of any kind of controller, step by step.
//
//   std::unique_ptr<TrainingRun> run = start_training(settings, quality, devices::draw_device);
//   while (!run->finished() && !stop()) {
//     const CurvePoint point = run->iterate(parallel);
//     std::string checkpoint = run->checkpoint();          // now and then
//   }
//   std::string weights = run->controller().serialise();
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/parallel.h"
#include "core/controller/controller.h"
#include "core/training/environment.h"
#include "core/training/ppo.h"

namespace tenprobes::training {

/// What one rollout and its update did.
struct CurvePoint {
  std::int64_t steps = 0;       ///< environment steps so far
  double mean_final_value = 0;  ///< of the sessions that ended: best feasible quality / 100
  double feasible_share = 0;
  double learning_rate = 0;
  UpdateReport update;
};

/// The point as one line of JSON (the fields above, those of UpdateReport among them), for a
/// JSON-lines file.
std::string to_json(const CurvePoint& point);

class TrainingRun {
 public:
  virtual ~TrainingRun() = default;

  virtual const TrainingSettings& settings() const = 0;
  virtual const controller::Controller& controller() const = 0;
  bool finished() const { return controller().information().steps >= settings().steps; }

  /// One rollout and its update. The number of threads changes nothing.
  virtual CurvePoint iterate(const ParallelFor& parallel) = 0;

  /// A controller file (Controller::parse reads it) that also holds the optimiser's state; goes on
  /// to the same bytes.
  virtual std::string checkpoint() const = 0;
};

/// Throws Error for settings out of range or quality that is not [15625].
std::unique_ptr<TrainingRun> start_training(const TrainingSettings& settings,
                                            std::vector<double> quality, DrawDevice draw_device);

/// The settings that a checkpoint was made with. Throws Error if it is none.
TrainingSettings settings_of(std::string_view checkpoint, const std::string& name);

/// Goes on from a checkpoint; `steps` replaces its goal. Throws Error if it is no checkpoint or was
/// made with another quality.
std::unique_ptr<TrainingRun> resume_training(std::string_view checkpoint, const std::string& name,
                                             std::optional<std::int64_t> steps,
                                             std::vector<double> quality, DrawDevice draw_device);

}  // namespace tenprobes::training
