// What the probes so far tell about a device that nobody has described: the belief of core/belief,
// as far as people can read it.
//
//   Insight insight;
//   insight.follow(space, history, budget_ms);
//   for (const belief::Aspect& aspect : insight.aspects()) ...  // "nor_conv_3x3", 5.2 ms +- 0.3
//   std::optional<belief::Prediction> p = insight.predict(architecture);
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/belief/beliefs.h"
#include "core/objective/history.h"
#include "web/app/devices.h"

namespace tenprobes::app {

/// Half the width of the 90 % interval, in standard deviations, as `tenprobes predict` has it.
inline constexpr double interval_90 = 1.645;

/// The 90 % interval of one measurement, ms.
struct Interval {
  double low, high;
};
Interval interval_of(const belief::Prediction& predicted);

class Insight {
 public:
  /// Starts anew where the history does not continue the one before, or the space is another.
  void follow(const SearchSpace& space, const History& history, double budget_ms);

  /// Empty before the first probe.
  std::optional<belief::Prediction> predict(const Architecture& architecture) const;
  /// Empty before the first follow().
  const std::vector<belief::Aspect>& aspects() const { return aspects_; }
  /// After the first follow(): for forecasts of many.
  belief::Belief& belief() const { return *belief_; }

 private:
  std::shared_ptr<const SearchSpace> space_;
  double budget_ms_ = 0;
  std::unique_ptr<belief::Belief> belief_;  ///< made at first use: its prior takes a moment
  History history_;
  std::vector<belief::Aspect> aspects_;
};

/// The value that the aspect really has on a cell's device of this model; empty where it has none.
std::optional<double> true_value(const belief::Aspect& aspect, const devices::LatencyModel& model);

/// The operation that the aspect is the cost of; empty where it is of something else.
std::optional<Operation> operation_of(const belief::Aspect& aspect);

/// The aspect's name as people read it: "runs every edge" for "eager".
std::string title_of(const belief::Aspect& aspect);

/// What one edge of each Operation costs on such a device, behind its fixed part, ms.
std::array<double, 1 + operation_count> true_costs(const devices::LatencyModel& model);

}  // namespace tenprobes::app
