#include "web/app/lesson.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <variant>

#include "core/base/error.h"
#include "core/search/strategies.h"
#include "web/app/tutor.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

json small_lesson() {
  return json::parse(R"({
    "format": "tenprobes-lesson", "version": 1, "number": 3, "title": "T", "about": "A",
    "source": "S",
    "steps": [
      {"text": "One", "set": {"panel": "cell", "probes": "4"}, "point": "cell",
       "until": {"fact": "edits", "more": 2}},
      {"text": "Two", "ask": "Which?",
       "answers": [{"text": "a", "reply": "no"}, {"text": "b", "right": true, "reply": "yes"}]},
      {"text": "Three", "until": {"changed": "seed"}},
      {"text": "Four"}
    ]})");
}

// Where the repository is not within reach (under Node), nothing.
std::map<std::string, std::string> files_of(const char* folder) {
  std::map<std::string, std::string> files;
  const char* source = std::getenv("TENPROBES_SOURCE");
  if (!source || !fs::exists(fs::path(source) / folder)) return files;
  const fs::path home = fs::path(source) / folder;
  for (const auto& entry : fs::directory_iterator(home)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    files[entry.path().stem().string()] = {std::istreambuf_iterator<char>(stream), {}};
  }
  return files;
}

TEST(Lesson, ReadsWhatTheHeaderSays) {
  const Lesson lesson = parse_lesson(small_lesson().dump(), "folder/three.json");
  EXPECT_EQ(lesson.name, "three");
  EXPECT_EQ(lesson.number, 3);
  ASSERT_EQ(lesson.steps.size(), 4u);
  EXPECT_EQ(with_step(lesson.steps[0], {}).panel, "cell");
  EXPECT_EQ(with_step(lesson.steps[0], {}).probes, 4);
  EXPECT_EQ(lesson.steps[0].until->more, 2);
  EXPECT_TRUE(lesson.steps[1].answers[1].right);
}

TEST(Lesson, ABrokenFileIsOneSentence) {
  const auto broken = [](const std::function<void(json&)>& spoil) {
    json document = small_lesson();
    spoil(document);
    return document.dump();
  };
  const std::vector<std::string> files = {
      "",
      "hello",
      "[]",
      "{}",
      std::string(100000, '['),
      broken([](json& j) { j["version"] = 2; }),
      broken([](json& j) { j.erase("title"); }),
      broken([](json& j) { j["number"] = 0; }),
      broken([](json& j) { j["steps"] = json::array(); }),
      broken([](json& j) { j["steps"][0].erase("text"); }),
      broken([](json& j) { j["steps"][0]["txt"] = "x"; }),
      broken([](json& j) { j["steps"][0]["text"] = std::string(2000, 'x'); }),
      broken([](json& j) { j["steps"][0]["set"]["panel"] = "attic"; }),
      broken([](json& j) { j["steps"][0]["set"]["attic"] = "1"; }),
      broken([](json& j) { j["steps"][0]["set"]["probes"] = 4; }),
      broken([](json& j) { j["steps"][0]["set"]["hide"] = "seed"; }),
      broken([](json& j) { j["steps"][0]["point"] = "the sky"; }),
      broken([](json& j) { j["steps"][0]["until"]["fact"] = "luck"; }),
      broken([](json& j) { j["steps"][0]["until"]["least"] = 1; }),
      broken([](json& j) {
        j["steps"][0]["until"] = json{{"fact", "edits"}};
      }),
      broken([](json& j) { j["steps"][2]["until"]["changed"] = "mood"; }),
      broken([](json& j) { j["steps"][1]["answers"][1]["right"] = false; }),
      broken([](json& j) { j["steps"][1]["answers"][1]["right"] = "yes"; }),
      broken([](json& j) { j["steps"][1]["answers"].erase(1); }),
      broken([](json& j) {
        j["steps"][1]["until"] = json{{"changed", "seed"}};
      }),
  };
  for (const std::string& file : files) {
    try {
      parse_lesson(file, "bad.json");
      FAIL() << "not refused: " << file.substr(0, 200);
    } catch (const Error& error) {
      const std::string sentence = error.what();
      EXPECT_EQ(sentence.rfind("bad.json", 0), 0u) << sentence;
      EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    }
  }
}

TEST(Tutor, WaitsForTheActAndForTheRightAnswer) {
  Tutor tutor({{"three", small_lesson().dump()}});
  double edits = 5;
  const Facts fact = [&](std::string_view) { return edits; };
  Settings settings = tutor.start("three", {});
  EXPECT_EQ(settings.panel, "cell");
  const auto ready = [&] {
    tutor.follow(settings, fact);
    return tutor.may_go_on();
  };
  EXPECT_FALSE(ready());
  edits = 6;
  EXPECT_FALSE(ready());
  edits = 7;
  EXPECT_TRUE(ready());
  edits = 0;
  EXPECT_TRUE(ready()) << "what was done stays done";

  settings = tutor.next(settings);
  EXPECT_FALSE(ready());
  tutor.answer(0);
  EXPECT_FALSE(ready());
  tutor.answer(1);
  EXPECT_TRUE(ready());

  settings = tutor.next(settings);
  EXPECT_FALSE(ready());
  settings.seed += 1;
  EXPECT_TRUE(ready());

  settings = tutor.next(settings);
  EXPECT_TRUE(ready());
  settings = tutor.next(settings);
  EXPECT_EQ(settings.lesson, "none");
  EXPECT_EQ(tutor.step(settings), nullptr);
  EXPECT_THROW(tutor.start("four", settings), Error);
}

TEST(Tutor, ALessonOfTheSameNameIsReplaced) {
  Tutor tutor({{"three", small_lesson().dump()}});
  json other = small_lesson();
  other["title"] = "Another";
  tutor.add(parse_lesson(other.dump(), "three.json"));
  ASSERT_EQ(tutor.lessons().size(), 1u);
  EXPECT_EQ(tutor.lessons()[0].title, "Another");
}

TEST(Tutor, ALessonReplacedWhileItIsOnForgetsTheAnswer) {
  Tutor tutor({{"three", small_lesson().dump()}});
  Settings settings = tutor.next(tutor.start("three", {}));
  tutor.follow(settings, [](std::string_view) { return 0; });
  tutor.answer(1);
  json other = small_lesson();
  other["steps"][1] = {{"text", "No question any more"}};
  tutor.add(parse_lesson(other.dump(), "three.json"));
  EXPECT_FALSE(tutor.choice().has_value());
}

TEST(Lesson, TheShippedOnesNameDevicesAndMethodsThatExist) {
  const auto lessons = files_of("assets/lessons");
  auto presets = files_of("assets/devices");
  presets.merge(files_of("assets/devices/imagenet-pretrained"));
  ASSERT_FALSE(lessons.empty()) << "TENPROBES_SOURCE must name the repository's folder";
  std::set<int> numbers;
  for (const auto& [name, bytes] : lessons) {
    const Lesson lesson = parse_lesson(bytes, name + ".json");
    EXPECT_TRUE(numbers.insert(lesson.number).second) << name;
    EXPECT_FALSE(lesson.source.empty()) << name;
    for (const Step& step : lesson.steps) {
      for (const auto& [key, text] : step.set) {
        if (key == "device") {
          EXPECT_TRUE(presets.count(text) || text.starts_with("synthetic:"))
              << name << ": " << text;
        }
        if (key == "method") {
          EXPECT_NO_THROW(search::strategy_kind(text)) << name;
        }
      }
    }
  }
  EXPECT_EQ(numbers, (std::set<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
}

// Else a person who has already chosen what the step asks for could not go on. A slider, and a
// network of layers, can always be moved on.
TEST(Lesson, AShippedStepThatWaitsForAChoiceStartsFromAnother) {
  using Number = double& (*)(Settings&);
  for (const auto& [name, bytes] : files_of("assets/lessons")) {
    const Lesson lesson = parse_lesson(bytes, name + ".json");
    for (size_t i = 0; i < lesson.steps.size(); ++i) {
      const Step& step = lesson.steps[i];
      if (!step.until || step.until->changed.empty()) continue;
      const std::string& key = step.until->changed;
      if (std::holds_alternative<Number>(setting(key).field) || key == "network") continue;
      const bool sets = std::any_of(step.set.begin(), step.set.end(), [&](const auto& each) {
        return current_key(each.first) == key;
      });
      EXPECT_TRUE(sets) << name << ", step " << i + 1 << " waits for " << key;
    }
  }
}

}  // namespace
}  // namespace tenprobes::app
