#include "core/network/onnx.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <map>
#include <span>

#include "core/base/error.h"

namespace tenprobes::network {
namespace {

constexpr int image_size = 32;

/// A protobuf message in its wire format: fields of varints (type 0), 32 bits (5) and bytes (2).
class Message {
 public:
  void integer(int field, std::int64_t value) {
    varint(static_cast<std::uint64_t>(field) << 3);
    varint(static_cast<std::uint64_t>(value));
  }
  void number(int field, float value) {
    varint(static_cast<std::uint64_t>(field) << 3 | 5);
    char little_endian[4];
    std::memcpy(little_endian, &value, 4);
    bytes_.append(little_endian, 4);
  }
  void text(int field, std::string_view value) {
    varint(static_cast<std::uint64_t>(field) << 3 | 2);
    varint(value.size());
    bytes_ += value;
  }
  void message(int field, const Message& value) { text(field, value.bytes_); }

  const std::string& bytes() const { return bytes_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 128; value >>= 7) bytes_ += static_cast<char>(value | 128);
    bytes_ += static_cast<char>(value);
  }
  std::string bytes_;
};

// Field numbers of onnx.proto3.
Message integers_attribute(const std::string& name, std::initializer_list<std::int64_t> values) {
  Message attribute;
  attribute.text(1, name);
  for (const std::int64_t value : values) attribute.integer(8, value);
  attribute.integer(20, 7);  // type INTS
  return attribute;
}

Message integer_attribute(const std::string& name, std::int64_t value) {
  Message attribute;
  attribute.text(1, name);
  attribute.integer(3, value);
  attribute.integer(20, 2);  // type INT
  return attribute;
}

Message float_attribute(const std::string& name, float value) {
  Message attribute;
  attribute.text(1, name);
  attribute.number(2, value);
  attribute.integer(20, 1);  // type FLOAT
  return attribute;
}

Message tensor_description(const std::string& name, std::initializer_list<std::int64_t> shape) {
  Message dimensions, tensor, type, description;
  for (const std::int64_t size : shape) {
    Message dimension;
    dimension.integer(1, size);
    dimensions.message(1, dimension);
  }
  tensor.integer(1, 1);  // float32
  tensor.message(2, dimensions);
  type.message(1, tensor);
  description.text(1, name);
  description.message(2, type);
  return description;
}

class Graph {
 public:
  /// Returns the name of the node's output.
  std::string node(const std::string& operation, const std::vector<std::string>& inputs,
                   const std::vector<Message>& attributes = {}, std::string output = {}) {
    if (output.empty()) output = operation + "_" + std::to_string(++nodes_);
    Message node;
    for (const std::string& input : inputs) node.text(1, input);
    node.text(2, output);
    node.text(3, output);
    node.text(4, operation);
    for (const Message& attribute : attributes) node.message(5, attribute);
    graph_.message(1, node);
    return output;
  }

  /// Returns the name of the constant.
  std::string constant(const std::string& name, std::initializer_list<std::int64_t> shape,
                       std::span<const float> values) {
    std::string unique = name + "_" + std::to_string(++constants_);
    Message tensor;
    for (const std::int64_t size : shape) tensor.integer(1, size);
    tensor.integer(2, 1);  // float32
    tensor.text(8, unique);
    tensor.text(9, {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
    graph_.message(5, tensor);
    return unique;
  }

  Message finish(const std::string& name, const Message& input, const Message& output) {
    graph_.text(2, name);
    graph_.message(11, input);
    graph_.message(12, output);
    return graph_;
  }

 private:
  Message graph_;
  int nodes_ = 0, constants_ = 0;
};

std::string batch_norm(Graph& graph, const std::string& input, const BatchStatistics& statistics) {
  const std::size_t channels = statistics.mean.size();
  std::vector<float> variance;
  for (const float inverse : statistics.inverse_deviation) {
    variance.push_back(std::max(0.0f, 1 / (inverse * inverse) - batch_norm_epsilon));
  }
  const auto size = static_cast<std::int64_t>(channels);
  const std::vector<float> ones(channels, 1.0f), zeros(channels, 0.0f);
  return graph.node(
      "BatchNormalization",
      {input, graph.constant("scale", {size}, ones), graph.constant("shift", {size}, zeros),
       graph.constant("mean", {size}, statistics.mean),
       graph.constant("variance", {size}, variance)},
      {float_attribute("epsilon", batch_norm_epsilon)});
}

std::string convolution(Graph& graph, const std::string& input, const BlockEdge& edge,
                        const BatchStatistics& statistics, bool fold) {
  const bool separate = edge.normalise_after && !fold;
  const Convolution layer = separate ? edge.convolution : folded(edge, statistics);
  std::vector<std::string> inputs = {
      input, graph.constant("weights", {layer.outputs, layer.inputs, layer.kernel, layer.kernel},
                            layer.weights)};
  if (edge.normalise_after && fold) {
    inputs.push_back(graph.constant("bias", {layer.outputs}, layer.bias));
  }
  const std::int64_t padding = layer.kernel / 2;
  const std::string output =
      graph.node("Conv", inputs,
                 {integers_attribute("kernel_shape", {layer.kernel, layer.kernel}),
                  integers_attribute("pads", {padding, padding, padding, padding}),
                  integers_attribute("strides", {layer.stride, layer.stride})});
  return separate ? batch_norm(graph, output, statistics) : output;
}

std::string average_pool(Graph& graph, const std::string& input, std::int64_t kernel,
                         std::int64_t padding, std::int64_t stride) {
  return graph.node(
      "AveragePool", {input},
      {integers_attribute("kernel_shape", {kernel, kernel}),
       integers_attribute("pads", {padding, padding, padding, padding}),
       integers_attribute("strides", {stride, stride}), integer_attribute("count_include_pad", 0)});
}

std::string linear(Graph& graph, const std::string& input, const Convolution& layer) {
  return graph.node("Gemm",
                    {graph.node("Flatten", {input}, {integer_attribute("axis", 1)}),
                     graph.constant("weights", {layer.outputs, layer.inputs}, layer.weights),
                     graph.constant("bias", {layer.outputs}, layer.bias)},
                    {integer_attribute("transB", 1)}, "logits");
}

/// Adds a block; returns the name of its output.
std::string add_block(Graph& graph, const Block& block,
                      const std::vector<BatchStatistics>& statistics, const std::string& input,
                      bool is_head, bool fold) {
  std::vector<std::string> value(static_cast<std::size_t>(block.node_count));
  std::map<std::string, std::string> rectified;
  value[0] = input;
  const auto relu = [&](const std::string& name) {
    std::string& output = rectified[name];
    if (output.empty()) output = graph.node("Relu", {name});
    return output;
  };
  for (std::size_t e = 0; e < block.edges.size(); ++e) {
    const BlockEdge& edge = block.edges[e];
    const std::string& from = value[static_cast<std::size_t>(edge.source)];
    std::string term;
    switch (edge.kind) {
      case EdgeKind::skip:
        term = from;
        break;
      case EdgeKind::pool_3x3:
        term = average_pool(graph, from, 3, 1, 1);
        break;
      case EdgeKind::halve:
        term = average_pool(graph, from, 2, 0, 2);
        break;
      case EdgeKind::normalise:
        term = batch_norm(graph, from, statistics[e]);
        break;
      case EdgeKind::relu_mean:
        term = graph.node("GlobalAveragePool", {relu(from)});
        break;
      case EdgeKind::convolution:
        term = is_head ? linear(graph, from, edge.convolution)
                       : convolution(graph, edge.convolution.relu_before ? relu(from) : from, edge,
                                     statistics[e], fold);
    }
    std::string& sum = value[static_cast<std::size_t>(edge.target)];
    sum = sum.empty() ? term : graph.node("Add", {sum, term});
  }
  if (value.back().empty()) {
    const float zero = 0;
    value.back() = graph.node("Mul", {input, graph.constant("zero", {1}, {&zero, 1})});
  }
  return value.back();
}

void check_range(const char* what, int value, int low, int high) {
  if (value < low || value > high) {
    throw Error(std::string("ONNX: ") + what + " is " + std::to_string(value) +
                "; it must be from " + std::to_string(low) + " to " + std::to_string(high));
  }
}

/// The oldest format that holds the operator set (ONNX, docs/Versioning.md).
int ir_version(int opset) {
  return opset >= 15 ? 8 : opset >= 12 ? 7 : opset == 11 ? 6 : opset == 10 ? 5 : 4;
}

}  // namespace

std::string to_onnx(const DeployableNetwork& deployable, const OnnxOptions& options) {
  check_range("the batch size", options.batch, 1, 4096);
  check_range("the operator set", options.opset, least_onnx_opset, most_onnx_opset);
  const std::vector<Block>& blocks = deployable.network.blocks;
  Graph graph;
  std::string value = "images";
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    value = add_block(graph, blocks[b], deployable.statistics[b], value, b + 1 == blocks.size(),
                      options.fold_batch_norm);
  }
  Message operators, model;
  operators.text(1, "");
  operators.integer(2, options.opset);
  model.integer(1, ir_version(options.opset));
  model.text(2, "tenprobes");
  model.message(
      7, graph.finish(
             options.name,
             tensor_description("images", {options.batch, image_channels, image_size, image_size}),
             tensor_description("logits", {options.batch, deployable.network.classes})));
  model.message(8, operators);
  return model.bytes();
}

}  // namespace tenprobes::network
