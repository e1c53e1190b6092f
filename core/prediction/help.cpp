#include "core/prediction/help.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <sstream>

#include "core/base/error.h"
#include "core/base/safetensors.h"

namespace tenprobes::prediction {

namespace {

constexpr std::string_view kind = "help-predictor";
constexpr int most_units = 1024, most_updates = 100;

/// Calls visit(name, shape, values) for every tensor of the weights.
template <class Weights, class Visit>
void visit_tensors(Weights& weights, const Visit& visit) {
  const auto visit_layer = [&](const HelpLayer& layer, const std::string& prefix, auto& values) {
    const std::int64_t inputs = layer.inputs, outputs = layer.outputs;
    const std::span all(values);
    visit(prefix + std::string(layer.name) + ".weight", {outputs, inputs},
          all.subspan(layer.weight, layer.bias - layer.weight));
    visit(prefix + std::string(layer.name) + ".bias", {outputs},
          all.subspan(layer.bias, static_cast<std::size_t>(outputs)));
  };
  for (const HelpLayer& layer : weights.layout.layers) {
    visit_layer(layer, "", weights.initial);
    visit_layer(layer, "rate.", weights.rates);
  }
  for (const HelpLayer& layer : weights.modulator_layout.layers) {
    visit_layer(layer, "", weights.modulator);
  }
}

std::vector<int> whole_numbers(const Safetensors& file, const std::string& key) {
  std::istringstream text(file.require(key));
  std::vector<int> numbers;
  int number;
  while (text >> number) numbers.push_back(number);
  if (!text.eof()) throw file.fault("metadata '" + key + "' must be whole numbers");
  return numbers;
}

int whole_number(const Safetensors& file, const std::string& key, int most) {
  const int number = file.whole<int>(key);
  if (number < 1 || number > most) {
    throw file.fault("metadata '" + key + "' must be one whole number from 1 to " +
                     std::to_string(most));
  }
  return number;
}

}  // namespace

std::string HelpModel::serialise() const {
  Safetensors file;
  file.metadata["kind"] = kind;
  file.metadata["units"] = std::to_string(weights.layout.units);
  file.metadata["updates"] = std::to_string(updates);
  std::string& text = file.metadata["references"];
  for (const int index : references) text += (text.empty() ? "" : " ") + std::to_string(index);
  file.metadata["training"] = training;
  visit_tensors(weights, [&](const std::string& tensor, const std::vector<std::int64_t>& shape,
                             std::span<const float> values) { file.add(tensor, shape, values); });
  return file.serialise();
}

HelpModel HelpModel::parse(std::string_view bytes, const std::string& name) {
  const Safetensors file = Safetensors::parse(bytes, name);
  file.require_kind(kind, "HELP's weights, as tenprobes train-help writes them");
  HelpModel model;
  model.weights = HelpWeights<float>(whole_number(file, "units", most_units));
  model.updates = whole_number(file, "updates", most_updates);
  model.training = file.require("training");
  const std::vector<int> references = whole_numbers(file, "references");
  const std::set<int> distinct(references.begin(), references.end());
  if (references.size() != help_references || distinct.size() != help_references ||
      *distinct.begin() < 0 || *distinct.rbegin() >= cell_count) {
    throw Error(name + ": metadata 'references' must be ten different indices from 0 to 15624");
  }
  std::copy(references.begin(), references.end(), model.references.begin());
  visit_tensors(model.weights,
                [&](const std::string& tensor, const std::vector<std::int64_t>& shape,
                    std::span<float> values) {
                  const std::vector<float>& read = file.finite_floats(tensor, shape);
                  std::copy(read.begin(), read.end(), values.begin());
                });
  return model;
}

HelpScale::HelpScale(const std::array<double, help_references>& latencies) {
  const auto [least, most] = std::minmax_element(latencies.begin(), latencies.end());
  low = *least;
  range = *most > low ? *most - low : low;
  for (std::size_t i = 0; i < latencies.size(); ++i) embedding[i] = normalise(latencies[i]);
}

HelpPredictor::HelpPredictor(std::shared_ptr<const HelpModel> model) : model_(std::move(model)) {}

void HelpPredictor::fit(const History& history) {
  adapt(history);
  while (predict_more()) {
  }
}

void HelpPredictor::adapt(const History& history) {
  std::array<double, help_references> reference_ms;
  std::vector<bool> is_reference(history.size(), false);
  std::size_t missing = 0;
  for (std::size_t r = 0; r < reference_ms.size(); ++r) {
    const Cell reference = cell_at(model_->references[r]);
    const auto probe = std::find_if(history.begin(), history.end(), [&](const Probe& candidate) {
      return candidate.architecture == reference;
    });
    if (probe == history.end()) {
      ++missing;
      continue;
    }
    reference_ms[r] = probe->latency_ms;
    is_reference[static_cast<std::size_t>(probe - history.begin())] = true;
  }
  if (missing > 0) {
    throw Error("predictor help: " + std::to_string(missing) +
                " of its ten reference architectures are not among the " +
                std::to_string(history.size()) + " probes; it needs all ten");
  }

  scale_.emplace(reference_ms);
  std::vector<Cell> cells;
  std::vector<double> targets;
  const bool only_references = history.size() == help_references;
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (is_reference[i] && !only_references) continue;
    cells.push_back(cell_of(history[i].architecture));
    targets.push_back(scale_->normalise(history[i].latency_ms));
  }
  parameters_ =
      help_adapt(model_->weights, scale_->embedding, {HelpCells(cells), targets}, model_->updates);
  latencies_.clear();
}

bool HelpPredictor::predict_more() {
  constexpr int batch = 125;
  if (!scale_) throw Error("HELP's predict_more() needs an adapt() before it");
  const int first = static_cast<int>(latencies_.size());
  if (first == cell_count) return false;
  std::vector<Cell> cells;
  for (int index = first; index < first + batch; ++index) cells.push_back(cell_at(index));
  std::vector<float> outputs(batch);
  help_forward<float>(model_->weights.layout, parameters_, scale_->embedding, HelpCells(cells),
                      outputs);
  for (const float output : outputs) latencies_.push_back(scale_->latency_ms(output));
  return first + batch < cell_count;
}

Prediction HelpPredictor::predict(const Architecture& architecture) const {
  return {latencies_.at(static_cast<std::size_t>(index_of(cell_of(architecture)))),
          std::numeric_limits<double>::quiet_NaN()};
}

}  // namespace tenprobes::prediction
