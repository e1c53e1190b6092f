#include "core/belief/layered/layered_prior.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <utility>

#include "core/base/portable_math.h"
#include "core/devices/layered/layered_model.h"

namespace tenprobes::belief {
namespace {

constexpr std::size_t devices_of_group = 1000;
constexpr std::size_t most_factors = 8;
constexpr int most_resolutions = 5;  // whose rows make the components; the others follow
constexpr int most_rows = 2048;      // of them, which is enough for five of any published space
constexpr int iterations = 30;

/// The leading eigenvectors of a symmetric matrix [n, n], by orthogonal iteration (Golub and Van
/// Loan, "Matrix Computations", section 8.2): plain sums in a fixed order, so that all builds agree.
/// Returns [count][n], orthonormal.
std::vector<std::vector<double>> leading_directions(const std::vector<double>& matrix,
                                                    std::size_t n, std::size_t count) {
  Random random(20260103);
  std::vector<std::vector<double>> basis(count, std::vector<double>(n));
  for (auto& vector : basis) {
    for (double& value : vector) value = random.uniform(-1, 1);
  }
  std::vector<double> image(n);
  for (int iteration = 0; iteration < iterations; ++iteration) {
    for (std::size_t k = 0; k < count; ++k) {
      std::vector<double>& own = basis[k];
      std::fill(image.begin(), image.end(), 0.0);
      for (std::size_t i = 0; i < n; ++i) {
        const double factor = own[i];
        const double* row = &matrix[i * n];
        for (std::size_t j = 0; j < n; ++j) image[j] += factor * row[j];
      }
      own = image;
    }
    for (std::size_t k = 0; k < count; ++k) {
      std::vector<double>& own = basis[k];
      for (int twice = 0; twice < 2; ++twice) {
        for (std::size_t other = 0; other < k; ++other) {
          double dot = 0;
          for (std::size_t i = 0; i < n; ++i) dot += own[i] * basis[other][i];
          for (std::size_t i = 0; i < n; ++i) own[i] -= dot * basis[other][i];
        }
      }
      double norm = 0;
      for (const double value : own) norm += value * value;
      norm = std::sqrt(norm);
      for (double& value : own) value = norm > 1e-150 ? value / norm : 0;
    }
  }
  return basis;
}

/// The rows of a few resolutions.
std::vector<std::size_t> rows_for_components(const LayeredSpace& space) {
  std::vector<std::size_t> rows;
  const int resolutions = space.resolution_count();
  const int used =
      std::clamp(most_rows / space.entry_count(), 1, std::min(resolutions, most_resolutions));
  for (int i = 0; i < used; ++i) {
    const int r = used == 1 ? 0 : i * (resolutions - 1) / (used - 1);
    for (int entry = 0; entry < space.entry_count(); ++entry) {
      rows.push_back(static_cast<std::size_t>(space.row_of(r, entry)));
    }
  }
  return rows;
}

/// `count` factors of the devices' costs, [devices][rows]; `chosen` make the components, weighed by
/// how often they count.
LayeredGroup made_group(const LayeredSpace& space, std::span<const std::vector<double>> devices,
                        std::span<const std::size_t> chosen, std::size_t count, Random& random) {
  const auto rows = static_cast<std::size_t>(space.row_count());
  const auto device_count = static_cast<double>(devices.size());
  LayeredGroup group;
  group.mean.resize(rows);
  group.deviation.resize(rows);
  for (const std::vector<double>& costs : devices) {
    for (std::size_t r = 0; r < rows; ++r) group.mean[r] += costs[r] / device_count;
  }
  const std::size_t n = chosen.size();
  std::vector<double> weight;
  for (const std::size_t row : chosen) weight.push_back(std::sqrt(space.frequencies()[row]));
  std::vector<double> covariance(n * n), deviations(n);
  for (const std::vector<double>& costs : devices) {
    for (std::size_t i = 0; i < n; ++i) {
      deviations[i] = (costs[chosen[i]] - group.mean[chosen[i]]) * weight[i];
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= i; ++j) covariance[i * n + j] += deviations[i] * deviations[j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      covariance[i * n + j] /= device_count;
      covariance[j * n + i] = covariance[i * n + j];
    }
  }
  const auto directions = leading_directions(covariance, n, count);

  // Each device's place along the directions, in standard deviations, and how rows follow it.
  std::vector<double> scores(devices.size() * count), scale(count);
  for (std::size_t d = 0; d < devices.size(); ++d) {
    for (std::size_t k = 0; k < count; ++k) {
      double score = 0;
      for (std::size_t i = 0; i < n; ++i) {
        score += directions[k][i] * weight[i] * (devices[d][chosen[i]] - group.mean[chosen[i]]);
      }
      scores[d * count + k] = score;
      scale[k] += score * score / device_count;
    }
  }
  group.factors.resize(rows * count);
  std::vector<double> variance(rows);
  for (std::size_t d = 0; d < devices.size(); ++d) {
    for (std::size_t r = 0; r < rows; ++r) {
      const double deviation = (devices[d][r] - group.mean[r]) / device_count;
      variance[r] += deviation * deviation * device_count;
      for (std::size_t k = 0; k < count; ++k) {
        group.factors[r * count + k] += deviation * scores[d * count + k];
      }
    }
  }
  for (std::size_t r = 0; r < rows; ++r) {
    double explained = 0;
    for (std::size_t k = 0; k < count; ++k) {
      double& factor = group.factors[r * count + k];
      factor = scale[k] > 1e-18 ? factor / std::sqrt(scale[k]) : 0;
      explained += factor * factor;
    }
    group.deviation[r] = std::sqrt(std::max(0.0, variance[r] - explained));
  }

  constexpr int networks = 200, budgets = 10;
  constexpr double least = 0.02, most = 0.7;
  std::vector<Architecture> crowd(networks);
  for (Architecture& architecture : crowd) architecture = space.random(random);
  std::vector<double> latencies(networks);
  double sum = 0, square = 0;
  const std::size_t judged = devices.size() / 4;
  for (std::size_t d = 0; d < judged; ++d) {
    for (std::size_t a = 0; a < crowd.size(); ++a) {
      latencies[a] = space.sum_of(crowd[a], devices[d]);
    }
    std::sort(latencies.begin(), latencies.end());
    for (int b = 0; b < budgets; ++b) {
      const double quantile = least + (most - least) * b / (budgets - 1);
      const double log_budget =
          portable_log(latencies[static_cast<std::size_t>(quantile * (networks - 1))]);
      sum += log_budget;
      square += log_budget * log_budget;
    }
  }
  const double terms = static_cast<double>(judged) * budgets;
  group.budget_log_mean = sum / terms;
  group.budget_log_deviation =
      std::sqrt(std::max(0.0, square / terms - group.budget_log_mean * group.budget_log_mean));
  return group;
}

std::shared_ptr<const LayeredPrior> made_prior(const LayeredSpace& space, std::size_t groups) {
  struct Drawn {
    double launches;
    std::vector<double> costs;
  };
  Random random(20260101);
  std::vector<Drawn> drawn;
  for (std::size_t i = 0; i < groups * devices_of_group; ++i) {
    const devices::LayeredModel model = devices::draw_layered_device(space, random);
    drawn.push_back({model.launches, devices::costs_of(space, model)});
  }
  if (groups > 1) {
    std::stable_sort(drawn.begin(), drawn.end(),
                     [](const Drawn& a, const Drawn& b) { return a.launches < b.launches; });
  }
  const std::vector<std::size_t> chosen = rows_for_components(space);
  auto prior = std::make_shared<LayeredPrior>();
  prior->factor_count = std::min(most_factors, chosen.size());
  for (std::size_t g = 0; g < groups; ++g) {
    std::vector<std::vector<double>> costs;
    for (std::size_t i = 0; i < devices_of_group; ++i) {
      costs.push_back(std::move(drawn[g * devices_of_group + i].costs));
    }
    prior->groups.push_back(made_group(space, costs, chosen, prior->factor_count, random));
  }
  return prior;
}

}  // namespace

std::shared_ptr<const LayeredPrior> layered_prior(const LayeredSpace& space, std::size_t groups) {
  // Beliefs of one space are made often, one a session; their prior is a table that never changes.
  static std::mutex mutex;
  static std::map<std::pair<std::string, std::size_t>, std::shared_ptr<const LayeredPrior>> known;
  const std::lock_guard lock(mutex);
  std::shared_ptr<const LayeredPrior>& prior = known[{space.name() + " " + space.hash(), groups}];
  if (!prior) prior = made_prior(space, groups);
  return prior;
}

}  // namespace tenprobes::belief
