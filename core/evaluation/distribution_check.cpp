#include "core/evaluation/distribution_check.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/base/error.h"
#include "core/belief/cells/cell_belief.h"
#include "core/belief/cells/synthetic_prior.h"
#include "core/objective/history.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::evaluation {
namespace {

using devices::DeviceRanges;

struct Range {
  const char* name;
  double DeviceRanges::*member;
  double less, more;
};

constexpr Range asked[] = {
    {"eager", &DeviceRanges::eager, 0.3, 0.9},
    {"roofline", &DeviceRanges::roofline, 0.1, 1},
    {"most_launch", &DeviceRanges::most_launch, 1, 30},
    {"asynchronous", &DeviceRanges::asynchronous, 0.1, 0.9},
    {"separate_kernels", &DeviceRanges::separate_kernels, 0.1, 0.9},
    {"free_none", &DeviceRanges::free_none, 0.02, 0.5},
    {"free_skip", &DeviceRanges::free_skip, 0.2, 0.95},
    {"least_noise", &DeviceRanges::least_noise, 0.0005, 0.01},
    {"most_noise", &DeviceRanges::most_noise, 0.05, 0.3},
};

belief::LatencyPrior prior_of(const DeviceRanges& ranges) {
  constexpr std::uint64_t drawn_seed = 20260101;  // as synthetic_mixture()'s
  Random random(drawn_seed);
  std::vector<devices::LatencyModel> drawn;
  for (int i = 0; i < belief::prior_devices; ++i) {
    drawn.push_back(devices::draw_device_in(ranges, random));
  }
  return belief::mixture_prior(drawn);
}

/// `count` of these, without replacement.
std::vector<int> sample(std::vector<int> known, int count, Random& random) {
  random.shuffle_front(known, static_cast<size_t>(count));
  known.resize(static_cast<size_t>(count));
  return known;
}

double score_of(belief::CellBelief& belief, std::span<const double> latencies,
                const std::vector<int>& known, const std::vector<int>& probed) {
  History history;
  for (const int index : probed) {
    history.push_back({cell_at(index), latencies[static_cast<size_t>(index)]});
  }
  belief::fit(belief, history);
  belief::Forecasts forecasts;
  belief.forecast_all(history.front().latency_ms, forecasts);
  double sum = 0;
  for (const int index : known) {
    if (std::find(probed.begin(), probed.end(), index) != probed.end()) continue;
    const double latency = latencies[static_cast<size_t>(index)];
    const std::size_t place = forecasts.place_of(static_cast<size_t>(index));
    const double variance = static_cast<double>(forecasts.variance[place]);
    const double scale = std::max(1e-6 * latency, std::sqrt(variance / belief::student_variance));
    const double z = (static_cast<double>(forecasts.mean[place]) - latency) / scale;
    // Student's t with 4 degrees of freedom; a latency's density times it is that of its logarithm.
    sum += std::log(0.375 * latency / scale) - 2.5 * std::log1p(z * z / belief::student_degrees);
  }
  return sum / static_cast<double>(known.size() - probed.size());
}

}  // namespace

std::vector<Distribution> distribution_family() {
  std::vector<Distribution> family = {{"as it is", {}}};
  for (const Range& range : asked) {
    for (const double value : {range.less, range.more}) {
      std::ostringstream name;
      name << range.name << ' ' << value;
      DeviceRanges other;
      other.*range.member = value;
      family.push_back({name.str(), other});
    }
  }
  return family;
}

std::vector<DistributionScores> check_distribution(std::span<const std::span<const double>> tables,
                                                   const DistributionCheck& check,
                                                   const ParallelFor& parallel) {
  std::vector<std::vector<int>> known(tables.size());
  for (size_t device = 0; device < tables.size(); ++device) {
    for (int index = 0; index < cell_count; ++index) {
      if (std::isfinite(tables[device][static_cast<size_t>(index)])) known[device].push_back(index);
    }
    if (check.probes < 1 || check.seeds < 1 ||
        static_cast<int>(known[device].size()) <= check.probes) {
      throw Error(
          "the check of a distribution needs at least one probe, one seed and more known"
          " latencies than probes, not " +
          std::to_string(check.probes) + ", " + std::to_string(check.seeds) + " and " +
          std::to_string(known[device].size()));
    }
  }
  const std::vector<Distribution> family = distribution_family();
  std::vector<DistributionScores> scores(family.size());
  parallel(static_cast<int>(family.size()), [&](int i) {
    const Distribution& each = family[static_cast<size_t>(i)];
    DistributionScores& own = scores[static_cast<size_t>(i)];
    own.name = each.name;
    belief::CellBelief belief(prior_of(each.ranges));
    for (size_t device = 0; device < tables.size(); ++device) {
      double sum = 0;
      for (int s = 0; s < check.seeds; ++s) {
        Random random(check.seed + static_cast<std::uint64_t>(s));
        sum += score_of(belief, tables[device], known[device],
                        sample(known[device], check.probes, random));
      }
      own.by_device.push_back(sum / check.seeds);
    }
  });
  return scores;
}

}  // namespace tenprobes::evaluation
