#include "core/belief/catalogue/catalogue_prior.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <string>

#include "core/base/portable_math.h"

namespace tenprobes::belief {
namespace {

using devices::CatalogueCosts;
using devices::CatalogueModel;
using devices::Cost;

/// How many rooflines: fewer where rows are so many that pricing them takes seconds.
std::size_t device_count(std::size_t rows) {
  return std::clamp<std::size_t>(20'000'000 / std::max<std::size_t>(rows, 1), 200, 400);
}

/// Where pivots are looked for and devices are centred.
constexpr std::size_t most_reference_rows = 1500;
constexpr std::size_t most_factors = 24;
constexpr std::size_t most_block = 256;  // products at a time
/// What factors may leave out of a row's variance: a deviation of 1 %.
constexpr double negligible_variance = 1e-4;

std::vector<CatalogueModel> drawn_rooflines(devices::CostBasis basis, std::size_t count) {
  Random random(20260102);
  std::vector<CatalogueModel> models;
  for (std::size_t i = 0; i < count; ++i) models.push_back(draw_roofline(basis, random));
  return models;
}

std::vector<std::size_t> spread_rows(std::size_t rows) {
  const std::size_t count = std::min(rows, most_reference_rows);
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(i * rows / count);
  return chosen;
}

/// What each device deviates from their mean in a row, over the root of their number; each device's
/// own mean over the reference rows is taken away first.
class Deviations {
 public:
  Deviations(const CatalogueCosts& costs, std::span<const std::size_t> reference)
      : costs_(costs),
        rooflines_(
            drawn_rooflines(costs.basis(), device_count(static_cast<std::size_t>(costs.rows())))),
        centres_(rooflines_.count(), 0.0) {
    std::vector<double> logs(count());
    for (const std::size_t row : reference) {
      rooflines_.log_latencies(costs_, row, logs);
      for (std::size_t m = 0; m < count(); ++m) centres_[m] += logs[m];
    }
    for (double& centre : centres_) centre /= static_cast<double>(reference.size());
  }

  std::size_t count() const { return rooflines_.count(); }

  /// The devices' mean in the row; fills what each deviates from it, [count()].
  double of(std::size_t row, std::span<double> deviations) const {
    rooflines_.log_latencies(costs_, row, deviations);
    double sum = 0;
    for (std::size_t m = 0; m < count(); ++m) {
      deviations[m] -= centres_[m];
      sum += deviations[m];
    }
    const double mean = sum / static_cast<double>(count());
    const double share = 1 / std::sqrt(static_cast<double>(count()));
    for (double& deviation : deviations) deviation = (deviation - mean) * share;
    return mean;
  }

 private:
  const CatalogueCosts& costs_;
  devices::Rooflines rooflines_;
  std::vector<double> centres_;
};

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Orthonormal directions among the devices: a row's factor k is its deviations' product with
/// direction k. They are those of the pivot rows (Gram and Schmidt). [directions][devices]
std::vector<std::vector<double>> directions_of(const Deviations& deviations,
                                               std::span<const std::size_t> reference) {
  const std::size_t devices = deviations.count(), rows = reference.size();
  std::vector<double> all(devices * rows), own(devices), left(rows), factor(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    deviations.of(reference[i], own);
    left[i] = dot(own, own);
    for (std::size_t m = 0; m < devices; ++m) all[m * rows + i] = own[m];
  }
  std::vector<std::vector<double>> directions;
  while (directions.size() < most_factors) {
    const auto pivot =
        static_cast<std::size_t>(std::max_element(left.begin(), left.end()) - left.begin());
    if (left[pivot] < negligible_variance) break;
    std::vector<double> direction(devices);
    for (std::size_t m = 0; m < devices; ++m) direction[m] = all[m * rows + pivot];
    for (const std::vector<double>& before : directions) {
      const double share = dot(direction, before);
      for (std::size_t m = 0; m < devices; ++m) direction[m] -= share * before[m];
    }
    const double length = std::sqrt(dot(direction, direction));
    for (double& value : direction) value /= length;
    std::fill(factor.begin(), factor.end(), 0.0);
    for (std::size_t m = 0; m < devices; ++m) {
      const double* deviation = all.data() + m * rows;
      for (std::size_t i = 0; i < rows; ++i) factor[i] += direction[m] * deviation[i];
    }
    for (std::size_t i = 0; i < rows; ++i) left[i] -= factor[i] * factor[i];
    left[pivot] = 0;
    directions.push_back(std::move(direction));
  }
  return directions;
}

}  // namespace

CataloguePrior::CataloguePrior(const CatalogueSpace& space) {
  const CatalogueCosts costs(space);
  measured_ = costs.basis() == devices::CostBasis::measured;
  const auto rows = static_cast<std::size_t>(space.size());
  for (int row = 0; row < space.size(); ++row) group_of_.push_back(space.group_of(row));
  for (std::size_t cost = 0; cost < devices::cost_count; ++cost) {
    const auto ratios = costs.log_ratios(static_cast<Cost>(cost));
    // A stand-in is the weights' own column again.
    const bool repeated = costs.basis() == devices::CostBasis::weights && cost == 0;
    if (!ratios.empty() && !repeated) places_.emplace_back(ratios.begin(), ratios.end());
  }

  const std::vector<std::size_t> reference = spread_rows(rows);
  const Deviations deviations(costs, reference);
  const std::vector<std::vector<double>> directions = directions_of(deviations, reference);
  factors_.assign(directions.size(), std::vector<double>(rows));
  mean_.resize(rows);
  variance_.resize(rows);
  std::vector<double> own(deviations.count());
  // One device's share in each factor after the other, so that the loop over factors vectorises.
  std::vector<double> by_device(deviations.count() * most_factors, 0.0);
  for (std::size_t k = 0; k < directions.size(); ++k) {
    for (std::size_t m = 0; m < own.size(); ++m) by_device[m * most_factors + k] = directions[k][m];
  }
  std::array<double, most_factors> factors;
  for (std::size_t row = 0; row < rows; ++row) {
    mean_[row] = deviations.of(row, own);
    factors.fill(0);
    for (std::size_t m = 0; m < own.size(); ++m) {
      const double* shares = by_device.data() + m * most_factors;
      for (std::size_t k = 0; k < most_factors; ++k) factors[k] += own[m] * shares[k];
    }
    for (std::size_t k = 0; k < directions.size(); ++k) factors_[k][row] = factors[k];
    variance_[row] = dot(own, own) + local_deviation * local_deviation +
                     (group_of_[row] >= 0 ? family_deviation * family_deviation : 0);
  }
  std::vector<double> sorted = mean_;
  std::sort(sorted.begin(), sorted.end());
  quantile_ = sorted[static_cast<std::size_t>(0.3 * static_cast<double>(rows - 1))];
}

std::span<const double> CataloguePrior::noises() const {
  if (measured_) return noise_levels;
  return wide_noise_levels;
}

double CataloguePrior::scale_for(double budget_ms) const {
  return portable_log(budget_ms) - quantile_;
}

double CataloguePrior::covariance(std::size_t a, std::size_t b) const {
  if (a == b) return variance_[a];
  double squared = 0, product = 0;
  for (const std::vector<double>& place : places_) {
    squared += (place[b] - place[a]) * (place[b] - place[a]);
  }
  for (const std::vector<double>& factor : factors_) product += factor[a] * factor[b];
  const bool family = group_of_[a] >= 0 && group_of_[a] == group_of_[b];
  return local_deviation * local_deviation * portable_exp(-0.5 * squared) + product +
         (family ? family_deviation * family_deviation : 0);
}

void CataloguePrior::gather(Block& block) const {
  block.values.clear();
  block.groups.clear();
  for (const auto* columns : {&places_, &factors_}) {
    for (const std::vector<double>& column : *columns) {
      for (const std::size_t row : block.rows) block.values.push_back(column[row]);
    }
  }
  for (const std::size_t row : block.rows) block.groups.push_back(group_of_[row]);
}

void CataloguePrior::covariances(std::size_t row, const Block& block,
                                 std::span<double> into) const {
  constexpr double local = local_deviation * local_deviation;
  constexpr double family = family_deviation * family_deviation;
  const std::size_t count = block.rows.size();
  const double* other = block.values.data();
  double* sums = into.data();
  std::fill(sums, sums + count, 0.0);
  for (const std::vector<double>& place : places_) {
    const double own = place[row];
    for (std::size_t i = 0; i < count; ++i) sums[i] += (other[i] - own) * (other[i] - own);
    other += count;
  }
  for (std::size_t i = 0; i < count; ++i) sums[i] = local * portable_exp(-0.5 * sums[i]);
  // Factors are summed apart, in the order of covariance(): the same bits.
  std::array<double, most_block> products;
  for (std::size_t begin = 0; begin < count; begin += most_block) {
    const std::size_t part = std::min(most_block, count - begin);
    std::fill(products.begin(), products.begin() + static_cast<std::ptrdiff_t>(part), 0.0);
    const double* values = other + begin;
    for (const std::vector<double>& factor : factors_) {
      const double own = factor[row];
      for (std::size_t i = 0; i < part; ++i) products[i] += own * values[i];
      values += count;
    }
    for (std::size_t i = 0; i < part; ++i) sums[begin + i] += products[i];
  }
  const int group = group_of_[row];
  for (std::size_t i = 0; i < count; ++i) {
    if (group >= 0 && block.groups[i] == group) sums[i] += family;
    if (block.rows[i] == row) sums[i] = variance_[row];
  }
}

std::shared_ptr<const CataloguePrior> catalogue_prior(const CatalogueSpace& space) {
  struct Kept {
    std::string hash;
    std::shared_ptr<const CataloguePrior> prior;
  };
  constexpr std::size_t most_kept = 4;
  static std::mutex mutex;
  static std::vector<Kept> kept;  // the one that was asked for last, last
  const std::lock_guard lock(mutex);
  const auto found =
      std::find_if(kept.begin(), kept.end(), [&](const Kept& k) { return k.hash == space.hash(); });
  if (found != kept.end()) {
    std::rotate(found, found + 1, kept.end());
  } else {
    if (kept.size() == most_kept) kept.erase(kept.begin());
    kept.push_back({space.hash(), std::make_shared<const CataloguePrior>(space)});
  }
  return kept.back().prior;
}

}  // namespace tenprobes::belief
