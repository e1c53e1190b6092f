#include "core/prediction/help_weights.h"

#include <Eigen/Core>
#include <complex>

namespace tenprobes::prediction {

namespace {

using Eigen::Index;

constexpr int modulator_units = 10;
constexpr double modulation = 0.01;
constexpr std::size_t first_join = 6;

template <class Values>
auto as_vector(Values& values) {
  return Eigen::Map<
      std::conditional_t<std::is_const_v<Values>, const Eigen::VectorX<typename Values::value_type>,
                         Eigen::VectorX<typename Values::value_type>>>(
      values.data(), static_cast<Index>(values.size()));
}

template <class Scalar>
auto weight(const HelpLayer& layer, const AlignedVector<Scalar>& values) {
  return Eigen::Map<const Eigen::MatrixX<Scalar>>(values.data() + layer.weight, layer.inputs,
                                                  layer.outputs);
}
template <class Scalar>
auto weight(const HelpLayer& layer, AlignedVector<Scalar>& values) {
  return Eigen::Map<Eigen::MatrixX<Scalar>>(values.data() + layer.weight, layer.inputs,
                                            layer.outputs);
}
template <class Scalar>
auto bias(const HelpLayer& layer, const AlignedVector<Scalar>& values) {
  return Eigen::Map<const Eigen::VectorX<Scalar>>(values.data() + layer.bias, layer.outputs);
}
template <class Scalar>
auto bias(const HelpLayer& layer, AlignedVector<Scalar>& values) {
  return Eigen::Map<Eigen::VectorX<Scalar>>(values.data() + layer.bias, layer.outputs);
}

template <class Scalar>
struct Modulation {
  Eigen::VectorX<Scalar> embedding, hidden, z;

  Modulation(const HelpWeights<Scalar>& weights, const HardwareEmbedding& hardware) {
    const auto& layers = weights.modulator_layout.layers;
    embedding = Eigen::Map<const Eigen::VectorX<double>>(hardware.data(), help_references)
                    .template cast<Scalar>();
    hidden = weight(layers[0], weights.modulator).transpose() * embedding +
             bias(layers[0], weights.modulator);
    hidden = hidden.cwiseMax(Scalar(0));
    z = weight(layers[1], weights.modulator).transpose() * hidden +
        bias(layers[1], weights.modulator);
  }
};

/// Takes the slope by the start to the slopes by the initial parameters and the modulator.
template <class Scalar>
void reverse_start(const HelpWeights<Scalar>& weights, const HardwareEmbedding& embedding,
                   const AlignedVector<Scalar>& slope, HelpWeights<Scalar>& gradient) {
  const Modulation<Scalar> modulated(weights, embedding);
  const Index inputs = 2 * weights.layout.units;
  gradient.initial = slope;
  Eigen::VectorX<Scalar> z_slope(modulated.z.size());
  for (Index join = 0; join < 3; ++join) {
    const HelpLayer& layer = weights.layout.layers[first_join + static_cast<std::size_t>(join)];
    const auto scale = Scalar(modulation) * modulated.z.segment(join * inputs, inputs).array() + 1;
    auto weight_slope = weight(layer, gradient.initial);
    z_slope.segment(join * inputs, inputs) =
        Scalar(modulation) *
        weight_slope.cwiseProduct(weight(layer, weights.initial)).rowwise().sum();
    weight_slope.array().colwise() *= scale;
    z_slope(3 * inputs + join) = Scalar(modulation) * bias(layer, slope).sum();
  }
  const auto& layers = weights.modulator_layout.layers;
  weight(layers[1], gradient.modulator) = modulated.hidden * z_slope.transpose();
  bias(layers[1], gradient.modulator) = z_slope;
  const Eigen::VectorX<Scalar> hidden_slope =
      (modulated.hidden.array() > 0)
          .select(weight(layers[1], weights.modulator) * z_slope, Scalar(0));
  weight(layers[0], gradient.modulator) = modulated.embedding * hidden_slope.transpose();
  bias(layers[0], gradient.modulator) = hidden_slope;
}

/// The Hessian of help_loss at `parameters` times `direction`, by a complex step.
template <class Scalar>
Eigen::VectorX<Scalar> hessian_product(const HelpLayout& layout,
                                       const AlignedVector<Scalar>& parameters,
                                       const HardwareEmbedding& embedding,
                                       const HelpSamples& samples,
                                       const Eigen::VectorX<Scalar>& direction) {
  constexpr auto step = static_cast<Scalar>(1e-10);
  AlignedVector<std::complex<Scalar>> stepped(layout.size), gradient(layout.size);
  for (std::size_t i = 0; i < layout.size; ++i) {
    stepped[i] = {parameters[i], step * direction(static_cast<Index>(i))};
  }
  help_loss<std::complex<Scalar>>(layout, stepped, embedding, samples, gradient);
  return as_vector(gradient).imag() / step;
}

}  // namespace

HelpModulatorLayout::HelpModulatorLayout(int units) {
  const int outputs = 3 * (2 * units + 1);
  constexpr std::size_t width = modulator_units;
  layers[0] = {"modulator_1", help_references, modulator_units, 0, help_references * width};
  const std::size_t second = layers[0].bias + width;
  layers[1] = {"modulator_2", modulator_units, outputs, second,
               second + width * static_cast<std::size_t>(outputs)};
  size = layers[1].bias + static_cast<std::size_t>(outputs);
}

template <class Scalar>
HelpWeights<Scalar>::HelpWeights(int units_of_a_layer)
    : layout(units_of_a_layer),
      modulator_layout(units_of_a_layer),
      initial(layout.size),
      rates(layout.size),
      modulator(modulator_layout.size) {}

template <class Scalar>
AlignedVector<Scalar> help_start(const HelpWeights<Scalar>& weights,
                                 const HardwareEmbedding& embedding) {
  const Modulation<Scalar> modulated(weights, embedding);
  const Index inputs = 2 * weights.layout.units;
  AlignedVector<Scalar> start = weights.initial;
  for (Index join = 0; join < 3; ++join) {
    const HelpLayer& layer = weights.layout.layers[first_join + static_cast<std::size_t>(join)];
    weight(layer, start).array().colwise() *=
        Scalar(modulation) * modulated.z.segment(join * inputs, inputs).array() + 1;
    bias(layer, start).array() += Scalar(modulation) * modulated.z(3 * inputs + join);
  }
  return start;
}

template <class Scalar>
AlignedVector<Scalar> help_adapt(const HelpWeights<Scalar>& weights,
                                 const HardwareEmbedding& embedding, const HelpSamples& samples,
                                 int updates) {
  AlignedVector<Scalar> parameters = help_start(weights, embedding);
  AlignedVector<Scalar> gradient(parameters.size());
  for (int update = 0; update < updates; ++update) {
    help_loss<Scalar>(weights.layout, parameters, embedding, samples, gradient);
    as_vector(parameters) -= as_vector(weights.rates).cwiseProduct(as_vector(gradient));
  }
  return parameters;
}

template <class Scalar>
Scalar help_meta_loss(const HelpWeights<Scalar>& weights, const HardwareEmbedding& embedding,
                      const HelpSamples& support, const HelpSamples& query, int updates,
                      HelpWeights<Scalar>& gradient) {
  const auto steps = static_cast<std::size_t>(updates);
  std::vector<AlignedVector<Scalar>> parameters(steps + 1), slopes(steps + 1);
  parameters[0] = help_start(weights, embedding);
  for (AlignedVector<Scalar>& slope : slopes) slope.resize(weights.layout.size);
  for (std::size_t k = 0; k < steps; ++k) {
    help_loss<Scalar>(weights.layout, parameters[k], embedding, support, slopes[k]);
    parameters[k + 1] = parameters[k];
    as_vector(parameters[k + 1]) -= as_vector(weights.rates).cwiseProduct(as_vector(slopes[k]));
  }
  AlignedVector<Scalar>& slope = slopes[steps];  // by parameters[k], from the last to the first
  const Scalar loss = help_loss<Scalar>(weights.layout, parameters[steps], embedding, query, slope);
  as_vector(gradient.rates).setZero();
  for (std::size_t k = steps; k-- > 0;) {
    as_vector(gradient.rates) -= as_vector(slope).cwiseProduct(as_vector(slopes[k]));
    const Eigen::VectorX<Scalar> direction =
        as_vector(weights.rates).cwiseProduct(as_vector(slope));
    as_vector(slope) -=
        hessian_product(weights.layout, parameters[k], embedding, support, direction);
  }
  reverse_start(weights, embedding, slope, gradient);
  return loss;
}

template struct HelpWeights<float>;
template struct HelpWeights<double>;
template AlignedVector<float> help_start(const HelpWeights<float>&, const HardwareEmbedding&);
template AlignedVector<double> help_start(const HelpWeights<double>&, const HardwareEmbedding&);
template AlignedVector<float> help_adapt(const HelpWeights<float>&, const HardwareEmbedding&,
                                         const HelpSamples&, int);
template AlignedVector<double> help_adapt(const HelpWeights<double>&, const HardwareEmbedding&,
                                          const HelpSamples&, int);
template float help_meta_loss(const HelpWeights<float>&, const HardwareEmbedding&,
                              const HelpSamples&, const HelpSamples&, int, HelpWeights<float>&);
template double help_meta_loss(const HelpWeights<double>&, const HardwareEmbedding&,
                               const HelpSamples&, const HelpSamples&, int, HelpWeights<double>&);

}  // namespace tenprobes::prediction
