// tenprobes session --external: a session whose device is whoever reads stdout and writes stdin,
// one JSON document a line.
//
//   > {"probe": 1, "index": 1462, "architecture": "|...|", "operations": ["nor_conv_3x3", ...],
//      "purpose": "search"}        "budget" where it serves to estimate a quantile; "index" only
//                                  where architectures can be numbered, "operations" (the choices)
//                                  only where there are several
//   < {"latency_ms": 12.5}                             or {"error": "a sentence"}, which ends it
//   ...
//   > {"recommended": {...}, "format": "tenprobes-session", ...}     as `tenprobes adapt --json`
#include <cstdio>

#include "core/search/report.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/live.h"
#include "native/measuring.h"
#include "native/session_inputs.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

struct ExternalOptions : SessionOptions {
  bool external = false;
  std::string name = "external", save, resume;
  MeasuringOptions measuring;
};

std::string prompt(const SearchSpace& space, const search::LiveSession& session,
                   const Architecture& asked) {
  nlohmann::ordered_json document = {{"probe", session.probes_made() + 1}};
  if (space.size() > 0) document["index"] = space.index_of(asked);
  document["architecture"] = space.text(asked);
  const auto positions = space.positions();
  if (positions.size() > 1) {
    nlohmann::ordered_json operations = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < positions.size(); ++i) {
      operations.push_back(
          positions[i].choices[static_cast<std::size_t>(asked[static_cast<int>(i)])]);
    }
    document["operations"] = operations;
  }
  document["purpose"] = session.estimating_budget() ? "budget" : "search";
  return document.dump();
}

void run(const ExternalOptions& options) {
  if (!options.external) throw Error("say --external: stdin and stdout are the device");
  std::optional<search::SessionReport> trace;
  if (!options.resume.empty()) {
    trace = read_trace(options.resume, options.space);
    require_same(options, *trace);
  }
  search::SessionRequest request = trace ? options.request : request_of(options);
  if (trace) request.method = trace->method;
  const auto space = trace ? trace->space : open_space(options.space, {});
  request.bounds = parse_bounds(options.where, *space);
  fit_probes(options, *space, request);
  const SessionInputs inputs = read_inputs(space, options.inputs, {request.method});
  std::unique_ptr<search::LiveSession> session;
  const auto device = open_standard_streams(
      trace ? trace->device : options.name, space, options.measuring,
      [&](const Architecture& asked) { return prompt(*space, *session, asked); });
  session = trace ? std::make_unique<search::LiveSession>(*trace, *device, *inputs.quality,
                                                          inputs.ingredients)
                  : std::make_unique<search::LiveSession>(request, *device, *inputs.quality,
                                                          inputs.ingredients);
  const std::string& kept_in = options.save.empty() ? options.resume : options.save;
  const search::SessionReport report =
      run_live(*session, *device, inputs.accuracies, {.trace = kept_in});
  if (report.departure) std::fprintf(stderr, "note: %s\n", report.departure->c_str());
  if (!kept_in.empty()) write_file(kept_in, search::serialise(report));
  const nlohmann::ordered_json document = search::to_json(report);
  nlohmann::ordered_json last = {{"recommended", document["recommended"]}};
  last.update(document);
  std::printf("%s\n", last.dump().c_str());
}

}  // namespace

void add_session(CLI::App& app) {
  auto options = std::make_shared<ExternalOptions>();
  CLI::App* command = app.add_subcommand(
      "session", "A session whose device is any program: ask and tell over stdin and stdout");
  add_session_options(*command, *options);
  command->add_flag("--external", options->external, "stdin and stdout are the device");
  command->add_option("--name", options->name, "What reports call the device")
      ->capture_default_str();
  add_timeout_option(*command, options->measuring);
  command
      ->add_option("--save", options->save, "The session's trace, written anew after every probe")
      ->check(output_file());
  command->add_option("--resume", options->resume,
                      "Go on from this trace; its probes are not repeated");
  for (const char* own : {"--budget-ms", "--budget-quantile", "--where"}) {
    command->get_option("--resume")->excludes(command->get_option(own));
  }
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
