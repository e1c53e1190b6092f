// Meta-training of a controller by PPO over sessions on synthetic devices, step by step.
//
//   std::unique_ptr<TrainingRun> run = start_training(settings, quality, devices::draw_device);
//   while (!run->finished() && !stop()) {
//     const CurvePoint point = run->iterate(parallel);
//     std::string checkpoint = run->checkpoint();          // now and then
//   }
//   std::string weights = run->controller().serialise();
//
// Every rollout draws its devices and starts its sessions from the seed and its own number, so that
// a checkpoint between two rollouts resumes to the same bytes, and so that the number of threads
// changes nothing.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/share.h"
#include "core/controller/controller.h"
#include "core/training/environment.h"
#include "core/training/learner.h"
#include "core/training/ppo.h"
#include "core/training/session_player.h"

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
  /// As start_training(); with `checkpoint`, as resume_training(), the settings being the
  /// checkpoint's.
  TrainingRun(const TrainingSettings& settings, std::vector<double> quality, DrawDevice draw_device,
              const std::vector<TrainingSpace>& others, const Safetensors* checkpoint,
              const std::string& name);
  TrainingRun(const TrainingRun&) = delete;

  const TrainingSettings& settings() const { return settings_; }
  const controller::Controller& controller() const { return learner_->controller(); }
  bool finished() const { return controller().information().steps >= settings().steps; }

  /// Throws Error where iterate() takes no share.
  void check_share() const { learner_->check_share(); }

  /// One rollout and its update. The number of threads changes nothing.
  CurvePoint iterate(const ParallelFor& parallel, const Share& share = {});

  /// A controller file (Controller::parse reads it) that also holds the optimiser's state; goes on
  /// to the same bytes.
  std::string checkpoint() const;

 private:
  TrainingSettings settings_;
  std::vector<double> quality_;
  std::unique_ptr<Learner> learner_;
  Ppo ppo_;
  Experience experience_;
};

/// quality and draw_device are of NAS-Bench-201; `others`: those of settings.spaces beside it. Throws
/// Error for settings out of range or quality that is not [15625].
std::unique_ptr<TrainingRun> start_training(const TrainingSettings& settings,
                                            std::vector<double> quality, DrawDevice draw_device,
                                            const std::vector<TrainingSpace>& others = {});

/// The settings that a checkpoint was made with. Throws Error if it is none.
TrainingSettings settings_of(std::string_view checkpoint, const std::string& name);

/// Goes on from a checkpoint; `steps` replaces its goal. Throws Error if it is no checkpoint or was
/// made with another quality.
std::unique_ptr<TrainingRun> resume_training(std::string_view checkpoint, const std::string& name,
                                             std::optional<std::int64_t> steps,
                                             std::vector<double> quality, DrawDevice draw_device,
                                             const std::vector<TrainingSpace>& others = {});

}  // namespace tenprobes::training
