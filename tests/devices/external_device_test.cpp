#include "core/devices/external_device.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

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
           "[12]",
           "\"12\"",
           "null",
           "{\"latency_ms\": NaN}",
           "{\"latency_ms\": \"3\"}",
           "{\"latency_ms\": -1}",
           "{\"latency_ms\": null}",
           "{\"error\": \"out of memory\"}",
           "{\"error\": 3}",
           "{\"latency_ms\": 3, \"lower_quartile_ms\": 4, \"upper_quartile_ms\": 2}",
           "{\"latency_ms\": 3, \"lower_quartile_ms\": 2, \"upper_quartile_ms\": 4, "
           "\"repeats\": -1}",
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
  ExternalDevice device("board", [&](const Cell&) { return answer; });
  Random unused(1);
  EXPECT_EQ(device.probe(cell_at(0), unused), 3);
  EXPECT_TRUE(device.spread());
  answer = "broken";
  EXPECT_THROW(device.probe(cell_at(0), unused), Error);
  EXPECT_FALSE(device.spread());
}

}  // namespace
}  // namespace tenprobes::devices
