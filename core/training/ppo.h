// Proximal policy optimisation (Schulman et al., 2017, arXiv 1707.06347) with the details that
// stable-baselines3 and Huang et al. ("The 37 implementation details of PPO", ICLR blog track 2022)
// use: clipped values, normalised advantages, a bound on the gradient's norm, an early end by KL.
//
//   Ppo ppo(network.layout().size, shards);
//   UpdateReport report = ppo.update(network, rollout, {.learning_rate = 3e-4}, random, parallel);
#pragma once

#include <functional>

#include "core/training/adam.h"
#include "core/training/rollout.h"
#include "core/training/settings.h"

namespace tenprobes::training {

struct PpoSettings {
  int epochs = 3;
  int minibatch = 4096;
  double learning_rate = 1e-3;
  double entropy = 0.01;
  double clip = 0.2;
  double value_clip = 0.2;  ///< 0: none
  double value_weight = 0.5;
  double largest_gradient = 0.5;
  double target_kl = 0;  ///< 0: never end early
};

/// Those of a training run after `steps` of its steps.
PpoSettings ppo_settings(const TrainingSettings& settings, std::int64_t steps);

/// Means over the samples of an update.
struct UpdateReport {
  double policy_loss = 0, value_loss = 0, entropy = 0;
  double kl = 0;  ///< of the last epoch that ran: E[ratio - 1 - log ratio] (Schulman's k3)
  double clip_fraction = 0;       ///< share of samples whose ratio left the range
  double gradient_norm = 0;       ///< before the bound
  double explained_variance = 0;  ///< of the returns, by the values the rollout was made with
  int epochs = 0;                 ///< that ran
};

/// What one sample adds to the loss, and the slopes of that.
struct SampleLoss {
  double policy, value;
  double by_log_probability, by_value;
  double log_ratio;
  bool clipped;
};

/// policy = -min(ratio * advantage, clip(ratio) * advantage); value = 1/2 max of the squared errors
/// of the new value and of the new value kept within value_clip of the old.
SampleLoss sample_loss(const PpoSettings& settings, double log_probability,
                       double old_log_probability, double advantage, double value, double old_value,
                       double target);

/// What some samples of a minibatch add to its gradient and to the report.
struct Part {
  AlignedFloats gradient;  ///< [parameters]
  double policy_loss = 0, value_loss = 0, entropy = 0, kl = 0;
  int clipped = 0;

  void clear();
  void add(const SampleLoss& loss, double sample_entropy);
};

/// Fills a part (by its number) from samples that are some of a minibatch's `of`.
using Differentiate = std::function<void(std::size_t part, std::span<const int> samples, int of)>;
/// One optimiser step with the gradient times `scale`, which bounds its norm.
using Step = std::function<void(std::span<const float> gradient, double scale)>;

/// Epochs of minibatches over samples 0..samples-1 in random order, until one's KL is too large.
/// The parts of a minibatch are filled in parallel and added up in order, so that the result does
/// not depend on the number of threads. Leaves explained_variance to the caller.
UpdateReport run_epochs(const PpoSettings& settings, int samples, std::span<Part> parts,
                        Random& random, const ParallelFor& parallel,
                        const Differentiate& differentiate, const Step& step);

/// The optimiser's state and buffers.
class Ppo {
 public:
  /// Minibatches are split into so many parts (run_epochs).
  Ppo(std::size_t parameters, int parts);

  UpdateReport update(controller::Network& network, const Rollout& rollout,
                      const PpoSettings& settings, Random& random, const ParallelFor& parallel);

  Adam& adam() { return adam_; }
  const Adam& adam() const { return adam_; }

 private:
  struct Shard {
    controller::Activations activations;
    std::vector<std::uint16_t> indices;
    AlignedFloats numbers;
  };

  void differentiate(const controller::Network& network, const Rollout& rollout,
                     const PpoSettings& settings, std::span<const int> samples, int of,
                     Shard& shard, Part& part);

  Adam adam_;
  std::vector<Shard> shards_;
  std::vector<Part> parts_;
  std::vector<float> advantages_;
};

}  // namespace tenprobes::training
