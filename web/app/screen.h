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
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "web/app/app.h"
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
  bool reduced_motion = false;
  bool moving = false;  ///< something drawn in this frame is on its way
  double seconds = 0;   ///< of this frame
  double time = 0;      ///< since the start, for what pulses

  std::string address;    ///< of the page, without a fragment; empty: it has none
  std::string notice;     ///< good news for the banner; empty: none
  std::string complaint;  ///< the banner's sentence; empty: none
  std::vector<Wish> wishes;
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
    return !settings().embed && !lists(settings().hide, control);
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

  /// Does what was asked for.
  void settle() {
    if (!asked_.empty()) undo.note();
    for (const auto& work : std::exchange(asked_, {})) {
      attempt([&] { work(bench_); });
    }
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
  std::vector<std::function<void(Workbench&)>> asked_;
};

}  // namespace tenprobes::app
