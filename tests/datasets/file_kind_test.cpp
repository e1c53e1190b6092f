#include "core/datasets/file_kind.h"

#include <gtest/gtest.h>

#include "core/base/random.h"
#include "core/base/safetensors.h"
#include "core/datasets/accuracy_table.h"
#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

TEST(FileKind, IsToldFromTheContent) {
  EXPECT_EQ(identify("index,latency_ms\n", "x"), FileKind::latency_table);
  EXPECT_EQ(identify("\xef\xbb\xbf\"architecture\",\"latency_ms\"\n", "x"),
            FileKind::latency_table);
  EXPECT_EQ(identify("index,architecture,quality,accuracy\n", "x"), FileKind::accuracy_table);
  EXPECT_EQ(identify(" \n{\"format\": \"x\"}", "x"), FileKind::json);
  EXPECT_EQ(identify(Safetensors().serialise(), "x"), FileKind::weights);
  EXPECT_EQ(identify(Safetensors().serialise().substr(0, 9), "x"), FileKind::weights)
      << "their beginning, too";
  EXPECT_EQ(identify("name,quality,gmacs\na,70,1.5\n", "x"), FileKind::catalogue);
  EXPECT_EQ(identify("[[0, 4.5], [20, 6]]", "x"), FileKind::latency_table);
  EXPECT_EQ(identify("[[0, 4], [20, 6]]", "x"), FileKind::measured_architectures);
  EXPECT_EQ(identify(R"({"arch": [{"ks": [3], "e": [4], "d": [2], "r": 160}]})", "x"),
            FileKind::measured_architectures);
  EXPECT_EQ(identify(pickle_program("}" + pickled("nasbench201") + "}s"), "x"),
            FileKind::hw_nas_bench);
  EXPECT_EQ(identify(zipped(pickle_program(pickled_list({1}))), "x"), FileKind::latency_table);
  // One device's, however deep; HW-NAS-Bench's are called by their devices.
  const std::string all = pickled_list(std::vector<double>(15625, 5));
  const auto nested = [&](std::string_view metric) {
    return pickle_program("}" + pickled("results") + "}" + pickled(metric) + all + "ss");
  };
  EXPECT_EQ(identify(nested("latency_ms"), "x"), FileKind::latency_table);
  EXPECT_EQ(identify(nested("eyeriss_latency"), "x"), FileKind::hw_nas_bench);
}

TEST(FileKind, AReaderOfOneKindNamesTheOthers) {
  EXPECT_COMPLAINT(refuse_other_kind("index,latency_ms\n1,2\n", "x", FileKind::json, "a session"),
                   "x: holds a latency table, not a session");
  refuse_other_kind("index,latency_ms\n1,2\n", "x", FileKind::latency_table, "a device");
  refuse_other_kind("nothing known", "x", FileKind::json, "a session");
  const std::string weights = zipped(pickle_program("}" + pickled("state_dict") + "}s"));
  EXPECT_COMPLAINT(refuse_other_kind(weights, "x", FileKind::weights, "a trained controller"),
                   "x: is an archive (.pt, .npz or .zip), not a trained controller");
  EXPECT_COMPLAINT(parse_accuracy_table(weights, "x"), "x: holds a network's weights (1 entries)");
}

TEST(FileKind, RealFilesAreTold) {
  const std::string help = "help/nasbench201/";
  SKIP_WITHOUT(public_file(help + "str_arch2idx.pt"), help);
  const auto kind = [](const std::string& path) { return identify(public_file(path), path); };
  EXPECT_EQ(kind(help + "str_arch2idx.pt"), FileKind::architecture_index);
  EXPECT_EQ(kind(help + "latency/pixel2.pt"), FileKind::latency_table);
  EXPECT_EQ(kind("help/fbnet/arch.pt"), FileKind::measured_architectures);
  EXPECT_EQ(kind("help/ofa/ofa_archs.pt"), FileKind::measured_architectures);
  EXPECT_EQ(kind("help/fbnet/latency/raspi4.pt"), FileKind::measured_latencies);
  EXPECT_EQ(kind("freerea/cifar100_cachedmetrics.txt"), FileKind::freerea_scores);
  EXPECT_EQ(kind("freerea/cifar100_perfmetrics.txt"), FileKind::accuracy_table);
}

TEST(FileKind, AnythingElseIsNamed) {
  EXPECT_COMPLAINT(identify("", "x"), "x: is empty");
  EXPECT_COMPLAINT(identify("hello", "x"), "x, line 1: expected a header that names the columns");
  EXPECT_COMPLAINT(identify("PK\x03\x04", "x"), "is cut off");
  EXPECT_COMPLAINT(identify(zipped("junk"), "x"), "is cut off");
  EXPECT_COMPLAINT(identify(zipped(pickle_program("]")), "x"), "a list of 0 values");
  EXPECT_COMPLAINT(identify("\n<!DOCTYPE html>\n<html>", "x.pt"),
                   "x.pt: is a web page, not the file itself: download that");
  EXPECT_COMPLAINT(identify("version https://git-lfs.github.com/spec/v1\noid", "x"),
                   "is a Git LFS pointer, not the file itself: fetch that by 'git lfs pull'");
  EXPECT_COMPLAINT(identify("\x1f\x8b\x08\x01", "x"), "is compressed with gzip: unpack it first");
  EXPECT_COMPLAINT(identify("\x89HDF\r\n\x1a\n", "x"), "is an HDF5 file");
  EXPECT_COMPLAINT(identify(" \t\n", "x"), "holds nothing but blanks");
  EXPECT_COMPLAINT(identify("{'a': 1", "x"), "'single' quotes");
  const std::string frame = pickle_program("cpandas.core.frame\nDataFrame\n)\x81}b");
  EXPECT_COMPLAINT(
      identify(frame, "x.pkl"),
      "x.pkl: holds a Python object ('pandas.core.frame.DataFrame'): save it as CSV, by "
      "frame.to_csv('latencies.csv')");
  Random random(13);
  for (int trial = 0; trial < 1000; ++trial) {
    std::string bytes;
    for (int i = random.below(64); i > 0; --i) bytes += static_cast<char>(random.below(256));
    complaint([&] { identify(bytes, "x"); });
  }
}

}  // namespace
}  // namespace tenprobes::datasets
