#include "core/base/json_lines.h"

#include <gtest/gtest.h>

#include "core/base/json_text.h"

namespace tenprobes {
namespace {

TEST(JsonLines, ValuesStartWhereTheyAreWritten) {
  // Each value says its line.
  const std::string text =
      "[\r\n2, {\"\\\"{,:\": 2,\n\"b\": \"3\"\n,\"[\": \n5}, [],\n6,\"\\\\\",true\n,\"]\\\"\", "
      "null,\n\"8\" ]";
  const std::pair<std::string, int> lines[] = {
      {"[", 1},         {"2", 2},    {"{", 2},    {"2", 2},        {"\"3\"", 3},
      {"5", 5},         {"[]", 5},   {"6", 6},    {"\"\\\\\"", 6}, {"true", 6},
      {"\"]\\\"\"", 7}, {"null", 7}, {"\"8\"", 8}};
  ASSERT_TRUE(Json::accept(text));
  for (std::size_t i = 0; i < std::size(lines); ++i) {
    EXPECT_EQ(json_line(text, i), lines[i].second) << lines[i].first;
  }
}

TEST(JsonLines, ErrorsNameTheLine) {
  const std::string text = "{\"a\":\n [1,\n {\"b\": 2}],\n \"c\": \"x\"}";
  std::string wide = "\xff\xfe";
  for (const char c : text) wide += {c, '\0'};
  for (const std::string& bytes : {text, "\xef\xbb\xbf" + text, wide}) {
    const Json document = parse_json<Json>(bytes, "x.json");
    const auto said = [&](const Json& value, const std::string& what) -> std::string {
      return with_line({value, what}, document, bytes, "x.json").what();
    };
    EXPECT_EQ(said(document, "x.json is odd"), "x.json, line 1 is odd");
    EXPECT_EQ(said(document["a"], "x.json: a is odd"), "x.json, line 2: a is odd");
    EXPECT_EQ(said(document["a"][1]["b"], "b is odd"), "x.json, line 3: b is odd");
    EXPECT_EQ(said(document["c"], "x.json: c is odd"), "x.json, line 4: c is odd");
    EXPECT_EQ(said(Json(1), "x.json: another's is odd"), "x.json: another's is odd");
  }
}

}  // namespace
}  // namespace tenprobes
