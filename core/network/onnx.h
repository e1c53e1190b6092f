// A network as an ONNX file, to be timed on a phone or a board (onnxruntime) or converted (TFLite).
//
//   const DeployableNetwork network = make_deployable(architecture, 10, random);
//   std::string bytes = to_onnx(network, {.batch = 1, .opset = 13});
//
// The graph has one input, "images" [batch, 3, 32, 32], and one output, "logits" [batch, classes],
// both float32, and computes what Inference<float> does. Dead edges are left out, as every exporter
// does; a cell without a path from input to output multiplies its input by zero, so that input and
// output stay connected. Networks of layers: layered/chain_onnx.h.
#pragma once

#include <string>

#include "core/network/inference.h"

namespace tenprobes::network {

inline constexpr int least_onnx_opset = 9, most_onnx_opset = 17;

struct OnnxOptions {
  int batch = 1;   ///< 1..4096, fixed in the file
  int opset = 13;  ///< of the operators, 9..17
  /// Batch normalisation multiplied into the convolutions before it. The last one, which no
  /// convolution precedes, stays.
  bool fold_batch_norm = true;
  std::string name = "network";  ///< of the graph

  /// Throws Error on the first that is out of its range.
  void validate() const;
};

/// Throws Error on an option out of its range.
std::string to_onnx(const DeployableNetwork& network, const OnnxOptions& options);

}  // namespace tenprobes::network
