#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {
class RandomSearch : public SearchStrategy {
 public:
  Architecture propose(const History& history, const Objective& objective, int /*probes_left*/,
                       Random& random) override {
    return random_candidate(history, objective, random);
  }
};
}  // namespace

std::unique_ptr<SearchStrategy> make_random(const SearchSpace&, const Ingredients&) {
  return std::make_unique<RandomSearch>();
}

}  // namespace tenprobes::search
