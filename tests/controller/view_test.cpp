#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <set>

#include "core/controller/edit_view.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "tests/controller/qualities.h"

namespace tenprobes::controller {
namespace {

Cell cell(std::initializer_list<int> operations) {
  Cell architecture;
  std::size_t edge = 0;
  for (const int operation : operations) {
    architecture.operations[edge++] = static_cast<Operation>(operation);
  }
  return architecture;
}

struct Observation {
  std::vector<std::uint16_t> indices;
  std::vector<float> numbers;
  explicit Observation(const EditView& view)
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
  view.begin({.space = nas_bench_201().get(), .quality = quality, .budget_ms = 10}, 8);
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
  view.begin({.space = nas_bench_201().get(), .quality = quality, .budget_ms = 10}, 30);
  std::set<Cell> probed;
  Cell current = cell({3, 3, 3, 3, 3, 3});
  Random random(1);
  for (int step = 0; step < 20; ++step) {
    view.tell(current, step == 0 ? 5 : 20);  // the first stays the best
    probed.insert(current);
    const nn::OpenChoices open = view.open();
    std::set<Cell> reachable;
    for (int choice = 0; choice < 60; ++choice) {
      if ((open >> choice & 1) == 0) continue;
      reachable.insert(view.architecture_of(choice));
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

TEST(EditView, KnowsNoUnitOfLatency) {
  const std::vector<double> quality = qualities();
  EditView slow, fast;
  slow.begin({.space = nas_bench_201().get(), .quality = quality, .budget_ms = 1000}, 5);
  fast.begin({.space = nas_bench_201().get(), .quality = quality, .budget_ms = 1}, 5);
  for (int index : {7, 900, 15000}) {
    slow.tell(cell_at(index), 300.0 + index);
    fast.tell(cell_at(index), 0.3 + index / 1000.0);
  }
  EXPECT_EQ(Observation(slow), Observation(fast));
}

TEST(EditView, BeginForgetsTheSessionBefore) {
  const std::vector<double> quality = qualities();
  EditView used, fresh;
  used.begin({.space = nas_bench_201().get(), .quality = quality, .budget_ms = 10}, 5);
  used.tell(cell_at(3), 8);
  used.begin({.space = nas_bench_201().get(), .quality = quality, .budget_ms = 10}, 5);
  fresh.begin({.space = nas_bench_201().get(), .quality = quality, .budget_ms = 10}, 5);
  EXPECT_EQ(Observation(used), Observation(fresh));
  fresh.tell(cell_at(3), 8);
  EXPECT_FALSE(Observation(used) == Observation(fresh));
}

TEST(EditView, OpensOnlyWhatIsAllowed) {
  const std::vector<double> quality = qualities();
  const Cell start = cell({3, 3, 3, 3, 3, 3});
  const std::set<Cell> near = {cell({3, 1, 3, 3, 3, 3}), cell({3, 3, 3, 3, 3, 0})};
  std::vector<std::uint8_t> allowed(cell_count, 0);
  allowed[static_cast<std::size_t>(index_of(cell({0, 0, 3, 3, 3, 3})))] = 1;  // two edits away
  for (const Cell& architecture : near) {
    allowed[static_cast<std::size_t>(index_of(architecture))] = 1;
  }
  EditView view;
  view.begin(
      {.space = nas_bench_201().get(), .quality = quality, .allowed = allowed, .budget_ms = 10}, 5);
  view.tell(start, 8);
  std::set<Cell> open;
  for (int choice = 0; choice < EditView::actions; ++choice) {
    if (view.open() >> choice & 1) open.insert(view.architecture_of(choice));
  }
  EXPECT_EQ(open, near);
}

}  // namespace
}  // namespace tenprobes::controller
