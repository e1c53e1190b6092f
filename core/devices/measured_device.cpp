#include "core/devices/measured_device.h"

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/check_range.h"
#include "core/base/error.h"
#include "core/network/inference.h"
#include "core/network/layered/chain_inference.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::devices {
namespace {

constexpr int image_size = 32;
constexpr std::uint64_t weights_seed = 1;

/// Runs a network on one thread's share of the batch.
template <typename Inference, typename Images>
struct Worker {
  Inference inference;
  Images images;
};

/// `make_worker(images)` makes each thread's own.
template <typename MakeWorker>
std::function<void()> share_out(const RunSettings& settings, const ParallelFor& parallel,
                                Random& random, const MakeWorker& make_worker) {
  using Made = decltype(make_worker(1));
  const auto workers = std::make_shared<std::vector<Made>>();
  for (int t = 0; t < settings.threads; ++t) {
    workers->push_back(make_worker(settings.batch * (t + 1) / settings.threads -
                                   settings.batch * t / settings.threads));
    for (auto& value : workers->back().images.values) {
      value = static_cast<std::decay_t<decltype(value)>>(random.normal());
    }
  }
  if (settings.threads == 1) {
    return [workers] { workers->front().inference.run(workers->front().images); };
  }
  return [workers, parallel] {
    parallel(static_cast<int>(workers->size()), [&](int t) {
      Made& worker = (*workers)[static_cast<std::size_t>(t)];
      worker.inference.run(worker.images);
    });
  };
}

template <typename Scalar>
std::function<void()> prepare_cell(const Cell& cell, const RunSettings& settings,
                                   const ParallelFor& parallel) {
  Random random(weights_seed);
  const network::DeployableNetwork network =
      network::make_deployable(cell, settings.classes, random);
  return share_out(settings, parallel, random, [&](int images) {
    return Worker<network::Inference<Scalar>, network::BasicFeatureMap<Scalar>>{
        network::Inference<Scalar>(network),
        {images, image_size, image_size, network::image_channels}};
  });
}

template <typename Scalar>
std::function<void()> prepare_layers(const LayeredSpace& space, const Architecture& architecture,
                                     const RunSettings& settings, const ParallelFor& parallel) {
  Random random(weights_seed);
  const network::Chain chain = network::make_chain(space, architecture, random);
  return share_out(settings, parallel, random, [&](int images) {
    return Worker<network::ChainInference<Scalar>, network::InterleavedMap<Scalar>>{
        network::ChainInference<Scalar>(chain), {images, chain.side, chain.side, chain.channels}};
  });
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

void require_runnable(const SearchSpace& space) {
  if (space.form() == Form::cells) return;
  if (space.form() != Form::layered) {
    throw Error("networks of " + space.title() +
                " cannot be run here: how they are built is not known");
  }
  network::require_runnable(layered(space));
}

PrepareNetwork network_runner(std::shared_ptr<const SearchSpace> space, const RunSettings& settings,
                              const ParallelFor& parallel) {
  validate(settings);
  require_runnable(*space);
  const bool is_single = settings.precision == Precision::float32;
  if (space->form() == Form::cells) {
    return [settings, parallel, is_single](const Architecture& architecture) {
      const Cell cell = cell_of(architecture);
      return is_single ? prepare_cell<float>(cell, settings, parallel)
                       : prepare_cell<double>(cell, settings, parallel);
    };
  }
  return [space, settings, parallel, is_single](const Architecture& architecture) {
    const LayeredSpace& own = layered(*space);
    return is_single ? prepare_layers<float>(own, architecture, settings, parallel)
                     : prepare_layers<double>(own, architecture, settings, parallel);
  };
}

MeasuredDevice::MeasuredDevice(std::string name, std::shared_ptr<const SearchSpace> space,
                               PrepareNetwork prepare_network, Clock clock,
                               const TimingRules& rules, std::function<bool()> stop)
    : NamedDevice(std::move(name), "measured", std::move(space)),
      prepare_(std::move(prepare_network)),
      clock_(std::move(clock)),
      rules_(rules),
      stop_(std::move(stop)),
      tick_seconds_(coarseness(clock_)) {
  validate(rules_);
}

double MeasuredDevice::probe(const Architecture& architecture, Random&) {
  timing_.reset();
  timing_ = time_repeats(prepare_(architecture), clock_, tick_seconds_, rules_, stop_);
  return timing_->median_ms;
}

std::optional<Spread> MeasuredDevice::spread() const {
  if (!timing_) return std::nullopt;
  return Spread{timing_->lower_quartile_ms, timing_->upper_quartile_ms, timing_->repeats};
}

}  // namespace tenprobes::devices
