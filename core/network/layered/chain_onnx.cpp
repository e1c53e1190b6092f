#include "core/network/layered/chain_onnx.h"

#include "core/base/error.h"
#include "core/network/onnx_graph.h"

namespace tenprobes::network {
namespace {

using namespace onnx;

class Writer {
 public:
  explicit Writer(const OnnxOptions& options) : options_(options) {}

  std::string write(const Chain& chain) {
    std::vector<std::string> values = {"images"};
    side_ = chain.side;
    for (const ChainLayer& layer : chain.layers) {
      std::string value = one(layer, values.back());
      if (layer.residual >= 0) {
        value = graph_.node("Add", {value, values[static_cast<std::size_t>(layer.residual)]});
      }
      values.push_back(activated(layer.activation, value));
      side_ = layer.output_size(side_);
    }
    Shape logits = {options_.batch, chain.outputs()};
    if (side_ == 1) {
      graph_.node("Flatten", {values.back()}, {integer_attribute("axis", 1)}, "logits");
    } else {
      logits.insert(logits.end(), {side_, side_});
      graph_.node("Identity", {values.back()}, {}, "logits");
    }
    return graph_.finish(options_.name, options_.opset,
                         {options_.batch, chain.channels, chain.side, chain.side}, logits);
  }

 private:
  std::string convolution(const std::string& input, const Shape& shape,
                          const std::vector<float>& weights, const std::vector<float>& bias,
                          int stride = 1, int groups = 1) {
    const std::int64_t kernel = shape[2], before = kernel / 2, behind = (kernel - 1) / 2;
    return graph_.node(
        "Conv",
        {input, graph_.constant("weights", shape, weights),
         graph_.constant("bias", {shape[0]}, bias)},
        {integers_attribute("kernel_shape", {kernel, kernel}),
         integers_attribute("pads", {before, before, behind, behind}),
         integers_attribute("strides", {stride, stride}), integer_attribute("group", groups)});
  }

  std::string h_sigmoid(const std::string& input) {
    return graph_.node("HardSigmoid", {input},
                       {float_attribute("alpha", 1.0f / 6), float_attribute("beta", 0.5f)});
  }

  std::string activated(Activation activation, const std::string& value) {
    if (activation == Activation::relu) return graph_.node("Relu", {value});
    if (activation == Activation::none) return value;
    if (options_.opset >= 14) return graph_.node("HardSwish", {value});
    return graph_.node("Mul", {value, h_sigmoid(value)});
  }

  std::string squeeze(const ChainLayer& layer, const std::string& input) {
    const std::string middle = graph_.node(
        "Relu", {convolution(graph_.node("GlobalAveragePool", {input}),
                             {layer.squeezed, layer.inputs, 1, 1}, layer.weights, layer.bias)});
    const std::string gate = convolution(middle, {layer.inputs, layer.squeezed, 1, 1},
                                         layer.gate_weights, layer.gate_bias);
    return graph_.node("Mul", {input, h_sigmoid(gate)});
  }

  std::string reshape(const std::string& input, const Shape& shape) {
    return graph_.node("Reshape", {input, graph_.constant("shape", shape)});
  }

  std::string shuffle(const ChainLayer& layer, const std::string& input) {
    const std::int64_t groups = layer.groups, each = layer.inputs / layer.groups;
    const std::string grouped = reshape(input, {options_.batch, groups, each, side_, side_});
    const std::string turned =
        graph_.node("Transpose", {grouped}, {integers_attribute("perm", {0, 2, 1, 3, 4})});
    return reshape(turned, {options_.batch, layer.inputs, side_, side_});
  }

  std::string one(const ChainLayer& layer, const std::string& input) {
    switch (layer.kind) {
      case ChainLayer::Kind::squeeze:
        return squeeze(layer, input);
      case ChainLayer::Kind::shuffle:
        return shuffle(layer, input);
      case ChainLayer::Kind::mean:
        return graph_.node("GlobalAveragePool", {input});
      default:
        return convolution(input,
                           {layer.outputs, layer.inputs / layer.groups, layer.kernel, layer.kernel},
                           layer.weights, layer.bias, layer.stride, layer.groups);
    }
  }

  const OnnxOptions& options_;
  Graph graph_;
  std::int64_t side_ = 1;
};

}  // namespace

std::string to_onnx(const Chain& chain, const OnnxOptions& options) {
  options.validate();
  if (!options.fold_batch_norm) {
    throw Error("ONNX: networks of layers are written with batch normalisation folded in");
  }
  return Writer(options).write(chain);
}

}  // namespace tenprobes::network
