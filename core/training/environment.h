// One session after another on freshly drawn devices: what "edit" is trained in. Vectors of
// them are stepped side by side (edit_learner.cpp).
//
//   Environment environment(quality, tasks, devices::draw_device);
//   environment.restart(Random(seed));                 // a fresh device, budget and session
//   Transition t = environment.step(action);           // after the last probe, a new session
//
// The reward is the gain of the best feasible quality, / 100: undiscounted, an episode's rewards
// add up to the quality it ends with (minus that of a start probe no action chose). It is highest
// for the best architecture within the budget, and 0 for a session that finds none. With
// TaskSettings::exponent it is the same of the scalarised value.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/controller/edit_view.h"
#include "core/devices/latency_model.h"
#include "core/training/settings.h"

namespace tenprobes::training {

/// What a session is played on: a synthetic device, or a measured one's whole table.
struct TrainingDevice {
  TrainingDevice(const devices::LatencyModel& synthetic) : priced(synthetic) {}
  explicit TrainingDevice(std::shared_ptr<const std::vector<double>> table)
      : priced({}), latency_ms(std::move(table)) {}

  double expected(const Cell& architecture) const;
  double measure(const Cell& architecture, Random& random) const;
  /// Of every architecture: the table, or one measurement of each.
  void measure_all(std::span<double, cell_count> latencies, Random& random) const;

  devices::PricedModel priced;
  std::shared_ptr<const std::vector<double>> latency_ms;  ///< [15625]; null: the model counts
};

using DrawDevice = std::function<TrainingDevice(Random&)>;

/// Draws one of the tables, each as likely. Throws Error for a list that is empty or a table that
/// is not [15625] positive finite ms.
DrawDevice draw_from(std::vector<std::vector<double>> tables);

struct Transition {
  float reward;
  bool done;              ///< the session ended; the next observation is of a new one
  float final_value = 0;  ///< when done: best feasible quality / 100, 0 without one
  bool feasible = false;  ///< when done: whether anything feasible was found
};

/// A drawn device and latencies that its budgets are quantiles of.
class TaskDevice {
 public:
  /// `sample`: the architectures to estimate quantiles from.
  explicit TaskDevice(std::span<const Cell> sample)
      : sample_(sample.begin(), sample.end()), latencies_(sample.size()) {}

  void draw(const DrawDevice& draw_device, Random& random);
  double quantile(double q) const;  ///< of the expected latencies, ms, interpolated
  const TrainingDevice& device() const { return device_; }

 private:
  std::vector<Cell> sample_;
  std::vector<double> latencies_;  ///< ascending
  TrainingDevice device_{devices::LatencyModel{}};
};

/// `count` different architectures, always the same.
std::vector<Cell> quantile_sample(int count);

/// step() allocates nothing.
class Environment {
 public:
  /// `quality` outlives the environment.
  Environment(std::span<const double> quality, const TaskSettings& tasks, DrawDevice draw_device);

  void restart(Random random);

  /// Probes what the action means, one of view().open().
  Transition step(int action);

  const controller::EditView& view() const { return view_; }
  const TrainingDevice& device() const { return device_.device(); }
  double budget_ms() const { return budget_ms_; }

 private:
  void begin_session();
  void probe(const Cell& architecture);

  controller::EditView view_;
  std::span<const double> quality_;
  TaskSettings tasks_;
  DrawDevice draw_device_;
  Random random_{0};
  TaskDevice device_;
  int sessions_left_ = 0;  ///< on this device
  double budget_ms_ = 0;
};

}  // namespace tenprobes::training
