#pragma once

#include "core/belief/beliefs.h"
#include "tests/examples/common.h"

namespace tenprobes::prediction::examples {
extern const SearchSpace& space;
extern LatencyPredictor& predictor;
extern const Objective objective;
extern const std::vector<std::string> methods;
extern const std::vector<ComparedDevice> devices;
extern const std::vector<Cell> architectures;
extern std::vector<std::uint8_t> allowed;
extern const std::vector<double> latencies_of_pixel3, latencies_of_gold_6240;
extern const std::vector<double> pixel3_latencies, raspi4_latencies;
extern const std::vector<std::optional<devices::Spread>> spreads;
Probe measured(int index);
double clock();
}  // namespace tenprobes::prediction::examples

namespace tenprobes::prediction::examples::believed_best_h {
extern const std::unique_ptr<belief::Belief> belief;
extern const History history;
}  // namespace tenprobes::prediction::examples::believed_best_h

namespace tenprobes::prediction::examples::design_h {
extern History history;
extern const std::vector<Architecture> candidates;
}  // namespace tenprobes::prediction::examples::design_h

namespace tenprobes::prediction::examples::evaluation_h {
extern const std::vector<Prediction> predictions;
}

namespace tenprobes::prediction::examples::expected_improvement_h {
extern const double quality;
}

namespace tenprobes::prediction::examples::help_network_h {
extern const AlignedVector<float> parameters;
extern const HardwareEmbedding embedding;
extern const std::vector<double> targets;
}  // namespace tenprobes::prediction::examples::help_network_h

namespace tenprobes::prediction::examples::help_weights_h {
extern const HardwareEmbedding embedding;
extern const HelpSamples samples, support, query;
extern HelpWeights<float> gradient;
}  // namespace tenprobes::prediction::examples::help_weights_h

namespace tenprobes::prediction::examples::baselines_h {
extern const std::vector<PlacedProbe> probes;
extern const Reference reference;
}  // namespace tenprobes::prediction::examples::baselines_h

namespace tenprobes::prediction::examples::listed_space_h {
extern const std::vector<Architecture> architectures;
extern const std::vector<std::string> methods;
}  // namespace tenprobes::prediction::examples::listed_space_h

namespace tenprobes::prediction::examples::nasflat_h {
extern const ComparisonResult result;
}
