#include "core/network/exported_network.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/error.h"
#include "core/network/layered/chain_inference.h"
#include "core/network/layered/chain_onnx.h"

namespace tenprobes::network {
namespace {

/// In ONNX's order: image slowest.
std::vector<float> by_image(const FeatureMap& map) {
  std::vector<float> values;
  const auto area = static_cast<size_t>(map.height) * static_cast<size_t>(map.width);
  for (int image = 0; image < map.images; ++image) {
    for (int channel = 0; channel < map.channels; ++channel) {
      const auto pixels = map.channel(channel).subspan(static_cast<size_t>(image) * area, area);
      values.insert(values.end(), pixels.begin(), pixels.end());
    }
  }
  return values;
}

/// The same of interleaved channels.
std::vector<float> by_image(const InterleavedMap<float>& map) {
  std::vector<float> values;
  for (int image = 0; image < map.images; ++image) {
    for (int channel = 0; channel < map.channels; ++channel) {
      for (int pixel = 0; pixel < map.height * map.width; ++pixel) {
        values.push_back(map.pixel(image, 0, pixel)[channel]);
      }
    }
  }
  return values;
}

/// Both kinds of maps and of inference are told apart by the compiler alone.
template <typename Inference, typename Map>
std::string reference(Inference inference, Map images, Random random) {
  for (float& value : images.values) value = static_cast<float>(random.normal());
  const nlohmann::ordered_json document = {
      {"shape", {images.images, images.channels, images.height, images.width}},
      {"images", by_image(images)},
      {"logits", by_image(inference.run(images))}};
  return document.dump() + "\n";
}

ExportedNetwork export_cell(const Cell& cell, const ExportRequest& request) {
  const int classes = request.classes.value_or(10);
  Random random(request.seed);
  const DeployableNetwork deployable = make_deployable(cell, classes, random);
  ExportedNetwork made{.name = request.onnx.name,
                       .onnx = to_onnx(deployable, request.onnx),
                       .reference = {},
                       .macs = macs_of(deployable.network),
                       .classes = classes};
  if (request.with_reference) {
    made.reference =
        reference(Inference<float>(deployable),
                  FeatureMap(request.onnx.batch, 32, 32, image_channels), random.split());
  }
  return made;
}

ExportedNetwork export_layers(const LayeredSpace& space, const Architecture& architecture,
                              const ExportRequest& request) {
  if (request.classes) {
    throw Error("classes: how many there are is the space's own in networks of layers");
  }
  Random random(request.seed);
  const Chain chain = make_chain(space, architecture, random);
  ExportedNetwork made{.name = request.onnx.name,
                       .onnx = to_onnx(chain, request.onnx),
                       .reference = {},
                       .macs = macs_of(chain),
                       .classes = chain.outputs()};
  if (request.with_reference) {
    made.reference =
        reference(ChainInference<float>(chain),
                  InterleavedMap<float>(request.onnx.batch, chain.side, chain.side, chain.channels),
                  random.split());
  }
  return made;
}

}  // namespace

ExportedNetwork export_network(const SearchSpace& space, const Architecture& architecture,
                               const ExportRequest& asked) {
  if (asked.classes && (*asked.classes < 1 || *asked.classes > 100'000)) {
    throw Error("classes " + std::to_string(*asked.classes) + ": it must be from 1 to 100000");
  }
  if (space.form() == Form::catalogue) {
    throw Error("export: how networks of " + space.title() + " are built is not known here");
  }
  ExportRequest request = asked;
  request.onnx.name = space.name();
  if (space.size() > 0) request.onnx.name += "-" + std::to_string(space.index_of(architecture));
  return space.form() == Form::cells ? export_cell(cell_of(architecture), request)
                                     : export_layers(layered(space), architecture, request);
}

}  // namespace tenprobes::network
