// A training run of a controller, as far as its worker has told.
//
//   TrainingRun run;
//   run.begin(training_kind("edit"), 2e6);
//   run.tell(R"({"point": {...}, "steps_per_second": 1234})", weights);
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::app {

/// A kind of controller that the page can train (core/training/settings.h).
struct TrainingKind {
  const char *name, *title, *words;
  double steps, fewest_steps, most_steps;  ///< offered at first, and the range
  bool any_space;                          ///< else it searches cells alone
};
inline constexpr std::array<TrainingKind, 2> training_kinds = {{
    {"edit", "from nothing",
     "Changes one operation a probe and sees the last probes only, as the Sim-is-More paper's "
     "controller: it starts useless, and within two minutes it has learnt what is good.",
     2e6, 2e5, 2e7, false},
    {"acquisition", "from expected improvement",
     "The kind that this page opens with. Untrained, it already probes where it expects most "
     "improvement, so the curve starts high: what training adds is little, and takes long.",
     3e4, 5e3, 3e5, true},
}};

/// Throws Error naming the kinds there are.
const TrainingKind& training_kind(std::string_view name);

/// The settings that the page trains with: smaller rollouts than the shipped controller's, so that
/// the curve moves every second.
std::string training_settings(const TrainingKind& kind, std::int64_t steps, std::uint64_t seed);

struct TrainingRun {
  struct Point {
    double steps;     ///< environment steps so far
    double quality;   ///< mean quality of the networks found, 0..100
    double feasible;  ///< share of sessions that found one within the budget
  };
  bool running = false;
  const TrainingKind* kind = nullptr;  ///< of the run; nullptr before the first
  double goal = 0;                     ///< steps
  double random_quality = 0;  ///< what random search finds in the same tasks; 0: not known yet
  double start_quality = 0;   ///< what its weights found before any training; 0: not known yet
  double steps_per_second = 0;
  std::vector<Point> curve;
  std::string weights;  ///< safetensors, after the last point; empty before the first

  void begin(const TrainingKind& kind, double steps);
  /// News of the worker, JSON: {"random_quality"}, {"point": {...}, "steps_per_second"}, with
  /// "start_quality" in the first rounds, or
  /// {"finished": true}; `bytes`: the weights that belong to a point. Throws Error on {"error"}.
  void tell(std::string_view news, std::string_view bytes);

  /// Mean of the last rounds up to the point `count` - 1: their tasks differ in how hard they are.
  double recent_quality(size_t count) const;
  double steps() const { return curve.empty() ? 0 : curve.back().steps; }
};

}  // namespace tenprobes::app
