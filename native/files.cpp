#include "native/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>
#include <vector>

#include "core/base/limits.h"
#include "native/command.h"

namespace tenprobes::native {

namespace fs = std::filesystem;

namespace {

/// What output_file() options of this command line name.
std::vector<fs::path>& planned_outputs() {
  static std::vector<fs::path> paths;
  return paths;
}

bool& files_are_written() {
  static bool are = true;
  return are;
}

/// What set_shipped_home() was told; empty: nothing.
fs::path& shipped_home() {
  static fs::path folder;
  return folder;
}

bool is_same_file(const fs::path& a, const fs::path& b) {
  std::error_code unknown;
  return fs::equivalent(a, b, unknown);
}

std::string reason() {
  return std::strerror(errno);
}

Failure cannot_write(const fs::path& path, const std::string& why) {
  return Failure(shown(path) + ": cannot be written: " + why);
}

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return number_ >= 0; }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(number_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  /// Some file systems keep files without being asked, and refuse to be.
  bool keep() { return ::fsync(number_) == 0 || errno == EINVAL || errno == ENOTSUP; }

  bool close() {
    const int number = std::exchange(number_, -1);
    return ::close(number) == 0;
  }

 private:
  int number_;
};

bool is_special(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

}  // namespace

std::string printable(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool is_c1 = byte == 0xc2 && at + 1 < text.size() &&
                       static_cast<unsigned char>(text[at + 1]) >= 0x80 &&
                       static_cast<unsigned char>(text[at + 1]) < 0xa0;
    if (is_c1) ++at;
    shown += is_c1 || (byte < 0x20 && byte != '\n') || byte == 0x7f ? '?' : text[at];
  }
  return shown;
}

std::string shown(const fs::path& path) {
  constexpr std::size_t longest = 300;
  const std::string text = printable(path.string());
  return text.size() > longest ? text.substr(0, longest) + "..." : text;
}

void note(const fs::path& file, const std::vector<std::string>& doubts) {
  for (const std::string& doubt : doubts) {
    std::fprintf(stderr, "note: %s: %s\n", shown(file).c_str(), doubt.c_str());
  }
}

bool exists(const fs::path& path) {
  std::error_code unknown;
  return fs::exists(path, unknown);
}

std::string read_to_go_on(const fs::path& path) {
  std::error_code unknown;
  if (fs::is_directory(path, unknown)) throw Error(shown(path) + ": is a folder, not a file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw Error(shown(path) + ": cannot be opened: " + reason());
  std::string bytes;
  std::vector<char> block(1 << 20);
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) ||
         stream.gcount() > 0) {
    bytes.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    if (bytes.size() > limits::file_bytes) {
      throw Error(shown(path) + ": is larger than the " + limits::size_text(limits::file_bytes) +
                  " that are read of a file");
    }
  }
  if (stream.bad()) throw Error(shown(path) + ": cannot be read: " + reason());
  return bytes;
}

std::string read_file(const fs::path& path) {
  for (const fs::path& output : planned_outputs()) {
    if (is_same_file(path, output)) {
      throw Error(shown(path) + ": would be overwritten by the output: give that another name");
    }
  }
  return read_to_go_on(path);
}

void write_file(const fs::path& path, std::string_view bytes) {
  if (!files_are_written()) return;
  if (is_special(path)) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.is_open() || !file.write(bytes) || !file.close()) throw cannot_write(path, reason());
    return;
  }
  const fs::path temporary = path.string() + ".tmp" + std::to_string(getpid());
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.is_open() || !file.write(bytes) || !file.keep() || !file.close() ||
      ::rename(temporary.c_str(), path.c_str()) != 0) {
    const std::string why = reason();
    ::unlink(temporary.c_str());
    throw cannot_write(path, why);
  }
  Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open()) folder.keep();  // the file is whole either way, under its old name or new
}

std::filesystem::path temporary_folder() {
  std::error_code fault;
  std::filesystem::path folder = std::filesystem::temp_directory_path(fault);
  if (!fault) return folder;
  throw Failure("there is no folder for temporary files: TMPDIR names one that does not exist");
}

void write_no_files() {
  files_are_written() = false;
}

void check_writable(const fs::path& path) {
  const auto refusal = [&](const std::string& why) {
    return Error(shown(path) + ": cannot be written: " + why);
  };
  if (path.empty()) throw Error("the name of an output is empty: name a file");
  std::error_code unknown;
  if (fs::is_directory(path, unknown)) throw refusal("it is a folder");
  if (is_special(path)) {
    if (access(path.c_str(), W_OK) != 0) throw refusal(reason());
    return;
  }
  const fs::path folder = folder_of(path);
  if (!fs::is_directory(folder, unknown)) {
    throw refusal("the folder " + shown(folder) + " does not exist");
  }
  if (access(folder.c_str(), W_OK) != 0) throw refusal(reason());
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 && errno != ENOENT) throw refusal(reason());
}

void add_out(CLI::App& command, std::string& out, const char* help) {
  command.add_option("--out", out, help)->check(output_file())->required();
}

CLI::Validator output_file() {
  const auto check = [](std::string& path) -> std::string {
    try {
      check_writable(path);
    } catch (const Error& error) {
      return error.what();
    }
    std::vector<fs::path>& planned = planned_outputs();
    const fs::path output = fs::absolute(path).lexically_normal();
    const bool is_named_already =
        std::find(planned.begin(), planned.end(), output) != planned.end();
    if (is_named_already && !is_special(output)) {
      return shown(path) + ": is named for two outputs: give each its own";
    }
    planned.push_back(output);
    return "";
  };
  return CLI::Validator(check, "");
}

std::optional<fs::path> find_shipped(const fs::path& relative) {
  std::vector<fs::path> homes;
  if (const char* home = std::getenv("TENPROBES_HOME")) homes.emplace_back(home);
  if (!shipped_home().empty()) homes.push_back(shipped_home());
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  if (!program.empty()) homes.push_back(program.parent_path() / "../share/tenprobes");
  homes.emplace_back(TENPROBES_SOURCE);
  for (const fs::path& home : homes) {
    if (native::exists(home / relative)) return (home / relative).lexically_normal();
  }
  return std::nullopt;
}

void set_shipped_home(const fs::path& folder) {
  shipped_home() = folder;
}

fs::path given_or_shipped(const std::string& path, const fs::path& relative) {
  return path.empty() ? shipped_file(relative) : fs::path(path);
}

fs::path shipped_file(const fs::path& relative) {
  if (auto found = find_shipped(relative)) return *found;
  throw Error(relative.string() +
              ": not found beside the program; set TENPROBES_HOME to the folder"
              " that holds assets/ and pretrained/");
}

}  // namespace tenprobes::native
