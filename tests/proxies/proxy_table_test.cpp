#include "core/proxies/proxy_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/proxies/quality.h"
#include "core/search_space/cells/live_edges.h"
#include "core/search_space/cells/notation.h"

namespace tenprobes::proxies {
namespace {

TEST(SkippedLevels, AverageTheNodesThatSkipsJumpOver) {
  EXPECT_DOUBLE_EQ(skipped_levels(cell_at(0)), 1.0 / 3);
  EXPECT_EQ(skipped_levels(
                parse_cell_notation("|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|")),
            2);
  EXPECT_EQ(skipped_levels(Cell{}), 0);
}

TEST(ProxyTable, ComesBackFromItsBytes) {
  ProxyTable table = exact_proxy_table();
  table.metadata["command"] = "tenprobes proxies compute";
  const ProxyTable back = parse_proxy_table(serialise_proxy_table(table), "table");
  EXPECT_EQ(back.scores, table.scores);
  EXPECT_EQ(back.metadata.at("command"), "tenprobes proxies compute");
}

TEST(ExactScores, LeaveDeadEdgesOutOfLiveMacs) {
  const ProxyTable table = exact_proxy_table();
  const auto at = [&](const char* score, const char* architecture) {
    return table.scores.at(
        score)[static_cast<std::size_t>(index_of(parse_cell_notation(architecture)))];
  };
  const char* lean = "|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|";
  const char* dead = "|nor_conv_3x3~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|";
  EXPECT_GT(at("macs", dead), at("macs", lean));
  EXPECT_EQ(at("macs_live", dead), at("macs_live", lean));
  EXPECT_EQ(at("macs_live", lean), at("macs", lean));
}

TEST(QualityOf, ExactScoresPreferDeepNetworksToDisconnectedOnes) {
  const std::vector<double> quality = combined_quality(exact_proxy_table().scores);
  ASSERT_EQ(quality.size(), static_cast<std::size_t>(cell_count));
  Cell deep, disconnected;
  deep.operations.fill(Operation::nor_conv_3x3);
  EXPECT_EQ(quality[static_cast<std::size_t>(index_of(deep))], 100);
  EXPECT_LT(quality[static_cast<std::size_t>(index_of(disconnected))], 20);
}

TEST(QualityOf, OurScoresRankByTheirRankProductAndTheIdentityPath) {
  Random random(5);
  ProxyTable table;
  for (const char* name : {"expressivity", "logsynflow_live", "trainability"}) {
    for (int i = 0; i < cell_count; ++i) {
      table.scores[name].push_back(static_cast<float>(random.uniform()));
    }
  }
  const std::vector<double> quality = combined_quality(table.scores);
  const auto rank = [&](const char* name, size_t i) {  // values are distinct enough to count below
    const auto& score = table.scores.at(name);
    return 1.0 + static_cast<double>(std::count_if(score.begin(), score.end(),
                                                   [&](float other) { return other < score[i]; }));
  };
  const auto product = [&](size_t i) {
    const double shortcut = has_identity_path(cell_at(static_cast<int>(i))) ? std::exp(0.5) : 1.0;
    return rank("expressivity", i) * rank("logsynflow_live", i) * shortcut *
           std::sqrt(rank("trainability", i));
  };
  for (int pair = 0; pair < 200; ++pair) {
    const auto a = static_cast<size_t>(random.below(cell_count));
    const auto b = static_cast<size_t>(random.below(cell_count));
    if (!is_connected(cell_at(static_cast<int>(a))) ||
        !is_connected(cell_at(static_cast<int>(b)))) {
      continue;
    }
    if (std::abs(std::log(product(a) / product(b))) < 1e-3) continue;
    EXPECT_EQ(quality[a] > quality[b], product(a) > product(b)) << a << " " << b;
  }
  for (size_t i = 0; i < cell_count; ++i) {
    const bool connected = is_connected(cell_at(static_cast<int>(i)));
    EXPECT_TRUE(connected || quality[i] < 2.5) << i;
  }
}

TEST(CombinedQuality, MakesDoWithAPublishedTable) {
  // Percentiles 0 50 100 and 100 0 50; lower ones 0 0 50, and 25, 50, 0 for skips.
  EXPECT_EQ(
      combined_quality({{"naswot", {1, 2, 3}}, {"logsynflow", {9, 7, 8}}, {"skip", {1, 2, 0}}}),
      (std::vector<double>{0, 75, 75}));
  EXPECT_THROW(combined_quality({{"unknown", {1, 2}}}), Error);
}

}  // namespace
}  // namespace tenprobes::proxies
