// Everything that a training run is decided by, besides the quality and the code.
//
//   TrainingSettings settings = parse_settings(R"({"steps": 2000000, "epochs": 3})", "my.json");
//   std::string text = to_json(settings);              // goes into the weights' metadata
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/training/ppo.h"

namespace tenprobes::training {

/// The tasks: one device, one budget, one number of probes an episode.
struct TaskSettings {
  double lowest_quantile = 0.05;   ///< the budget is a quantile of the device's latencies, drawn
  double highest_quantile = 0.60;  ///< uniformly from this range
  int fewest_probes = 3;           ///< the number of probes is drawn uniformly from this range
  int most_probes = 20;
  int quantile_sample = 128;     ///< architectures that the latency quantiles are estimated from
  int episodes_per_device = 32;  ///< a freshly drawn device serves that many, each with its budget
  /// If set, the scalarised objective of the Sim-is-More paper (objective.h) with this exponent and
  /// the budget as the reference latency; not for acquisition.
  std::optional<double> exponent = std::nullopt;
};

struct TrainingSettings {
  std::string kind = "acquisition";  ///< or "edit"
  int hidden = 16;                   ///< width of the network's layers
  std::int64_t steps = 150'000;      ///< environment steps (probes), in whole rollouts; 0: none
  std::uint64_t seed = 1;

  int environments = 256;  ///< acquisition: whole sessions a rollout
  int horizon = 40;  ///< steps of each environment a rollout, which starts with fresh episodes;
                     ///< acquisition plays whole sessions instead

  /// Each update's; its learning rate and entropy are those at the start,
  PpoSettings ppo = {
      .epochs = 4, .minibatch = 1024, .learning_rate = 1e-2, .entropy = 0.001, .target_kl = 0.03};
  double last_learning_rate = 5e-4;  ///< and these at the end; linear in steps between
  double last_entropy = 0.0001;
  double discount = 1.0;
  double gae_lambda = 0.95;

  TaskSettings tasks;

  /// What the devices were, where they were not synthetic ones: a record, as the caller draws them.
  std::vector<std::string> train_devices = {};
  /// The search spaces that sessions are played in, each as often; empty: NAS-Bench-201. A record
  /// too, but for whether NAS-Bench-201 is among them; acquisition on synthetic devices only.
  std::vector<std::string> spaces = {};

  bool plays_cells() const;
};

/// What each kind of controller learns well with: the fields' own values for acquisition.
TrainingSettings default_settings(const std::string& kind);

/// Reads a JSON object whose keys are the fields' names (those of PpoSettings and TaskSettings among
/// them); fields left out keep the defaults of the kind. Throws Error
/// naming the file and the first key that is not known or whose value is of the wrong type or out
/// of range.
TrainingSettings parse_settings(std::string_view json, const std::string& name);

/// Throws Error naming the first field that is out of its range.
void validate(const TrainingSettings& settings);

/// One line of JSON, for parse_settings(); fields that are not set, or empty, are left out.
std::string to_json(const TrainingSettings& settings);

}  // namespace tenprobes::training
