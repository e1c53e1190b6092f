#include "core/search/fixed_list.h"

#include <algorithm>
#include <queue>

#include "core/devices/synthetic.h"
#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {

/// The settings that fixed_list() uses: the same ones always.
std::vector<Setting> synthetic_settings(const SearchSpace& space,
                                        std::span<const Architecture> candidates, int count) {
  Random random(20240229);  // any: fixed, so that the list is
  std::vector<Setting> settings(static_cast<size_t>(count));
  for (Setting& setting : settings) {
    const auto device = devices::draw_synthetic(space, "synthetic", random);
    const std::span<const double> known = device->known_latencies();
    setting.latencies.assign(known.begin(), known.end());
    if (space.size() == 0) {
      for (const Architecture& candidate : candidates) {
        setting.latencies.push_back(*device->expected_latency(candidate));
      }
    }
    std::vector<double> sorted = setting.latencies;
    const double share = random.uniform(0.05, 0.6) * static_cast<double>(sorted.size());
    const auto budget = sorted.begin() + static_cast<int>(share);
    std::nth_element(sorted.begin(), budget, sorted.end());
    setting.budget_ms = *budget;
  }
  return settings;
}

}  // namespace

std::vector<size_t> greedy_list(std::span<const double> quality, double least,
                                std::span<const Setting> settings, int count) {
  const size_t n = settings.size(), size = quality.size();
  // fits[a * n + s] is 1 where architecture a meets setting s's budget.
  std::vector<std::uint8_t> fits(size * n);
  for (size_t s = 0; s < n; ++s) {
    for (size_t a = 0; a < size; ++a) {
      fits[a * n + s] =
          settings[s].latencies[a] <= settings[s].budget_ms && quality[a] == quality[a];
    }
  }
  std::vector<float> best(n, static_cast<float>(least));
  const auto gain_of = [&](size_t a) {
    const auto score = static_cast<float>(quality[a]);
    float gain = 0;
    for (size_t s = 0; s < n; ++s)
      gain += static_cast<float>(fits[a * n + s]) * std::max(0.0f, score - best[s]);
    return gain;
  };
  // Lazily (Minoux, 1978): a gain only shrinks as the list grows, so one that is fresh and leads
  // the others' old ones is the largest. Of equals the lowest place comes first.
  struct Entry {
    float gain;
    size_t place;
    int fresh_at;
    bool operator<(const Entry& other) const {
      return gain != other.gain ? gain < other.gain : place > other.place;
    }
  };
  std::vector<Entry> entries;
  for (size_t a = 0; a < size; ++a) {
    if (quality[a] == quality[a]) entries.push_back({gain_of(a), a, 0});
  }
  std::priority_queue<Entry> queue(std::less<Entry>(), std::move(entries));
  std::vector<size_t> list;
  while (static_cast<int>(list.size()) < count && !queue.empty()) {
    Entry entry = queue.top();
    queue.pop();
    if (entry.fresh_at < static_cast<int>(list.size())) {
      entry.gain = gain_of(entry.place);
      entry.fresh_at = static_cast<int>(list.size());
      queue.push(entry);
      continue;
    }
    const size_t choice = entry.place;
    list.push_back(choice);
    for (size_t s = 0; s < n; ++s) {
      if (fits[choice * n + s]) {
        best[s] = std::max(best[s], static_cast<float>(quality[choice]));
      }
    }
  }
  return list;
}

std::vector<Architecture> fixed_list(const SearchSpace& space, const Quality& quality, int count) {
  const std::vector<Architecture> candidates = all_or_crowd(space);
  std::vector<double> values(quality.table().begin(), quality.table().end());
  if (values.empty()) {
    for (const Architecture& candidate : candidates) values.push_back(quality.of(candidate));
  }
  const QualityFacts& facts = quality.facts();
  const double least = facts.least - (facts.best - facts.least);
  std::vector<Architecture> list;
  for (const size_t place :
       greedy_list(values, least, synthetic_settings(space, candidates, 512), count)) {
    list.push_back(candidates[place]);
  }
  return list;
}

namespace {

class Fixed : public SearchStrategy {
 public:
  explicit Fixed(std::shared_ptr<const std::vector<Architecture>> list) : list_(std::move(list)) {}

  Architecture propose(const History& history, const Objective& objective, int /*probes_left*/,
                       Random& random) override {
    if (!list_) {
      list_ = std::make_shared<const std::vector<Architecture>>(
          fixed_list(*objective.space, *objective.goal, default_fixed_length));
    }
    for (const Architecture& next : *list_) {
      if (objective.is_allowed(next) && !was_probed(history, next)) return next;
    }
    return random_candidate(history, objective, random);
  }

 private:
  std::shared_ptr<const std::vector<Architecture>> list_;
};

}  // namespace

std::unique_ptr<SearchStrategy> make_fixed(const SearchSpace&, const Ingredients& ingredients) {
  return std::make_unique<Fixed>(ingredients.fixed_list);
}

}  // namespace tenprobes::search
