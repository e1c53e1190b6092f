// What hostile input is tried on: every reader of what comes from outside, by name, with inputs to
// begin from.
//
//   for (const Target& target : all_targets())
//     for (const std::string& seed : target.seeds()) target.read(seed);       // throws nothing
//
// A new reader is one entry in readers.cpp (the core's lower rooms), sessions.cpp (the upper ones) or
// app.cpp (the page's). The same
// entries are run by libFuzzer (libfuzzer.cpp, scripts/fuzz.sh) and, without it, by fuzz_test.cpp.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::fuzz {

struct Target {
  std::string name;
  /// Reads the bytes; an Error is an answer and is caught, anything else is a failure.
  std::function<void(std::string_view)> read;
  std::function<std::vector<std::string>()> seeds;
  std::vector<std::string> words;  ///< what inputs are made of: libFuzzer's dictionary
};

std::vector<Target> reader_targets();
std::vector<Target> session_targets();
std::vector<Target> app_targets();

/// All of them.
std::vector<Target> all_targets();

/// `read`, with Error caught.
void read_safely(const Target& target, std::string_view bytes);

}  // namespace tenprobes::fuzz
