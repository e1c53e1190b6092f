// Proximal policy optimisation (Schulman et al., 2017, arXiv 1707.06347) with the details that
// stable-baselines3 and Huang et al. ("The 37 implementation details of PPO", ICLR blog track 2022)
// use: clipped values, normalised advantages, a bound on the gradient's norm, an early end by KL.
//
//   Ppo ppo(model);
//   experience.estimate_advantages(1.0, 0.95);
//   UpdateReport report = ppo.update(model, experience, {.learning_rate = 3e-4}, random, parallel);
//
// What is trained is a Model: it knows its network and the observations that an experience was made
// with; Ppo knows the loss.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/base/aligned.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/share.h"
#include "core/nn/adam.h"

namespace tenprobes::training {

struct PpoSettings {
  int epochs = 3;               ///< passes over a rollout
  int minibatch = 4096;         ///< samples a gradient step
  double learning_rate = 1e-3;  ///< Adam's
  double entropy = 0.01;        ///< weight of the entropy
  double clip = 0.2;            ///< range of the probability ratio
  double value_clip = 0.2;      ///< the same for the value's change; 0: none
  double value_weight = 0.5;
  double largest_gradient = 0.5;  ///< norm that gradients are scaled down to
  double target_kl = 0;           ///< an update ends early beyond 1.5 times this; 0: never
};

/// What a rollout's decisions led to: a sample each, in the order that its Model knows.
struct Experience {
  std::vector<float> log_probabilities, values, rewards;  ///< when they were made
  std::vector<std::uint8_t> dones;                        ///< 1 where that ended a session
  std::vector<float> advantages, returns;

  /// The samples that follow one another: `length` of them from `first` on, `stride` apart.
  struct Path {
    std::size_t first = 0;
    int length = 0;
    std::ptrdiff_t stride = 1;
    float next_value = 0;  ///< of the observation after the last
  };
  std::vector<Path> paths;

  /// Of the sessions that ended.
  int sessions = 0, feasible = 0;
  double final_value = 0;  ///< best feasible quality / 100, summed

  int size() const { return static_cast<int>(values.size()); }
  /// Makes room for so many samples.
  void resize(int samples);
  /// Fills advantages by the paths, and returns = advantages + values.
  void estimate_advantages(double discount, double lambda);
};

/// A sample under the present parameters.
struct Evaluation {
  double log_probability;  ///< of what was chosen, nats
  double entropy;          ///< of the policy, nats
  double value;
};
/// Of the loss, by those.
struct Slopes {
  double by_log_probability, by_entropy, by_value;
};
using SlopesAt = std::function<Slopes(int sample, const Evaluation& evaluation)>;

/// A policy and its critic.
class Model {
 public:
  virtual ~Model() = default;

  /// In pieces; the gradient has them one behind the other.
  virtual std::vector<std::span<float>> parameters() = 0;
  /// How many parts a minibatch is split into, which are worked on in parallel. Fixed, so that the
  /// result does not depend on the number of threads.
  virtual int parts() const = 0;
  /// Evaluates each sample, asks for the slopes there, and adds `weight` times the gradient. Parts
  /// have buffers of their own.
  virtual void differentiate(int part, std::span<const int> samples, double weight,
                             const SlopesAt& slopes_at, std::span<float> gradient) = 0;
};

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

/// The optimiser's state and buffers.
class Ppo {
 public:
  explicit Ppo(Model& model);

  /// `model` is the one that Ppo was made for.
  UpdateReport update(Model& model, const Experience& experience, const PpoSettings& settings,
                      Random& random, const ParallelFor& parallel, const Share& share = {});

  nn::Adam& adam() { return adam_; }
  const nn::Adam& adam() const { return adam_; }

 private:
  /// What some samples of a minibatch add to its gradient and to the report.
  struct Part {
    AlignedFloats gradient;  ///< [parameters]
    double policy_loss = 0, value_loss = 0, entropy = 0, kl = 0;
    int clipped = 0;
  };

  nn::Adam adam_;
  std::vector<Part> parts_;
};

}  // namespace tenprobes::training
