#include "core/nn/actor_critic.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/nn/maps.h"

namespace tenprobes::nn {
namespace {

struct Part {
  const char* name;
  std::size_t offset;
  std::vector<std::int64_t> shape;  ///< row-major, as safetensors has it
};

/// A column-major [rows, columns] is a row-major [columns, rows]: the file holds the transpose.
std::vector<Part> parts_of(const ActorCriticShape& shape, const Layout& layout) {
  const std::int64_t hidden = shape.hidden, logits = shape.logits;
  return {{"input.weight", layout.input_weight, {shape.inputs(), 2 * hidden}},
          {"input.bias", layout.input_bias, {2 * hidden}},
          {"policy.weight", layout.policy_weight, {hidden, hidden}},
          {"policy.bias", layout.policy_bias, {hidden}},
          {"value.weight", layout.value_weight, {hidden, hidden}},
          {"value.bias", layout.value_bias, {hidden}},
          {"logits.weight", layout.logit_weight, {hidden, logits}},
          {"logits.bias", layout.logit_bias, {logits}},
          {"output.weight", layout.output_weight, {hidden}},
          {"output.bias", layout.output_bias, {1}}};
}

std::size_t size_of(const Part& part) {
  return static_cast<std::size_t>(
      std::accumulate(part.shape.begin(), part.shape.end(), std::int64_t{1}, std::multiplies<>()));
}

void draw(std::span<float> weights, double deviation, Random& random) {
  for (float& weight : weights) weight = static_cast<float>(deviation * random.normal());
}

}  // namespace

Layout::Layout(const ActorCriticShape& shape) {
  const int hidden = shape.hidden, logits = shape.logits;
  std::size_t end = 0;
  const auto take = [&end](std::size_t count) {
    const std::size_t start = end;
    end += count;
    return start;
  };
  input_weight = take(product(2 * hidden, shape.inputs()));
  input_bias = take(product(2, hidden));
  policy_weight = take(product(hidden, hidden));
  policy_bias = take(product(1, hidden));
  value_weight = take(product(hidden, hidden));
  value_bias = take(product(1, hidden));
  logit_weight = take(product(logits, hidden));
  logit_bias = take(product(1, logits));
  output_weight = take(product(1, hidden));
  output_bias = take(1);
  size = end;
}

ActorCritic::ActorCritic(ActorCriticShape shape, Random& random)
    : shape_(shape), layout_(shape_), parameters_(layout_.size) {
  const auto part = [this](std::size_t offset, std::size_t count) {
    return std::span(parameters_).subspan(offset, count);
  };
  const int hidden = shape_.hidden;
  const int inputs_on = shape_.observation.active + shape_.observation.numbers;
  draw(part(layout_.input_weight, product(2 * hidden, shape_.inputs())), std::sqrt(2.0 / inputs_on),
       random);
  draw(part(layout_.policy_weight, product(hidden, hidden)), std::sqrt(2.0 / hidden), random);
  draw(part(layout_.value_weight, product(hidden, hidden)), std::sqrt(2.0 / hidden), random);
  draw(part(layout_.logit_weight, product(shape_.logits, hidden)), 0.01 / std::sqrt(hidden),
       random);
  draw(part(layout_.output_weight, product(1, hidden)), 1 / std::sqrt(hidden), random);
}

ActorCritic::ActorCritic(ActorCriticShape shape, const Safetensors& file)
    : shape_(shape), layout_(shape_), parameters_(layout_.size) {
  for (const Part& part : parts_of(shape_, layout_)) {
    const std::vector<float>& values = file.finite_floats(part.name, part.shape);
    std::copy(values.begin(), values.end(),
              parameters_.begin() + static_cast<std::ptrdiff_t>(part.offset));
  }
}

void ActorCritic::add_to(Safetensors& file) const {
  for (const Part& part : parts_of(shape_, layout_)) {
    file.add(part.name, part.shape, parameters().subspan(part.offset, size_of(part)));
  }
}

void Activations::resize(const ActorCriticShape& shape, int count) {
  const auto grow = [count](AlignedFloats& buffer, int width) {
    const std::size_t needed = product(count, width);
    if (buffer.size() < needed) buffer.resize(needed);
  };
  grow(input, 2 * shape.hidden);
  grow(policy, shape.hidden);
  grow(value, shape.hidden);
  grow(logits, shape.logits);
  grow(values, 1);
  grow(logits_gradient, shape.logits);
  grow(values_gradient, 1);
  grow(input_gradient, 2 * shape.hidden);
  grow(policy_gradient, shape.hidden);
  grow(value_gradient, shape.hidden);
}

void forward(const ActorCritic& network, const Batch& batch, Activations& activations) {
  const ActorCriticShape& shape = network.shape();
  const Layout& layout = network.layout();
  const int hidden = shape.hidden, count = batch.count, active = shape.observation.active;
  const int one_hot = shape.observation.one_hot, numbers = shape.observation.numbers;
  activations.resize(shape, count);

  Matrix input(activations.input.data(), 2 * hidden, count);
  const float* columns = network.at(layout.input_weight);
  const ConstMatrix number_weight(columns + product(one_hot, 2 * hidden), 2 * hidden, numbers);
  input.noalias() = number_weight * ConstMatrix(batch.numbers, numbers, count);
  const float* bias = network.at(layout.input_bias);
  for (int i = 0; i < count; ++i) {
    float* sum = activations.input.data() + product(i, 2 * hidden);
    const std::uint16_t* indices = batch.indices + product(i, active);
    for (int row = 0; row < 2 * hidden; ++row) sum[row] += bias[row];
    for (int k = 0; k < active; ++k) {
      const float* column = columns + product(indices[k], 2 * hidden);
      for (int row = 0; row < 2 * hidden; ++row) sum[row] += column[row];
    }
    for (int row = 0; row < 2 * hidden; ++row) sum[row] = sum[row] > 0 ? sum[row] : 0;
  }

  const auto dense = [&](std::size_t weight, std::size_t offset, const auto& from, Matrix& to) {
    to.noalias() = ConstMatrix(network.at(weight), to.rows(), from.rows()) * from;
    to.colwise() += ConstVector(network.at(offset), to.rows());
  };
  Matrix policy(activations.policy.data(), hidden, count);
  dense(layout.policy_weight, layout.policy_bias, input.topRows(hidden), policy);
  policy = policy.cwiseMax(0.0f);
  Matrix value(activations.value.data(), hidden, count);
  dense(layout.value_weight, layout.value_bias, input.bottomRows(hidden), value);
  value = value.cwiseMax(0.0f);
  Matrix logits(activations.logits.data(), shape.logits, count);
  dense(layout.logit_weight, layout.logit_bias, policy, logits);
  Matrix values(activations.values.data(), 1, count);
  dense(layout.output_weight, layout.output_bias, value, values);
}

void backward(const ActorCritic& network, const Batch& batch, Activations& activations,
              std::span<float> gradient) {
  const ActorCriticShape& shape = network.shape();
  const Layout& layout = network.layout();
  const int hidden = shape.hidden, count = batch.count, active = shape.observation.active;
  const int one_hot = shape.observation.one_hot, numbers = shape.observation.numbers;
  const auto part = [&gradient](std::size_t offset) { return gradient.data() + offset; };

  const ConstMatrix input(activations.input.data(), 2 * hidden, count);
  const ConstMatrix policy(activations.policy.data(), hidden, count);
  const ConstMatrix value(activations.value.data(), hidden, count);
  const ConstMatrix d_logits(activations.logits_gradient.data(), shape.logits, count);
  const ConstMatrix d_values(activations.values_gradient.data(), 1, count);
  Matrix d_policy(activations.policy_gradient.data(), hidden, count);
  Matrix d_value(activations.value_gradient.data(), hidden, count);
  Matrix d_input(activations.input_gradient.data(), 2 * hidden, count);

  const auto dense = [&](std::size_t weight, std::size_t offset, const auto& d_to,
                         const auto& from) {
    Matrix(part(weight), d_to.rows(), from.rows()).noalias() += d_to * from.transpose();
    Vector(part(offset), d_to.rows()) += d_to.rowwise().sum();
  };
  const auto through = [&](std::size_t weight, const auto& d_to, const auto& from, auto&& d_from) {
    const ConstMatrix weights(network.at(weight), d_to.rows(), from.rows());
    d_from.noalias() = weights.transpose() * d_to;
    d_from = (from.array() > 0).select(d_from, 0.0f);
  };
  dense(layout.logit_weight, layout.logit_bias, d_logits, policy);
  through(layout.logit_weight, d_logits, policy, d_policy);
  dense(layout.output_weight, layout.output_bias, d_values, value);
  through(layout.output_weight, d_values, value, d_value);
  dense(layout.policy_weight, layout.policy_bias, d_policy, input.topRows(hidden));
  through(layout.policy_weight, d_policy, input.topRows(hidden), d_input.topRows(hidden));
  dense(layout.value_weight, layout.value_bias, d_value, input.bottomRows(hidden));
  through(layout.value_weight, d_value, input.bottomRows(hidden), d_input.bottomRows(hidden));

  float* columns = part(layout.input_weight);
  Matrix(columns + product(one_hot, 2 * hidden), 2 * hidden, numbers).noalias() +=
      d_input * ConstMatrix(batch.numbers, numbers, count).transpose();
  Vector(part(layout.input_bias), 2 * hidden) += d_input.rowwise().sum();
  for (int i = 0; i < count; ++i) {
    const float* difference = activations.input_gradient.data() + product(i, 2 * hidden);
    const std::uint16_t* indices = batch.indices + product(i, active);
    for (int k = 0; k < active; ++k) {
      float* column = columns + product(indices[k], 2 * hidden);
      for (int row = 0; row < 2 * hidden; ++row) column[row] += difference[row];
    }
  }
}

double infer(const ActorCritic& network, std::span<const std::uint16_t> indices,
             std::span<const float> numbers, std::span<double> logits) {
  const ActorCriticShape& shape = network.shape();
  const Layout& layout = network.layout();
  const auto hidden = static_cast<std::size_t>(shape.hidden);
  // y += W x and, unless it is the last layer, ReLU; columns in order, so no sum is reordered.
  const auto dense = [&network](std::size_t weight, std::size_t bias, std::span<const double> x,
                                std::span<double> y, bool last) {
    const float* w = network.at(weight);
    const float* b = network.at(bias);
    for (std::size_t row = 0; row < y.size(); ++row) y[row] = b[row];
    for (std::size_t column = 0; column < x.size(); ++column) {
      for (std::size_t row = 0; row < y.size(); ++row)
        y[row] += w[column * y.size() + row] * x[column];
    }
    for (double& element : y) element = last || element > 0 ? element : 0;
  };

  const float* columns = network.at(layout.input_weight);
  const float* bias = network.at(layout.input_bias);
  std::vector<double> input(bias, bias + 2 * hidden);
  const auto add = [&](std::size_t column, double factor) {
    for (std::size_t row = 0; row < input.size(); ++row) {
      input[row] += columns[column * input.size() + row] * factor;
    }
  };
  for (const std::uint16_t index : indices) add(index, 1);
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    add(static_cast<std::size_t>(shape.observation.one_hot) + k, numbers[k]);
  }
  for (double& element : input) element = element > 0 ? element : 0;

  std::vector<double> second(hidden);
  dense(layout.policy_weight, layout.policy_bias, std::span(input).first(hidden), second, false);
  dense(layout.logit_weight, layout.logit_bias, second, logits, true);
  dense(layout.value_weight, layout.value_bias, std::span(input).last(hidden), second, false);
  double value = 0;
  dense(layout.output_weight, layout.output_bias, second, std::span(&value, 1), true);
  return value;
}

}  // namespace tenprobes::nn
