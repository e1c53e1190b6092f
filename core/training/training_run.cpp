#include "core/training/training_run.h"

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/training/acquisition_trainer.h"
#include "core/training/trainer.h"

namespace tenprobes::training {

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

std::unique_ptr<TrainingRun> start_training(const TrainingSettings& settings,
                                            std::vector<double> quality, DrawDevice draw_device) {
  if (settings.kind == controller::AcquisitionController::kind) {
    return std::make_unique<AcquisitionTrainer>(settings, std::move(quality),
                                                std::move(draw_device));
  }
  return std::make_unique<Trainer>(settings, std::move(quality), std::move(draw_device));
}

TrainingSettings settings_of(std::string_view checkpoint, const std::string& name) {
  return parse_settings(controller::Controller::parse(checkpoint, name)->information().training,
                        name);
}

std::unique_ptr<TrainingRun> resume_training(std::string_view checkpoint, const std::string& name,
                                             std::optional<std::int64_t> steps,
                                             std::vector<double> quality, DrawDevice draw_device) {
  const Safetensors file = Safetensors::parse(checkpoint, name);
  if (file.require("controller_kind") == controller::AcquisitionController::kind) {
    return std::make_unique<AcquisitionTrainer>(AcquisitionTrainer::resume(
        checkpoint, name, steps, std::move(quality), std::move(draw_device)));
  }
  return std::make_unique<Trainer>(
      Trainer::resume(checkpoint, name, steps, std::move(quality), std::move(draw_device)));
}

}  // namespace tenprobes::training
