#include "core/training/ppo.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tenprobes::training {
namespace {

std::size_t at(int a, int b) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

void normalise(std::span<const float> values, std::vector<float>& normalised) {
  double mean = 0, square = 0;
  for (const float value : values) mean += static_cast<double>(value);
  mean /= static_cast<double>(values.size());
  for (const float value : values) {
    const double difference = static_cast<double>(value) - mean;
    square += difference * difference;
  }
  const double deviation = std::sqrt(square / static_cast<double>(values.size())) + 1e-8;
  normalised.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    normalised[i] = static_cast<float>((static_cast<double>(values[i]) - mean) / deviation);
  }
}

/// 1 - variance(returns - values) / variance(returns).
double explained_variance(const Rollout& rollout) {
  double mean_return = 0, mean_error = 0;
  const auto count = static_cast<double>(rollout.size());
  for (std::size_t i = 0; i < rollout.returns.size(); ++i) {
    mean_return += static_cast<double>(rollout.returns[i]) / count;
    mean_error += static_cast<double>(rollout.advantages[i]) / count;
  }
  double spread = 0, error = 0;
  for (std::size_t i = 0; i < rollout.returns.size(); ++i) {
    spread += std::pow(static_cast<double>(rollout.returns[i]) - mean_return, 2);
    error += std::pow(static_cast<double>(rollout.advantages[i]) - mean_error, 2);
  }
  return spread > 0 ? 1 - error / spread : 0;
}

}  // namespace

PpoSettings ppo_settings(const TrainingSettings& settings, std::int64_t steps) {
  const double done =
      std::min(1.0, static_cast<double>(steps) / static_cast<double>(settings.steps));
  const auto between = [done](double first, double last) { return first + (last - first) * done; };
  return {.epochs = settings.epochs,
          .minibatch = settings.minibatch,
          .learning_rate = between(settings.learning_rate, settings.last_learning_rate),
          .entropy = between(settings.entropy, settings.last_entropy),
          .clip = settings.clip,
          .value_clip = settings.value_clip,
          .value_weight = settings.value_weight,
          .largest_gradient = settings.largest_gradient,
          .target_kl = settings.target_kl};
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

void Part::clear() {
  std::fill(gradient.begin(), gradient.end(), 0.0f);
  policy_loss = value_loss = entropy = kl = 0;
  clipped = 0;
}

void Part::add(const SampleLoss& loss, double sample_entropy) {
  policy_loss += loss.policy;
  value_loss += loss.value;
  entropy += sample_entropy;
  kl += std::expm1(loss.log_ratio) - loss.log_ratio;
  clipped += loss.clipped;
}

UpdateReport run_epochs(const PpoSettings& settings, int samples, std::span<Part> parts,
                        Random& random, const ParallelFor& parallel,
                        const Differentiate& differentiate, const Step& step) {
  std::vector<int> order(static_cast<std::size_t>(samples));
  std::iota(order.begin(), order.end(), 0);
  std::vector<float> gradient(parts.front().gradient.size());
  UpdateReport report;
  double samples_seen = 0;
  int gradient_steps = 0;
  bool stop = false;
  while (report.epochs < settings.epochs && !stop) {
    ++report.epochs;
    for (std::size_t i = order.size() - 1; i > 0; --i) {
      std::swap(order[i], order[static_cast<std::size_t>(random.below(static_cast<int>(i) + 1))]);
    }
    double epoch_kl = 0, epoch_samples = 0;
    const auto size = static_cast<std::size_t>(settings.minibatch);
    for (std::size_t first = 0; first < order.size(); first += size) {
      const auto minibatch =
          std::span<const int>(order).subspan(first, std::min(size, order.size() - first));
      const auto of = static_cast<int>(minibatch.size());
      parallel(static_cast<int>(parts.size()), [&](int p) {
        const auto part = static_cast<std::size_t>(p);
        const std::size_t begin = minibatch.size() * part / parts.size();
        const std::size_t end = minibatch.size() * (part + 1) / parts.size();
        parts[part].clear();
        differentiate(part, minibatch.subspan(begin, end - begin), of);
      });
      std::fill(gradient.begin(), gradient.end(), 0.0f);
      double kl = 0;
      for (const Part& part : parts) {
        for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += part.gradient[i];
        report.policy_loss += part.policy_loss;
        report.value_loss += part.value_loss;
        report.entropy += part.entropy;
        report.clip_fraction += part.clipped;
        kl += part.kl;
      }
      samples_seen += of;
      epoch_samples += of;
      epoch_kl += kl;
      if (settings.target_kl > 0 && kl / of > 1.5 * settings.target_kl) {
        stop = true;
        break;
      }
      double square = 0;
      for (const float slope : gradient) {
        square += static_cast<double>(slope) * static_cast<double>(slope);
      }
      const double norm = std::sqrt(square);
      report.gradient_norm += norm;
      ++gradient_steps;
      step(gradient, std::min(1.0, settings.largest_gradient / (norm + 1e-12)));
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

Ppo::Ppo(std::size_t parameters, int parts)
    : adam_(parameters),
      shards_(static_cast<std::size_t>(parts)),
      parts_(static_cast<std::size_t>(parts)) {
  for (Part& part : parts_) part.gradient.resize(parameters);
}

void Ppo::differentiate(const controller::Network& network, const Rollout& rollout,
                        const PpoSettings& settings, std::span<const int> samples, int of,
                        Shard& shard, Part& part) {
  const controller::NetworkShape& shape = network.shape();
  const int active = shape.observation.active, numbers = shape.observation.numbers;
  const auto count = static_cast<int>(samples.size());
  if (count == 0) return;
  if (shard.indices.size() < at(count, active)) shard.indices.resize(at(count, active));
  if (shard.numbers.size() < at(count, numbers)) shard.numbers.resize(at(count, numbers));
  for (int i = 0; i < count; ++i) {
    const int sample = samples[static_cast<std::size_t>(i)];
    std::copy_n(&rollout.indices[at(sample, active)], active, &shard.indices[at(i, active)]);
    std::copy_n(&rollout.numbers[at(sample, numbers)], numbers, &shard.numbers[at(i, numbers)]);
  }
  const controller::Batch batch{count, shard.indices.data(), shard.numbers.data()};
  forward(network, batch, shard.activations);

  const auto logits = static_cast<std::size_t>(shape.logits);
  std::fill_n(shard.activations.logits_gradient.begin(), at(count, shape.logits), 0.0f);
  for (int i = 0; i < count; ++i) {
    const auto sample = static_cast<std::size_t>(samples[static_cast<std::size_t>(i)]);
    const controller::Categorical policy({&shard.activations.logits[at(i, shape.logits)], logits},
                                         rollout.actions[sample], rollout.open[sample]);
    const SampleLoss loss = sample_loss(
        settings, static_cast<double>(policy.log_probability()),
        static_cast<double>(rollout.log_probabilities[sample]),
        static_cast<double>(advantages_[sample]),
        static_cast<double>(shard.activations.values[static_cast<std::size_t>(i)]),
        static_cast<double>(rollout.values[sample]), static_cast<double>(rollout.returns[sample]));
    policy.add_gradient(static_cast<float>(loss.by_log_probability / of),
                        static_cast<float>(-settings.entropy / of),
                        {&shard.activations.logits_gradient[at(i, shape.logits)], logits});
    shard.activations.values_gradient[static_cast<std::size_t>(i)] =
        static_cast<float>(settings.value_weight * loss.by_value / of);
    part.add(loss, static_cast<double>(policy.entropy()));
  }
  backward(network, batch, shard.activations, part.gradient);
}

UpdateReport Ppo::update(controller::Network& network, const Rollout& rollout,
                         const PpoSettings& settings, Random& random, const ParallelFor& parallel) {
  normalise(rollout.advantages, advantages_);
  UpdateReport report = run_epochs(
      settings, rollout.size(), parts_, random, parallel,
      [&](std::size_t part, std::span<const int> samples, int of) {
        differentiate(network, rollout, settings, samples, of, shards_[part], parts_[part]);
      },
      [&](std::span<const float> gradient, double scale) {
        adam_.step(network.parameters(), gradient, scale, settings.learning_rate);
      });
  report.explained_variance = explained_variance(rollout);
  return report;
}

}  // namespace tenprobes::training
