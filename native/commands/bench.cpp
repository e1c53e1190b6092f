// tenprobes bench: methods x devices x probes x budgets x seeds.
#include <atomic>
#include <cstdio>
#include <functional>
#include <map>

#include "core/evaluation/bench.h"
#include "native/bench_page.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/progress.h"
#include "native/ranks.h"
#include "native/session_inputs.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

struct BenchOptions : CommonOptions {
  std::vector<std::string> devices;
  std::string space, out, html, objective = "budget";
  double exponent = -0.07;
  int threads = 0;
  InputOptions inputs;
  evaluation::BenchRequest request;
  const CLI::Option* probes = nullptr;
};

std::string cell(const std::optional<statistics::Interval>& figure, double factor = 1) {
  if (!figure) return "-";
  char text[64];
  if (figure->low == figure->high) {  // the seed makes no difference
    std::snprintf(text, sizeof text, "%.2f", factor * figure->mean);
  } else {
    std::snprintf(text, sizeof text, "%.2f [%.2f, %.2f]", factor * figure->mean,
                  factor * figure->low, factor * figure->high);
  }
  return text;
}

void print_summary(const evaluation::BenchRequest& request, const evaluation::BenchResult& result) {
  using Column =
      std::pair<std::string, std::function<std::string(const evaluation::BenchSummary&)>>;
  std::vector<Column> columns;
  if (request.exponent) {
    columns.emplace_back("value regret, %", [](const auto& row) { return cell(row.value_regret); });
  } else {
    columns.emplace_back("feasible, %", [](const auto& row) { return cell(row.feasible, 100); });
    columns.emplace_back("accuracy regret, points",
                         [](const auto& row) { return cell(row.accuracy_regret); });
    columns.emplace_back("quality regret, points",
                         [](const auto& row) { return cell(row.quality_regret); });
  }
  if (!request.against.empty()) {
    columns.emplace_back("less " + request.against + "'s",
                         [](const auto& row) { return cell(row.regret_difference); });
  }
  if (!request.families.empty()) {
    columns.emplace_back("regret over families",
                         [](const auto& row) { return cell(row.regret_over_families); });
  }
  std::printf("%-12s %6s", "method", "probes");
  for (const auto& [title, text] : columns) std::printf("  %-24s", title.c_str());
  std::printf("  distinct answers");
  for (const evaluation::BenchSummary& row : result.summary) {
    std::printf("\n%-12s %6d", row.method.c_str(), row.probes);
    for (const auto& [title, text] : columns) std::printf("  %-24s", text(row).c_str());
    std::printf("  %.1f of %d", row.distinct_recommended, row.devices);
  }
  std::printf("\n");
}

void run(const BenchOptions& options) {
  evaluation::BenchRequest request = options.request;
  request.seed = options.seed;
  if (options.objective == "scalarised") request.exponent = options.exponent;
  require_different(options.devices, "--device");
  require_different(request.methods, "--methods");
  require_different(request.probes, "--probes");
  require_different(request.budget_quantiles, "--budget-quantiles");
  std::vector<std::unique_ptr<devices::Device>> owned;
  std::vector<devices::Device*> targets;
  const auto space = open_space(options.space, options.devices);
  for (const std::string& spec : options.devices) {
    owned.push_back(open_device(spec, space));
    targets.push_back(owned.back().get());
  }
  fit_counts(options.probes, space->size(), request.probes);
  const SessionInputs inputs = read_inputs(space, options.inputs, request.methods);
  const auto sessions = static_cast<std::int64_t>(
      request.methods.size() * targets.size() * request.probes.size() *
      request.budget_quantiles.size() * static_cast<size_t>(std::max(0, request.seeds)));
  Progress progress("bench", sessions, "sessions");
  std::atomic<std::int64_t> done = 0;
  const evaluation::BenchResult result = evaluation::run_bench(
      request, targets, *inputs.quality, inputs.accuracies.table(*space), inputs.ingredients,
      ranked_for(options.threads), [&] { progress.update(++done); }, rank_share());
  const nlohmann::ordered_json document =
      evaluation::to_json(request, result, *space, *inputs.quality);
  if (!options.out.empty()) write_file(options.out, document.dump(2) + "\n");
  if (!options.html.empty()) write_file(options.html, bench_page(*space, request, result));
  if (options.json) {
    print_json(document);
  } else {
    print_summary(request, result);
  }
}

}  // namespace

void add_bench(CLI::App& app) {
  auto options = std::make_shared<BenchOptions>();
  evaluation::BenchRequest& request = options->request;
  CLI::App* command = app.add_subcommand("bench", "Compares methods over devices and budgets");
  add_common(*command, *options);
  command->add_option("--device", options->devices, device_spec_help)->required();
  add_space_option(*command, options->space);
  command->add_option("--methods", request.methods, "Some of " + method_names())
      ->required()
      ->delimiter(',');
  options->probes = command->add_option("--probes", request.probes, "Numbers of probes")
                        ->delimiter(',')
                        ->capture_default_str();
  command
      ->add_option("--budget-quantiles", request.budget_quantiles,
                   "Latency budgets as quantiles (0..1) of each device's latencies")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--seeds", request.seeds, "Sessions of each kind: seed, seed + 1, ...")
      ->capture_default_str();
  command
      ->add_option("--objective", options->objective,
                   "budget, or scalarised with the latency at each budget quantile as reference")
      ->check(one_of(std::vector<std::string>{"budget", "scalarised"}))
      ->capture_default_str();
  command->add_option("--exponent", options->exponent, "Of the scalarised objective")
      ->capture_default_str();
  command
      ->add_option("--chance-accuracy", request.chance_accuracy,
                   "Accuracy (%) that an infeasible answer counts as")
      ->capture_default_str();
  const std::map<std::string, evaluation::Shuffle> shuffles = {
      {"none", evaluation::Shuffle::none},
      {"raw", evaluation::Shuffle::raw},
      {"scaled", evaluation::Shuffle::scaled}};
  command
      ->add_option("--shuffle-latencies", request.shuffle,
                   "Control: strategies see another device's latencies, raw in ms or scaled by the"
                   " two budgets")
      ->transform(one_of(shuffles));
  command->add_option(
      "--against", request.against,
      "Hold the methods against this one of them: the difference in regret, with its"
      " interval over devices");
  command
      ->add_option("--families", request.families,
                   "Parts of devices' names: devices that share one count as one in intervals over"
                   " devices")
      ->delimiter(',');
  add_score_inputs(*command, options->inputs);
  add_method_inputs(*command, options->inputs);
  add_threads(*command, options->threads);
  command->add_option("--out", options->out, "Write the JSON document to this file")
      ->check(output_file());
  command->add_option("--html", options->html, "Write a report with plots to this file")
      ->check(output_file());
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
