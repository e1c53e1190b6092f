#include "core/nn/mlp.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "core/nn/maps.h"

namespace tenprobes::nn {
namespace {

std::vector<std::size_t> offsets_of(const std::vector<int>& widths) {
  std::vector<std::size_t> offsets = {0};
  for (std::size_t layer = 1; layer < widths.size(); ++layer) {
    offsets.push_back(offsets.back() + product(widths[layer - 1] + 1, widths[layer]));
  }
  return offsets;
}

}  // namespace

Mlp::Mlp(std::vector<int> widths, Random& random)
    : widths_(std::move(widths)), offsets_(offsets_of(widths_)), parameters_(offsets_.back()) {
  for (std::size_t layer = 0; layer + 2 < widths_.size(); ++layer) {
    const double deviation = std::sqrt(2.0 / widths_[layer]);
    for (std::size_t i = weight_at(layer); i < bias_at(layer); ++i) {
      parameters_[i] = static_cast<float>(deviation * random.normal());
    }
  }
}

Mlp::Mlp(std::vector<int> widths, const Safetensors& file, const std::string& prefix)
    : widths_(std::move(widths)), offsets_(offsets_of(widths_)), parameters_(offsets_.back()) {
  for (std::size_t layer = 0; layer + 1 < widths_.size(); ++layer) {
    const std::string name = prefix + "." + std::to_string(layer);
    const auto read = [&](const std::string& tensor, std::vector<std::int64_t> shape,
                          std::size_t offset) {
      const std::vector<float>& values = file.finite_floats(tensor, shape);
      std::copy(values.begin(), values.end(),
                parameters_.begin() + static_cast<std::ptrdiff_t>(offset));
    };
    read(name + ".weight", {widths_[layer], widths_[layer + 1]}, weight_at(layer));
    read(name + ".bias", {widths_[layer + 1]}, bias_at(layer));
  }
}

void Mlp::add_to(Safetensors& file, const std::string& prefix) const {
  for (std::size_t layer = 0; layer + 1 < widths_.size(); ++layer) {
    const std::string name = prefix + "." + std::to_string(layer);
    const std::size_t weights = product(widths_[layer], widths_[layer + 1]);
    file.add(name + ".weight", {widths_[layer], widths_[layer + 1]},
             parameters().subspan(weight_at(layer), weights));
    file.add(name + ".bias", {widths_[layer + 1]},
             parameters().subspan(bias_at(layer), static_cast<std::size_t>(widths_[layer + 1])));
  }
}

std::size_t Mlp::bias_at(std::size_t layer) const {
  return weight_at(layer) + product(widths_[layer], widths_[layer + 1]);
}

void Mlp::forward(std::span<const float> inputs, int count, Pass& pass) const {
  pass.layers.resize(widths_.size());
  pass.gradients.resize(widths_.size());
  for (std::size_t layer = 0; layer < widths_.size(); ++layer) {
    const std::size_t size = product(widths_[layer], count);
    if (pass.layers[layer].size() < size) {
      pass.layers[layer].resize(size);
      pass.gradients[layer].resize(size);
    }
  }
  std::copy_n(inputs.begin(), product(widths_.front(), count), pass.layers.front().begin());
  for (std::size_t layer = 0; layer + 1 < widths_.size(); ++layer) {
    const int from = widths_[layer], to = widths_[layer + 1];
    Matrix output(pass.layers[layer + 1].data(), to, count);
    output.noalias() = ConstMatrix(parameters_.data() + weight_at(layer), to, from) *
                       ConstMatrix(pass.layers[layer].data(), from, count);
    output.colwise() += ConstVector(parameters_.data() + bias_at(layer), to);
    if (layer + 2 < widths_.size()) output = output.cwiseMax(0.0f);
  }
}

void Mlp::backward(int count, Pass& pass, std::span<float> gradient) const {
  for (std::size_t layer = widths_.size() - 1; layer-- > 0;) {
    const int from = widths_[layer], to = widths_[layer + 1];
    const ConstMatrix input(pass.layers[layer].data(), from, count);
    const ConstMatrix d_output(pass.gradients[layer + 1].data(), to, count);
    Matrix(gradient.data() + weight_at(layer), to, from).noalias() += d_output * input.transpose();
    Vector(gradient.data() + bias_at(layer), to) += d_output.rowwise().sum();
    if (layer == 0) continue;
    Matrix d_input(pass.gradients[layer].data(), from, count);
    d_input.noalias() =
        ConstMatrix(parameters_.data() + weight_at(layer), to, from).transpose() * d_output;
    d_input = (input.array() > 0).select(d_input, 0.0f);
  }
}

std::vector<double> Mlp::infer(std::span<const float> input) const {
  std::vector<double> x(input.begin(), input.end()), y;
  for (std::size_t layer = 0; layer + 1 < widths_.size(); ++layer) {
    const float* weight = parameters_.data() + weight_at(layer);
    const float* bias = parameters_.data() + bias_at(layer);
    y.assign(bias, bias + widths_[layer + 1]);
    for (std::size_t column = 0; column < x.size(); ++column) {
      for (std::size_t row = 0; row < y.size(); ++row) {
        y[row] += static_cast<double>(weight[column * y.size() + row]) * x[column];
      }
    }
    if (layer + 2 < widths_.size()) {
      for (double& value : y) value = value > 0 ? value : 0;
    }
    x.swap(y);
  }
  return x;
}

}  // namespace tenprobes::nn
