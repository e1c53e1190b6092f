// One choice of up to 64, some of which may be closed: what a policy's logits stand for.
//
//   const Choice c = sample(logits, open, random);
//   const Categorical policy(logits, c.choice, open);
//   policy.log_probability();                                 // of the choice, as c has it
//   policy.add_gradient(1.0f, 0.01f, logits_gradient);
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "core/base/random.h"

namespace tenprobes::nn {

inline constexpr int most_choices = 64;

/// Bit c: choice c may be taken.
using OpenChoices = std::uint64_t;

struct Choice {
  int choice = 0;
  float log_probability = 0;  ///< nats
};

/// Turns logits into log-probabilities in place.
void log_softmax(std::span<float> logits);

/// Draws one; `open` has one at least.
Choice sample(std::span<const float> logits, OpenChoices open, Random& random);

/// The open choice of the highest logit, the first of equals; nullopt where none is open.
std::optional<int> most_likely(std::span<const double> logits, OpenChoices open);

/// The probabilities, along one choice.
class Categorical {
 public:
  Categorical(std::span<const float> logits, int choice, OpenChoices open);

  float log_probability() const {  ///< of the choice, nats
    return log_probabilities_[static_cast<std::size_t>(choice_)];
  }
  float entropy() const { return entropy_; }  ///< nats

  /// Adds the gradient of by_log_probability * log-probability + by_entropy * entropy.
  void add_gradient(float by_log_probability, float by_entropy,
                    std::span<float> logits_gradient) const;

 private:
  int choice_;
  alignas(64) std::array<float, most_choices> probabilities_;
  alignas(64) std::array<float, most_choices> log_probabilities_;
  float entropy_ = 0;
};

}  // namespace tenprobes::nn
