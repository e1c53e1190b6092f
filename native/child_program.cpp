#include "native/child_program.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

/// A child process in a process group of its own, which is killed unless it was waited for.
class Child {
 public:
  Child(const std::vector<std::string>& command, const std::string& input) {
    // Between fork and exec nothing may be allocated: another thread may hold the heap's lock.
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    int ends[2];
    // Closed on exec, as else a child that another thread starts would hold this one's pipe open.
    if (pipe2(ends, O_CLOEXEC) != 0) throw Error(std::string("no pipe: ") + std::strerror(errno));
    pid_ = fork();
    if (pid_ < 0) {
      close(ends[0]);
      close(ends[1]);
      throw Error(std::string("the program cannot be started: ") + std::strerror(errno));
    }
    if (pid_ == 0) {
      setpgid(0, 0);
      dup2(ends[1], STDOUT_FILENO);
      const int source = open(input.c_str(), O_RDONLY | O_CLOEXEC);
      if (source < 0 || dup2(source, STDIN_FILENO) < 0) _exit(126);
      std::signal(SIGINT, SIG_DFL);
      std::signal(SIGTERM, SIG_DFL);
      std::signal(SIGPIPE, SIG_DFL);
      execvp(arguments[0], arguments.data());
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

}  // namespace

TimedReader::Outcome TimedReader::read(std::string& text) const {
  const double left = deadline_ - steady_seconds();
  if (left <= 0) return Outcome::timeout;
  pollfd ready{descriptor_, POLLIN, 0};
  const int polled = poll(&ready, 1, static_cast<int>(std::min(left, 0.2) * 1e3) + 1);
  if (polled < 0 && errno != EINTR) {
    throw Error(std::string("waiting for the device failed: ") + std::strerror(errno));
  }
  if (polled < 0) throw Error("interrupted while waiting for the device");
  if (polled == 0) return Outcome::nothing_yet;
  std::array<char, 4096> buffer;
  const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR) return Outcome::nothing_yet;
  if (count <= 0) return Outcome::end;
  text.append(buffer.data(), static_cast<std::size_t>(count));
  return Outcome::data;
}

Printed run_child(const std::vector<std::string>& command, const ChildLimits& bounds) {
  const double deadline = steady_seconds() + bounds.seconds;
  const StopRequested stop = stop_on_interrupt();
  const auto is_stopped = [&] { return bounds.heeds_interrupt && stop(); };
  Child child(command, bounds.input);
  const TimedReader reader(child.output(), deadline);
  std::string output;
  for (;;) {
    if (is_stopped()) throw Error("interrupted while waiting for the device");
    const TimedReader::Outcome outcome = reader.read(output);
    if (outcome == TimedReader::Outcome::timeout) {
      throw Error("the program did not answer within " + seconds_text(bounds.seconds));
    }
    if (outcome == TimedReader::Outcome::end) break;
    if (output.size() > limits::output_bytes) {
      throw Error("the program prints without end (" + limits::size_text(limits::output_bytes) +
                  " are read) where one line like 12.5 would be right");
    }
  }
  const int status = child.wait_until(deadline);
  // A shell tells its child's signal as 128 more.
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status) - 128;
  if (signal > 0 && signal < 65) {
    throw Error("the program died of signal " + std::to_string(signal));
  }
  return {WEXITSTATUS(status), output};
}

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return "";
  const std::size_t newline = text.find_last_of('\n', end);
  const std::size_t begin = newline == std::string::npos ? 0 : newline + 1;
  return text.substr(begin, end + 1 - begin);
}

bool is_on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%g seconds", seconds);
  return text;
}

}  // namespace tenprobes::native
