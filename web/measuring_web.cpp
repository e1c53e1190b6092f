// The measuring worker's module: what web/shell/measuring-worker.js calls to run networks in this
// browser and time them, and to write them as ONNX. The clock is the page's performance.now(), which
// browsers coarsen to 5 microseconds (where the page is isolated from other origins) up to some
// milliseconds: repeats are made as long as it takes (core/devices/timing.h).
#include <emscripten.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/devices/measured_device.h"
#include "core/network/exported_network.h"
#include "core/search_space/spaces.h"

namespace {

using namespace tenprobes;

double seconds() {
  return 1e-3 * emscripten_get_now();
}

/// With the choice of the most work at each position.
Architecture heaviest_network(const SearchSpace& space) {
  Random random(1);
  Architecture network = space.random(random);
  const int work = *space.work_feature();
  const auto positions = space.positions();
  for (int p = 0; p < static_cast<int>(positions.size()); ++p) {
    Architecture other = network;
    for (int c = 0; c < static_cast<int>(positions[static_cast<size_t>(p)].choices.size()); ++c) {
      other.set(p, c);
      if (space.feature(other, work) > space.feature(network, work)) network = other;
    }
  }
  return network;
}

std::unique_ptr<devices::MeasuredDevice> make_device(std::shared_ptr<const SearchSpace> space) {
  const devices::PrepareNetwork prepare = devices::network_runner(space, {});
  // Browsers compile twice, first fast and then well: let them.
  const std::function<void()> heaviest = prepare(heaviest_network(*space));
  const double start = seconds();
  while (seconds() - start < 0.4) heaviest();
  const devices::TimingRules rules{.warm_up_seconds = 0.06,
                                   .precision = 0.015,
                                   .most_repeats = 300,
                                   .most_seconds = 1,
                                   .ticks_per_repeat = 100};
  return std::make_unique<devices::MeasuredDevice>("this-browser", space, prepare, seconds, rules);
}

/// The space in this file; cells where it is empty.
std::shared_ptr<const SearchSpace> space_of(const std::string& file) {
  return file.empty() ? cell_space() : parse_space(file, "the search space");
}

/// What `work` answers, or {"error"}: as text, valid until the next call.
template <class Work>
const char* answer(const Work& work) {
  static std::string text;
  nlohmann::ordered_json news;
  try {
    news = work();
  } catch (const std::exception& error) {
    news = {{"error", error.what()}};
  }
  text = news.dump();
  return text.c_str();
}

/// For networks of the space in this file.
devices::MeasuredDevice& device_for(const std::string& file) {
  static std::unique_ptr<devices::MeasuredDevice> made;
  static std::string made_for;
  if (!made || made_for != file) {
    made = make_device(space_of(file));
    made_for = file;
  }
  return *made;
}

}  // namespace

extern "C" {

/// Runs one network of the space in `file` and times it: {"latency_ms", "lower_quartile_ms",
/// "upper_quartile_ms", "repeats", "runs_per_repeat", "outliers", "precise", "tick_us"} or {"error"},
/// valid until the next call.
EMSCRIPTEN_KEEPALIVE const char* measuring_probe(const char* file, const char* architecture) {
  return answer([&]() -> nlohmann::ordered_json {
    devices::MeasuredDevice& device = device_for(file);
    Random unused(1);
    const double latency_ms = device.probe(device.space().parse(architecture), unused);
    const devices::Timing& timing = *device.timing();
    return {{"latency_ms", latency_ms},
            {"lower_quartile_ms", timing.lower_quartile_ms},
            {"upper_quartile_ms", timing.upper_quartile_ms},
            {"repeats", timing.repeats},
            {"runs_per_repeat", timing.runs_per_repeat},
            {"outliers", timing.outliers},
            {"precise", timing.precise},
            {"tick_us", 1e6 * device.tick_seconds()}};
  });
}

/// Writes one network of the space in `file` as ONNX, as `tenprobes export` does: {"name", "at",
/// "size"}, its file's name and where its bytes stand, or {"error"}, valid until the next call.
EMSCRIPTEN_KEEPALIVE const char* measuring_write(const char* file, const char* architecture) {
  static std::string onnx;
  return answer([&]() -> nlohmann::ordered_json {
    const auto space = space_of(file);
    network::ExportedNetwork made = network::export_network(*space, space->parse(architecture));
    onnx = std::move(made.onnx);
    return {{"name", made.name + ".onnx"},
            {"at", reinterpret_cast<std::uintptr_t>(onnx.data())},
            {"size", onnx.size()}};
  });
}
}
