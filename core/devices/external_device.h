// A device that another program measures on: a board behind a cable, a phone, a person.
//
//   ExternalDevice device("my-board", space, [&](const Architecture& a) { return ask_program(a); });
//   double ms = device.probe(architecture, random);
//
// The program answers a probe with one JSON document on one line:
//   {"latency_ms": 12.5}       and may add "lower_quartile_ms", "upper_quartile_ms" and "repeats"
//   12.5                       the same, in short
//   {"error": "a sentence"}    it could not measure
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/devices/device.h"

namespace tenprobes::devices {

struct ExternalAnswer {
  double latency_ms;  ///< positive and finite
  std::optional<Spread> spread;
};

/// Throws Error on anything else than an answer as above, an {"error"} too; its sentence ends what
/// the caller begins with e.g. "probe 3: ".
ExternalAnswer parse_answer(std::string_view line);

class ExternalDevice : public Device {
 public:
  /// Passes an architecture on and returns the line that comes back. Throws Error where none does.
  using Exchange = std::function<std::string(const Architecture&)>;

  ExternalDevice(std::string name, std::shared_ptr<const SearchSpace> space, Exchange exchange);

  std::string name() const override { return name_; }
  std::string kind() const override { return "external"; }
  const SearchSpace& space() const override { return *space_; }
  double probe(const Architecture& architecture, Random& random) override;
  std::optional<Spread> spread() const override { return spread_; }

 private:
  std::string name_;
  std::shared_ptr<const SearchSpace> space_;
  Exchange exchange_;
  std::optional<Spread> spread_;
};

}  // namespace tenprobes::devices
