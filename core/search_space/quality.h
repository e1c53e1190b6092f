// What a session maximises: a training-free score, a surrogate's estimate or a published accuracy.
//
//   TabulatedQuality quality(space, facts_of(values, "top1", "ImageNet top-1, %"), values);
//   double points = quality.of(architecture);
//   plot_axis(quality.facts().label);
//
// Regret is in the quality's own points; what a session without an answer loses is `best - least`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/search_space/search_space.h"

namespace tenprobes {
inline namespace search_space {

struct QualityFacts {
  std::string name = {};   ///< as --quality writes it
  std::string label = {};  ///< what is maximised, in words, with its unit
  /// What the search takes no answer to be worth: far below a poor one, so that something that fits
  /// is found in time. Any finite number.
  double no_answer = 0;
  double best = 100, least = 0;  ///< the range: what can be won or lost
};

class Quality {
 public:
  virtual ~Quality() = default;
  virtual const QualityFacts& facts() const = 0;
  /// Higher is better; NaN where unknown (such an architecture is never probed or recommended).
  virtual double of(const Architecture& architecture) const = 0;
  /// Enumerable spaces only: of every architecture, by index, [size].
  virtual std::span<const double> table() const { return {}; }
  /// FNV-1a of the values as 32-bit floats (enumerable spaces), or of what defines them; 16
  /// hexadecimal digits.
  virtual const std::string& hash() const = 0;
};

/// The range and the worth of no answer of such values: `no_answer` lies as far below their 10 %
/// quantile, a poor answer, as the best lies above it. (On synthetic devices of catalogues, worths
/// from there up to a quarter of that way lose alike in quality; lower ones end without an answer
/// less often.) NaN takes no part. Throws Error if none is known.
QualityFacts facts_of(std::span<const double> values, std::string name, std::string label);

/// A value for every architecture of an enumerable space.
class TabulatedQuality final : public Quality {
 public:
  /// `space` outlives it. Throws Error unless there is a value for each architecture, and one that
  /// is known.
  TabulatedQuality(const SearchSpace& space, QualityFacts facts, std::vector<double> values);

  const QualityFacts& facts() const override { return facts_; }
  double of(const Architecture& architecture) const override {
    return values_[static_cast<std::size_t>(space_.index_of(architecture))];
  }
  std::span<const double> table() const override { return values_; }
  const std::string& hash() const override { return hash_; }

 private:
  const SearchSpace& space_;
  QualityFacts facts_;
  std::vector<double> values_;
  std::string hash_;
};

}  // namespace search_space
}  // namespace tenprobes
