#include "core/network/onnx.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace tenprobes::network {
namespace {

// That the file is right, ONNX's own checker and onnxruntime say in tests/web/onnx.test.mjs.

DeployableNetwork deployable(int index) {
  Random random(1);
  return make_deployable(cell_at(index), 10, random);
}

TEST(Onnx, TheSameNetworkGivesTheSameBytes) {
  EXPECT_EQ(to_onnx(deployable(1462), {}), to_onnx(deployable(1462), {}));
  EXPECT_NE(to_onnx(deployable(1462), {}), to_onnx(deployable(1462), {.batch = 2}));
}

TEST(Onnx, HoldsAllParametersOnceFolded) {
  const DeployableNetwork network = deployable(1462);
  std::size_t numbers = 4 * 64;  // the last batch normalisation
  for (const Block& block : network.network.blocks) {
    for (const BlockEdge& edge : block.edges) {
      if (edge.kind != EdgeKind::convolution) continue;
      numbers += edge.convolution.weight_count();
      if (edge.normalise_after || !edge.convolution.bias.empty()) {
        numbers += static_cast<std::size_t>(edge.convolution.outputs);
      }
    }
  }
  const std::string bytes = to_onnx(network, {});
  EXPECT_GT(bytes.size(), 4 * numbers);
  EXPECT_LT(bytes.size(), 4 * numbers + 100'000);
  EXPECT_GT(to_onnx(network, {.fold_batch_norm = false}).size(), bytes.size());
}

TEST(Onnx, OptionsOutOfRangeAreRefused) {
  for (const OnnxOptions& options : {OnnxOptions{.batch = 0}, OnnxOptions{.batch = 5000},
                                     OnnxOptions{.opset = 8}, OnnxOptions{.opset = 18}}) {
    EXPECT_THROW(to_onnx(deployable(3), options), Error);
  }
}

}  // namespace
}  // namespace tenprobes::network
