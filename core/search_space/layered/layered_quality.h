// What a layered space knows to maximise: a sum over the layers, or a small network.
//
//   LayeredSum macs(space, "macs", "millions of multiply-accumulates", by_row);
//   const Safetensors file = Safetensors::parse(bytes, "accuracy.safetensors");
//   LayeredNetwork accuracy(space, "accuracy", "predicted top-1, %", file, "accuracy.safetensors");
//   double points = accuracy.of(architecture);
//
// The network's file: `choices` [all choices of all positions in order, h], `bias0` [h], `weight1`
// [k, h], `bias1` [k], ..., the last of one output; ReLU between. The first layer is a sum of the
// chosen choices' rows, so a one-hot input needs no other code, and a choice that the network does
// not know has a row of zeros. Metadata: "kind": "layered-quality", and "scale" and "offset" of the
// output (texts, default 1 and 0). Sums run in 64 bits and in order, so that WebAssembly agrees.
#pragma once

#include "core/base/safetensors.h"
#include "core/search_space/layered/layered_space.h"

namespace tenprobes {
inline namespace search_space {

/// The range and the worth of no answer of a quality on 4,000 random architectures, always the
/// same ones: see facts_of(). The space may have more extreme ones.
QualityFacts sampled_facts(const Quality& quality, const LayeredSpace& space);

/// Fixed part and layers each bring a number.
class LayeredSum final : public Quality {
 public:
  /// `space` outlives it; by_row: [row_count()].
  LayeredSum(const LayeredSpace& space, std::string name, std::string label,
             std::vector<double> by_row);

  const QualityFacts& facts() const override { return facts_; }
  double of(const Architecture& architecture) const override {
    return space_.sum_of(architecture, by_row_);
  }
  std::span<const double> table() const override { return table_; }
  const std::string& hash() const override { return hash_; }
  /// [row_count()]: for what maximises a sum exactly.
  std::span<const double> by_row() const { return by_row_; }

 private:
  const LayeredSpace& space_;
  std::vector<double> by_row_, table_;
  QualityFacts facts_;
  std::string hash_;
};

/// What each row adds to a feature of the space (LayeredSpace::features()), [row_count()]: a sum of
/// them is the feature.
std::vector<double> feature_by_row(const LayeredSpace& space, int feature);

/// Millions of multiply-accumulates: what there is to go by where nothing else is known.
std::unique_ptr<LayeredSum> macs_quality(const LayeredSpace& space);

class LayeredNetwork final : public Quality {
 public:
  /// `space` outlives it; `where` is how errors call the file. Throws Error where tensors are
  /// missing or of other shapes.
  LayeredNetwork(const LayeredSpace& space, std::string name, std::string label,
                 const Safetensors& file, const std::string& where);

  const QualityFacts& facts() const override { return facts_; }
  double of(const Architecture& architecture) const override;
  std::span<const double> table() const override { return table_; }
  const std::string& hash() const override { return hash_; }

 private:
  struct Layer {
    std::size_t in, out;
    std::vector<float> weight, bias;  ///< weight: [in, out], so that sums vectorise
  };
  std::vector<std::size_t> first_choice_;  ///< of each position
  std::vector<float> choices_, bias_;
  std::vector<Layer> layers_;
  double scale_ = 1, offset_ = 0;
  std::vector<double> table_;
  QualityFacts facts_;
  std::string hash_;
};

}  // namespace search_space
}  // namespace tenprobes
