#include "core/evaluation/bench.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "core/base/error.h"
#include "core/prediction/comparison.h"
#include "core/search/adaptation.h"
#include "core/search/document.h"
#include "core/search/fixed_list.h"
#include "core/search/known_best.h"

namespace tenprobes::evaluation {

using search::Ingredients;
using search::make_strategy;
using search::Need;
using search::ProbeSession;
using search::SearchStrategy;
using search::SessionStreams;
using search::split_seed;
using search::strategy_kind;
using statistics::Interval;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// How one session went; NaN where it does not apply.
struct Outcome {
  Architecture recommended;
  bool feasible = false;
  double accuracy_regret = unknown, quality_regret = unknown, quality_regret_feasible = unknown,
         value_regret = unknown;
  int probes_used = 0;
};

/// One device and budget: what there is to find.
struct Task {
  double budget_ms;
  double best_quality, best_accuracy, best_value;
  std::shared_ptr<const search::KnownBest> known = nullptr;  ///< in no enumerable space
};

struct Target {
  devices::Device* device;
  std::vector<std::uint8_t> allowed;
  std::vector<Task> tasks;  // by budget quantile

  const SearchSpace& space() const { return device->space(); }
};

Objective objective_of(const BenchRequest& request, const Target& target, const Task& task,
                       const Quality& quality) {
  Objective objective = objective_for(target.space(), quality, task.budget_ms);
  objective.allowed = target.allowed;
  if (target.device->repeats()) objective.reading_noise = 0;
  if (request.exponent) {
    objective.scalarisation =
        Scalarisation{.reference_ms = task.budget_ms, .exponent = *request.exponent};
  }
  return objective;
}

/// What an enumerable space holds within the objective.
void find_best(const Objective& objective, std::span<const double> latencies,
               std::span<const double> accuracy, Task& task) {
  task.best_quality = task.best_value = -std::numeric_limits<double>::infinity();
  for (int index = 0; index < objective.space->size(); ++index) {
    const auto i = static_cast<size_t>(index);
    const double latency = latencies[i];
    if (!objective.is_allowed(index) || !(latency > 0) || !objective.is_feasible(latency)) continue;
    task.best_quality = std::max(task.best_quality, objective.quality[i]);
    task.best_value = std::max(task.best_value, objective.value(index, latency));
    if (!accuracy.empty()) task.best_accuracy = std::fmax(task.best_accuracy, accuracy[i]);
  }
}

/// The same where there are too many to look at each.
void find_known_best(const devices::Device& device, const Objective& objective, Task& task) {
  task.known = std::make_shared<const search::KnownBest>(device, objective);
  if (task.known->ranked().empty()) {
    throw Error("device " + device.name() + ": no architecture meets the budget");
  }
  const Architecture& best = task.known->ranked().front();
  task.best_quality = objective.quality_of(best);
  task.best_value = objective.value(best, *device.expected_latency(best));
}

Target target_of(const BenchRequest& request, devices::Device& device, const Quality& quality) {
  Target target{.device = &device, .allowed = search::probeable(device, quality), .tasks = {}};
  for (const double quantile : request.budget_quantiles) {
    target.tasks.push_back({.budget_ms = search::budget_at_quantile(device, quantile),
                            .best_quality = 0,
                            .best_accuracy = unknown,
                            .best_value = 0});
  }
  return target;
}

/// Whether one device answers as the other does: it would be its own proxy.
bool same_latencies(const devices::Device& a, const devices::Device& b) {
  if (&a == &b || a.name() == b.name()) return true;
  if (a.space().size() > 0) {
    const auto own = a.known_latencies(), other = b.known_latencies();
    return std::equal(own.begin(), own.end(), other.begin(), other.end());
  }
  Random random(1);
  for (int i = 0; i < 100; ++i) {
    const Architecture architecture = a.space().random(random);
    if (a.expected_latency(architecture) != b.expected_latency(architecture)) return false;
  }
  return true;
}

/// targets[i] sees the latencies of targets[other[i]]: one random round through all of them.
std::vector<size_t> shuffled_round(size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<size_t> round(count), other(count);
  std::iota(round.begin(), round.end(), size_t{0});
  random.shuffle(round);
  for (size_t i = 0; i < count; ++i) other[round[i]] = round[(i + 1) % count];
  return other;
}

/// Sums and counts of a figure over sessions on one device or family, for a method and for the one it
/// is held against.
struct Pairing {
  double sum = 0, count = 0, other_sum = 0, other_count = 0;

  void operator+=(const Pairing& more) {
    sum += more.sum;
    count += more.count;
    other_sum += more.other_sum;
    other_count += more.other_count;
  }
};

class Bench {
 public:
  Bench(const BenchRequest& request, std::span<devices::Device* const> devices,
        const Quality& quality, std::span<const double> accuracy, const Ingredients& ingredients,
        const ParallelFor& parallel)
      : request_(request), quality_(quality), accuracy_(accuracy), ingredients_(ingredients) {
    for (devices::Device* device : devices) {
      targets_.push_back(target_of(request, *device, quality));
    }
    const size_t budgets = request.budget_quantiles.size();
    parallel(static_cast<int>(targets_.size() * budgets), [&](int i) {
      Target& target = targets_[static_cast<size_t>(i) / budgets];
      Task& task = target.tasks[static_cast<size_t>(i) % budgets];
      const Objective objective = objective_of(request, target, task, quality);
      if (target.space().size() > 0) {
        find_best(objective, target.device->known_latencies(), accuracy, task);
      } else {
        find_known_best(*target.device, objective, task);
      }
    });
    for (std::uint64_t s = 0; s < static_cast<std::uint64_t>(request.seeds); ++s) {
      others_.push_back(shuffled_round(targets_.size(), request.seed + s));
    }
    const auto& methods = request.methods;
    reference_ = static_cast<size_t>(std::find(methods.begin(), methods.end(), request.against) -
                                     methods.begin());
    if (!ingredients_.fixed_list && std::count(methods.begin(), methods.end(), "fixed") > 0) {
      const int longest = *std::max_element(request.probes.begin(), request.probes.end());
      ingredients_.fixed_list = std::make_shared<const std::vector<Architecture>>(
          search::fixed_list(devices.front()->space(), quality, longest));
    }
    outcomes_.resize(methods.size() * targets_.size() * sessions_per_pair());
  }

  /// Whether the method can be asked about this target.
  bool takes_part(size_t method, size_t target) const {
    return strategy_kind(request_.methods[method]).need != Need::proxy_device ||
           !same_latencies(*targets_[target].device, *ingredients_.proxy);
  }

  size_t sessions_per_pair() const {
    return request_.probes.size() * request_.budget_quantiles.size() *
           static_cast<size_t>(request_.seeds);
  }

  Outcome& outcome(size_t method, size_t target, size_t probes, size_t budget, size_t seed) {
    const size_t pair = method * targets_.size() + target;
    const size_t setting =
        (pair * request_.probes.size() + probes) * request_.budget_quantiles.size() + budget;
    return outcomes_[setting * static_cast<size_t>(request_.seeds) + seed];
  }

  std::span<Outcome> outcomes_of(size_t method, size_t target) {
    return {&outcome(method, target, 0, 0, 0), sessions_per_pair()};
  }

  /// Every session of one method on one device.
  void run_pair(size_t method, size_t target, const std::function<void()>& on_session) {
    Ingredients own = ingredients_;
    own.target = targets_[target].device;
    for (const Task& task : targets_[target].tasks) {
      if (task.known) own.known_best.push_back(task.known);
    }
    const auto strategy = make_strategy(request_.methods[method], targets_[target].space(), own);
    for (size_t p = 0; p < request_.probes.size(); ++p) {
      for (size_t b = 0; b < request_.budget_quantiles.size(); ++b) {
        bool seed_matters = true;
        for (size_t s = 0; s < static_cast<size_t>(request_.seeds); ++s) {
          // A session in which nothing was drawn goes the same way for every seed.
          outcome(method, target, p, b, s) =
              seed_matters ? run_one(*strategy, target, b, request_.probes[p], s, seed_matters)
                           : outcome(method, target, p, b, 0);
          if (on_session) on_session();
        }
      }
    }
  }

  /// What run_pair() has found, for another process of this program.
  std::string packed_pair(size_t method, size_t target) {
    std::string bytes;
    for (const Outcome& one : outcomes_of(method, target)) append_bytes(bytes, one);
    return bytes;
  }
  void unpack_pair(size_t method, size_t target, std::string_view bytes) {
    for (Outcome& one : outcomes_of(method, target)) take_bytes(bytes, one);
  }

  BenchResult result() {
    BenchResult result;
    Random random(request_.seed);
    for (size_t m = 0; m < request_.methods.size(); ++m) {
      for (size_t t = 0; t < targets_.size(); ++t) {
        if (!takes_part(m, t)) continue;
        for (size_t p = 0; p < request_.probes.size(); ++p) {
          for (size_t b = 0; b < request_.budget_quantiles.size(); ++b) {
            result.rows.push_back(row(m, t, p, b, random));
          }
        }
      }
      for (size_t p = 0; p < request_.probes.size(); ++p) {
        result.summary.push_back(summary(m, p, random));
      }
    }
    return result;
  }

 private:
  Outcome run_one(SearchStrategy& strategy, size_t target_index, size_t budget, int probes,
                  size_t seed_place, bool& seed_matters) {
    const std::uint64_t seed = request_.seed + seed_place;
    const Target& target = targets_[target_index];
    const Task& task = target.tasks[budget];
    const Objective objective = objective_of(request_, target, task, quality_);
    SessionStreams streams = split_seed(seed);
    ProbeSession session(strategy, objective, probes, streams.strategy);
    Architecture answer;
    if (request_.shuffle != Shuffle::none) {
      const Target& other = targets_[others_[seed_place][target_index]];
      const double scale =
          request_.shuffle == Shuffle::scaled ? task.budget_ms / other.tasks[budget].budget_ms : 1;
      History truth;
      while (!session.finished()) {
        const Architecture asked = session.ask();
        truth.push_back({asked, target.device->probe(asked, streams.noise)});
        if (!other.device->can_probe(asked)) {
          throw Error("shuffling latencies between devices needs tables without missing rows: " +
                      other.device->name() + " has some");
        }
        session.tell(other.device->probe(asked, streams.noise) * scale);
      }
      answer = *strategy.recommend(truth, objective);
    } else {
      while (!session.finished()) {
        session.tell(target.device->probe(session.ask(), streams.noise));
      }
      answer = session.recommend().architecture;
    }
    const SessionStreams untouched = split_seed(seed);
    seed_matters = request_.shuffle != Shuffle::none || session.random() != untouched.strategy ||
                   streams.noise != untouched.noise;
    return judge(objective, target, task, answer, static_cast<int>(session.history().size()));
  }

  Outcome judge(const Objective& objective, const Target& target, const Task& task,
                const Architecture& answer, int probes_used) const {
    Outcome outcome;
    outcome.recommended = answer;
    outcome.probes_used = probes_used;
    const double latency = target.device->expected_latency(answer).value_or(unknown);
    outcome.feasible = objective.is_feasible(latency);
    if (request_.exponent) {
      const double value = objective.value(answer, latency);
      outcome.value_regret = 100 * (task.best_value - value) / task.best_value;
      return outcome;
    }
    const double lost = task.best_quality - objective.quality_of(answer);
    if (outcome.feasible) outcome.quality_regret_feasible = lost;
    outcome.quality_regret = outcome.feasible ? lost : objective.range;
    if (!accuracy_.empty()) {
      const auto index = static_cast<size_t>(target.space().index_of(answer));
      const double reached = outcome.feasible ? accuracy_[index] : request_.chance_accuracy;
      outcome.accuracy_regret = task.best_accuracy - reached;
    }
    return outcome;
  }

  /// statistic(pick) of all `count` units, pick(i) = i, and its interval over resamples of them;
  /// nullopt where it is NaN.
  template <class Statistic>
  static std::optional<Interval> bootstrap(size_t count, Statistic&& statistic, Random& random) {
    const double all = statistic([](size_t i) { return i; });
    if (std::isnan(all)) return std::nullopt;
    constexpr int resamples = 1000;
    std::vector<double> values;
    values.reserve(resamples);
    for (int r = 0; r < resamples; ++r) {
      const double value = statistic(
          [&](size_t) { return static_cast<size_t>(random.below(static_cast<int>(count))); });
      if (!std::isnan(value)) values.push_back(value);
    }
    if (values.empty()) values.push_back(all);
    return Interval{.mean = all,
                    .low = statistics::quantile(values, 0.025),
                    .high = statistics::quantile(values, 0.975)};
  }

  /// The mean of a figure over these sessions with its interval over seeds; nullopt where the
  /// figure applies to none of them. by_seed holds each seed's sum and count.
  static std::optional<Interval> mean_over_seeds(
      const std::vector<std::pair<double, double>>& by_seed, Random& random) {
    const auto mean_of = [&](auto&& pick) {
      double sum = 0, count = 0;
      for (size_t i = 0; i < by_seed.size(); ++i) {
        const auto& [seed_sum, seed_count] = by_seed[pick(i)];
        sum += seed_sum;
        count += seed_count;
      }
      return count > 0 ? sum / count : unknown;
    };
    return bootstrap(by_seed.size(), mean_of, random);
  }

  /// value_of(sum of all pairings), with its interval over resamples of them.
  template <class Value>
  static std::optional<Interval> over_devices(const std::vector<Pairing>& pairings,
                                              Value&& value_of, Random& random) {
    const auto statistic = [&](auto&& pick) {
      Pairing all;
      for (size_t i = 0; i < pairings.size(); ++i) all += pairings[pick(i)];
      return value_of(all);
    };
    return bootstrap(pairings.size(), statistic, random);
  }

  /// A figure of the sessions that visit(f) shows to f(seed, outcome).
  template <class Visit, class Figure>
  std::optional<Interval> figure(Visit&& visit, Figure&& figure_of, Random& random) const {
    std::vector<std::pair<double, double>> by_seed(static_cast<size_t>(request_.seeds));
    visit([&](size_t seed, const Outcome& outcome) {
      const double value = figure_of(outcome);
      if (std::isnan(value)) return;
      by_seed[seed].first += value;
      by_seed[seed].second += 1;
    });
    return mean_over_seeds(by_seed, random);
  }

  template <class Row, class Visit>
  void fill(Row& row, Visit&& visit, Random& random) const {
    const auto mean_of = [&](auto&& member) { return figure(visit, member, random); };
    row.feasible = *mean_of([](const Outcome& o) { return o.feasible ? 1.0 : 0.0; });
    row.accuracy_regret = mean_of([](const Outcome& o) { return o.accuracy_regret; });
    row.quality_regret = mean_of([](const Outcome& o) { return o.quality_regret; });
    row.quality_regret_feasible =
        mean_of([](const Outcome& o) { return o.quality_regret_feasible; });
    row.value_regret = mean_of([](const Outcome& o) { return o.value_regret; });
  }

  BenchRow row(size_t m, size_t t, size_t p, size_t b, Random& random) {
    BenchRow row{};
    row.method = request_.methods[m];
    row.device = targets_[t].device->name();
    row.probes = request_.probes[p];
    row.budget_quantile = request_.budget_quantiles[b];
    row.budget_ms = targets_[t].tasks[b].budget_ms;
    const auto visit = [&](auto&& show) {
      for (size_t s = 0; s < static_cast<size_t>(request_.seeds); ++s)
        show(s, outcome(m, t, p, b, s));
    };
    fill(row, visit, random);
    double used = 0;
    visit([&](size_t, const Outcome& o) { used += o.probes_used; });
    row.probes_used = used / request_.seeds;
    return row;
  }

  BenchSummary summary(size_t m, size_t p, Random& random) {
    BenchSummary summary{};
    summary.method = request_.methods[m];
    summary.probes = request_.probes[p];
    const auto visit = [&](auto&& show) {
      for (size_t t = 0; t < targets_.size(); ++t) {
        if (!takes_part(m, t)) continue;
        for (size_t b = 0; b < request_.budget_quantiles.size(); ++b) {
          for (size_t s = 0; s < static_cast<size_t>(request_.seeds); ++s) {
            show(s, outcome(m, t, p, b, s));
          }
        }
      }
    };
    for (size_t t = 0; t < targets_.size(); ++t) summary.devices += takes_part(m, t);
    if (summary.devices == 0) {
      throw Error("method " + summary.method + ": the only device is its own proxy device");
    }
    fill(summary, visit, random);
    if (!request_.against.empty()) {
      summary.regret_difference = difference(m, reference_, p, random);
    }
    if (!request_.families.empty()) {
      summary.regret_over_families = over_devices(
          pairings(m, m, p), [](const Pairing& all) { return all.sum / all.count; }, random);
    }
    const auto& methods = request_.methods;
    const auto fixed = std::find(methods.begin(), methods.end(), "fixed");
    if (fixed != methods.end()) {
      summary.margin_over_fixed =
          difference(m, static_cast<size_t>(fixed - methods.begin()), p, random);
    }
    summary.answers = answers(visit);
    double distinct = 0;
    for (size_t b = 0; b < request_.budget_quantiles.size(); ++b) {
      for (size_t s = 0; s < static_cast<size_t>(request_.seeds); ++s) {
        std::set<Architecture> recommended;
        for (size_t t = 0; t < targets_.size(); ++t) {
          if (takes_part(m, t)) recommended.insert(outcome(m, t, p, b, s).recommended);
        }
        distinct += static_cast<double>(recommended.size());
      }
    }
    summary.distinct_recommended =
        distinct / static_cast<double>(request_.budget_quantiles.size()) / request_.seeds;
    return summary;
  }

  /// Of equal shares, the first of an enumerable space.
  template <class Visit>
  std::vector<AnswerShare> answers(Visit&& visit) const {
    std::map<Architecture, int> counts;
    int all = 0;
    visit([&](size_t, const Outcome& outcome) {
      ++counts[outcome.recommended];
      ++all;
    });
    std::vector<AnswerShare> shares;
    for (const auto& [architecture, count] : counts) {
      shares.push_back({.architecture = architecture, .share = static_cast<double>(count) / all});
    }
    const SearchSpace& space = targets_.front().space();
    std::stable_sort(shares.begin(), shares.end(), [&](const AnswerShare& a, const AnswerShare& b) {
      if (a.share != b.share) return a.share > b.share;
      return space.size() > 0 && space.index_of(a.architecture) < space.index_of(b.architecture);
    });
    return shares;
  }

  /// The regrets of two methods on each device, or family of devices, where both take part.
  std::vector<Pairing> pairings(size_t m, size_t other, size_t p) {
    const auto regret_of = [&](const Outcome& o) {
      return request_.exponent ? o.value_regret : o.quality_regret;
    };
    std::vector<Pairing> result;
    std::map<std::string_view, size_t> places;
    for (size_t t = 0; t < targets_.size(); ++t) {
      if (!takes_part(m, t) || !takes_part(other, t)) continue;
      Pairing pairing;
      for (size_t b = 0; b < request_.budget_quantiles.size(); ++b) {
        for (size_t s = 0; s < static_cast<size_t>(request_.seeds); ++s) {
          const double regret = regret_of(outcome(m, t, p, b, s));
          const double other_regret = regret_of(outcome(other, t, p, b, s));
          if (!std::isnan(regret)) pairing.sum += regret, pairing.count += 1;
          if (!std::isnan(other_regret))
            pairing.other_sum += other_regret, pairing.other_count += 1;
        }
      }
      const std::string name = targets_[t].device->name();
      const auto family =
          std::find_if(request_.families.begin(), request_.families.end(),
                       [&](const std::string& each) { return name.find(each) != name.npos; });
      if (family != request_.families.end()) {
        const auto [place, is_new] = places.emplace(*family, result.size());
        if (!is_new) {
          result[place->second] += pairing;
          continue;
        }
      }
      result.push_back(pairing);
    }
    return result;
  }

  /// Of the two methods' mean regrets (NaN where there is none).
  std::optional<Interval> difference(size_t m, size_t other, size_t p, Random& random) {
    return over_devices(
        pairings(m, other, p),
        [](const Pairing& all) { return all.sum / all.count - all.other_sum / all.other_count; },
        random);
  }

  const BenchRequest& request_;
  size_t reference_ = 0;  // place of request_.against among the methods
  const Quality& quality_;
  std::span<const double> accuracy_;
  Ingredients ingredients_;
  std::vector<Target> targets_;
  std::vector<std::vector<size_t>> others_;  // by seed: who sees whose latencies if shuffled
  std::vector<Outcome> outcomes_;
};

void check(const BenchRequest& request, std::span<devices::Device* const> devices) {
  if (request.methods.empty() || request.probes.empty() || request.budget_quantiles.empty() ||
      devices.empty()) {
    throw Error("a benchmark needs at least one method, device, number of probes and budget");
  }
  for (const devices::Device* device : devices) {
    if (!same_space(device->space(), devices.front()->space())) {
      throw Error("the devices " + devices.front()->name() + " and " + device->name() +
                  " are of different search spaces; a benchmark is of one");
    }
  }
  if (request.seeds < 1) throw Error("a benchmark needs at least one seed");
  for (const int probes : request.probes) search::check_probes(devices.front()->space(), probes);
  if (request.exponent && !std::isfinite(*request.exponent)) {
    throw Error("the exponent of the scalarised objective must be a finite number");
  }
  if (!(request.chance_accuracy >= 0 && request.chance_accuracy <= 100)) {
    throw Error("the accuracy that an infeasible answer counts as must be from 0 to 100 %");
  }
  const auto& methods = request.methods;
  if (!request.against.empty() &&
      std::count(methods.begin(), methods.end(), request.against) == 0) {
    throw Error("the method to hold the others against, '" + request.against +
                "', is not one of the benchmark's methods");
  }
  if (request.shuffle != Shuffle::none && devices.size() < 2) {
    throw Error("shuffling latencies between devices needs at least two devices");
  }
}

}  // namespace

BenchResult run_bench(const BenchRequest& request, std::span<devices::Device* const> targets,
                      const Quality& quality, std::span<const double> accuracy,
                      const Ingredients& ingredients, const ParallelFor& parallel,
                      const std::function<void()>& on_session, const Share& share) {
  check(request, targets);
  // The best of every task is what all processes need: each finds them all.
  Bench bench(request, targets, quality, accuracy, ingredients,
              share ? ParallelFor(serial_for) : parallel);
  const size_t pairs = request.methods.size() * targets.size();
  // Device by device, so that the slow methods' pairs are spread over the threads.
  const auto method_of = [&](int pair) {
    return static_cast<size_t>(pair) % request.methods.size();
  };
  const auto target_of = [&](int pair) {
    return static_cast<size_t>(pair) / request.methods.size();
  };
  parallel(static_cast<int>(pairs), [&](int pair) {
    const size_t method = method_of(pair), target = target_of(pair);
    if (bench.takes_part(method, target)) bench.run_pair(method, target, on_session);
  });
  if (share) {
    share(
        static_cast<int>(pairs),
        [&](int pair) { return bench.packed_pair(method_of(pair), target_of(pair)); },
        [&](int pair, std::string_view bytes) {
          bench.unpack_pair(method_of(pair), target_of(pair), bytes);
        });
  }
  return bench.result();
}

namespace {

using nlohmann::ordered_json;
using prediction::put;

constexpr const char* shuffle_names[] = {"none", "raw", "scaled"};

template <class Row>
void put_figures(ordered_json& json, const BenchRequest& request, const Row& row) {
  put(json, "feasible", row.feasible);
  put(json, "accuracy_regret", row.accuracy_regret);
  put(json, "quality_regret", row.quality_regret);
  put(json, "quality_regret_feasible", row.quality_regret_feasible);
  if (request.exponent) put(json, "value_regret", row.value_regret);
}

}  // namespace

ordered_json to_json(const BenchRequest& request, const BenchResult& result,
                     const SearchSpace& space, const Quality& quality) {
  ordered_json objective = {{"kind", request.exponent ? "scalarised" : "budget"}};
  if (request.exponent) objective["exponent"] = *request.exponent;
  ordered_json rows = ordered_json::array(), summary = ordered_json::array();
  for (const BenchRow& row : result.rows) {
    ordered_json json = {{"method", row.method},
                         {"device", row.device},
                         {"probes", row.probes},
                         {"budget_quantile", row.budget_quantile},
                         {"budget_ms", row.budget_ms}};
    put_figures(json, request, row);
    json["probes_used"] = row.probes_used;
    rows.push_back(json);
  }
  for (const BenchSummary& row : result.summary) {
    ordered_json json = {{"method", row.method}, {"probes", row.probes}, {"devices", row.devices}};
    put_figures(json, request, row);
    json["distinct_recommended"] = row.distinct_recommended;
    if (!request.against.empty()) put(json, "regret_difference", row.regret_difference);
    if (!request.families.empty()) put(json, "regret_over_families", row.regret_over_families);
    if (row.margin_over_fixed) put(json, "margin_over_fixed", row.margin_over_fixed);
    json["answers"] = ordered_json::array();
    for (const AnswerShare& answer : row.answers) {
      ordered_json entry = search::architecture_json(space, answer.architecture);
      entry["share"] = answer.share;
      json["answers"].push_back(std::move(entry));
    }
    summary.push_back(json);
  }
  ordered_json document = {
      {"format", "tenprobes-bench"},
      {"version", 1},
      {"space", space.name()},
      {"quality", quality.facts().label},
      {"objective", objective},
      {"seed", request.seed},
      {"seeds", request.seeds},
      {"shuffled_latencies", shuffle_names[static_cast<size_t>(request.shuffle)]},
      {"against", request.against}};
  if (!request.families.empty()) document["families"] = request.families;
  document["rows"] = std::move(rows);
  document["summary"] = std::move(summary);
  return document;
}

}  // namespace tenprobes::evaluation
