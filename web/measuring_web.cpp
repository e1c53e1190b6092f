// The measuring worker's module: what web/shell/measuring-worker.js calls to run networks in this
// browser and time them. The clock is the page's performance.now(), which browsers coarsen to 5
// microseconds (where the page is isolated from other origins) up to some milliseconds: repeats are
// made as long as it takes (core/devices/timing.h).
#include <emscripten.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/devices/measured_device.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/spaces.h"

namespace {

using namespace tenprobes;

double seconds() {
  return 1e-3 * emscripten_get_now();
}

devices::MeasuredDevice& device() {
  static std::unique_ptr<devices::MeasuredDevice> made;
  if (!made) {
    const devices::PrepareNetwork prepare = devices::network_runner(cell_space(), {});
    // Browsers compile twice, first fast and then well: let them.
    const std::function<void()> heaviest = prepare(cell_at(1462));
    const double start = seconds();
    while (seconds() - start < 0.4) heaviest();
    const devices::TimingRules rules{.warm_up_seconds = 0.06,
                                     .precision = 0.015,
                                     .most_repeats = 300,
                                     .most_seconds = 1,
                                     .ticks_per_repeat = 100};
    made = std::make_unique<devices::MeasuredDevice>("this-browser", cell_space(), prepare, seconds,
                                                     rules);
  }
  return *made;
}

}  // namespace

extern "C" {

/// Runs one network and times it: {"latency_ms", "lower_quartile_ms", "upper_quartile_ms",
/// "repeats", "runs_per_repeat", "outliers", "precise", "tick_us"} or {"error"}, valid until the
/// next call.
EMSCRIPTEN_KEEPALIVE const char* measuring_probe(int index) {
  static std::string text;
  nlohmann::ordered_json news;
  try {
    Random unused(1);
    const double latency_ms = device().probe(cell_at(index), unused);
    const devices::Timing& timing = *device().timing();
    news = {{"latency_ms", latency_ms},
            {"lower_quartile_ms", timing.lower_quartile_ms},
            {"upper_quartile_ms", timing.upper_quartile_ms},
            {"repeats", timing.repeats},
            {"runs_per_repeat", timing.runs_per_repeat},
            {"outliers", timing.outliers},
            {"precise", timing.precise},
            {"tick_us", 1e6 * device().tick_seconds()}};
  } catch (const std::exception& error) {
    news = {{"error", error.what()}};
  }
  text = news.dump();
  return text.c_str();
}
}
