// Other programs: run, waited for, and ended in time with everything that they started.
//
//   const Printed printed = run_child({"ssh", "board", "uname -a"}, {.seconds = 30});
//   if (printed.exit_code == 0) std::puts(last_line(printed.text).c_str());
//
// Ctrl-C ends the wait with an Error. May be called by several threads at once.
#pragma once

#include <string>
#include <vector>

namespace tenprobes::native {

struct ChildLimits {
  double seconds;                   ///< > 0; then it is killed
  std::string input = "/dev/null";  ///< the file that it reads as its standard input
  bool heeds_interrupt = true;      ///< false: to clean up after Ctrl-C
};

struct Printed {
  int exit_code;
  std::string text;  ///< its standard output; what it says on stderr goes to ours
};

/// `command` is a program, looked for on the PATH, and its arguments; no shell is between. Throws
/// Error, about "the program", where it cannot be run, prints without end, dies of a signal or is
/// not done in time.
Printed run_child(const std::vector<std::string>& command, const ChildLimits& bounds);

/// The text's last line that is not blank; "" where there is none.
std::string last_line(const std::string& text);

/// Whether a program of this name is on the PATH.
bool is_on_path(const std::string& program);

/// Reads a file descriptor until a deadline.
class TimedReader {
 public:
  /// `deadline` as steady_seconds() (threads.h) tells it.
  TimedReader(int descriptor, double deadline) : descriptor_(descriptor), deadline_(deadline) {}

  enum class Outcome { nothing_yet, data, end, timeout };

  /// Appends what has come to `text`; waits for it a fifth of a second at most.
  Outcome read(std::string& text) const;

 private:
  int descriptor_;
  double deadline_;
};

/// "300 seconds".
std::string seconds_text(double seconds);

}  // namespace tenprobes::native
