// HELP's latency regressor (Lee et al., "HELP: Hardware-adaptive Efficient Latency Prediction for
// NAS via Meta-Learning", NeurIPS 2021, arXiv 2106.08630): a graph convolution of the cell beside
// two layers over the hardware embedding, joined by three layers. The maths only; help.h predicts.
//
//   const HelpLayout layout(100);                              // units of a layer
//   const HelpCells cells(architectures);
//   std::vector<float> outputs(cells.count()), gradient(layout.size);
//   help_forward<float>(layout, parameters, embedding, cells, outputs);
//   const HelpSamples samples{cells, targets};
//   float loss = help_loss<float>(layout, parameters, embedding, samples, gradient);
//
// The graph has the cell's edges as nodes, as in HELP's and BRP-NAS's code: 0 the input, 1-6 the
// edges of Cell, 7 the output, 8 a global node that every node feeds. A node sums itself
// and what feeds it: h' = relu(W (A h) + b), four times; the global node's last state is the
// cell's.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "core/search_space/cells/cell.h"

namespace tenprobes::prediction {

inline constexpr int help_references = 10;  ///< length of the hardware embedding
inline constexpr int help_nodes = edge_count + 3;
/// One-hot: input, the five operations, output, global.
inline constexpr int help_features = operation_count + 3;

/// Latencies of the reference architectures, 0 the fastest's and 1 the slowest's.
using HardwareEmbedding = std::array<double, help_references>;

/// One layer's place in the flat parameters. The weight is row-major [outputs, inputs].
struct HelpLayer {
  std::string_view name;
  int inputs, outputs;
  std::size_t weight, bias;
};

struct HelpLayout {
  explicit HelpLayout(int units);

  int units;
  /// Cell: 0-3; hardware: 4, 5; their join: 6, 7, 8. The join takes the cell's units, then the
  /// hardware's.
  std::array<HelpLayer, 9> layers;
  std::size_t size;
};

/// Architectures as the network takes them.
class HelpCells {
 public:
  explicit HelpCells(std::span<const Cell> architectures);

  int count() const { return static_cast<int>(inputs_.size()) / (help_nodes * help_features); }
  /// [count, 9 nodes, 8 features], summed along the graph once.
  const std::vector<float>& inputs() const { return inputs_; }

 private:
  std::vector<float> inputs_;
};

/// Cells and their normalised latencies.
struct HelpSamples {
  HelpCells cells;
  std::vector<double> targets;  ///< [cells.count()]
};

/// `parameters`: [layout.size]; `outputs`: [cells.count()]. Here and below, the same addresses
/// modulo 64 give the same last bits (core/base/aligned.h).
template <class Scalar>
void help_forward(const HelpLayout& layout, std::span<const Scalar> parameters,
                  const HardwareEmbedding& embedding, const HelpCells& cells,
                  std::span<Scalar> outputs);

/// The mean squared error over the samples; `gradient`, [layout.size], is overwritten by its slope.
/// With complex parameters x + i h v, h small, the gradient's imaginary part is h times the Hessian
/// at x times v (the complex step: Squire and Trapp, SIAM Review 1998). A unit that is exactly at
/// zero counts as off.
template <class Scalar>
Scalar help_loss(const HelpLayout& layout, std::span<const Scalar> parameters,
                 const HardwareEmbedding& embedding, const HelpSamples& samples,
                 std::span<Scalar> gradient);

}  // namespace tenprobes::prediction
