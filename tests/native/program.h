// Runs the tenprobes program as a user does.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tenprobes::native {

struct ProgramRun {
  int exit_code;
  std::string out, err;
};

/// A new empty folder, removed at the end of the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tenprobes_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Writes a file and returns its path.
  std::string write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path file = path_ / name;
    std::ofstream(file, std::ios::binary) << bytes;
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

inline std::string whole_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Where the program reads from and writes to; "" is a file of run_program()'s own.
struct Streams {
  std::string in = "/dev/null", out = "";
};

/// `arguments` as a shell takes them; `environment` e.g. "TENPROBES_STORE=/tmp/x".
inline ProgramRun run_program(const std::string& arguments, const std::string& environment = "",
                              const Streams& streams = {}) {
  const TemporaryFolder folder;
  const std::string own = (folder.path() / "out").string(), err = (folder.path() / "err").string();
  const std::string out = streams.out.empty() ? own : streams.out;
  const std::string command = environment + " '" TENPROBES_PROGRAM "' " + arguments + " >'" + out +
                              "' 2>'" + err + "' <'" + streams.in + "'";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, whole_file(own), whole_file(err)};
}

}  // namespace tenprobes::native
