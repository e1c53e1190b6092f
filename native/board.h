// Boards and phones, reached by the user's own ssh or adb.
//
//   auto board = open_board("ssh:pi@kitchen", space, options, 300);   // or adb:SERIAL
//   double ms = board->probe(architecture, random);
//   if (const auto drift = board->drift()) tell(*drift);
//
// A probe copies the network as ONNX into a folder of the board's own for temporary files, runs a
// command there that times it, first to warm up and then several times, and takes the median of the
// times that it prints. The folder is removed at the end.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "core/devices/device.h"

namespace tenprobes::native {

struct BoardOptions {
  /// What the board's shell runs. {model} is the network's file there, {name} its text in the space;
  /// without {model} nothing is copied.
  std::string command = "onnxruntime_perf_test -I -m times -r 50 {model}";
  /// The time stands behind this text in what the command prints; "": behind what known programs
  /// write before it, else the last line that is an answer (core/devices/external_answer.h).
  std::string time_after = {};
  std::string unit = "ms";  ///< of that time where none stands behind it: ms, us, ns or s
  int runs = 5;             ///< timed ones of each network, 1..1000
  int warm_up = 1;          ///< runs before them, 0..1000
  std::optional<double> cool_below =
      {};  ///< a probe waits until the board is at most this warm, °C
  /// What prints the temperature on the board: °C, or thousandths of it from 1000 on.
  std::string temperature = "cat /sys/class/thermal/thermal_zone0/temp";
};

/// --board-command, --board-time, --board-unit, --board-runs, --board-warm-up, --cool-below and
/// --temperature-command.
void add_board_options(CLI::App& command, BoardOptions& options);

/// What is said of a board that became faster or slower.
struct Drift {
  double first_ms, again_ms;  ///< medians of the first probe, and of the same network now
  bool beyond;                ///< each median lies outside the other's 95 % interval
};

class Board : public devices::NamedDevice {
 public:
  using NamedDevice::NamedDevice;
  /// The first network measured again; empty where none was, or the board times each but once.
  /// Throws Error if the board cannot answer.
  virtual std::optional<Drift> drift() = 0;
};

/// Whether `spec` is such a device's: ssh:HOST, ssh://USER@HOST:PORT or adb:SERIAL.
bool is_board(const std::string& spec);

/// Nothing is run on the board before the first probe. Throws Error where ssh or adb is not
/// installed, or an option is out of its range. `timeout_seconds`: for copying, for cooling, and for
/// all runs of a network together.
std::unique_ptr<Board> open_board(const std::string& spec, std::shared_ptr<const SearchSpace> space,
                                  const BoardOptions& options, double timeout_seconds);

}  // namespace tenprobes::native
