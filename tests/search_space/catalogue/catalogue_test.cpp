#include "core/search_space/catalogue/catalogue.h"

#include <gtest/gtest.h>
#include <algorithm>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/base/error.h"

namespace tenprobes {
namespace {

const std::string example =
    "# title: My models\n"
    "# quality: top-1 on our data, %\n"
    "# source: ours\n"
    "name,quality,gmacs,mactivations,mparams,group\n"
    "net_a,71.5,0.3,2.1,3.4,resnet\n"
    "net_b,74.2,0.6,,5.4,\"mobilenet, v2\"\n"
    "net_c,74.2,0.5,9,5.4,resnet\r\n"
    "\n"
    "net_d,70,0.31,2,3,\n";

std::string refusal(const std::string& csv) {
  try {
    parse_catalogue(csv, "folder/mine.csv");
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(Catalogue, ReadsTheHeadersExample) {
  const auto space = parse_catalogue(example, "folder/mine.csv");
  EXPECT_EQ(space->form(), Form::catalogue);
  EXPECT_EQ(space->name(), "mine");
  EXPECT_EQ(space->title(), "My models");
  EXPECT_EQ(space->size(), 4);
  ASSERT_EQ(space->positions().size(), 1u);
  EXPECT_EQ(space->positions()[0].choices[3], "net_d");
  const std::vector<std::string> features = {"gmacs", "mactivations", "mparams"};
  EXPECT_EQ(std::vector(space->features().begin(), space->features().end()), features);
  const Architecture b = space->parse("net_b");
  EXPECT_EQ(space->index_of(b), 1);
  EXPECT_EQ(space->at(1), b);
  EXPECT_EQ(space->text(b), "net_b");
  EXPECT_EQ(space->feature(b, 0), 0.6);
  EXPECT_TRUE(std::isnan(space->feature(b, 1)));
  EXPECT_EQ(space->groups()[1], "mobilenet, v2");
  EXPECT_EQ(space->group_of(1), 1);
  EXPECT_EQ(space->group_of(2), 0);
  EXPECT_EQ(space->group_of(3), -1);
  EXPECT_EQ(space->quality()->of(b), 74.2);
  EXPECT_EQ(space->quality()->facts().label, "top-1 on our data, %");
  EXPECT_EQ(space->quality()->facts().best, 74.2);
  EXPECT_EQ(space->quality()->facts().least, 70);
}

TEST(Catalogue, NeedsNoFeatureAndTakesColumnsInAnyOrder) {
  const auto plain = parse_catalogue("name,quality\na,1\nb,2\n", "plain.csv");
  EXPECT_TRUE(plain->features().empty());
  EXPECT_EQ(plain->title(), "plain");
  EXPECT_EQ(plain->edits(plain->at(0)).size(), 1u);
  const auto mixed = parse_catalogue("\xef\xbb\xbfgroup,size_mb,quality,name\nx,3,1,a\n", "m");
  EXPECT_EQ(mixed->feature(mixed->parse("a"), 0), 3);
  EXPECT_EQ(mixed->groups()[0], "x");
}

TEST(Catalogue, RefusesWithASentenceThatNamesTheLine) {
  const struct {
    std::string csv, says;
  } cases[] = {
      {"", "folder/mine.csv, line 1: empty; expected a header"},
      {"# c\n\nname,quality\n", "folder/mine.csv, line 3: no row follows the header"},
      {"name,quality,group\na,1,r\nb,2,v\x01\n", "line 3: the group 'v?' is not a text"},
      {"name,quality\n# title: a\x01\na,1\n", "line 2: the comment 'a?' is not a text"},
      {"# c\nname,gmacs\na,1\n",
       "line 2: expected a header that names the columns name and quality"},
      {"name,quality,gmacs,gmacs\n", "line 1: the column 'gmacs' comes twice"},
      {"name,quality,GMACs (fwd)\n", "line 1: the column 'GMACs (fwd)' is not called by letters"},
      {"name,quality\na,1,2\n", "line 2: has 3 fields; expected 2 as in the header"},
      {"name,quality\n\"a,1\n", "line 2: a quote (\") is opened and not closed"},
      {"name;quality;gmacs\na;1;2,5\nb;1;3.5\n", "line 3: gmacs '3.5' is not a positive number"},
      {"name,quality,gmacs\na,1,\"1,234\"\n",
       "line 2: in '1,234' the comma may be a decimal mark or"},
      {"<!doctype html><html>", "folder/mine.csv: is a web page, not the file itself"},
      {"name,quality,Size (MB)\na,1,2\n", "as a feature must be, e.g. 'size_mb'"},
      {"name,accuracy\na,93\nb,930\n", "line 3: the accuracy '930' is not a percentage"},
      {"name,quality\ncaf\xe9,1\n", "line 2: the name 'caf?' is not UTF-8"},
      {"name,quality\na,high\n", "line 2: the quality 'high' is not a number"},
      {"name,quality\na,\n", "line 2: the quality '' is not a number"},
      {"name,quality\na,nan\n", "line 2: the quality 'nan' is not a number"},
      {"name,quality,gmacs\na,1,0\n", "line 2: gmacs '0' is not a positive number"},
      {"name,quality,gmacs\na,1,-3\n", "line 2: gmacs '-3' is not a positive number"},
      {"name,quality\na,1\n,2\n", "line 3: the name '' is not a text"},
      {"name,quality\na,1\n\n# c\nb,2\na,3\n", "line 6: the name 'a' stands on line 2 already"},
  };
  for (const auto& [csv, says] : cases) {
    EXPECT_NE(refusal(csv).find(says), std::string::npos) << csv << "\n" << refusal(csv);
  }
}

TEST(Catalogue, ReadsWhatSpreadsheetsAndDataFramesSave) {
  const auto expected = parse_catalogue("name,quality,gmacs\na,1,2.5\nb,2,1234.5\n", "m.csv");
  std::string wide = "\xff\xfe";
  for (const char c : std::string("name\tquality\tgmacs\r\na\t1\t2.5\r\nb\t2\t1234.5\r\n")) {
    wide += {c, '\0'};
  }
  for (const std::string& csv : std::initializer_list<std::string>{
           "name;quality;gmacs\na;1;2,5\nb;2;1.234,5\n",
           "sep=;\r\nname;quality;gmacs\r\na;1;2,5\r\nb;2;1234,5\r\n",
           "# a: b, c\r\rname,quality,gmacs\ra,1,2.5\rb,2,1234.5",
           "name,quality,gmacs,\na,1,2.5,\nb,2,\"1,234.5\",\n,,,\n",
           "My models\n\nName,Quality,gmacs\na,1,2.5\nb,2,1234.5\n",
           "| name | quality | gmacs |\n|---|:---:|---:|\n| a | 1 | 2.5 |\n| b | 2 | 1234.5 |\n",
           "  name  quality  gmacs\n0    a        1     2.5\n1    b        2  1234.5\n",
           "// mine\nname,quality,MACs (G),note\na,1,2.5,good\nb,2,1234.5,\n",
           "name,quality,gmacs\na,1,2.5\nb,2,1234.5\nTotal,3,1237\n",
           ",name,quality,gmacs\n0,a,1,2.5\n1,b,2,1234.5\n", wide}) {
    SCOPED_TRACE(csv);
    EXPECT_TRUE(looks_like_catalogue(csv));
    EXPECT_EQ(parse_catalogue(csv, "m.csv")->hash(), expected->hash()) << csv;
  }
}

TEST(Catalogue, KnowsTheColumnsByWhatTablesOfModelsCallThem) {
  const auto ours = parse_catalogue("name,quality,gmacs,group\na,71.5,2,r\nb,72,3,v\n", "m.csv");
  for (const char* header : {"model,top1,gmacs,family", "Model,Top-1 Acc,gmacs,Family",
                             "Model,Top-1 (%),MACs [G],Family", "network;accuracy;gmacs;group"}) {
    const char separator = std::string_view(header).find(';') == std::string_view::npos ? ',' : ';';
    std::string csv = std::string(header) + "\na,71.5,2,r\nb,72,3,v\n";
    std::replace(csv.begin(), csv.end(), ',', separator);
    EXPECT_EQ(parse_catalogue(csv, "m.csv")->hash(), ours->hash()) << csv;
  }
  EXPECT_NE(refusal("name,top1,accuracy\na,1,2\n")
                .find("quality is missing: 'top1' and 'accuracy' could both be it"),
            std::string::npos);
  EXPECT_EQ(parse_catalogue("name,quality,GMACs\na,1,2\n", "m.csv")->feature_named("gmacs"), 0);
  EXPECT_TRUE(
      std::isnan(parse_catalogue("name,quality,x\na,1,NA\nb,1,2\n", "m.csv")->column(0)[0]));
}

TEST(Catalogue, RefusesNamesItDoesNotHave) {
  const auto space = parse_catalogue(example, "mine.csv");
  const auto says = [&](const char* name) -> std::string {
    try {
      space->parse(name);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(says("net"), "no network of My models is called 'net'; did you mean 'net_a'?");
  EXPECT_NE(says("zebra").find("such as 'net_a'"), std::string::npos);
  EXPECT_THROW(space->at(4), Error);
}

TEST(Catalogue, OrdersByQualityAndThenBySize) {
  const auto space = parse_catalogue(example, "mine.csv");
  const std::vector<int> expected = {2, 1, 0, 3};  // c and b are equally good, and c is smaller
  EXPECT_EQ(std::vector(space->by_quality().begin(), space->by_quality().end()), expected);
}

TEST(Catalogue, EditsAreTheNearestInCostWithinTheFamilyFirst) {
  std::string csv = "name,quality,gmacs,group\n";
  for (int i = 0; i < 40; ++i) {
    csv += "n" + std::to_string(i) + ",1," + std::to_string(std::exp(0.1 * i)) +
           (i % 2 ? ",odd\n" : ",even\n");
  }
  const auto space = parse_catalogue(csv, "m.csv");
  const std::vector<Architecture> edits = space->edits(space->at(20));
  ASSERT_EQ(std::ssize(edits), CatalogueSpace::neighbours);
  // Even ones within a distance of 1 come before any odd one.
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(edits[i][0] % 2, 0) << i;
  for (const Architecture& edit : edits) EXPECT_NE(edit, space->at(20));
  EXPECT_DOUBLE_EQ(space->distance(space->at(3), space->at(3)), 0);
  EXPECT_LT(space->distance(space->at(20), space->at(22)),
            space->distance(space->at(20), space->at(21)));
  Random random(1);
  for (int i = 0; i < 20; ++i) {
    const Architecture edit = space->random_edit(space->at(20), random);
    EXPECT_NE(std::find(edits.begin(), edits.end(), edit), edits.end());
  }
  const auto single = parse_catalogue("name,quality\na,1\n", "m.csv");
  EXPECT_EQ(single->random_edit(single->at(0), random), single->at(0));
}

TEST(Catalogue, HashTellsContentsApartButNotComments) {
  const auto one = parse_catalogue(example, "mine.csv");
  EXPECT_EQ(one->hash(), parse_catalogue("# more\n" + example, "mine.csv")->hash());
  std::string other = example;
  other.replace(other.find("71.5"), 4, "71.6");
  EXPECT_NE(one->hash(), parse_catalogue(other, "mine.csv")->hash());
}

TEST(Catalogue, IsToldFromOtherFilesByItsHeader) {
  EXPECT_TRUE(looks_like_catalogue(example));
  EXPECT_FALSE(looks_like_catalogue("name,latency_ms\na,1\n"));
  EXPECT_FALSE(looks_like_catalogue(""));
  EXPECT_FALSE(looks_like_catalogue("{\"format\": 1}"));
  // Cells and latencies are tables of their own, unless it is said that they are a space.
  for (const char* other : {"model,accuracy\n|none~0|+|none~0|none~1|+|none~0|none~1|none~2|,10\n",
                            "model,top1,latency_ms\na,70,5\n"}) {
    EXPECT_FALSE(looks_like_catalogue(other)) << other;
    EXPECT_TRUE(names_catalogue_columns(other)) << other;
  }
}

TEST(Catalogue, TheShippedOneHoldsTheBestWeightsOfEachModelAndSize) {
  std::ifstream file(std::string(std::getenv("TENPROBES_SOURCE")) +
                     "/assets/spaces/imagenet-pretrained.csv");
  std::stringstream bytes;
  bytes << file.rdbuf();
  const auto space = parse_catalogue(bytes.str(), "imagenet-pretrained.csv");
  EXPECT_EQ(space->size(), 1193);
  EXPECT_EQ(space->title(), "Pretrained image models");
  EXPECT_EQ(space->quality()->facts().label, "ImageNet top-1, %");
  const Architecture known = space->parse("resnet50.a1_in1k@288");
  EXPECT_EQ(space->quality()->of(known), 81.24);
  EXPECT_EQ(space->feature(known, *space->feature_named("resolution")), 288);
  EXPECT_EQ(space->groups()[static_cast<std::size_t>(space->group_of(known[0]))], "resnet");
  for (const std::string& name : space->positions()[0].choices) {
    EXPECT_NE(name.find('@'), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace tenprobes
