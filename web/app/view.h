// What the panels share while they draw: the workbench, the settings being edited, and what only
// the screen knows (what the pointer is over, how much room there is).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "web/app/app.h"
#include "web/app/beliefs.h"
#include "web/app/device_agreement.h"
#include "web/app/dot_cloud.h"
#include "web/app/fbnet/fbnet_bench.h"
#include "web/app/fbnet/fbnet_screen.h"
#include "web/app/laboratory.h"
#include "web/app/plot.h"
#include "web/app/prediction_review.h"
#include "web/app/scatter.h"
#include "web/app/theme.h"
#include "web/app/tutor.h"
#include "web/app/workbench.h"

namespace tenprobes::app {

struct View {
  View(Workbench& workbench, FbnetBench& fbnet_bench, Laboratory& lab, Tutor& guide)
      : bench(workbench),
        fbnet(fbnet_bench),
        laboratory(lab),
        tutor(guide),
        wanted(workbench.settings()) {}

  Workbench& bench;
  FbnetBench& fbnet;
  Laboratory& laboratory;
  Tutor& tutor;
  Settings wanted;  ///< edited by the panels, applied at the end of the frame
  const Palette* colours = nullptr;
  bool compact = false;  ///< a small screen: tabs, larger targets
  bool reduced_motion = false;
  bool moving = false;        ///< something drawn in this frame is on its way
  int drawn_generation = -1;  ///< of the workbench, in the last frame
  double seconds = 0;         ///< of this frame
  double time = 0;            ///< since the start, for what pulses

  std::string notice;     ///< good news for the banner; empty: none
  std::string complaint;  ///< the banner's sentence; empty: none
  std::vector<Wish> wishes;
  bool help = false, learn = false, classroom = false;  ///< a window that is asked for
  bool measures = false;                                ///< somebody can time networks here
  bool trains = false;                                  ///< somebody can run a training worker
  bool pictures = false;             ///< somebody can save a part of the screen as a picture
  bool picture_asked = false;        ///< of the panel, once no menu covers it
  std::string hidden_next = "none";  ///< the classroom window's list

  /// Where the things that lessons point at were drawn in this frame: x, y, z, w are the corners.
  std::map<std::string, ImVec4, std::less<>> places;
  double pointed_since = 0;  ///< time
  std::string pointed_step;  ///< lesson and step

  int hovered = -1;  ///< the architecture under the pointer, in the cloud or the log; -1: none

  // The world panel's.
  int tapped = -1;  ///< the dot that a finger asked about
  DotCloud cloud;
  Axis latency_axis{"", 0, 1};
  int cloud_generation = -1;
  bool cloud_logarithmic = false;
  double cloud_from = 0;
  bool dragging_budget = false;
  double dragged_budget_ms = 0;

  // The beliefs', as of the probes they were last worked out from.
  Believer believer;
  Beliefs beliefs{};
  int beliefs_generation = -1;
  size_t beliefs_probes = 0;

  // The panels' beside the world.
  std::map<std::string, Scatter, std::less<>> scatters;
  std::string score = "quality";  ///< the proxy panel's
  std::optional<DeviceAgreement> agreement;
  int agreement_devices = 0, proxy_device = 0;
  std::optional<PredictionReview> review;
  std::unique_ptr<PredictionCurves> prediction_curves;
  int curves_generation = -1;
  int review_generation = -1;
  size_t review_probes = 0;
  std::string macs_key, score_key;  ///< what the figures below were worked out for
  double macs_srcc = 0, score_srcc = 0;
  std::vector<double> score_percentiles;
  int overrated = -1;  ///< the network whose accuracy disappoints most
  const TrainingKind* training_kind = &training_kinds[0];
  double training_steps = training_kinds[0].steps;  ///< asked for

  std::string cell_name;    ///< as it is being typed
  std::string pasted_link;  ///< a link's fragment to go to

  FbnetScreen fbnet_screen;

  double cost_scale = 1;  ///< the device panel's sliders end here, ms

  // The session of the search space that is chosen.
  bool finished() const { return fbnet.on() ? fbnet.finished() : bench.finished(); }
  bool busy() const { return fbnet.on() ? fbnet.busy() : bench.busy(); }
  void step() { fbnet.on() ? fbnet.step() : bench.step(); }
  void reset() { fbnet.on() ? fbnet.reset() : bench.reset(); }
  void advance(double passed) { fbnet.on() ? fbnet.advance(passed) : bench.advance(passed); }
  int generation() const { return bench.generation() + fbnet.generation(); }

  /// Runs what may be refused; a refusal becomes the banner's sentence.
  template <class Action>
  void attempt(const Action& action) {
    try {
      action();
    } catch (const Error& error) {
      complaint = error.what();
    }
  }
};

// One file each.
void draw_toolbar(View& view);
void draw_pace(View& view);  ///< of a small screen: what its toolbar has no room for
void draw_banner(View& view);
void draw_world(View& view, ImVec2 size);
void draw_story(View& view, ImVec2 size);
void draw_device(View& view, ImVec2 size);
void draw_goodness(View& view, ImVec2 size);
void this_browser_row(View& view);   ///< of the device list, until this browser was measured
void draw_this_browser(View& view);  ///< progress, and a way to stop; a part of the device's card
void stop_measuring(View& view);
void request_measurements(View& view);  ///< asks the entry for what the workbench waits for
void draw_beliefs(View& view);          ///< a part of the story
void draw_help(View& view);
void draw_learn(View& view);                ///< the window that lists the lessons
void draw_lesson(View& view, float width);  ///< the step at hand, where a lesson is on
void draw_pointer(View& view);              ///< the ring around what the step points at
void draw_classroom(View& view);            ///< the window that makes a link with controls hidden

/// One of panel_names, with its button and how it draws.
struct PanelKind {
  std::string_view name;
  const char* title;
  const char* tooltip;
  void (*draw)(View& view, ImVec2 size);
};
std::span<const PanelKind> panel_kinds();
const char* panel_title(std::string_view name);

/// The middle of the page: the panels' buttons and the one chosen.
void draw_middle(View& view, ImVec2 size);
void draw_cell_panel(View& view, ImVec2 size);
void draw_macs_panel(View& view, ImVec2 size);
void draw_proxies_panel(View& view, ImVec2 size);
void draw_devices_panel(View& view, ImVec2 size);
void draw_predict_panel(View& view, ImVec2 size);
void draw_imagined_panel(View& view, ImVec2 size);
void draw_train_panel(View& view, ImVec2 size);
void draw_map_panel(View& view, ImVec2 size);

/// Asks for a training run, or for its end, or puts what it has trained in place. Throw Error.
void begin_training(View& view, const TrainingKind& kind, std::int64_t steps, std::uint64_t seed);
void stop_training(View& view);
void use_training(View& view);

/// How long the ring of a lesson beats.
inline constexpr double pointing_seconds = 3;

}  // namespace tenprobes::app
