// Meta-training of the learned acquisition function (controller/acquisition.h) by PPO.
//
//   AcquisitionTrainer trainer(settings, quality, devices::draw_device);
//   while (!trainer.finished()) trainer.iterate(parallel);
//
// Each rollout plays settings.environments whole sessions. A device is drawn and measured once, as
// a published table is: every probe of an architecture gives the same latency, noise included, and
// the session is judged by it. Budget and number of probes are drawn for each session
// (TaskSettings; the number of probes log-uniformly, as short sessions have more to learn from).
//
// The reward comes at the end: minus the regret, the points of quality that the best feasible
// probe lacks to the best network within the budget, / 10. A session without a feasible probe
// counts as infeasible_regret. The critic, which only training needs, also sees how far the
// session still is from that best network, so that what a session was dealt is no noise.
#pragma once

#include "core/controller/acquisition.h"
#include "core/training/training_run.h"

namespace tenprobes::training {

inline constexpr double infeasible_regret = 15;  ///< points, and the most that any session counts

class AcquisitionTrainer final : public TrainingRun {
 public:
  /// Throws Error for settings out of range or quality that is not [15625].
  AcquisitionTrainer(const TrainingSettings& settings, std::vector<double> quality,
                     DrawDevice draw_device);

  /// As resume_training().
  static AcquisitionTrainer resume(std::string_view checkpoint, const std::string& name,
                                   std::optional<std::int64_t> steps, std::vector<double> quality,
                                   DrawDevice draw_device);

  const TrainingSettings& settings() const override { return settings_; }
  const controller::AcquisitionController& controller() const override { return controller_; }
  CurvePoint iterate(const ParallelFor& parallel) override;
  std::string checkpoint() const override;

 private:
  /// Decisions, one after another, session by session.
  struct Steps {
    std::vector<std::size_t> first = {0};  ///< of each decision's candidates, and the end
    std::vector<float> candidates;         ///< candidate_features each
    std::vector<float> session;            ///< session_features each decision
    std::vector<float> critic;             ///< critic_inputs each decision
    std::vector<std::uint8_t> choices, dones;
    std::vector<float> log_probabilities, values, rewards, advantages, returns;
    int sessions = 0, feasible = 0;
    double final_value = 0;

    std::size_t count() const { return choices.size(); }
    void clear();
  };
  /// What one part of the sessions, or of a minibatch, needs for itself.
  struct Shard {
    std::unique_ptr<controller::AcquisitionView> view;
    controller::Shortlist shortlist;
    Steps steps;
    std::vector<double> latencies, sorted;
    controller::Mlp::Pass scores, values;
    AlignedFloats inputs, logits;
  };
  struct Place {
    std::uint32_t shard, step;
  };

  AcquisitionTrainer(const TrainingSettings& settings, std::vector<double> quality,
                     DrawDevice draw_device, controller::AcquisitionController controller);

  void play(Shard& shard, int sessions, Random random);
  void play_session(Shard& shard, double budget_ms, int probes, Random& random);
  void differentiate(Shard& shard, Part& part, std::span<const Place> places, int of,
                     const PpoSettings& ppo);
  UpdateReport update(const PpoSettings& ppo, Random& random, const ParallelFor& parallel);

  TrainingSettings settings_;
  std::vector<double> quality_;
  std::vector<int> by_quality_;  ///< architectures, best first
  DrawDevice draw_device_;
  controller::AcquisitionController controller_;
  controller::Mlp critic_;
  Adam adam_;  ///< of the scorer's parameters, the improvement's, then the critic's
  std::vector<Shard> shards_;
  std::vector<Part> parts_;  ///< one a shard
};

}  // namespace tenprobes::training
