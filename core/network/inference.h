// A network as it is deployed: batch normalisation by fixed statistics, folded into the
// convolutions, in single or double precision. What "this machine" times, and what an exported
// file (onnx.h) must agree with.
//
//   const DeployableNetwork network = make_deployable(architecture, 10, random);
//   Inference<float> inference(network);
//   const FeatureMap& logits = inference.run(images);      // [images][1][1][classes]
//
// After the first run of a batch size, running allocates nothing of a map's size.
#pragma once

#include <memory>
#include <vector>

#include "core/network/network.h"

namespace tenprobes::network {

/// A network with what its batch normalisations do once training has ended.
struct DeployableNetwork {
  Network network;
  /// [block][edge]; empty where the edge does not normalise.
  std::vector<std::vector<BatchStatistics>> statistics;
};

/// Kaiming normal weights (initialise()), the linear layer's biases uniform in +-1/8 (as PyTorch
/// draws them: 1 / sqrt(inputs)), and as statistics those of one batch of white noise, so that
/// activations keep the size that they have after training.
DeployableNetwork make_deployable(const Cell& architecture, int classes, Random& random);

/// Convolution weights and biases with the batch normalisation behind them multiplied in. Biases
/// are as many as outputs.
Convolution folded(const BlockEdge& edge, const BatchStatistics& statistics);

/// Runs one network, again and again. Scalar is float or double. Not for two threads at a time.
template <typename Scalar>
class Inference {
 public:
  explicit Inference(const DeployableNetwork& network);
  ~Inference();
  Inference(Inference&&) noexcept;

  /// images: [batch][height][width][3], height and width multiples of 4. The result is valid until
  /// the next run.
  const BasicFeatureMap<Scalar>& run(const BasicFeatureMap<Scalar>& images);

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

extern template class Inference<float>;
extern template class Inference<double>;

}  // namespace tenprobes::network
