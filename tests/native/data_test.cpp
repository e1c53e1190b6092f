#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/datasets/accuracy_table.h"
#include "core/datasets/latency_table.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "native/device_spec.h"
#include "native/store.h"
#include "tests/datasets/files.h"
#include "tests/native/program.h"

namespace tenprobes::native {
namespace {

using datasets::complaint;

/// Each test has a store of its own, which the program and this process share.
class Data : public testing::Test {
 protected:
  Data() { setenv("TENPROBES_STORE", store().c_str(), 1); }

  std::string store() const { return (files.path() / "store").string(); }
  ProgramRun run(const std::string& arguments) const { return run_program("data " + arguments); }
  std::string csv(const std::string& name, const std::string& rows) const {
    return "'" + files.write(name, "index,latency_ms\n" + rows) + "'";
  }

  TemporaryFolder files;
};

TEST_F(Data, AnImportedTableIsADevice) {
  const ProgramRun imported = run("import --json " + csv("my_phone.csv", "3,1.5\n7,0.1\n"));
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  const auto document = nlohmann::json::parse(imported.out);
  EXPECT_EQ(document["store"], store());
  EXPECT_EQ(document["imported"][0]["kind"], "latency");
  EXPECT_EQ(document["imported"][0]["name"], "my_phone");
  EXPECT_EQ(document["imported"][0]["rows"], 2);

  const auto device = open_device("my_phone", nas_bench_201());
  EXPECT_EQ(device->name(), "my_phone");
  EXPECT_EQ(device->kind(), "table");
  Random random(1);
  EXPECT_EQ(device->probe(cell_at(7), random), 0.1);
  EXPECT_FALSE(device->can_probe(cell_at(0)));
}

TEST_F(Data, StandsBeforeAPresetOfItsName) {
  const std::string preset = preset_names(*nas_bench_201()).front();
  const ProgramRun imported = run("import --name " + preset + " " + csv("a.csv", "1,2\n"));
  EXPECT_NE(imported.err.find(preset + ": now means these measurements"), std::string::npos);
  EXPECT_EQ(open_device(preset, nas_bench_201())->kind(), "table");
  run("remove latency " + preset);
  EXPECT_NE(open_device(preset, nas_bench_201())->kind(), "table");
}

TEST_F(Data, ListsAndForgets) {
  run("import " + csv("b.csv", "1,1\n") + " " + csv("a.csv", "1,2\n"));
  EXPECT_EQ(nlohmann::json::parse(run("list --json").out)["latency"],
            nlohmann::json::parse(R"(["a", "b"])"));
  EXPECT_EQ(run("remove latency a").exit_code, 0);
  EXPECT_EQ(stored_names(StoreKind::latency), std::vector<std::string>{"b"});
  const ProgramRun again = run("remove latency a");
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_NE(again.err.find("no latency table is called 'a'"), std::string::npos);
}

TEST_F(Data, OtherContentNeedsConsent) {
  EXPECT_EQ(run("import " + csv("a.csv", "1,1\n")).exit_code, 0);
  EXPECT_EQ(run("import " + csv("a.csv", "1,1\n")).exit_code, 0);
  const ProgramRun other = run("import " + csv("a.csv", "1,2\n"));
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_NE(other.err.find("add --replace"), std::string::npos) << other.err;
  EXPECT_EQ(run("import --name c " + csv("a.csv", "1,2\n")).exit_code, 0);
  EXPECT_EQ(run("import --replace " + csv("a.csv", "1,2\n")).exit_code, 0);
  Random random(1);
  EXPECT_EQ(open_device("a", nas_bench_201())->probe(cell_at(1), random), 2);
}

TEST_F(Data, OneBadFileImportsNothing) {
  const ProgramRun both =
      run("import " + csv("good.csv", "1,1\n") + " " + csv("bad.csv", "1,nan\n"));
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_NE(both.err.find("bad.csv: no row follows the header that has a number"),
            std::string::npos)
      << both.err;
  EXPECT_TRUE(stored_names(StoreKind::latency).empty());
  EXPECT_EQ(run("import " + csv("a b.csv", "1,1\n")).exit_code, 2);
  EXPECT_EQ(run("import --name ../a " + csv("a.csv", "1,1\n")).exit_code, 2);
  EXPECT_EQ(run("import --name c " + csv("a.csv", "1,1\n") + csv("b.csv", "1,1\n")).exit_code, 2);
  EXPECT_EQ(run("import '" + store() + "/absent'").exit_code, 2);
  EXPECT_EQ(run("import").exit_code, 2);
}

TEST_F(Data, TwoFilesOfOneNameAreRefused) {
  const std::string first = csv("a.csv", "1,1\n");
  std::filesystem::create_directory(files.path() / "other");
  const ProgramRun both = run("import " + first + " " + csv("other/a.csv", "1,2\n"));
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_NE(both.err.find("would both be called 'a'"), std::string::npos) << both.err;
}

TEST_F(Data, HwNasBenchBecomesManyDevices) {
  using datasets::pickled;
  const auto metric = [](const std::string& name, double first) {
    std::vector<double> values(cell_count, 2.0);
    values[0] = first;
    return pickled(name) + datasets::pickled_list(values);
  };
  const std::string file = files.write(
      "h.pickle",
      datasets::pickle_program("}(" + pickled("cifar10") + "}(" + metric("raspi4_latency", 4.5) +
                               metric("eyeriss_latency", 0) + metric("eyeriss_energy", 1) + "uu"));
  const ProgramRun imported = run("import --json '" + file + "'");
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  const auto document = nlohmann::json::parse(imported.out);
  EXPECT_EQ(document["imported"].size(), 1u);
  EXPECT_EQ(document["skipped"].size(), 2u);
  EXPECT_NE(imported.err.find("eyeriss-cifar10: skipped: 'eyeriss_latency'"), std::string::npos);
  Random random(1);
  EXPECT_EQ(open_device("raspi4-cifar10", nas_bench_201())->probe(cell_at(0), random), 4.5);
}

TEST_F(Data, PublishedFilesKeepTheirNumbers) {
  const char* data = std::getenv("TENPROBES_DATA");
  const std::string published = datasets::public_file("help/nasbench201/latency/raspi4.pt");
  SKIP_WITHOUT(published, "help/nasbench201/latency/raspi4.pt");
  const std::string folder(data);
  const ProgramRun imported =
      run("import '" + folder + "/help/nasbench201/latency/raspi4.pt' '" + folder +
          "/freerea/cifar10_perfmetrics.txt' '" + folder + "/freerea/cifar10_cachedmetrics.txt'");
  ASSERT_EQ(imported.exit_code, 0) << imported.err;

  const auto latencies = datasets::parse_latency_table(published, "raspi4.pt");
  const auto device = open_device("raspi4", nas_bench_201());
  EXPECT_EQ(std::vector<double>(device->known_latencies().begin(), device->known_latencies().end()),
            latencies);
  const auto accuracy_file = stored_or_path(StoreKind::accuracy, "cifar10");
  EXPECT_EQ(datasets::parse_accuracy_table(whole_file(accuracy_file), "stored"),
            datasets::parse_accuracy_table(datasets::public_file("freerea/cifar10_perfmetrics.txt"),
                                           "published"));
  EXPECT_EQ(stored_names(StoreKind::scores), std::vector<std::string>{"cifar10"});
  const ProgramRun adapted = run_program(
      "adapt --json --device raspi4 --method random --probes 3 --budget-quantile 0.5"
      " --scores cifar10 --accuracy cifar10");
  ASSERT_EQ(adapted.exit_code, 0) << adapted.err;
  const auto session = nlohmann::json::parse(adapted.out);
  for (const auto& probe : session["probes"]) {
    EXPECT_EQ(probe["latency_ms"], latencies[probe["index"].get<std::size_t>()]);
  }
  const ProgramRun index = run("import '" + folder + "/help/nasbench201/str_arch2idx.pt'");
  EXPECT_EQ(index.exit_code, 2);
  EXPECT_NE(index.err.find("holds an index of architectures, which is not imported"),
            std::string::npos);
}

TEST_F(Data, NamesThatAreNotStoredAreExplained) {
  EXPECT_COMPLAINT(stored_or_path(StoreKind::accuracy, "cifar10"),
                   "'cifar10' is neither a file nor an imported table (accuracy: none yet)");
  EXPECT_EQ(stored_file(StoreKind::latency, "../../etc/passwd"), std::nullopt);
}

TEST_F(Data, TheStoreFollowsTheEnvironment) {
  EXPECT_EQ(store_folder(), store());
  unsetenv("TENPROBES_STORE");
  setenv("XDG_DATA_HOME", "/x", 1);
  EXPECT_EQ(store_folder(), "/x/tenprobes");
  setenv("XDG_DATA_HOME", "", 1);
  setenv("HOME", "/h", 1);
  EXPECT_EQ(store_folder(), "/h/.local/share/tenprobes");
  unsetenv("HOME");
  EXPECT_COMPLAINT(store_folder(), "set TENPROBES_STORE");
  EXPECT_TRUE(stored_names(StoreKind::latency).empty());
}

}  // namespace
}  // namespace tenprobes::native
