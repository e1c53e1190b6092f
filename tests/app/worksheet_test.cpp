// What a teacher takes along: worksheets, the log of answers, a code of the link.
#include "web/app/worksheet.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "tests/app/shipped.h"
#include "web/app/tutor.h"

namespace tenprobes::app {
namespace {

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(Worksheet, HasEveryStepAQuestionsChoicesAndTheAnswersApart) {
  for (const auto& [name, bytes] : shipped().lessons) {
    const Lesson lesson = parse_lesson(bytes, name + ".json");
    const std::string html = worksheet_html(lesson);
    size_t choices = 0;
    for (const Step& step : lesson.steps) choices += step.answers.size();
    EXPECT_EQ(count(html, "class=\"box\""), choices) << name;
    EXPECT_EQ(count(html, "<li>"), 2 * lesson.steps.size()) << name;
    for (const char* tag : {"<html", "<ol", "<li", "<p", "<div", "<section"}) {
      const std::string close = std::string("</") + (tag + 1);
      EXPECT_EQ(count(html, tag), count(html, close)) << name << ": " << tag;
    }
    const size_t key = html.find("class=\"key\"");
    for (const Step& step : lesson.steps) {
      for (const Answer& answer : step.answers) {
        if (answer.reply.find('&') != answer.reply.npos) continue;
        const size_t at = html.find(answer.reply);
        EXPECT_EQ(at != html.npos, answer.right) << name << ": " << answer.reply;
        EXPECT_GT(at, key) << "a pupil reads it on the sheet";
      }
    }
    EXPECT_GE(minutes_of(lesson), 2) << name;
    EXPECT_LE(minutes_of(lesson), 15) << name;
  }
}

TEST(Worksheet, TextIsNoMarkup) {
  Lesson lesson;
  lesson.title = "a < b & c";
  lesson.steps.emplace_back().text = "<script>";
  const std::string html = worksheet_html(lesson);
  EXPECT_EQ(html.find("<script>"), html.npos);
  EXPECT_NE(html.find("a &lt; b &amp; c"), html.npos);
}

TEST(Tutor, KeepsWhatWasAnsweredAndHowLongItTook) {
  const std::map<std::string, std::string> lessons = {
      {"l", R"({"format": "tenprobes-lesson", "version": 1, "number": 1, "title": "T",
    "about": "A", "steps": [{"text": "Ask", "ask": "Which?", "answers": [
      {"text": "This, \"so\"", "reply": "No."}, {"text": "That", "right": true, "reply": "Yes."}]},
      {"text": "Do", "until": {"fact": "probes", "least": 1}}]})"}};
  Tutor tutor(lessons);
  double probes = 0;
  const auto fact = [&](std::string_view) { return probes; };
  Settings settings = tutor.start("l", {});
  EXPECT_FALSE(tutor.has_answers());
  tutor.follow(settings, fact);
  tutor.advance(4);
  tutor.answer(0);
  tutor.follow(settings, fact);
  tutor.follow(settings, fact);
  tutor.advance(3);
  tutor.answer(1);
  tutor.follow(settings, fact);
  settings = tutor.next(settings);
  tutor.follow(settings, fact);
  tutor.advance(2);
  probes = 1;
  tutor.follow(settings, fact);
  EXPECT_EQ(tutor.answers_csv(),
            "lesson,step,seconds,answer,right\n"
            "l,1,4,\"This, \"\"so\"\"\",0\n"
            "l,1,7,That,1\n"
            "l,2,2,,1\n");
  EXPECT_FALSE(tutor.has_finished("l"));
  tutor.next(settings);
  EXPECT_TRUE(tutor.has_finished("l"));
}

}  // namespace
}  // namespace tenprobes::app
