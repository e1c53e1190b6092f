// A session as Python holds it: it owns all that a LiveSession only points to, and may be used from
// several threads, as the interpreter's lock is released while it computes.
//
//   Session session(space, {.budget_ms = 20, .seed = 1}, {}, {}, "external");
//   while (!session.finished()) session.tell(measure(session.ask()));
//   search::SessionReport report = session.report();
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/devices/external_device.h"
#include "core/search/live_session.h"
#include "native/session_inputs.h"

namespace tenprobes::python {

class Session {
 public:
  /// `where`: bounds as --where takes them; `device`: how reports call it. Throws Error on a request
  /// that cannot be run.
  Session(std::shared_ptr<const SearchSpace> space, search::SessionRequest request,
          const std::vector<std::string>& where, const native::InputOptions& inputs,
          const std::string& device);

  /// What save() or the command line's --save wrote: goes on where probes are left. Throws Error.
  Session(search::SessionReport saved, const native::InputOptions& inputs);

  const std::shared_ptr<const SearchSpace>& space() const { return space_; }
  bool finished() const;
  int probes_left() const;
  std::string ask();
  void tell(std::optional<double> latency_ms);  ///< empty: it cannot run, and is passed over
  search::SessionReport report() const;

 private:
  std::shared_ptr<const SearchSpace> space_;
  native::SessionInputs inputs_;
  devices::ExternalDevice device_;
  std::optional<search::SessionReport> ended_;  ///< of a saved session that no probe is left of
  std::unique_ptr<search::LiveSession> live_;   ///< else
  mutable std::mutex mutex_;
};

/// `space` is the saved session's, or null where it is a built-in one. Throws Error.
search::SessionReport read_session(const std::filesystem::path& path,
                                   const std::shared_ptr<const SearchSpace>& space);

}  // namespace tenprobes::python
