// tenprobes proxies compute | compare | layers
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/datasets/freerea.h"
#include "core/proxies/compute_table.h"
#include "core/proxies/quality.h"
#include "core/search_space/spaces.h"
#include "core/statistics/ranking.h"
#include "core/statistics/regret.h"
#include "core/statistics/summary.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/commands/layer_scores.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/progress.h"
#include "native/ranks.h"
#include "native/session_inputs.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

constexpr int networks_per_slice = 32;
constexpr double seconds_between_checkpoints = 30;

struct ComputeOptions : CommonOptions {
  std::string out;
  int threads = 0;
  bool resume = false;
  proxies::ScoreSettings settings;
};

std::string command_line(const ComputeOptions& options) {
  return "tenprobes proxies compute --out proxies.safetensors --draws " +
         std::to_string(options.settings.draws) + " --images " +
         std::to_string(options.settings.images) + " --resolution " +
         std::to_string(options.settings.resolution) + " --seed " + std::to_string(options.seed);
}

void compute(ComputeOptions& options) {
  options.settings.seed = options.seed;
  proxies::TableComputation computation(options.settings);
  const std::filesystem::path part = options.out + ".part";
  if (std::filesystem::exists(part)) {
    if (!options.resume) {
      throw Error(part.string() +
                  ": holds what an earlier run computed: go on with --resume, or remove it");
    }
    computation.resume(read_file(part), part.string());
  }
  const int resumed = computation.done();
  const ParallelFor parallel = ranked_for(options.threads);
  const StopRequested stop = stop_on_interrupt();
  const double start = steady_seconds();
  double saved = start;
  {
    Progress progress("proxies", computation.total() - resumed, "networks");
    while (computation.done() < computation.total()) {
      computation.advance(networks_per_slice, parallel, rank_share());
      progress.update(computation.done() - resumed);
      if (any_rank(stop())) {
        write_file(part, computation.checkpoint());
        throw Failure("stopped after " + std::to_string(computation.done()) + " of " +
                      std::to_string(computation.total()) +
                      " networks; the same command with --resume goes on");
      }
      if (steady_seconds() - saved > seconds_between_checkpoints) {
        write_file(part, computation.checkpoint());
        saved = steady_seconds();
      }
    }
  }
  proxies::ProxyTable table = computation.table();
  table.metadata["command"] = command_line(options);
  write_file(options.out, proxies::serialise_proxy_table(table));
  std::filesystem::remove(part);
  const double seconds = steady_seconds() - start;
  if (options.json) {
    nlohmann::ordered_json document{{"out", options.out},
                                    {"networks", computation.total()},
                                    {"resumed", resumed},
                                    {"wall_seconds", seconds}};
    for (const auto& [name, value] : table.metadata) document["metadata"][name] = value;
    print_json(document);
  } else {
    std::printf("%s: %d distinct networks scored in %s\n", options.out.c_str(),
                computation.total() - resumed, clock_text(seconds).c_str());
  }
}

void add_compute(CLI::App& proxies) {
  auto options = std::make_shared<ComputeOptions>();
  CLI::App* command =
      proxies.add_subcommand("compute", "Compute the training-free scores of all architectures");
  add_common(*command, *options);
  add_out(*command, options->out, "The table to write (safetensors)");
  add_threads(*command, options->threads);
  command->add_flag("--resume", options->resume, "Go on where an interrupted run stopped");
  add_score_settings(*command, options->settings);
  command->callback([options] { compute(*options); });
}

struct CompareOptions : CommonOptions {
  std::string table = "shipped", reference;
  std::vector<std::string> accuracies, devices;
  double budget_quantile = 0.25;
};

double srcc(const std::vector<float>& score, const std::vector<double>& values) {
  return statistics::spearman(std::vector<double>(score.begin(), score.end()), values);
}

/// Points of accuracy below the best that the budget allows, of the architecture of the highest
/// quality that it allows; the mean over devices.
double accuracy_loss(const std::vector<double>& quality, const std::vector<double>& accuracy,
                     const CompareOptions& options) {
  std::vector<double> losses;
  for (const std::string& spec : options.devices) {
    const std::unique_ptr<devices::Device> device = open_device(spec, cell_space());
    const auto latency = device->known_latencies();
    if (latency.empty()) throw Error(spec + ": only a device with known latencies can be compared");
    const double budget = statistics::quantile(latency, options.budget_quantile);
    const std::optional<int> chosen = statistics::best_within(quality, latency, budget);
    if (chosen) losses.push_back(statistics::regret(accuracy, latency, budget, *chosen));
  }
  return statistics::mean(losses);
}

/// {"srcc": {"naswot", ...}, "quality": [{"accuracy", "srcc": {"quality", "naswot", ...},
/// "devices", "budget_quantile", "accuracy_loss"}]}
nlohmann::ordered_json compared(const CompareOptions& options) {
  InputOptions inputs;
  inputs.scores = options.table;
  const proxies::ProxyTable table = read_scores(inputs);
  nlohmann::ordered_json document{{"table", options.table}};
  if (!options.reference.empty()) {
    const datasets::FreereaScores published =
        datasets::parse_freerea_scores(read_file(options.reference), options.reference);
    document["reference"] = options.reference;
    for (const auto& [name, values] : {std::pair{"naswot", &published.naswot},
                                       {"logsynflow", &published.log_synflow},
                                       {"skip", &published.skip}}) {
      const auto score = table.scores.find(name);
      if (score != table.scores.end()) document["srcc"][name] = srcc(score->second, *values);
    }
  }
  const std::vector<double> quality = proxies::combined_quality(table.scores);
  for (const std::string& file : options.accuracies) {
    inputs.accuracy = file;
    const std::vector<double> accuracy =
        read_accuracies(*cell_space(), inputs).table(*cell_space());
    nlohmann::ordered_json row{{"accuracy", file}};
    row["srcc"]["quality"] = statistics::spearman(quality, accuracy);
    for (const auto& [name, score] : table.scores) row["srcc"][name] = srcc(score, accuracy);
    if (!options.devices.empty()) {
      row["devices"] = options.devices.size();
      row["budget_quantile"] = options.budget_quantile;
      row["accuracy_loss"] = accuracy_loss(quality, accuracy, options);
    }
    document["quality"].push_back(std::move(row));
  }
  return document;
}

void compare(const CompareOptions& options) {
  if (options.reference.empty() && options.accuracies.empty()) {
    throw Error("nothing to compare with: give --reference, --accuracy or both");
  }
  const nlohmann::ordered_json document = compared(options);
  if (options.json) {
    print_json(document);
    return;
  }
  const auto print_all = [](const nlohmann::ordered_json& srccs) {
    for (const auto& [name, value] : srccs.items()) {
      std::printf("  %-16s %.4f\n", name.c_str(), value.get<double>());
    }
  };
  if (document.contains("srcc")) {
    std::printf("Spearman's correlation with %s\n", options.reference.c_str());
    print_all(document["srcc"]);
  }
  if (!document.contains("quality")) return;
  for (const auto& row : document["quality"]) {
    std::printf("Spearman's correlation with the accuracies of %s\n",
                row["accuracy"].get<std::string>().c_str());
    print_all(row["srcc"]);
    if (row.contains("accuracy_loss")) {
      std::printf(
          "  The best by quality within the %.2f quantile of latency loses %.2f points of"
          " accuracy (mean over %d devices)\n",
          options.budget_quantile, row["accuracy_loss"].get<double>(), row["devices"].get<int>());
    }
  }
}

void add_compare(CLI::App& proxies) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* command = proxies.add_subcommand(
      "compare", "Compare a table with a published one, and its quality with true accuracies");
  add_common(*command, *options);
  command
      ->add_option("--table", options->table,
                   "Of 'tenprobes proxies compute', or FreeREA's cachedmetrics")
      ->capture_default_str();
  command->add_option("--reference", options->reference, "FreeREA's cachedmetrics");
  command->add_option("--accuracy", options->accuracies,
                      "FreeREA's perfmetrics, or .csv with index and accuracy; repeatable");
  command->add_option("--device", options->devices,
                      std::string(device_spec_help) +
                          "; repeatable: what the choice by quality"
                          " loses under a latency budget");
  command
      ->add_option("--budget-quantile", options->budget_quantile,
                   "The budget, as a quantile of each device's latencies")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->callback([options] { compare(*options); });
}

}  // namespace

void add_proxies(CLI::App& app) {
  CLI::App* proxies = app.add_subcommand("proxies", "Training-free scores of architectures");
  proxies->require_subcommand(1);
  add_compute(*proxies);
  add_compare(*proxies);
  add_layer_scores(*proxies);
}

}  // namespace tenprobes::native
