#include "core/prediction/listed_space.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/belief/beliefs.h"
#include "core/belief/gaussian_process/gaussian_process.h"
#include "core/prediction/bayesian.h"
#include "core/prediction/design.h"

namespace tenprobes::prediction {

namespace {

using Networks = std::shared_ptr<const std::vector<Architecture>>;
using MakeBelief = std::function<std::unique_ptr<belief::Belief>()>;

constexpr std::array<std::string_view, 5> names = {"bayes", "gp", "macs", "one-proxy",
                                                   "mean-device"};

History history_of(const Networks& networks, Probes placed) {
  History history;
  for (const PlacedProbe& probe : placed) {
    history.push_back({(*networks)[static_cast<size_t>(probe.place)], probe.latency_ms});
  }
  return history;
}

Fit believing(const Networks& networks, MakeBelief make) {
  make();  // for its complaints, and so that no fit is timed with what is made once
  return [networks, make](Probes probes) {
    const auto predictor = std::make_shared<BayesianPredictor>(make());
    predictor->fit(history_of(networks, probes));
    return Forecast([networks, predictor](int place) {
      return predictor->predict((*networks)[static_cast<size_t>(place)]);
    });
  };
}

std::vector<double> work_of(const SearchSpace& space, const std::vector<Architecture>& networks) {
  const std::optional<int> feature = space.work_feature();
  if (!feature) {
    throw Error("predictor macs: " + space.title() +
                " has no feature that says how much work a network is");
  }
  std::vector<double> work;
  for (const Architecture& network : networks) work.push_back(space.feature(network, *feature));
  return work;
}

Fit method_of(const std::string& name, const SearchSpace& space, const Networks& networks,
              const Reference& reference) {
  if (name == "bayes") {
    return believing(networks, [&space] { return belief::make_belief(space); });
  }
  if (name == "gp") {
    return believing(networks,
                     [&space] { return std::make_unique<belief::GaussianProcess>(space); });
  }
  if (name == "macs") return proportional_to(work_of(space, *networks));
  if (name != "one-proxy" && name != "mean-device") {
    throw Error("predictor '" + name + "' is unknown in " + space.title() +
                ": the predictors are " + listed(names));
  }
  if (reference.empty()) {
    throw Error("predictor " + name + ": it needs devices measured before (--train-devices)");
  }
  return name == "one-proxy" ? one_proxy(reference) : proportional_to(mean_device_shape(reference));
}

/// At most listed_design_pool of the places that are allowed and not probed.
std::vector<int> design_pool(Probes probes, std::span<const std::uint8_t> allowed, Random& random) {
  std::vector<std::uint8_t> open(allowed.begin(), allowed.end());
  for (const PlacedProbe& probe : probes) open[static_cast<size_t>(probe.place)] = 0;
  std::vector<int> pool;
  for (size_t place = 0; place < open.size(); ++place) {
    if (open[place]) pool.push_back(static_cast<int>(place));
  }
  const size_t count = std::min<size_t>(pool.size(), listed_design_pool);
  random.shuffle_front(pool, count);
  pool.resize(count);
  return pool;
}

}  // namespace

std::span<const std::string_view> listed_methods() {
  return names;
}

ComparedSpace listed_space(std::span<const std::string> methods, const SearchSpace& space,
                           std::vector<Architecture> architectures,
                           std::span<const std::span<const double>> reference) {
  const auto networks = std::make_shared<const std::vector<Architecture>>(std::move(architectures));
  const Reference known(reference.begin(), reference.end());
  for (const std::span<const double> list : known) {
    if (list.size() != networks->size()) {
      throw Error("a training device has " + std::to_string(list.size()) +
                  " latencies where the list has " + std::to_string(networks->size()) +
                  " networks");
    }
  }
  ComparedSpace compared;
  for (const std::string& method : methods) {
    compared.methods.push_back({.name = method, .fit = method_of(method, space, networks, known)});
  }
  compared.planned = [&space, networks] {
    const auto design = std::make_shared<ProbeDesign>(belief::make_belief(space));
    return
        [design, networks](Probes probes, std::span<const std::uint8_t> allowed, Random& random) {
          const std::vector<int> pool = design_pool(probes, allowed, random);
          std::vector<Architecture> candidates;
          for (const int place : pool)
            candidates.push_back((*networks)[static_cast<size_t>(place)]);
          const Architecture next = design->next(history_of(networks, probes), candidates, random);
          const auto found = std::find(candidates.begin(), candidates.end(), next);
          return pool[static_cast<size_t>(found - candidates.begin())];
        };
  };
  return compared;
}

}  // namespace tenprobes::prediction
