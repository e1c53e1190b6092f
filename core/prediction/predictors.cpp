#include "core/prediction/predictors.h"

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/belief/beliefs.h"
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
    {"bayes", "Weighs a thousand synthetic devices and five execution regimes by the probes.",
     false,
     [](const PredictorInputs&) -> Predictor {
       return std::make_unique<BayesianPredictor>(belief::make_belief(*cell_space()));
     }},
    {"bayes-gaussian", "The same from the synthetic devices' mean and covariance in each regime.",
     false,
     [](const PredictorInputs&) -> Predictor {
       return std::make_unique<BayesianPredictor>(
           belief::make_belief(*cell_space(), belief::Prior::gaussian));
     }},
    {"ridge", "Ridge regression on the operation counts.", false,
     [](const PredictorInputs&) { return cell_predictor(fit_ridge); }},
    {"layerwise", "A table of what each operation costs on each edge.", false,
     [](const PredictorInputs&) { return cell_predictor(fit_layerwise); }},
    {"nnls", "Least squares on the operation counts with costs that cannot be negative.", false,
     [](const PredictorInputs&) { return cell_predictor(fit_non_negative); }},
    {"macs", "Proportional to the multiply-accumulates.", false,
     [](const PredictorInputs&) {
       static const Fit by_macs = proportional_to(macs_shape());
       return cell_predictor(by_macs);
     }},
    {"one-proxy", "Proportional to the training device that the probes follow best.", true,
     [](const PredictorInputs& inputs) { return cell_predictor(one_proxy(inputs.reference)); }},
    {"ada-proxy",
     "The same device's linear predictor with a sparse correction learned from the probes.", true,
     [](const PredictorInputs& inputs) { return cell_predictor(ada_proxy(inputs.reference)); }},
    {"mean-device",
     "Proportional to the mean of the training devices: zero-shot but for the scale.", true,
     [](const PredictorInputs& inputs) {
       return cell_predictor(proportional_to(mean_device_shape(inputs.reference)));
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
  return named(kinds, name, "predictor");
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
