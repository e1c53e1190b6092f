// A network as the bytes of an ONNX file, of any space whose networks can be built.
//
//   const ExportedNetwork made = export_network(space, architecture, {.onnx = {.batch = 8}});
//   print(made.name, made.macs, made.onnx.size());
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/network/onnx.h"
#include "core/search_space/search_space.h"

namespace tenprobes::network {

struct ExportRequest {
  OnnxOptions onnx = {};
  std::optional<int> classes = {};  ///< of cells, 1..100,000; 10 unless given
  std::uint64_t seed = 1;           ///< of weights and reference
  bool with_reference = false;
};

struct ExportedNetwork {
  std::string name;  ///< of the graph: the space's, and the index where there is one
  std::string onnx;
  std::string reference;  ///< a random input and its answer, JSON: native/commands/export.cpp
  std::int64_t macs = 0;
  int classes = 0;
};

/// With random weights: time does not depend on them. Throws Error on a request out of its range and
/// on a catalogue, which does not say how its networks are built.
ExportedNetwork export_network(const SearchSpace& space, const Architecture& architecture,
                               const ExportRequest& request = {});

}  // namespace tenprobes::network
