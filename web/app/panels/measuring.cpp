// The part of the device card that measures this browser: offered beside the presets, with progress
// and a way to stop.
#include "web/app/panels/toolbar.h"
#include "web/app/widgets.h"

namespace tenprobes::app {

void this_browser_row(Screen& screen) {
  if (!screen.offers.measuring || screen.bench.space().form() == Form::catalogue ||
      screen.bench.devices().find(this_browser_name)) {
    return;
  }
  if (choice(screen, "This browser: measure it", false,
             "Runs a handful of networks here, which takes some seconds, and then lets the method "
             "find the best one for your own machine, with real measurements.")) {
    screen.later([](Workbench& bench) { bench.measure_here(); });
  }
}

void draw_this_browser(Screen& screen) {
  const ThisBrowser& browser = screen.bench.this_browser();
  const bool shown = screen.settings().device == this_browser_name;
  const bool waiting = browser.waits_for(ThisBrowser::Purpose::session) ||
                       browser.waits_for(ThisBrowser::Purpose::user);
  if (!browser.calibrating() && !shown) return;
  if (browser.calibrating()) {
    const size_t done = browser.collected();
    const size_t all = done + browser.waiting();
    ImGui::ProgressBar(
        static_cast<float>(done) / static_cast<float>(all), {-1, px(18)},
        ("measuring this browser, " + std::to_string(done) + " of " + std::to_string(all)).c_str());
  } else if (waiting) {
    faint_text(screen, "measuring a network here\u2026");
  }
  const ImVec2 wide = {-1, reachable(screen, 30)};
  if ((browser.calibrating() || waiting) &&
      button("Stop measuring", "Ends the measuring in this browser.", wide)) {
    screen.later([](Workbench& bench) { bench.stop_measuring(); });
    screen.wishes.push_back({Wish::Kind::stop_measuring, "", ""});
  }
  if (shown && !browser.calibrating() && !waiting &&
      button("Measure this browser anew",
             "Times the handful of networks again, which sets the range of latencies.", wide)) {
    screen.later([](Workbench& bench) { bench.measure_here(); });
  }
}

}  // namespace tenprobes::app
