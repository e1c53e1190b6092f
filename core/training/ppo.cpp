#include "core/training/ppo.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/nn/gae.h"

namespace tenprobes::training {
namespace {

struct Moments {
  double mean = 0, deviation = 0;
};

Moments moments_of(std::span<const float> values) {
  const auto count = static_cast<double>(values.size());
  Moments moments;
  for (const float value : values) moments.mean += static_cast<double>(value);
  moments.mean /= count;
  double squares = 0;
  for (const float value : values) {
    const double difference = static_cast<double>(value) - moments.mean;
    squares += difference * difference;
  }
  moments.deviation = std::sqrt(squares / count);
  return moments;
}

/// 1 - variance(returns - values) / variance(returns).
double explained_variance(const Experience& experience) {
  const double spread = moments_of(experience.returns).deviation;
  const double error = moments_of(experience.advantages).deviation;
  return spread > 0 ? 1 - error * error / (spread * spread) : 0;
}

double norm_of(std::span<const float> gradient) {
  double square = 0;
  for (const float slope : gradient) {
    square += static_cast<double>(slope) * static_cast<double>(slope);
  }
  return std::sqrt(square);
}

std::size_t count_of(const std::vector<std::span<float>>& pieces) {
  std::size_t count = 0;
  for (const std::span<float> piece : pieces) count += piece.size();
  return count;
}

}  // namespace

void Experience::resize(int samples) {
  const auto size = static_cast<std::size_t>(samples);
  for (auto* each : {&log_probabilities, &values, &rewards, &advantages, &returns}) {
    each->resize(size);
  }
  dones.resize(size);
}

void Experience::estimate_advantages(double discount, double lambda) {
  for (const Path& path : paths) {
    nn::estimate_advantages({.length = path.length,
                             .stride = path.stride,
                             .rewards = &rewards[path.first],
                             .values = &values[path.first],
                             .dones = &dones[path.first],
                             .next_value = path.next_value},
                            discount, lambda, &advantages[path.first]);
  }
  for (std::size_t i = 0; i < returns.size(); ++i) returns[i] = advantages[i] + values[i];
}

SampleLoss sample_loss(const PpoSettings& settings, double log_probability,
                       double old_log_probability, double advantage, double value, double old_value,
                       double target) {
  SampleLoss loss{};
  loss.log_ratio = log_probability - old_log_probability;
  const double ratio = std::exp(std::min(loss.log_ratio, 20.0));
  loss.clipped = std::abs(ratio - 1) > settings.clip;
  const double free = ratio * advantage;
  const double bound = std::clamp(ratio, 1 - settings.clip, 1 + settings.clip) * advantage;
  loss.policy = -std::min(free, bound);
  loss.by_log_probability = free <= bound ? -free : 0;

  const double error = value - target;
  loss.value = 0.5 * error * error;
  loss.by_value = error;
  if (settings.value_clip > 0) {
    const double change = std::clamp(value - old_value, -settings.value_clip, settings.value_clip);
    const double kept_error = old_value + change - target;
    if (kept_error * kept_error > error * error) {
      loss.value = 0.5 * kept_error * kept_error;
      loss.by_value = std::abs(value - old_value) < settings.value_clip ? kept_error : 0;
    }
  }
  return loss;
}

Ppo::Ppo(Model& model)
    : adam_(count_of(model.parameters())), parts_(static_cast<std::size_t>(model.parts())) {
  for (Part& part : parts_) part.gradient.resize(adam_.first.size());
}

UpdateReport Ppo::update(Model& model, const Experience& experience, const PpoSettings& settings,
                         Random& random, const ParallelFor& parallel, const Share& share) {
  const std::vector<std::span<float>> parameters = model.parameters();
  const auto [mean, deviation] = moments_of(experience.advantages);
  std::vector<float> advantages;
  for (const float advantage : experience.advantages) {
    advantages.push_back(
        static_cast<float>((static_cast<double>(advantage) - mean) / (deviation + 1e-8)));
  }
  std::vector<int> order(advantages.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<float> gradient(adam_.first.size());

  UpdateReport report{.explained_variance = explained_variance(experience)};
  double samples_seen = 0;
  int gradient_steps = 0;
  bool moved_too_far = false;
  while (report.epochs < settings.epochs && !moved_too_far) {
    ++report.epochs;
    random.shuffle(order);
    double epoch_kl = 0, epoch_samples = 0;
    const auto size = static_cast<std::size_t>(settings.minibatch);
    for (std::size_t first = 0; first < order.size(); first += size) {
      const auto minibatch =
          std::span<const int>(order).subspan(first, std::min(size, order.size() - first));
      const auto count = static_cast<double>(minibatch.size());

      parallel(static_cast<int>(parts_.size()), [&](int p) {
        const auto number = static_cast<std::size_t>(p);
        const std::size_t begin = minibatch.size() * number / parts_.size();
        const std::size_t end = minibatch.size() * (number + 1) / parts_.size();
        Part& part = parts_[number];
        std::fill(part.gradient.begin(), part.gradient.end(), 0.0f);
        part.policy_loss = part.value_loss = part.entropy = part.kl = 0;
        part.clipped = 0;
        const auto slopes_at = [&](int sample, const Evaluation& now) -> Slopes {
          const auto i = static_cast<std::size_t>(sample);
          const SampleLoss loss = sample_loss(settings, now.log_probability,
                                              static_cast<double>(experience.log_probabilities[i]),
                                              static_cast<double>(advantages[i]), now.value,
                                              static_cast<double>(experience.values[i]),
                                              static_cast<double>(experience.returns[i]));
          part.policy_loss += loss.policy;
          part.value_loss += loss.value;
          part.entropy += now.entropy;
          part.kl += std::expm1(loss.log_ratio) - loss.log_ratio;
          part.clipped += loss.clipped;
          return {loss.by_log_probability, -settings.entropy,
                  settings.value_weight * loss.by_value};
        };
        model.differentiate(p, minibatch.subspan(begin, end - begin), 1 / count, slopes_at,
                            part.gradient);
      });
      if (share) {
        const auto members = [&](int p, const auto& use) {
          Part& part = parts_[static_cast<std::size_t>(p)];
          return use(part.gradient, part.policy_loss, part.value_loss, part.entropy, part.kl,
                     part.clipped);
        };
        share(
            static_cast<int>(parts_.size()),
            [&](int p) {
              return members(p, [](const auto&... values) { return packed(values...); });
            },
            [&](int p, std::string_view bytes) {
              members(p, [&](auto&... values) { unpack(bytes, values...); });
            });
      }

      std::fill(gradient.begin(), gradient.end(), 0.0f);
      double kl = 0;
      for (const Part& part : parts_) {  // in order: the sums do not depend on threads
        for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += part.gradient[i];
        report.policy_loss += part.policy_loss;
        report.value_loss += part.value_loss;
        report.entropy += part.entropy;
        report.clip_fraction += part.clipped;
        kl += part.kl;
      }
      samples_seen += count;
      epoch_samples += count;
      epoch_kl += kl;
      moved_too_far = settings.target_kl > 0 && kl / count > 1.5 * settings.target_kl;
      if (moved_too_far) break;

      const double norm = norm_of(gradient);
      report.gradient_norm += norm;
      ++gradient_steps;
      adam_.step(parameters, gradient, std::min(1.0, settings.largest_gradient / (norm + 1e-12)),
                 settings.learning_rate);
    }
    report.kl = epoch_kl / epoch_samples;
  }
  report.policy_loss /= samples_seen;
  report.value_loss /= samples_seen;
  report.entropy /= samples_seen;
  report.clip_fraction /= samples_seen;
  report.gradient_norm /= std::max(1, gradient_steps);
  return report;
}

}  // namespace tenprobes::training
