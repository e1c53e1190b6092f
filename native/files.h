// Whole files in and out.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tenprobes::native {

/// The file's bytes; throws Error with the path and the system's reason.
std::string read_file(const std::filesystem::path& path);

/// Writes to a temporary file beside `path`, then renames it: never half a file. Throws Failure.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// For the start of long work: throws Error now if write_file(path) could not create a file there.
void check_writable(const std::filesystem::path& path);

/// Where assets/ and pretrained/ are: $TENPROBES_HOME, else beside the installed program, else the
/// source folder the program was built from. Throws Error if `relative` is in none.
std::filesystem::path shipped_file(const std::filesystem::path& relative);

/// The same where the file may be absent: null then.
std::optional<std::filesystem::path> find_shipped(const std::filesystem::path& relative);

}  // namespace tenprobes::native
