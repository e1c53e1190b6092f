// tenprobes adapt: one session on one device.
#include <cstdio>

#include "core/search/report.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/live.h"
#include "native/session_inputs.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

struct AdaptOptions : SessionOptions {
  std::string device, save, replay, resume, objective = "budget";
  std::optional<double> reference_ms;
  double exponent = -0.07;
  MeasuringOptions measuring;
};

/// "1462", or nothing where the space cannot be enumerated.
std::string index_text(const SearchSpace& space, const Architecture& architecture) {
  return space.size() > 0 ? std::to_string(space.index_of(architecture)) : "";
}

void print_probe(const SearchSpace& space, size_t number, const search::ReportedProbe& probe) {
  std::printf("%5zu  %-6s %11.4f %9.2f  %-8s  %s\n", number,
              index_text(space, probe.architecture).c_str(), probe.latency_ms, probe.quality,
              probe.feasible ? "yes" : "no", space.text(probe.architecture).c_str());
}

void print_table(const search::SessionReport& report) {
  std::printf("%s on %s (%s), seed %llu\n", report.method.c_str(), report.device.c_str(),
              report.device_kind.c_str(), static_cast<unsigned long long>(report.seed));
  if (report.budget_ms) std::printf("budget %.4f ms", *report.budget_ms);
  if (report.budget_quantile) std::printf(" (quantile %g", *report.budget_quantile);
  if (!report.budget_probes.empty()) {
    std::printf(", estimated by %zu more probes", report.budget_probes.size());
  }
  if (report.budget_quantile) std::printf(")");
  if (report.scalarisation) {
    std::printf("quality * (latency / %g ms) ^ %g", report.scalarisation->reference_ms,
                report.scalarisation->exponent);
  }
  std::printf("\n\nprobe  index   latency ms   quality  feasible  architecture\n");
  const SearchSpace& space = *report.space;
  for (size_t i = 0; i < report.probes.size(); ++i) print_probe(space, i + 1, report.probes[i]);
  for (const Architecture& each : report.cannot_run) {
    std::printf("    -  %s cannot run there\n", space.text(each).c_str());
  }
  const search::ReportedRecommendation& best = report.recommended;
  std::printf("\nrecommended %s  %s\n", index_text(space, best.architecture).c_str(),
              space.text(best.architecture).c_str());
  std::printf("  latency %s ms, quality %.2f (%s), %s\n",
              best.latency_ms ? std::to_string(*best.latency_ms).c_str() : "unmeasured",
              best.quality, report.quality.c_str(),
              best.feasible ? "feasible" : "NOT within the budget");
  if (best.accuracy) {
    std::printf("  accuracy %.2f %% (%s)\n", *best.accuracy, best.accuracy_source.c_str());
  }
  if (best.passed_over) {
    std::printf("  %s\n", search::passed_over_in_words(*best.passed_over).c_str());
  }
}

search::SessionReport adapt(AdaptOptions options) {
  if (options.objective == "scalarised") {
    if (!options.reference_ms) throw Error("--objective scalarised also needs --reference-ms");
    options.request.scalarisation =
        Scalarisation{.reference_ms = *options.reference_ms, .exponent = options.exponent};
  }
  search::SessionRequest request = request_of(options);
  if (options.device.empty()) throw Error("name the device with --device");
  const auto space = open_space(options.space, {options.device});
  request.bounds = parse_bounds(options.where, *space);
  fit_probes(options, *space, request);
  const auto device = open_device(options.device, space, options.measuring);
  const SessionInputs inputs = read_inputs(space, options.inputs, {request.method});
  search::SessionReport report = run_anywhere(request, *device, inputs, {.trace = options.save});
  tell_drift(*device, "");
  return report;
}

search::SessionReport resume(const AdaptOptions& options) {
  if (options.device.empty()) throw Error("name the device to go on with by --device");
  const search::SessionReport trace = read_trace(options.resume, options.space);
  require_same(options, trace);
  const auto device = open_device(options.device, trace.space, options.measuring);
  const SessionInputs inputs = read_inputs(trace.space, options.inputs, {trace.method});
  search::SessionReport report = go_on(trace, *device, inputs, {.trace = options.save});
  tell_drift(*device, "");
  return report;
}

search::SessionReport replay(const AdaptOptions& options) {
  const search::SessionReport saved = read_trace(options.replay, options.space);
  require_same(options, saved);
  const std::unique_ptr<devices::Device> device =
      options.device.empty() ? nullptr : open_device(options.device, saved.space);
  if (!device && search::strategy_kind(saved.method).need == search::Need::true_latencies) {
    throw Error("--replay " + options.replay + ": the method " + saved.method +
                " knows the device's latencies beforehand: name it with --device");
  }
  const SessionInputs inputs = read_inputs(saved.space, options.inputs, {saved.method});
  return search::replay_session(saved, *inputs.quality, inputs.ingredients, device.get());
}

void run(AdaptOptions options) {
  if (!options.resume.empty() && options.save.empty()) options.save = options.resume;
  const search::SessionReport report = !options.replay.empty()   ? replay(options)
                                       : !options.resume.empty() ? resume(options)
                                                                 : adapt(options);
  if (report.departure) std::fprintf(stderr, "note: %s\n", report.departure->c_str());
  const std::string document = search::serialise(report);
  if (!options.save.empty()) write_file(options.save, document);
  if (options.json) {
    std::fputs(document.c_str(), stdout);
  } else {
    print_table(report);
  }
}

}  // namespace

void add_adapt(CLI::App& app) {
  auto options = std::make_shared<AdaptOptions>();
  CLI::App* command = app.add_subcommand(
      "adapt", "Finds the best network for one device with a handful of latency probes");
  add_session_options(*command, *options);
  command->add_option("--device", options->device, device_spec_help);
  command
      ->add_option("--objective", options->objective,
                   "budget: best quality within the budget; scalarised: best quality * (latency /"
                   " reference) ^ exponent")
      ->check(one_of(std::vector<std::string>{"budget", "scalarised"}))
      ->capture_default_str();
  command->add_option("--reference-ms", options->reference_ms, "Of the scalarised objective");
  command->add_option("--exponent", options->exponent, "Of the scalarised objective")
      ->capture_default_str();
  command
      ->add_option("--save", options->save,
                   "Write the session's JSON document to this file; on a device that is really"
                   " measured, after every probe")
      ->check(output_file());
  command->add_option(
      "--resume", options->resume,
      "Go on from the saved trace of a session that was cut short: its method, budget,"
      " seed and probes hold, and no probe is repeated");
  add_measuring_options(*command, options->measuring);
  command->add_option("--replay", options->replay,
                      "Run a saved session again from its own latencies, and say where this version"
                      " would probe something else; with --device where the method or a partial"
                      " table needs it");
  for (const char* own : {"--budget-ms", "--budget-quantile", "--where", "--objective"}) {
    for (const char* saved : {"--resume", "--replay"}) {
      command->get_option(saved)->excludes(command->get_option(own));
    }
  }
  command->get_option("--replay")->excludes(command->get_option("--resume"));
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
