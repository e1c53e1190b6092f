#include "core/devices/device_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "core/base/error.h"
#include "core/devices/tabulated_device.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"

namespace tenprobes::devices {
namespace {

DeviceFile example() {
  DeviceFile file;
  file.name = "board";
  file.kind = "twin";
  file.title = "A board";
  file.group = "board";
  file.source = "measured by hand";
  file.licence = "MIT";
  file.model = LatencyModel{.operation_ms = {0.1, 1.0 / 3, 2.5, 7.25, 1e-7},
                            .execution = Execution::folding_elimination,
                            .noise = 0.02};
  file.fit = FitQuality{.rows = 100, .r2 = 0.95, .srcc = 0.99, .structure = 0.01, .drift = 0.02};
  return file;
}

/// The example's JSON with one piece of text replaced.
std::string with(const std::string& piece, const std::string& replacement) {
  std::string text = serialise_device_file(example(), *nas_bench_201());
  const auto at = text.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  return text.replace(at, piece.size(), replacement);
}

std::string refusal(const std::string& bytes) {
  try {
    parse_device_file(bytes, "d.json", *nas_bench_201());
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(DeviceFile, RoundTripsToTheSameBytes) {
  const std::string bytes = serialise_device_file(example(), *nas_bench_201());
  const DeviceFile back = parse_device_file(bytes, "d.json", *nas_bench_201());
  EXPECT_EQ(back, example());
  EXPECT_EQ(serialise_device_file(back, *nas_bench_201()), bytes);
  EXPECT_EQ(make_device(back, nas_bench_201())->name(), "board");
  EXPECT_EQ(make_device(back, nas_bench_201())->kind(), "twin");
}

TEST(DeviceFile, NamesItsSpace) {
  const std::string named = "\"space\": \"nas-bench-201\",";
  EXPECT_EQ(refusal(with(named, "\"space\": \"fbnet\",")),
            "d.json: is a device of the space 'fbnet', not of nas-bench-201");
  // Files of before do not, and keep their bytes.
  const std::string before = with("  " + named + "\n", "");
  const DeviceFile back = parse_device_file(before, "d.json", *nas_bench_201());
  EXPECT_FALSE(back.names_space);
  EXPECT_EQ(serialise_device_file(back, *nas_bench_201()), before);
}

TEST(DeviceFile, RefusesWhatIsNotADevice) {
  EXPECT_EQ(refusal(serialise_device_file(example(), *nas_bench_201())), "accepted");
  EXPECT_EQ(refusal("{"), "d.json, line 1, column 2: the document ends too early: was it cut off?");
  EXPECT_NE(refusal(with("\"title\"", "\"title\": \"x\", \"title\"")).find("comes twice"),
            std::string::npos);
  EXPECT_EQ(refusal("[]"), "d.json is not a JSON object");
  EXPECT_EQ(refusal(with("tenprobes-device", "other")),
            "d.json: 'format' is not 'tenprobes-device'");
  EXPECT_EQ(refusal(with("\"version\": 1", "\"version\": 2")),
            "d.json: version 2 of the device format is not known; this build reads version 1");
  EXPECT_EQ(refusal(with("\"title\"", "\"titel\"")), "d.json: the field 'titel' is unknown");
  EXPECT_EQ(refusal(with("\"base_ms\"", "\"bias_ms\"")),
            "d.json: 'model': the field 'base_ms' is missing");
  EXPECT_EQ(refusal(with("\"kind\": \"twin\"", "\"kind\": \"clone\"")),
            "d.json: 'kind' is 'clone'; it must be one of synthetic, twin");
  EXPECT_EQ(refusal(with("\"group\": \"board\"", "\"group\": \"toaster\"")),
            "d.json: 'group' is 'toaster'; it must be one of GPU, CPU, phone, board, ASIC, FPGA, "
            "synthetic");
  EXPECT_EQ(refusal(with("\"noise\": 0.02", "\"noise\": 2")),
            "d.json: 'model': noise is 2: it must be from 0 to 1");
  EXPECT_EQ(refusal(with("\"noise\": 0.02", "\"noise\": \"low\"")),
            "d.json: 'model': 'noise' is not a number");
  EXPECT_EQ(refusal(with("\"nor_conv_3x3\": 7.25", "\"nor_conv_3x3\": -7.25")),
            "d.json: 'model': operation_ms of nor_conv_3x3 is -7.25: it must be from 0 to 1000000 "
            "ms");
  EXPECT_EQ(refusal(with("folding_elimination", "lazy")),
            "d.json: 'model': 'execution' is 'lazy'; it must be one of eager, "
            "backward_elimination, folding_elimination, full_elimination");
  EXPECT_EQ(refusal(with("\"rows\": 100", "\"rows\": 1e9")),
            "d.json: 'fit': 'rows' is not a whole number");
  EXPECT_EQ(refusal(with("\"r2\": 0.95", "\"r2\": 1.5")),
            "d.json: 'fit': 'r2' is 1.5; it must be from -1000000.0 to 1.0");
  // A fit has no place in a device that is not a twin.
  EXPECT_EQ(refusal(with("\"kind\": \"twin\"", "\"kind\": \"synthetic\"")),
            "d.json: the field 'fit' is unknown");
}

TEST(DeviceFile, SurvivesHostileBytes) {
  EXPECT_NE(refusal(std::string(200000, '[')), "accepted");
  EXPECT_NE(refusal(std::string(2 << 20, ' ')), "accepted");
  EXPECT_NE(refusal(with("A board", "\xff\xfe")), "accepted");
  const std::string whole = serialise_device_file(example(), *nas_bench_201());
  for (std::size_t length = 0; length + 2 < whole.size(); length += 7) {
    EXPECT_NE(refusal(whole.substr(0, length)), "accepted") << length;
  }
}

TEST(SyntheticDevice, ProbesWhatItKnowsWhereThereIsNoNoise) {
  const LatencyModel model{.operation_ms = {0, 0.1, 0.24576, 1.4746, 1.4746}};
  const auto device = make_device({.name = "exact", .model = model}, nas_bench_201());
  const auto known = device->known_latencies();
  ASSERT_EQ(known.size(), static_cast<std::size_t>(cell_count));
  Random random(1);
  std::map<std::array<int, operation_count>, double> by_counts;
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    const double ms = known[static_cast<std::size_t>(index)];
    ASSERT_EQ(device->probe(architecture, random), ms);
    // Equal counts cost the same to the last bit, whichever edges carry them.
    ASSERT_EQ(by_counts.try_emplace(operation_counts(architecture), ms).first->second, ms);
  }
}

TEST(TabulatedDevice, AnswersWithItsTableAndNothingElse) {
  std::vector<double> latencies(cell_count, std::numeric_limits<double>::quiet_NaN());
  latencies[7] = 3.25;
  TabulatedDevice device("part", nas_bench_201(), latencies);
  Random random(1);
  EXPECT_EQ(device.probe(cell_at(7), random), 3.25);
  EXPECT_TRUE(device.can_probe(cell_at(7)));
  EXPECT_FALSE(device.can_probe(cell_at(8)));
  EXPECT_THROW(device.probe(cell_at(8), random), Error);
}

TEST(TabulatedDevice, RefusesTablesWithoutMeaning) {
  std::vector<double> latencies(cell_count, 1.0);
  EXPECT_THROW(TabulatedDevice("short", nas_bench_201(), std::vector<double>(10, 1.0)), Error);
  latencies[3] = 0;
  EXPECT_THROW(TabulatedDevice("zero", nas_bench_201(), latencies), Error);
  latencies[3] = std::numeric_limits<double>::infinity();
  EXPECT_THROW(TabulatedDevice("endless", nas_bench_201(), latencies), Error);
  EXPECT_THROW(
      TabulatedDevice("empty", nas_bench_201(), std::vector<double>(cell_count, std::nan(""))),
      Error);
}

}  // namespace
}  // namespace tenprobes::devices
