// Leads through a lesson: which step is on, what it waits for, what was answered.
//
//   Tutor tutor(resources.lessons);
//   settings = tutor.start("lesson-name", settings, fresh);
//   tutor.follow(settings, fact);                    // every frame
//   if (tutor.may_go_on()) settings = tutor.next(settings);
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "web/app/lesson.h"

namespace tenprobes::app {

/// The value of a fact (facts.h) of that name.
using Facts = std::function<double(std::string_view name)>;

class Tutor {
 public:
  /// JSON by name; throws Error if one is no lesson.
  explicit Tutor(const std::map<std::string, std::string>& lessons);

  /// By number.
  const std::vector<Lesson>& lessons() const { return lessons_; }
  /// nullptr: no such lesson.
  const Lesson* find(std::string_view name) const;
  /// Adds a lesson, or replaces the one of the same name.
  void add(Lesson lesson);

  /// The lesson and step that the settings are at; nullptr where none is on.
  const Lesson* lesson(const Settings& settings) const;
  const Step* step(const Settings& settings) const;
  /// Throws Error where the settings are at a lesson or a step that there is not.
  void check(const Settings& settings) const;
  /// Tells one lesson's step from every other's; empty where none is on.
  std::string place(const Settings& settings) const;

  /// The lesson's first step, in a session of its own: nothing that was set before, or by another
  /// lesson, is left but how the page looks. Throws Error if there is no such lesson.
  /// `fresh`: the session that the page opens with.
  Settings start(std::string_view name, const Settings& settings, const Settings& fresh = {});
  Settings stop(Settings settings) const;
  /// The step before or after; after the last one the lesson ends.
  Settings next(Settings settings);
  Settings back(Settings settings);
  void answer(int choice) { choice_ = choice; }

  /// Notices that another step is on, and whether what it waits for has come true.
  void follow(const Settings& settings, const Facts& fact);

  /// Lets time pass, for how long a step took.
  void advance(double seconds) { seconds_ += seconds; }
  /// Whether its last step was left by Finish, since the page was opened.
  bool has_finished(std::string_view lesson) const { return finished_.contains(lesson); }
  /// What was answered and done, one a line: lesson,step,seconds,answer,right. An act has no answer;
  /// seconds count from where the step began.
  std::string answers_csv() const;
  bool has_answers() const { return !log_.empty(); }

  /// The fact that the step waits for, where it is a number to watch: how far it is.
  struct Watched {
    std::string fact;
    double value = 0;  ///< where the step waits for it to grow: by how much it has
    std::string aim;   ///< "at most 60"
  };
  const std::optional<Watched>& watched() const { return watched_; }

  /// Whether the step waits for nothing any more.
  bool may_go_on() const { return done_; }
  std::optional<int> choice() const { return choice_; }  ///< the last answer given

 private:
  struct Entry {
    std::string lesson;
    std::int64_t step = 0;
    double seconds = 0;
    std::string answer;  ///< empty: something was done
    bool right = true;
  };

  bool holds(const Condition& condition, const Settings& settings, const Facts& fact) const;

  std::vector<Lesson> lessons_;
  std::string on_;  ///< name and number of the step that was entered
  Settings before_;
  double fact_before_ = 0;
  std::optional<int> choice_;
  std::optional<Watched> watched_;
  bool done_ = false;
  double seconds_ = 0;  ///< on this step
  std::optional<int> logged_choice_;
  std::vector<Entry> log_;
  std::set<std::string, std::less<>> finished_;
};

}  // namespace tenprobes::app
