#include "core/network/inference.h"

#include <Eigen/Core>

#include "core/network/columns.h"
#include "core/network/pooling.h"

namespace tenprobes::network {
namespace {

/// One edge with its numbers in the precision that it runs in.
template <typename Scalar>
struct Step {
  BlockEdge edge;                   ///< without weights
  bool add = false;                 ///< whether an earlier edge wrote the target
  Eigen::MatrixX<Scalar> weights;   ///< convolution: [inputs * kernel^2][outputs]
  Eigen::RowVectorX<Scalar> bias;   ///< convolution: [outputs]; normalise: the shift
  Eigen::RowVectorX<Scalar> scale;  ///< normalise: [channels]
};

template <typename Scalar>
struct Part {
  std::vector<Step<Scalar>> steps;
  int node_count, output_channels;
  bool is_written;  ///< whether anything reaches the output
};

template <typename Scalar>
Step<Scalar> make_step(const BlockEdge& edge, const BatchStatistics& statistics) {
  Step<Scalar> step;
  if (edge.kind == EdgeKind::convolution) {
    const Convolution convolution = folded(edge, statistics);
    step.weights =
        Eigen::Map<const Eigen::MatrixXf>(
            convolution.weights.data(),
            convolution.inputs * convolution.kernel * convolution.kernel, convolution.outputs)
            .template cast<Scalar>();
    step.bias = Eigen::Map<const Eigen::RowVectorXf>(convolution.bias.data(), convolution.outputs)
                    .template cast<Scalar>();
  }
  if (edge.kind == EdgeKind::normalise) {
    const auto channels = static_cast<Eigen::Index>(statistics.mean.size());
    const Eigen::Map<const Eigen::RowVectorXf> mean(statistics.mean.data(), channels),
        inverse(statistics.inverse_deviation.data(), channels);
    step.scale = inverse.template cast<Scalar>();
    step.bias = -mean.template cast<Scalar>().cwiseProduct(step.scale);
  }
  step.edge = edge;
  step.edge.convolution.weights.clear();
  step.edge.convolution.bias.clear();
  return step;
}

}  // namespace

DeployableNetwork make_deployable(const Cell& architecture, int classes, Random& random) {
  constexpr int images = 8, size = 32;
  DeployableNetwork result{build_network(architecture, classes), {}};
  initialise(result.network, random);
  for (float& bias : result.network.blocks.back().edges.back().convolution.bias) {
    bias = static_cast<float>(random.uniform(-0.125, 0.125));
  }
  FeatureMap map(images, size, size, image_channels);
  for (float& value : map.values) value = static_cast<float>(random.normal());
  BlockState state;
  Workspace workspace;
  for (const Block& block : result.network.blocks) {
    state.statistics.clear();
    forward(block, map, Normalisation::batch, state, workspace);
    result.statistics.push_back(state.statistics);
    std::swap(map, state.nodes.back());
  }
  return result;
}

Convolution folded(const BlockEdge& edge, const BatchStatistics& statistics) {
  Convolution convolution = edge.convolution;
  convolution.bias.resize(static_cast<std::size_t>(convolution.outputs));
  if (!edge.normalise_after) return convolution;
  const std::size_t each = convolution.weight_count() / convolution.bias.size();
  for (std::size_t out = 0; out < convolution.bias.size(); ++out) {
    const float scale = statistics.inverse_deviation[out];
    for (std::size_t i = 0; i < each; ++i) convolution.weights[out * each + i] *= scale;
    convolution.bias[out] = (convolution.bias[out] - statistics.mean[out]) * scale;
  }
  return convolution;
}

template <typename Scalar>
struct Inference<Scalar>::Plan {
  using Map = BasicFeatureMap<Scalar>;

  std::vector<Part<Scalar>> parts;
  std::vector<Map> nodes;
  Map current, scratch;
  AlignedVector<Scalar> columns;

  void convolve(const Step<Scalar>& step, const Map& from, Map& to) {
    using Pixels = Eigen::Map<Eigen::MatrixX<Scalar>, 0, Eigen::OuterStride<>>;
    const Convolution& convolution = step.edge.convolution;
    to.resize(from.images, convolution.output_size(from.height),
              convolution.output_size(from.width), convolution.outputs);
    for_each_block(convolution, from, columns, [&](const auto& gathered, int first_pixel) {
      Pixels block(to.values.data() + first_pixel, gathered.rows(), convolution.outputs,
                   Eigen::OuterStride<>(to.pixels()));
      if (step.add) {
        block.rowwise() += step.bias;
      } else {
        block.rowwise() = step.bias;
      }
      block.noalias() += gathered * step.weights;
    });
  }

  void normalise(const Step<Scalar>& step, const Map& from, Map& to) {
    using Pixels = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
    resize_like(from, to);
    for (int c = 0; c < from.channels; ++c) {
      const Eigen::Map<const Pixels> source(from.channel(c).data(), from.pixels());
      Eigen::Map<Pixels> target(to.channel(c).data(), to.pixels());
      if (step.add) {
        target += source * step.scale(c) + step.bias(c);
      } else {
        target = source * step.scale(c) + step.bias(c);
      }
    }
  }

  void run(const Step<Scalar>& step, const Map& from, Map& to) {
    switch (step.edge.kind) {
      case EdgeKind::skip:
        resize_like(from, to);
        write(from, step.add, to);
        break;
      case EdgeKind::convolution:
        convolve(step, from, to);
        break;
      case EdgeKind::pool_3x3:
        resize_like(from, to);
        pool_3x3(from, step.add, to);
        break;
      case EdgeKind::normalise:
        normalise(step, from, to);
        break;
      case EdgeKind::halve:
        halve(from, step.add ? scratch : to);
        if (step.add) write(scratch, true, to);
        break;
      case EdgeKind::relu_mean:
        relu_mean(from, step.add ? scratch : to);
        if (step.add) write(scratch, true, to);
        break;
    }
  }
};

template <typename Scalar>
Inference<Scalar>::Inference(const DeployableNetwork& deployable)
    : plan_(std::make_unique<Plan>()) {
  for (std::size_t b = 0; b < deployable.network.blocks.size(); ++b) {
    const Block& block = deployable.network.blocks[b];
    Part<Scalar> part{{}, block.node_count, block.output_channels, false};
    std::vector<bool> written(static_cast<std::size_t>(block.node_count));
    for (std::size_t e = 0; e < block.edges.size(); ++e) {
      part.steps.push_back(make_step<Scalar>(block.edges[e], deployable.statistics[b][e]));
      const auto target = static_cast<std::size_t>(block.edges[e].target);
      part.steps.back().add = written[target];
      written[target] = true;
    }
    part.is_written = written.back();
    plan_->parts.push_back(std::move(part));
  }
}

template <typename Scalar>
Inference<Scalar>::~Inference() = default;
template <typename Scalar>
Inference<Scalar>::Inference(Inference&&) noexcept = default;

template <typename Scalar>
const BasicFeatureMap<Scalar>& Inference<Scalar>::run(const BasicFeatureMap<Scalar>& images) {
  Plan& plan = *plan_;
  const BasicFeatureMap<Scalar>* input = &images;
  for (const Part<Scalar>& part : plan.parts) {
    plan.nodes.resize(std::max(plan.nodes.size(), static_cast<std::size_t>(part.node_count)));
    for (const Step<Scalar>& step : part.steps) {
      plan.run(
          step,
          step.edge.source == 0 ? *input : plan.nodes[static_cast<std::size_t>(step.edge.source)],
          plan.nodes[static_cast<std::size_t>(step.edge.target)]);
    }
    BasicFeatureMap<Scalar>& output = plan.nodes[static_cast<std::size_t>(part.node_count - 1)];
    if (!part.is_written) {
      output.resize(input->images, input->height, input->width, part.output_channels);
      std::fill(output.values.begin(), output.values.end(), Scalar(0));
    }
    std::swap(plan.current, output);
    input = &plan.current;
  }
  return plan.current;
}

template class Inference<float>;
template class Inference<double>;

}  // namespace tenprobes::network
