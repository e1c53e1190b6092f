// tenprobes export: a network as ONNX, to be measured where tenprobes does not run.
//
// --json prints {"out", "architecture", "index", "batch", "classes", "opset", "batch_norm"
// ("folded" or "kept"), "bytes", "macs"}. --reference FILE writes {"shape": [batch, 3, 32, 32],
// "images": [...], "logits": [...]}: a random input and what core/network answers, to check another
// runtime by.
#include <cstdio>

#include "core/network/onnx.h"
#include "core/search_space/cells/notation.h"
#include "core/search_space/spaces.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"

namespace tenprobes::native {
namespace {

struct Options : CommonOptions {
  std::optional<int> index;
  std::string architecture, out, reference;
  int classes = 10;
  bool keep_batch_norm = false;
  network::OnnxOptions onnx;
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

std::string reference(const network::DeployableNetwork& deployable, int batch, Random random) {
  network::FeatureMap images(batch, 32, 32, network::image_channels);
  for (float& value : images.values) value = static_cast<float>(random.normal());
  network::Inference<float> inference(deployable);
  const nlohmann::ordered_json document = {{"shape", {batch, network::image_channels, 32, 32}},
                                           {"images", by_image(images)},
                                           {"logits", by_image(inference.run(images))}};
  return document.dump() + "\n";
}

void run(const Options& options) {
  if (options.index.has_value() == !options.architecture.empty()) {
    throw Error("give just one of --index and --architecture");
  }
  if (options.classes < 1 || options.classes > 100'000) {
    throw Error("--classes " + std::to_string(options.classes) + ": it must be from 1 to 100000");
  }
  const Cell architecture =
      options.index ? cell_at(*options.index) : parse_cell_notation(options.architecture);
  Random random(options.seed);
  const network::DeployableNetwork deployable =
      network::make_deployable(architecture, options.classes, random);
  network::OnnxOptions onnx = options.onnx;
  onnx.fold_batch_norm = !options.keep_batch_norm;
  onnx.name = cell_space()->name() + "-" + std::to_string(index_of(architecture));
  const std::string bytes = network::to_onnx(deployable, onnx);
  write_file(options.out, bytes);
  if (!options.reference.empty()) {
    write_file(options.reference, reference(deployable, onnx.batch, random.split()));
  }
  const std::int64_t macs = network::macs_of(deployable.network);
  if (options.json) {
    print_json({{"out", options.out},
                {"architecture", to_string(architecture)},
                {"index", index_of(architecture)},
                {"batch", onnx.batch},
                {"classes", options.classes},
                {"opset", onnx.opset},
                {"batch_norm", onnx.fold_batch_norm ? "folded" : "kept"},
                {"bytes", bytes.size()},
                {"macs", macs}});
    return;
  }
  std::printf("%s: network %d, %zu bytes, %.2f million multiply-accumulates an image\n",
              options.out.c_str(), index_of(architecture), bytes.size(),
              static_cast<double>(macs) / 1e6);
}

}  // namespace

void add_export(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("export", "Writes a network as ONNX, to be measured anywhere");
  add_common(*command, *options);
  command->add_option("--index", options->index, "The architecture by the benchmark's index")
      ->check(not_a_string());
  command->add_option("--architecture", options->architecture, "The architecture by its string");
  command->add_option("--out", options->out, "The .onnx file")->check(output_file())->required();
  command->add_option("--batch", options->onnx.batch, "Images at once, fixed in the file")
      ->capture_default_str();
  command->add_option("--classes", options->classes, "Outputs of the classifier")
      ->capture_default_str();
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
