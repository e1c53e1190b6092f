#include "core/datasets/ofa_predictor.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/torch_file.h"
#include "core/datasets/value.h"
#include "core/search_space/layered/layered_quality.h"

namespace tenprobes::datasets {
namespace {

constexpr int layers = 20, kernels = 3, expansions = 3, inputs = 128, hidden = 400;
constexpr int first_expansion = layers * kernels, first_resolution = 2 * first_expansion;
constexpr int least_resolution = 112, resolution_step = 16;
constexpr std::array<const char*, 4> places = {"0", "2", "4", "6"};  // of nn.Sequential

Error other_space(const LayeredSpace& space, const std::string& why) {
  return Error(space.title() +
               " is not made as Once-for-All's MobileNetV3, which this predictor is of: " + why);
}

/// The inputs that a choice of a layer sets.
std::vector<int> inputs_of(const LayeredSpace& space, int layer, int choice) {
  const std::vector<LayerChoice>& choices = space.shape_of(space.class_of(layer)).choices;
  if (space.is_left_out(layer, choice)) return {};
  const LayerChoice& own = choices[static_cast<std::size_t>(choice)];
  const auto* block = own.blocks && own.blocks->size() == 1
                          ? std::get_if<InvertedResidual>(&own.blocks->front().what)
                          : nullptr;
  const int kernel = block ? (block->kernel - 3) / 2 : -1;
  const int expansion = !block ? -1 : block->expansion == 6 ? 2 : block->expansion - 3;
  if (kernel < 0 || kernel >= kernels || expansion < 0 || expansion >= expansions) {
    throw other_space(space, "layer " + std::to_string(layer) + " has the choice " + own.name);
  }
  return {layer * kernels + kernel, first_expansion + layer * expansions + expansion};
}

}  // namespace

bool is_ofa_predictor(const Value& root) {
  return root.is_dict() && std::all_of(places.begin(), places.end(), [&](const char* place) {
           const auto weight = root.find(std::string(place) + ".weight");
           return weight && weight->is_tensor();
         });
}

Safetensors read_ofa_predictor(std::string_view bytes, const std::string& name,
                               const LayeredSpace& space) {
  const Document document = parse_torch_file(bytes, name);
  const Value root = document.root();
  const auto tensor = [&](std::size_t layer, const char* what,
                          const std::vector<std::int64_t>& shape) {
    const std::string key = std::string(places[layer]) + "." + what;
    const auto found = root.is_dict() ? root.find(key) : std::nullopt;
    if (!found || !found->is_tensor() || found->shape() != shape) {
      throw Error(name + ": '" + key + "' is " + (found ? found->description() : "missing") +
                  "; Once-for-All's accuracy predictor is a network of 128-400-400-400-1");
    }
    const std::vector<double> numbers = found->tensor_numbers();
    for (const double value : numbers) {
      if (!std::isfinite(value)) throw Error(name + ": '" + key + "' holds what is no number");
    }
    return std::vector<float>(numbers.begin(), numbers.end());
  };
  const std::vector<float> first = tensor(0, "weight", {hidden, inputs});

  if (space.layer_count() != layers || !space.has_resolution()) {
    throw other_space(space, "it has " + std::to_string(space.layer_count()) + " layers" +
                                 (space.has_resolution() ? "" : " and no choice of resolution"));
  }
  std::vector<float> choices;
  const auto add_row = [&](const std::vector<int>& set) {
    for (int h = 0; h < hidden; ++h) {
      const auto row = static_cast<std::size_t>(h) * inputs;
      float sum = 0;
      for (const int input : set) sum += first[row + static_cast<std::size_t>(input)];
      choices.push_back(sum);
    }
  };
  for (int layer = 0; layer < layers; ++layer) {
    for (int choice = 0; choice < space.choice_count(layer); ++choice) {
      add_row(inputs_of(space, layer, choice));
    }
  }
  for (const int resolution : space.parts().resolutions) {
    const int step = (resolution - least_resolution) / resolution_step;
    if (resolution < least_resolution || first_resolution + step >= inputs) {
      throw other_space(space, "it has the resolution " + std::to_string(resolution));
    }
    add_row({first_resolution + step});
  }

  Safetensors file;
  file.metadata = {{"kind", "layered-quality"}, {"scale", "100"}, {"offset", "0"}};
  file.add("choices", {static_cast<std::int64_t>(choices.size()) / hidden, hidden}, choices);
  file.add("bias0", {hidden}, tensor(0, "bias", {hidden}));
  for (std::size_t layer = 1; layer < places.size(); ++layer) {
    const std::int64_t outputs = layer + 1 == places.size() ? 1 : hidden;
    const std::string number = std::to_string(layer);
    file.add("weight" + number, {outputs, hidden}, tensor(layer, "weight", {outputs, hidden}));
    file.add("bias" + number, {outputs}, tensor(layer, "bias", {outputs}));
  }
  return file;
}

std::shared_ptr<const Quality> read_predicted_accuracy(std::string_view bytes,
                                                       const std::string& name,
                                                       const LayeredSpace& space) {
  return std::make_shared<LayeredNetwork>(space, "accuracy", "predicted accuracy, % (" + name + ")",
                                          identify(bytes, name) == FileKind::accuracy_predictor
                                              ? read_ofa_predictor(bytes, name, space)
                                              : Safetensors::parse(bytes, name),
                                          name);
}

}  // namespace tenprobes::datasets
