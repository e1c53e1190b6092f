#include "core/devices/catalogue/catalogue_model.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/portable_math.h"
#include "core/base/quote.h"

namespace tenprobes::devices {
namespace {

/// How unlike the families of one device are: standard deviation of the logarithm.
constexpr double family_deviation = 0.25;

double log_uniform(double low, double high, Random& random) {
  return portable_exp(random.uniform(portable_log(low), portable_log(high)));
}

}  // namespace

void validate(const CatalogueModel& model) {
  const auto check = [](double value, const char* field, double low, double high) {
    if (value >= low && value <= high) return;
    throw Error(std::string(field) + " is " + number_text(value) + "; it must be from " +
                number_text(low) + " to " + number_text(high));
  };
  constexpr double most_ms = 1e9;
  check(model.compute_ms, "compute_ms", 0, most_ms);
  check(model.compute_exponent, "compute_exponent", 0, 2);
  check(model.memory_ms, "memory_ms", 0, most_ms);
  check(model.memory_exponent, "memory_exponent", 0, 2);
  check(model.weights_ms, "weights_ms", 0, most_ms);
  check(model.launches_ms, "launches_ms", 0, most_ms);
  for (const double factor : model.family) check(factor, "family", 1e-6, 1e6);
  check(model.noise, "noise", 0, 1);
  check(model.clock_ms, "clock_ms", 0, most_ms);
  if (model.compute_ms + model.memory_ms + model.weights_ms + model.launches_ms <= 0) {
    throw Error("compute_ms, memory_ms, weights_ms and launches_ms are all 0; one must be more");
  }
}

double roofline_latency(const CatalogueModel& model, const CatalogueCosts& costs, std::size_t row) {
  const auto ratio = [&](Cost cost, double exponent) {
    return portable_exp(exponent * costs.log_ratios(cost)[row]);
  };
  double compute = 0, memory = 0, weights = 0, launches = model.launches_ms;
  if (costs.has(Cost::compute)) {
    compute = model.compute_ms * ratio(Cost::compute, model.compute_exponent);
  }
  if (costs.has(Cost::memory)) {
    memory = model.memory_ms * ratio(Cost::memory, model.memory_exponent);
  }
  if (costs.has(Cost::weights)) weights = model.weights_ms * ratio(Cost::weights, 1);
  if (costs.has(Cost::launches)) {
    launches *= ratio(Cost::launches, 1);
  } else if (costs.has(Cost::memory)) {
    launches *= ratio(Cost::memory, 0.5);
  }
  double roofline = compute + memory;
  if (model.overlapped) {
    const double c = compute * compute, r = memory * memory;
    roofline = std::sqrt(std::sqrt(c * c + r * r));
  }
  return roofline + weights + launches;
}

double expected_latency(const CatalogueModel& model, const CatalogueCosts& costs, std::size_t row,
                        int group) {
  const bool known = group >= 0 && group < static_cast<int>(model.family.size());
  return roofline_latency(model, costs, row) *
         (known ? model.family[static_cast<std::size_t>(group)] : 1);
}

CatalogueModel draw_roofline(CostBasis basis, Random& random) {
  CatalogueModel model;
  model.compute_ms = 1;
  // A stand-in for what was not counted says less: latency may hardly follow it.
  const double least = basis == CostBasis::measured ? 0.6 : basis == CostBasis::weights ? 0.2 : 0;
  model.compute_exponent = random.uniform(least, 1);
  model.memory_ms = log_uniform(0.1, 10, random);
  model.memory_exponent = random.uniform(0.8, 1);
  model.weights_ms = log_uniform(0.003, 0.3, random);
  model.launches_ms = log_uniform(0.001, 0.5, random);
  model.overlapped = random.chance(0.5);
  return model;
}

CatalogueModel draw_catalogue_model(CostBasis basis, int families, Random& random) {
  CatalogueModel model = draw_roofline(basis, random);
  const double scale = log_uniform(0.05, 200, random);
  for (double* cost :
       {&model.compute_ms, &model.memory_ms, &model.weights_ms, &model.launches_ms}) {
    *cost *= scale;
  }
  for (int i = 0; i < families; ++i) {
    model.family.push_back(portable_exp(family_deviation * random.normal()));
  }
  model.noise = log_uniform(0.005, 0.15, random);
  if (scale > 20 && random.chance(1.0 / 7)) model.clock_ms = 1;
  return model;
}

double measure(const CatalogueModel& model, double expected_ms, Random& random) {
  constexpr double nanoseconds = 1e6;  // in a millisecond
  double ms = expected_ms;
  if (model.noise > 0) ms *= portable_exp(model.noise * random.normal());
  if (model.clock_ms > 0) return std::max(1.0, std::round(ms / model.clock_ms)) * model.clock_ms;
  return std::max(1.0, std::round(ms * nanoseconds)) / nanoseconds;
}

}  // namespace tenprobes::devices
