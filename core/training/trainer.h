// Meta-training of the controller of kind "edit" by PPO over sessions on synthetic devices.
//
//   Trainer trainer(settings, quality, devices::draw_device);
//   while (!trainer.finished() && !stop()) {
//     const CurvePoint point = trainer.iterate(parallel);
//     std::string checkpoint = trainer.checkpoint();          // now and then
//   }
//   std::string weights = trainer.controller().serialise();
//
// Every rollout draws its devices and starts its sessions from the seed and its own number, so that
// a checkpoint between two rollouts resumes to the same bytes, and so that the number of threads
// changes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/controller/edit.h"
#include "core/training/training_run.h"

namespace tenprobes::training {

class Trainer final : public TrainingRun {
 public:
  /// Throws Error for settings out of range or quality that is not [15625].
  Trainer(const TrainingSettings& settings, std::vector<double> quality, DrawDevice draw_device);

  /// Goes on from checkpoint(); `steps` replaces the checkpoint's goal. Throws Error if it is no
  /// checkpoint or was made with another quality.
  static Trainer resume(std::string_view checkpoint, const std::string& name,
                        std::optional<std::int64_t> steps, std::vector<double> quality,
                        DrawDevice draw_device);

  CurvePoint iterate(const ParallelFor& parallel) override;

  std::string checkpoint() const override;

  const TrainingSettings& settings() const override { return settings_; }
  const controller::EditController& controller() const override { return controller_; }

 private:
  Trainer(const TrainingSettings& settings, std::vector<double> quality, DrawDevice draw_device,
          controller::EditController controller);

  TrainingSettings settings_;
  std::vector<double> quality_;
  controller::EditController controller_;
  int shards_;
  std::vector<Actor> actors_;
  Rollout rollout_;
  std::vector<controller::Activations> activations_;
  Ppo ppo_;
};

}  // namespace tenprobes::training
