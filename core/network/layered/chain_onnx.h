// A network of layers as an ONNX file.
//
//   std::string bytes = to_onnx(chain, OnnxOptions{.batch = 1, .opset = 13});
//
// One input, "images" [batch, channels, side, side], and one output, "logits" [batch, classes], or
// the last layer's values where the network ends in an image; it computes what ChainInference<float>
// does. h-swish is one operator from set 14 on, and x times h-sigmoid before.
#pragma once

#include "core/network/layered/chain.h"
#include "core/network/onnx.h"

namespace tenprobes::network {

/// Throws Error on an option out of its range, and where batch normalisation shall be kept, which
/// chains have folded in.
std::string to_onnx(const Chain& chain, const OnnxOptions& options);

}  // namespace tenprobes::network
