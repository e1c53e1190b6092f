// The spaces that layered tests share: a small complete one of five layers and two resolutions, and
// those that are shipped.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "core/search_space/layered/layered_file.h"

namespace tenprobes {

inline std::string layered_example() {
  return R"({
  "format": "tenprobes-space", "version": 1, "name": "example", "title": "A small example",
  "resolution": {"reference": 32, "choices": [24, 32]},
  "units": {"macs": 1e6, "activations": 1e6, "parameters": 1e6},
  "kinds": {"attention": "dense"},
  "fixed": [{"conv": {"in": 3, "out": 16, "kernel": 3, "stride": 1, "side": 32}},
            {"linear": {"in": 24, "out": 10}}],
  "shapes": {
    "early": {"mbconv": {"in": 16, "out": 16, "side": 32, "kernel": [3, 5],
                         "expansion": [1, 3], "skip": "skip"}},
    "down":  {"mbconv": {"in": 16, "out": 24, "stride": 2, "side": 32, "kernel": [3, 5, 7],
                         "expansion": [3, 6], "squeeze": [false, true]}},
    "late":  {"k3": [["dw3", 0.055, 0.012, 0.0002, 2, 16], ["dense", 0.15, 0.012, 0.0006, 2, 16]],
              "attend": [["attention", 1.2, 0.12, 0.0023, 6, 16]]}
  },
  "positions": ["early", "early", "down", "late", "late"],
  "stages": [{"positions": [3, 4], "least": 1, "absent": "absent"}],
  "quality": {"kind": "macs"}
})";
}

/// One of assets/spaces.
inline std::shared_ptr<const LayeredSpace> shipped_space(const std::string& name) {
  std::ifstream file(std::string(std::getenv("TENPROBES_SOURCE")) + "/assets/spaces/" + name +
                     ".json");
  return parse_layered_space(std::string(std::istreambuf_iterator<char>(file), {}), name);
}

}  // namespace tenprobes
