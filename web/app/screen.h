// What the panels share while they draw a frame: what is shown, how, and what was asked for. Panels
// read the workbench; what they want changed happens after the frame, in the order asked:
//
//   double speed = screen.settings().speed;
//   screen.change([](Settings& settings) { settings.seed += 1; });
//   screen.later([](Workbench& bench) { bench.restart(); });
//
// What is refused becomes the banner's sentence.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "web/app/app.h"
#include "web/app/awaited.h"
#include "web/app/plot.h"
#include "web/app/theme.h"
#include "web/app/tutor.h"
#include "web/app/undo.h"
#include "web/app/workbench.h"

namespace tenprobes::app {

class Screen {
 public:
  Screen(Workbench& workbench, Tutor& guide)
      : bench(workbench), tutor(guide), undo(workbench.settings()), bench_(workbench) {}

  const Workbench& bench;
  Tutor& tutor;  ///< an answer is told at once
  Undo undo;
  Offers offers = {};
  const Palette* colours = nullptr;
  bool compact = false;  ///< a small screen: tabs, larger targets
  bool low = false;      ///< of little height: a phone held sideways, a frame in an article
  bool reduced_motion = false;
  bool moving = false;  ///< something drawn in this frame is on its way
  double seconds = 0;   ///< of this frame
  double time = 0;      ///< since the start, for what pulses

  std::string address;    ///< of the page, without a fragment; empty: it has none
  std::string notice;     ///< good news for the banner; empty: none
  std::string complaint;  ///< the banner's sentence; empty: none
  std::vector<Wish> wishes;
  std::map<std::string, std::string, std::less<>> part_faults;      ///< why a part did not come
  bool help = false, learn = false, share = false, legend = false;  ///< a window that is asked for
  bool toolbar_open = true;    ///< of a small screen: else it is one row
  bool picture_asked = false;  ///< of the panel, once no menu covers it
  std::string pasted_link;     ///< a link's fragment to go to

  /// Where the things that lessons point at were drawn in this frame: x, y, z, w are the corners.
  std::map<std::string, ImVec4, std::less<>> places;
  double pointed_since = 0;  ///< time
  std::string pointed_step;  ///< lesson and step

  /// The network under the pointer, in a cloud or the log, and what the last frame had there.
  std::optional<Architecture> pointed, pointed_before;

  const Settings& settings() const { return bench.settings(); }
  bool shows(std::string_view control) const {
    return settings().embed ? step_needs(control) : !lists(settings().hide, control);
  }

  /// Whether the lesson's step waits until this was used.
  bool step_needs(std::string_view control) const {
    const Step* step = tutor.step(settings());
    if (!step || !step->until) return false;
    return step->until->changed == (control == "panels" ? "panel" : control);
  }

  /// edit(Settings&), after the frame.
  template <class Edit>
  void change(Edit edit) {
    later([edit](Workbench& workbench) {
      Settings wanted = workbench.settings();
      edit(wanted);
      workbench.change(wanted);
    });
  }

  /// work(Workbench&), after the frame.
  void later(std::function<void(Workbench&)> work) { asked_.push_back(std::move(work)); }

  /// One step back, or forward again, after the frame.
  void travel(bool forward) {
    later([this, forward](Workbench& workbench) {
      const auto wanted = undo.travel(workbench.settings(), forward);
      if (wanted) workbench.restore(workbench.share(*wanted));
    });
  }

  /// Does what was asked for. What needs a part that has not arrived waits for resume().
  void settle() {
    if (!asked_.empty()) undo.note();
    for (const auto& work : std::exchange(asked_, {})) {
      attempt([&] {
        try {
          work(bench_);
        } catch (const Awaited& part) {
          waiting_.emplace(part.name, work);
          notice = waiting_notice(part.name);
          fetch(part.name);
        }
      });
    }
  }

  /// A part (awaited.h) is wanted now.
  void fetch(const std::string& part) {
    part_faults.erase(part);
    fetching_.insert(part);
    wishes.push_back({Wish::Kind::fetch, part, ""});
  }
  /// The same, once, however often a panel asks.
  void want(const std::string& part) {
    if (!fetching_.contains(part) && !part_faults.contains(part)) fetch(part);
  }

  /// A part has arrived: what waited for it is asked for again.
  void resume(std::string_view part) {
    for (auto& work : take_waiting(part)) later(std::move(work));
  }

  /// A part cannot be had: what waited for it is forgotten. Returns the sentence that says so.
  std::string give_up(std::string_view part, const std::string& reason) {
    part_faults[std::string(part)] = reason;
    std::string sentence = missed(part, reason);
    if (!take_waiting(part).empty()) complaint = sentence;
    return sentence;
  }

  /// Runs what may be refused; a refusal becomes the banner's sentence.
  template <class Action>
  void attempt(const Action& action) {
    try {
      action();
    } catch (const Error& error) {
      complaint = error.what();
    }
  }

  void save_file(const std::string& name, std::string bytes) {
    wishes.push_back({Wish::Kind::save_file, name, std::move(bytes)});
  }

 private:
  Workbench& bench_;
  using Work = std::function<void(Workbench&)>;

  static std::string waiting_notice(std::string_view part) {
    return on_its_way(part) + ": what you asked for is done once they are here.";
  }

  std::vector<Work> take_waiting(std::string_view part) {
    fetching_.erase(std::string(part));
    if (notice == waiting_notice(part)) notice.clear();
    std::vector<Work> works;
    const auto [first, last] = waiting_.equal_range(part);
    for (auto each = first; each != last; ++each) works.push_back(std::move(each->second));
    waiting_.erase(first, last);
    return works;
  }

  std::vector<Work> asked_;
  std::multimap<std::string, Work, std::less<>> waiting_;  ///< by the part that they need
  std::set<std::string, std::less<>> fetching_;
};

}  // namespace tenprobes::app
