#include "core/search_space/quality.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/hash.h"

namespace tenprobes {
inline namespace search_space {

QualityFacts facts_of(std::span<const double> values, std::string name, std::string label) {
  std::vector<double> known;
  for (const double value : values) {
    if (std::isfinite(value)) known.push_back(value);
  }
  if (known.empty()) throw Error("quality " + name + ": no value is known");
  std::sort(known.begin(), known.end());
  QualityFacts facts{.name = std::move(name), .label = std::move(label)};
  facts.least = known.front();
  facts.best = known.back();
  const double low = known[known.size() / 10];
  facts.no_answer = low - (facts.best - low);
  return facts;
}

TabulatedQuality::TabulatedQuality(const SearchSpace& space, QualityFacts facts,
                                   std::vector<double> values)
    : space_(space), facts_(std::move(facts)), values_(std::move(values)), hash_(hash_of(values_)) {
  if (static_cast<int>(values_.size()) != space.size()) {
    throw Error("quality " + facts_.name + " has " + std::to_string(values_.size()) +
                " values; expected one for each of the " + std::to_string(space.size()) +
                " architectures of " + space.title());
  }
  if (std::none_of(values_.begin(), values_.end(), [](double v) { return std::isfinite(v); })) {
    throw Error("quality " + facts_.name + ": no value is known");
  }
}

}  // namespace search_space
}  // namespace tenprobes
