#include "core/network/block.h"

#include <algorithm>

#include "core/network/pooling.h"

namespace tenprobes::network {
namespace {

void relu_mean_back(const FeatureMap& input, const FeatureMap& output_gradient,
                    FeatureMap& input_gradient) {
  const auto area = static_cast<std::size_t>(input.height * input.width);
  for (std::size_t i = 0; i < input.values.size(); ++i) {
    input_gradient.values[i] =
        input.values[i] > 0 ? output_gradient.values[i / area] / static_cast<float>(area) : 0;
  }
}

}  // namespace

const FeatureMap& forward(const Block& block, const FeatureMap& input, Normalisation normalisation,
                          BlockState& state, Workspace& workspace) {
  state.normalisation = normalisation;
  state.nodes.resize(static_cast<std::size_t>(block.node_count));
  state.convolved.resize(block.edges.size());
  state.statistics.resize(block.edges.size());
  std::vector<bool> written(state.nodes.size());
  FeatureMap scratch;
  for (std::size_t e = 0; e < block.edges.size(); ++e) {
    const BlockEdge& edge = block.edges[e];
    const FeatureMap& from =
        edge.source == 0 ? input : state.nodes[static_cast<std::size_t>(edge.source)];
    FeatureMap& to = state.nodes[static_cast<std::size_t>(edge.target)];
    const bool add = written[static_cast<std::size_t>(edge.target)];
    written[static_cast<std::size_t>(edge.target)] = true;
    switch (edge.kind) {
      case EdgeKind::skip:
        resize_like(from, to);
        write(from, add, to);
        break;
      case EdgeKind::convolution:
        if (edge.normalise_after && normalisation == Normalisation::batch) {
          convolve(edge.convolution, from, state.convolved[e], workspace);
          resize_like(state.convolved[e], to);
          state.statistics[e] = batch_statistics(state.convolved[e]);
          normalise(state.convolved[e], state.statistics[e], add, to);
        } else if (add) {
          convolve(edge.convolution, from, state.convolved[e], workspace);
          write(state.convolved[e], true, to);
        } else {
          convolve(edge.convolution, from, to, workspace);
        }
        break;
      case EdgeKind::pool_3x3:
        resize_like(from, to);
        pool_3x3(from, add, to);
        break;
      case EdgeKind::halve:
        halve(from, add ? scratch : to);
        if (add) write(scratch, true, to);
        break;
      case EdgeKind::normalise:
        resize_like(from, to);
        if (normalisation == Normalisation::batch) {
          state.statistics[e] = batch_statistics(from);
          normalise(from, state.statistics[e], add, to);
        } else {
          write(from, add, to);
        }
        break;
      case EdgeKind::relu_mean:
        relu_mean(from, add ? scratch : to);
        if (add) write(scratch, true, to);
        break;
    }
  }
  FeatureMap& output = state.nodes.back();
  if (!written.back()) {
    output.resize(input.images, input.height, input.width, block.output_channels);
    std::fill(output.values.begin(), output.values.end(), 0.0f);
  }
  return output;
}

void backward(const Block& block, const FeatureMap& input, const BlockState& state,
              const FeatureMap& output_gradient, FeatureMap& input_gradient,
              std::vector<std::vector<float>>* weight_gradients, Workspace& workspace) {
  if (weight_gradients) weight_gradients->assign(block.edges.size(), {});
  const auto node_count = static_cast<std::size_t>(block.node_count);
  workspace.gradients.resize(std::max(workspace.gradients.size(), node_count));
  std::vector<bool> written(node_count);
  written.back() = true;
  const auto gradient_of = [&](int node) -> FeatureMap& {
    return node == 0 ? input_gradient : workspace.gradients[static_cast<std::size_t>(node)];
  };
  for (std::size_t e = block.edges.size(); e-- > 0;) {
    const BlockEdge& edge = block.edges[e];
    if (!written[static_cast<std::size_t>(edge.target)]) continue;  // nothing reads the target
    const FeatureMap& from =
        edge.source == 0 ? input : state.nodes[static_cast<std::size_t>(edge.source)];
    const FeatureMap& gradient =
        edge.target + 1 == block.node_count ? output_gradient : gradient_of(edge.target);
    FeatureMap& sum = gradient_of(edge.source);
    const bool add = written[static_cast<std::size_t>(edge.source)];
    written[static_cast<std::size_t>(edge.source)] = true;
    FeatureMap& source_gradient = add ? workspace.edge_gradient : sum;
    resize_like(from, source_gradient);
    switch (edge.kind) {
      case EdgeKind::skip:
        source_gradient = gradient;
        break;
      case EdgeKind::convolution: {
        const FeatureMap* by_output = &gradient;
        if (edge.normalise_after && state.normalisation == Normalisation::batch) {
          workspace.convolved_gradient = gradient;
          normalise_back(state.convolved[e], state.statistics[e], workspace.convolved_gradient);
          by_output = &workspace.convolved_gradient;
        }
        convolve_back(edge.convolution, from, *by_output, source_gradient, workspace);
        if (weight_gradients) {
          weight_gradient(edge.convolution, from, *by_output, (*weight_gradients)[e], workspace);
        }
        break;
      }
      case EdgeKind::pool_3x3:
        pool_3x3_back(gradient, source_gradient);
        break;
      case EdgeKind::halve:
        halve_back(gradient, source_gradient);
        break;
      case EdgeKind::normalise:
        source_gradient = gradient;
        if (state.normalisation == Normalisation::batch) {
          normalise_back(from, state.statistics[e], source_gradient);
        }
        break;
      case EdgeKind::relu_mean:
        relu_mean_back(from, gradient, source_gradient);
        break;
    }
    if (add) write(source_gradient, true, sum);
  }
  if (!written.front()) {
    resize_like(input, input_gradient);
    std::fill(input_gradient.values.begin(), input_gradient.values.end(), 0.0f);
  }
}

}  // namespace tenprobes::network
