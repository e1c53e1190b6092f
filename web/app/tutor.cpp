#include "web/app/tutor.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text_table.h"
#include "web/app/plot.h"

namespace tenprobes::app {

Tutor::Tutor(const std::map<std::string, std::string>& lessons) {
  for (const auto& [name, bytes] : lessons) add(parse_lesson(bytes, name + ".json"));
}

void Tutor::add(Lesson lesson) {
  std::erase_if(lessons_, [&](const Lesson& known) { return known.name == lesson.name; });
  if (on_.starts_with(lesson.name + " ")) {  // its step may be another now
    on_.clear();
    choice_.reset();
    done_ = false;
  }
  lessons_.push_back(std::move(lesson));
  std::stable_sort(lessons_.begin(), lessons_.end(),
                   [](const Lesson& a, const Lesson& b) { return a.number < b.number; });
}

const Lesson* Tutor::find(std::string_view name) const {
  const auto found = std::find_if(lessons_.begin(), lessons_.end(),
                                  [&](const Lesson& lesson) { return lesson.name == name; });
  return found == lessons_.end() ? nullptr : &*found;
}

const Lesson* Tutor::lesson(const Settings& settings) const {
  return find(settings.lesson);
}

const Step* Tutor::step(const Settings& settings) const {
  const Lesson* on = lesson(settings);
  if (!on || settings.step > static_cast<std::int64_t>(on->steps.size())) return nullptr;
  return &on->steps[static_cast<size_t>(settings.step - 1)];
}

void Tutor::check(const Settings& settings) const {
  if (settings.lesson == "none" || step(settings)) return;
  throw Error("step " + std::to_string(settings.step) + " of the lesson '" +
              settings.lesson.substr(0, 60) +
              "' is none that this page has: Learn lists its lessons");
}

Settings Tutor::start(std::string_view name, const Settings& settings, const Settings& fresh) {
  const Lesson* wanted = find(name);
  if (!wanted) throw Error("there is no lesson '" + std::string(name.substr(0, 60)) + "'");
  Settings first = with_session_of(fresh, settings);
  first.lesson = wanted->name;
  first.step = 1;
  on_.clear();
  return with_step(wanted->steps.front(), first);
}

Settings Tutor::stop(Settings settings) const {
  settings.lesson = "none";
  settings.step = 1;
  return settings;
}

Settings Tutor::next(Settings settings) {
  const Lesson* on = lesson(settings);
  if (!on || settings.step >= static_cast<std::int64_t>(on->steps.size())) {
    if (on) finished_.insert(on->name);
    return stop(settings);
  }
  ++settings.step;
  return with_step(*step(settings), settings);
}

Settings Tutor::back(Settings settings) {
  if (!lesson(settings) || settings.step <= 1) return settings;
  --settings.step;
  return with_step(*step(settings), settings);
}

bool Tutor::holds(const Condition& condition, const Settings& settings, const Facts& fact) const {
  if (!condition.changed.empty()) {
    return text_of(condition.changed, settings) != text_of(condition.changed, before_);
  }
  const double value = fact(condition.fact);
  if (condition.least) return value >= *condition.least;
  if (condition.most) return value <= *condition.most;
  return value >= fact_before_ + *condition.more;
}

std::string Tutor::place(const Settings& settings) const {
  return step(settings) ? settings.lesson + " " + std::to_string(settings.step) : "";
}

void Tutor::follow(const Settings& settings, const Facts& fact) {
  const Step* now = step(settings);
  const std::string on = place(settings);
  if (on != on_) {
    on_ = on;
    before_ = settings;
    choice_.reset();
    logged_choice_.reset();
    seconds_ = 0;
    done_ = false;
    fact_before_ = now && now->until && now->until->more ? fact(now->until->fact) : 0;
  }
  watched_.reset();
  if (now && now->until && !now->until->fact.empty()) {
    const Condition& until = *now->until;
    watched_ = {until.fact, fact(until.fact) - (until.more ? fact_before_ : 0),
                until.most
                    ? "at most " + short_number(*until.most)
                    : "at least " + short_number(until.least.value_or(until.more.value_or(0)))};
  }
  if (!now || done_) return;
  if (!now->ask.empty()) {
    if (!choice_) return;
    const Answer& answer = now->answers[static_cast<size_t>(*choice_)];
    if (logged_choice_ != choice_)
      log_.push_back({settings.lesson, settings.step, seconds_, answer.text, answer.right});
    logged_choice_ = choice_;
    done_ = answer.right;
  } else {
    done_ = !now->until || holds(*now->until, settings, fact);
    if (done_ && now->until) log_.push_back({settings.lesson, settings.step, seconds_, "", true});
  }
}

std::string Tutor::answers_csv() const {
  std::string csv = "lesson,step,seconds,answer,right\n";
  for (const Entry& entry : log_) {
    csv += csv_field(entry.lesson) + ',' + std::to_string(entry.step) + ',' +
           std::to_string(static_cast<int>(entry.seconds)) + ',' + csv_field(entry.answer) + ',' +
           (entry.right ? "1" : "0") + '\n';
  }
  return csv;
}

}  // namespace tenprobes::app
