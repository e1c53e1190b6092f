#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "core/devices/distribution.h"
#include "core/devices/layered/layered_device.h"
#include "core/devices/synthetic_device.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "native/device_files.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/spaces.h"
#include "tests/datasets/files.h"
#include "tests/native/preset_program.h"

namespace tenprobes::native {
namespace {

TEST(Presets, AllReadAndKeepTheirBytes) {
  int twins = 0, synthetic = 0;
  for (const std::string& name : preset_names(*nas_bench_201())) {
    const auto file = read_preset(name, nas_bench_201());
    EXPECT_EQ(file.name, name);
    EXPECT_EQ(devices::serialise_device_file(file, *nas_bench_201()),
              read_file(shipped_file("assets/devices/" + name + ".json")));
    EXPECT_FALSE(file.title.empty() || file.group.empty() || file.note.empty()) << name;
    const bool is_twin = file.kind == "twin";
    EXPECT_EQ(is_twin, file.fit.has_value()) << name;
    EXPECT_EQ(is_twin, !file.source.empty() && !file.licence.empty()) << name;
    EXPECT_EQ(is_twin, !name.starts_with("synthetic-")) << name;
    ++(is_twin ? twins : synthetic);
  }
  EXPECT_EQ(twins, 19);
  EXPECT_GE(synthetic, 4);
}

TEST(Presets, FbnetsAllReadAndKeepTheirBytes) {
  const auto space = open_space("fbnet");
  for (const std::string& name : preset_names(*space)) {
    const auto file = read_preset(name, space);
    EXPECT_EQ(file.name, name);
    EXPECT_EQ(devices::serialise_device_file(file, *space), read_file(preset_path(name, *space)));
    EXPECT_FALSE(file.title.empty() || file.group.empty() || file.note.empty()) << name;
    EXPECT_FALSE(file.source.empty() || file.licence.empty()) << name;
    ASSERT_TRUE(file.fit.has_value()) << name;
    EXPECT_GT(file.fit->srcc, 0.7) << name;
  }
  const auto list = json_of("devices list --space fbnet")["devices"];
  EXPECT_EQ(list.size(), 16u);
  EXPECT_EQ(json_of("devices show raspi4 --space fbnet")["block_ms"]["skip"].size(), 12u);
  EXPECT_NE(run("devices show raspi4 --space fbnet").out.find("Raspberry Pi 4"), std::string::npos);
}

// What the shipped twins were fitted to, where it is at hand.
TEST(Presets, FbnetsAreFitsOfHelpsTables) {
  SKIP_WITHOUT(datasets::public_file("help/fbnet/arch.pt"), "help/fbnet/arch.pt");
  const auto space = open_space("fbnet");
  const std::string help = std::string(std::getenv("TENPROBES_DATA")) + "/help/fbnet/";
  for (const char* name : {"raspi4", "silver_4114"}) {
    const auto fitted = fit_device(help + "latency/" + name + ".pt", help + "arch.pt", space);
    const auto shipped = read_preset(name, space);
    const auto costs = devices::costs_of(layered(*space), fitted);
    const auto expected = devices::costs_of(layered(*space), shipped);
    ASSERT_EQ(costs.size(), expected.size());
    for (std::size_t i = 0; i < costs.size(); ++i) {
      EXPECT_NEAR(costs[i], expected[i], 1e-3) << name << i;
    }
    EXPECT_NEAR(fitted.fit->r2, shipped.fit->r2, 1e-4);
  }
}

TEST(Devices, FitsALayeredTwinThatOpensAsADevice) {
  const TemporaryFolder folder;
  const auto space = open_space("fbnet");
  Random random(12);
  const auto truth = devices::draw_layered_synthetic(layered(*space), "truth", random);
  std::string networks = "](";
  std::vector<double> latencies;
  for (int i = 0; i < 300; ++i) {
    const Architecture network = space->random(random);
    networks += "](";
    for (int layer = 0; layer < network.size(); ++layer) {
      networks += {'K', static_cast<char>(network[layer])};
    }
    networks += 'e';
    latencies.push_back(*truth->expected_latency(network));
  }
  const auto archive = [&](const std::string& name, const std::string& opcodes) {
    return folder.write(name, datasets::zipped(datasets::pickle_program(opcodes)));
  };
  const std::string list = archive("arch.pt", networks + "e");
  const std::string table = archive("mine.pt", datasets::pickled_list(latencies));
  const std::string out = (folder.path() / "twin.json").string();
  const std::string fit = "devices fit --space fbnet --device " + table + " --out " + out;
  const auto fitted = json_of(fit + " --architectures " + list + " --group board --title Mine");
  EXPECT_EQ(fitted["name"], "twin");
  EXPECT_EQ(fitted["rows"], 300);
  EXPECT_GT(fitted["r2"], 0.999);
  const auto opened = open_device(out, space);
  const Architecture unseen = space->random(random);
  const double expected = *truth->expected_latency(unseen);
  EXPECT_NEAR(*opened->expected_latency(unseen), expected, 0.01 * expected);
  EXPECT_EQ(run("devices fit --device raspi4 --architectures " + list + " --out " + out).exit_code,
            2);
  const ProgramRun alone = run(fit);
  EXPECT_EQ(alone.exit_code, 2);
  EXPECT_NE(alone.err.find("--architectures"), std::string::npos);
}

TEST(Devices, ListsAndShowsPresets) {
  const auto list = json_of("devices list")["devices"];
  EXPECT_EQ(list.size(), preset_names(*nas_bench_201()).size());
  for (const auto& row : list) {
    if (row["name"] != "raspi4") continue;
    EXPECT_EQ(row["kind"], "twin");
    EXPECT_EQ(row["group"], "board");
    EXPECT_EQ(row["title"], "Raspberry Pi 4");
    EXPECT_GT(row["r2"], 0.95);
  }
  const auto shown = json_of("devices show raspi4");
  EXPECT_EQ(shown["coefficients"]["execution"], "folding_elimination");
  EXPECT_GT(shown["srcc"], 0.95);
  EXPECT_NE(run("devices show raspi4").out.find("Raspberry Pi 4"), std::string::npos);
}

TEST(Devices, FitsATwinThatOpensAsADevice) {
  const TemporaryFolder folder;
  Random random(1);
  const auto truth = open_device("synthetic-laptop", nas_bench_201());
  std::string csv = "index,latency_ms\n";
  for (int index = 0; index < 1000; ++index) {
    csv +=
        std::to_string(index) + "," + std::to_string(truth->probe(cell_at(index), random)) + "\n";
  }
  const std::string table = folder.write("mine.csv", csv);
  const std::string out = (folder.path() / "twin.json").string();
  const auto fit =
      json_of("devices fit --device " + table + " --out " + out + " --group CPU --title Mine");
  EXPECT_EQ(fit["name"], "twin");
  EXPECT_EQ(fit["rows"], 1000);
  EXPECT_GT(fit["r2"], 0.95);
  EXPECT_NEAR(fit["coefficients"]["operation_ms"]["nor_conv_3x3"].get<double>(), 5, 0.1);
  EXPECT_EQ(open_device(out, nas_bench_201())->kind(), "twin");
  // A group that does not exist is refused before anything is written.
  const std::string other = (folder.path() / "other.json").string();
  const ProgramRun refused =
      run("devices fit --device " + table + " --out " + other + " --group toaster");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("'toaster'; it must be one of GPU, CPU"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(other));
}

TEST(Devices, JudgesTheSyntheticPriorOnKnownDevices) {
  const auto result =
      json_of("devices prior --device raspi4 synthetic:7 --probes 3,20 --seeds 2 --threads 1");
  ASSERT_EQ(result["rows"].size(), 4u);
  for (std::size_t device = 0; device < 2; ++device) {  // what more probes tell is worth something
    const auto &few = result["rows"][device], &many = result["rows"][2 + device];
    EXPECT_EQ(few["device"], many["device"]);
    EXPECT_GT(many["score"], few["score"].get<double>() + 0.1);
  }
  // What only answers probes has no latencies to hold out.
  EXPECT_NE(run("devices prior --device cmd:true").err.find("judged by them"), std::string::npos);
}

TEST(Correlate, PrintsASymmetricMatrix) {
  const auto result = json_of("correlate --device raspi4 pixel3 eyeriss synthetic:7");
  EXPECT_EQ(result["names"], nlohmann::json({"raspi4", "pixel3", "eyeriss", "synthetic:7"}));
  EXPECT_EQ(result["architectures"], cell_count);
  const auto& srcc = result["srcc"];
  for (std::size_t a = 0; a < 4; ++a) {
    EXPECT_EQ(srcc[a][a], 1.0);
    for (std::size_t b = 0; b < a; ++b) EXPECT_EQ(srcc[a][b], srcc[b][a]);
  }
  EXPECT_GT(srcc[0][1], srcc[0][2]);  // two TFLite-like runtimes, and one that runs everything
}

TEST(DeviceSpec, OpensSeedsAndFilesAndExplainsWhatItCannot) {
  Random random(7);
  const devices::SyntheticDevice expected("synthetic:7", devices::draw_device(random));
  const auto seeded = open_device("synthetic:7", nas_bench_201());
  EXPECT_EQ(seeded->kind(), "synthetic");
  EXPECT_TRUE(std::ranges::equal(seeded->known_latencies(), expected.known_latencies()));
  const auto complaint = [](const std::string& spec) {
    const ProgramRun result = run("correlate --device '" + spec + "'");
    EXPECT_EQ(result.exit_code, 2) << spec;
    return result.err;
  };
  EXPECT_NE(complaint("raspi5").find("did you mean raspi4"), std::string::npos);
  EXPECT_NE(complaint("pixle3").find("did you mean pixel3"), std::string::npos);
  EXPECT_NE(complaint("synthetic:x").find("'x' is not a seed"), std::string::npos);
  EXPECT_NE(complaint("synthetic:-1").find("is not a seed"), std::string::npos);
  EXPECT_NE(complaint(std::string(5000, 'a')).find("nor a file"), std::string::npos);
  EXPECT_NE(complaint("/").find("is a folder"), std::string::npos);
  EXPECT_NE(complaint("").find("is neither"), std::string::npos);
}

}  // namespace
}  // namespace tenprobes::native
