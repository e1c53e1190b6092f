#include "core/network/onnx.h"

#include <algorithm>
#include <map>

#include "core/base/check_range.h"
#include "core/network/onnx_graph.h"

namespace tenprobes::network {
namespace {

using namespace onnx;

constexpr int image_size = 32;

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

}  // namespace

void OnnxOptions::validate() const {
  check_range("ONNX: the batch size", batch, 1, 4096);
  check_range("ONNX: the operator set", opset, least_onnx_opset, most_onnx_opset);
}

std::string to_onnx(const DeployableNetwork& deployable, const OnnxOptions& options) {
  options.validate();
  const std::vector<Block>& blocks = deployable.network.blocks;
  Graph graph;
  std::string value = "images";
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    value = add_block(graph, blocks[b], deployable.statistics[b], value, b + 1 == blocks.size(),
                      options.fold_batch_norm);
  }
  return graph.finish(options.name, options.opset,
                      {options.batch, image_channels, image_size, image_size},
                      {options.batch, deployable.network.classes});
}

}  // namespace tenprobes::network
