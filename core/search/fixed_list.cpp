#include "core/search/fixed_list.h"

#include <algorithm>
#include <queue>

#include "core/devices/distribution.h"
#include "core/search/candidates.h"
#include "core/search/factories.h"

namespace tenprobes::search {

std::vector<Setting> imagined_settings(int count) {
  Random random(20240229);  // any: fixed, so that the list is
  std::vector<Setting> settings(static_cast<size_t>(count));
  for (Setting& setting : settings) {
    setting.latencies = devices::expected_latencies(devices::draw_device(random));
    std::vector<double> sorted = setting.latencies;
    const auto budget = sorted.begin() + static_cast<int>(random.uniform(0.05, 0.6) * cell_count);
    std::nth_element(sorted.begin(), budget, sorted.end());
    setting.budget_ms = *budget;
  }
  return settings;
}

std::vector<Cell> greedy_list(std::span<const double> quality, std::span<const Setting> settings,
                              int count) {
  const size_t n = settings.size();
  // fits[a * n + s] is 1 where architecture a meets setting s's budget.
  std::vector<std::uint8_t> fits(cell_count * n);
  for (size_t s = 0; s < n; ++s) {
    for (size_t a = 0; a < cell_count; ++a) {
      fits[a * n + s] = settings[s].latencies[a] <= settings[s].budget_ms;
    }
  }
  std::vector<float> best(n, static_cast<float>(-infeasible_cost));
  const auto gain_of = [&](size_t a) {
    const auto score = static_cast<float>(quality[a]);
    float gain = 0;
    for (size_t s = 0; s < n; ++s)
      gain += static_cast<float>(fits[a * n + s]) * std::max(0.0f, score - best[s]);
    return gain;
  };
  // Lazily (Minoux, 1978): a gain only shrinks as the list grows, so one that is fresh and leads
  // the others' old ones is the largest. Of equals the lowest index comes first.
  struct Entry {
    float gain;
    size_t architecture;
    int fresh_at;
    bool operator<(const Entry& other) const {
      return gain != other.gain ? gain < other.gain : architecture > other.architecture;
    }
  };
  std::vector<Entry> entries;
  for (size_t a = 0; a < cell_count; ++a) entries.push_back({gain_of(a), a, 0});
  std::priority_queue<Entry> queue(std::less<Entry>(), std::move(entries));
  std::vector<Cell> list;
  while (static_cast<int>(list.size()) < count) {
    Entry entry = queue.top();
    queue.pop();
    if (entry.fresh_at < static_cast<int>(list.size())) {
      entry.gain = gain_of(entry.architecture);
      entry.fresh_at = static_cast<int>(list.size());
      queue.push(entry);
      continue;
    }
    const size_t choice = entry.architecture;
    list.push_back(cell_at(static_cast<int>(choice)));
    for (size_t s = 0; s < n; ++s) {
      if (fits[choice * n + s]) {
        best[s] = std::max(best[s], static_cast<float>(quality[choice]));
      }
    }
  }
  return list;
}

std::vector<Cell> fixed_list(std::span<const double> quality, int count) {
  return greedy_list(quality, imagined_settings(512), count);
}

namespace {

class Fixed : public SearchStrategy {
 public:
  explicit Fixed(std::shared_ptr<const std::vector<Cell>> list) : list_(std::move(list)) {}

  Cell propose(const History& history, const Objective& objective, int /*probes_left*/,
               Random& random) override {
    if (!list_) {
      list_ = std::make_shared<const std::vector<Cell>>(
          fixed_list(objective.quality, default_fixed_length));
    }
    for (const Cell& next : *list_) {
      if (objective.is_allowed(index_of(next)) && !was_probed(history, next)) return next;
    }
    return random_candidate(history, objective, random);
  }

 private:
  std::shared_ptr<const std::vector<Cell>> list_;
};

}  // namespace

std::unique_ptr<SearchStrategy> make_fixed(const Ingredients& ingredients) {
  return std::make_unique<Fixed>(ingredients.fixed_list);
}

}  // namespace tenprobes::search
