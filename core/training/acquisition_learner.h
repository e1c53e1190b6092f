// The learned acquisition function (controller/acquisition.h) while it is trained.
//
// Each rollout plays settings.environments whole sessions (session_player.h), in each of
// settings.spaces as many devices. Budget and number of probes are drawn for each session
// (TaskSettings; the number of probes log-uniformly, as short sessions have more to learn from).
//
// The reward comes at the end: minus the regret, the points of quality that the answer lacks to the
// best network within the budget, / 10. A session without an answer that fits counts as
// infeasible_regret. The critic, which only training needs, also sees how far the
// session still is from that best network, so that what a session was dealt is no noise.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "core/controller/acquisition.h"
#include "core/training/learner.h"
#include "core/training/session_player.h"

namespace tenprobes::training {

class AcquisitionLearner final : public Learner {
 public:
  /// `quality`, of NAS-Bench-201, outlives it; without `weights`, fresh ones.
  AcquisitionLearner(const TrainingSettings& settings, std::span<const double> quality,
                     const DrawDevice& draw_device, std::span<const TrainingSpace> others,
                     std::optional<controller::AcquisitionController> weights);

  controller::Controller& controller() override { return controller_; }
  /// Of the scorer, the improvement, then the critic.
  std::vector<std::span<float>> parameters() override;
  int parts() const override { return static_cast<int>(shards_.size()); }
  std::int64_t rollout_after(std::int64_t steps) const override { return steps; }
  void play(Random& random, const ParallelFor& parallel, const Share& share,
            Experience& experience) override;
  void differentiate(int part, std::span<const int> samples, double weight,
                     const SlopesAt& slopes_at, std::span<float> gradient) override;
  Safetensors to_file() const override;
  void read(const Safetensors& file) override;

 private:
  /// Decisions, one after another, session by session.
  struct Steps {
    std::vector<std::size_t> first = {0};  ///< of each decision's candidates, and the end
    std::vector<float> candidates;         ///< candidate_features each
    std::vector<float> session;            ///< session_features each decision
    std::vector<float> critic;             ///< critic_inputs each decision
    std::vector<std::uint8_t> choices, dones;
    std::vector<float> log_probabilities, values, rewards;
    int sessions = 0, feasible = 0;
    double final_value = 0;

    std::size_t count() const { return choices.size(); }
    void clear();
  };
  /// What one part of the sessions, or of a minibatch, needs for itself.
  struct Shard {
    std::vector<std::unique_ptr<SessionPlayer>> players;  ///< one a space
    Steps steps;
    nn::Mlp::Pass scores, values;
    AlignedFloats inputs, logits;
  };
  struct Place {
    std::uint32_t shard, step;
  };

  void play(int shard, int sessions, Random random);
  void play_session(Shard& shard, SessionPlayer& player, Random& random);
  /// shard.logits: the log-probabilities of candidates, candidate_features each, with these scores.
  void weigh(Shard& shard, std::span<const float> scores, const float* candidates) const;

  TaskSettings tasks_;
  int sessions_;  ///< a rollout
  controller::AcquisitionController controller_;
  nn::Mlp critic_;
  std::vector<Shard> shards_;
  std::vector<Place> places_;  ///< of the experience's samples
};

}  // namespace tenprobes::training
