#include "core/devices/catalogue/catalogue_model.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/portable_math.h"
#include "core/base/text_numbers.h"

namespace tenprobes::devices {
namespace {

double log_uniform(double low, double high, Random& random) {
  return portable_exp(random.uniform(portable_log(low), portable_log(high)));
}

/// A row's ratios to the median as a roofline takes them; what is not known costs nothing.
struct Ratios {
  Ratios(const CatalogueCosts& costs, std::size_t row) {
    const auto log_of = [&](Cost cost) { return costs.log_ratios(cost)[row]; };
    if (costs.has(Cost::compute)) log_compute = log_of(Cost::compute);
    if (costs.has(Cost::memory)) log_memory = log_of(Cost::memory);
    computes = costs.has(Cost::compute) ? 1 : 0;
    moves = costs.has(Cost::memory) ? 1 : 0;
    if (costs.has(Cost::weights)) weights = portable_exp(log_of(Cost::weights));
    if (costs.has(Cost::launches)) {
      launches = portable_exp(log_of(Cost::launches));
    } else if (costs.has(Cost::memory)) {
      launches = portable_exp(log_memory / 2);
    }
  }

  double log_compute = 0, log_memory = 0;
  double computes = 0, moves = 0;  // 1 or 0: whether the catalogue tells
  double weights = 0, launches = 1;
};

/// Without branches, so that loops over devices vectorise. overlapped: 1 or 0.
inline double latency_of(double compute_ms, double compute_exponent, double memory_ms,
                         double memory_exponent, double weights_ms, double launches_ms,
                         double overlapped, const Ratios& ratios) {
  const double compute =
      ratios.computes * compute_ms * portable_exp(compute_exponent * ratios.log_compute);
  const double memory =
      ratios.moves * memory_ms * portable_exp(memory_exponent * ratios.log_memory);
  const double c = compute * compute, r = memory * memory;
  const double longer = std::sqrt(std::sqrt(c * c + r * r));
  return overlapped * longer + (1 - overlapped) * (compute + memory) + weights_ms * ratios.weights +
         launches_ms * ratios.launches;
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
  const Ratios ratios(costs, row);
  return latency_of(model.compute_ms, model.compute_exponent, model.memory_ms,
                    model.memory_exponent, model.weights_ms, model.launches_ms,
                    model.overlapped ? 1 : 0, ratios);
}

Rooflines::Rooflines(std::span<const CatalogueModel> models) {
  for (const CatalogueModel& model : models) {
    compute_.push_back(model.compute_ms);
    compute_exponent_.push_back(model.compute_exponent);
    memory_.push_back(model.memory_ms);
    memory_exponent_.push_back(model.memory_exponent);
    weights_.push_back(model.weights_ms);
    launches_.push_back(model.launches_ms);
    overlapped_.push_back(model.overlapped ? 1 : 0);
  }
}

void Rooflines::log_latencies(const CatalogueCosts& costs, std::size_t row,
                              std::span<double> into) const {
  const Ratios ratios(costs, row);
  const double *compute = compute_.data(), *compute_exponent = compute_exponent_.data(),
               *memory = memory_.data(), *memory_exponent = memory_exponent_.data(),
               *weights = weights_.data(), *launches = launches_.data(),
               *overlapped = overlapped_.data();
  double* latencies = into.data();
  for (std::size_t m = 0; m < compute_.size(); ++m) {
    latencies[m] =
        portable_log(latency_of(compute[m], compute_exponent[m], memory[m], memory_exponent[m],
                                weights[m], launches[m], overlapped[m], ratios));
  }
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
