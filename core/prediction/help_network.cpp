#include "core/prediction/help_network.h"

#include <Eigen/Core>
#include <algorithm>
#include <complex>

namespace tenprobes::prediction {

namespace {

using Eigen::Index;

constexpr int input_node = 0, output_node = edge_count + 1, global_node = edge_count + 2;

/// feeds[a][b]: node a's state is part of node b's sum.
using Graph = std::array<std::array<bool, help_nodes>, help_nodes>;

constexpr Graph make_graph() {
  Graph feeds{};
  for (std::size_t node = 0; node < help_nodes; ++node) {
    feeds[node][node] = true;
    feeds[node][global_node] = true;
  }
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    if (edge_source[edge] == 0) feeds[input_node][1 + edge] = true;
    if (edge_target[edge] == node_count - 1) feeds[1 + edge][output_node] = true;
    for (std::size_t next = 0; next < edge_count; ++next) {
      if (edge_target[edge] == edge_source[next]) feeds[1 + edge][1 + next] = true;
    }
  }
  return feeds;
}
constexpr Graph feeds = make_graph();

/// Every node's sum over those that feed it (or, reversed, that it feeds); a node a column.
template <class Scalar>
Eigen::MatrixX<Scalar> along_graph(const Eigen::MatrixX<Scalar>& nodes, bool reversed) {
  Eigen::MatrixX<Scalar> sums = nodes;
  for (Index cell = 0; cell < nodes.cols(); cell += help_nodes) {
    for (std::size_t a = 0; a < help_nodes; ++a) {
      for (std::size_t b = 0; b < help_nodes; ++b) {
        if (a == b || !feeds[a][b]) continue;
        const auto from = cell + static_cast<Index>(reversed ? b : a);
        const auto to = cell + static_cast<Index>(reversed ? a : b);
        sums.col(to) += nodes.col(from);
      }
    }
  }
  return sums;
}

template <class Scalar>
void rectify(Eigen::MatrixX<Scalar>& values) {
  if constexpr (std::is_floating_point_v<Scalar>) {
    values = values.cwiseMax(Scalar(0));
  } else {
    values = (values.real().array() > 0).select(values, Scalar(0));
  }
}

/// Drops the slope of units that are off.
template <class Scalar>
void rectify_slope(const Eigen::MatrixX<Scalar>& values, Eigen::MatrixX<Scalar>& slope) {
  slope = (values.real().array() > 0).select(slope, Scalar(0));
}

/// Cells that go through the network at once: few enough for their states to stay in the cache.
constexpr int cells_at_once = 25;

/// Some of the cells, from `first` on, through the network and back.
template <class Scalar>
class Pass {
 public:
  Pass(const HelpLayout& layout, std::span<const Scalar> parameters,
       const HardwareEmbedding& embedding, const HelpCells& cells, Index first)
      : layout_(layout),
        parameters_(parameters),
        count_(std::min<Index>(cells_at_once, cells.count() - first)) {
    const Index units = layout.units;
    sums_[0] = Eigen::Map<const Eigen::MatrixX<float>>(cells.inputs().data(), help_features,
                                                       cells.count() * help_nodes)
                   .middleCols(first * help_nodes, count_ * help_nodes)
                   .template cast<Scalar>();
    for (std::size_t layer = 0; layer < 3; ++layer) {
      Eigen::MatrixX<Scalar> state = apply(layer, sums_[layer]);
      rectify(state);
      if (layer < 2) {
        sums_[layer + 1] = along_graph(state, false);
      } else {
        sums_[3].resize(units, count_);
        for (Index cell = 0; cell < count_; ++cell) {
          sums_[3].col(cell) = state.middleCols(cell * help_nodes, help_nodes).rowwise().sum();
        }
      }
      states_[layer] = std::move(state);
    }
    hardware_[0] =
        Eigen::Map<const Eigen::VectorX<double>>(embedding.data(), help_references).cast<Scalar>();
    for (std::size_t layer = 0; layer < 2; ++layer) {
      hardware_[layer + 1] = apply(4 + layer, hardware_[layer]);
      rectify(hardware_[layer + 1]);
    }
    Eigen::MatrixX<Scalar> cell = apply(3, sums_[3]);
    rectify(cell);
    join_[0].resize(2 * units, count_);
    join_[0].topRows(units) = cell;
    join_[0].bottomRows(units) = hardware_[2].replicate(1, count_);
    for (std::size_t layer = 0; layer < 3; ++layer) {
      join_[layer + 1] = apply(6 + layer, join_[layer]);
      if (layer < 2) rectify(join_[layer + 1]);
    }
  }

  const Eigen::MatrixX<Scalar>& outputs() const { return join_[3]; }  ///< [1, count]

  /// `slope`: of the outputs, [1, count]. Adds to the gradient.
  void backward(Eigen::MatrixX<Scalar> slope, std::span<Scalar> gradient) const {
    const Index units = layout_.units;
    for (std::size_t layer = 3; layer-- > 0;) {
      slope = reverse(6 + layer, join_[layer], slope, gradient);
      rectify_slope(join_[layer], slope);
    }
    Eigen::MatrixX<Scalar> hardware_slope = slope.bottomRows(units).rowwise().sum();
    hardware_slope = reverse(5, hardware_[1], hardware_slope, gradient);
    rectify_slope(hardware_[1], hardware_slope);
    reverse_last(4, hardware_[0], hardware_slope, gradient);

    const Eigen::MatrixX<Scalar> cell_slope = slope.topRows(units);
    const Eigen::MatrixX<Scalar> sum_slope = reverse(3, sums_[3], cell_slope, gradient);
    slope.resize(units, count_ * help_nodes);
    for (Index cell = 0; cell < count_; ++cell) {
      slope.middleCols(cell * help_nodes, help_nodes) =
          sum_slope.col(cell).replicate(1, help_nodes);
    }
    rectify_slope(states_[2], slope);
    for (std::size_t layer = 2; layer > 0; --layer) {
      slope = along_graph(reverse(layer, sums_[layer], slope, gradient), true);
      rectify_slope(states_[layer - 1], slope);
    }
    reverse_last(0, sums_[0], slope, gradient);
  }

 private:
  using Weight = Eigen::Map<const Eigen::MatrixX<Scalar>>;

  Weight weight(std::size_t layer) const {
    const HelpLayer& at = layout_.layers[layer];
    return Weight(parameters_.data() + at.weight, at.inputs, at.outputs);
  }

  Eigen::MatrixX<Scalar> apply(std::size_t layer, const Eigen::MatrixX<Scalar>& inputs) const {
    const HelpLayer& at = layout_.layers[layer];
    const Eigen::Map<const Eigen::VectorX<Scalar>> bias(parameters_.data() + at.bias, at.outputs);
    Eigen::MatrixX<Scalar> outputs = weight(layer).transpose() * inputs;
    outputs.colwise() += bias;
    return outputs;
  }

  void reverse_last(std::size_t layer, const Eigen::MatrixX<Scalar>& inputs,
                    const Eigen::MatrixX<Scalar>& slope, std::span<Scalar> gradient) const {
    const HelpLayer& at = layout_.layers[layer];
    Eigen::Map<Eigen::MatrixX<Scalar>>(gradient.data() + at.weight, at.inputs, at.outputs)
        .noalias() += inputs * slope.transpose();
    Eigen::Map<Eigen::VectorX<Scalar>>(gradient.data() + at.bias, at.outputs) +=
        slope.rowwise().sum();
  }

  Eigen::MatrixX<Scalar> reverse(std::size_t layer, const Eigen::MatrixX<Scalar>& inputs,
                                 const Eigen::MatrixX<Scalar>& slope,
                                 std::span<Scalar> gradient) const {
    reverse_last(layer, inputs, slope, gradient);
    return weight(layer) * slope;
  }

  const HelpLayout& layout_;
  std::span<const Scalar> parameters_;
  Index count_;
  std::array<Eigen::MatrixX<Scalar>, 4> sums_;    ///< inputs of the cell's layers
  std::array<Eigen::MatrixX<Scalar>, 3> states_;  ///< of all nodes, behind the first three of them
  std::array<Eigen::MatrixX<Scalar>, 3> hardware_;
  std::array<Eigen::MatrixX<Scalar>, 4> join_;
};

}  // namespace

HelpLayout::HelpLayout(int units_of_a_layer) : units(units_of_a_layer), layers{}, size(0) {
  const auto place = [&](std::size_t layer, std::string_view name, int inputs, int outputs) {
    const std::size_t bias =
        size + static_cast<std::size_t>(inputs) * static_cast<std::size_t>(outputs);
    layers[layer] = {name, inputs, outputs, size, bias};
    size = bias + static_cast<std::size_t>(outputs);
  };
  place(0, "cell_1", help_features, units);
  place(1, "cell_2", units, units);
  place(2, "cell_3", units, units);
  place(3, "cell_4", units, units);
  place(4, "hardware_1", help_references, units);
  place(5, "hardware_2", units, units);
  place(6, "join_1", 2 * units, 2 * units);
  place(7, "join_2", 2 * units, 2 * units);
  place(8, "join_3", 2 * units, 1);
}

HelpCells::HelpCells(std::span<const Cell> architectures) {
  constexpr std::size_t nodes = help_nodes, features = help_features;
  inputs_.assign(architectures.size() * nodes * features, 0);
  float* node = inputs_.data();
  for (const Cell& architecture : architectures) {
    std::array<std::size_t, nodes> feature;
    feature[input_node] = 0;
    for (std::size_t edge = 0; edge < edge_count; ++edge) {
      feature[1 + edge] = 1 + static_cast<std::size_t>(architecture.operations[edge]);
    }
    feature[output_node] = operation_count + 1;
    feature[global_node] = operation_count + 2;
    for (std::size_t to = 0; to < nodes; ++to, node += features) {
      for (std::size_t from = 0; from < nodes; ++from) {
        if (feeds[from][to]) node[feature[from]] += 1;
      }
    }
  }
}

template <class Scalar>
void help_forward(const HelpLayout& layout, std::span<const Scalar> parameters,
                  const HardwareEmbedding& embedding, const HelpCells& cells,
                  std::span<Scalar> outputs) {
  Eigen::Map<Eigen::MatrixX<Scalar>> all(outputs.data(), 1, cells.count());
  for (Index first = 0; first < cells.count(); first += cells_at_once) {
    const Pass<Scalar> pass(layout, parameters, embedding, cells, first);
    all.middleCols(first, pass.outputs().cols()) = pass.outputs();
  }
}

template <class Scalar>
Scalar help_loss(const HelpLayout& layout, std::span<const Scalar> parameters,
                 const HardwareEmbedding& embedding, const HelpSamples& samples,
                 std::span<Scalar> gradient) {
  const Index count = samples.cells.count();
  const Eigen::Map<const Eigen::MatrixX<double>> targets(samples.targets.data(), 1, count);
  const Scalar share = Scalar(1) / static_cast<Scalar>(static_cast<float>(count));
  std::fill(gradient.begin(), gradient.end(), Scalar(0));
  Scalar squares(0);
  for (Index first = 0; first < count; first += cells_at_once) {
    const Pass<Scalar> pass(layout, parameters, embedding, samples.cells, first);
    const Eigen::MatrixX<Scalar> errors =
        pass.outputs() - targets.middleCols(first, pass.outputs().cols()).template cast<Scalar>();
    pass.backward(errors * (Scalar(2) * share), gradient);
    squares += errors.cwiseProduct(errors).sum();
  }
  return squares * share;
}

template void help_forward(const HelpLayout&, std::span<const float>, const HardwareEmbedding&,
                           const HelpCells&, std::span<float>);
template void help_forward(const HelpLayout&, std::span<const double>, const HardwareEmbedding&,
                           const HelpCells&, std::span<double>);
template float help_loss(const HelpLayout&, std::span<const float>, const HardwareEmbedding&,
                         const HelpSamples&, std::span<float>);
template double help_loss(const HelpLayout&, std::span<const double>, const HardwareEmbedding&,
                          const HelpSamples&, std::span<double>);
template std::complex<float> help_loss(const HelpLayout&, std::span<const std::complex<float>>,
                                       const HardwareEmbedding&, const HelpSamples&,
                                       std::span<std::complex<float>>);
template std::complex<double> help_loss(const HelpLayout&, std::span<const std::complex<double>>,
                                        const HardwareEmbedding&, const HelpSamples&,
                                        std::span<std::complex<double>>);

}  // namespace tenprobes::prediction
