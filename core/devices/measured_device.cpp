#include "core/devices/measured_device.h"

#include <memory>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/network/inference.h"
#include "core/search_space/spaces.h"

namespace tenprobes::devices {
namespace {

constexpr int image_size = 32;
constexpr std::uint64_t weights_seed = 1;

/// One thread's share of the batch.
template <typename Scalar>
struct Worker {
  network::Inference<Scalar> inference;
  network::BasicFeatureMap<Scalar> images;
};

template <typename Scalar>
std::function<void()> prepare(const Cell& architecture, const RunSettings& settings,
                              const ParallelFor& parallel) {
  Random random(weights_seed);
  const network::DeployableNetwork network =
      network::make_deployable(architecture, settings.classes, random);
  const auto workers = std::make_shared<std::vector<Worker<Scalar>>>();
  for (int t = 0; t < settings.threads; ++t) {
    const int share =
        settings.batch * (t + 1) / settings.threads - settings.batch * t / settings.threads;
    workers->push_back({network::Inference<Scalar>(network),
                        {share, image_size, image_size, network::image_channels}});
    for (Scalar& value : workers->back().images.values) {
      value = static_cast<Scalar>(random.normal());
    }
  }
  if (settings.threads == 1) {
    return [workers] { workers->front().inference.run(workers->front().images); };
  }
  return [workers, parallel] {
    parallel(static_cast<int>(workers->size()), [&](int t) {
      Worker<Scalar>& worker = (*workers)[static_cast<std::size_t>(t)];
      worker.inference.run(worker.images);
    });
  };
}

void check_range(const char* what, int value, int low, int high) {
  if (value < low || value > high) {
    throw Error(std::string(what) + " is " + std::to_string(value) + "; it must be from " +
                std::to_string(low) + " to " + std::to_string(high));
  }
}

}  // namespace

std::string_view name_of(Precision precision) {
  return precision == Precision::float32 ? "float32" : "float64";
}

void validate(const RunSettings& settings) {
  check_range("the batch size", settings.batch, 1, 4096);
  check_range("the number of threads, which share the images of a batch,", settings.threads, 1,
              settings.batch);
  check_range("the number of classes", settings.classes, 1, 100'000);
}

PrepareNetwork network_runner(const RunSettings& settings, const ParallelFor& parallel) {
  validate(settings);
  return [settings, parallel](const Cell& architecture) {
    return settings.precision == Precision::float32
               ? prepare<float>(architecture, settings, parallel)
               : prepare<double>(architecture, settings, parallel);
  };
}

MeasuredDevice::MeasuredDevice(std::string name, PrepareNetwork prepare_network, Clock clock,
                               const TimingRules& rules, std::function<bool()> stop)
    : name_(std::move(name)),
      prepare_(std::move(prepare_network)),
      clock_(std::move(clock)),
      rules_(rules),
      stop_(std::move(stop)),
      tick_seconds_(coarseness(clock_)) {
  validate(rules_);
}

const SearchSpace& MeasuredDevice::space() const {
  return *cell_space();
}

double MeasuredDevice::probe(const Architecture& architecture, Random&) {
  timing_.reset();
  timing_ = time_repeats(prepare_(cell_of(architecture)), clock_, tick_seconds_, rules_, stop_);
  return timing_->median_ms;
}

std::optional<Spread> MeasuredDevice::spread() const {
  if (!timing_) return std::nullopt;
  return Spread{timing_->lower_quartile_ms, timing_->upper_quartile_ms, timing_->repeats};
}

}  // namespace tenprobes::devices
