// tenprobes surrogate fit | show
#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/datasets/accuracy_table.h"
#include "core/training/fit_surrogate.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/progress.h"
#include "native/threads.h"

namespace tenprobes::native {

namespace {

using proxies::accuracy_data_set_names;
using proxies::accuracy_data_sets;

struct FitOptions : CommonOptions {
  std::array<std::string, accuracy_data_sets> accuracies;
  std::string out;
  int threads = 0;
  training::SurrogateFit fit;
};

struct ShowOptions : CommonOptions {
  std::string weights;
};

/// {"training", "held_out": {data set: {"random_folds", "unseen_features": {"spearman",
/// "mean_absolute_error"}}}}
void print(const proxies::AccuracySurrogate& surrogate, bool json) {
  const auto row = [](const proxies::HeldOutError& error) {
    return nlohmann::ordered_json{{"spearman", error.spearman},
                                  {"mean_absolute_error", error.mean_absolute_error}};
  };
  nlohmann::ordered_json document{{"training", nlohmann::json::parse(surrogate.training())}};
  if (!json) std::printf("%-16s %22s %22s\n", "held out", "random folds", "unseen features");
  for (size_t d = 0; d < accuracy_data_sets; ++d) {
    const std::string name(accuracy_data_set_names[d]);
    const auto& random = surrogate.held_out().random_folds[d];
    const auto& unseen = surrogate.held_out().unseen_features[d];
    document["held_out"][name] = {{"random_folds", row(random)}, {"unseen_features", row(unseen)}};
    if (!json) {
      std::printf("%-16s  SRCC %.4f, %5.2f pt.  SRCC %.4f, %5.2f pt.\n", name.c_str(),
                  random.spearman, random.mean_absolute_error, unseen.spearman,
                  unseen.mean_absolute_error);
    }
  }
  if (json) print_json(document);
}

void run_fit(FitOptions& options) {
  std::array<std::vector<double>, accuracy_data_sets> tables;
  std::array<std::span<const double>, accuracy_data_sets> accuracies;
  for (size_t d = 0; d < accuracy_data_sets; ++d) {
    const std::string& path = options.accuracies[d];
    tables[d] = datasets::parse_accuracy_table(read_file(path), path);
    accuracies[d] = tables[d];
  }
  options.fit.seed = options.seed;
  Progress progress("surrogate", std::int64_t{2 * options.fit.folds + 1} * options.fit.epochs,
                    "epochs");
  const auto surrogate =
      training::fit_surrogate(accuracies, options.fit, parallel_for(options.threads),
                              stop_on_interrupt(), [&](int done) { progress.update(done); });
  write_file(options.out, surrogate.serialise());
  print(surrogate, options.json);
}

void run_show(const ShowOptions& options) {
  const std::string path =
      given_or_shipped(options.weights, "pretrained/accuracy.safetensors").string();
  print(proxies::AccuracySurrogate::parse(read_file(path), path), options.json);
}

}  // namespace

void add_surrogate(CLI::App& app) {
  CLI::App* surrogate =
      app.add_subcommand("surrogate", "The estimate of accuracy that is shown, never searched on");
  surrogate->require_subcommand(1);

  auto fit = std::make_shared<FitOptions>();
  CLI::App* fit_command = surrogate->add_subcommand(
      "fit", "Fits it to the test accuracies of all cells and cross-validates it");
  add_common(*fit_command, *fit);
  for (size_t d = 0; d < accuracy_data_sets; ++d) {
    const std::string name(accuracy_data_set_names[d]);
    fit_command
        ->add_option("--" + name, fit->accuracies[d],
                     "Test accuracies on " + name + " (FreeREA's perfmetrics or a CSV)")
        ->required();
  }
  add_out(*fit_command, fit->out, "File of weights to write");
  add_threads(*fit_command, fit->threads);
  fit_command->add_option("--epochs", fit->fit.epochs)->capture_default_str();
  fit_command->add_option("--hidden", fit->fit.hidden)->capture_default_str();
  fit_command->callback([fit] { run_fit(*fit); });

  auto show = std::make_shared<ShowOptions>();
  CLI::App* show_command = surrogate->add_subcommand("show", "Its held-out errors");
  add_common(*show_command, *show);
  show_command->add_option("--weights", show->weights, "Default: the shipped one");
  show_command->callback([show] { run_show(*show); });
}

}  // namespace tenprobes::native
