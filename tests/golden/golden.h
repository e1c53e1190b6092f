// Compares a document with its golden one (tests/golden/README.md).
//
//   EXPECT_EQ(difference(read_golden(folder + "/figures/bench.json"), json::parse(run.out)), "");
#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

namespace tenprobes::golden {

inline std::string read_bytes(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline nlohmann::json read_golden(const std::string& path) {
  return nlohmann::json::parse(read_bytes(path));
}

/// Where `now` first says something else than `golden`, as a sentence; empty if nowhere. Objects may
/// have gained members; numbers may differ by `tolerance`, relative.
inline std::string difference(const nlohmann::json& golden, const nlohmann::json& now,
                              double tolerance = 1e-9, const std::string& where = "") {
  std::string words = where + ": was " + golden.dump() + ", is " + now.dump();
  if (golden.is_object() && now.is_object()) {
    for (const auto& [key, value] : golden.items()) {
      if (!now.contains(key)) return where + "/" + key + " is missing";
      std::string inside = difference(value, now[key], tolerance, where + "/" + key);
      if (!inside.empty()) return inside;
    }
    return "";
  }
  if (golden.is_array() && now.is_array()) {
    if (golden.size() != now.size()) return words;
    for (std::size_t i = 0; i < golden.size(); ++i) {
      const std::string place = where + "/" + std::to_string(i);
      std::string inside = difference(golden[i], now[i], tolerance, place);
      if (!inside.empty()) return inside;
    }
    return "";
  }
  if (golden.is_number() && now.is_number()) {
    const double a = golden, b = now;
    return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b)) ? "" : words;
  }
  return golden == now ? "" : words;
}

}  // namespace tenprobes::golden
