#include "core/network/layered/chain.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/network/layered/chain_layers.h"

namespace tenprobes::network {
namespace {

/// Puts blocks one behind the other and checks that each fits.
class Builder {
 public:
  Builder(const LayeredSpace& space, int resolution) : space_(space), resolution_(resolution) {}

  /// What a block takes: channels, and pixels a side at the reference resolution.
  static std::pair<int, int> input_of(const LayerBlock& block) {
    if (const auto* pooling = std::get_if<Pooling>(&block.what)) {
      return {pooling->channels, block.side};
    }
    if (const auto* linear = std::get_if<Linear>(&block.what)) return {linear->in, block.side};
    if (const auto* c = std::get_if<search_space::Convolution>(&block.what)) {
      return {c->in, block.side};
    }
    return {std::get<InvertedResidual>(block.what).in, block.side};
  }

  bool fits(const LayerBlock& block) const {
    return is_empty_ || input_of(block) == std::pair(channels_, reference_side_);
  }

  void add(const LayerBlock& block, const std::string& where) {
    const auto [channels, side] = input_of(block);
    if (!fits(block)) {
      throw Error(space_.name() + ": " + where + " takes " + std::to_string(channels) +
                  " channels of " + std::to_string(side) +
                  " pixels a side, but what stands before it gives " + std::to_string(channels_) +
                  " of " + std::to_string(reference_side_) + ": such a network cannot be run");
    }
    if (is_empty_) {
      is_empty_ = false;
      chain_.channels = channels_ = channels;
      reference_side_ = side;
      chain_.side = space_.parts().side_at(side, static_cast<std::size_t>(resolution_));
    }
    std::visit([&](const auto& what) { append(what); }, block.what);
  }

  const Chain& chain() const { return chain_; }

 private:
  void push(const ChainLayer& layer) {
    channels_ = layer.outputs;
    reference_side_ = layer.output_size(reference_side_);
    chain_.layers.push_back(layer);
  }

  void append(const search_space::Convolution& c) {
    push({.inputs = c.in,
          .outputs = c.out,
          .kernel = c.kernel,
          .stride = c.stride,
          .groups = c.groups,
          .activation = c.activation,
          .normalised = reference_side_ > 1});
  }

  void append(const InvertedResidual& block) {
    const int middle = block.in * block.expansion;
    const int input = static_cast<int>(chain_.layers.size());
    if (block.expansion > 1 || block.expands_by_one) {
      push({.inputs = block.in,
            .outputs = middle,
            .groups = block.groups,
            .activation = block.activation,
            .normalised = true});
      if (block.groups > 1) {
        push({.kind = ChainLayer::Kind::shuffle,
              .inputs = middle,
              .outputs = middle,
              .groups = block.groups});
      }
    }
    push({.inputs = middle,
          .outputs = middle,
          .kernel = block.kernel,
          .stride = block.stride,
          .groups = middle,
          .activation = block.activation,
          .normalised = true});
    if (block.squeeze) {
      push({.kind = ChainLayer::Kind::squeeze,
            .inputs = middle,
            .outputs = middle,
            .squeezed = squeezed_channels(middle)});
    }
    const bool adds = block.residual && block.stride == 1 && block.in == block.out;
    push({.inputs = middle,
          .outputs = block.out,
          .groups = block.groups,
          .normalised = true,
          .residual = adds ? input : -1});
  }

  void append(const Linear& linear) { push({.inputs = linear.in, .outputs = linear.out}); }

  void append(const Pooling& pooling) {
    push({.kind = ChainLayer::Kind::mean, .inputs = pooling.channels, .outputs = pooling.channels});
  }

  const LayeredSpace& space_;
  int resolution_;
  bool is_empty_ = true;
  int channels_ = 0, reference_side_ = 0;
  Chain chain_;
};

Error no_blocks(const LayeredSpace& space, const std::string& what) {
  return Error(
      space.name() + ": " + what +
      " is written as a list of numbers, which can be priced but not run: only blocks that "
      "are known (mbconv, conv, linear, pool) can");
}

void draw(std::vector<float>& weights, std::size_t count, int inputs, double gain, Random& random) {
  const double deviation = std::sqrt(gain / inputs);
  weights.resize(count);
  for (float& weight : weights) weight = static_cast<float>(deviation * random.normal());
}

void initialise(ChainLayer& layer, Random& random) {
  const auto inputs = static_cast<std::size_t>(layer.inputs);
  const auto outputs = static_cast<std::size_t>(layer.outputs);
  if (layer.kind == ChainLayer::Kind::convolution) {
    const int fan_in = layer.inputs / layer.groups * layer.kernel * layer.kernel;
    const double gain = layer.activation == Activation::none ? 1 : 2;
    draw(layer.weights, outputs * static_cast<std::size_t>(fan_in), fan_in, gain, random);
    layer.bias.resize(outputs);
    for (float& bias : layer.bias) bias = static_cast<float>(random.uniform(-0.125, 0.125));
  } else if (layer.kind == ChainLayer::Kind::squeeze) {
    const auto squeezed = static_cast<std::size_t>(layer.squeezed);
    draw(layer.weights, squeezed * inputs, layer.inputs, 2, random);
    draw(layer.gate_weights, inputs * squeezed, layer.squeezed, 2, random);
    layer.bias.assign(squeezed, 0.0f);
    layer.gate_bias.assign(inputs, 0.0f);
  }
}

/// Scales the weights by the values that they gave without bias and activation.
void normalise(ChainLayer& layer, const InterleavedMap<float>& values) {
  constexpr double epsilon = 1e-5;  // PyTorch's default
  double squares = 0;
  for (const float value : values.values) squares += 1.0 * value * value;
  const double scale = 1 / std::sqrt(squares / static_cast<double>(values.values.size()) + epsilon);
  for (float& weight : layer.weights) weight = static_cast<float>(scale * weight);
}

}  // namespace

int ChainLayer::output_size(int input_size) const {
  if (kind == Kind::mean) return 1;
  return kind == Kind::convolution ? strided(input_size, stride) : input_size;
}

std::int64_t ChainLayer::weight_count() const {
  if (kind == Kind::squeeze) return 2LL * squeezed * inputs;
  if (kind != Kind::convolution) return 0;
  return 1LL * outputs * (inputs / groups) * kernel * kernel;
}

void require_runnable(const LayeredSpace& space) {
  if (!space.parts().fixed_blocks) throw no_blocks(space, "an operation of 'fixed'");
  for (int c = 0; c < space.class_count(); ++c) {
    for (const LayerChoice& choice : space.shape_of(c).choices) {
      if (!choice.blocks) {
        throw no_blocks(
            space, "the choice '" + choice.name + "' of shape '" + space.shape_of(c).name + "'");
      }
    }
  }
}

Chain build_chain(const LayeredSpace& space, const Architecture& architecture) {
  require_runnable(space);
  const LayeredParts& parts = space.parts();
  Builder builder(space, space.resolution_of(architecture));
  for (const LayerBlock& block : parts.blocks_before) builder.add(block, "what stands before");
  std::size_t fixed = 0;
  for (; fixed < parts.fixed_blocks->size(); ++fixed) {
    const LayerBlock& block = (*parts.fixed_blocks)[fixed];
    if (!builder.fits(block)) break;
    builder.add(block, "fixed");
  }
  for (int layer = 0; layer < space.layer_count(); ++layer) {
    const std::vector<LayerChoice>& choices = space.shape_of(space.class_of(layer)).choices;
    const auto choice = static_cast<std::size_t>(architecture[layer]);
    // A layer that is left out has a row of its own, behind the shape's choices.
    if (choice >= choices.size()) continue;
    for (const LayerBlock& block : *choices[choice].blocks) {
      builder.add(block, "layer " + std::to_string(layer) + " (" + choices[choice].name + ")");
    }
  }
  for (; fixed < parts.fixed_blocks->size(); ++fixed) {
    builder.add((*parts.fixed_blocks)[fixed], "fixed operation " + std::to_string(fixed));
  }
  for (const LayerBlock& block : parts.blocks_behind) builder.add(block, "what stands behind");
  if (builder.chain().layers.empty()) {
    throw Error(space.name() + ": a network without any operation cannot be run");
  }
  return builder.chain();
}

Chain make_chain(const LayeredSpace& space, const Architecture& architecture, Random& random) {
  constexpr int images = 4;
  Chain chain = build_chain(space, architecture);
  std::vector<InterleavedMap<float>> values;
  values.emplace_back(images, chain.side, chain.side, chain.channels);
  for (float& value : values[0].values) value = static_cast<float>(random.normal());
  std::vector<int> last_use(chain.layers.size() + 1);
  for (std::size_t i = 0; i < chain.layers.size(); ++i) {
    if (chain.layers[i].residual >= 0) {
      last_use[static_cast<std::size_t>(chain.layers[i].residual)] = static_cast<int>(i);
    }
  }
  LayerScratch<float> scratch;
  for (std::size_t i = 0; i < chain.layers.size(); ++i) {
    ChainLayer& layer = chain.layers[i];
    initialise(layer, random);
    values.emplace_back();
    if (layer.normalised) {
      ChainLayer plain = layer;
      plain.activation = Activation::none;
      plain.residual = -1;
      std::fill(plain.bias.begin(), plain.bias.end(), 0.0f);
      run_layer<float>(PackedLayer<float>(plain), values[i], nullptr, values[i + 1], scratch);
      normalise(layer, values[i + 1]);
    }
    const auto* added =
        layer.residual >= 0 ? &values[static_cast<std::size_t>(layer.residual)] : nullptr;
    run_layer(PackedLayer<float>(layer), values[i], added, values[i + 1], scratch);
    for (std::size_t old = 0; old <= i; ++old) {
      if (last_use[old] <= static_cast<int>(i)) values[old] = {};
    }
  }
  return chain;
}

std::int64_t macs_of(const Chain& chain) {
  std::int64_t macs = 0;
  int side = chain.side;
  for (const ChainLayer& layer : chain.layers) {
    side = layer.output_size(side);
    const bool is_convolution = layer.kind == ChainLayer::Kind::convolution;
    macs += layer.weight_count() * (is_convolution ? side * side : 1);
  }
  return macs;
}

}  // namespace tenprobes::network
