#include "core/training/environment.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace tenprobes::training {

double TrainingDevice::expected(const Cell& architecture) const {
  return latency_ms ? (*latency_ms)[static_cast<std::size_t>(index_of(architecture))]
                    : priced.expected_latency(architecture);
}

double TrainingDevice::measure(const Cell& architecture, Random& random) const {
  const double ms = expected(architecture);
  return latency_ms ? ms : devices::measure(priced.model(), ms, random);
}

void TrainingDevice::measure_all(std::span<double, cell_count> latencies, Random& random) const {
  if (latency_ms) {
    std::copy(latency_ms->begin(), latency_ms->end(), latencies.begin());
    return;
  }
  devices::expected_latencies(priced.model(), latencies);
  for (double& latency : latencies) latency = devices::measure(priced.model(), latency, random);
}

DrawDevice draw_from(std::vector<std::vector<double>> tables) {
  if (tables.empty()) throw Error("no device to train on: at least one is needed");
  std::vector<TrainingDevice> devices;
  for (std::vector<double>& table : tables) {
    const bool whole = table.size() == cell_count &&
                       std::all_of(table.begin(), table.end(),
                                   [](double ms) { return std::isfinite(ms) && ms > 0; });
    if (!whole) {
      throw Error("a device to train on needs all " + std::to_string(cell_count) +
                  " latencies, positive and finite");
    }
    devices.emplace_back(std::make_shared<const std::vector<double>>(std::move(table)));
  }
  return [devices](Random& random) {
    return devices[static_cast<std::size_t>(random.below(static_cast<int>(devices.size())))];
  };
}

void TaskDevice::draw(const DrawDevice& draw_device, Random& random) {
  device_ = draw_device(random);
  for (std::size_t i = 0; i < sample_.size(); ++i) latencies_[i] = device_.expected(sample_[i]);
  std::sort(latencies_.begin(), latencies_.end());
}

double TaskDevice::quantile(double q) const {
  const double place = q * static_cast<double>(latencies_.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, latencies_.size() - 1);
  return latencies_[below] +
         (place - static_cast<double>(below)) * (latencies_[above] - latencies_[below]);
}

std::vector<Cell> quantile_sample(int count) {
  constexpr std::uint64_t fixed_seed = 20250401;
  Random random(fixed_seed);
  std::vector<int> order(cell_count);
  for (int i = 0; i < cell_count; ++i) order[static_cast<std::size_t>(i)] = i;
  random.shuffle_front(order, static_cast<std::size_t>(count));
  order.resize(static_cast<std::size_t>(count));
  std::vector<Cell> sample;
  for (const int index : order) sample.push_back(cell_at(index));
  return sample;
}

Environment::Environment(std::span<const double> quality, const TaskSettings& tasks,
                         DrawDevice draw_device)
    : quality_(quality),
      tasks_(tasks),
      draw_device_(std::move(draw_device)),
      device_(quantile_sample(tasks.quantile_sample)) {
  // The longest session first, so that later ones find their memory.
  view_.begin({.quality = quality_, .budget_ms = 1}, tasks_.most_probes);
}

void Environment::restart(Random random) {
  random_ = random;
  sessions_left_ = 0;
  begin_session();
}

void Environment::begin_session() {
  if (sessions_left_ == 0) {
    device_.draw(draw_device_, random_);
    sessions_left_ = tasks_.episodes_per_device;
  }
  --sessions_left_;
  budget_ms_ = device_.quantile(random_.uniform(tasks_.lowest_quantile, tasks_.highest_quantile));
  const int probes =
      tasks_.fewest_probes + random_.below(tasks_.most_probes - tasks_.fewest_probes + 1);
  Objective objective{.quality = quality_, .budget_ms = budget_ms_};
  if (tasks_.exponent) objective.scalarisation = {budget_ms_, *tasks_.exponent};
  view_.begin(objective, probes);
  probe(view_.start(random_));
}

void Environment::probe(const Cell& architecture) {
  view_.tell(architecture, device_.device().measure(architecture, random_));
}

Transition Environment::step(int action) {
  const double before = view_.best_value();
  probe(view_.architecture_of(action));
  Transition transition{.reward = static_cast<float>((view_.best_value() - before) / 100),
                        .done = view_.probes_left() == 0};
  if (transition.done) {
    transition.final_value = static_cast<float>(view_.best_value() / 100);
    transition.feasible = view_.has_feasible();
    begin_session();
  }
  return transition;
}

}  // namespace tenprobes::training
