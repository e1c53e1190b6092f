#include "web/app/lesson.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "web/app/facts.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

constexpr size_t largest_file = 1 << 20, longest_text = 700, most_steps = 40, most_answers = 5;
constexpr int most_objects = 1000;

// Reads one object, naming what it reads in every refusal, and leaves no member unread.
class LessonReader {
 public:
  LessonReader(const json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object_.is_object()) refuse("is no JSON object");
  }

  [[noreturn]] void refuse(const std::string& what) const { throw Error(where_ + " " + what); }

  const json* find(const char* member) {
    read_.insert(member);
    const auto found = object_.find(member);
    return found == object_.end() ? nullptr : &*found;
  }

  std::string text(const char* member, bool required) {
    const json* value = find(member);
    if (!value) {
      if (required) refuse(std::string("lacks \"") + member + "\"");
      return {};
    }
    if (!value->is_string() || value->get_ref<const std::string&>().empty() ||
        value->get_ref<const std::string&>().size() > longest_text) {
      refuse(std::string("has a \"") + member + "\" that is no text of 1 to " +
             std::to_string(longest_text) + " characters");
    }
    return value->get<std::string>();
  }

  std::optional<double> number(const char* member) {
    const json* value = find(member);
    if (!value) return std::nullopt;
    if (!value->is_number()) refuse(std::string("has a \"") + member + "\" that is no number");
    return value->get<double>();
  }

  const json& list(const char* member, size_t fewest, size_t most) {
    const json* value = find(member);
    if (!value || !value->is_array() || value->size() < fewest || value->size() > most) {
      refuse(std::string("needs \"") + member + "\": a list of " + std::to_string(fewest) + " to " +
             std::to_string(most));
    }
    return *value;
  }

  void finish() const {
    for (const auto& [member, value] : object_.items()) {
      if (!read_.count(member)) {
        refuse("has a member \"" + member.substr(0, 40) + "\", which lessons do not have");
      }
    }
  }

 private:
  const json& object_;
  std::string where_;
  std::set<std::string> read_;
};

template <class Names>
void require_known(const LessonReader& reader, const Names& names, const std::string& name,
                   const char* what) {
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  reader.refuse(std::string(what) + " '" + name.substr(0, 40) + "', expected one of " +
                listed(names));
}

// Of lessons of earlier versions.
std::string current_point(const std::string& point) {
  if (point == "imagined") return "synthetic";
  if (point == "layers") return "cell";
  return point;
}

Condition parse_condition(const json& value, const std::string& where) {
  LessonReader reader(value, where);
  Condition condition;
  condition.changed = reader.text("changed", false);
  condition.fact = reader.text("fact", false);
  condition.least = reader.number("least");
  condition.most = reader.number("most");
  condition.more = reader.number("more");
  reader.finish();
  const int bounds =
      condition.least.has_value() + condition.most.has_value() + condition.more.has_value();
  if (condition.changed.empty() == condition.fact.empty() ||
      bounds != (condition.fact.empty() ? 0 : 1)) {
    reader.refuse("waits for neither {\"changed\"} nor {\"fact\"} with one of least, most, more");
  }
  if (!condition.fact.empty()) {
    std::vector<std::string_view> names;
    for (const Fact& fact : all_facts()) names.push_back(fact.name);
    require_known(reader, names, condition.fact, "waits for the unknown fact");
    return condition;
  }
  condition.changed = current_key(condition.changed);
  try {
    text_of(condition.changed, Settings{});
  } catch (const std::logic_error&) {
    reader.refuse("waits for the unknown setting '" + condition.changed.substr(0, 40) + "'");
  }
  return condition;
}

Step parse_step(const json& value, const std::string& where) {
  LessonReader reader(value, where);
  Step step;
  step.text = reader.text("text", true);
  if (const json* set = reader.find("set")) {
    if (!set->is_object()) reader.refuse("has a \"set\" that is no object of settings");
    for (const auto& [key, text] : set->items()) {
      if (!text.is_string()) {
        reader.refuse("sets \"" + key.substr(0, 40) + "\" to something that is no text");
      }
      if (lists("lesson,step,hide,embed,theme,yours,fbnet_yours", key)) {
        reader.refuse("sets \"" + key + "\", which is the user's");
      }
      step.set.emplace_back(key, text.get<std::string>());
    }
  }
  try {
    with_step(step, {});
  } catch (const Error& error) {
    reader.refuse(std::string("cannot be set: ") + error.what());
  }
  step.point = reader.text("point", false);
  if (!step.point.empty()) {
    require_known(reader, lesson_points, step.point, "points at the unknown");
    step.point = current_point(step.point);
  }
  if (const json* until = reader.find("until")) step.until = parse_condition(*until, where);
  step.ask = reader.text("ask", false);
  if (!step.ask.empty()) {
    for (const json& each : reader.list("answers", 2, most_answers)) {
      LessonReader answer_reader(each, where + ", an answer");
      Answer answer;
      answer.text = answer_reader.text("text", true);
      answer.reply = answer_reader.text("reply", true);
      if (const json* right = answer_reader.find("right")) {
        if (!right->is_boolean()) answer_reader.refuse("has a \"right\" that is not true or false");
        answer.right = right->get<bool>();
      }
      answer_reader.finish();
      step.answers.push_back(std::move(answer));
    }
    if (std::none_of(step.answers.begin(), step.answers.end(),
                     [](const Answer& a) { return a.right; })) {
      reader.refuse("has a question without a right answer");
    }
  }
  if (step.until && !step.ask.empty()) {
    reader.refuse("both waits and asks: make it two steps");
  }
  reader.finish();
  return step;
}

}  // namespace

Lesson parse_lesson(std::string_view bytes, const std::string& name) {
  if (bytes.size() > largest_file) throw Error(name + ": is too large for a lesson: 1 MB at most");
  int objects = 0;
  const json document = json::parse(
      bytes.begin(), bytes.end(),
      [&](int depth, json::parse_event_t event, json&) {
        if (depth > 8) throw Error(name + ": is nested too deeply for a lesson");
        objects += event == json::parse_event_t::object_start;
        if (objects > most_objects) throw Error(name + ": holds more than any lesson has");
        return true;
      },
      false);
  if (document.is_discarded()) throw Error(name + ": is not valid JSON");
  LessonReader reader(document, name + ":");
  if (reader.text("format", true) != "tenprobes-lesson" || reader.number("version") != 1.0) {
    throw Error(name + ": is no lesson: expected \"format\": \"tenprobes-lesson\", \"version\": 1");
  }
  Lesson lesson;
  const size_t slash = name.find_last_of("/\\");
  lesson.name = name.substr(slash == std::string::npos ? 0 : slash + 1);
  lesson.name = lesson.name.substr(0, std::min(lesson.name.rfind('.'), size_t{60}));
  lesson.title = reader.text("title", true);
  lesson.about = reader.text("about", true);
  lesson.source = reader.text("source", false);
  const std::optional<double> number = reader.number("number");
  if (!number || *number < 1 || *number > 999 || *number != static_cast<int>(*number)) {
    reader.refuse("needs \"number\": its place in the menu, 1 to 999");
  }
  lesson.number = static_cast<int>(*number);
  int count = 0;
  for (const json& step : reader.list("steps", 1, most_steps)) {
    lesson.steps.push_back(parse_step(step, name + ", step " + std::to_string(++count)));
  }
  reader.finish();
  return lesson;
}

Settings with_step(const Step& step, Settings settings) {
  for (const auto& [key, text] : step.set) assign(settings, key, text);
  return settings;
}

}  // namespace tenprobes::app
