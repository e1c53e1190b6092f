#include "native/measuring.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <utility>

#include "core/base/limits.h"
#include "core/base/quote.h"
#include "native/command.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%g seconds", seconds);
  return text;
}

/// Reads a file descriptor until a deadline.
class TimedReader {
 public:
  TimedReader(int descriptor, double deadline) : descriptor_(descriptor), deadline_(deadline) {}

  enum class Outcome { data, end, timeout };

  /// Appends what has come to `text`.
  Outcome read(std::string& text) {
    for (;;) {
      const double left = deadline_ - steady_seconds();
      if (left <= 0) return Outcome::timeout;
      pollfd ready{descriptor_, POLLIN, 0};
      const int polled = poll(&ready, 1, static_cast<int>(std::min(left, 3600.0) * 1e3) + 1);
      if (polled < 0 && errno != EINTR) {
        throw Error(std::string("waiting for the device failed: ") + std::strerror(errno));
      }
      if (polled < 0) throw Error("interrupted while waiting for the device");
      if (polled == 0) continue;
      std::array<char, 4096> buffer;
      const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return Outcome::end;
      text.append(buffer.data(), static_cast<std::size_t>(count));
      return Outcome::data;
    }
  }

 private:
  int descriptor_;
  double deadline_;
};

/// A child process in a process group of its own, which is killed unless it was waited for.
class Child {
 public:
  Child(const std::string& command, const std::string& argument) {
    int ends[2];
    if (pipe(ends) != 0) throw Error(std::string("no pipe: ") + std::strerror(errno));
    const std::string script = command + " \"$1\"";
    pid_ = fork();
    if (pid_ < 0) {
      close(ends[0]);
      close(ends[1]);
      throw Error(std::string("the program cannot be started: ") + std::strerror(errno));
    }
    if (pid_ == 0) {
      setpgid(0, 0);
      dup2(ends[1], STDOUT_FILENO);
      close(ends[0]);
      close(ends[1]);
      const int nothing = open("/dev/null", O_RDONLY);
      if (nothing >= 0) dup2(nothing, STDIN_FILENO);
      std::signal(SIGINT, SIG_DFL);
      std::signal(SIGTERM, SIG_DFL);
      execl("/bin/sh", "sh", "-c", script.c_str(), "sh", argument.c_str(), nullptr);
      _exit(127);
    }
    setpgid(pid_, pid_);
    close(ends[1]);
    output_ = ends[0];
  }
  ~Child() {
    if (pid_ > 0) {
      kill(-pid_, SIGKILL);
      int status;
      waitpid(pid_, &status, 0);
    }
    close(output_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int output() const { return output_; }

  /// Once it has closed its output.
  int wait_until(double deadline) {
    int status = 0;
    while (waitpid(pid_, &status, WNOHANG) == 0) {
      if (steady_seconds() > deadline) throw Error("the program closed its output but goes on");
      usleep(2000);
    }
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

Error endless_answer() {
  return Error("the device answers without end where one line would be right");
}

/// Takes the next line off `unread`, which is filled by the reader.
std::string next_line(TimedReader& reader, std::string& unread, double timeout_seconds) {
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

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return "";
  const std::size_t newline = text.find_last_of('\n', end);
  return text.substr(newline == std::string::npos ? 0 : newline + 1,
                     end - (newline == std::string::npos ? std::size_t(-1) : newline));
}

std::string call_program(const std::string& command, const std::string& argument,
                         double timeout_seconds) {
  const double deadline = steady_seconds() + timeout_seconds;
  Child child(command, argument);
  TimedReader reader(child.output(), deadline);
  std::string output;
  for (;;) {
    const TimedReader::Outcome outcome = reader.read(output);
    if (outcome == TimedReader::Outcome::timeout) {
      throw Error("the program did not answer within " + seconds_text(timeout_seconds));
    }
    if (outcome == TimedReader::Outcome::end) break;
    if (output.size() > limits::output_bytes) {
      throw Error("the program prints without end where one line like 12.5 would be right");
    }
  }
  const int status = child.wait_until(deadline);
  // A shell tells its child's signal as 128 more.
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status) - 128;
  if (signal > 0 && signal < 65) {
    throw Error("the program died of signal " + std::to_string(signal));
  }
  if (WEXITSTATUS(status) == 127) throw Error("the program was not found");
  if (WEXITSTATUS(status) != 0) {
    throw Error("the program failed with exit code " + std::to_string(WEXITSTATUS(status)));
  }
  return last_line(output);
}

}  // namespace

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

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
      ->transform(CLI::CheckedTransformer(precisions))
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
}

std::string this_machine_name(const devices::RunSettings& settings) {
  return "this-machine, batch " + std::to_string(settings.batch) + ", " +
         std::to_string(settings.threads) + (settings.threads == 1 ? " thread, " : " threads, ") +
         std::string(name_of(settings.precision));
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
        return call_program(command, space->text(asked), timeout);
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
        TimedReader reader(STDIN_FILENO, steady_seconds() + timeout);
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
