#include "core/devices/external_device.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"

namespace tenprobes::devices {
namespace {

TEST(ExternalDevice, TakesNumbersAndDocuments) {
  EXPECT_EQ(parse_answer("12.5").latency_ms, 12.5);
  EXPECT_EQ(parse_answer("  {\"latency_ms\": 3}\r").latency_ms, 3);
  EXPECT_FALSE(parse_answer("12.5").spread);
  const ExternalAnswer full = parse_answer(
      R"({"latency_ms": 3, "lower_quartile_ms": 2, "upper_quartile_ms": 4, "repeats": 9})");
  EXPECT_EQ(full.spread, (Spread{2, 4, 9}));
}

TEST(ExternalDevice, TakesWhatProgramsReallyPrint) {
  for (const char* line :
       {"12.5 ms",
        "12.5ms",
        "0.0125 s",
        "12500 us",
        "12500 \xc2\xb5s",
        "12,5",
        "{\"latency_ms\": \"12.5\"}",
        "{\"latency_ms\": \"12.5 ms\"}",
        "{\"LATENCY_MS\": 12.5}",
        "{\"latency_s\": 0.0125}",
        "{\"latency_us\": 12500}",
        "\xef\xbb\xbf{\"latency_ms\": 12.5}",
        "\357\273\27712.5",
        "{\"latency_ms\": 12.5, \"error\": null}",
        "{\"latency_ms\": 12.5, \"error\": \"\"}",
        "{\"latency_ms\": 12.5, \"error\": false, \"host\": {\"name\": \"pi\"}}",
        "{\"latency_ms\": 12.5}\r\n",
        "latency: 12.5 ms",
        "latency: 12.5",
        "Latency (ms): 12.5",
        "latency_s = 0.0125",
        "Average latency: 12.5ms",
        "mean latency 12.5 ms",
        "Latency is 12.5 ms",
        "Inference took 12.5 ms",
        "took 0.0125 s",
        "Inference time: 12500 us",
        "median = 12.5 ms",
        "elapsed: 0.0125 s",
        "12.5 ms \302\261 120 \302\265s per loop (mean \302\261 std. dev. of 7 runs)",
        "10 loops, best of 5: 12.5 msec per loop",
        "12.5 \xc2\xb1 0.2 ms",
        "[12.5]",
        "\"12.5 ms\"",
        "12.5 (ms)",
        "np.float64(12.5)",
        "tensor(12.5)",
        "{\"latency\": \"12.5 ms\"}",
        "{\"latency\": 0.0125, \"unit\": \"s\"}",
        "{\"latency_s\": \"12.5 ms\"}",
        "{\"time_ms\": 12.5}",
        "{\"inference_time_s\": 0.0125, \"std_latency_ms\": 1}"}) {
    EXPECT_NEAR(parse_answer(line).latency_ms, 12.5, 1e-12) << line;
    EXPECT_TRUE(is_answer(line)) << line;
  }
}

TEST(ExternalDevice, SaysWhatIsWrongWithAnAnswer) {
  const auto said = [](const std::string& line) {
    try {
      return "took " + std::to_string(parse_answer(line).latency_ms);
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  EXPECT_NE(said("{'latency_ms': 12.5}").find("'single' quotes"), std::string::npos);
  EXPECT_NE(said("{\"latency_ms\": NaN}").find("NaN is no number in JSON"), std::string::npos);
  EXPECT_NE(said("{\"latency\": 12.5}").find("in ms or s"), std::string::npos);
  EXPECT_NE(said("{\"time_ms\": 12.5, \"mean_ms\": 12}").find("could be the latency"),
            std::string::npos);
  EXPECT_NE(said("{\"latency_ms\": [1, 2]}").find("e.g. the median"), std::string::npos);
  EXPECT_NE(said("{\"latency_ms\": 1, \"latency_ms\": 2}").find("comes twice"), std::string::npos);
  EXPECT_NE(said("{\"error\": null}").find("would be right"), std::string::npos);
  EXPECT_NE(said("1,234").find("would be right"), std::string::npos);
  for (const char* answer : {"-3", "1e300"}) {
    EXPECT_NE(said(answer).find("is not a positive number of milliseconds"), std::string::npos);
  }
  EXPECT_NE(said("{\"error\":" + std::string(30000, '[') + std::string(30000, ']') + "}")
                .find("deep in one"),
            std::string::npos);
}

TEST(ExternalDevice, LogLinesAreNoAnswers) {
  for (const char* line :
       {"", "  \r", "INFO warming up", "[12:00:01] loading", "# 12", "warming up: 3 of 10",
        "> ready", "WARNING: 12.5", "warmup latency: 50 ms", "elapsed: 3", "step 3: 12 ms"}) {
    EXPECT_FALSE(is_answer(line)) << line;
  }
  for (const char* line :
       {"12.5", "-3", "nan", "NaN", "inf", "{", "{}", "[12]", "\"12\"", "'x'", ".5", "null"}) {
    EXPECT_TRUE(is_answer(line)) << line;
  }
}

TEST(ExternalDevice, AnythingElseIsOneClearSentence) {
  const std::string deep(60000, '[');
  for (const std::string& line : std::initializer_list<std::string>{
           "",
           "  \n",
           "hello",
           "nan",
           "NaN",
           "-3",
           "0",
           "1e999",
           "{}",

           "null",
           "{\"latency_ms\": NaN}",
           "{\"latency_ms\": \"fast\"}",
           "{\"latency_ms\": -1}",
           "{\"latency_ms\": null}",
           "{\"error\": \"out of memory\"}",
           "{\"error\": 3}",
           "{\"latency_ms\": 3, \"lower_quartile_ms\": 4, \"upper_quartile_ms\": 2}",
           R"({"latency_ms": 3, "lower_quartile_ms": 2, "upper_quartile_ms": 4, "repeats": -1})",
           "\x01\xff\n\x80",
           std::string(100'000, '1'),
           deep}) {
    try {
      parse_answer(line);
      ADD_FAILURE() << "took " << line.substr(0, 100);
    } catch (const Error& error) {
      const std::string sentence = error.what();
      EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
      EXPECT_LT(sentence.size(), 250u);
      EXPECT_EQ(sentence.find("the device"), 0u) << sentence;
    }
  }
  try {
    parse_answer("{\"error\": \"out of memory\"}");
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("out of memory"), std::string::npos);
  }
}

TEST(ExternalDevice, AFailedProbeLeavesNoSpreadBehind) {
  std::string answer = R"({"latency_ms": 3, "lower_quartile_ms": 2, "upper_quartile_ms": 4})";
  ExternalDevice device("board", nas_bench_201(), [&](const Architecture&) { return answer; });
  Random unused(1);
  EXPECT_EQ(device.probe(cell_at(0), unused), 3);
  EXPECT_TRUE(device.spread());
  answer = "broken";
  EXPECT_THROW(device.probe(cell_at(0), unused), Error);
  EXPECT_FALSE(device.spread());
}

}  // namespace
}  // namespace tenprobes::devices
