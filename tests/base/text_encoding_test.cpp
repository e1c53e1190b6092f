#include "core/base/text_encoding.h"
#include "core/base/error.h"
#include "core/base/quote.h"

#include <gtest/gtest.h>

namespace tenprobes {
namespace {

TEST(TextEncoding, Utf8IsTold) {
  for (const char* good :
       {"", "abc", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\x9f\xbf"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const char* bad : {"\xff", "\xe9", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
                          "\xf4\x90\x80\x80", "\xf0\x9f\x98", "a\x80"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

TEST(TextEncoding, EveryCharacterIsWrittenAsItIsRead) {
  for (char32_t code = 0; code <= 0x10ffff; code += code < 0x1000 ? 1 : 97) {
    std::string text;
    append_utf8(text, code);
    EXPECT_TRUE(is_utf8(text)) << static_cast<unsigned>(code);
    EXPECT_EQ(text == "\xef\xbf\xbd", code >= 0xd800 && code < 0xe000)
        << static_cast<unsigned>(code);
  }
}

TEST(TextEncoding, WhatTerminalsTakeForCommandsIsNoticed) {
  for (const char* bad : {"\x1b[31m", "a\x07", "\x7f", "\xc2\x9b", "\x01"}) {
    EXPECT_TRUE(has_control_characters(bad)) << bad;
  }
  for (const char* good : {"", "a\nb\tc\r", "caf\xc3\xa9", "\xc2\xb5s", "\xc2\xa0"}) {
    EXPECT_FALSE(has_control_characters(good)) << good;
  }
}

TEST(TextEncoding, Utf32AndTheEndsOfOldFilesAreRead) {
  EXPECT_EQ(utf8_text(std::string("\xff\xfe\0\0a\0\0\0\x3c\x26\0\0", 12), "x"), "a\xe2\x98\xbc");
  EXPECT_EQ(utf8_text(std::string("\0\0\xfe\xff\0\0\0b\0\x11\0\0", 12), "x"), "b\xef\xbf\xbd");
  EXPECT_THROW(utf8_text(std::string("\xff\xfe\0\0a\0\0", 7), "x"), Error);
  EXPECT_EQ(utf8_text(std::string("a,b\n\x1a\0", 6), "x"), "a,b\n");
}

TEST(TextEncoding, Utf32WithoutAMarkIsTold) {
  const std::string text = "{\"a\": 1, \"\xc3\xa9\": 2}";
  for (const bool little : {true, false}) {
    std::string wide;
    for (const char32_t code : U"{\"a\": 1, \"\u00e9\": 2}") {
      if (code == 0) break;  // the end of the literal
      const std::string low{static_cast<char>(code), '\0', '\0', '\0'};
      wide += little ? low : std::string(low.rbegin(), low.rend());
    }
    EXPECT_EQ(utf8_text(wide, "x"), text) << little;
  }
}

TEST(Quote, ShowsWhatIsSeenAndNothingElse) {
  EXPECT_EQ(quote("h\xc3\xa9llo \xe7\xbb\x93\xe6\x9e\x84"),
            "'h\xc3\xa9llo \xe7\xbb\x93\xe6\x9e\x84'");
  EXPECT_EQ(quote("a\x1b[2J\x7f\n"), "'a?[2J?\?'");
  EXPECT_EQ(quote("\xc2\x9b|\xe2\x80\xae|\xef\xbb\xbf|\xe9|\xf3\xa0\x81\x81"),
            "'?\?|?\?\?|?\?\?|?|?\?\?\?'");
  EXPECT_EQ(quote(std::string(61, 'a')), "'" + std::string(60, 'a') + "...'");
  EXPECT_EQ(quote(std::string(59, 'a') + "\xc3\xa9"), "'" + std::string(59, 'a') + "...'")
      << "no half of a character";
}

TEST(Quote, IsOneWordOfAShell) {
  EXPECT_EQ(shell_quoted("synthetic:7"), "synthetic:7");
  EXPECT_EQ(shell_quoted("mparams<=30"), "'mparams<=30'");
  EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quoted(""), "''");
}

TEST(TextEncoding, WhatIsNoUtf16StaysAsItIs) {
  EXPECT_EQ(utf8_text("caf\xe9,1", "x"), "caf\xe9,1");
  EXPECT_EQ(utf8_text(std::string("a\0b", 3), "x"), std::string("a\0b", 3));
}

}  // namespace
}  // namespace tenprobes
