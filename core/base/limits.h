// How much of what comes from outside is read, in one place. Every refusal says its limit; the tests
// try each limit and one beyond.
//
//   if (bytes.size() > limits::file_bytes) throw Error(name + ": is too large");
//
// They are far above what any published file needs (the largest, HW-NAS-Bench's pickle, has about
// two million values), and low enough that no file can take a machine's memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tenprobes::limits {

// Files.
inline constexpr std::size_t file_bytes = std::size_t{512} << 20;          ///< any file
inline constexpr std::size_t json_bytes = std::size_t{64} << 20;           ///< a JSON document
inline constexpr std::size_t device_bytes = std::size_t{1} << 20;          ///< a device file
inline constexpr std::uint64_t unpacked_bytes = std::uint64_t{512} << 20;  ///< of one archive entry
inline constexpr std::uint64_t archive_entries = 40'000;

// What stands in them.
inline constexpr int json_depth = 64;              ///< lists and objects inside one another
inline constexpr int pickle_depth = 64;            ///< the same in a pickle
inline constexpr std::size_t pickle_marks = 1024;  ///< containers that are being filled at once
inline constexpr std::size_t values = 1 << 24;     ///< numbers, texts and containers of a document
inline constexpr std::int64_t tensor_numbers = 1 << 26;
inline constexpr int tensor_dimensions = 16;
inline constexpr std::size_t columns = 1000;         ///< of a table
inline constexpr std::size_t field_bytes = 1 << 16;  ///< of one field of a table
inline constexpr std::size_t table_rows = 1'000'000;
inline constexpr std::size_t metrics = 200;  ///< of HW-NAS-Bench: 3 data sets of 11
inline constexpr std::size_t arrays = 1000;  ///< of one .npz

// Search spaces.
inline constexpr std::size_t layered_space_bytes = std::size_t{4} << 20;
inline constexpr std::size_t choices = 200;          ///< of one position
inline constexpr std::size_t resolutions = 64;       ///< of one space
inline constexpr int layered_choices = 2048;         ///< different ones of all layers
inline constexpr int layered_rows = 16'384;          ///< resolutions x different choices
inline constexpr int listed_architectures = 20'000;  ///< of layers: more are not enumerated
inline constexpr std::size_t features = 32;          ///< of a catalogue's networks
inline constexpr std::size_t name_bytes = 200;       ///< a network's or a family's name

// What programs answer.
inline constexpr std::size_t answer_bytes = 1 << 16;  ///< one line
inline constexpr int answer_depth = 8;
inline constexpr std::size_t output_bytes = 1 << 20;  ///< everything before the answer

// Work that is asked for.
inline constexpr std::int64_t rollout_steps = 1 << 21;  ///< environments x horizon of a training

// Our own files.
inline constexpr int session_depth = 6;
inline constexpr std::uint64_t safetensors_header_bytes = 16u << 20;
inline constexpr std::size_t text_bytes = 2000;  ///< a name, title, source or note of a device

/// "512 MiB", "64 KiB" or "2000 bytes".
inline std::string size_text(std::uint64_t bytes) {
  constexpr std::uint64_t kibi = 1024, mebi = kibi * kibi;
  if (bytes >= mebi && bytes % mebi == 0) return std::to_string(bytes / mebi) + " MiB";
  if (bytes >= kibi && bytes % kibi == 0) return std::to_string(bytes / kibi) + " KiB";
  return std::to_string(bytes) + " bytes";
}

}  // namespace tenprobes::limits
