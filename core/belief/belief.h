// What the probes so far say about a device's latencies: one interface for every form of search
// space, so that strategies, controllers and predictors are written once.
//
//   std::unique_ptr<Belief> belief = make_belief(space, Prior::mixture);      // beliefs.h
//   belief->start(budget_ms);                       // or start(): the first probe sets the scale
//   belief->update(architecture, 12.7);
//   Forecasts forecasts;
//   belief->forecast(candidates, budget_ms, forecasts);
//   double p = forecasts.feasible[forecasts.place_of(3)];      // that candidates[3] fits
//
// A new form is one new class here and one line in beliefs.cpp. Only sums, products, square roots
// and the library's own exp and log (core/base) are used, so that beliefs are the same natively and
// in WebAssembly.
#pragma once

#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/search_space/search_space.h"

namespace tenprobes::belief {

// What all of them take for granted.
inline constexpr double rounding_variance = 1.0 / 12;  ///< of a clock of whole ms, ms^2
/// With no budget, the scale's relative deviation before the first probe.
inline constexpr double unknown_scale = 10;
/// The least a latency may be, of the device's mean latency, where it sets a scale or judges a
/// relative error: eliminated networks take none.
inline constexpr double least_share = 0.02;

/// What one measurement of each of some architectures would give.
struct Forecasts {
  std::vector<float> mean;      ///< [places], ms
  std::vector<float> variance;  ///< [places], ms^2, of one measurement
  std::vector<float> feasible;  ///< [places], probability of a latency within the budget
  std::vector<float> noise;     ///< [places], ms^2: what of the variance is noise of measuring
  /// The place of each architecture in the lists above, where several share one; empty: its own.
  std::span<const std::uint16_t> places = {};

  /// For so many places, each an architecture's own.
  void resize(std::size_t count) {
    for (auto* values : {&mean, &variance, &feasible, &noise}) values->resize(count);
    places = {};
  }

  std::size_t place_of(std::size_t architecture) const {
    return places.empty() ? architecture : places[architecture];
  }
};

struct Prediction {
  double mean;                ///< ms
  double standard_deviation;  ///< ms, of one measurement; NaN where the predictor has no idea of it
};

/// Something that a belief holds of the device and that a user understands: a regime, the cost of
/// a kind of operation, how well a family of networks runs.
struct Aspect {
  std::string group;     ///< e.g. "Execution", "Cost of an edge", "Family"
  std::string name;      ///< e.g. "eager", "3x3 convolution", "resnet"
  std::string unit;      ///< "ms", "share" or "times"
  double value;          ///< a share is a probability
  double deviation = 0;  ///< standard deviation; 0 for shares
};

class Belief {
 public:
  virtual ~Belief() = default;

  virtual const SearchSpace& space() const = 0;

  /// Forgets all probes. With a budget, the scale is expected to be one at which the budget is
  /// worth setting; without, the first probe tells it.
  virtual void start(std::optional<double> budget_ms = std::nullopt) = 0;

  /// One more probe; latency_ms is positive and finite.
  virtual void update(const Architecture& architecture, double latency_ms) = 0;

  /// Whether latencies are whole milliseconds, and so rounded (variance 1/12 ms^2): to be said
  /// before the first update() after a start().
  virtual void set_whole_ms(bool whole) = 0;

  /// Of one measurement. Needs a budget or a probe.
  virtual Prediction predict(const Architecture& architecture) const = 0;

  /// Of these architectures. Needs a budget or a probe. Allocates only where `forecasts` is too
  /// small.
  virtual void forecast(std::span<const Architecture> architectures, double budget_ms,
                        Forecasts& forecasts) = 0;
  /// Of every architecture of an enumerable space, by index. Throws Error in others.
  virtual void forecast_all(double budget_ms, Forecasts& forecasts) {
    forecast(all_of(space()), budget_ms, forecasts);
  }

  /// How much one more measurement of each of these is expected to teach of all others: the
  /// variance of their log-latencies that it removes, any unit; [architectures]. For planned
  /// probes.
  virtual std::vector<double> expected_gains(std::span<const Architecture> architectures,
                                             Random& random) const = 0;

  /// What it holds of the device, for people.
  virtual std::vector<Aspect> aspects() const = 0;
};

/// start(budget_ms), then every probe (anything with `architecture` and `latency_ms`). Where there
/// are probes and all their latencies are whole milliseconds, they are taken to be rounded.
template <class Probes>
void fit(Belief& belief, const Probes& probes, std::optional<double> budget_ms = std::nullopt) {
  belief.start(budget_ms);
  bool whole = std::begin(probes) != std::end(probes);
  for (const auto& probe : probes) {
    whole =
        whole && probe.latency_ms == static_cast<double>(static_cast<long long>(probe.latency_ms));
  }
  belief.set_whole_ms(whole);
  for (const auto& probe : probes) belief.update(probe.architecture, probe.latency_ms);
}

}  // namespace tenprobes::belief
