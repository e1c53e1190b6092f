// Devices that are really measured: this machine, and other programs.
//
//   MeasuringOptions options;
//   add_measuring_options(*command, options);             // --batch, --threads, --precision, ...
//   auto device = open_this_machine(options, space);
//   auto board = open_program("ssh board ./time.sh", space, options);    // --device cmd:PROGRAM
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "core/devices/external_device.h"
#include "core/devices/measured_device.h"
#include "native/board.h"

namespace tenprobes::native {

struct MeasuringOptions {
  devices::RunSettings run;
  devices::TimingRules timing;
  BoardOptions board;
  double timeout_seconds = 300;  ///< for one answer of another program; > 0
};

/// --batch, --threads, --precision, --timing-precision, --repeats and --timing-seconds.
void add_run_options(CLI::App& command, MeasuringOptions& options);

/// --timeout.
void add_timeout_option(CLI::App& command, MeasuringOptions& options);

/// All of them, and a board's: for commands whose --device may be measured.
void add_measuring_options(CLI::App& command, MeasuringOptions& options);

/// Ctrl-C ends a measurement between two repeats: probe() then throws Error. Throws Error where
/// networks of the space cannot be run.
std::unique_ptr<devices::MeasuredDevice> open_this_machine(
    const MeasuringOptions& options, std::shared_ptr<const SearchSpace> space);

/// `command` as a shell takes it, with the architecture's text as one more argument; the last
/// line that it prints is the answer (core/devices/external_device.h). One that is not done in time
/// is killed with everything it started.
std::unique_ptr<devices::ExternalDevice> open_program(const std::string& command,
                                                      std::shared_ptr<const SearchSpace> space,
                                                      const MeasuringOptions& options);

/// Prompts a program (or a user) on stdout and reads its answers from stdin, one JSON document a
/// line; `prompt(architecture)` makes the line to write.
std::unique_ptr<devices::ExternalDevice> open_standard_streams(
    const std::string& name, std::shared_ptr<const SearchSpace> space,
    const MeasuringOptions& options, std::function<std::string(const Architecture&)> prompt);

}  // namespace tenprobes::native
