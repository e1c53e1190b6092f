#include "core/devices/timing.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/text_numbers.h"
#include "core/statistics/summary.h"

namespace tenprobes::devices {

void validate(const TimingRules& rules) {
  const auto refuse = [](const char* field, double value, const char* range) {
    throw Error(std::string("timing: ") + field + " is " + number_text(value) + "; it must be " +
                range);
  };
  const auto is_time = [](double seconds) { return seconds >= 0 && seconds <= 3600; };
  if (!is_time(rules.warm_up_seconds)) {
    refuse("the warm-up", rules.warm_up_seconds, "0 to 3600 seconds");
  }
  if (!(rules.precision > 0 && rules.precision <= 1)) {
    refuse("the precision", rules.precision, "above 0 and at most 1");
  }
  if (rules.least_repeats < 6 || rules.least_repeats > 1'000'000) {
    refuse("the least number of repeats", rules.least_repeats, "6 to 1000000");
  }
  if (rules.most_repeats < rules.least_repeats || rules.most_repeats > 1'000'000) {
    refuse("the largest number of repeats", rules.most_repeats,
           "at least the least and at most 1000000");
  }
  if (!is_time(rules.most_seconds)) {
    refuse("the time for all repeats", rules.most_seconds, "0 to 3600 seconds");
  }
  if (!(rules.ticks_per_repeat >= 1 && rules.ticks_per_repeat <= 1e6)) {
    refuse("the ticks of a repeat", rules.ticks_per_repeat, "1 to 1000000");
  }
}

double coarseness(const Clock& clock, double most_seconds) {
  constexpr int steps = 20;
  constexpr long most_readings = 50'000'000;
  const double start = clock();
  double last = start, smallest = 0;
  long readings = 0;
  for (int step = 0; step < steps && last - start < most_seconds;) {
    const double now = clock();
    if (++readings > most_readings) break;
    if (!(now > last)) continue;
    smallest = smallest == 0 ? now - last : std::min(smallest, now - last);
    last = now;
    ++step;
  }
  if (!(smallest > 0)) throw Error("the clock stands still: nothing can be timed with it");
  return smallest;
}

std::pair<int, int> median_interval(int count) {
  if (count < 6) return {0, std::max(0, count - 1)};
  // The median lies between the values at places k and count - 1 - k unless at most k of `count`
  // fair coins fall on one side.
  const double log_half = std::log(0.5) * count;
  double log_choose = 0, tail = 0;
  int place = -1;
  for (int k = 0; k < count / 2; ++k) {
    tail += 2 * std::exp(log_half + log_choose);
    if (tail > 0.05) break;
    place = k;
    log_choose += std::log(static_cast<double>(count - k) / (k + 1));
  }
  return {place, count - 1 - place};
}

Timing time_repeats(const std::function<void()>& run, const Clock& clock, double tick_seconds,
                    const TimingRules& rules, const std::function<bool()>& stop) {
  validate(rules);
  const auto check = [&] {
    if (stop && stop()) throw Error("cancelled while timing a network");
  };
  // The first run takes the memory; the fastest of the warm-up tells how many runs beat the clock.
  run();
  const double warm_start = clock();
  double warm_seconds = 0;
  int warm_runs = 0;
  do {
    check();
    run();
    ++warm_runs;
    warm_seconds = clock() - warm_start;
  } while (warm_seconds < std::max(rules.warm_up_seconds, tick_seconds));
  const double each = warm_seconds / warm_runs;
  const double wanted = rules.ticks_per_repeat * tick_seconds;

  Timing timing;
  timing.runs_per_repeat = static_cast<int>(std::clamp(std::ceil(wanted / each), 1.0, 1e6));
  std::vector<double> times, sorted;
  const double start = clock();
  for (int next_look = rules.least_repeats;;) {
    check();
    const double before = clock();
    for (int i = 0; i < timing.runs_per_repeat; ++i) run();
    const double after = clock();
    times.push_back(1e3 * (after - before) / timing.runs_per_repeat);
    const auto count = static_cast<int>(times.size());
    if (count < next_look) continue;
    next_look = count + std::max(1, count / 10);
    sorted = times;
    std::sort(sorted.begin(), sorted.end());
    const auto [low, high] = median_interval(count);
    timing.repeats = count;
    timing.median_ms = statistics::quantile(times, 0.5);
    timing.low_ms = sorted[static_cast<std::size_t>(low)];
    timing.high_ms = sorted[static_cast<std::size_t>(high)];
    timing.precise = timing.high_ms - timing.low_ms <= 2 * rules.precision * timing.median_ms;
    if (timing.precise || count >= rules.most_repeats || after - start >= rules.most_seconds) break;
    next_look = std::min(next_look, rules.most_repeats);
  }
  if (!(timing.median_ms > 0)) {
    throw Error("the clock did not advance while a network ran: nothing can be timed with it");
  }
  timing.lower_quartile_ms = statistics::quantile(times, 0.25);
  timing.upper_quartile_ms = statistics::quantile(times, 0.75);
  const double fence = 1.5 * (timing.upper_quartile_ms - timing.lower_quartile_ms);
  timing.outliers = static_cast<int>(std::count_if(times.begin(), times.end(), [&](double ms) {
    return ms < timing.lower_quartile_ms - fence || ms > timing.upper_quartile_ms + fence;
  }));
  return timing;
}

}  // namespace tenprobes::devices
