#pragma once

#include "tests/examples/common.h"

namespace tenprobes::proxies::examples {
extern const network::Block& block;
extern const network::FeatureMap input;
extern const network::Normalisation normalisation;
extern network::BlockState state;
extern network::Workspace workspace;
extern const ScoreSettings settings;
extern const ProxyTable table;
}  // namespace tenprobes::proxies::examples

namespace tenprobes::proxies::examples::in_layered {
extern const LayeredSpace& space;
extern const Architecture architecture;
extern Random random;
}  // namespace tenprobes::proxies::examples::in_layered

namespace tenprobes::proxies::examples::log_synflow_h {
extern const network::Network network;
}
