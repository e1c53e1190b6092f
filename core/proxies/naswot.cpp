#include "core/proxies/naswot.h"

#include <Eigen/LU>
#include <array>
#include <bit>
#include <cmath>

namespace tenprobes::proxies {
namespace {

/// The signs of `count` values (a multiple of nothing in particular) as bits, 64 a word.
void pack_signs(const float* values, int count, std::uint64_t* words) {
  for (int begin = 0; begin < count; begin += 64) {
    std::array<std::uint8_t, 64> positive{};
    const int end = std::min(64, count - begin);
    for (int i = 0; i < end; ++i) positive[static_cast<std::size_t>(i)] = values[begin + i] > 0;
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 64; i += 8) {
      // Eight bytes of 0 or 1 become eight bits by one multiplication.
      std::uint64_t bytes = 0;
      for (std::size_t j = 0; j < 8; ++j)
        bytes |= static_cast<std::uint64_t>(positive[i + j]) << (8 * j);
      word |= (bytes * 0x0102040810204080 >> 56) << i;
    }
    *words++ = word;
  }
}

}  // namespace

ActivationCodes::ActivationCodes(int images) : images_(images) {
  const auto pairs = static_cast<std::size_t>(images) * static_cast<std::size_t>(images);
  live_.differences.resize(pairs);
  dead_.differences.resize(pairs);
}

void ActivationCodes::observe(const network::Block& block, const network::FeatureMap& input,
                              const network::BlockState& state) {
  const auto length = static_cast<std::int64_t>(input.values.size()) / images_;
  for (const bool live : {true, false}) {
    Kernel& kernel = live ? live_ : dead_;
    for (int node = -1; node < block.node_count; ++node) {
      int repeats = 0;
      for (const network::ReluRead& read : block.relu_reads) {
        repeats += read.node == node && read.live == live;
      }
      if (repeats == 0) continue;
      if (node < 0) {
        kernel.length += repeats * length;  // zeros: all images agree (only cells have such reads)
      } else {
        add(node == 0 ? input : state.nodes[static_cast<std::size_t>(node)], repeats, kernel);
      }
    }
  }
}

void ActivationCodes::add(const network::FeatureMap& map, int repeats, Kernel& kernel) {
  const int area = map.height * map.width;
  const int plane_words = (area + 63) / 64;
  const int words = plane_words * map.channels;
  words_.resize(static_cast<std::size_t>(words) * static_cast<std::size_t>(images_));
  for (int image = 0; image < images_; ++image) {
    for (int channel = 0; channel < map.channels; ++channel) {
      pack_signs(map.channel(channel).data() + image * area, area,
                 words_.data() + image * words + channel * plane_words);
    }
  }
  kernel.length += static_cast<std::int64_t>(repeats) * area * map.channels;
  add_words(words, repeats, kernel);
}

void ActivationCodes::observe(const network::InterleavedMap<float>& outputs) {
  const int count = outputs.height * outputs.width * outputs.channels;
  const int words = (count + 63) / 64;
  words_.resize(static_cast<std::size_t>(words) * static_cast<std::size_t>(images_));
  for (int image = 0; image < images_; ++image) {
    pack_signs(outputs.pixel(image, 0, 0), count, words_.data() + image * words);
  }
  live_.length += count;
  add_words(words, 1, live_);
}

void ActivationCodes::add_words(int words, int repeats, Kernel& kernel) {
  for (int a = 0; a < images_; ++a) {
    const std::uint64_t* first = words_.data() + a * words;
    for (int b = a + 1; b < images_; ++b) {
      const std::uint64_t* second = words_.data() + b * words;
      std::int64_t differences = 0;
      for (int w = 0; w < words; ++w) differences += std::popcount(first[w] ^ second[w]);
      kernel.differences[static_cast<std::size_t>(a * images_ + b)] += repeats * differences;
    }
  }
}

double ActivationCodes::log_determinant(network::DeadCode dead_code) const {
  const bool dead = dead_code == network::DeadCode::observe;
  const std::int64_t length = live_.length + (dead ? dead_.length : 0);
  Eigen::MatrixXd agreement(images_, images_);
  for (int a = 0; a < images_; ++a) {
    agreement(a, a) = static_cast<double>(length);
    for (int b = a + 1; b < images_; ++b) {
      const auto pair = static_cast<std::size_t>(a * images_ + b);
      const std::int64_t differences =
          live_.differences[pair] + (dead ? dead_.differences[pair] : 0);
      agreement(a, b) = agreement(b, a) = static_cast<double>(length - differences);
    }
  }
  const double score = agreement.partialPivLu().matrixLU().diagonal().array().abs().log().sum();
  return std::isfinite(score) ? score : 0;
}

}  // namespace tenprobes::proxies
