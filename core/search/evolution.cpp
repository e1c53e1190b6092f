// Regularised evolution (Real et al., "Regularized Evolution for Image Classifier Architecture
// Search", AAAI 2019, algorithm 1): the parent is the best of a random sample of the population,
// the child one random edit of it, and the oldest leaves. Population and sample are scaled down
// from 100 and 25 to what a handful of probes can fill.
#include <algorithm>

#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {

class Evolution : public SearchStrategy {
 public:
  Architecture propose(const History& history, const Objective& objective, int probes_left,
                       Random& random) override {
    const int probed = static_cast<int>(history.size());
    const int population = std::clamp((probed + probes_left) / 2, 2, 100);
    if (probed < population) return random_candidate(history, objective, random);
    const auto member = [&] {
      const int place = probed - population + random.below(population);
      return history[static_cast<size_t>(place)];
    };
    const int sample = std::max(2, population / 2);
    for (int attempt = 0; attempt < 32; ++attempt) {
      Probe parent = member();
      for (int i = 1; i < sample; ++i) {
        const Probe rival = member();
        if (is_better(rival, parent, objective)) parent = rival;
      }
      const Architecture child = objective.space->random_edit(parent.architecture, random);
      if (objective.is_allowed(child) && !was_probed(history, child)) return child;
    }
    return random_candidate(history, objective, random);
  }
};

}  // namespace

std::unique_ptr<SearchStrategy> make_evolution(const SearchSpace&, const Ingredients&) {
  return std::make_unique<Evolution>();
}

}  // namespace tenprobes::search
