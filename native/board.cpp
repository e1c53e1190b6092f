#include "native/board.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"
#include "core/devices/external_answer.h"
#include "core/devices/measured_device.h"
#include "core/devices/timing.h"
#include "core/network/exported_network.h"
#include "core/statistics/summary.h"
#include "native/child_program.h"
#include "native/command.h"
#include "native/files.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ssh_prefix = "ssh:", adb_prefix = "adb:",
                           end_of_run = "tenprobes-run-ended";

/// How a board is reached: a program of the user's, and the words that name the board to it.
struct Link {
  std::string spec, program, package;
  std::vector<std::string> shell;  ///< takes a command for the board's shell as its last word
  std::vector<std::string> push;   ///< takes two paths; empty: the shell reads the file from stdin
  std::string temporary;  ///< the folder for temporary files, as the board's shell reads it
};

Link link_of(const std::string& spec) {
  const bool by_ssh = spec.starts_with(ssh_prefix);
  const std::string rest = spec.substr(ssh_prefix.size());
  if (rest.empty() || rest == "//" || rest.starts_with('-')) {
    throw Error("device '" + spec + "': name the " +
                (by_ssh ? "host, e.g. ssh:pi@kitchen" : "serial number that 'adb devices' shows"));
  }
  if (!by_ssh) {
    return {spec,
            "adb",
            "adb",
            {"adb", "-s", rest, "shell"},
            {"adb", "-s", rest, "push"},
            "/data/local/tmp"};
  }
  // Without BatchMode, a board that does not know the user would wait for a password.
  return {spec,
          "ssh",
          "openssh-client",
          {"ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=15", "--",
           rest.starts_with("//") ? spec : rest},
          {},
          "${TMPDIR:-/tmp}"};
}

std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

constexpr std::string_view model_mark = "{model}", name_mark = "{name}";

/// Both marks of a command filled in: what is put in is not looked at again.
std::string filled_in(std::string_view command, const std::string& model, const std::string& name) {
  std::string text;
  for (std::size_t at = 0; at < command.size();) {
    const std::string_view rest = command.substr(at);
    const bool is_model = rest.starts_with(model_mark), is_name = rest.starts_with(name_mark);
    text += is_model ? model : is_name ? name : std::string(1, rest.front());
    at += is_model ? model_mark.size() : is_name ? name_mark.size() : 1;
  }
  return text;
}

bool needs_model(const BoardOptions& options) {
  return options.command.find(model_mark) != std::string::npos;
}

/// A file of this machine's, gone with the object.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes) {
    std::string folder = (temporary_folder() / "tenprobes-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr)
      throw Error("no folder for temporary files at " + folder);
    folder_ = folder;
    try {
      write_file(path(), bytes);
    } catch (...) {
      remove();
      throw;
    }
  }
  ~TemporaryFile() { remove(); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  std::string path() const { return folder_ / "network.onnx"; }

 private:
  void remove() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  fs::path folder_;
};

/// The time that a text begins with: "0.53 ms, percentile(99%) = 0.6 ms" is 0.53.
double first_time(std::string_view text, const std::string& unit) {
  const auto take_word = [&] {
    text = trimmed(text);
    const std::string_view word = text.substr(0, text.find_first_of(" \t\r;)]"));
    text.remove_prefix(word.size());
    return std::string(word.substr(0, word.find_last_not_of(",.:") + 1));
  };
  const std::string number = take_word(), next = take_word();
  const bool has_unit =
      !number.empty() && std::isdigit(static_cast<unsigned char>(number.back())) == 0;
  const std::string own = has_unit ? "" : milliseconds_in(next) ? " " + next : " " + unit;
  return devices::parse_answer(number + own).latency_ms;
}

/// What one run's output says, ms. The marks are those of onnxruntime's own tool.
double time_in(const std::string& output, const BoardOptions& options) {
  const std::string& time_after = options.time_after;
  std::vector<std::string> marks = {"P50 Latency:", "Average inference time cost:"};
  if (!time_after.empty()) marks = {time_after};
  for (const std::string& mark : marks) {
    const std::size_t at = output.rfind(mark);
    if (at == std::string::npos) continue;
    const std::size_t begin = at + mark.size();
    return first_time(output.substr(begin, output.find('\n', begin) - begin), options.unit);
  }
  if (!time_after.empty()) {
    throw Error("what the board's command prints has no " + quote(time_after) + "; it ends with " +
                quote(last_line(output)));
  }
  std::string rest = output;
  for (std::string line = last_line(rest); !line.empty(); line = last_line(rest)) {
    if (devices::is_answer(line)) return devices::parse_answer(line).latency_ms;
    rest.erase(rest.rfind(line));
  }
  throw Error("the board's command prints no time; it ends with " + quote(last_line(output)));
}

/// Times of one network.
struct Times {
  std::vector<double> sorted_ms;

  double median() const { return statistics::quantile(sorted_ms, 0.5); }
  std::pair<double, double> interval() const {
    const auto [low, high] = devices::median_interval(static_cast<int>(sorted_ms.size()));
    return {sorted_ms[static_cast<std::size_t>(low)], sorted_ms[static_cast<std::size_t>(high)]};
  }
  /// Whether the other's median is outside of this one's interval.
  bool excludes(const Times& other) const {
    const auto [low, high] = interval();
    return other.median() < low || other.median() > high;
  }
};

class LinkedBoard : public Board {
 public:
  LinkedBoard(Link link, std::shared_ptr<const SearchSpace> space, BoardOptions options,
              double timeout_seconds)
      : Board(link.spec, "external", std::move(space)),
        link_(std::move(link)),
        options_(std::move(options)),
        timeout_seconds_(timeout_seconds) {}
  ~LinkedBoard() override {
    if (folder_.empty()) return;
    constexpr double seconds = 15;
    try {
      run_child(with(link_.shell, {"rm -r " + folder_}),
                {.seconds = seconds, .heeds_interrupt = false});
    } catch (const Error& error) {
      std::fprintf(stderr, "%s: %s could not be removed: %s\n", link_.spec.c_str(), folder_.c_str(),
                   error.what());
    }
  }
  LinkedBoard(const LinkedBoard&) = delete;
  LinkedBoard& operator=(const LinkedBoard&) = delete;

  std::optional<devices::Spread> spread() const override { return spread_; }

  double probe(const Architecture& architecture, Random&) override {
    spread_.reset();
    const Times times = measure(architecture);
    if (!first_) first_ = {architecture, times};
    if (times.sorted_ms.size() > 1) {
      spread_ = {statistics::quantile(times.sorted_ms, 0.25),
                 statistics::quantile(times.sorted_ms, 0.75), options_.runs};
    }
    return times.median();
  }

  std::optional<Drift> drift() override {
    if (!first_ || options_.runs == 1) return std::nullopt;
    const auto& [architecture, before] = *first_;
    const Times now = measure(architecture);
    return Drift{before.median(), now.median(), before.excludes(now) && now.excludes(before)};
  }

 private:
  /// What the board's shell prints. `told` begins the sentence about what went wrong.
  std::string on_board(const std::string& command, const std::string& told,
                       const std::string& input = "/dev/null") const {
    return printed_by(with(link_.shell, {command}), told, input);
  }
  std::string printed_by(const std::vector<std::string>& command, const std::string& told,
                         const std::string& input) const {
    const Printed printed = run_child(command, {.seconds = timeout_seconds_, .input = input});
    if (printed.exit_code == 0) return printed.text;
    if (printed.exit_code == 255 && link_.program == "ssh") {  // which has this code to itself
      throw Error("ssh did not reach " + link_.spec);
    }
    const std::string last = last_line(printed.text);
    throw Error(told + " failed on " + link_.spec + " with exit code " +
                std::to_string(printed.exit_code) + (last.empty() ? "" : ": " + quote(last)));
  }

  void make_folder() {
    if (!folder_.empty()) return;
    const std::string made = last_line(
        on_board("mktemp -d " + link_.temporary + "/tenprobes-XXXXXX", "making a folder"));
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";
    // It is put into commands, `rm -r` among them.
    if (!made.starts_with('/') || made.find("/tenprobes-") == std::string::npos ||
        made.find_first_not_of(plain) != std::string::npos) {
      throw Error("the board's mktemp answered " + quote(made) + " where a folder would be right");
    }
    folder_ = made;
  }

  std::string copied(const Architecture& architecture) {
    make_folder();
    std::string there = folder_ + "/network.onnx";
    const TemporaryFile here(network::export_network(space(), architecture).onnx);
    if (link_.push.empty()) {
      on_board("cat > " + there, "copying the network", here.path());
    } else {
      printed_by(with(link_.push, {here.path(), there}), "copying the network", "/dev/null");
    }
    return there;
  }

  double temperature() const {
    const std::string answer = last_line(on_board(options_.temperature, "the temperature command"));
    char* end = nullptr;
    const double value = std::strtod(answer.c_str(), &end);
    if (end == answer.c_str() || !std::isfinite(value)) {
      throw Error("the board's temperature command printed " + quote(answer) +
                  " where a number of degrees Celsius would be right");
    }
    return value >= 1000 ? value / 1000 : value;
  }

  void cool() const {
    if (!options_.cool_below) return;
    const StopRequested stop = stop_on_interrupt();
    const double deadline = steady_seconds() + timeout_seconds_;
    for (bool said = false;; said = true) {
      const double now = temperature();
      if (now <= *options_.cool_below) return;
      if (!said) {
        std::fprintf(stderr, "%s: %.0f degrees, waiting for %.0f\n", link_.spec.c_str(), now,
                     *options_.cool_below);
      }
      if (stop()) throw Error("interrupted while waiting for the device to cool");
      if (steady_seconds() > deadline) {
        throw Error("the board is still at " + std::to_string(std::lround(now)) +
                    " degrees after " + seconds_text(timeout_seconds_) + " of cooling");
      }
      std::this_thread::sleep_for(std::chrono::seconds(1));
    }
  }

  Times measure(const Architecture& architecture) {
    cool();
    const std::string command =
        filled_in(options_.command, needs_model(options_) ? copied(architecture) : "",
                  shell_quoted(space().text(architecture)));
    std::string words;  // not a counter: that is bash's
    for (int run = 0; run < options_.warm_up + options_.runs; ++run) words += " 1";
    // Warnings and logs are read too: some tools tell their times there.
    std::string printed =
        on_board("for run in" + words + "; do (" + command + ") 2>&1 || exit; echo; echo " +
                     std::string(end_of_run) + "; done",
                 "the command");
    Times times;
    for (int run = 0; run < options_.warm_up + options_.runs; ++run) {
      const std::size_t end = printed.find(end_of_run);
      if (end == std::string::npos) {
        throw Error("the board's shell ended early; its last line is " + quote(last_line(printed)));
      }
      const std::string output = printed.substr(0, end);
      printed.erase(0, end + end_of_run.size());
      if (run >= options_.warm_up) times.sorted_ms.push_back(time_in(output, options_));
    }
    std::sort(times.sorted_ms.begin(), times.sorted_ms.end());
    return times;
  }

  Link link_;
  BoardOptions options_;
  double timeout_seconds_;
  std::string folder_;  ///< on the board; empty before the first copy
  std::optional<std::pair<Architecture, Times>> first_;
  std::optional<devices::Spread> spread_;
};

}  // namespace

void add_board_options(CLI::App& command, BoardOptions& options) {
  command
      .add_option("--board-command", options.command,
                  "What times a network on an ssh: or adb: device, in its shell: {model} is the"
                  " ONNX file copied there, {name} the network's text")
      ->capture_default_str();
  command.add_option("--board-time", options.time_after,
                     "The text before the time in what that command prints (default: what"
                     " onnxruntime's tool prints, else the last line that is a time)");
  command.add_option("--board-unit", options.unit, "Of that time where the command prints none")
      ->check(one_of(std::vector<std::string>{"ms", "us", "ns", "s"}))
      ->capture_default_str();
  command.add_option("--board-runs", options.runs, "Timed runs of that command for each network")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command.add_option("--board-warm-up", options.warm_up, "Runs of it before them, untimed")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command.add_option("--cool-below", options.cool_below,
                     "Before each network, wait until the board is at most this warm (degrees"
                     " Celsius; --timeout at most)");
  command
      .add_option("--temperature-command", options.temperature,
                  "What prints the board's temperature there")
      ->capture_default_str();
}

bool is_board(const std::string& spec) {
  return spec.starts_with(ssh_prefix) || spec.starts_with(adb_prefix);
}

std::unique_ptr<Board> open_board(const std::string& spec, std::shared_ptr<const SearchSpace> space,
                                  const BoardOptions& options, double timeout_seconds) {
  Link link = link_of(spec);
  if (!is_on_path(link.program)) {
    throw Error("device '" + spec + "': " + link.program + " is not installed (Debian's package " +
                link.package + " has it)");
  }
  if (needs_model(options)) {
    try {
      devices::require_runnable(*space);
    } catch (const Error& error) {
      throw Error("device '" + spec + "': " + error.what() +
                  "; give a --board-command with {name} for {model}");
    }
  }
  if (options.cool_below && !(*options.cool_below >= 1 && *options.cool_below <= 200)) {
    throw Error("--cool-below is not from 1 to 200 degrees Celsius");
  }
  return std::make_unique<LinkedBoard>(std::move(link), std::move(space), options, timeout_seconds);
}

}  // namespace tenprobes::native
