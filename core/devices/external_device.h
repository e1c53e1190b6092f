// A device that another program measures on: a board behind a cable, a phone, a user.
//
//   ExternalDevice device("my-board", space, [&](const Architecture& a) { return ask_program(a); });
//   double ms = device.probe(architecture, random);
//
// external_answer.h says what the program may answer.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/devices/device.h"
#include "core/devices/external_answer.h"

namespace tenprobes::devices {

class ExternalDevice : public NamedDevice {
 public:
  /// Passes an architecture on and returns the line that comes back. Throws Error where none does.
  using Exchange = std::function<std::string(const Architecture&)>;

  ExternalDevice(std::string name, std::shared_ptr<const SearchSpace> space, Exchange exchange);

  double probe(const Architecture& architecture, Random& random) override;
  std::optional<Spread> spread() const override { return spread_; }

 private:
  /// Whether it names an architecture of the space.
  bool is_of(const std::string& text) const;

  Exchange exchange_;
  std::optional<Spread> spread_;
};

/// For a session that is told latencies (ask() and tell()): a probe() of it throws Error.
ExternalDevice told_device(std::string name, std::shared_ptr<const SearchSpace> space);

}  // namespace tenprobes::devices
