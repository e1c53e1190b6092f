#include "web/app/worksheet.h"

#include <algorithm>
#include <cmath>

#include "core/base/html_text.h"
#include "web/app/facts.h"

namespace tenprobes::app {
namespace {

std::string element(const std::string& tag, const std::string& contents,
                    const std::string& kind = "") {
  return "<" + tag + (kind.empty() ? "" : " class=\"" + kind + "\"") + ">" + contents + "</" +
         tag.substr(0, tag.find(' ')) + ">\n";
}

constexpr const char* style =
    "body{font:12pt/1.45 system-ui,sans-serif;max-width:44em;margin:2em auto;padding:0 1em}"
    "h1{font-size:20pt;margin-bottom:0}li{margin:1em 0;break-inside:avoid}"
    ".faint{color:#555}.line{border-bottom:1px solid #999;height:1.9em}"
    ".box{margin:.3em 0 .3em 1em}.box:before{content:'\\2610\\00a0\\00a0'}"
    ".key{break-before:page}";

double words_in(const std::string& text) {
  return static_cast<double>(std::count(text.begin(), text.end(), ' ')) + 1;
}

std::string line() {
  return element("div", "", "line");
}

// What the pupil writes for a step.
std::string room_for(const Step& step) {
  std::string html;
  if (!step.ask.empty()) {
    html += element("p", element("b", escaped(step.ask)));
    for (const Answer& answer : step.answers) html += element("div", escaped(answer.text), "box");
    html += element("p", "Because:", "faint") + line();
  } else if (step.until) {
    const Fact* fact = step.until->fact.empty() ? nullptr : find_fact(step.until->fact);
    html += element("p",
                    fact && *fact->words ? "What I saw (" + escaped(fact->words) + "):"
                                         : std::string("What I saw:"),
                    "faint") +
            line();
  }
  return html;
}

}  // namespace

int minutes_of(const Lesson& lesson) {
  double minutes = 0;
  for (const Step& step : lesson.steps) {
    minutes += (words_in(step.text) + words_in(step.ask)) / 150;
    if (step.until || !step.ask.empty()) minutes += 0.5;
  }
  return static_cast<int>(std::max(1.0, std::round(minutes)));
}

std::string worksheet_html(const Lesson& lesson) {
  const std::string title = "Lesson " + std::to_string(lesson.number) + ": " + lesson.title;
  std::string steps, key;
  for (const Step& step : lesson.steps) {
    steps += element("li", escaped(step.text) + room_for(step));
    std::string right;
    for (const Answer& answer : step.answers) {
      if (answer.right) right += element("b", escaped(answer.text)) + escaped(answer.reply);
    }
    key += element("li", right.empty() ? "&ndash;" : right);
  }
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n" +
         element("title", escaped(title)) + element("style", style) + "</head><body>\n" +
         element("h1", escaped(title)) +
         element("p",
                 escaped(lesson.about) + " About " + std::to_string(minutes_of(lesson)) +
                     " minutes." +
                     (lesson.source.empty() ? "" : " After " + escaped(lesson.source) + "."),
                 "faint") +
         element("p", "Name: ____________________ &emsp; Date: ____________") +
         element("ol", steps) +
         element("section", element("h2", "Answers to " + escaped(title)) + element("ol", key),
                 "key") +
         "</body></html>\n";
}

}  // namespace tenprobes::app
