#include "core/base/text_table.h"

#include <gtest/gtest.h>

namespace tenprobes {
namespace {

TEST(CsvField, IsReadBackAsItWas) {
  for (const std::string text : {"plain", "resnet50.a1_in1k@288", "a, b", "the \"best\"", "\"",
                                 "two\nlines", "a\rb", "a,\"b\",c"}) {
    const std::string row = "1," + csv_field(text) + ",2\n";
    const std::vector<Record> records = split_records(row, ',', "t.csv");
    ASSERT_EQ(records.size(), 1u) << row;
    EXPECT_EQ(records[0].fields, (std::vector<std::string>{"1", text, "2"})) << row;
  }
}

TEST(CsvField, IsQuotedOnlyWhereItMustBe) {
  EXPECT_EQ(csv_field("|nor_conv_3x3~0|+|none~0|"), "|nor_conv_3x3~0|+|none~0|");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a \"b\""), "\"a \"\"b\"\"\"");
  EXPECT_EQ(csv_field(" a"), "\" a\"");
}

}  // namespace
}  // namespace tenprobes
