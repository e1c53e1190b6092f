// tenprobes export: a network as ONNX, to be measured where tenprobes does not run.
//
// --json prints {"out", "space", "architecture", "index" (where enumerable), "batch", "classes",
// "opset", "batch_norm" ("folded" or "kept"), "bytes", "macs", "configuration" (the file beside it,
// in spaces made as Once-for-All's: ofa_configuration.h)}. --reference FILE writes {"shape": [batch,
// channels, side, side], "images": [...], "logits": [...]}: a random input and what core/network
// answers, to check another runtime by.
#include <cstdio>
#include <filesystem>

#include "core/network/exported_network.h"
#include "core/search_space/layered/ofa_configuration.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/named_architecture.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

struct ExportOptions : CommonOptions {
  ArchitectureOptions architecture;
  std::string space, out, reference;
  std::optional<int> classes;  ///< of cells; 10 unless given
  network::OnnxOptions onnx;
};

/// The path of the configuration that stands beside a network's file.
std::string configuration_path(const std::string& out) {
  return std::filesystem::path(out).replace_extension(".ofa.json").string();
}

void run(const ExportOptions& options) {
  const auto space = open_space(options.space, {});
  if (!options.architecture.is_given()) throw Error("give just one of --index and --architecture");
  const Architecture architecture = read_architecture(options.architecture, *space);
  const network::ExportedNetwork made =
      network::export_network(*space, architecture,
                              {.onnx = options.onnx,
                               .classes = options.classes,
                               .seed = options.seed,
                               .with_reference = !options.reference.empty()});
  const bool is_cell = space->form() == Form::cells;
  const std::optional<Json> configuration =
      is_cell ? std::nullopt : ofa_configuration(layered(*space), architecture);
  write_file(options.out, made.onnx);
  if (!options.reference.empty()) write_file(options.reference, made.reference);
  if (configuration) write_file(configuration_path(options.out), configuration->dump() + "\n");
  if (options.json) {
    nlohmann::ordered_json document = {{"out", options.out}};
    document.update(names_of(*space, architecture));
    document.update({{"batch", options.onnx.batch},
                     {"classes", made.classes},
                     {"opset", options.onnx.opset},
                     {"batch_norm", options.onnx.fold_batch_norm ? "folded" : "kept"},
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
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command =
      app.add_subcommand("export", "Writes a network as ONNX, to be measured anywhere");
  add_common(*command, *options);
  add_space_option(*command, options->space);
  add_architecture_options(*command, options->architecture);
  add_out(*command, options->out, "The .onnx file");
  command->add_option("--batch", options->onnx.batch, "Images at once, fixed in the file")
      ->capture_default_str();
  command->add_option("--classes", options->classes,
                      "Outputs of the classifier of cells (default 10)");
  command->add_option("--opset", options->onnx.opset, "ONNX operator set, 9 to 17")
      ->capture_default_str();
  command->add_flag("!--keep-batch-norm", options->onnx.fold_batch_norm,
                    "Leave batch normalisation beside the convolutions instead of folding it in");
  command
      ->add_option("--reference", options->reference,
                   "Also write a random input and the answer to it, as JSON")
      ->check(output_file());
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
