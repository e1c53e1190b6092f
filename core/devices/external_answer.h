// What a program that measures answers to one probe.
//
//   const ExternalAnswer answer = parse_answer("{\"latency_ms\": 12.5}");
//   const ExternalAnswer same = parse_answer("12.5 ms");
//
// One line, a JSON document or a number:
//   {"latency_ms": 12.5}       and may add "lower_quartile_ms", "upper_quartile_ms" and "repeats";
//                              an "error" that is null, false or "" is none
//   12.5                       milliseconds; or with a unit: 12.5 ms, 0.0125 s, 12500 us; or with its
//                              name: latency: 12.5 ms; or as Python's timeit prints it
//   {"cannot_run": "out of memory"}   it cannot run this network, which is then passed over
//   {"error": "a sentence"}    it could not measure
#pragma once

#include <optional>
#include <string_view>

#include "core/devices/device.h"

namespace tenprobes::devices {

struct ExternalAnswer {
  double latency_ms;  ///< is_latency()
  std::optional<Spread> spread;
  /// What the answer says it is of, where it does: {"architecture": "...", "index": 7}.
  std::optional<std::string> architecture = std::nullopt;
  std::optional<int> index = std::nullopt;
};

/// Throws CannotRun on {"cannot_run"}, Error on anything else than an answer as above, an {"error"} too; its sentence begins "the
/// device ..." and ends what the caller begins with e.g. "probe 3: ".
ExternalAnswer parse_answer(std::string_view line);

/// Whether a line is meant as an answer, right or wrong: blank lines are not, nor what programs log
/// ("INFO warming up", "[12:00] loading").
bool is_answer(std::string_view line);

}  // namespace tenprobes::devices
