// The controller of kind "edit" while it is trained: many environments side by side, each a number
// of steps, through as many sessions as these hold (environment.h).
#pragma once

#include <optional>

#include "core/controller/edit.h"
#include "core/training/environment.h"
#include "core/training/learner.h"

namespace tenprobes::training {

class EditLearner final : public Learner {
 public:
  /// `quality` outlives it; without `weights`, fresh ones.
  EditLearner(const TrainingSettings& settings, std::span<const double> quality,
              const DrawDevice& draw_device, std::optional<controller::EditController> weights);

  controller::Controller& controller() override { return controller_; }
  std::vector<std::span<float>> parameters() override {
    return {controller_.network().parameters()};
  }
  int parts() const override { return static_cast<int>(shards_.size()); }
  std::int64_t rollout_after(std::int64_t steps) const override { return steps / size(); }
  void play(Random& random, const ParallelFor& parallel, const Share& share,
            Experience& experience) override;
  void differentiate(int part, std::span<const int> samples, double weight,
                     const SlopesAt& slopes_at, std::span<float> gradient) override;
  Safetensors to_file() const override { return controller_.to_file(); }

 private:
  /// One environment and the generator of its policy's draws.
  struct Actor {
    Environment environment;
    Random random{0};
  };
  /// Neighbouring environments, stepped one after another; and a part's buffers.
  struct Shard {
    nn::Activations activations;
    std::vector<std::uint16_t> indices;
    AlignedFloats numbers;
    int sessions = 0, feasible = 0;
    double final_value = 0;
  };

  int size() const { return horizon_ * static_cast<int>(actors_.size()); }
  int shard_environments() const { return static_cast<int>(actors_.size()) / parts(); }
  void play(std::size_t shard, Experience& experience);

  controller::EditController controller_;
  int horizon_;
  std::vector<Actor> actors_;
  std::vector<Shard> shards_;
  // Of the rollout. Sample (shard, t, e) stands at (shard * horizon + t) * shard's environments + e;
  // behind them stand the observations after the last step.
  std::vector<std::uint16_t> indices_;  ///< [size + environments, active]
  AlignedFloats numbers_;               ///< [size + environments, numbers]
  std::vector<std::uint8_t> actions_;   ///< [size]
  std::vector<nn::OpenChoices> open_;   ///< [size]
};

}  // namespace tenprobes::training
