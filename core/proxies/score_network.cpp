#include "core/proxies/score_network.h"

#include <string>

#include "core/base/error.h"
#include "core/proxies/az_nas.h"
#include "core/proxies/images.h"
#include "core/proxies/log_synflow.h"
#include "core/proxies/naswot.h"

namespace tenprobes::proxies {
namespace {

using network::DeadCode;
using network::FeatureMap;
using network::Network;
using network::Normalisation;

constexpr int synflow_resolution = 32;

void require(bool good, const std::string& field, const std::string& range) {
  if (!good) throw Error("score settings: " + field + " must be " + range);
}

Network drawn(const Cell& architecture, DeadCode dead_code, Random& random) {
  Network network = network::build_network(architecture, 10, dead_code);
  network::initialise(network, random);
  return network;
}

}  // namespace

void validate(const ScoreSettings& settings) {
  require(settings.draws >= 1 && settings.draws <= 100, "draws", "1..100");
  require(settings.images >= 2 && settings.images <= 64, "images", "2..64");
  require(settings.resolution >= 8 && settings.resolution <= 64 && settings.resolution % 4 == 0,
          "resolution", "a multiple of 4 in 8..64");
}

ScoreInputs inputs_of(const ScoreSettings& settings, int draw) {
  Random random(settings.seed * 1000003 + static_cast<std::uint64_t>(draw));
  FeatureMap smooth = smooth_images(settings.images, settings.resolution, random);
  return {std::move(smooth), noise_images(settings.images, settings.resolution, random)};
}

NetworkScores score_network(const Cell& architecture, const ScoreInputs& inputs, Random& random) {
  NetworkScores scores{};
  network::BlockState state;
  network::Workspace workspace;
  FeatureMap map = inputs.smooth;
  const Network observed = drawn(architecture, DeadCode::observe, random);
  ActivationCodes codes(map.images);
  for (const network::Block& block : observed.blocks) {
    forward(block, map, Normalisation::batch, state, workspace);
    codes.observe(block, map, state);
    std::swap(map, state.nodes.back());
  }
  scores[naswot] = codes.log_determinant(DeadCode::observe);
  scores[live_naswot] = codes.log_determinant(DeadCode::drop);

  const Network live = drawn(architecture, DeadCode::drop, random);
  scores[live_logsynflow] = log_synflow(live, synflow_resolution);

  BlockFeatures features;
  map = inputs.noise;
  for (std::size_t b = 0; b + 1 < live.blocks.size(); ++b) {
    const FeatureMap& output = forward(live.blocks[b], map, Normalisation::batch, state, workspace);
    features.observe(live.blocks[b], map, state, output, random, workspace);
    std::swap(map, state.nodes.back());
  }
  const AzNasScores az_nas = features.scores();
  scores[expressivity] = az_nas.expressivity;
  scores[progressivity] = az_nas.progressivity;
  scores[trainability] = az_nas.trainability;
  return scores;
}

}  // namespace tenprobes::proxies
