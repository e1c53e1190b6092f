// The latency predictors by name.
//
//   PredictorInputs inputs{.reference = {latencies_of_pixel3, latencies_of_gold_6240}};
//   std::unique_ptr<LatencyPredictor> predictor = make_predictor("one-proxy", inputs);
//   for (const PredictorKind& kind : predictor_kinds()) std::cout << kind.name << kind.description;
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "core/prediction/baselines.h"

namespace tenprobes::prediction {

struct HelpModel;

struct PredictorInputs {
  /// Latencies of other devices that were measured before, ms, [15625] by index, NaN where unknown.
  /// Not owned.
  Reference reference = {};
  /// Weights of HELP (help.h): pretrained/help.safetensors.
  std::shared_ptr<const HelpModel> help = nullptr;
};

struct PredictorKind {
  std::string_view name;
  std::string_view description;  ///< one sentence
  bool needs_reference;          ///< devices measured before
  std::unique_ptr<LatencyPredictor> (*make)(const PredictorInputs&);
  /// Cell indices that the method must see measured beside the samples: they stand first in
  /// every history that it is fitted to (HELP's ten references). Null: none.
  std::span<const int> (*references)(const PredictorInputs&) = nullptr;
  /// It is fitted to the references alone: no samples are measured.
  bool only_references = false;
};

/// Every predictor, in the order in which menus show them.
std::span<const PredictorKind> predictor_kinds();

/// Throws Error that lists the known names.
const PredictorKind& predictor_kind(std::string_view name);

/// Throws Error if the name is unknown or reference devices or weights are needed and missing.
std::unique_ptr<LatencyPredictor> make_predictor(std::string_view name,
                                                 const PredictorInputs& inputs);

}  // namespace tenprobes::prediction
