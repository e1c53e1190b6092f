#include "core/training/fit_surrogate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "tests/training/simple_tasks.h"

namespace tenprobes::training {
namespace {

/// Accuracies that follow a rule of the live cell, so that a fit can find it; it has many ties, so
/// a Spearman of 1 is out of reach.
std::vector<double> rule(double scale) {
  std::vector<double> accuracies;
  for (int i = 0; i < cell_count; ++i) {
    const auto features = proxies::surrogate_features(cell_at(i));
    const float depth = features.back();
    accuracies.push_back(scale * (60 + 8 * depth + 3 * features[1]));
  }
  return accuracies;
}

TEST(FitSurrogate, FindsARuleAndRepeatsItself) {
  const std::vector<double> a = rule(1), b = rule(0.7), c = rule(0.4);
  SurrogateFit fit;
  fit.hidden = 16;
  fit.epochs = 8;
  const auto first = fit_surrogate({a, b, c}, fit, serial_for, never, silent);
  for (const auto& error : first.held_out().unseen_features) EXPECT_GT(error.spearman, 0.93);
  EXPECT_LT(first.held_out().random_folds[0].mean_absolute_error, 1.0);
  const auto second = fit_surrogate({a, b, c}, fit, serial_for, never, silent);
  EXPECT_TRUE(first.serialise() == second.serialise());
}

TEST(FitSurrogate, RefusesWhatIsNoAccuracy) {
  std::vector<double> a = rule(1);
  SurrogateFit fit;
  fit.epochs = 1;
  fit.hidden = 2;
  a[7] = std::nan("");
  EXPECT_THROW(fit_surrogate({a, a, a}, fit, serial_for, never, silent), Error);
  a.pop_back();
  EXPECT_THROW(fit_surrogate({a, a, a}, fit, serial_for, never, silent), Error);
}

TEST(FitSurrogate, StopsWhenAsked) {
  const std::vector<double> a = rule(1);
  EXPECT_THROW(fit_surrogate(
                   {a, a, a}, {}, serial_for, [] { return true; }, silent),
               Error);
}

}  // namespace
}  // namespace tenprobes::training
