#include "core/training/train_help.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/adam.h"
#include "core/statistics/ranking.h"

namespace tenprobes::training {

namespace {

using prediction::HelpCells;
using prediction::HelpModel;
using prediction::HelpSamples;
using prediction::HelpScale;
using Weights = prediction::HelpWeights<float>;

constexpr int validation_queries = 1000, validation_draws = 5;

void check(const HelpTraining& settings, std::span<const HelpDevice> train,
           std::span<const HelpDevice> valid) {
  const auto require = [](bool fits, const std::string& rule) {
    if (!fits) throw Error("training of help: " + rule);
  };
  require(settings.units >= 1 && settings.units <= 1024, "units must be 1 to 1024");
  require(settings.episodes >= 1, "episodes must be at least 1");
  require(settings.updates >= 1 && settings.updates <= 100, "updates must be 1 to 100");
  require(settings.support >= 1 && settings.queries >= 1, "support and queries must be at least 1");
  require(settings.pool >= settings.support + settings.queries &&
              settings.pool <= cell_count - validation_queries,
          "the pool must hold support and queries, and leave 1000 architectures to validate on");
  require(settings.validate_every >= 1, "validate_every must be at least 1");
  require(settings.learning_rate > 0, "learning_rate must be positive");
  require(!valid.empty(), "at least one validation device is needed");
  require(settings.tasks >= 1 && settings.tasks <= static_cast<int>(train.size()),
          "an episode is made of " + std::to_string(settings.tasks) +
              " devices, 1 to as many as there are to train on, which are " +
              std::to_string(train.size()));
  for (const auto devices : {train, valid}) {
    for (const HelpDevice& device : devices) {
      require(device.latencies.size() == cell_count &&
                  std::all_of(device.latencies.begin(), device.latencies.end(),
                              [](double ms) { return ms > 0 && std::isfinite(ms); }),
              "the latencies of " + device.name + " are not known for all 15,625 architectures");
    }
  }
}

/// `count` different numbers of 0..below-1, in random order.
std::vector<int> draw(int count, int below, Random& random) {
  std::vector<int> all(static_cast<std::size_t>(below));
  std::iota(all.begin(), all.end(), 0);
  random.shuffle_front(all, static_cast<std::size_t>(count));
  all.resize(static_cast<std::size_t>(count));
  return all;
}

HelpSamples samples_of(const HelpDevice& device, const HelpScale& scale,
                       std::span<const int> indices) {
  std::vector<Cell> architectures;
  std::vector<double> targets;
  for (const int index : indices) {
    architectures.push_back(cell_at(index));
    targets.push_back(scale.normalise(device.latencies[static_cast<std::size_t>(index)]));
  }
  return {HelpCells(architectures), std::move(targets)};
}

HelpScale scale_of(const HelpDevice& device, const HelpModel& model) {
  std::array<double, prediction::help_references> latencies;
  for (std::size_t r = 0; r < latencies.size(); ++r) {
    latencies[r] = device.latencies[static_cast<std::size_t>(model.references[r])];
  }
  return HelpScale(latencies);
}

/// As PyTorch's layers begin, and the authors' graph convolutions.
void initialise(Weights& weights, Random& random) {
  const auto fill = [&](AlignedFloats& values, std::size_t from, std::size_t count, double bound) {
    for (std::size_t i = from; i < from + count; ++i) {
      values[i] = static_cast<float>(random.uniform(-bound, bound));
    }
  };
  const auto& layers = weights.layout.layers;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const bool graph = l < 4;
    const double bound = 1 / std::sqrt(graph ? layers[l].outputs : layers[l].inputs);
    fill(weights.initial, layers[l].weight, layers[l].bias - layers[l].weight,
         graph ? 0.05 : bound);
    fill(weights.initial, layers[l].bias, static_cast<std::size_t>(layers[l].outputs), bound);
  }
  for (const prediction::HelpLayer& layer : weights.modulator_layout.layers) {
    const double bound = 1 / std::sqrt(layer.inputs);
    fill(weights.modulator, layer.weight, layer.bias - layer.weight, bound);
    fill(weights.modulator, layer.bias, static_cast<std::size_t>(layer.outputs), bound);
  }
  std::fill(weights.rates.begin(), weights.rates.end(), 1e-3f);
}

/// Validation tasks are drawn once, so that validations compare.
struct ValidationTask {
  const HelpDevice* device;
  HelpScale scale;
  HelpSamples support;
  std::vector<double> measured;  ///< of the queries
};

double validate(const HelpModel& model, const std::vector<ValidationTask>& tasks,
                const HelpCells& queries, const ParallelFor& parallel) {
  std::vector<double> srcc(tasks.size());
  parallel(static_cast<int>(tasks.size()), [&](int t) {
    const ValidationTask& task = tasks[static_cast<std::size_t>(t)];
    const AlignedFloats parameters =
        prediction::help_adapt(model.weights, task.scale.embedding, task.support, model.updates);
    std::vector<float> outputs(task.measured.size());
    prediction::help_forward<float>(model.weights.layout, parameters, task.scale.embedding, queries,
                                    outputs);
    srcc[static_cast<std::size_t>(t)] =
        statistics::spearman(std::vector<double>(outputs.begin(), outputs.end()), task.measured);
  });
  return std::accumulate(srcc.begin(), srcc.end(), 0.0) / static_cast<double>(srcc.size());
}

std::string describe(const HelpTraining& settings, std::span<const HelpDevice> train,
                     std::span<const HelpDevice> valid, const HelpProgress& best) {
  nlohmann::ordered_json json = {{"units", settings.units},
                                 {"episodes", settings.episodes},
                                 {"tasks", settings.tasks},
                                 {"support", settings.support},
                                 {"queries", settings.queries},
                                 {"pool", settings.pool},
                                 {"updates", settings.updates},
                                 {"learning_rate", settings.learning_rate},
                                 {"validate_every", settings.validate_every},
                                 {"seed", settings.seed},
                                 {"chosen_episode", best.episodes},
                                 {"validation_srcc", best.srcc},
                                 {"source", settings.source},
                                 {"licence", settings.licence}};
  for (const HelpDevice& device : train) json["train_devices"].push_back(device.name);
  for (const HelpDevice& device : valid) json["valid_devices"].push_back(device.name);
  return json.dump();
}

}  // namespace

TrainedHelp train_help(std::span<const HelpDevice> train, std::span<const HelpDevice> valid,
                       const HelpTraining& settings, const ParallelFor& parallel,
                       const StopRequested& stop,
                       const std::function<void(const HelpProgress&)>& progress) {
  check(settings, train, valid);
  Random random(settings.seed);
  HelpModel model;
  model.updates = settings.updates;
  model.weights = Weights(settings.units);
  initialise(model.weights, random);
  const std::vector<int> references = draw(prediction::help_references, cell_count, random);
  std::copy(references.begin(), references.end(), model.references.begin());

  std::vector<HelpScale> scales;
  for (const HelpDevice& device : train) scales.push_back(scale_of(device, model));
  std::vector<int> held_out(validation_queries);
  std::iota(held_out.begin(), held_out.end(), settings.pool);
  std::vector<ValidationTask> validation;
  HelpSamples held_out_samples{HelpCells({}), {}};
  for (const HelpDevice& device : valid) {
    const HelpScale scale = scale_of(device, model);
    held_out_samples = samples_of(device, scale, held_out);
    for (int d = 0; d < validation_draws; ++d) {
      validation.push_back(
          {&device, scale, samples_of(device, scale, draw(settings.support, settings.pool, random)),
           held_out_samples.targets});
    }
  }

  nn::Adam initial_adam(model.weights.initial.size()), rates_adam(model.weights.rates.size()),
      modulator_adam(model.weights.modulator.size());
  for (nn::Adam* adam : {&initial_adam, &rates_adam, &modulator_adam}) adam->epsilon = 1e-8;
  const auto tasks = static_cast<std::size_t>(settings.tasks);
  std::vector<Weights> gradients(tasks, Weights(settings.units));
  std::vector<double> losses(tasks);
  TrainedHelp trained;
  HelpProgress now, best;
  double loss_sum = 0;
  int losses_summed = 0;
  while (now.episodes < settings.episodes && !stop()) {
    const std::vector<int> devices = draw(settings.tasks, static_cast<int>(train.size()), random);
    std::vector<Random> streams;
    for (std::size_t t = 0; t < tasks; ++t) streams.push_back(random.split());
    parallel(settings.tasks, [&](int task) {
      const auto t = static_cast<std::size_t>(task);
      const auto d = static_cast<std::size_t>(devices[t]);
      const std::vector<int> drawn =
          draw(settings.support + settings.queries, settings.pool, streams[t]);
      const auto support = static_cast<std::size_t>(settings.support);
      losses[t] = prediction::help_meta_loss(
          model.weights, scales[d].embedding,
          samples_of(train[d], scales[d], std::span(drawn).first(support)),
          samples_of(train[d], scales[d], std::span(drawn).subspan(support)), settings.updates,
          gradients[t]);
    });
    const auto descend = [&](nn::Adam& adam, AlignedFloats Weights::*part) {
      AlignedFloats& sum = gradients[0].*part;
      for (std::size_t t = 1; t < tasks; ++t) {
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += (gradients[t].*part)[i];
      }
      adam.step(model.weights.*part, sum, 1.0 / settings.tasks, settings.learning_rate);
    };
    descend(initial_adam, &Weights::initial);
    descend(rates_adam, &Weights::rates);
    descend(modulator_adam, &Weights::modulator);

    loss_sum += std::accumulate(losses.begin(), losses.end(), 0.0) / settings.tasks;
    now.loss = loss_sum / ++losses_summed;
    if (++now.episodes % settings.validate_every == 0 || now.episodes == settings.episodes) {
      now.srcc = validate(model, validation, held_out_samples.cells, parallel);
      if (trained.curve.empty() || now.srcc > best.srcc) {
        best = now;
        trained.model = model;
      }
      now.best_srcc = best.srcc;
      trained.curve.push_back(now);
      loss_sum = losses_summed = 0;
    }
    progress(now);
  }
  if (trained.curve.empty()) {
    throw Error("training of help: stopped before the first validation, so nothing was earned");
  }
  trained.model.training = describe(settings, train, valid, best);
  return trained;
}

}  // namespace tenprobes::training
