#include "core/proxies/accuracy_surrogate.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/safetensors.h"
#include "core/search_space/cells/live_edges.h"

namespace tenprobes::proxies {

namespace {

constexpr std::string_view file_kind = "accuracy-surrogate";

struct Path {
  int length;
  std::array<int, 3> edges;
};
constexpr std::array<Path, 4> paths = {{{1, {3}}, {2, {0, 4}}, {2, {1, 5}}, {3, {0, 2, 5}}}};

std::vector<std::int64_t> layer_shape(int layer, int hidden) {
  return {layer == 2 ? accuracy_data_sets : hidden, layer == 0 ? surrogate_feature_count : hidden};
}

nlohmann::ordered_json errors_json(const HeldOutErrors& errors) {
  nlohmann::ordered_json json;
  for (size_t d = 0; d < accuracy_data_sets; ++d) {
    const auto both = [](const HeldOutError& error) {
      return nlohmann::ordered_json{{"spearman", error.spearman},
                                    {"mean_absolute_error", error.mean_absolute_error}};
    };
    json[std::string(accuracy_data_set_names[d])] = {
        {"random_folds", both(errors.random_folds[d])},
        {"unseen_features", both(errors.unseen_features[d])}};
  }
  return json;
}

HeldOutErrors errors_from(const nlohmann::json& json) {
  HeldOutErrors errors;
  for (size_t d = 0; d < accuracy_data_sets; ++d) {
    const auto& data_set = json.at(std::string(accuracy_data_set_names[d]));
    const auto both = [&](const char* folds) {
      const auto& error = data_set.at(folds);
      return HeldOutError{error.at("spearman"), error.at("mean_absolute_error")};
    };
    errors.random_folds[d] = both("random_folds");
    errors.unseen_features[d] = both("unseen_features");
  }
  return errors;
}

}  // namespace

SurrogateFeatures surrogate_features(const Cell& architecture) {
  const EdgeMask live = live_edges(architecture);
  std::array<Operation, edge_count> cell;
  for (size_t e = 0; e < edge_count; ++e) {
    cell[e] = live[e] ? architecture.operations[e] : Operation::none;
  }
  SurrogateFeatures features{};
  size_t next = 0;
  for (const Operation operation : cell) {
    if (operation != Operation::none) features[next + static_cast<size_t>(operation) - 1] = 1;
    next += operation_count - 1;
  }
  float depth = 0;
  for (const Path& path : paths) {
    const auto begin = path.edges.begin(), end = begin + path.length;
    const bool whole = std::all_of(begin, end, [&](int e) { return live[static_cast<size_t>(e)]; });
    if (whole) {
      float convolutions = 0;
      for (auto e = begin; e != end; ++e) {
        const Operation operation = cell[static_cast<size_t>(*e)];
        features[next + static_cast<size_t>(operation) - 1] += 1;
        if (is_convolution(operation)) ++convolutions;
      }
      features[next + 4] = convolutions;
      features[next + 5] = 1;
      depth = std::max(depth, convolutions);
    }
    next += 6;
  }
  for (const Operation operation : cell) features[next + static_cast<size_t>(operation)] += 1;
  next += operation_count;
  features[next] = depth;
  return features;
}

std::array<double, accuracy_data_sets> evaluate(const SurrogateNetwork& network,
                                                const SurrogateFeatures& features) {
  std::vector<double> inputs(surrogate_feature_count), outputs;
  for (size_t f = 0; f < inputs.size(); ++f) {
    inputs[f] = (features[f] - network.feature_mean[f]) * network.feature_scale[f];
  }
  for (int layer = 0; layer < 3; ++layer) {
    outputs.assign(network.bias[layer].begin(), network.bias[layer].end());
    const float* weight = network.weight[layer].data();
    for (double& output : outputs) {
      for (const double input : inputs) output += *weight++ * input;
      if (layer < 2) output = std::max(output, 0.0);
    }
    inputs = outputs;
  }
  std::array<double, accuracy_data_sets> result;
  std::copy(outputs.begin(), outputs.end(), result.begin());
  return result;
}

AccuracySurrogate::AccuracySurrogate(SurrogateNetwork network, const HeldOutErrors& held_out,
                                     std::string training)
    : network_(std::move(network)), held_out_(held_out), training_(std::move(training)) {
  bool fits = network_.hidden > 0 && network_.feature_mean.size() == surrogate_feature_count &&
              network_.feature_scale.size() == surrogate_feature_count;
  for (int layer = 0; fits && layer < 3; ++layer) {
    const auto shape = layer_shape(layer, network_.hidden);
    fits = network_.weight[layer].size() == static_cast<size_t>(shape[0] * shape[1]) &&
           network_.bias[layer].size() == static_cast<size_t>(shape[0]);
  }
  if (!fits) throw Error("accuracy surrogate: the sizes of its layers do not fit together");
}

std::string AccuracySurrogate::serialise() const {
  Safetensors file;
  file.metadata["kind"] = file_kind;
  file.metadata["hidden"] = std::to_string(network_.hidden);
  file.metadata["held_out"] = errors_json(held_out_).dump();
  file.metadata["training"] = training_;
  file.add("feature_mean", {surrogate_feature_count}, network_.feature_mean);
  file.add("feature_scale", {surrogate_feature_count}, network_.feature_scale);
  file.add("target_mean", {accuracy_data_sets}, network_.target_mean);
  file.add("target_scale", {accuracy_data_sets}, network_.target_scale);
  for (int layer = 0; layer < 3; ++layer) {
    const auto shape = layer_shape(layer, network_.hidden);
    const std::string suffix = "_" + std::to_string(layer);
    file.add("weight" + suffix, shape, network_.weight[layer]);
    file.add("bias" + suffix, {shape[0]}, network_.bias[layer]);
  }
  return file.serialise();
}

AccuracySurrogate AccuracySurrogate::parse(std::string_view bytes, const std::string& name) {
  const Safetensors file = Safetensors::parse(bytes, name);
  file.require_kind(file_kind, "an accuracy surrogate, as tenprobes surrogate fit writes it");
  SurrogateNetwork network;
  HeldOutErrors held_out;
  try {
    held_out = errors_from(nlohmann::json::parse(file.require("held_out")));
  } catch (const nlohmann::json::exception&) {
    throw Error(name + ": metadata 'held_out' is not a JSON object of errors by data set");
  }
  network.hidden = file.whole<int>("hidden");
  if (network.hidden < 1 || network.hidden > 4096) {
    throw Error(name + ": metadata 'hidden' must be 1 to 4096");
  }
  network.feature_mean = file.finite_floats("feature_mean", {surrogate_feature_count});
  network.feature_scale = file.finite_floats("feature_scale", {surrogate_feature_count});
  const auto& mean = file.finite_floats("target_mean", {accuracy_data_sets});
  const auto& scale = file.finite_floats("target_scale", {accuracy_data_sets});
  std::copy(mean.begin(), mean.end(), network.target_mean.begin());
  std::copy(scale.begin(), scale.end(), network.target_scale.begin());
  for (int layer = 0; layer < 3; ++layer) {
    const auto shape = layer_shape(layer, network.hidden);
    const std::string suffix = "_" + std::to_string(layer);
    network.weight[layer] = file.finite_floats("weight" + suffix, shape);
    network.bias[layer] = file.finite_floats("bias" + suffix, {shape[0]});
  }
  return {std::move(network), held_out, file.require("training")};
}

DataSetAccuracies AccuracySurrogate::estimate(const Cell& architecture) const {
  if (!is_connected(architecture)) return chance_accuracy;
  const auto outputs = evaluate(network_, surrogate_features(architecture));
  DataSetAccuracies accuracies;
  for (size_t d = 0; d < accuracy_data_sets; ++d) {
    const double logarithm = network_.target_mean[d] + network_.target_scale[d] * outputs[d];
    accuracies[d] = std::clamp(101 - std::exp(logarithm), chance_accuracy[d], 100.0);
  }
  return accuracies;
}

}  // namespace tenprobes::proxies
