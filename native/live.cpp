#include "native/live.h"

#include <unistd.h>

#include <cstdio>

#include "core/devices/plausibility.h"
#include "native/command.h"
#include "native/files.h"

namespace tenprobes::native {
namespace {

void show_probe(const std::string& label, const SearchSpace& space, int number,
                const Architecture& architecture, double latency_ms,
                const std::optional<devices::Spread>& spread, const std::string& verdict) {
  char width[64] = "";
  if (spread) {
    std::snprintf(width, sizeof width, " [%.4g, %.4g]", spread->lower_quartile_ms,
                  spread->upper_quartile_ms);
  }
  const std::string index = space.size() > 0 ? std::to_string(space.index_of(architecture)) : "";
  std::fprintf(stderr, "%sprobe %-3d %-6s %10.4f ms%s  %s  %s\n", label.c_str(), number,
               index.c_str(), latency_ms, width, verdict.c_str(), space.text(architecture).c_str());
}

void show_last(const std::string& label, const SearchSpace& space,
               const search::LiveSession& session, bool was_estimating) {
  if (was_estimating) {
    const search::BudgetProbe& probe = session.budget_probes().back();
    show_probe(label, space, session.probes_made(), probe.architecture, probe.latency_ms,
               probe.spread, "for the budget");
    if (!session.estimating_budget()) {
      std::fprintf(stderr, "%sbudget estimated: %.4f ms\n", label.c_str(),
                   session.adaptation()->session().objective().budget_ms);
    }
    return;
  }
  const search::ReportedProbe probe = session.report().probes.back();
  show_probe(label, space, session.probes_made(), probe.architecture, probe.latency_ms,
             probe.spread, probe.feasible ? "fits" : "too slow");
}

constexpr int most_passed_over = 20;  // in a row: more are the device's fault, not the networks'

}  // namespace

search::SessionReport run_live(search::LiveSession& session, devices::Device& device,
                               const search::Accuracies& accuracies, const LiveOptions& options) {
  const std::string& trace = options.trace;
  const std::filesystem::path kept_in =
      trace.empty() ? temporary_folder() / ("tenprobes-trace-" + std::to_string(getpid()) + ".json")
                    : std::filesystem::path(trace);
  if (!trace.empty()) check_writable(kept_in);
  Random noise = search::split_seed(session.report().seed).noise;
  int passed_over = 0;  // one after the other
  while (!session.finished()) {
    const bool was_estimating = session.estimating_budget();
    const Architecture asked = session.ask();
    try {
      try {
        const double latency_ms = device.probe(asked, noise);
        session.tell(latency_ms, device.spread());
        passed_over = 0;
      } catch (const devices::CannotRun& error) {
        if (++passed_over > most_passed_over) throw;
        session.pass_over();
        std::fprintf(stderr, "%s%s is passed over: %s\n", options.label.c_str(),
                     device.space().text(asked).c_str(), printable(error.what()).c_str());
      }
    } catch (const Error& error) {
      const int made = session.probes_made();
      std::string sentence = "probe " + std::to_string(made + 1) + " of " +
                             device.space().text(asked) + ": " + error.what() + "; ";
      if (made == 0) {
        sentence += "nothing was measured before it";
      } else {
        write_file(kept_in, search::serialise(session.report()));
        sentence += (made == 1 ? "the probe" : "the " + std::to_string(made) + " probes") +
                    " before it " + (made == 1 ? "is" : "are") + " kept: go on with --resume " +
                    kept_in.string();
      }
      throw Failure(sentence);
    }
    write_file(kept_in, search::serialise(session.report()));
    if (passed_over == 0) show_last(options.label, device.space(), session, was_estimating);
  }
  if (trace.empty()) {
    std::error_code ignored;
    std::filesystem::remove(kept_in, ignored);
  }
  return session.report(accuracies);
}

search::SessionReport run_anywhere(const search::SessionRequest& request, devices::Device& device,
                                   const SessionInputs& inputs, const LiveOptions& options) {
  if (request.budget_ms) {
    for (const auto& doubt : devices::doubts_about_budget(*request.budget_ms, device)) {
      std::fprintf(stderr, "%snote: %s\n", options.label.c_str(), doubt.c_str());
    }
  }
  if (devices::knows_latencies(device)) {
    return search::run_session(request, device, *inputs.quality, inputs.ingredients,
                               inputs.accuracies);
  }
  search::LiveSession session(request, device, *inputs.quality, inputs.ingredients);
  return run_live(session, device, inputs.accuracies, options);
}

search::SessionReport go_on(const search::SessionReport& trace, devices::Device& device,
                            const SessionInputs& inputs, const LiveOptions& options) {
  search::LiveSession session(trace, device, *inputs.quality, inputs.ingredients);
  return run_live(session, device, inputs.accuracies, options);
}

std::optional<Drift> tell_drift(devices::Device& device, const std::string& label) {
  auto* board = dynamic_cast<Board*>(&device);
  if (board == nullptr) return std::nullopt;
  try {
    const std::optional<Drift> drift = board->drift();
    if (drift) {
      std::fprintf(stderr, "%sdrift: the first network took %.4f ms and takes %.4f ms now: %s\n",
                   label.c_str(), drift->first_ms, drift->again_ms,
                   drift->beyond ? "beyond its interval, so the device has become faster or slower"
                                 : "within its interval");
    }
    return drift;
  } catch (const Error& error) {
    std::fprintf(stderr, "%sdrift: unknown, as %s\n", label.c_str(), error.what());
    return std::nullopt;
  }
}

}  // namespace tenprobes::native
