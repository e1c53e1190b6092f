#include "core/datasets/latency_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/random.h"
#include "core/search_space/cells/cell.h"
#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

std::vector<double> some_latencies() {
  Random random(12);
  std::vector<double> latencies(cell_count);
  for (double& latency : latencies) latency = random.log_uniform(0.01, 1000);
  return latencies;
}

std::string archive(const std::vector<double>& latencies) {
  return zipped(pickle_program(pickled_list(latencies)));
}

TEST(LatencyArchive, ReadsFloats) {
  const std::vector<double> latencies = some_latencies();
  EXPECT_EQ(parse_latency_table(archive(latencies), "a.pt"), latencies);
}

TEST(LatencyArchive, RealFilesAgreeWithTheirDescription) {
  const std::string folder = "help/nasbench201/latency/";
  const std::string raspi4 = public_file(folder + "raspi4.pt");
  SKIP_WITHOUT(raspi4, folder);
  const std::vector<double> floats = parse_latency_table(raspi4, "raspi4.pt");
  EXPECT_DOUBLE_EQ(floats[0], 10.481976820010459);
  EXPECT_DOUBLE_EQ(floats[10], 0.011627179992501624);
  const std::vector<double> whole =
      parse_latency_table(public_file(folder + "pixel2.pt"), "pixel2.pt");
  EXPECT_EQ(whole[0], 9);
  EXPECT_EQ(whole[1], 17);
  for (const double latency : whole) ASSERT_EQ(latency, std::round(latency));

  const std::string fbnet = public_file("help/fbnet/latency/raspi4.pt");
  EXPECT_DOUBLE_EQ(parse_latency_list(fbnet, "raspi4.pt", 5000)[1], 31.175647668977035);
}

TEST(LatencyArchive, TruncatedRealFileIsRefused) {
  const std::string bytes = public_file("help/nasbench201/latency/raspi4.pt");
  SKIP_WITHOUT(bytes, "raspi4.pt");
  for (std::size_t length = 0; length < bytes.size(); length += 997) {
    ASSERT_NE(
        complaint([&] { parse_latency_table(std::string_view(bytes).substr(0, length), "a.pt"); }),
        "");
  }
}

TEST(LatencyArchive, EveryTruncationAndFlippedByteIsRefused) {
  const std::string bytes = zipped(pickle_program(pickled_list({1, 2, 3})));
  ASSERT_EQ(parse_latency_list(bytes, "a.pt", 3), (std::vector<double>{1, 2, 3}));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(complaint([&] {
                parse_latency_list(std::string_view(bytes).substr(0, length), "a.pt", 3);
              }),
              "")
        << length;
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int mask : {1, 0x80, 0xff}) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ mask);
      // Times and versions of the archive mean nothing; whatever is accepted is the same list.
      std::vector<double> read = {1, 2, 3};
      complaint([&] { read = parse_latency_list(flipped, "a.pt", 3); });
      EXPECT_EQ(read, (std::vector<double>{1, 2, 3})) << at;
    }
  }
}

TEST(LatencyArchive, OtherArchivesAreNamed) {
  const std::string list = pickle_program(pickled_list({1}));
  EXPECT_COMPLAINT(parse_latency_list(zipped(list, "archive/data.pkl", 12), "a.pt", 1),
                   "compressed in a way that is not read");
  EXPECT_COMPLAINT(parse_latency_list(zipped(list, "archive/data.pkl", 0, 1), "a.pt", 1),
                   "protected by a password");
  EXPECT_COMPLAINT(parse_latency_list(zipped(list, "archive/other"), "a.pt", 1),
                   "is a zip archive of 1 file ('archive/other'): unpack it first");
  EXPECT_COMPLAINT(parse_latency_list(zipped(list, "xl/workbook.xml"), "a.xlsx", 1),
                   "is an Excel workbook: save its sheet as CSV");
  std::string damaged = zipped(list);
  damaged[60] = static_cast<char>(damaged[60] ^ 1);
  EXPECT_COMPLAINT(parse_latency_list(damaged, "a.pt", 1), "its checksum differs");
}

TEST(LatencyArchive, OtherContentIsNamed) {
  std::vector<double> latencies = some_latencies();
  latencies.pop_back();
  EXPECT_COMPLAINT(parse_latency_table(archive(latencies), "a.pt"),
                   "a.pt: holds 15,624 numbers and not whose they are");
  for (const double bad : {0.0, -1.0, std::numeric_limits<double>::infinity()}) {
    latencies.assign(cell_count, 1);
    latencies[77] = bad;
    EXPECT_COMPLAINT(parse_latency_table(archive(latencies), "a.pt"), "a.pt: number 77");
  }
  // NaN says that nothing was measured, which a list of just so many cannot leave out.
  latencies.assign(cell_count, 1);
  latencies[77] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(parse_latency_table(archive(latencies), "a.pt")[77]));
  EXPECT_COMPLAINT(parse_latency_list(archive(latencies), "a.pt", cell_count),
                   "a.pt: number 77 is missing or not a number (NaN)");
  EXPECT_COMPLAINT(parse_latency_list(zipped(pickle_program("](" + pickled("x") + "e")), "a.pt", 1),
                   "holds a list of 1 value");
  EXPECT_COMPLAINT(parse_latency_list(zipped(pickle_program("}")), "a.pt", 1), "a dict of 0 keys");
}

TEST(LatencyCsv, RoundTripsAndKeepsGaps) {
  std::vector<double> table = some_latencies();
  table[5] = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> back = parse_latency_table(latency_csv(table), "a.csv");
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (i == 5) {
      EXPECT_TRUE(std::isnan(back[i]));
    } else {
      ASSERT_EQ(back[i], table[i]);
    }
  }
}

TEST(LatencyCsv, TakesWhatSpreadsheetsWrite) {
  const std::string text =
      "\xef\xbb\xbf\"index\", note ,\"latency_ms\"\r\n"
      "3,\"a, \"\"b\"\"\",\"1.5\"\r\n\r\n"
      " 15624 ,, 2e1 \r\n";
  const std::vector<double> table = parse_latency_table(text, "a.csv");
  EXPECT_EQ(table[3], 1.5);
  EXPECT_EQ(table[15624], 20);
  EXPECT_TRUE(std::isnan(table[0]));
}

TEST(LatencyCsv, ArchitecturesNameRowsToo) {
  const std::string text = "latency_ms,architecture\n7," + to_string(cell_at(42)) + "\n";
  EXPECT_EQ(parse_latency_table(text, "a.csv")[42], 7);
  EXPECT_COMPLAINT(
      parse_latency_table("index,architecture,latency_ms\n41," + to_string(cell_at(42)) + ",7\n",
                          "a.csv"),
      "a.csv, line 2: the architecture has the index 42, not 41");
  EXPECT_COMPLAINT(parse_latency_table("architecture,latency_ms\n|none~0|,7\n", "a.csv"),
                   "a.csv, line 2: '|none~0|' is not an architecture");
}

TEST(LatencyCsv, BadLinesAreNamed) {
  const auto said = [](const std::string& text) {
    return complaint([&] { parse_latency_table(text, "a.csv"); });
  };
  const std::string head = "index,latency_ms\n1,2.5\n";
  EXPECT_EQ(said(head + "7,fast\n"),
            "a.csv, line 3: latency_ms 'fast' is not a positive number of milliseconds up to "
            "1000000: leave the "
            "cell empty where there is none");
  for (const char* bad :
       {"0", "-1", "inf", "1e999", "0x10", "1,5", "two", "1 2", "1e", "--1", "5 kg", "7 %%"}) {
    EXPECT_NE(said(head + "7," + bad + "\n").find("a.csv, line 3: "), std::string::npos) << bad;
  }
  for (const char* bad : {"", "-1", "15625", "1.5", "99999999999999999999", "x"}) {
    EXPECT_NE(said(head + bad + ",7\n").find("is not a whole number"), std::string::npos) << bad;
  }
  EXPECT_EQ(
      said(head + "1,3\n"),
      "a.csv, line 3: architecture 1 comes twice (first in a.csv, line 2): keep one row of it, "
      "e.g. the median");
  EXPECT_NE(said(head + "2\n").find("line 3: has 1 field; expected 2"), std::string::npos);
  EXPECT_NE(said(head + "2,\"3\n").find("line 3: a quote (\") is opened and not closed"),
            std::string::npos);
  EXPECT_NE(said(head + "2,\"3\"4\n").find("text follows a closing quote"), std::string::npos);
  EXPECT_NE(said("1,2\n").find("line 1: expected a header"), std::string::npos);
  EXPECT_NE(said("index,index,latency_ms\n").find("comes twice"), std::string::npos);
  EXPECT_NE(said("").find("empty"), std::string::npos);
  EXPECT_NE(said("index,latency_ms\n").find("no row"), std::string::npos);
  EXPECT_NE(said("index,latency_ms\n1,nan\n2,\n").find("no row"), std::string::npos);
  EXPECT_NE(said(std::string(1000000, ',')), "");
  EXPECT_NE(said(std::string(1000000, '\0')), "");
}

}  // namespace
}  // namespace tenprobes::datasets
