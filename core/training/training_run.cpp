#include "core/training/training_run.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/hash.h"
#include "core/controller/information.h"
#include "core/training/random_streams.h"

namespace tenprobes::training {
namespace {

template <class Controller>
std::optional<Controller> read_weights(const Safetensors* weights, const std::string& name) {
  if (!weights) return std::nullopt;
  return Controller(*weights, name);
}

std::unique_ptr<Learner> make_learner(const TrainingSettings& settings,
                                      std::span<const double> quality,
                                      const DrawDevice& draw_device,
                                      std::span<const TrainingSpace> others,
                                      const Safetensors* weights, const std::string& name) {
  validate(settings);
  if (quality.size() != cell_count) {
    throw Error("quality of " + std::to_string(quality.size()) + " architectures: expected all " +
                std::to_string(cell_count));
  }
  if (settings.kind == controller::EditController::kind) {
    return make_edit_learner(settings, quality, draw_device,
                             read_weights<controller::EditController>(weights, name));
  }
  return make_acquisition_learner(settings, quality, draw_device, others,
                                  read_weights<controller::AcquisitionController>(weights, name));
}

/// Linear in the steps of the run between a setting at its start and at its end.
PpoSettings ppo_settings(const TrainingSettings& settings, std::int64_t steps) {
  const double done =
      std::min(1.0, static_cast<double>(steps) / static_cast<double>(settings.steps));
  const auto between = [done](double first, double last) { return first + (last - first) * done; };
  PpoSettings ppo = settings.ppo;
  ppo.learning_rate = between(ppo.learning_rate, settings.last_learning_rate);
  ppo.entropy = between(ppo.entropy, settings.last_entropy);
  return ppo;
}

}  // namespace

std::string to_json(const CurvePoint& point) {
  const UpdateReport& update = point.update;
  return nlohmann::ordered_json{{"steps", point.steps},
                                {"mean_final_value", point.mean_final_value},
                                {"feasible_share", point.feasible_share},
                                {"learning_rate", point.learning_rate},
                                {"policy_loss", update.policy_loss},
                                {"value_loss", update.value_loss},
                                {"entropy", update.entropy},
                                {"kl", update.kl},
                                {"clip_fraction", update.clip_fraction},
                                {"gradient_norm", update.gradient_norm},
                                {"explained_variance", update.explained_variance},
                                {"epochs", update.epochs}}
      .dump();
}

TrainingRun::TrainingRun(const TrainingSettings& settings, std::vector<double> quality,
                         DrawDevice draw_device, const std::vector<TrainingSpace>& others,
                         const Safetensors* checkpoint, const std::string& name)
    : settings_(settings),
      quality_(std::move(quality)),
      learner_(make_learner(settings_, quality_, draw_device, others, checkpoint, name)),
      ppo_(*learner_) {
  controller::Information& information = learner_->controller().information();
  const std::string quality_hash = hash_of(quality_);
  if (checkpoint) {
    if (information.quality_hash != quality_hash) {
      throw Error(name + ": was trained for another quality: resume with the proxy table it had");
    }
    learner_->read(*checkpoint);
    ppo_.adam().read(*checkpoint);
  }
  information.seed = settings_.seed;
  information.quality_hash = quality_hash;
  information.training = training::to_json(settings_);
}

CurvePoint TrainingRun::iterate(const ParallelFor& parallel, const Share& share) {
  std::int64_t& steps = learner_->controller().information().steps;
  Random random = stream(settings_.seed, learner_->rollout_after(steps));
  learner_->play(random, parallel, share, experience_);
  experience_.estimate_advantages(settings_.discount, settings_.gae_lambda);

  const PpoSettings ppo = ppo_settings(settings_, steps);
  CurvePoint point;
  point.learning_rate = ppo.learning_rate;
  point.update = ppo_.update(*learner_, experience_, ppo, random, parallel, share);
  steps += experience_.size();
  point.steps = steps;
  const double sessions = std::max(1, experience_.sessions);
  point.mean_final_value = experience_.final_value / sessions;
  point.feasible_share = experience_.feasible / sessions;
  return point;
}

std::string TrainingRun::checkpoint() const {
  Safetensors file = learner_->to_file();
  ppo_.adam().add_to(file);
  return file.serialise();
}

std::unique_ptr<TrainingRun> start_training(const TrainingSettings& settings,
                                            std::vector<double> quality, DrawDevice draw_device,
                                            const std::vector<TrainingSpace>& others) {
  return std::make_unique<TrainingRun>(settings, std::move(quality), std::move(draw_device), others,
                                       nullptr, "");
}

TrainingSettings settings_of(std::string_view checkpoint, const std::string& name) {
  return parse_settings(controller::Controller::parse(checkpoint, name)->information().training,
                        name);
}

std::unique_ptr<TrainingRun> resume_training(std::string_view checkpoint, const std::string& name,
                                             std::optional<std::int64_t> steps,
                                             std::vector<double> quality, DrawDevice draw_device,
                                             const std::vector<TrainingSpace>& others) {
  TrainingSettings settings = settings_of(checkpoint, name);
  if (steps) settings.steps = *steps;
  const Safetensors file = Safetensors::parse(checkpoint, name);
  if (!file.tensors.count("adam.first")) {
    throw Error(name + ": holds no optimiser state: expected a checkpoint of tenprobes train");
  }
  if (settings.kind != file.require("controller_kind") ||
      settings.hidden != controller::read_hidden(file, name + ": ")) {
    throw Error(name + ": its training settings are not those of its network");
  }
  return std::make_unique<TrainingRun>(settings, std::move(quality), std::move(draw_device), others,
                                       &file, name);
}

}  // namespace tenprobes::training
