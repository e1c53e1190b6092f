#include "core/controller/catalogue.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tenprobes::controller {
namespace {

/// A number for each combination of counts, by architecture index.
struct Classes {
  std::array<std::uint8_t, cell_count> of;
  int count = 0;
};

EdgeMask counted(const Cell& architecture, CountedEdges edges) {
  return edges == CountedEdges::all ? EdgeMask().set() : edges_reaching_output(architecture);
}

Classes classify(CountedEdges edges) {
  Classes classes;
  std::map<CostFeatures, int> numbers;
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    const auto [place, added] = numbers.try_emplace(
        cost_features(architecture, counted(architecture, edges)), classes.count);
    classes.count += added;
    classes.of[static_cast<std::size_t>(index)] = static_cast<std::uint8_t>(place->second);
  }
  return classes;
}

const Classes& classes_of(CountedEdges edges) {
  static const std::array<Classes, 2> shared = {classify(CountedEdges::all),
                                                classify(CountedEdges::reaching_output)};
  return shared[edges == CountedEdges::all ? 0 : 1];
}

}  // namespace

Catalogue::Catalogue(std::span<const double> quality, std::span<const std::uint8_t> allowed,
                     CountedEdges edges) {
  const Classes& classes = classes_of(edges);
  struct Best {
    int first = -1, second = -1;
  };
  std::vector<Best> best(static_cast<std::size_t>(classes.count));
  const auto better = [&quality](std::size_t index, int than) {
    return than < 0 || quality[index] > quality[static_cast<std::size_t>(than)];
  };
  for (std::size_t index = 0; index < cell_count; ++index) {
    if (!allowed.empty() && !allowed[index]) continue;
    Best& of_class = best[classes.of[index]];
    if (better(index, of_class.first)) {
      of_class.second = std::exchange(of_class.first, static_cast<int>(index));
    } else if (better(index, of_class.second)) {
      of_class.second = static_cast<int>(index);
    }
  }
  for (const Best& of_class : best) {
    for (const int index : {of_class.first, of_class.second}) {
      if (index < 0) continue;
      candidates_.push_back({cell_at(index), quality[static_cast<std::size_t>(index)]});
    }
  }
  std::stable_sort(candidates_.begin(), candidates_.end(),
                   [](const Candidate& a, const Candidate& b) { return a.quality > b.quality; });
  for (std::size_t i = 0; i < cost_count; ++i) {
    for (std::size_t j = i; j < cost_count; ++j) {
      for (const Candidate& candidate : candidates_) {
        const CostFeatures features =
            cost_features(candidate.architecture, counted(candidate.architecture, edges));
        products_.push_back(features[i] * features[j]);
      }
    }
  }
}

void Catalogue::predict(const CostEstimate& estimate, std::span<double> ratios,
                        std::span<double> variances) const {
  std::fill(ratios.begin(), ratios.end(), 0.0);
  std::fill(variances.begin(), variances.end(), 0.0);
  const auto add = [](std::span<double> sums, double factor, const double* terms) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += factor * terms[k];
  };
  const double* products = products_.data();
  for (int i = 0; i < cost_count; ++i) {
    for (int j = i; j < cost_count; ++j) {
      if (i == 0) add(ratios, estimate.mean(j), products);  // feature 0 is 1
      add(variances, (i == j ? 1 : 2) * estimate.covariance(i, j), products);
      products += candidates_.size();
    }
  }
}

}  // namespace tenprobes::controller
