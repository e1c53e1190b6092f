// Whole files in and out.
//
//   command->add_option("--out", options->out, "...")->check(output_file());   // before any work
//   const std::string bytes = read_file("mine.csv");
//   write_file(options.out, result);
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::native {

/// The file's bytes. Throws Error with the path and the system's reason, on a file that is larger
/// than core/base/limits.h allows, and on one that an output_file() option names: it would be lost.
std::string read_file(const std::filesystem::path& path);

/// The same for what is gone on with, which may be the output too: a trace or a checkpoint.
std::string read_to_go_on(const std::filesystem::path& path);

/// Writes to a temporary file beside `path`, has the disk keep it (fsync), then renames it: never
/// half a file, whatever ends the program or the machine. What is no ordinary file (/dev/null, a
/// pipe) is written to. Throws Failure.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// The system's folder for temporary files. Throws Failure where $TMPDIR names none.
std::filesystem::path temporary_folder();

/// From now on write_file() does nothing: of a rank whose results another one writes.
void write_no_files();

/// For the start of long work: throws Error now if write_file(path) could not create a file there.
void check_writable(const std::filesystem::path& path);

/// For options that name an output: check_writable() while the command line is read, and no such
/// file may then be read.
CLI::Validator output_file();

/// --out, which must be given.
void add_out(CLI::App& command, std::string& out, const char* help);

/// A path in a sentence: printable, and not endless.
std::string shown(const std::filesystem::path& path);

/// Says on stderr what of a file can hardly be right (core/devices/plausibility.h).
void note(const std::filesystem::path& file, const std::vector<std::string>& doubts);

/// Text from outside, for a terminal: control characters become '?', line ends stay.
std::string printable(std::string_view text);

/// Whether there is something at `path`; false also where that cannot be told (a name too long).
bool exists(const std::filesystem::path& path);

/// Where assets/ and pretrained/ are: $TENPROBES_HOME, else what set_shipped_home() says, else beside
/// the installed program, else the source folder the program was built from. Throws Error if
/// `relative` is in none.
std::filesystem::path shipped_file(const std::filesystem::path& relative);

/// The same where the file may be absent: null then.
std::optional<std::filesystem::path> find_shipped(const std::filesystem::path& relative);

/// What an option names, else what is shipped in its place.
std::filesystem::path given_or_shipped(const std::string& path,
                                       const std::filesystem::path& relative);

/// For what is no program of its own and brings its files along: Python's module.
void set_shipped_home(const std::filesystem::path& folder);

}  // namespace tenprobes::native
