#include "core/search/fbnet_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/devices/fbnet_device.h"
#include "core/search/fbnet_optimum.h"
#include "tests/datasets/files.h"

namespace tenprobes::search {
namespace {

FbnetReport searched(int probes, int left) {
  const devices::FbnetDevice device = devices::synthetic_fbnet_device(4);
  const double budget = devices::fbnet_budget(device, 0.25);
  FbnetSearch search({.quality = fbnet_quality, .budget_ms = budget}, Random(4));
  Random noise = fbnet_noise(4);
  for (int i = 0; i < probes; ++i) search.tell(device.probe(search.ask(), noise));
  return {.device = "synthetic:4",
          .seed = 4,
          .budget_ms = budget,
          .budget_quantile = 0.25,
          .probes = search.history(),
          .probes_left = left};
}

TEST(FbnetReport, ComesBackToTheSameBytes) {
  for (const FbnetReport& report : {searched(5, 0), searched(2, 3), searched(0, 5)}) {
    const std::string text = to_json(report).dump(2);
    EXPECT_EQ(to_json(parse_fbnet_session(text, "a")).dump(2), text);
  }
  FbnetReport twin = searched(3, 0);
  twin.r2 = 0.97;
  EXPECT_EQ(parse_fbnet_session(to_json(twin).dump(), "a").r2, 0.97);
}

TEST(FbnetReport, RecommendsTheLargestThatFits) {
  FbnetReport report = searched(8, 0);
  const nlohmann::ordered_json json = to_json(report);
  double largest = 0;
  for (const auto& probe : json["probes"]) {
    if (probe["latency_ms"] <= json["budget_ms"]) {
      largest = std::max(largest, probe["quality"].get<double>());
    }
  }
  ASSERT_GT(largest, 0);
  EXPECT_EQ(json["recommended"]["quality"], largest);
  report.budget_ms = 1e-6;
  EXPECT_TRUE(to_json(report)["recommended"].is_null());
}

TEST(FbnetReport, SaysWhatIsWrongAndWhere) {
  const std::string good = to_json(searched(3, 2)).dump();
  const auto fault = [](const std::string& text) {
    return datasets::complaint([&] { parse_fbnet_session(text, "a.json"); });
  };
  const auto with = [&](const char* pointer, const nlohmann::ordered_json& value) {
    auto json = nlohmann::ordered_json::parse(good);
    json[nlohmann::ordered_json::json_pointer(pointer)] = value;
    return fault(json.dump());
  };
  EXPECT_EQ(fault(good), "");
  EXPECT_NE(fault(good.substr(0, good.size() / 2)).find("the document ends too early"),
            std::string::npos);
  EXPECT_EQ(with("/format", "tenprobes-session"),
            "a.json: 'format' is not 'tenprobes-fbnet'");
  EXPECT_EQ(with("/version", 2),
            "a.json: version 2 of the session format is not known; this build reads version 1");
  EXPECT_EQ(with("/device", 7), "a.json: 'device' is not a text of 1 to 2000 bytes");
  EXPECT_EQ(with("/seed", -1), "a.json: 'seed' is -1, which is out of range");
  EXPECT_EQ(with("/budget_ms", 0),
            "a.json: 'budget_ms' is not a positive number of milliseconds");
  EXPECT_EQ(with("/probes", 3), "a.json: 'probes' is not a list");
  EXPECT_EQ(with("/probes/1/latency_ms", nullptr),
            "a.json, probe 2: 'latency_ms' is not a number");
  EXPECT_EQ(with("/probes/1/architecture", "k3_e1").substr(0, 16), "a.json, probe 2:");
  EXPECT_EQ(with("/probes_left", 0),
            "a.json: 'probes_left' is 0; it must be from 1 to 1000000000");
}

}  // namespace
}  // namespace tenprobes::search
