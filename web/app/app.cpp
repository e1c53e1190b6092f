#include "web/app/app.h"

#include <imgui.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/search/document.h"
#include "web/app/actions.h"
#include "web/app/panels/toolbar.h"
#include "web/app/state.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

// Below this width the panels become tabs.
constexpr float compact_below = 880, narrow_below = 1000;
// Below this height what is not the panel takes as little of it as can be.
constexpr float low_below = 560;

// Of the panel in the middle, once no menu or tooltip covers it.
void take_picture(Screen& screen) {
  if (!screen.picture_asked || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup)) return;
  const std::string name(panel_shown(screen).name);
  const auto place = screen.places.find(name);
  if (place == screen.places.end()) return;
  screen.picture_asked = false;
  const ImVec4& at = place->second;
  screen.wishes.push_back({Wish::Kind::save_picture, name + ".png", "", {at.x, at.y, at.z, at.w}});
}

struct Tab {
  const char *name, *title;  ///< as in settings; as shown, or nullptr for the panel's
  const char* words;
  void (*draw)(Panels& panels, Screen& screen, ImVec2 size);
};
constexpr Tab tabs[] = {{"middle", nullptr, "The panel chosen above",
                         [](Panels& p, Screen& s, ImVec2 size) { p.draw_middle(s, size); }},
                        {"story", "Story", "What happened in this session, and what it ended with",
                         [](Panels&, Screen& s, ImVec2 size) { draw_story(s, size); }},
                        {"device", "Device", "Which device, and what it is like",
                         [](Panels& p, Screen& s, ImVec2 size) { p.device->draw(s, size); }},
                        {"good", "How good", "Regret against probes, beside other methods",
                         [](Panels&, Screen& s, ImVec2 size) { draw_goodness(s, size); }}};

// The tab of a small screen that holds what a lesson points at.
const char* tab_of(std::string_view point) {
  if (lists("device,knobs,noise,shuffle,space,probes,seed", point)) return "device";
  if (lists("story,beliefs,log", point)) return "story";
  if (lists("good,race", point)) return "good";
  return "middle";
}

void draw_tabs(Screen& screen, Panels& panels) {
  const float bar = px(screen.low ? 40 : 52), width = ImGui::GetContentRegionAvail().x;
  draw_lesson(screen, width);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const bool choosable = screen.shows("tabs");
  const ImVec2 panel = {room.x,
                        choosable ? room.y - bar - ImGui::GetStyle().ItemSpacing.y : room.y};
  std::vector<const Tab*> shown;
  for (const Tab& tab : tabs) {
    if (screen.shows(tab.name)) shown.push_back(&tab);
  }
  const std::string& wanted = screen.settings().tab;
  const auto chosen =
      std::find_if(shown.begin(), shown.end(), [&](const Tab* tab) { return tab->name == wanted; });
  const ImVec2 low = ImGui::GetCursorScreenPos();
  (chosen == shown.end() ? tabs[0] : **chosen).draw(panels, screen, panel);
  // Once it was used, it has the toolbar's room: when the finger leaves, for
  // nothing may move below it.
  const Step* step = screen.tutor.step(screen.settings());
  const bool needs_toolbar = step && step->point == "method";
  if (!needs_toolbar && ImGui::IsMouseReleased(ImGuiMouseButton_Left) &&
      ImGui::IsMouseHoveringRect(low, {low.x + panel.x, low.y + panel.y})) {
    screen.toolbar_open = false;
  }
  if (!choosable) return;
  const float gap = px(6), count = static_cast<float>(shown.size());
  const float each = (room.x - (count - 1) * gap) / count;
  for (size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) ImGui::SameLine(0, gap);
    const std::string title =
        shown[i]->title ? shown[i]->title : panel_title(panel_shown(screen), screen.bench.space());
    const std::string label = title + "##" + shown[i]->name;
    if (shown[i]->name == wanted ? main_button(screen, label.c_str(), shown[i]->words, {each, bar})
                                 : button(label.c_str(), shown[i]->words, {each, bar})) {
      screen.change([name = shown[i]->name](Settings& settings) { settings.tab = name; });
    }
  }
}

// Whether regret is worth its room: a lesson in a panel that shows no session folds it away, so that
// what the lesson is about is large.
bool shows_goodness(const Screen& screen) {
  const Step* step = screen.tutor.step(screen.settings());
  const bool needed = !step || lists("world,predict", panel_shown(screen).name) ||
                      std::string_view(tab_of(step->point)) == "good";
  return needed && screen.shows("good");
}

void draw_columns(Screen& screen, Panels& panels) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = ImGui::GetStyle().ItemSpacing.x;
  const bool narrow = room.x < px(narrow_below) + px(20);
  const float left = px(narrow ? 250 : 290), right = px(narrow ? 290 : 340);
  float middle = room.x;
  if (screen.shows("device")) {
    panels.device->draw(screen, {left, room.y});
    ImGui::SameLine(0, gap);
    middle -= left + gap;
  }
  if (screen.shows("story")) middle -= right + gap;
  ImGui::BeginGroup();
  const bool good = shows_goodness(screen);
  const float below =
      good ? std::clamp(room.y * 0.29f, px(170), px(290)) + ImGui::GetStyle().ItemSpacing.y : 0;
  const float top = ImGui::GetCursorPosY();
  draw_lesson(screen, middle);
  panels.draw_middle(screen, {middle, room.y - below - (ImGui::GetCursorPosY() - top)});
  if (good) draw_goodness(screen, {middle, ImGui::GetContentRegionAvail().y});
  ImGui::EndGroup();
  if (!screen.shows("story")) return;
  ImGui::SameLine(0, gap);
  draw_story(screen, {right, room.y});
}

// Within another page: the panel, and the lesson where one is on, with what its step points at.
void draw_embedded(Screen& screen, Panels& panels) {
  draw_lesson(screen, ImGui::GetContentRegionAvail().x);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float row = reachable(screen, 30) + ImGui::GetStyle().ItemSpacing.y;
  const Step* step = screen.tutor.step(screen.settings());
  const std::string_view wanted = step ? tab_of(step->point) : tabs[0].name;
  const Tab* tab = std::find_if(std::begin(tabs), std::end(tabs),
                                [&](const Tab& each) { return each.name == wanted; });
  tab->draw(panels, screen, {room.x, room.y - row});
  draw_embedded_row(screen);
}

// The whole display as one window, with thumb-high controls on a small screen.
void begin_page(Screen& screen) {
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  screen.compact = viewport->WorkSize.x < px(compact_below);
  const bool was_low = std::exchange(screen.low, viewport->WorkSize.y < px(low_below));
  if (screen.low && !was_low) screen.toolbar_open = false;
  ImGui::SetNextWindowPos(viewport->WorkPos);
  ImGui::SetNextWindowSize(viewport->WorkSize);
  const float margin = px(screen.compact ? 6 : 10);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {margin, margin});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(screen.compact ? 8 : 7)});
  ImGui::Begin("tenprobes", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  const float thumb = (reachable(screen, 0) - small_font()->FontSize) / 2;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      {px(9), screen.compact ? thumb : ImGui::GetStyle().FramePadding.y});
}

void end_page() {
  ImGui::End();
  ImGui::PopStyleVar(2);
}

}  // namespace

struct App::Implementation {
  Workbench bench;
  Tutor tutor;
  Panels panels;
  Screen screen;
  int drawn_version = -1;   ///< of the workbench, in the last frame
  std::string told;         ///< the place of the lesson's step that was told
  std::string banner;       ///< as it was last announced
  std::string reply;        ///< to a lesson's answer, as it was last announced
  std::string focus;        ///< what the keyboard was at
  std::string said;         ///< the last of these, until something else happens
  std::string said_during;  ///< what had happened by then

  Implementation(const Resources& resources, Offers offers)
      : bench(resources), tutor(resources.lessons), screen(bench, tutor) {
    screen.offers = offers;
  }

  Parts parts() { return {bench, tutor, panels, screen}; }

  void say(const std::string& sentence) {
    said = sentence;
    said_during = bench.announcement();
  }

  // What of a file can hardly be right, until it is dismissed.
  void note(const std::string& file, const std::vector<std::string>& doubts) {
    for (const std::string& doubt : doubts) {
      screen.notice = (&doubt == doubts.data() ? "" : screen.notice + "\n") + file + ": " + doubt;
    }
  }

  // Announces what only the banner or the lesson shows.
  void announce_shown() {
    if (const std::string now = banner_sentence(screen); now != banner) {
      if (!now.empty()) {
        say(now);
      } else if (said == banner) {
        said.clear();  // dismissed: the same fault is told again
      }
      banner = now;
    }
    const Step* step = tutor.step(bench.settings());
    std::string answered;
    if (const std::optional<int> choice = tutor.choice(); step && choice) {
      const Answer& answer = step->answers[static_cast<size_t>(*choice)];
      answered =
          "\"" + answer.text + "\" is " + (answer.right ? "right. " : "not right. ") + answer.reply;
    }
    if (answered != reply && !answered.empty()) say(answered);
    reply = answered;
  }

  // Brings what depends on the settings up to date with them.
  void follow() {
    tutor.follow(bench.settings(),
                 [this](std::string_view name) { return find_fact(name)->value(parts()); });
    const std::string now = tutor.place(bench.settings());
    if (now != told) tell_step(now);
    screen.undo.follow(bench.settings(), ImGui::GetCurrentContext() && ImGui::IsAnyItemActive());
    request_measurements();
    announce_shown();
  }

  // Another step of a lesson has begun.
  void tell_step(const std::string& place) {
    told = place;
    const Step* step = tutor.step(bench.settings());
    if (!step) return;
    screen.toolbar_open = step->point == "method";  // which stands there
    Settings shown = bench.settings();
    shown.tab = tab_of(step->point);
    bench.change(shown);
    say("Lesson step " + std::to_string(shown.step) + ": " + step->text +
        (step->ask.empty() ? "" : " " + step->ask));
  }

  void request_measurements() {
    for (const ThisBrowser::Request& request : bench.this_browser().take_requests()) {
      nlohmann::json message = worker_words(bench, *request.space, request.architecture);
      message["ticket"] = request.ticket;
      screen.wishes.push_back({Wish::Kind::measure, message.dump(), ""});
    }
  }
};

App::App(Resources resources, Offers offers)
    : implementation_(std::make_unique<Implementation>(resources, offers)) {}
App::~App() = default;

void App::frame(double seconds) {
  Implementation& app = *implementation_;
  Screen& screen = app.screen;
  screen.attempt([&] { app.bench.advance(seconds); });
  screen.places.clear();
  screen.moving = false;
  screen.pointed_before = std::exchange(screen.pointed, std::nullopt);
  app.drawn_version = app.bench.version();
  screen.seconds = seconds;
  screen.time += seconds;
  app.tutor.advance(seconds);
  const bool dark = screen.settings().theme == "dark";
  screen.colours = &palette(dark);
  apply_theme(dark);

  begin_page(screen);
  if (screen.shows("toolbar")) {
    begin_box("toolbar", {}, {10, 6});
    draw_toolbar(screen);
    ImGui::EndChild();
  }
  draw_banner(screen);
  if (screen.settings().embed) {
    draw_embedded(screen, app.panels);
  } else {
    screen.compact ? draw_tabs(screen, app.panels) : draw_columns(screen, app.panels);
  }
  draw_help(screen);
  draw_learn(screen);
  draw_share(screen);
  draw_legend(screen);
  draw_pointer(screen);
  take_picture(screen);
  end_page();

  if (!screen.pasted_link.empty()) {
    screen.later(
        [this, link = std::exchange(screen.pasted_link, {})](Workbench&) { restore(link); });
  }
  screen.settle();
  if (const std::string focus = take_focus_in_words(); focus != app.focus) {
    app.focus = focus;
    if (!focus.empty()) app.say(focus);
  }
  app.follow();
}

bool App::busy() const {
  const Implementation& app = *implementation_;
  const Screen& screen = app.screen;
  const bool pointing = app.tutor.step(app.bench.settings()) && !screen.reduced_motion &&
                        screen.time - screen.pointed_since < pointing_seconds;
  const bool pointed = screen.pointed != screen.pointed_before;
  return app.bench.busy() || screen.moving || pointing || pointed ||
         app.drawn_version != app.bench.version();
}

void App::act(const nlohmann::json& action) {
  run_action(implementation_->parts(), action);
  implementation_->screen.undo.note();
  implementation_->screen.settle();
  implementation_->follow();
}

void App::tell_measurement(std::string_view news) {
  Implementation& app = *implementation_;
  app.bench.tell_measurement(news);
  // What comes next does not wait for a frame: a hidden page draws none.
  app.bench.advance(0);
  app.follow();
}

nlohmann::ordered_json App::session() const {
  return nlohmann::ordered_json::parse(implementation_->bench.saved_session());
}

void App::tell_training(std::string_view news, std::string_view weights) {
  implementation_->panels.train.run().tell(news, weights);
  implementation_->follow();
}

const std::string& App::trained_weights() const {
  return implementation_->panels.train.run().weights;
}

nlohmann::ordered_json App::state() const {
  nlohmann::ordered_json document = state_document(implementation_->parts());
  document["announcement"] = announcement();
  return document;
}

nlohmann::ordered_json App::adapt(const nlohmann::json& request) {
  return implementation_->bench.adapt(request);
}

void App::load_file(std::string_view bytes, const std::string& name) {
  if (search::is_document(bytes, "tenprobes-lesson")) {
    Lesson lesson = parse_lesson(bytes, name);
    implementation_->screen.notice = "Lesson \"" + lesson.title + "\" was added: Learn lists it.";
    implementation_->tutor.add(std::move(lesson));
  } else {
    implementation_->note(name, implementation_->bench.load_file(bytes, name));
    implementation_->screen.undo.note();
  }
  implementation_->screen.complaint.clear();  // of a file before, which is out of date
  implementation_->follow();
}

void App::load_space(std::string_view bytes, const std::string& name) {
  implementation_->note(name, implementation_->bench.load_space(bytes, name));
  implementation_->screen.undo.note();
  implementation_->screen.complaint.clear();
  implementation_->follow();
}

void App::supply(std::string_view part, const Resources& resources) {
  implementation_->bench.supply(part, resources);
  implementation_->screen.resume(part);
  implementation_->screen.settle();
  implementation_->follow();
}

std::string App::miss(std::string_view part, const std::string& reason) {
  std::string sentence = implementation_->screen.give_up(part, reason);
  implementation_->announce_shown();
  return sentence;
}

void App::complain(const std::string& sentence) {
  implementation_->screen.complaint = sentence;
  implementation_->announce_shown();
}

std::string App::share() const {
  return implementation_->bench.share();
}

void App::restore(const std::string& fragment) {
  Implementation& app = *implementation_;
  const Settings wanted = app.bench.parse(fragment);
  app.tutor.check(wanted);
  const std::string missing = app.bench.restore(fragment);
  // Of a link that says no more than where in a lesson and how to show it: what the steps up to there
  // set, and then the link.
  const Settings& first = app.bench.first_settings();
  const auto with_link = [&](Settings settings) {
    for (const char* key : {"lesson", "step", "embed", "hide", "theme", "tab", "play", "speed"}) {
      const std::string text = text_of(key, wanted);
      if (text != text_of(key, first)) assign(settings, key, text);
    }
    return settings;
  };
  if (wanted.lesson != "none" && app.bench.share(with_link(first)) == app.bench.share(wanted)) {
    Settings at_step = first;
    for (int i = 0; i < wanted.step; ++i) {
      at_step = with_step(app.tutor.lesson(wanted)->steps[static_cast<size_t>(i)], at_step);
    }
    app.bench.change(with_link(at_step));
  }
  const bool says_tab = fragment.find("&tab=") != std::string::npos;
  app.told = says_tab ? app.tutor.place(wanted) : "";  // else the step's is shown
  if (!missing.empty()) app.screen.complaint = missing;
  app.follow();
}

std::string App::announcement() const {
  const Implementation& app = *implementation_;
  const std::string& happened = app.bench.announcement();
  return !app.said.empty() && app.said_during == happened ? app.said : happened;
}

void App::prefer_dark(bool dark) {
  implementation_->bench.prefer_theme(dark ? "dark" : "light");
}

void App::set_address(const std::string& address) {
  implementation_->screen.address = address;
}

void App::prefer_reduced_motion(bool reduced) {
  implementation_->screen.reduced_motion = reduced;
}

std::vector<Wish> App::take_wishes() {
  return std::exchange(implementation_->screen.wishes, {});
}

}  // namespace tenprobes::app
