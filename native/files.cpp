#include "native/files.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "native/command.h"

namespace tenprobes::native {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  if (fs::is_directory(path)) throw Error(path.string() + ": is a folder, not a file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw Error(path.string() + ": cannot be opened: " + std::strerror(errno));
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  if (stream.bad()) throw Error(path.string() + ": cannot be read: " + std::strerror(errno));
  return std::move(bytes).str();
}

void write_file(const fs::path& path, std::string_view bytes) {
  const fs::path temporary = path.string() + ".tmp" + std::to_string(getpid());
  std::ofstream stream(temporary, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) {
    const std::string reason = std::strerror(errno);
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw Failure(path.string() + ": cannot be written: " + reason);
  }
  std::error_code error;
  fs::rename(temporary, path, error);
  if (error) throw Failure(path.string() + ": cannot be written: " + error.message());
}

void check_writable(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder)) {
    throw Error(path.string() + ": cannot be written: the folder " + folder.string() +
                " does not exist");
  }
  if (access(folder.c_str(), W_OK) != 0) {
    throw Error(path.string() + ": cannot be written: " + std::strerror(errno));
  }
}

std::optional<fs::path> find_shipped(const fs::path& relative) {
  std::vector<fs::path> homes;
  if (const char* home = std::getenv("TENPROBES_HOME")) homes.emplace_back(home);
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  if (!program.empty()) homes.push_back(program.parent_path() / "../share/tenprobes");
  homes.emplace_back(TENPROBES_SOURCE);
  for (const fs::path& home : homes) {
    if (fs::exists(home / relative)) return (home / relative).lexically_normal();
  }
  return std::nullopt;
}

fs::path shipped_file(const fs::path& relative) {
  if (auto found = find_shipped(relative)) return *found;
  throw Error(relative.string() +
              ": not found beside the program; set TENPROBES_HOME to the folder"
              " that holds assets/ and pretrained/");
}

}  // namespace tenprobes::native
