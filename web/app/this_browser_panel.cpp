// The part of the device card that measures this browser: offered beside the presets, with progress
// and a way to stop.
#include <nlohmann/json.hpp>

#include "web/app/widgets.h"

namespace tenprobes::app {

void this_browser_row(View& view) {
  if (!view.measures || view.bench.catalogue().find(this_browser_name)) return;
  if (choice(view, "This browser: measure it", false,
             "Runs a handful of networks here, which takes some seconds, and then lets the method "
             "find the best one for your own machine, with real measurements.")) {
    view.bench.this_browser().calibrate();
  }
}

void draw_this_browser(View& view) {
  const ThisBrowser& browser = view.bench.this_browser();
  const bool shown = view.wanted.device == this_browser_name;
  const bool waiting = browser.waits_for(ThisBrowser::Purpose::session) ||
                       browser.waits_for(ThisBrowser::Purpose::person);
  if (!browser.calibrating() && !shown) return;
  if (browser.calibrating()) {
    const size_t done = browser.collected();
    const size_t all = done + browser.state()["waiting"].get<size_t>();
    ImGui::ProgressBar(
        static_cast<float>(done) / static_cast<float>(all), {-1, px(18)},
        ("measuring this browser, " + std::to_string(done) + " of " + std::to_string(all)).c_str());
  } else if (waiting) {
    faint_text(view, "measuring a network here\u2026");
  }
  const ImVec2 wide = {-1, reachable(view, 30)};
  if ((browser.calibrating() || waiting) &&
      button("Stop measuring", "Ends the measuring in this browser.", wide)) {
    stop_measuring(view);
  }
  if (shown && !browser.calibrating() && !waiting &&
      button("Measure this browser anew",
             "Times the handful of networks again, which sets the range of latencies.", wide)) {
    view.bench.this_browser().calibrate();
  }
}

void stop_measuring(View& view) {
  view.bench.this_browser().cancel();
  view.wishes.push_back({Wish::Kind::stop_measuring, "", ""});
  view.wanted.playing = false;
  Settings settings = view.bench.settings();
  settings.playing = false;
  view.bench.apply(settings);
}

void request_measurements(View& view) {
  for (const ThisBrowser::Request& request : view.bench.this_browser().take_requests()) {
    const nlohmann::json message = {{"ticket", request.ticket},
                                    {"index", index_of(request.architecture)}};
    view.wishes.push_back({Wish::Kind::measure, message.dump(), ""});
  }
}

}  // namespace tenprobes::app
