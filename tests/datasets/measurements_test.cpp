#include "core/datasets/measurements.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/limits.h"
#include "core/base/number_text.h"
#include "core/base/random.h"
#include "core/base/text_numbers.h"
#include "core/datasets/table_header.h"
#include "core/search_space/cells/cell.h"
#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

std::vector<double> read(const std::string& bytes, const CsvColumn& column = latency_column) {
  return cell_values(read_measurements(bytes, "mine", column), column);
}

std::string said(const std::string& bytes, const CsvColumn& column = latency_column) {
  return complaint([&] { read(bytes, column); });
}

#define EXPECT_SAID(bytes, words) \
  EXPECT_NE(said(bytes).find(words), std::string::npos) << said(bytes)

/// 3 -> 4.646, 1160 -> 1234.5 and nothing else.
void expect_two(const std::string& bytes) {
  ASSERT_EQ(said(bytes), "") << bytes;
  const std::vector<double> values = read(bytes);
  EXPECT_DOUBLE_EQ(values[3], 4.646) << bytes;
  EXPECT_DOUBLE_EQ(values[1160], 1234.5) << bytes;
  EXPECT_EQ(std::count_if(values.begin(), values.end(), [](double v) { return v > 0; }), 2)
      << bytes;
}

TEST(Measurements, SpreadsheetsOfEveryCountryAreRead) {
  for (const char* text : {
           "index,latency_ms\n3,4.646\n1160,1234.5\n",
           "index,latency_ms\r\n3,4.646\r\n1160,1234.5\r\n",
           "index,latency_ms\r3,4.646\r1160,1234.5",
           "\xef\xbb\xbfindex;latency_ms\n3;4,646\n1160;1234,5\n",
           "index;latency_ms\n3;4.646\n1160;1234.5\n",
           "index;latency_ms\n3;4,646\n1.160;1.234,5\n",
           "index;latency_ms\n3;4,646\n1 160;1 234,5\n",
           "index;latency_ms\n3;4,646\n1\302\240160;1\342\200\257234,5\n",
           "index;latency_ms\n3;4.646\n1'160;1'234.5\n",
           "index\tlatency_ms\n3\t4.646\n1160\t1234.5\n",
           "index latency_ms\n3 4.646\n1160   1234.5\n",
           "# index latency_ms\n3 4.646\n1160 1234.5\n",
           "index;latency_ms\n3;4,646\n1160;1234,5\nPromedio;620\n75%;9\nAvg. (ms);1\n",
           "sep=;\nindex;latency_ms\n3;4,646\n1160;1234,5\n",
           "sep=,\r\nindex,latency_ms\r\n3,4.646\r\n1160,1234.5\r\n",
           "index,latency_ms,,\n3,4.646,,\n\"1,160\",\"1,234.5\",,\n,,,\n",
           "index,latency_ms\n3,4.646\n\n,\n1160,1234.5\n,\n",
           "index,latency_ms\n3.0,4.646\n1160.0,1234.5\n",
           "index,latency_ms\n3,4.646\n7,\n8,NaN\n9,#N/A\n1160,1234.5\n",
           "# measured in May\nindex,latency_ms\n3,4.646\n# a pause\n1160,1234.5\n",
           "Raspberry Pi 4;\n;\nIndex;Latency (ms)\n3;4,646\n1160;1234,5\n",
           "| index | latency_ms |\n|---|---:|\n| 3 | 4.646 |\n| 1160 | 1234.5 |\n",
           " index | latency_ms\n-------+----------\n 3 | 4.646\n 1160 | 1234.5\n",
           "   index  latency_ms\n0      3       4.646\n1   1160      1234.5\n",
           "index,latency_ms,note\n3,4.646\n1160,1234.5,late\n",
           "index,latency\n,ms\n3,4.646\n1160,1234.5\n",
           "index,latency\n-,[s]\n3,0.004646\n1160,1.2345\n",
           "index;latency_ms\n3;4.646\n1\342\200\231160;1\342\200\231234.5\n",
           "# index latency_ms\n3.000e+00 4.646e+00\n1.160e+03 1.2345e+03\n",
           "index,latency_ms\n3,4.646 \xc2\xb1 0.1\n1160,1234.5 +- 2\n7,?\n",
           "index,latency\n3,4.646 \xc2\xb1 0.1 ms\n1160,1.2345 +/- 0.1 s\n",
           "Index;Latenz;Latency (ms)\n3;x;4,646\n1160;y;1234,5\n",
           "'index','latency_ms'\n'3','4.646'\n'1160','1234.5'\n",
           "index,latency_ms\n3,4.646\nindex,latency_ms\n1160,1234.5\n",
           "index,latency_ms\n3,4.646\n1160,1234.5\nmean,619.573\nTotal:,1239.146\n",
           "index,latency\n3,0:00:00.004646\n1160,0 days 00:00:01.234500\n",
           "index,note,latency_ms\n3,\"two\nlines, \"\"quoted\"\"\",4.646\n1160,,1234.5\n",
       }) {
    expect_two(text);
  }
}

TEST(Measurements, AnIndexThatCountsRowsGivesWayToArchitectures) {
  const std::string a = to_string(cell_at(3)), b = to_string(cell_at(1160));
  for (const char* first : {"0", "1"}) {
    const std::string second = first[0] == '0' ? "1" : "2";
    expect_two("index,architecture,latency_ms\n" + std::string(first) + "," + a + ",4.646\n" +
               second + "," + b + ",1234.5\n");
  }
  EXPECT_SAID("index,architecture,latency_ms\n7," + a + ",4.646\n",
              "the architecture has the index 3, not 7");
}

TEST(Measurements, Utf16IsRead) {
  const std::u16string wide = u"index\tlatency_ms\r\n3\t4.646\r\n1160\t1234.5\r\n";
  std::string bytes = "\xff\xfe";
  for (const char16_t unit : wide)
    bytes += {static_cast<char>(unit & 0xff), static_cast<char>(unit >> 8)};
  expect_two(bytes);
}

TEST(Measurements, NamesAndUnitsOfColumnsAreRead) {
  for (const char* header :
       {"latency_ms", "Latency (ms)", "latency [ms]", "Latency", "lat", "ms", "latency in ms",
        "inference time (ms)", "mean_latency_ms", "Time/ms", "Latency-ms", "avg latency, ms",
        "LATENCY_MS", "latencyMs", "p50_ms", "raspi4_latency", "cpu_latency_ms",
        "execution time (ms)", "Latenz (ms)"}) {
    expect_two(std::string("index;") + header + "\n3;4.646\n1160;1234.5\n");
  }
  expect_two("idx,latency (s)\n3,0.004646\n1160,1.2345\n");
  expect_two("Arch Index,latency_us\n3,4646\n1160,1234500\n");
  expect_two("arch_idx,latency [\xc2\xb5s]\n3,4646.0\n1160,1234500.0\n");
  expect_two("index,latency\n3,4.646 ms\n1160,1.2345 s\n");
  expect_two("index,latency\n3,4646\xc2\xb5s\n1160,1234.5ms\n");
  expect_two("index,latency_ms,latency_std,latency\n3,4.646,1,9\n1160,1234.5,1,9\n");
  for (const char* header : {"Latency (ms/image)", "latency per image (ms)", "t_ms",
                             "wall time (ms)", "Average inference time, ms"}) {
    expect_two(std::string("index;") + header + "\n3;4.646\n1160;1234.5\n");
  }
  for (const char* header : {"time", "mean", "raspi4", "latency_percent", "latency (furlongs)"}) {
    EXPECT_SAID(std::string("index,") + header + "\n3,4\n",
                "' is meant and in milliseconds, call it so");
  }
  for (const char* header : {"fps", "throughput", "infer_samples_per_sec"}) {
    EXPECT_SAID(std::string("index,") + header + "\n3,4\n", "is a throughput");
  }
  EXPECT_SAID(
      "index,mean latency,median latency\n1,2,3\n",
      "mine, line 1: both 'mean latency' and 'median latency' could be the latency_ms: call "
      "the one that is meant 'latency_ms'");
  const std::vector<double> accuracy =
      read("arch_idx,Test Accuracy (%)\n7,93.5\n", accuracy_column);
  EXPECT_EQ(accuracy[7], 93.5);
}

TEST(Measurements, WhatMayMeanTwoThingsIsNamed) {
  EXPECT_SAID("index,latency_ms\n1,\"4,646\"\n2,\"5,120\"\n",
              "in '4,646' the comma may be a decimal mark or separate thousands");
  EXPECT_SAID("index;latency_ms\n1;4,646\n2;512\n", "the comma may be a decimal mark");
  EXPECT_SAID("index,latency_ms\n1,4,646\n",
              "if commas are decimal marks, separate fields by semicolons");
  EXPECT_SAID("index,latency_ms\n1.000,5\n", "the index '1.000' is not a whole number");
  for (const char* first : {"", "id", "#", "Nr", "model_id"}) {
    EXPECT_SAID(std::string(first) + ",latency_ms\n0,5\n1,6\n",
                "its first column may number networks or rows: call it index");
  }
  EXPECT_SAID("index,p95 (ms)\n0,5\n",
              "mine, line 1: no column is called latency_ms: if 'p95 (ms)' is meant, call it so");
  EXPECT_SAID("index,train_time_s\n0,5\n", "if 'train_time_s' is meant, call it so");
  EXPECT_SAID("index,a (ms),b (ms)\n0,5,6\n", "no column is called latency_ms");
  EXPECT_SAID("Netz;latency_ms\n3;5\n", "its first column may number networks or rows");
  EXPECT_SAID("latency_ms,error\n5,0.25\n", "no column names networks: expected architecture");
  EXPECT_SAID("architecture,latency_ms\n012340,5\n", "mean different ones in different tools");
  EXPECT_SAID("architecture,latency_ms\n99999,5\n", "the index 99999 is not a whole number from 0");
  EXPECT_SAID("{\"012340\": 5}", "mean different ones in different tools");
  EXPECT_SAID("index,latency_ms\n1,5\n15625,6\n", "the benchmark counts from 0, not from 1");
  // Of two columns without names the first may be the index, but not where it only counts.
  const std::string columns = "mine: the first of each two numbers may number networks or rows";
  for (const char* counted :
       {"1,5.5\n2,6.5\n", "0 5.5\n1 6.5\n", "[[0, 5.5], [1, 6.5]]", "0;5,5\n1;6,75\n2;7,5\n"}) {
    EXPECT_SAID(counted, columns);
  }
  EXPECT_SAID(npy("<f8", "False", "(2, 2)",
                  raw_number(1.0) + raw_number(5.5) + raw_number(2.0) + raw_number(6.5)),
              columns);
  EXPECT_NE(said("0,55.5\n1,60.5\n", accuracy_column).find("'index' and 'accuracy'"),
            std::string::npos);
  EXPECT_SAID("5,5\n6,5\n", "mine, line 1: expected a header");
  EXPECT_SAID("0.5,5\n6,5\n", "mine, line 1: expected a header");
  EXPECT_SAID(
      "index,latency_ms\n1,5\n2,1e300\n",
      "mine, line 3: latency_ms '1e300' is not a positive number of milliseconds up to 1000000");
  EXPECT_SAID("4,5.5\n6,-5\n", "mine: latency_ms '-5' is not a positive number");
  EXPECT_SAID("5,5\n6,5\n5,5\n", "mine: holds 3 numbers and not whose they are");
  EXPECT_SAID("[INFO] 12:00 ready\n", "mine, line 1: expected a header");
  EXPECT_SAID("5.5\n6.5\n", "mine: holds 2 numbers and not whose they are");
  EXPECT_SAID("5.5\n", "mine: holds 1 number and not whose they are");
  EXPECT_SAID("index,latency_ms\n1,5%\n", "latency_ms '5%' is not a positive number");
  EXPECT_SAID("index,latency_ms\n1,OOM\n", "leave the cell empty where there is none");
  EXPECT_SAID("index,latency_ms\n1,5\n,6\n", "the index '' is not a whole number");
  EXPECT_SAID("architecture,p50,p99\nx,5,6\n", "call the one that is meant so, in milliseconds");
  EXPECT_SAID("architecture,val_acc\nx,5\n", "if 'val_acc' is meant, call it accuracy");
  EXPECT_EQ(said("index,cifar10_test_acc\n1,93\n", accuracy_column), "");
  EXPECT_NE(said("index,top1_err\n1,7\n", accuracy_column).find("'top1_err' is an error rate"),
            std::string::npos);
  EXPECT_SAID("// mine\n{\"3\": 5}\n", "JSON has no comments: take them out");
  EXPECT_SAID("latency_ms:\n  3: 5\n", "this looks like YAML: save it as JSON or as CSV");
  EXPECT_SAID("[latency]\n3 = 5\n", "this looks like settings or a program");
  EXPECT_SAID("caf\xe9\n", "is text in another encoding than UTF-8");
  EXPECT_SAID("\xe7\xbb\x93\xe6\x9e\x84,1\n", "not '\xe7\xbb\x93\xe6\x9e\x84,1'");
  EXPECT_SAID(std::string(64, '\0'), "is neither text nor any kind of file that is read");
}

TEST(Measurements, WhatPythonPrintsIsRead) {
  const std::string a = to_string(cell_at(3)), b = to_string(cell_at(1160));
  for (const std::string& text : std::vector<std::string>{
           "{'" + a + "': 4.646, '" + b + "': np.float64(1234.5), 'x~0': None,}",
           "[{'index': 3, 'latency_ms': tensor(4.646)}, {'index': 1160, 'latency_ms': 1234.5}]",
           "[('" + a + "', 4.646), ('" + b + "', 1234.5)]",
           "{'index': 3, 'latency_ms': 4.646}\n{'index': 1160, 'latency_ms': 1234.5}\n",
           "{\"index\": 3, \"latency_ms\": 4.646}\r{\"index\": 1160, \"latency_ms\": 1234.5}\r",
           "{\"index\": 3, \"latency_ms\": 4.646},\n{\"index\": 1160, \"latency_ms\": 1234.5},\n",
           a + " -> 4.646 ms\n" + b + " -> 1.2345 s\n",
           "[1/2] " + a + " latency=4.646ms\n[2/2] " + b + " latency=1234.5ms\n",
           "arch: " + a + ", latency: 4.646 ms\narch: " + b + ", latency: 1234.5 ms\n",
           "INFO:root:" + a + " 4.646\nINFO:root:" + b + " 1234.5\n",
           "4.646 ms " + a + "\n1.2345 s " + b + "\n",
           "latency_s = {'" + a + "': 0.004646, '" + b + "': 1.2345}\n",
           "const latency = {\"3\": 4.646, \"1160\": 1234.5};\n",
           "[[3, 4.646], [1160, 1234.5]]",
           "array([[   3.   ,    4.646], [1160.   , 1234.5  ]])",
           "tensor([[3.e+00, 4.646e+00], [1.160e+03, 1.2345e+03]])",
           "index\tlatency_ms\t\n3\t4.646\t\n1160\t1234.5\t\n",
           "index,latency_ms\n3,4.646\n1160,1234.5\n\x1a",
           "arch_idx,latency_ms\n" + a + ",4.646\n" + b + ",1234.5\n",
           "index;latency\n3;'4.646'\n1160;=\"1234.5\"\n"}) {
    expect_two(text);
  }
  // Not a text: its own fault is said.
  EXPECT_SAID("{'index': 3, 'latency_ms': }", "'single' quotes");
  EXPECT_SAID("[1/2] " + a + " 4.646\n[2/2] " + b + " 1234.5\n", "expected a header");
  EXPECT_SAID("[1.5 2.5 ... 3.5]", "'...' stands for numbers that were left out");
  EXPECT_SAID("{\"" + a + "\": [1, 2]}", "keep one number of each network, e.g. the median");
  EXPECT_SAID("{\"" + a + "\": {\"mean\": 2}}", "call the one of its values that is meant");
}

TEST(Measurements, NumbersInTheBenchmarksOrderAreRead) {
  Random random(5);
  std::vector<double> latencies(cell_count);
  for (double& latency : latencies)
    latency = std::round(1000 * random.log_uniform(0.5, 500)) / 1000 + .001;
  std::string lines, commas, dict = "{", list = "[", frame = ",latency_ms\n";
  for (int i = 0; i < cell_count; ++i) {
    const std::string number = exact_number_text(latencies[static_cast<std::size_t>(i)]);
    lines += number + "\n";
    commas += (i ? ", " : "") + number;
    dict += (i ? ",\"" : "\"") + std::to_string(i) + "\":" + number;
    list += (i ? "," : "") + number;
    frame += std::to_string(i) + "," + number + "\n";
  }
  EXPECT_EQ(read(lines), latencies);
  EXPECT_EQ(read(commas), latencies);
  EXPECT_EQ(read(list + "]"), latencies);
  EXPECT_EQ(read(dict + "}"), latencies);
  EXPECT_EQ(read("{\"latency_ms\": " + list + "]}"), latencies);
  EXPECT_EQ(read("{\"name\": \"raspi4\", \"latency_ms\": " + list + "]}"), latencies);
  EXPECT_EQ(read(frame), latencies);
  // As data frames and arrays without names save themselves.
  const std::string nameless = ",0" + frame.substr(frame.find('\n'));
  EXPECT_EQ(read(nameless), latencies);
  EXPECT_EQ(read(nameless.substr(3)), latencies);
  EXPECT_EQ(read("0\n" + lines), latencies);
  EXPECT_NE(said("1" + nameless.substr(4)), "");
  EXPECT_EQ(read("# of a board, in ms\n" + lines), latencies);
  EXPECT_EQ(read("latency_ms\n" + lines), latencies);
  EXPECT_EQ(read("[" + list + "]]"), latencies);
  EXPECT_EQ(read("array(" + list + "], dtype=float64)\n"), latencies);
  EXPECT_EQ(read("tensor(" + list + "], device='cuda:0')"), latencies);
  EXPECT_EQ(read("latency_ms = " + list + "]\n"), latencies);
  std::string lists_of_r;
  for (std::size_t i = 0; i < latencies.size(); i += 5) {
    lists_of_r += " [" + std::to_string(i + 1) + "]";
    for (std::size_t j = i; j < i + 5; ++j) lists_of_r += " " + exact_number_text(latencies[j]);
    lists_of_r += "\n";
  }
  EXPECT_EQ(read(lists_of_r), latencies);
  std::string units = lines;
  for (std::size_t at = 0; (at = units.find('\n', at)) != std::string::npos; at += 4) {
    units.insert(at, " ms");
  }
  EXPECT_EQ(read(units), latencies);
  // What was not measured is left out.
  std::vector<double> partly = latencies;
  partly[7] = std::nan("");
  const std::vector<double> known = read(pickle_program(pickled_list(partly)));
  EXPECT_TRUE(std::isnan(known[7]));
  EXPECT_EQ(known[8], latencies[8]);
  EXPECT_EQ(read(pickle_program(pickled_list(latencies))), latencies);
  EXPECT_EQ(read(zipped(pickle_program("}" + pickled("latency") + pickled_list(latencies) + "s"))),
            latencies);
  const std::vector<double> seconds =
      read(pickle_program("}" + pickled("latency_s") + pickled_list(latencies) + "s"));
  EXPECT_DOUBLE_EQ(seconds[9], latencies[9] * 1000);
}

TEST(Measurements, DictsAndRecordsAreRead) {
  const std::string a = to_string(cell_at(3)), b = to_string(cell_at(1160));
  for (
      const std::string& json : std::vector<std::string>{
          "{\"" + a + "\": 4.646, \"" + b + "\": 1234.5}",
          "{\"3\": 4.646, \"1160\": \"1234.5 ms\", \"5\": null}",
          "[[\"" + a + "\", 4.646], [\"" + b + "\", 1234.5]]",
          "[{\"arch\": \"" + a + "\", \"latency\": 4.646}, {\"arch\": \"" + b +
              "\", \"latency\": 1234.5}]",
          R"([{"index": 3, "latency_ms": 4.646, "x": 1}, {"index": 1160, "latency_ms": "1.2345 s"}])",
          "{\"architecture\": [\"" + a + "\", \"" + b + "\"], \"latency_s\": [0.004646, 1.2345]}",
          "{\"index\": [3, 7, 1160], \"latency_ms\": [4.646, null, 1234.5]}",
          "[{\"index\": [3, 1160], \"latency_ms\": [4.646, 1234.5]}]",
          "{\"" + a + "\": {\"latency_ms\": 4.646, \"acc\": 9}, \"" + b +
              "\": {\"latency_ms\": 1234.5}}",
          "{\"3\": {\"latency_s\": 0.004646}, \"1160\": {\"latency_s\": 1.2345}}",
          R"({"device": "x", "results": [{"index": 3, "latency_ms": 4.646}, {"index": 1160, "latency_ms": 1234.5}]})",
          "{\"unit\": \"s\", \"index\": [3, 1160], \"latency\": [0.004646, 1.2345]}",
          // A unit holds for what stands within and beside it.
          "{\"unit\": \"us\", \"latencies\": {\"3\": 4646, \"1160\": 1234500}}",
          "{\"latency_s\": {\"3\": 0.004646, \"1160\": 1.2345}}",
          R"({"meta": {"unit": "ms/image"}, "results": [{"index": 3, "latency": 4.646}, {"index": 1160, "latency": 1234.5}]})",
          "{\"unit\": \"s\", \"" + a + "\": 0.004646, \"" + b + "\": 1.2345}",
          R"([{"index": 3, "latency": 4646, "unit": "us"}, {"index": 1160, "latency_ms": 1234.5, "unit": "us"}])",
          // A data frame's to_json() in its ways: split, index, columns, lines.
          R"({"columns": ["index", "latency_ms"], "index": [0, 1], "data": [[3, 4.646], [1160, 1234.5]]})",
          R"({"0": {"index": 3, "latency_ms": 4.646}, "1": {"index": 1160, "latency_ms": 1234.5}})",
          "{\"index\": {\"0\": 3, \"1\": 1160}, \"latency_ms\": {\"0\": 4.646, \"1\": 1234.5}}",
          "{\"index\": 3, \"latency_ms\": 4.646}\n{\"index\": 1160, \"latency_ms\": 1234.5}\n",
          "{\"index\": 3, \"latency_ms\": 4.646}\r\n\r\n{\"index\": 1160, \"latency_ms\": 1234.5}",
          "[\"" + a + "\", 4.646]\n[\"" + b + "\", 1234.5]\n",
          "{\"3\": 4.646, \"7\": NaN, \"1160\": 1234.5}",
          "3,4.646\n1160,1234.5\n",
          "3 4.646\n1160 1234.5\n",
          "3, 4.646\n1160, 1234.5\n",
          "3\t4.646 ms\n1160\t1234.5 ms\n",
          "# of a board\n3;4,646\n1160;1234,5\n",
          // Without a header, where the notation shows where a cell ends.
          a + "," + "4.646\n" + b + ",1234.5\n",
          a + " 4.646\n" + b + " 1234.5\n",
          a + ": 4.646 ms\n" + b + ": 1.2345 s\n",
          // In two columns or fields of which one is known the other is what it holds.
          "Netz;Latenz (s)\n" + a + ";0,004646\n" + b + ";1,2345\n",
          "latency_ms,\xe6\x9e\xb6\xe6\x9e\x84\n4.646," + a + "\n1234.5," + b + "\n",
          "archs,Zeit (s)\n" + a + ",0.004646\n" + b + ",1.2345\n",
          "index,raspi4_us\n3,4646\n1160,1234500\n",
          "[{\"key\": \"" + a + "\", \"ms\": 4.646}, {\"key\": \"" + b + "\", \"ms\": 1234.5}]",
          R"([{"index": 3, "Laufzeit_s": 0.004646}, {"index": 1160, "Laufzeit_s": 1.2345}])",
          "{\"archs\": [\"" + a + "\", \"" + b + "\"], \"latencies\": [4.646, 1234.5]}",
          R"({"columns": ["latency_s"], "index": [")" + a + "\", \"" + b +
              R"("], "data": [[0.004646], [1.2345]]})",
          R"({"name": "latency_s", "index": [")" + a + "\", \"" + b +
              R"("], "data": [0.004646, 1.2345]})",
          a + " latency: 4.646 ms\n" + b + " latency: 1234.5 ms\n",
          ",latency\n" + a + ",4.646\n" + b + ",1234.5\n",
      }) {
    expect_two(json);
  }
  expect_two(
      pickle_program("}(" + pickled(a) + pickled(4.646) + pickled(b) + pickled(1234.5) + "u"));
  expect_two(npy("<f8", "True", "(2, 2)",
                 raw_number(3.0) + raw_number(1160.0) + raw_number(4.646) + raw_number(1234.5)));
  expect_two(pickle_program("}(K\x03" + pickled(4.646) + "M\x88\x04" + pickled(1234.5) + "u"));
  EXPECT_SAID(
      pickle_program("}(K\x01K\x02K\x03\x87" + pickled(4.646) + "u"),
      "its networks are named by lists of numbers, and which operation and edge each number means "
      "is not said");
  EXPECT_SAID(
      "{\"pixel\": [1, 2], \"raspi\": [1, 2]}",
      "holds a dict of 2 keys, the first of which, the text 'pixel', is a list of 2 values: save "
      "the one that is meant, or call it latency_ms");
  EXPECT_SAID("{\"index\": [1], \"latency_ms\": [1, 2]}", "which do not belong together");
  EXPECT_SAID("{\"" + a + "\": -1}",
              "mine: entry 1: latency_ms is the number -1, not a positive number");
  EXPECT_EQ(read("{\"index\": 3, \"latency_ms\": 4.646}\n")[3], 4.646);
  EXPECT_SAID("[{\"latency_ms\": 5}, {\"latency_ms\": 6}]",
              "holds 2 numbers and not whose they are");
  EXPECT_SAID(R"({"columns": ["latency_ms"], "index": [4, 9], "data": [[5], [6]]})", "mine: holds");
  EXPECT_SAID(R"({"type": "FeatureCollection", "features": []})",
              "the first of which, the text 'type', is the text 'FeatureCollection'; expected");
  EXPECT_SAID(R"({"results": [{"mean": 0.1}]})", "the text 'results', is a list of 1 value");
  EXPECT_SAID("[{\"index\": 1}]", "expected the fields architecture or index, and latency_ms");
  EXPECT_SAID("[{\"index\": 1, \"fps\": 9}]", "'fps' is a throughput");
  EXPECT_SAID("[{\"index\": 1, \"latency_ms\": 9}, {\"index\": 2, \"error\": \"x\"}]",
              "entry 2: has no latency_ms as others have: leave it out");
  EXPECT_SAID("{\"unit\": \"fps\", \"latency\": {\"3\": 5}}",
              "its unit is 'fps', which is none of time");
  EXPECT_SAID("{\"" + a + "\": true}", "is the value True; expected latency_ms of each network");
  EXPECT_SAID("[{\"index\": 1, \"latency_ms\": 2}, 3]", "entry 2: is the number 3");
  EXPECT_SAID("[[1, 2], [3, 4]]",
              "holds a list of 2 values, the first of which is a list of 2 values");
  EXPECT_SAID("{\"index\": 3}\n{\"index\": }\n", "line 2, column 11: this is not JSON");
  EXPECT_SAID("{0: 4.6}", "the name of a value must stand in \"double\" quotes");
}

TEST(Measurements, ArchitecturesOfAnySpaceAreRead) {
  const auto parse = [](std::string_view text) {
    if (text != "small" && text != "large")
      throw Error("'" + std::string(text) + "' is no network");
    return Architecture::of({text == "large"});
  };
  const auto values = [&](const std::string& bytes) {
    return architecture_values(read_measurements(bytes, "mine", latency_column), latency_column,
                               parse);
  };
  for (const char* bytes :
       {"name,latency_ms\nlarge,9\nsmall,2.5\n", "Model;Latency (ms)\nlarge;9,0\nsmall;2,5\n",
        "{\"large\": 9, \"small\": 2.5}"}) {
    const auto read_values = values(bytes);
    ASSERT_EQ(read_values.size(), 2u) << bytes;
    EXPECT_EQ(read_values[0].first, Architecture::of({1}));
    EXPECT_EQ(read_values[0].second, 9);
    EXPECT_EQ(read_values[1].second, 2.5);
  }
  EXPECT_COMPLAINT(values("name,latency_ms\nhuge,9\n"), "mine, line 2: 'huge' is no network");
  EXPECT_COMPLAINT(values("name,latency_ms\nlarge,9\nlarge,8\n"),
                   "mine, line 3: 'large' comes twice (first in mine, line 2)");
  EXPECT_COMPLAINT(values("[1, 2]"), "holds 2 numbers and not whose they are");
}

TEST(Measurements, RepeatedCellsAreRefusedWhateverTheyAreCalled) {
  EXPECT_SAID(
      "architecture,latency_ms\n" + to_string(cell_at(5)) + ",1\n5,2\n",
      "mine, line 3: architecture 5 comes twice (first in mine, line 2): keep one row of it");
}

TEST(Measurements, AnIndexInAnArrayIsAWholeNumber) {
  expect_two("{'index': tensor([3., nan, 1160.]), 'latency_ms': tensor([4.646, nan, 1234.5])}");
  for (const char* index : {"3.5", "-1", "nan", "1e12"}) {
    EXPECT_SAID("{'index': tensor([1., " + std::string(index) +
                    "]), 'latency_ms': tensor([4.646, 1234.5])}",
                "mine: entry 2: names a network by ");
  }
}

TEST(Measurements, NothingOfTheFileReachesATerminal) {
  for (const std::string& text :
       {std::string("architecture,latency_ms\n\033]0;owned\007\033[31mred,5\n"),
        std::string("architecture,latency_ms\na\0b,5\n", 30),
        std::string("index,latency_ms\n1,\033[2J\n"), std::string("\033[2J\n"),
        std::string("{\"\033[2J\": 5}"),
        std::string("index,lat\x9b"
                    "ency\n1,2\n"),
        std::string("index,latency_ms\n\033[2J,3\n")}) {
    const std::string sentence = said(text);
    EXPECT_NE(sentence, "");
    for (const char c : sentence) EXPECT_TRUE(c >= ' ' && c <= '~') << sentence;
  }
}

TEST(Measurements, TheLimitsHold) {
  const auto wide = [](std::size_t columns) {
    std::string header = "index,latency_ms", row = "1,2";
    for (std::size_t i = 2; i < columns; ++i) {
      header += ",x";
      row += ",1";
    }
    return header + "\n" + row + "\n";
  };
  EXPECT_EQ(said(wide(limits::columns)), "");
  EXPECT_NE(said(wide(limits::columns + 1)), "");
  const std::string head = "index,latency_ms,note\n1,2,";
  EXPECT_EQ(said(head + std::string(limits::field_bytes, 'x')), "");
  EXPECT_SAID(head + std::string(limits::field_bytes + 1, 'x'), "a field has more than the 64 KiB");
  std::string long_table = "index,latency_ms\n";
  for (std::size_t i = 0; i < limits::table_rows + 1; ++i) long_table += "1,2\n";
  EXPECT_SAID(long_table, "mine, line 1000001: is beyond the 1000000 rows that are read");
}

TEST(NumberText, NumbersAreReadByTheirMark) {
  const auto value = [](std::string_view cell, DecimalMark mark) {
    const auto number = read_number(cell, mark);
    return number ? number->value : -1;
  };
  EXPECT_EQ(value("1,234.5", DecimalMark::point), 1234.5);
  EXPECT_EQ(value("1.234,5", DecimalMark::comma), 1234.5);
  EXPECT_EQ(value("12,345,678", DecimalMark::point), 12345678);
  EXPECT_EQ(value("1e3", DecimalMark::point), 1000);
  EXPECT_EQ(value("2,5e-1 s", DecimalMark::comma), 0.25);
  EXPECT_EQ(value("93.5 %", DecimalMark::point), 93.5);
  EXPECT_EQ(value(".5", DecimalMark::point), 0.5);
  EXPECT_EQ(value("0:01:00.5", DecimalMark::point), 60.5);
  for (const char* bad : {"", "1,2345.6", "1,23,456", "1.2.3", "12 ms ms", "0x10", "e5", "1e", "ms",
                          "+-1", "12:00:01.5", "0:00:05", "00:01.5", "0:60:00.5"}) {
    EXPECT_EQ(value(bad, DecimalMark::point), -1) << bad;
  }
}

}  // namespace
}  // namespace tenprobes::datasets
