#pragma once

#include "core/controller/edit_view.h"
#include "tests/examples/common.h"

namespace tenprobes::nn::examples {
using controller::EditView;
extern const Batch batch;
extern Activations activations;
extern std::vector<float> parameters, gradient, logits_gradient;
extern const std::vector<float> inputs, one;
extern Mlp::Pass pass;
}  // namespace tenprobes::nn::examples

namespace tenprobes::nn::examples::actor_critic_h {
extern const std::vector<std::uint16_t> indices;
extern const std::vector<float> numbers;
extern std::vector<double> logits;
}  // namespace tenprobes::nn::examples::actor_critic_h

namespace tenprobes::nn::examples::categorical_h {
extern const std::vector<float> logits;
extern const OpenChoices open;
}  // namespace tenprobes::nn::examples::categorical_h
