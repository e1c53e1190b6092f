#include "native/measuring.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <map>
#include <utility>

#include "core/base/limits.h"
#include "core/base/quote.h"
#include "native/child_program.h"
#include "native/command.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

/// What the program prints last when it is given one more argument.
std::string answer_of(const std::string& command, const std::string& argument, double seconds) {
  const Printed printed =
      run_child({"sh", "-c", command + " \"$1\"", "sh", argument}, {.seconds = seconds});
  if (printed.exit_code == 127) throw Error("the program was not found");
  if (printed.exit_code != 0) {
    throw Error("the program failed with exit code " + std::to_string(printed.exit_code));
  }
  return last_line(printed.text);
}

Error endless_answer() {
  return Error("the device answers without end (" + limits::size_text(limits::output_bytes) +
               " are read) where one line would be right");
}

/// Takes the next line off `unread`, which is filled by the reader.
std::string next_line(const TimedReader& reader, std::string& unread, double timeout_seconds) {
  while (unread.find('\n') == std::string::npos) {
    if (unread.size() > limits::output_bytes) throw endless_answer();
    const TimedReader::Outcome outcome = reader.read(unread);
    if (outcome == TimedReader::Outcome::timeout) {
      throw Error("the device did not answer within " + seconds_text(timeout_seconds));
    }
    if (outcome == TimedReader::Outcome::end) {
      if (!unread.empty()) return std::exchange(unread, {});  // its last line has no line end
      throw Error("the device ended before it answered");
    }
  }
  const std::size_t end = unread.find('\n');
  std::string line = unread.substr(0, end);
  unread.erase(0, end + 1);
  return line;
}

/// "this-machine, batch 1, 1 thread, float32": so that a trace tells what was measured.
std::string this_machine_name(const devices::RunSettings& settings) {
  return "this-machine, batch " + std::to_string(settings.batch) + ", " +
         std::to_string(settings.threads) + (settings.threads == 1 ? " thread, " : " threads, ") +
         std::string(name_of(settings.precision));
}

}  // namespace

void add_run_options(CLI::App& command, MeasuringOptions& options) {
  command.add_option("--batch", options.run.batch, "Images that this machine runs at once")
      ->capture_default_str();
  command
      .add_option("--threads", options.run.threads,
                  "Threads that share the images of a batch; at most as many as --batch")
      ->capture_default_str();
  const std::map<std::string, devices::Precision> precisions = {
      {"float32", devices::Precision::float32}, {"float64", devices::Precision::float64}};
  command
      .add_option("--precision", options.run.precision,
                  "float32 or float64: what a CPU really computes in (half precision would only be"
                  " stored so)")
      ->transform(one_of(precisions))
      ->default_str("float32");
  command
      .add_option("--timing-precision", options.timing.precision,
                  "Enough once half the 95 % interval of the median is this share of it")
      ->capture_default_str();
  command
      .add_option("--repeats", options.timing.most_repeats, "The most repeats of one measurement")
      ->capture_default_str();
  command
      .add_option("--timing-seconds", options.timing.most_seconds,
                  "The most seconds of one measurement, after the warm-up and 10 repeats")
      ->capture_default_str();
}

void add_timeout_option(CLI::App& command, MeasuringOptions& options) {
  command
      .add_option("--timeout", options.timeout_seconds,
                  "Seconds that another program may take for one answer")
      ->check(CLI::Range(0.001, 1e6))
      ->capture_default_str();
}

void add_measuring_options(CLI::App& command, MeasuringOptions& options) {
  add_run_options(command, options);
  add_timeout_option(command, options);
  add_board_options(command, options.board);
}

std::unique_ptr<devices::MeasuredDevice> open_this_machine(
    const MeasuringOptions& options, std::shared_ptr<const SearchSpace> space) {
  devices::TimingRules rules = options.timing;
  rules.least_repeats = std::min(rules.least_repeats, std::max(6, rules.most_repeats));
  return std::make_unique<devices::MeasuredDevice>(
      this_machine_name(options.run), space,
      devices::network_runner(space, options.run, parallel_for(options.run.threads)),
      steady_seconds, rules, stop_on_interrupt());
}

std::unique_ptr<devices::ExternalDevice> open_program(const std::string& command,
                                                      std::shared_ptr<const SearchSpace> space,
                                                      const MeasuringOptions& options) {
  if (command.find_first_not_of(' ') == std::string::npos) {
    throw Error("device 'cmd:': name the program to call, e.g. cmd:./time.sh");
  }
  return std::make_unique<devices::ExternalDevice>(
      "cmd:" + command, space,
      [command, space, timeout = options.timeout_seconds](const Architecture& asked) {
        return answer_of(command, space->text(asked), timeout);
      });
}

std::unique_ptr<devices::ExternalDevice> open_standard_streams(
    const std::string& name, std::shared_ptr<const SearchSpace> space,
    const MeasuringOptions& options, std::function<std::string(const Architecture&)> prompt) {
  std::signal(SIGPIPE, SIG_IGN);
  auto unread = std::make_shared<std::string>();
  return std::make_unique<devices::ExternalDevice>(
      name, std::move(space), [=, timeout = options.timeout_seconds](const Architecture& asked) {
        const std::string line = prompt(asked) + "\n";
        if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size() ||
            std::fflush(stdout) != 0) {
          throw Error("the device no longer reads what is asked of it");
        }
        const TimedReader reader(STDIN_FILENO, steady_seconds() + timeout);
        for (std::size_t passed_over = 0;;) {
          std::string answer = next_line(reader, *unread, timeout);
          if (devices::is_answer(answer)) return answer;
          if (answer.find_first_not_of(" \t\r") == std::string::npos) continue;
          std::fprintf(stderr, "passed over, as it is no answer: %s\n", quote(answer).c_str());
          passed_over += answer.size();
          if (passed_over > limits::output_bytes) throw endless_answer();
        }
      });
}

}  // namespace tenprobes::native
