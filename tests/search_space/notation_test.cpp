#include "core/search_space/cells/notation.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace tenprobes {
namespace {

// |avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|none~1|skip_connect~2|
const Cell cell{{Operation::avg_pool_3x3, Operation::nor_conv_1x1, Operation::skip_connect,
                 Operation::nor_conv_3x3, Operation::none, Operation::skip_connect}};

std::string said(std::string_view text) {
  try {
    parse_cell_notation(text);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(CellNotation, TheBenchmarksOwnIsRead) {
  for (int index = 0; index < cell_count; index += 97) {
    const Cell each = cell_at(index);
    EXPECT_EQ(parse_cell_notation(to_string(each)), each);
  }
}

TEST(CellNotation, WhatMeansTheSameIsRead) {
  for (
      const char* text : {
          " | avg_pool_3x3~0 | + | nor_conv_1x1~0 | skip_connect~1 | + | nor_conv_3x3~0 | none~1 |"
          " skip_connect~2 | ",
          "avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|none~1|skip_connect~2",
          "|avg_pool_3x3~0||nor_conv_1x1~0|skip_connect~1||nor_conv_3x3~0|none~1|skip_connect~2|",
          "avg_pool_3x3~0/nor_conv_1x1~0/skip_connect~1/nor_conv_3x3~0/none~1/skip_connect~2",
          "|avg_pool_3x3~0|+|conv_1x1~0|skip~1|+|conv_3x3~0|zeroize~1|identity~2|",
          "|AvgPool3x3~0|+|Conv1x1~0|Identity~1|+|Conv3x3~0|Zero~1|Identity~2|",
          "[[('avg_pool_3x3', 0)], [('nor_conv_1x1', 0), ('skip_connect', 1)], [('nor_conv_3x3', "
          "0), ('none', 1), ('skip_connect', 2)]]",
          "|avg_pool_3x3@0|+|nor_conv_1x1@0|skip_connect@1|+|nor_conv_3x3@0|none@1|skip_connect@2|",
          "avg_pool_3x3~0+nor_conv_1x1~0skip_connect~1+nor_conv_3x3~0none~1skip_connect~2",
          "|avg-pool-3x3~0|+|nor-conv-1x1~0|skip-connect~1|+|nor-conv-3*3~0|none~1|skip-connect~2|",
          "|avg_pool_3x3~0|+|skip_connect~1|nor_conv_1x1~0|+|skip_connect~2|none~1|nor_conv_3x3~0|",
          "{'0_1': 'avg_pool_3x3', '0_2': 'conv_1x1', '1_2': 'skip_connect', '0_3': 'conv_3x3', "
          "'1_3': 'none', '2_3': 'skip_connect'}",
          "1->2: avg_pool_3x3; 3->4: skip; 1->3: conv_1x1; 2->3: skip; 2->4: none; 1->4: conv_3x3",
          "\\|avg_pool_3x3~0\\|+\\|nor_conv_1x1~0\\|skip_connect~1\\|+\\|nor_conv_3x3~0\\|none~1\\|"
          "skip_connect~2\\|",
          "|avg_pool_3\xc3\x97\x33~0|+|nor_conv_1\xc3\x97\x31\xe2\x88\xbc\x30|skip_connect~"
          "1\xef\xbd\x9c+|"
          "nor_conv_3x3~0|none~1|\xc2\xa0skip_connect~2|",
          "|avg_pool_3x3~0|+\r\n|nor_conv_1x1~0|skip_connect~1|+\n|nor_conv_3x3~0|none~1|"
          "skip_connect~2|",
          "=\"|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|none~1|"
          "skip_connect~2|\"",
          "b'|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|none~1|"
          "skip_connect~2|'",
          "{'name': 'infer.tiny', 'C': 16, 'arch_str': '|avg_pool_3x3~0|+|nor_conv_1x1~0|"
          "skip_connect~1|+|nor_conv_3x3~0|none~1|skip_connect~2|', 'num_classes': 10}",
          "|AvgPool1x1~0|+|ReLUConvBN1x1~0|Identity~1|+|ReLUConvBN3x3~0|Zero~1|Identity~2|",
          "Structure(4 nodes with |avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|"
          "nor_conv_3x3~0|none~1|skip_connect~2|)",
      }) {
    EXPECT_EQ(parse_cell_notation(text), cell) << text;
  }
}

TEST(CellNotation, WhatToolsDisagreeOnIsNamed) {
  for (const char* digits : {"[4, 2, 1, 3, 0, 1]", "(4, 3, 3, 0, 0, 0)", "421301", "4-2-1-3-0-1"}) {
    EXPECT_NE(said(digits).find("mean different ones in different tools"), std::string::npos)
        << digits;
  }
  EXPECT_NE(said("{'0_1': 'none', '0_2': 'skip', '1_2': 'none', '0_3': 'none', '0_3': 'none', "
                 "'2_3': 'none'}")
                .find("is not an architecture"),
            std::string::npos);
  EXPECT_NE(said("none,none,skip,skip,none,conv_3x3").find("which tools order differently"),
            std::string::npos);
}

TEST(CellNotation, AnythingElseIsRefused) {
  for (const std::string text :
       {"", "none", "|none~0|", "|none~1|+|none~0|none~1|+|none~0|none~1|none~2|",
        "|none~0|+|none~1|none~1|+|none~0|none~1|none~2|",
        "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|+|none~0|",
        "|nope~0|+|none~0|none~1|+|none~0|none~1|none~2|",
        "|none~00|+|none~0|none~1|+|none~0|none~1|none~2|",
        "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|%"}) {
    EXPECT_NE(said(text).find("is not an architecture: expected |op~0|+"), std::string::npos)
        << text << ": " << said(text);
  }
  EXPECT_EQ(said("\xe5\xb9\xb3 x").find("'\xe5\xb9\xb3 x' is not an architecture"), 0u);
  const std::string control = said("\x1b]0;owned\x07");
  EXPECT_EQ(control.find('\x1b'), std::string::npos);
  EXPECT_LT(said(std::string(1'000'000, 'x')).size(), 400u);
}

}  // namespace
}  // namespace tenprobes
