// Every score of one network that needs it to run.
//
//   ScoreSettings settings;
//   NetworkScores scores = score_network(architecture, inputs_of(settings, 0), random);
//   double naswot_score = scores[naswot];
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/base/random.h"
#include "core/network/feature_map.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::proxies {

struct ScoreSettings {
  int draws = 4;        ///< initialisations that are averaged; 1..100
  int images = 64;      ///< 2..64
  int resolution = 16;  ///< of the images, pixels; a multiple of 4, 8..64
  std::uint64_t seed = 1;
};

/// Throws Error naming the first field out of its range.
void validate(const ScoreSettings& settings);

/// One draw's images, the same for every network.
struct ScoreInputs {
  network::FeatureMap smooth;  ///< for NASWOT
  network::FeatureMap noise;   ///< for AZ-NAS, as its authors have it
};

ScoreInputs inputs_of(const ScoreSettings& settings, int draw);

enum Score { naswot, live_naswot, live_logsynflow, expressivity, progressivity, trainability };
inline constexpr std::array<std::string_view, 6> score_names = {
    "naswot", "naswot_live", "logsynflow_live", "expressivity", "progressivity", "trainability"};

/// By Score. The first two differ in whether dead convolutions' ReLUs count (naswot.h).
using NetworkScores = std::array<double, score_names.size()>;

/// The scores of the architecture with freshly drawn weights.
NetworkScores score_network(const Cell& architecture, const ScoreInputs& inputs, Random& random);

}  // namespace tenprobes::proxies
