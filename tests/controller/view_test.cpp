#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <set>

#include "core/controller/edit_view.h"
#include "core/controller/whole_cell_view.h"

namespace tenprobes::controller {
namespace {

std::vector<double> qualities() {
  std::vector<double> quality(cell_count);
  for (int i = 0; i < cell_count; ++i) quality[static_cast<std::size_t>(i)] = i * 0.006;
  return quality;
}

Cell cell(std::initializer_list<int> operations) {
  Cell architecture;
  std::size_t edge = 0;
  for (const int operation : operations) {
    architecture.operations[edge++] = static_cast<Operation>(operation);
  }
  return architecture;
}

CostPriors plain_priors() {
  CostPriors priors;
  for (CostPrior& prior : priors) {
    prior.mean = {0.5f, 0.05f, 0.2f, 0.4f, 0.1f};
    for (std::size_t i = 0; i < cost_count; ++i) prior.covariance[i * (cost_count + 1)] = 0.1f;
  }
  return priors;
}

WholeCellView whole_cell_view(std::span<const std::uint8_t> allowed = {}) {
  const std::vector<double> quality = qualities();
  return WholeCellView(plain_priors(),
                       std::make_shared<const Catalogues>(
                           Catalogues{Catalogue(quality, allowed, CountedEdges::all),
                                      Catalogue(quality, allowed, CountedEdges::reaching_output)}));
}

struct Observation {
  std::vector<std::uint16_t> indices;
  std::vector<float> numbers;
  explicit Observation(const SessionView& view)
      : indices(static_cast<std::size_t>(view.shape().active)),
        numbers(static_cast<std::size_t>(view.shape().numbers)) {
    view.observe(indices, numbers);
    for (const std::uint16_t index : indices) EXPECT_LT(index, view.shape().one_hot);
  }
  bool operator==(const Observation&) const = default;
};

TEST(EditView, ShowsTheProbesNewestFirstAndTheBest) {
  const std::vector<double> quality = qualities();
  EditView view;
  view.begin({.quality = quality, .budget_ms = 10}, 8);
  const Cell first = cell({0, 1, 2, 3, 4, 0}), second = cell({0, 1, 2, 3, 4, 1});
  view.tell(first, 5);
  view.tell(second, 20);
  const Observation seen(view);
  for (std::size_t edge = 0; edge < 6; ++edge) {
    const auto on = [&](const Cell& a) {
      return static_cast<int>(edge) * 5 + static_cast<int>(a.operations[edge]);
    };
    EXPECT_EQ(seen.indices[edge], on(second));               // slot 0: current
    EXPECT_EQ(seen.indices[6 + edge], 31 + on(first));       // slot 1: before it
    EXPECT_EQ(seen.indices[12 + edge], 2 * 31 + 30);         // slot 2: empty
    EXPECT_EQ(seen.indices[36 + edge], 6 * 31 + on(first));  // slot 6: best feasible
  }
  EXPECT_EQ(seen.indices[42], 7 * 31 + 5 * 5 + 1);  // the edit that led here
  EXPECT_EQ(seen.indices[43], 7 * 31 + 61 + 60);    // the start was no edit
  EXPECT_NEAR(seen.numbers[0], std::log(2.0), 1e-3);
  EXPECT_NEAR(seen.numbers[1], quality[static_cast<std::size_t>(index_of(second))] / 100, 1e-3);
  EXPECT_EQ(seen.numbers[2], 0);
  EXPECT_NEAR(seen.numbers[3], std::log(0.5), 1e-3);
  EXPECT_EQ(seen.numbers[5], 1);
  EXPECT_NEAR(seen.numbers[21], 6 / 20.0, 1e-3);
  EXPECT_NEAR(seen.numbers[22], 8 / 20.0, 1e-3);
}

TEST(EditView, EditsLeadToUnprobedNeighboursOfTheCurrentOrTheBest) {
  const std::vector<double> quality = qualities();
  EditView view;
  view.begin({.quality = quality, .budget_ms = 10}, 30);
  std::set<Cell> probed;
  Cell current = cell({3, 3, 3, 3, 3, 3});
  Random random(1);
  for (int step = 0; step < 20; ++step) {
    view.tell(current, step == 0 ? 5 : 20);  // the first stays the best
    probed.insert(current);
    const OpenChoices open = view.open(0, {});
    std::set<Cell> reachable;
    for (int choice = 0; choice < 60; ++choice) {
      if ((open >> choice & 1) == 0) continue;
      reachable.insert(view.architecture_of({static_cast<std::uint8_t>(choice)}));
    }
    std::set<Cell> expected;
    for (const Cell& base : {current, cell({3, 3, 3, 3, 3, 3})}) {
      for (std::size_t edge = 0; edge < 6; ++edge) {
        for (const Operation operation : all_operations) {
          Cell edited = base;
          edited.operations[edge] = operation;
          if (!probed.count(edited)) expected.insert(edited);
        }
      }
    }
    EXPECT_EQ(reachable, expected);
    auto next = reachable.begin();
    std::advance(next, random.below(static_cast<int>(reachable.size())));
    current = *next;
  }
}

template <class View>
void expect_no_units(View slow, View fast) {
  const std::vector<double> quality = qualities();
  slow.begin({.quality = quality, .budget_ms = 1000}, 5);
  fast.begin({.quality = quality, .budget_ms = 1}, 5);
  for (int index : {7, 900, 15000}) {
    slow.tell(cell_at(index), 300.0 + index);
    fast.tell(cell_at(index), 0.3 + index / 1000.0);
  }
  EXPECT_EQ(Observation(slow), Observation(fast));
}

TEST(Views, KnowNoUnitOfLatency) {
  expect_no_units(EditView(), EditView());
  expect_no_units(whole_cell_view(), whole_cell_view());
}

TEST(Views, BeginForgetsTheSessionBefore) {
  const std::vector<double> quality = qualities();
  WholeCellView used = whole_cell_view(), fresh = whole_cell_view();
  used.begin({.quality = quality, .budget_ms = 10}, 5);
  used.tell(cell_at(3), 8);
  used.begin({.quality = quality, .budget_ms = 10}, 5);
  fresh.begin({.quality = quality, .budget_ms = 10}, 5);
  EXPECT_EQ(Observation(used), Observation(fresh));
  fresh.tell(cell_at(3), 8);
  EXPECT_FALSE(Observation(used) == Observation(fresh));
}

TEST(WholeCellView, OpensJustTheAllowedAndUnprobed) {
  const std::vector<double> quality = qualities();
  std::vector<std::uint8_t> allowed(cell_count, 0);
  std::set<Cell> left;
  Random random(5);
  for (int i = 0; i < 40; ++i) {
    const int index = random.below(cell_count);
    allowed[static_cast<std::size_t>(index)] = 1;
    left.insert(cell_at(index));
  }
  WholeCellView view = whole_cell_view(allowed);
  view.begin({.quality = quality, .allowed = allowed, .budget_ms = 10}, 50);
  while (!left.empty()) {
    Action action{};
    for (int head = 0; head < 6; ++head) {
      const OpenChoices open = view.open(head, action);
      ASSERT_NE(open, 0u);
      do {
        action[static_cast<std::size_t>(head)] = static_cast<std::uint8_t>(random.below(5));
      } while ((open >> action[static_cast<std::size_t>(head)] & 1) == 0);
    }
    const Cell chosen = view.architecture_of(action);
    EXPECT_EQ(left.erase(chosen), 1u);
    view.tell(chosen, 8);
  }
  EXPECT_EQ(view.open(0, {}), 0u);
}

TEST(WholeCellView, ClosesThePrefixWhoseEveryEndIsProbed) {
  const std::vector<double> quality = qualities();
  WholeCellView view = whole_cell_view();
  view.begin({.quality = quality, .budget_ms = 10}, 20);
  for (int last = 0; last < 5; ++last) view.tell(cell({3, 3, 3, 3, 1, last}), 8);
  const Action chosen = {3, 3, 3, 3, 1};
  EXPECT_EQ(view.open(5, chosen), 0u);
  EXPECT_EQ(view.open(4, chosen), 0b11101u);
  EXPECT_EQ(view.open(3, chosen), 0b11111u);
}

TEST(WholeCellView, SuggestsBetterCellsThatAreEstimatedToFit) {
  const std::vector<double> quality = qualities();
  WholeCellView view = whole_cell_view();
  view.begin({.quality = quality, .budget_ms = 1}, 20);
  const CostFeatures truth = {0.3, 0.01, 0.1, 0.3, 0.05};
  const auto ratio_of = [&](const Cell& architecture) {
    const CostFeatures features = cost_features(architecture, EdgeMask().set());
    double ratio = 0;
    for (std::size_t k = 0; k < cost_count; ++k) ratio += truth[k] * features[k];
    return ratio;
  };
  Random random(2);
  for (int i = 0; i < 15; ++i) {
    const Cell architecture = cell_at(random.below(5000));
    view.tell(architecture, ratio_of(architecture));
  }
  const auto cell_in = [](const Observation& seen, std::size_t slot) {
    Cell architecture;
    for (std::size_t edge = 0; edge < 6; ++edge) {
      const int input = seen.indices[slot * 6 + edge] - static_cast<int>(slot) * 31;
      EXPECT_LT(input, 30);
      architecture.operations[edge] = static_cast<Operation>(input % 5);
    }
    return architecture;
  };
  const Observation seen(view);
  const int best = index_of(cell_in(seen, 0));
  int last = cell_count;
  for (const std::size_t slot : {4u, 5u, 6u, 7u}) {  // from daring to safe
    const Cell suggested = cell_in(seen, slot);
    EXPECT_GT(index_of(suggested), best);  // quality grows with the index here
    EXPECT_LE(index_of(suggested), last);
    last = index_of(suggested);
    if (slot >= 6) {
      EXPECT_LT(ratio_of(suggested), 1.05);
    }
  }
}

TEST(Catalogue, HoldsTheTwoBestOfEachCombinationOfCounts) {
  const std::vector<double> quality = qualities();
  const Catalogue catalogue(quality, {}, CountedEdges::all);
  EXPECT_EQ(catalogue.candidates().size(), 2u * 210 - 5);  // five cells have all edges alike
  double last = 101;
  for (const Candidate& candidate : catalogue.candidates()) {
    EXPECT_LE(candidate.quality, last);
    last = candidate.quality;
    int better = 0;
    for (int index = 0; index < cell_count; ++index) {
      const Cell other = cell_at(index);
      better += operation_counts(other) == operation_counts(candidate.architecture) &&
                quality[static_cast<std::size_t>(index)] > candidate.quality;
    }
    EXPECT_LE(better, 1);
  }
}

TEST(Catalogue, PredictsTheMeanAndSpreadOfEachCandidatesLatency) {
  const std::vector<double> quality = qualities();
  const Catalogue catalogue(quality, {}, CountedEdges::reaching_output);
  CostEstimate estimate(plain_priors()[1]);
  Random random(3);
  for (int i = 0; i < 3; ++i) {
    const Cell architecture = cell_at(random.below(cell_count));
    estimate.observe(cost_features(architecture, edges_reaching_output(architecture)), 0.5 + i);
  }
  std::vector<double> ratios(50), variances(50);
  catalogue.predict(estimate, ratios, variances);
  for (std::size_t k = 0; k < ratios.size(); ++k) {
    const Cell& architecture = catalogue.candidates()[k].architecture;
    const CostFeatures features = cost_features(architecture, edges_reaching_output(architecture));
    double ratio = 0, variance = 0;
    for (int i = 0; i < cost_count; ++i) {
      ratio += estimate.mean(i) * features[static_cast<std::size_t>(i)];
      for (int j = 0; j < cost_count; ++j) {
        variance += features[static_cast<std::size_t>(i)] * estimate.covariance(i, j) *
                    features[static_cast<std::size_t>(j)];
      }
    }
    EXPECT_NEAR(ratios[k], ratio, 1e-10);
    EXPECT_NEAR(variances[k], variance, 1e-10);
  }
}

TEST(CostEstimate, ConvergesToTheTrueCosts) {
  CostEstimate estimate(plain_priors()[0]);
  const CostFeatures truth = {0.3, 0.01, 0.15, 0.5, 0.2};
  Random random(8);
  for (int i = 0; i < 400; ++i) {
    const CostFeatures features =
        cost_features(cell_at(random.below(cell_count)), EdgeMask().set());
    double ratio = 0;
    for (std::size_t k = 0; k < cost_count; ++k) ratio += truth[k] * features[k];
    estimate.observe(features, ratio);
  }
  for (int k = 0; k < cost_count; ++k) {
    EXPECT_NEAR(estimate.mean(k), truth[static_cast<std::size_t>(k)], 0.02);
    EXPECT_LT(estimate.deviation(k), 0.02);
  }
}

TEST(CostEstimate, TwoStepsEqualTheClosedForm) {
  // Two observations of one cost: precision-weighted mean of the prior and both.
  CostPrior prior;
  prior.mean = {1, 0, 0, 0, 0};
  prior.covariance[0] = 0.25f;
  CostEstimate estimate(prior);
  const auto noise = [](double ratio) { return 0.0016 * ratio * ratio + 0.0009; };
  estimate.observe({1, 0, 0, 0, 0}, 1.5);
  estimate.observe({1, 0, 0, 0, 0}, 1.7);
  const double precision = 1 / 0.25 + 1 / noise(1.5) + 1 / noise(1.7);
  EXPECT_NEAR(estimate.mean(0), (1 / 0.25 + 1.5 / noise(1.5) + 1.7 / noise(1.7)) / precision,
              1e-12);
  EXPECT_NEAR(estimate.deviation(0), std::sqrt(1 / precision), 1e-12);
  // The joint density of both, as a two-dimensional normal.
  const double a = 0.25 + noise(1.5), b = 0.25 + noise(1.7), c = 0.25;
  const double determinant = a * b - c * c, x = 0.5, y = 0.7;
  const double distance = (b * x * x - 2 * c * x * y + a * y * y) / determinant;
  EXPECT_NEAR(estimate.log_evidence(),
              -std::log(2 * 3.14159265358979323846) - 0.5 * std::log(determinant) - 0.5 * distance,
              1e-10);
}

}  // namespace
}  // namespace tenprobes::controller
