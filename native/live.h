// Sessions on devices that really measure: every probe is shown as it lands and kept at once, so
// that whatever happens, `--resume` goes on without repeating one.
//
//   search::SessionReport report = run_anywhere(request, *device, inputs, {.trace = "trace.json"});
//   report = go_on(read_trace("trace.json"), *device, inputs, {.trace = "trace.json"});
//   tell_drift(*device, "");
#pragma once

#include <optional>
#include <string>

#include "core/search/live_session.h"
#include "native/board.h"
#include "native/session_inputs.h"

namespace tenprobes::native {

struct LiveOptions {
  /// Written after every probe (a temporary file that is then renamed); "": one in the system's
  /// folder of temporary files, removed once the session has ended well.
  std::string trace = {};
  std::string label = {};  ///< before each line of progress, where several sessions tell theirs
};

/// Runs the session to its end. Progress goes to stderr. Throws Failure, with where the trace is,
/// when the device cannot answer.
search::SessionReport run_live(search::LiveSession& session, devices::Device& device,
                               const search::Accuracies& accuracies, const LiveOptions& options);

/// A new session on any device: at once where all latencies are known, else as run_live(). Says on
/// stderr where the budget decides nothing.
search::SessionReport run_anywhere(const search::SessionRequest& request, devices::Device& device,
                                   const SessionInputs& inputs, const LiveOptions& options);

/// The rest of a saved session, as run_live().
search::SessionReport go_on(const search::SessionReport& trace, devices::Device& device,
                            const SessionInputs& inputs, const LiveOptions& options);

/// At the end of a session: whether the device still takes as long as at its beginning, told on
/// stderr too. Empty where it is no board or cannot answer.
std::optional<Drift> tell_drift(devices::Device& device, const std::string& label);

}  // namespace tenprobes::native
