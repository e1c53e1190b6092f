// tenprobes export: a network as ONNX, to be measured where tenprobes does not run.
//
// --json prints {"out", "space", "architecture", "index" (where enumerable), "batch", "classes",
// "opset", "batch_norm" ("folded" or "kept"), "bytes", "macs", "configuration" (the file beside it,
// in spaces made as Once-for-All's: ofa_configuration.h)}. --reference FILE writes {"shape": [batch,
// channels, side, side], "images": [...], "logits": [...]}: a random input and what core/network
// answers, to check another runtime by.
#include <cstdio>
#include <filesystem>

#include "core/network/layered/chain_inference.h"
#include "core/network/layered/chain_onnx.h"
#include "core/network/onnx.h"
#include "core/search_space/layered/ofa_configuration.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/named_architecture.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

struct Options : CommonOptions {
  ArchitectureOptions architecture;
  std::string space, out, reference;
  std::optional<int> classes;  ///< of cells; 10 unless given
  bool keep_batch_norm = false;
  network::OnnxOptions onnx;
};

/// What is written and told of a network.
struct Exported {
  std::string onnx, reference;
  std::int64_t macs = 0;
  int classes = 0;
};

/// In ONNX's order: image slowest.
std::vector<float> by_image(const network::FeatureMap& map) {
  std::vector<float> values;
  const auto area = static_cast<size_t>(map.height * map.width);
  for (int image = 0; image < map.images; ++image) {
    for (int channel = 0; channel < map.channels; ++channel) {
      const auto pixels = map.channel(channel).subspan(static_cast<size_t>(image) * area, area);
      values.insert(values.end(), pixels.begin(), pixels.end());
    }
  }
  return values;
}

/// The same of interleaved channels.
std::vector<float> by_image(const network::InterleavedMap<float>& map) {
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

Exported export_cell(const Cell& cell, const Options& options, const network::OnnxOptions& onnx) {
  const int classes = options.classes.value_or(10);
  Random random(options.seed);
  const network::DeployableNetwork deployable = network::make_deployable(cell, classes, random);
  Exported made{.onnx = network::to_onnx(deployable, onnx),
                .reference = {},
                .macs = network::macs_of(deployable.network),
                .classes = classes};
  if (!options.reference.empty()) {
    made.reference =
        reference(network::Inference<float>(deployable),
                  network::FeatureMap(onnx.batch, 32, 32, network::image_channels), random.split());
  }
  return made;
}

Exported export_layers(const LayeredSpace& space, const Architecture& architecture,
                       const Options& options, const network::OnnxOptions& onnx) {
  if (options.classes) {
    throw Error("--classes: how many there are is the space's own in networks of layers");
  }
  Random random(options.seed);
  const network::Chain chain = network::make_chain(space, architecture, random);
  Exported made{.onnx = network::to_onnx(chain, onnx),
                .reference = {},
                .macs = network::macs_of(chain),
                .classes = chain.outputs()};
  if (!options.reference.empty()) {
    made.reference = reference(
        network::ChainInference<float>(chain),
        network::InterleavedMap<float>(onnx.batch, chain.side, chain.side, chain.channels),
        random.split());
  }
  return made;
}

/// The path of the configuration that stands beside a network's file.
std::string configuration_path(const std::string& out) {
  return std::filesystem::path(out).replace_extension(".ofa.json").string();
}

void run(const Options& options) {
  const auto space = open_space(options.space, {});
  if (!options.architecture.is_given()) throw Error("give just one of --index and --architecture");
  if (options.classes && (*options.classes < 1 || *options.classes > 100'000)) {
    throw Error("--classes " + std::to_string(*options.classes) + ": it must be from 1 to 100000");
  }
  if (space->form() == Form::catalogue) {
    throw Error("export: how networks of " + space->title() + " are built is not known here");
  }
  const Architecture architecture = read_architecture(options.architecture, *space);
  const bool is_cell = space->form() == Form::cells;
  network::OnnxOptions onnx = options.onnx;
  onnx.fold_batch_norm = !options.keep_batch_norm;
  onnx.name = space->name();
  if (space->size() > 0) onnx.name += "-" + std::to_string(space->index_of(architecture));
  const Exported made = is_cell ? export_cell(cell_of(architecture), options, onnx)
                                : export_layers(layered(*space), architecture, options, onnx);
  const std::optional<Json> configuration =
      is_cell ? std::nullopt : ofa_configuration(layered(*space), architecture);
  write_file(options.out, made.onnx);
  if (!options.reference.empty()) write_file(options.reference, made.reference);
  if (configuration) write_file(configuration_path(options.out), configuration->dump() + "\n");
  if (options.json) {
    nlohmann::ordered_json document = {{"out", options.out}};
    document.update(names_of(*space, architecture));
    document.update({{"batch", onnx.batch},
                     {"classes", made.classes},
                     {"opset", onnx.opset},
                     {"batch_norm", onnx.fold_batch_norm ? "folded" : "kept"},
                     {"bytes", made.onnx.size()},
                     {"macs", made.macs}});
    if (configuration) document["configuration"] = configuration_path(options.out);
    print_json(document);
    return;
  }
  std::printf("%s: %s, %zu bytes, %.2f million multiply-accumulates an image\n",
              options.out.c_str(), shown_name(*space, architecture).c_str(), made.onnx.size(),
              static_cast<double>(made.macs) / 1e6);
  if (configuration) {
    std::printf("%s: the same for Once-for-All's library\n",
                configuration_path(options.out).c_str());
  }
}

}  // namespace

void add_export(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("export", "Writes a network as ONNX, to be measured anywhere");
  add_common(*command, *options);
  add_space_option(*command, options->space);
  add_architecture_options(*command, options->architecture);
  command->add_option("--out", options->out, "The .onnx file")->check(output_file())->required();
  command->add_option("--batch", options->onnx.batch, "Images at once, fixed in the file")
      ->capture_default_str();
  command->add_option("--classes", options->classes,
                      "Outputs of the classifier of cells (default 10)");
  command->add_option("--opset", options->onnx.opset, "ONNX operator set, 9 to 17")
      ->capture_default_str();
  command->add_flag("--keep-batch-norm", options->keep_batch_norm,
                    "Leave batch normalisation beside the convolutions instead of folding it in");
  command
      ->add_option("--reference", options->reference,
                   "Also write a random input and the answer to it, as JSON")
      ->check(output_file());
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
