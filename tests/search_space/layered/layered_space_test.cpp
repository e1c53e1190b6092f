#include "core/search_space/layered/layered_space.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/base/error.h"
#include "core/search_space/layered/layered_file.h"
#include "core/search_space/layered/layered_quality.h"
#include "core/search_space/spaces.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes {
namespace {

std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::shared_ptr<const LayeredSpace> asset(const std::string& file) {
  const char* source = std::getenv("TENPROBES_SOURCE");
  return parse_layered_space(text_of_file(std::string(source) + "/assets/spaces/" + file), file);
}

double feature(const LayeredSpace& space, const Architecture& architecture, const char* name) {
  return space.feature(architecture, *space.feature_named(name));
}

TEST(LayeredSpace, ReadsTheExampleOfItsHeader) {
  const auto space = parse_layered_space(layered_example(), "example.json");
  EXPECT_EQ(space->positions().size(), 6u);
  EXPECT_EQ(space->class_count(), 3);
  // 5 * 5 * 12 choices, the late stage 2 + 4, two resolutions.
  EXPECT_EQ(space->size(), 5 * 5 * 12 * (2 + 4) * 2);
  const Architecture a = space->parse("k3_e1|skip|k7_e6_se|attend|absent|r32");
  EXPECT_EQ(space->text(a), "k3_e1|skip|k7_e6_se|attend|absent|r32");
  EXPECT_EQ(space->at(space->index_of(a)), a);
}

// Counted by hand: stem, one depthwise and one 1x1 convolution, a squeeze, an attention, the head.
TEST(LayeredSpace, CountsWhatBlocksDo) {
  const auto space = parse_layered_space(layered_example(), "example.json");
  const Architecture a = space->parse("k3_e1|skip|k3_e3_se|attend|absent|r32");
  const double stem = 27.0 * 16 * 1024, head = 240;
  const double first = 16.0 * 9 * 1024 + 16.0 * 16 * 1024;
  const double down = 16.0 * 48 * 1024 + 48.0 * 9 * 256 + 2.0 * 48 * 16 + 48.0 * 24 * 256;
  EXPECT_NEAR(feature(*space, a, "mmacs"), (stem + head + first + down) / 1e6 + 1.2, 1e-9);
  // At three quarters of the side, what goes by the area has nine sixteenths.
  const Architecture small = space->parse("k3_e1|skip|k3_e3_se|attend|absent|r24");
  EXPECT_NEAR(
      feature(*space, small, "mmacs"),
      ((stem + first + down - 2.0 * 48 * 16) * 9 / 16 + 2.0 * 48 * 16 + head) / 1e6 + 1.2 * 9 / 16,
      1e-9);
  EXPECT_EQ(feature(*space, small, "mparams"), feature(*space, a, "mparams"));
}

TEST(LayeredSpace, EveryArchitectureIsCanonicalAndComesBack) {
  const auto space = parse_layered_space(layered_example(), "example.json");
  std::set<Architecture> seen;
  for (int i = 0; i < space->size(); ++i) {
    const Architecture a = space->at(i);
    ASSERT_TRUE(space->is_canonical(a));
    ASSERT_EQ(space->index_of(space->parse(space->text(a))), i);
    seen.insert(a);
  }
  EXPECT_EQ(static_cast<int>(seen.size()), space->size());
}

TEST(LayeredSpace, EditsStayInTheSpaceAndReachAllOfIt) {
  for (const char* file : {"example.json", "ofa-mobilenetv3.json"}) {
    const auto space = asset(file);
    Random random(3);
    for (int i = 0; i < 100; ++i) {
      const Architecture a = space->random(random), b = space->random(random);
      const std::vector<Architecture> edits = space->edits(a);
      std::set<Architecture> different(edits.begin(), edits.end());
      EXPECT_EQ(different.size(), edits.size());
      EXPECT_FALSE(different.contains(a));
      for (const Architecture& edit : edits) {
        ASSERT_TRUE(space->is_canonical(edit)) << space->text(edit);
      }
      EXPECT_TRUE(different.contains(space->random_edit(a, random)));
      EXPECT_TRUE(space->is_canonical(space->crossover(a, b, random)));
    }
  }
}

// Frequencies are what random() draws, on average.
TEST(LayeredSpace, DrawsRowsAsOftenAsItSays) {
  const auto space = parse_layered_space(layered_example(), "example.json");
  Random random(5);
  constexpr int draws = 40000;
  std::vector<double> counts(static_cast<std::size_t>(space->row_count()));
  std::vector<std::uint16_t> rows(static_cast<std::size_t>(space->rows_of_one()));
  for (int i = 0; i < draws; ++i) {
    space->rows_of(space->random(random), rows);
    for (const std::uint16_t row : rows) counts[row] += 1.0 / draws;
  }
  for (std::size_t row = 0; row < counts.size(); ++row) {
    EXPECT_NEAR(counts[row], space->frequencies()[row], 0.02) << row;
  }
}

TEST(LayeredSpace, RefusesWithTheTextAndWhatWouldBeRight) {
  const auto space = parse_layered_space(layered_example(), "example.json");
  const auto fault = [&](const char* text) -> std::string {
    try {
      space->parse(text);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_NE(fault("k3_e1|skip").find("there must be 6 choices"), std::string::npos);
  EXPECT_NE(fault("k9|skip|k3_e3|k3|k3|r32").find("layer 0 must be one of k3_e1, k3_e3"),
            std::string::npos);
  EXPECT_NE(fault("k3_e1|skip|k3_e3|k3|k3|r33").find("resolution must be one of r24, r32"),
            std::string::npos);
}

TEST(LayeredFile, SaysWhatIsWrongAndWhere) {
  using nlohmann::ordered_json;
  const auto fault = [](const char* pointer, const ordered_json& value) -> std::string {
    ordered_json json = ordered_json::parse(layered_example());
    json[ordered_json::json_pointer(pointer)] = value;
    try {
      parse_layered_space(json.dump(), "a.json");
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  const std::map<std::string, std::pair<ordered_json, std::string>> faults = {
      {"/format", {"x", "a.json, line 1: 'format' is not 'tenprobes-space'"}},
      {"/name",
       {"a b", "a.json, line 1: 'name' is 'a b'; 1 to 60 letters, digits and '-' can stand there"}},
      {"/colour", {1, "a.json, line 1: the field 'colour' is unknown"}},
      {"/kinds/attention",
       {"hot",
        "a.json, line 1: kinds: 'attention' is of family \"hot\"; it must be one of dense, "
        "depthwise, "
        "squeeze, elementwise"}},
      {"/positions/1",
       {"late2",
        "a.json, line 1: positions[1] is \"late2\", which is not one of the shapes "
        "early, down, late"}},
      {"/shapes/down/mbconv/kernel",
       {4, "a.json, line 1: shapes.down.mbconv: 'kernel' must be 3, 5 or 7"}},
      {"/shapes/down/mbconv/width",
       {4, "a.json, line 1: shapes.down.mbconv: the field 'width' is unknown"}},
      {"/shapes/late/k3/0/1",
       {-1,
        "a.json, line 1: shapes.late.k3[0] is [\"dw3\",-1,0.012,0.0002,2,16]; an operation is "
        "[kind, "
        "MACs, activations moved, parameters, launches, input side], numbers from 0 and a whole "
        "side from 1"}},
      {"/stages/0/positions",
       {{2, 4}, "a.json, line 1: stages[0]: 'positions' are not consecutive"}},
      {"/stages/0/absent",
       {"attend",
        "a.json, line 1: stages[0]: 'attend' is how a layer that is left out is called, and a "
        "choice of "
        "position 4 too: give one of them another name"}},
      {"/stages/0/least", {3, "a.json, line 1: stages[0]: 'least' is 3; it must be from 0 to 2"}},
      {"/quality/kind",
       {"best",
        "a.json, line 1: quality: 'kind' is 'best'; it must be one of macs, sum, "
        "table, network"}},
  };
  for (const auto& [pointer, expected] : faults) {
    EXPECT_EQ(fault(pointer.c_str(), expected.first), expected.second) << pointer;
  }
  EXPECT_NE(fault("/shapes/late/k3/0/0", "dw9").find("the kind 'dw9' is not among 'kinds'"),
            std::string::npos);
}

TEST(LayeredFile, SaysOnWhichLine) {
  const struct {
    std::string written, instead, says;
  } faults[] = {
      {"tenprobes-space", "x", "2: 'format' is not 'tenprobes-space'"},
      {"\"version\": 1", "\"version\": 2", "2: version 2 of the search space format"},
      {"A small example", "\\\"[{\\\\\", \"note\": \"", "2: 'note' is not a text of 1"},
      {"[24, 32]", "[24,\n 32.5]", "4: resolution: 'choices' holds 32.5; whole numbers"},
      {"[24, 32]", "[24,\n 24]", "3: resolution: 'choices' holds a value twice"},
      {"\"macs\": 1e6", "\"macs\": 0", "4: units: 'macs' is 0.0; it must be from"},
      {"\"dense\"}", "\n\"hot\"}", "6: kinds: 'attention' is of family \"hot\""},
      {"\"attention\": \"dense\"", "\"a b\": \"dense\"", "5: kinds: 'a b' cannot be a choice's"},
      {"\"stride\": 1", "\"stride\": 0", "6: fixed[0].conv: 'stride' is 0"},
      {"\"in\": 24, ", "", "7: fixed[1].linear: the field 'in' is missing"},
      {"\"linear\"", "\"bias\"", "7: fixed[1]: 'bias' is not one of conv, linear"},
      {"\"kernel\": [3, 5],", "\"kernel\": 4,",
       "9: shapes.early.mbconv: 'kernel' must be 3, 5 or 7"},
      {"[1, 3]", "[1, 13]", "10: shapes.early.mbconv: 'expansion' holds 13"},
      {"\"skip\"}", "\"|\"}", "10: shapes.early.mbconv: '|' cannot be a choice's name"},
      {"\"skip\": \"skip\"", "\"only\": [\"k3_e1\",\n\"k9\"]",
       "11: shapes.early.mbconv: 'only' names \"k9\""},
      {"[3, 6]", "[3, 6], \"width\": 1", "12: shapes.down.mbconv: the field 'width' is unknown"},
      {"\"units\"", "\"mbconv\": {\n\"squeeze\": 1},\n\"units\"",
       "5: shapes.early.mbconv: 'squeeze' holds 1; true or false"},
      {"\"units\"", "\"mbconv\": {\n\"width\":\n1},\n\"units\"",
       "6: shapes.early.mbconv: the field 'width' is unknown"},
      {"\"attend\"", "\"k3\"", "14: the key \"k3\" comes twice in one object"},
      {"[\"attention\", 1.2", "[\"attention\", -1.2",
       "14: shapes.late.attend[0] is [\"attention\",-1.2"},
      {"[\"attention\"", "[\"hot\"", "14: shapes.late.attend[0]: the kind 'hot' is not among"},
      {"\"down\", \"late\"", "\"down\",\n\"lat\"", "17: positions[3] is \"lat\", which is not one"},
      {"\"early\", \"early\", \"down\", \"late\", \"late\"", "", "16: positions is empty"},
      {"[3, 4]", "[2, 4]", "17: stages[0]: 'positions' are not consecutive"},
      {"\"absent\": \"absent\"", "\"absent\":\n\"attend\"", "18: stages[0]: 'attend' is how"},
      {", \"absent\": \"absent\"", ", \"absent\": true", "17: stages[0]: 'absent' is not a text"},
      {"\"macs\"}", "\"best\"}", "18: quality: 'kind' is 'best'"},
      {"\"macs\"}", "\"table\",\n \"file\": \"a.csv\"}",
       "19: quality: 'a.csv' stands in a file of its own"},
      {"\"macs\"}", "\"table\", \"values\": {\n \"k3\": 1}}",
       "19: quality.values: 'k3' is no architecture"},
      {"\"macs\"}", "\"table\", \"values\": {}}", "18: quality quality: no value is known"},
      {"\"macs\"}", "\"sum\", \"choices\": {}, \"base\":\n null}",
       "19: quality.base is not a number"},
      {"{\"kind\": \"macs\"}", "[]", "18: quality is not a JSON object"},
      {"\"positions\": [\"early\"", "\"layers\": [\"early\"",
       "1: the field 'positions' is missing"},
  };
  for (const auto& [written, instead, says] : faults) {
    std::string text = layered_example();
    text.replace(text.find(written), written.size(), instead);
    try {
      parse_layered_space(text, "a.json");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_TRUE(std::string_view(error.what()).starts_with("a.json, line " + says))
          << says << "\n"
          << error.what();
    }
  }
}

TEST(LayeredFile, AFeatureIsASumOfWhatItsRowsAdd) {
  for (const auto& space : {asset("ofa-mobilenetv3.json"), asset("fbnet.json")}) {
    for (int which = 0; which < static_cast<int>(space->features().size()); ++which) {
      const LayeredSum sum(*space, "feature", "a feature", feature_by_row(*space, which));
      Random random(5);
      for (int i = 0; i < 50; ++i) {
        const Architecture drawn = space->random(random);
        EXPECT_EQ(sum.of(drawn), space->feature(drawn, which));
      }
    }
  }
}

TEST(SpacesTest, AnotherSpaceOfABuiltInNameIsRefused) {
  const std::string source = std::getenv("TENPROBES_SOURCE");
  for (const BuiltInSpace& each : built_in_spaces()) {
    const std::string bytes =
        each.asset.empty() ? "" : text_of_file(source + "/" + std::string(each.asset));
    EXPECT_EQ(make_space(each, bytes)->hash(), each.hash) << each.name;
    if (bytes.empty()) continue;
    EXPECT_EQ(parse_space(bytes, std::string(each.asset))->name(), each.name);
  }
  const auto refusal = [](const std::string& bytes, const std::string& file) -> std::string {
    try {
      parse_space(bytes, file);
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  };
  std::string example = layered_example();
  example.replace(example.find("\"example\""), 9, "\"fbnet\"");
  EXPECT_EQ(
      refusal(example, "mine.json"),
      "mine.json, line 2: is called 'fbnet' like a built-in space and is another: give it another "
      "name");
  EXPECT_EQ(refusal("name,quality\na,1\n", "my/imagenet-pretrained.csv"),
            "my/imagenet-pretrained.csv: is called 'imagenet-pretrained' like a built-in space and "
            "is another: give the file another name");
}

TEST(LayeredFile, QualitiesAreSumsTablesAndNetworks) {
  using nlohmann::ordered_json;
  ordered_json json = ordered_json::parse(layered_example());
  json["quality"] = {{"kind", "sum"},
                     {"name", "points"},
                     {"choices", {{"early", {{"k3_e1", 2}, {"skip", -1}}}, {"late", {{"k3", 10}}}}},
                     {"resolutions", {{"32", 100}}}};
  const auto sum = parse_layered_space(json.dump(), "a.json");
  EXPECT_EQ(sum->quality()->facts().name, "points");
  EXPECT_EQ(sum->quality()->of(sum->parse("k3_e1|skip|k3_e3|k3|k3|r32")), 2 - 1 + 20 + 100);
  EXPECT_EQ(sum->quality()->of(sum->parse("k3_e1|k3_e1|k3_e3|attend|absent|r24")), 4);
  json["quality"]["base"] = 5;
  const auto alone = parse_layered_quality(json["quality"].dump(), "points.json", *sum);
  EXPECT_EQ(alone->of(sum->parse("k3_e1|skip|k3_e3|k3|k3|r32")), 5 + 2 - 1 + 20 + 100);
  EXPECT_EQ(alone->of(sum->parse("k3_e1|k3_e1|k3_e3|attend|absent|r24")), 5 + 4);
  EXPECT_THROW(parse_layered_quality(R"({"kind": "best"})", "points.json", *sum), Error);

  const std::string known = "k3_e1|skip|k3_e3|k3|k3|r32";
  json["quality"] = {{"kind", "table"}, {"file", "values.csv"}};
  const auto table = parse_layered_space(json.dump(), "a.json", [&](const std::string& file) {
    EXPECT_EQ(file, "values.csv");
    return "architecture,accuracy\n" + known + ",71.5\n";
  });
  EXPECT_EQ(table->quality()->of(table->parse(known)), 71.5);
  EXPECT_TRUE(std::isnan(table->quality()->of(table->at(0))));

  const auto space = parse_layered_space(layered_example(), "a.json");
  std::size_t choices = 0;
  for (const Position& position : space->positions()) choices += position.choices.size();
  Safetensors file;
  std::vector<float> first(choices * 2), bias = {0.5f, -1}, second = {2, 3}, last = {0.25f};
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = static_cast<float>(i);
  file.metadata["kind"] = "layered-quality";
  file.metadata["scale"] = "10";
  file.add("choices", {static_cast<std::int64_t>(choices), 2}, first);
  file.add("bias0", {2}, bias);
  file.add("weight1", {1, 2}, second);
  file.add("bias1", {1}, last);
  Safetensors none = file;
  const std::vector<float> nothing;
  none.tensors["choices"] = {{static_cast<std::int64_t>(choices), 0}, nothing};
  none.tensors["bias0"] = {{0}, nothing};
  none.tensors["weight1"] = {{1, 0}, nothing};
  EXPECT_THROW(LayeredNetwork(*space, "accuracy", "accuracy, %", none, "net.safetensors"), Error);
  const LayeredNetwork network(*space, "accuracy", "accuracy, %", file, "net.safetensors");
  // Every position's first choice: rows 0, 5, 10, 22, 24 and 27 of `choices`.
  const double rows = 0 + 5 + 10 + 22 + 24 + 27;
  const double hidden0 = 2 * rows + 0.5, hidden1 = 2 * rows + 6 - 1;
  EXPECT_NEAR(network.of(space->parse("k3_e1|k3_e1|k3_e3|k3|k3|r24")),
              10 * (2 * hidden0 + 3 * hidden1 + 0.25), 1e-6);
}

// What a belief keeps of a space grows with them.
TEST(LayeredSpace, AFileWithTooManyDifferentChoicesIsRefused) {
  nlohmann::json json = nlohmann::json::parse(layered_example());
  const auto made = [&](int shapes, int resolutions) {
    nlohmann::json list = nlohmann::json::array(), positions = list;
    for (int r = 0; r < resolutions; ++r) list.push_back(32 + r);
    json["resolution"]["choices"] = list;
    json["shapes"] = nlohmann::json::object();
    json.erase("stages");
    for (int s = 0; s < shapes; ++s) {
      const std::string name = "s" + std::to_string(s);
      for (int c = 0; c < 128; ++c) {
        json["shapes"][name]["c" + std::to_string(c)] = {{"dense", 1 + c, 1, 1, 1, 32}};
      }
      positions.push_back(name);
    }
    json["positions"] = positions;
    return parse_layered_space(json.dump(), "large.json");
  };
  EXPECT_EQ(made(16, 8)->row_count(), 1 + (1 + 16 * 128) * 8);
  for (const auto& [shapes, resolutions] : {std::pair(17, 1), std::pair(16, 9)}) {
    try {
      made(shapes, resolutions);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("at most 2048 choices"), std::string::npos);
    }
  }
}

TEST(LayeredAssets, HaveTheSizesThatTheirSourcesName) {
  const auto fbnet = asset("fbnet.json");
  EXPECT_EQ(fbnet->layer_count(), 22);
  EXPECT_EQ(fbnet->class_count(), 12);
  EXPECT_EQ(fbnet->entry_count(), 109);
  EXPECT_EQ(fbnet->size(), 0);
  const auto ofa = asset("ofa-mobilenetv3.json");
  EXPECT_EQ(ofa->positions().size(), 21u);
  EXPECT_EQ(ofa->class_count(), 10);
  EXPECT_EQ(ofa->resolution_count(), 25);
}

// MobileNetV2 1.0 (Sandler et al., CVPR 2018, table 2): 300 M multiply-accumulates and 3.4 M
// parameters, of which torchvision's documentation counts 3,504,872.
TEST(LayeredSpace, BlocksAddUpToAPublishedNetwork) {
  using nlohmann::ordered_json;
  const auto block = [](int in, int out, int stride, int side, int expansion) {
    return ordered_json{
        {"mbconv",
         {{"in", in}, {"out", out}, {"stride", stride}, {"side", side}, {"expansion", expansion}}}};
  };
  ordered_json fixed = {
      {{"conv", {{"in", 3}, {"out", 32}, {"kernel", 3}, {"stride", 2}, {"side", 224}}}},
      block(32, 16, 1, 112, 1)};
  int in = 16, side = 112;
  struct Stage {
    int out, layers, stride;
  };
  for (const Stage& stage : {Stage{24, 2, 2}, {32, 3, 2}, {64, 4, 2}, {96, 3, 1}, {160, 3, 2}}) {
    for (int layer = 0; layer < stage.layers; ++layer) {
      const int stride = layer == 0 ? stage.stride : 1;
      fixed.push_back(block(in, stage.out, stride, side, 6));
      in = stage.out;
      side /= stride;
    }
  }
  fixed.push_back({{"conv", {{"in", 320}, {"out", 1280}, {"side", 7}}}});
  fixed.push_back({{"linear", {{"in", 1280}, {"out", 1000}}}});
  const ordered_json json = {{"format", "tenprobes-space"},
                             {"version", 1},
                             {"name", "mobilenet-v2"},
                             {"fixed", fixed},
                             {"shapes", {{"last", block(160, 320, 1, 7, 6)}}},
                             {"positions", {"last"}}};
  const auto space = parse_layered_space(json.dump(), "v2.json");
  const Architecture only = space->parse("k3_e6");
  EXPECT_NEAR(feature(*space, only, "mparams"), 3.504872, 1e-9);
  EXPECT_NEAR(feature(*space, only, "mmacs"), 300, 1.5);
}

}  // namespace
}  // namespace tenprobes
