#include "core/prediction/predictors.h"

#include "core/base/error.h"
#include "core/belief/beliefs.h"
#include "core/prediction/baselines.h"
#include "core/prediction/bayesian.h"
#include "core/prediction/help.h"
#include "core/search_space/spaces.h"

namespace tenprobes::prediction {

namespace {

using Predictor = std::unique_ptr<LatencyPredictor>;

Predictor make_help(const PredictorInputs& inputs) {
  if (!inputs.help) {
    throw Error("predictor help: its weights are missing (pretrained/help.safetensors)");
  }
  return std::make_unique<HelpPredictor>(inputs.help);
}

std::span<const int> help_references_of(const PredictorInputs& inputs) {
  return inputs.help->references;
}

constexpr PredictorKind kinds[] = {
    {"bayes", "Weighs a thousand imaginary devices and five execution regimes by the probes.",
     false,
     [](const PredictorInputs&) -> Predictor {
       return std::make_unique<BayesianPredictor>(belief::make_belief(*cell_space()));
     }},
    {"bayes-gaussian", "The same from the imaginary devices' mean and covariance in each regime.",
     false,
     [](const PredictorInputs&) -> Predictor {
       return std::make_unique<BayesianPredictor>(
           belief::make_belief(*cell_space(), belief::Prior::gaussian));
     }},
    {"ridge", "Ridge regression on the operation counts.", false,
     [](const PredictorInputs&) -> Predictor { return std::make_unique<RidgePredictor>(); }},
    {"layerwise", "A table of what each operation costs on each edge.", false,
     [](const PredictorInputs&) -> Predictor { return std::make_unique<LayerwisePredictor>(); }},
    {"nnls", "Least squares on the operation counts with costs that cannot be negative.", false,
     [](const PredictorInputs&) -> Predictor { return std::make_unique<NonNegativePredictor>(); }},
    {"macs", "Proportional to the multiply-accumulates.", false,
     [](const PredictorInputs&) -> Predictor {
       static const std::vector<double> shape = macs_shape();
       return std::make_unique<ScaledPredictor>(shape);
     }},
    {"one-proxy", "Proportional to the training device that the probes follow best.", true,
     [](const PredictorInputs& inputs) -> Predictor {
       return std::make_unique<OneProxyPredictor>(inputs.reference);
     }},
    {"ada-proxy",
     "The same device's linear predictor with a sparse correction learned from the probes.", true,
     [](const PredictorInputs& inputs) -> Predictor {
       return std::make_unique<AdaProxyPredictor>(inputs.reference);
     }},
    {"mean-device",
     "Proportional to the mean of the training devices: zero-shot but for the scale.", true,
     [](const PredictorInputs& inputs) -> Predictor {
       return std::make_unique<ScaledPredictor>(mean_device_shape(inputs.reference));
     }},
    {"help", "HELP, meta-learned on nine devices: adapts to the samples, beside ten references.",
     false, make_help, help_references_of},
    {"help-10", "HELP adapted to its ten references alone.", false, make_help, help_references_of,
     true},
};

}  // namespace

std::span<const PredictorKind> predictor_kinds() {
  return kinds;
}

const PredictorKind& predictor_kind(std::string_view name) {
  std::string known;
  for (const PredictorKind& kind : kinds) {
    if (kind.name == name) return kind;
    known += (known.empty() ? "" : ", ") + std::string(kind.name);
  }
  throw Error("predictor '" + std::string(name) + "' is unknown: the predictors are " + known);
}

std::unique_ptr<LatencyPredictor> make_predictor(std::string_view name,
                                                 const PredictorInputs& inputs) {
  const PredictorKind& kind = predictor_kind(name);
  if (kind.needs_reference && inputs.reference.empty()) {
    throw Error("predictor " + std::string(name) +
                ": it needs devices measured before (--train-devices)");
  }
  return kind.make(inputs);
}

}  // namespace tenprobes::prediction
