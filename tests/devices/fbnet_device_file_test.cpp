#include "core/devices/fbnet_device_file.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "tests/datasets/files.h"
#include "tests/search_space/random_fbnet.h"

namespace tenprobes::devices {
namespace {

FbnetDeviceFile board() {
  FbnetDeviceFile file;
  file.name = "board";
  file.kind = "twin";
  file.title = "A board";
  file.group = "board";
  file.device = synthetic_fbnet_device(3);
  file.fit = {.rows = 5000, .r2 = 0.98, .srcc = 0.99};
  return file;
}

TEST(FbnetDeviceFile, ComesBackAsItWas) {
  FbnetDeviceFile synthetic{.name = "mine", .device = synthetic_fbnet_device(4)};
  for (const FbnetDeviceFile& file : {board(), synthetic}) {
    const std::string text = serialise_fbnet_device_file(file);
    EXPECT_EQ(parse_fbnet_device_file(text, "a.json"), file);
    EXPECT_EQ(serialise_fbnet_device_file(parse_fbnet_device_file(text, "a.json")), text);
  }
}

TEST(FbnetDeviceFile, NamesBlocksByOperationAndClass) {
  FbnetDeviceFile file = board();
  file.device.costs[fbnet_cost_at(21, 7)] = 77;  // the last class's widest block
  const auto json = nlohmann::json::parse(serialise_fbnet_device_file(file));
  EXPECT_EQ(json["base_ms"], file.device.costs[0]);
  EXPECT_EQ(json["block_ms"]["k5_e6"][11], 77);
  EXPECT_EQ(json["block_ms"]["k3_e1"][0], file.device.costs[fbnet_cost_at(0, 0)]);
}

TEST(FbnetDeviceFile, ATwinsFiguresHaveFiveDigitsAndForetellTheSame) {
  Random random(8);
  const FbnetDevice truth = synthetic_fbnet_device(5);
  const auto networks = random_networks(500, random);
  std::vector<double> latencies;
  for (const auto& network : networks) latencies.push_back(truth.latency(network));
  const FbnetTwin twin = fit_fbnet_costs(networks, latencies);
  const FbnetDeviceFile file = fbnet_device_file(twin);
  for (const auto& network : networks) {
    const double exact = fbnet_latency(twin.costs, network);
    EXPECT_NEAR(file.device.latency(network), exact, 1e-4 * exact);
  }
  EXPECT_EQ(file.kind, "twin");
  EXPECT_NE(file.note.find("are sums"), std::string::npos) << file.note;
}

TEST(FbnetDeviceFile, SaysWhatIsWrongAndWhere) {
  const std::string good = serialise_fbnet_device_file(board());
  const auto fault = [](const std::string& text) {
    return datasets::complaint([&] { parse_fbnet_device_file(text, "a.json"); });
  };
  const auto with = [&](const char* pointer, const nlohmann::ordered_json& value) {
    auto json = nlohmann::ordered_json::parse(good);
    json[nlohmann::ordered_json::json_pointer(pointer)] = value;
    return fault(json.dump());
  };
  EXPECT_NE(fault(good.substr(0, 99)).find("the document ends too early"), std::string::npos);
  EXPECT_EQ(with("/format", "tenprobes-device"),
            "a.json: 'format' is not 'tenprobes-fbnet-device'");
  EXPECT_EQ(with("/version", 2),
            "a.json: version 2 of the device format is not known; this build reads version 1");
  EXPECT_EQ(with("/block_ms/k3_e1", {1, 2}),
            "a.json: 'block_ms': 'k3_e1' is not a list of 12 numbers of ms, 0 or more, one a class "
            "of layers");
  EXPECT_EQ(with("/block_ms/k3_e1/4", -1),
            "a.json: 'block_ms': 'k3_e1' is not a list of 12 numbers of ms, 0 or more, one a class "
            "of layers");
  EXPECT_EQ(with("/block_ms/k7_e9", 1), "a.json: 'block_ms': the field 'k7_e9' is unknown");
  EXPECT_EQ(with("/noise", 2), "a.json: 'noise' is 2.0; it must be from 0.0 to 1.0");
  EXPECT_EQ(with("/base_ms", -1), "a.json: 'base_ms' is -1.0; it must be from 0.0 to 1000000.0");
  EXPECT_EQ(with("/fit", 3), "a.json: 'fit' is not a JSON object");
  EXPECT_EQ(with("/colour", "red"), "a.json: the field 'colour' is unknown");
  EXPECT_NE(with("/group", "toaster").find("'toaster'; it must be one of GPU"), std::string::npos);
}

}  // namespace
}  // namespace tenprobes::devices
