#include "core/training/trainer.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/training/random_streams.h"

namespace tenprobes::training {
namespace {

/// At most this many parts are worked on at once; fixed, so that sums do not depend on threads.
constexpr int most_shards = 8;

controller::EditController fresh_controller(const TrainingSettings& settings) {
  validate(settings);
  Random random = stream(settings.seed, -1);
  random.next();  // once used for something else: the same seed still gives the same weights
  return controller::EditController(settings.hidden, random);
}

}  // namespace

Trainer::Trainer(const TrainingSettings& settings, std::vector<double> quality,
                 DrawDevice draw_device)
    : Trainer(settings, std::move(quality), draw_device, fresh_controller(settings)) {}

Trainer::Trainer(const TrainingSettings& settings, std::vector<double> quality,
                 DrawDevice draw_device, controller::EditController controller)
    : settings_(settings),
      quality_(std::move(quality)),
      controller_(std::move(controller)),
      shards_(std::gcd(settings.environments, most_shards)),
      rollout_(controller_.network().shape(), settings.horizon, settings.environments, shards_),
      activations_(static_cast<std::size_t>(shards_)),
      ppo_(controller_.network().layout().size, shards_) {
  if (quality_.size() != cell_count) {
    throw Error("quality of " + std::to_string(quality_.size()) + " architectures: expected all " +
                std::to_string(cell_count));
  }
  controller::Information& information = controller_.information();
  information.seed = settings_.seed;
  information.quality_hash = hash_of(quality_);
  information.training = training::to_json(settings_);
  actors_.reserve(static_cast<std::size_t>(settings_.environments));
  for (int i = 0; i < settings_.environments; ++i) {
    actors_.push_back({Environment(quality_, settings_.tasks, draw_device)});
  }
}

Trainer Trainer::resume(std::string_view checkpoint, const std::string& name,
                        std::optional<std::int64_t> steps, std::vector<double> quality,
                        DrawDevice draw_device) {
  const Safetensors file = Safetensors::parse(checkpoint, name);
  if (!file.tensors.count("adam.first")) {
    throw Error(name + ": holds no optimiser state: expected a checkpoint of tenprobes train");
  }
  controller::EditController controller(file, name);
  TrainingSettings settings = parse_settings(controller.information().training, name);
  if (steps) settings.steps = *steps;
  validate(settings);
  if (settings.kind != controller.information().kind ||
      settings.hidden != controller.network().shape().hidden) {
    throw Error(name + ": its training settings are not those of its network");
  }
  if (controller.information().quality_hash != hash_of(quality)) {
    throw Error(name + ": was trained for another quality: resume with the proxy table it had");
  }
  Trainer trainer(settings, std::move(quality), std::move(draw_device), std::move(controller));
  try {
    trainer.ppo_.adam().read(file);
  } catch (const Error& error) {
    throw Error(name + ": " + error.what());
  }
  return trainer;
}

CurvePoint Trainer::iterate(const ParallelFor& parallel) {
  controller::Information& information = controller_.information();
  Random random = stream(settings_.seed, information.steps / rollout_.size());
  for (Actor& actor : actors_) {
    actor.environment.restart(random.split());
    actor.random = random.split();
  }
  collect(controller_.network(), actors_, rollout_, activations_, parallel);
  rollout_.estimate_advantages(settings_.discount, settings_.gae_lambda);

  CurvePoint point;
  const PpoSettings ppo = ppo_settings(settings_, information.steps);
  point.learning_rate = ppo.learning_rate;
  point.update = ppo_.update(controller_.network(), rollout_, ppo, random, parallel);
  information.steps += rollout_.size();
  point.steps = information.steps;
  point.mean_final_value = rollout_.mean_final_value;
  point.feasible_share = rollout_.feasible_share;
  return point;
}

std::string Trainer::checkpoint() const {
  Safetensors file = controller_.to_file();
  ppo_.adam().add_to(file);
  return file.serialise();
}

}  // namespace tenprobes::training
