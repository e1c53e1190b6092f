#include "core/datasets/freerea.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/datasets/accuracy_table.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/cells/live_edges.h"
#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

const std::string header =
    "# ArchitectureIdx, Test-Accuracy, TrainingTime(xEpoch), TrainingTime(total)\n";

std::string table(int rows) {
  std::string text = header;
  for (int i = rows; i-- > 0;) {
    text += std::to_string(i) + (i == 3 ? " 3.5e+01 1 " : " 9.0e+01 1 ") + std::to_string(i) + "\n";
  }
  return text;
}

TEST(Freerea, ReadsRowsInAnyOrder) {
  const std::vector<double> accuracy = parse_freerea_accuracies(table(cell_count), "p.txt");
  EXPECT_EQ(accuracy[3], 35);
  EXPECT_EQ(accuracy[15624], 90);
}

TEST(Freerea, BadTablesAreRefused) {
  const auto said = [](const std::string& text) {
    return complaint([&] { parse_freerea_accuracies(text, "p.txt"); });
  };
  const std::string whole = table(cell_count);
  EXPECT_EQ(said(table(15624)), "p.txt: holds 15624 rows; expected all 15625");
  EXPECT_EQ(said(whole + "7 1 1 1\n"), "p.txt, line 15627: architecture 7 comes twice");
  EXPECT_NE(said(header + "0 1 1\n").find("line 2: expected four numbers"), std::string::npos);
  EXPECT_NE(said(header + "0 1 1 1 1\n").find("line 2: expected four numbers"), std::string::npos);
  EXPECT_NE(said(header + "0 nan 1 1\n").find("line 2: expected four numbers"), std::string::npos);
  for (const char* bad : {"-1", "15625", "0.5", "1e300"}) {
    EXPECT_NE(said(header + bad + " 1 1 1\n").find("line 2: the index"), std::string::npos) << bad;
  }
  EXPECT_NE(said("0 1 1 1\n").find("expected the first line"), std::string::npos);
  EXPECT_NE(said(""), "");
  std::string over = whole;
  over.replace(over.find("9.0e+01"), 7, "9.0e+02");
  EXPECT_NE(said(over).find("not a percentage"), std::string::npos);
}

TEST(Freerea, EveryTruncationIsRefused) {
  const std::string whole = table(cell_count);
  for (std::size_t length = 0; length + 1 < whole.size(); length += 4999) {
    ASSERT_NE(complaint([&] {
                parse_freerea_accuracies(std::string_view(whole).substr(0, length), "p.txt");
              }),
              "");
  }
}

TEST(Freerea, RealScoresFollowTheArchitectures) {
  const std::string bytes = public_file("freerea/cifar10_cachedmetrics.txt");
  SKIP_WITHOUT(bytes, "freerea/cifar10_cachedmetrics.txt");
  const FreereaScores scores = parse_freerea_scores(bytes, "c.txt");
  EXPECT_NEAR(scores.naswot[0], 740.688, 0.001);
  // FreeREA's skip is the mean length of skip connections over paths; a cell without one has none.
  for (int index = 0; index < cell_count; ++index) {
    const int skips = operation_counts(cell_at(index))[1];
    if (skips == 0) {
      ASSERT_EQ(scores.skip[static_cast<std::size_t>(index)], 0) << index;
    }
  }
}

TEST(Accuracy, RealTableHoldsTheBenchmarksBest) {
  const std::string bytes = public_file("freerea/cifar10_perfmetrics.txt");
  SKIP_WITHOUT(bytes, "freerea/cifar10_perfmetrics.txt");
  const std::vector<double> accuracy = parse_accuracy_table(bytes, "p.txt");
  // The benchmark's best CIFAR-10 test accuracy is 94.37 % (Dong and Yang, 2020, table 5).
  EXPECT_NEAR(*std::max_element(accuracy.begin(), accuracy.end()), 94.37, 0.005);
  for (int index = 0; index < cell_count; ++index) {
    if (!is_connected(cell_at(index))) {
      ASSERT_NEAR(accuracy[static_cast<std::size_t>(index)], 10, 0.5) << index;
    }
  }
}

TEST(Accuracy, CsvMayHaveGaps) {
  const std::vector<double> accuracy =
      parse_accuracy_table("index,accuracy\n1,0\n2,93.5\n", "a.csv");
  EXPECT_EQ(accuracy[1], 0);
  EXPECT_EQ(accuracy[2], 93.5);
  EXPECT_TRUE(std::isnan(accuracy[0]));
  EXPECT_COMPLAINT(parse_accuracy_table("index,accuracy\n1,100.1\n", "a.csv"),
                   "a.csv, line 2: accuracy '100.1' is not a percentage from 0 to 100");
  EXPECT_COMPLAINT(
      parse_accuracy_table("# Arch_Idx, NASWOT, logSynflow, PortionSkipped\n", "c.txt"),
      "training-free scores");
}

}  // namespace
}  // namespace tenprobes::datasets
