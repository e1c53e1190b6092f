// tenprobes fleet: one session on each of several devices, side by side.
//
// --json prints {"format", "version", "space", "devices": [{"device", "trace" (its file; null where
// none is kept), "probes", "budget_ms",
// "recommended" (as `tenprobes adapt --json`), "drift" {"first_ms", "again_ms", "beyond"} (of boards;
// else null)} or {"device", "trace", "error"}]}, in the order of --device. A device that fails ends
// its own session only; the exit code is then 1.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "core/base/located.h"
#include "core/search/live_session.h"
#include "core/search/report.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/live.h"
#include "native/spaces.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

namespace fs = std::filesystem;

struct FleetOptions : SessionOptions {
  std::vector<std::string> devices;
  std::string traces;  ///< empty: of no use once all have ended well
  bool resume = false;
  MeasuringOptions measuring;
};

struct Member {
  std::unique_ptr<devices::Device> device;
  std::string spec, trace;
  std::optional<search::SessionReport> report = {};
  std::optional<Drift> drift = {};
  std::string error = {};  ///< empty: it ended well
};

/// "ssh:pi@kitchen" -> "ssh_pi_kitchen.json".
std::string trace_name(const std::string& spec) {
  std::string name = fs::path(spec).filename() == spec ? spec : fs::path(spec).stem().string();
  for (char& c : name) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
    if (!is_plain) c = '_';
  }
  return name + ".json";
}

std::vector<Member> members_of(const FleetOptions& options,
                               const std::shared_ptr<const SearchSpace>& space) {
  std::vector<Member> members;
  std::set<std::string> traces;
  for (const std::string& spec : options.devices) {
    const std::string trace = (fs::path(options.traces) / trace_name(spec)).string();
    if (!traces.insert(trace).second) {
      throw Error("device '" + spec + "': another one's trace would be " + trace +
                  " too; name each device once");
    }
    if (!options.resume && exists(trace)) {
      throw Error(trace +
                  ": is there from an earlier fleet: go on with it by --resume, or name"
                  " another folder by --traces");
    }
    members.push_back({open_device(spec, space, options.measuring), spec, trace});
  }
  return members;
}

/// Reads the trace to go on from, if there is one. Throws Error where the session cannot be, so that
/// what is wrong is said before anything is measured.
void prepare(Member& member, const search::SessionRequest& request, const SessionInputs& inputs,
             const FleetOptions& options) {
  const auto at = [&](const std::string& what) { return Error(member.trace + ": " + what); };
  if (!options.resume || !exists(member.trace)) {
    const search::LiveSession trial(request, *member.device, *inputs.quality, inputs.ingredients);
    return;
  }
  member.report = read_trace(member.trace, options.space);
  located(member.trace, [&] { require_same(options, *member.report); });
  if (member.report->device != member.device->name()) {
    throw at("is of the device " + member.report->device + ", not of " + member.device->name());
  }
  if (member.report->quality_hash != inputs.quality->hash()) {
    throw at("maximised another quality than the one at hand: name it with --quality");
  }
}

search::SessionReport session_of(const Member& member, const search::SessionRequest& request,
                                 const SessionInputs& inputs) {
  const LiveOptions live{.trace = member.trace, .label = member.spec + ": "};
  if (!member.report) return run_anywhere(request, *member.device, inputs, live);
  return member.report->probes_left == 0 ? *member.report
                                         : go_on(*member.report, *member.device, inputs, live);
}

void run_member(Member& member, const search::SessionRequest& request,
                const SessionInputs& inputs) {
  try {
    member.report = session_of(member, request, inputs);
    write_file(member.trace, search::serialise(*member.report));
    member.drift = tell_drift(*member.device, member.spec + ": ");
  } catch (const std::exception& error) {
    member.error = error.what();
    std::fprintf(stderr, "%s: %s\n", member.spec.c_str(), printable(error.what()).c_str());
  }
}

nlohmann::ordered_json to_json(const Member& member, bool keeps_trace) {
  nlohmann::ordered_json row = {{"device", member.spec}, {"trace", nullptr}};
  if (keeps_trace) row["trace"] = member.trace;
  if (!member.error.empty()) {
    row["error"] = member.error;
    return row;
  }
  const nlohmann::ordered_json session = search::to_json(*member.report);
  row["probes"] = member.report->probes.size();
  row["budget_ms"] = session["budget_ms"];
  row["recommended"] = session["recommended"];
  row["drift"] = nullptr;
  if (member.drift) {
    row["drift"] = {{"first_ms", member.drift->first_ms},
                    {"again_ms", member.drift->again_ms},
                    {"beyond", member.drift->beyond}};
  }
  return row;
}

void print_row(const Member& member, const SearchSpace& space) {
  if (!member.error.empty()) {
    std::printf("%-24s  failed: %s\n", member.spec.c_str(), printable(member.error).c_str());
    return;
  }
  const search::ReportedRecommendation& best = member.report->recommended;
  char latency[32] = "unmeasured";
  if (best.latency_ms) std::snprintf(latency, sizeof latency, "%.4f", *best.latency_ms);
  std::printf("%-24s %6zu %11.4f %11s %9.2f  %-8s %-7s %s\n", member.spec.c_str(),
              member.report->probes.size(), *member.report->budget_ms, latency, best.quality,
              best.feasible ? "yes" : "no",
              !member.drift          ? "-"
              : member.drift->beyond ? "beyond"
                                     : "within",
              space.text(best.architecture).c_str());
}

/// For the traces of a fleet that need not outlast it, unless a device fails.
class PassingFolder {
 public:
  PassingFolder() : path_((temporary_folder() / "tenprobes-fleet-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) throw Failure(path_ + ": no such folder can be made");
  }
  ~PassingFolder() {
    std::error_code ignored;
    if (!is_kept_) fs::remove_all(path_, ignored);
  }
  PassingFolder(const PassingFolder&) = delete;
  PassingFolder& operator=(const PassingFolder&) = delete;

  const std::string& path() const { return path_; }
  void keep() { is_kept_ = true; }

 private:
  std::string path_;
  bool is_kept_ = false;
};

void run(FleetOptions options) {
  std::optional<PassingFolder> passing;
  if (options.traces.empty()) {
    if (options.resume) throw Error("--resume also needs --traces, the folder to go on from");
    options.traces = passing.emplace().path();
  }
  search::SessionRequest request = request_of(options);
  const auto space = open_space(options.space, options.devices);
  request.bounds = parse_bounds(options.where, *space);
  fit_probes(options, *space, request);
  const SessionInputs inputs = read_inputs(space, options.inputs, {request.method});
  std::error_code ignored;  // check_writable() says what is wrong
  fs::create_directories(options.traces, ignored);
  check_writable(fs::path(options.traces) / "trace.json");
  std::vector<Member> members = members_of(options, space);
  for (Member& member : members) prepare(member, request, inputs, options);
  const int count = static_cast<int>(members.size());
  parallel_for(count)(
      count, [&](int i) { run_member(members[static_cast<std::size_t>(i)], request, inputs); });
  auto rows = nlohmann::ordered_json::array();
  const auto failed = std::count_if(members.begin(), members.end(),
                                    [](const Member& member) { return !member.error.empty(); });
  if (passing && failed > 0) passing->keep();
  for (const Member& member : members) rows.push_back(to_json(member, !passing || failed > 0));
  if (options.json) {
    print_json({{"format", "tenprobes-fleet"},
                {"version", 1},
                {"space", space->name()},
                {"devices", rows}});
  } else {
    std::printf("%-24s %6s %11s %11s %9s  %-8s %-7s %s\n", "device", "probes", "budget ms",
                "latency ms", "quality", "feasible", "drift", "recommended");
    for (const Member& member : members) print_row(member, *space);
  }
  if (failed > 0) {
    throw Failure(std::to_string(failed) + " of " + std::to_string(count) +
                  " devices failed; once they answer, go on with --resume --traces " +
                  options.traces);
  }
}

}  // namespace

void add_fleet(CLI::App& app) {
  auto options = std::make_shared<FleetOptions>();
  CLI::App* command = app.add_subcommand(
      "fleet", "Sessions on several devices side by side, and one table at the end");
  add_session_options(*command, *options);
  command->add_option("--device", options->devices, device_spec_help)->required();
  command->add_option(
      "--traces", options->traces,
      "The folder of the sessions' documents, one file a device, written after every"
      " probe (default: one that is kept only where a device fails)");
  command->add_flag("--resume", options->resume,
                    "Go on from the traces there: no probe is repeated, what has ended is kept");
  add_measuring_options(*command, options->measuring);
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
