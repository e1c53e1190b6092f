#include "core/base/json_text.h"

#include <gtest/gtest.h>

namespace tenprobes {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::string said(const std::string& bytes, std::size_t most_bytes = limits::json_bytes) {
  try {
    parse_json<ordered_json>(bytes, "x.json", most_bytes);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(JsonText, ReadsWhatTheLibraryReads) {
  const std::string text =
      R"({"b": [1, -2, 2.5, 1e3], "a": {"x": null, "y": true}, "c": "\u00e9"})";
  EXPECT_EQ(parse_json<json>(text, "x"), json::parse(text));
  const auto ordered = parse_json<ordered_json>(text, "x");
  EXPECT_EQ(ordered.dump(), ordered_json::parse(text).dump());
  EXPECT_EQ(parse_json<json>(" 7 ", "x"), json(7));
}

TEST(JsonText, ReadsEveryEncodingThatEditorsSave) {
  const std::string text = "{\"name\": \"caf\xc3\xa9 \xf0\x9f\x98\x80\"}";
  const json expected = json::parse(text);
  EXPECT_EQ(parse_json<json>("\xef\xbb\xbf" + text, "x"), expected);
  const std::u16string wide = u"{\"name\": \"caf\u00e9 \U0001f600\"}";
  for (const bool marked : {true, false}) {
    for (const bool little : {true, false}) {
      std::string bytes;
      for (const char16_t unit : (marked ? u"\ufeff" : u"") + wide) {
        const char low = static_cast<char>(unit & 0xff), high = static_cast<char>(unit >> 8);
        bytes += little ? low : high;
        bytes += little ? high : low;
      }
      // Without a mark, enough must be plain letters; the emoji's two units are not.
      EXPECT_EQ(parse_json<json>(bytes, "x"), expected) << marked << little;
      bytes.pop_back();
      EXPECT_NE(said(bytes), "");
    }
  }
  EXPECT_EQ(parse_json<json>(std::string("\xff\xfe\0\0{\0\0\0}\0\0\0", 12), "x"), json::object());
}

TEST(JsonText, SaysWhatIsWrongInWordsOfItsOwn) {
  EXPECT_EQ(said("{\"format\": nope"), "x.json, line 1, column 12: this is not JSON");
  EXPECT_EQ(said("{\"a\": 1,\n \"b\": [1, 2"),
            "x.json, line 2, column 12: the document ends too early: was it cut off?");
  EXPECT_EQ(said(""), "x.json, line 1, column 1: the document is empty");
  EXPECT_EQ(said("{\"a\": 1}\n{}"),
            "x.json, line 2, column 1: something follows the end of the document: take it out");
  EXPECT_EQ(said("[1e999]"), "x.json, line 1, column 6: a number is too large");
  for (const char* number : {"+1", "00.5", "0x5", ".5"}) {
    EXPECT_NE(said("[" + std::string(number) + "]").find("JSON has numbers like 0.5"),
              std::string::npos)
        << number << said("[" + std::string(number) + "]");
  }
  EXPECT_NE(said("{'a': 1}").find("'single' quotes"), std::string::npos);
  EXPECT_NE(said("{\"a\": 1,}").find("a comma stands before"), std::string::npos);
  EXPECT_NE(said("{\"a\": NaN}").find("NaN is no number"), std::string::npos);
  EXPECT_NE(said("{\"a\": True}").find("True is Python's"), std::string::npos);
  EXPECT_NE(said("{\"a\": 1 // x\n}").find("no comments"), std::string::npos);
  EXPECT_NE(said("{\"caf\xe9\": 1}").find("not UTF-8"), std::string::npos);
  for (const char* bad : {"{", "[1,", "}", "nope", "{\"a\"}", "1 2", "\"a", "{\"a\": 1e999}"}) {
    EXPECT_NE(said(bad), "") << bad;
    EXPECT_EQ(said(bad).find("json.exception"), std::string::npos) << said(bad);
  }
}

TEST(JsonText, KeysMayNotComeTwice) {
  EXPECT_EQ(said("{\"a\": 1, \"b\": {\"a\": 2}}"), "");
  EXPECT_EQ(said("{\"a\": [1, 2],\n \"b\": 3,\n \"a\": 1}"),
            "x.json, line 3: the key \"a\" comes twice in one object: keep one of them");
  EXPECT_NE(said("[{\"b\": {\"a\": 1, \"c\": 2, \"a\": 3}}]").find("twice"), std::string::npos);
}

TEST(JsonText, LimitsHold) {
  const auto nested = [](int depth) {
    const auto count = static_cast<std::size_t>(depth);
    return std::string(count, '[') + std::string(count, ']');
  };
  EXPECT_EQ(said(nested(limits::json_depth)), "");
  EXPECT_NE(said("\n" + nested(limits::json_depth + 1)).find("x.json, line 2: its lists"),
            std::string::npos);
  EXPECT_NE(said(nested(1'000'000)).find("more than 64 deep"), std::string::npos);
  EXPECT_EQ(said("[1, 2]", 6), "");
  EXPECT_NE(said("[1, 23]", 6).find("larger than the 6 bytes"), std::string::npos);
}

TEST(JsonText, TakesTimeInProportion) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += (i ? ",\"" : "\"") + std::to_string(i) + "\":{}";
  EXPECT_EQ(parse_json<ordered_json>(text + "}", "x").size(), 200'000u);
}

}  // namespace
}  // namespace tenprobes
