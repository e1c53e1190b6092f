#include "core/datasets/hw_nas_bench.h"

#include <gtest/gtest.h>

#include "core/search_space/cells/cell.h"
#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

std::string dict(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string opcodes = "}(";
  for (const auto& [key, value] : entries) opcodes += pickled(key) + value;
  return opcodes + "u";
}

std::string values(double first) {
  std::vector<double> numbers(cell_count);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = first + static_cast<double>(i);
  return pickled_list(numbers);
}

std::string cifar10() {
  return dict({{"config", "](" + dict({{"name", pickled("infer.tiny")}}) + "e"},
               {"raspi4_latency", values(1)},
               {"eyeriss_energy", values(0)}});
}

TEST(HwNasBench, ReadsMetricsOfEveryDataSet) {
  for (const std::string& opcodes :
       {dict({{"cifar10", cifar10()}, {"cifar100", dict({{"fpga_latency", values(2)}})}}),
        dict({{"fbnet", "N"},
              {"nasbench201", dict({{"cifar10", cifar10()},
                                    {"cifar100", dict({{"fpga_latency", values(2)}})}})}})}) {
    const auto devices = hw_nas_bench_devices(pickle_program(opcodes), "h.pickle");
    ASSERT_EQ(devices.size(), 3u);
    EXPECT_EQ(devices[0].name, "raspi4-cifar10");
    EXPECT_EQ(devices[0].latencies[10], 11);
    EXPECT_FALSE(devices[1].is_device);
    EXPECT_EQ(devices[2].name, "fpga-cifar100");
    EXPECT_EQ(devices[2].latencies[10], 12);
  }
}

TEST(HwNasBench, ADamagedDeviceCostsTheOthersNothing) {
  const std::string damaged = dict({{"fpga_latency", values(0)}});
  const auto devices = hw_nas_bench_devices(
      pickle_program(dict({{"cifar10", cifar10()}, {"cifar100", damaged}})), "h.pickle");
  ASSERT_EQ(devices.size(), 3u);
  EXPECT_EQ(devices[0].name, "raspi4-cifar10");
  EXPECT_EQ(devices[0].passed_over, "");
  EXPECT_EQ(devices[0].latencies[10], 11);
  EXPECT_EQ(devices[1].name, "eyeriss_energy-cifar10");
  EXPECT_FALSE(devices[1].is_device);
  EXPECT_EQ(devices[1].passed_over, "not a latency");
  EXPECT_TRUE(devices[2].is_device);
  EXPECT_NE(devices[2].passed_over.find(
                "'fpga_latency' of 'cifar100': value 0 is 0; expected a positive"),
            std::string::npos);
  EXPECT_COMPLAINT(hw_nas_bench_devices(pickle_program(dict({{"cifar100", damaged}})), "h.pickle"),
                   "h.pickle: holds no device's latencies: 'fpga_latency' of 'cifar100': value 0");
}

TEST(HwNasBench, OtherLayoutsAreRefused) {
  const auto parse = [](const std::string& opcodes) {
    hw_nas_bench_devices(pickle_program(opcodes), "h.pickle");
  };
  EXPECT_COMPLAINT(parse("]"), "holds a list of 0 values");
  EXPECT_COMPLAINT(parse("}"), "holds no metric");
  EXPECT_COMPLAINT(parse(dict({{"cifar10", "]"}})), "'cifar10' is a list of 0 values");
  EXPECT_COMPLAINT(
      parse(dict({{"cifar10", dict({{"x_latency", pickled_list({1})}})}})),
      "h.pickle: 'x_latency' of 'cifar10' is a list of 1 value; expected a list of 15625");
  EXPECT_COMPLAINT(parse(dict({{"cifar10", dict({{"x", values(1)}, {"x", values(1)}})}})),
                   "comes twice");
  EXPECT_COMPLAINT(parse("}(K\x01}u"), "a key is the number 1");
  EXPECT_COMPLAINT(parse("}(" + pickled("a") + "cnumpy\nfloat64\nu"), "is a Python object");
}

TEST(HwNasBench, OneListUnderManyNamesIsRefused) {
  std::string metrics = "}(" + pickled("m") + values(1) + "q\x01";
  for (int i = 0; i < 100000; ++i) metrics += pickled("m" + std::to_string(i)) + "h\x01";
  EXPECT_COMPLAINT(
      hw_nas_bench_devices(pickle_program(dict({{"cifar10", metrics + "u"}})), "h.pickle"),
      "more than the 200 metrics");
}

}  // namespace
}  // namespace tenprobes::datasets
