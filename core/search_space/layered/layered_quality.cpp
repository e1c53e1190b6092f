#include "core/search_space/layered/layered_quality.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/text_numbers.h"

namespace tenprobes {
inline namespace search_space {
namespace {

std::vector<double> all_values(const Quality& quality, const LayeredSpace& space) {
  std::vector<double> values;
  for (int i = 0; i < space.size(); ++i) values.push_back(quality.of(space.at(i)));
  return values;
}

double number_in(const Safetensors& file, const char* key, double otherwise,
                 const std::string& where) {
  const auto found = file.metadata.find(key);
  if (found == file.metadata.end()) return otherwise;
  const auto number = parse_number(found->second);
  if (!number) {
    throw Error(where + ": metadata '" + key + "' is '" + found->second + "'; it must be a number");
  }
  return *number;
}

/// 0: there is no such tensor.
std::size_t rows_of_tensor(const Safetensors& file, const std::string& name) {
  const auto found = file.tensors.find(name);
  if (found == file.tensors.end() || found->second.shape.empty()) return 0;
  return static_cast<std::size_t>(found->second.shape.front());
}

}  // namespace

QualityFacts sampled_facts(const Quality& quality, const LayeredSpace& space) {
  constexpr int sampled = 4000;
  std::vector<double> values = all_values(quality, space);
  Random random(20260102);
  while (values.size() < sampled && space.size() == 0) {
    values.push_back(quality.of(space.random(random)));
  }
  return facts_of(values, "", "");
}

LayeredSum::LayeredSum(const LayeredSpace& space, std::string name, std::string label,
                       std::vector<double> by_row)
    : space_(space), by_row_(std::move(by_row)), hash_(hash_of(by_row_)) {
  table_ = all_values(*this, space);
  facts_ = sampled_facts(*this, space);
  facts_.name = std::move(name);
  facts_.label = std::move(label);
}

std::vector<double> feature_by_row(const LayeredSpace& space, int feature) {
  std::vector<double> by_row;
  for (int row = 0; row < space.row_count(); ++row) by_row.push_back(space.cost_of(row, feature));
  return by_row;
}

std::unique_ptr<LayeredSum> macs_quality(const LayeredSpace& space) {
  std::vector<double> by_row = feature_by_row(space, *space.feature_named("mmacs"));
  // What all networks have tells them apart by nothing.
  if (!space.has_resolution()) by_row[static_cast<std::size_t>(space.row_of(0, 0))] = 0;
  return std::make_unique<LayeredSum>(space, "macs", "millions of multiply-accumulates",
                                      std::move(by_row));
}

LayeredNetwork::LayeredNetwork(const LayeredSpace& space, std::string name, std::string label,
                               const Safetensors& file, const std::string& where) {
  std::size_t choices = 0;
  for (const Position& position : space.positions()) {
    first_choice_.push_back(choices);
    choices += position.choices.size();
  }
  const auto signed_of = [](std::size_t size) { return static_cast<std::int64_t>(size); };
  std::size_t width = rows_of_tensor(file, "bias0");
  if (width == 0) throw Error(where + ": tensor 'bias0' is missing or empty");
  choices_ = file.floats("choices", {signed_of(choices), signed_of(width)});
  bias_ = file.floats("bias0", {signed_of(width)});
  for (int i = 1;; ++i) {
    const std::string weight = "weight" + std::to_string(i), bias = "bias" + std::to_string(i);
    const std::size_t out = rows_of_tensor(file, weight);
    if (out == 0) break;
    const std::vector<float> rows = file.floats(weight, {signed_of(out), signed_of(width)});
    std::vector<float> columns(rows.size());
    for (std::size_t k = 0; k < out; ++k) {
      for (std::size_t h = 0; h < width; ++h) columns[h * out + k] = rows[k * width + h];
    }
    layers_.push_back({width, out, std::move(columns), file.floats(bias, {signed_of(out)})});
    width = out;
  }
  if (width != 1) {
    throw Error(where + ": the network's last layer has " + std::to_string(width) +
                " outputs; a quality is one");
  }
  scale_ = number_in(file, "scale", 1, where);
  offset_ = number_in(file, "offset", 0, where);
  hash_ = hash_of(file.serialise());
  table_ = all_values(*this, space);
  facts_ = sampled_facts(*this, space);
  facts_.name = std::move(name);
  facts_.label = std::move(label);
}

double LayeredNetwork::of(const Architecture& architecture) const {
  std::vector<double> values(bias_.begin(), bias_.end());
  for (int i = 0; i < architecture.size(); ++i) {
    const std::size_t row =
        first_choice_[static_cast<std::size_t>(i)] + static_cast<std::size_t>(architecture[i]);
    const float* weights = &choices_[row * values.size()];
    for (std::size_t h = 0; h < values.size(); ++h) values[h] += weights[h];
  }
  std::vector<double> next;
  for (const Layer& layer : layers_) {
    next.assign(layer.bias.begin(), layer.bias.end());
    for (std::size_t h = 0; h < layer.in; ++h) {
      const double value = values[h];
      if (!(value > 0)) continue;
      const float* weights = &layer.weight[h * layer.out];
      for (std::size_t k = 0; k < layer.out; ++k) next[k] += weights[k] * value;
    }
    std::swap(values, next);
  }
  return scale_ * values[0] + offset_;
}

}  // namespace search_space
}  // namespace tenprobes
