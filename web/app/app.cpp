#include "web/app/app.h"

#include <imgui.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/datasets/file_kind.h"
#include "core/search/document.h"
#include "core/search_space/cells/live_edges.h"
#include "core/search_space/cells/network_cost.h"
#include "web/app/action.h"
#include "web/app/banner.h"
#include "web/app/view.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

// Below this width the panels become tabs.
constexpr float compact_below = 880, narrow_below = 1000;

// Of the panel in the middle, once no menu or tooltip covers it.
void take_picture(View& view) {
  if (!view.picture_asked || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup)) return;
  const auto place = view.places.find(view.wanted.panel);
  if (place == view.places.end()) return;
  view.picture_asked = false;
  const ImVec4& at = place->second;
  view.wishes.push_back(
      {Wish::Kind::save_picture, view.wanted.panel + ".png", "", {at.x, at.y, at.z, at.w}});
}

struct Tab {
  const char *name, *title;  ///< as in settings; as shown, or nullptr for the panel's
  const char* words;
  void (*draw)(View& view, ImVec2 size);
};
constexpr Tab tabs[] = {
    {"middle", nullptr, "The panel chosen above", draw_middle},
    {"story", "Story", "What happened in this session, and what it ended with", draw_story},
    {"device", "Device", "Which device, and what it is like", draw_device},
    {"good", "How good", "Regret against probes, beside other methods", draw_goodness}};

// The tab of a small screen that holds what a lesson points at.
const char* tab_of(std::string_view point) {
  constexpr std::string_view device[] = {"device", "knobs", "noise", "shuffle"};
  constexpr std::string_view story[] = {"story", "beliefs", "log"};
  constexpr std::string_view good[] = {"good", "race"};
  const auto holds = [&](const auto& points) {
    return std::find(std::begin(points), std::end(points), point) != std::end(points);
  };
  return holds(device) ? "device" : holds(story) ? "story" : holds(good) ? "good" : "middle";
}

void draw_tabs(View& view) {
  const float bar = px(52), width = ImGui::GetContentRegionAvail().x;
  draw_lesson(view, width);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ImVec2 panel = {room.x, room.y - bar - ImGui::GetStyle().ItemSpacing.y};
  std::vector<const Tab*> shown;
  for (const Tab& tab : tabs) {
    if (!lists(view.wanted.hide, tab.name)) shown.push_back(&tab);
  }
  const auto chosen = std::find_if(shown.begin(), shown.end(),
                                   [&](const Tab* tab) { return tab->name == view.wanted.tab; });
  (chosen == shown.end() ? tabs[0] : **chosen).draw(view, panel);
  const float gap = px(6), count = static_cast<float>(shown.size());
  const float each = (room.x - (count - 1) * gap) / count;
  for (size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) ImGui::SameLine(0, gap);
    const bool on = shown[i]->name == view.wanted.tab;
    const std::string title = shown[i]->title   ? shown[i]->title
                              : view.fbnet.on() ? fbnet_panel_title(view)
                                                : panel_title(view.wanted.panel);
    const std::string label = title + "##" + shown[i]->name;
    if (on ? main_button(view, label.c_str(), shown[i]->words, {each, bar})
           : button(label.c_str(), shown[i]->words, {each, bar})) {
      view.wanted.tab = shown[i]->name;
    }
  }
}

void draw_columns(View& view) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = ImGui::GetStyle().ItemSpacing.x;
  const bool narrow = room.x < px(narrow_below) + px(20);
  const auto shown = [&](const char* panel) { return !lists(view.wanted.hide, panel); };
  const float left = px(narrow ? 250 : 290), right = px(narrow ? 270 : 340);
  float middle = room.x;
  if (shown("device")) {
    draw_device(view, {left, room.y});
    ImGui::SameLine(0, gap);
    middle -= left + gap;
  }
  if (shown("story")) middle -= right + gap;
  ImGui::BeginGroup();
  const float below =
      shown("good") ? std::clamp(room.y * 0.29f, px(170), px(290)) + ImGui::GetStyle().ItemSpacing.y
                    : 0;
  const float top = ImGui::GetCursorPosY();
  draw_lesson(view, middle);
  draw_middle(view, {middle, room.y - below - (ImGui::GetCursorPosY() - top)});
  if (shown("good")) draw_goodness(view, {middle, ImGui::GetContentRegionAvail().y});
  ImGui::EndGroup();
  if (!shown("story")) return;
  ImGui::SameLine(0, gap);
  draw_story(view, {right, room.y});
}

// What lessons can wait for, in figures.
double fact(const View& view, std::string_view name) {
  const Workbench& bench = view.bench;
  const Laboratory& laboratory = view.laboratory;
  const auto last = [](const std::vector<double>& curve) {
    return curve.empty() ? 100 : curve.back();
  };
  const FbnetBench* fbnet = view.fbnet.on() ? &view.fbnet : nullptr;
  if (name == "probes") {
    return static_cast<double>(fbnet ? fbnet->moves().size() : bench.history().size());
  }
  if (name == "finished") return view.finished();
  if (name == "person") {
    return static_cast<double>(fbnet ? fbnet->person().size() : bench.person().size());
  }
  if (name == "edits") return laboratory.edits;
  if (name == "macs") return static_cast<double>(network_cost(laboratory.cell).macs) / 1e6;
  if (name == "connected") return is_connected(laboratory.cell);
  if (name == "quality") return bench.quality(index_of(laboratory.cell));
  if (name == "drawn") return static_cast<double>(laboratory.imagined.size());
  if (name == "trained") return laboratory.training.steps();
  if (name == "regret") return last(fbnet ? fbnet->curve() : bench.curve());
  if (name == "person_regret") return last(fbnet ? fbnet->person_curve() : bench.person_curve());
  if (name == "budget") return bench.settings().budget_quantile;
  if (name == "noise") {  // percent, of the person's own device
    const Settings& settings = bench.settings();
    return settings.device == synthetic_name ? 100 * settings.synthetic.noise : 0;
  }
  if (name == "srcc") return view.review ? view.review->srcc : 0;
  throw std::logic_error("no fact '" + std::string(name) + "'");
}

}  // namespace

struct App::Implementation {
  Workbench bench;
  FbnetBench fbnet;
  Laboratory laboratory;
  Tutor tutor;
  View view;
  std::string told;         ///< the announcement of the lesson's step
  std::string banner;       ///< as it was last announced
  std::string reply;        ///< to a lesson's answer, as it was last announced
  std::string said;         ///< the last of the two, until something else happens
  std::string said_during;  ///< what had happened by then

  Implementation(const Resources& resources, Offers offers)
      : bench(resources),
        fbnet(resources.fbnet_presets),
        tutor(resources.lessons),
        view(bench, fbnet, laboratory, tutor) {
    view.trains = offers.training;
    view.pictures = offers.pictures;
    view.measures = offers.measuring;
  }

  // The last event of the search space that is chosen.
  const std::string& happened() const {
    return fbnet.on() ? fbnet.announcement() : bench.announcement();
  }

  // Announces what only the banner or the lesson shows. Not by the search space's announcement: the
  // world's panel shows that one.
  void announce_shown() {
    const auto say = [&](const std::string& sentence) {
      said = sentence;
      said_during = happened();
    };
    if (const std::string now = banner_sentence(view); now != banner) {
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

  // With what the person did to the networks themselves, which panels do not tell as a setting.
  Settings with_own_work(Settings settings) const {
    if (settings.cell == bench.settings().cell) settings.cell = index_of(laboratory.cell);
    settings.yours = bench.settings().yours;
    settings.fbnet_yours = fbnet.settings().fbnet_yours;
    return settings;
  }

  // Brings what depends on the settings up to date with them.
  void follow() {
    const Settings& settings = bench.settings();
    laboratory.cell = cell_at(static_cast<int>(settings.cell));
    fbnet.follow(settings);
    tutor.follow(settings, [this](std::string_view name) { return fact(view, name); });
    const Step* step = tutor.step(settings);
    const std::string now = tutor.place(settings);
    if (now == told) return;
    told = now;
    if (!step) return;
    const std::string told_now = "Lesson step " + std::to_string(settings.step) + ": " +
                                 step->text + (step->ask.empty() ? "" : " " + step->ask);
    fbnet.on() ? fbnet.announce(told_now) : bench.announce(told_now);
    Settings shown = settings;
    shown.tab = tab_of(step->point);
    bench.apply(shown);
  }

  void change(Settings settings) {
    // A link may have named a device of the other space that only its sender had.
    if (!fbnet.on() && !fbnet.knows(settings.fbnet_device) &&
        settings.fbnet_device == bench.settings().fbnet_device) {
      settings.fbnet_device = Settings().fbnet_device;
    }
    settings = without_ended_probes(settings, bench.settings());
    fbnet.check(settings);
    bench.apply(settings);
    view.wanted = bench.settings();
    follow();
  }

  void load_fbnet_session(std::string_view bytes, const std::string& name) {
    FbnetBench repeated = fbnet.with_session(bytes, name);
    bench.apply(repeated.settings());
    fbnet = std::move(repeated);
    follow();
  }

  void show_fbnet_device(const std::string& name, const std::string& what) {
    Settings wanted = bench.settings();
    wanted.space = fbnet_name;
    wanted.fbnet_device = name;
    change(with_own_work(wanted));
    view.notice = "FBNet device " + name + " is " + what;
  }

  // FBNet's session, device, networks or latencies; false if the file is something else.
  bool load_fbnet(std::string_view bytes, const std::string& name) {
    if (search::is_document(bytes, "tenprobes-fbnet")) {
      load_fbnet_session(bytes, name);
      return true;
    }
    if (search::is_document(bytes, std::string(devices::fbnet_device_format))) {
      show_fbnet_device(fbnet.load_device(bytes, name), "the one in " + name + ".");
      return true;
    }
    using datasets::FileKind;
    const FileKind kind = datasets::identify(bytes, name);
    if (kind != FileKind::fbnet_architectures && kind != FileKind::fbnet_latencies) return false;
    const std::optional<std::string> device = fbnet.load_file(bytes, name);
    if (!device) {
      view.notice = kind == FileKind::fbnet_latencies
                        ? name +
                              " lists latencies of FBNet networks: open the list of the networks "
                              "too (HELP's arch.pt)."
                        : name + " lists FBNet networks: open a device's latencies of them too.";
      return true;
    }
    show_fbnet_device(*device, "a twin of the latencies in the file.");
    return true;
  }
};

App::App(Resources resources, Offers offers)
    : implementation_(std::make_unique<Implementation>(resources, offers)) {}
App::~App() = default;

void App::frame(double seconds) {
  View& view = implementation_->view;
  view.attempt([&] { view.advance(seconds); });
  view.wanted = view.bench.settings();
  view.places.clear();
  view.moving = false;
  view.drawn_generation = view.generation();
  view.seconds = seconds;
  view.time += seconds;
  const bool dark = view.wanted.theme == "dark";
  view.colours = &palette(dark);
  apply_theme(dark);

  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  view.compact = viewport->WorkSize.x < px(compact_below);
  ImGui::SetNextWindowPos(viewport->WorkPos);
  ImGui::SetNextWindowSize(viewport->WorkSize);
  const float margin = px(view.compact ? 6 : 10);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {margin, margin});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(view.compact ? 8 : 7)});
  ImGui::Begin("tenprobes", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  const float thumb = (reachable(view, 0) - small_font()->FontSize) / 2;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      {px(9), view.compact ? thumb : ImGui::GetStyle().FramePadding.y});
  begin_box("toolbar", {}, {10, 6});
  draw_toolbar(view);
  ImGui::EndChild();
  draw_banner(view);
  view.compact ? draw_tabs(view) : draw_columns(view);
  draw_help(view);
  draw_learn(view);
  draw_classroom(view);
  draw_pointer(view);
  take_picture(view);
  ImGui::End();
  ImGui::PopStyleVar(2);

  view.attempt([&] {
    implementation_->change(implementation_->with_own_work(view.wanted));
    if (!view.pasted_link.empty()) restore(std::exchange(view.pasted_link, {}));
  });
  implementation_->announce_shown();
  request_measurements(view);
}

bool App::busy() const {
  const View& view = implementation_->view;
  const bool pointing = view.tutor.step(view.bench.settings()) && !view.reduced_motion &&
                        view.time - view.pointed_since < pointing_seconds;
  return view.busy() || view.moving || pointing || view.drawn_generation != view.generation();
}

namespace {

nlohmann::ordered_json lesson_state(const Tutor& tutor, const Settings& settings) {
  const Lesson* lesson = tutor.lesson(settings);
  const Step* step = tutor.step(settings);
  if (!lesson || !step) return nullptr;
  nlohmann::ordered_json document = {{"name", lesson->name},
                                     {"number", lesson->number},
                                     {"title", lesson->title},
                                     {"step", settings.step},
                                     {"steps", lesson->steps.size()},
                                     {"text", step->text},
                                     {"ask", step->ask},
                                     {"answers", nlohmann::ordered_json::array()},
                                     {"until", nullptr},
                                     {"done", tutor.may_go_on()}};
  for (const Answer& answer : step->answers) {
    document["answers"].push_back({{"text", answer.text}, {"right", answer.right}});
  }
  if (step->until) {
    document["until"] = {{"fact", step->until->fact}, {"changed", step->until->changed}};
  }
  return document;
}

nlohmann::ordered_json training_state(const Training& training) {
  nlohmann::ordered_json document = {{"running", training.running},
                                     {"kind", training.kind ? training.kind->name : ""},
                                     {"random_quality", training.random_quality},
                                     {"steps_per_second", training.steps_per_second},
                                     {"curve", nlohmann::ordered_json::array()}};
  for (const Training::Point& p : training.curve) {
    document["curve"].push_back(
        {{"steps", p.steps}, {"quality", p.quality}, {"feasible", p.feasible}});
  }
  return document;
}

Settings with(const nlohmann::json& action, Settings settings) {
  const auto found = action.find("settings");
  if (found == action.end() || !found->is_object()) {
    throw Error("action, \"settings\": expected an object of settings");
  }
  for (const auto& [key, value] : found->items()) {
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_boolean()) text = value.get<bool>() ? "1" : "0";
    assign(settings, key, text);
  }
  return settings;
}

}  // namespace

void App::act(const nlohmann::json& action) {
  if (!action.is_object()) throw Error("the action is no JSON object with \"do\"");
  Implementation& app = *implementation_;
  Settings settings = app.bench.settings();
  const std::string name = text_in(action, "do");
  app.view.wanted = settings;
  if (name == "set") {
    app.change(with(action, settings));
  } else if (name == "step") {
    settings.playing = false;
    app.change(settings);
    app.view.step();
  } else if (name == "reset") {
    app.view.reset();
  } else if (app.fbnet.on() && act_on_fbnet(app.view, name, action)) {
    app.change(app.with_own_work(app.view.wanted));
  } else if (name == "probe") {
    app.bench.probe_by_person(whole_in(action, "index", 0, cell_count - 1));
  } else if (name == "cell") {
    app.laboratory.take(cell_at(whole_in(action, "index", 0, cell_count - 1)));
  } else if (name == "edit") {
    app.laboratory.edit(
        whole_in(action, "edge", 0, edge_count - 1),
        all_operations[static_cast<size_t>(whole_in(action, "operation", 0, operation_count - 1))]);
  } else if (name == "imagine") {
    app.laboratory.imagine(whole_in(action, "count", 1, Laboratory::most_imagined));
  } else if (name == "lesson") {
    app.change(app.tutor.start(text_in(action, "name"), settings));
  } else if (name == "next") {
    if (!app.tutor.may_go_on()) throw Error("the lesson's step is not done yet");
    app.change(app.tutor.next(settings));
  } else if (name == "back") {
    app.change(app.tutor.back(settings));
  } else if (name == "stop") {
    app.change(app.tutor.stop(settings));
  } else if (name == "answer") {
    const Step* step = app.tutor.step(settings);
    if (!step || step->ask.empty()) throw Error("no lesson is asking anything now");
    app.tutor.answer(whole_in(action, "choice", 0, static_cast<int>(step->answers.size()) - 1));
  } else if (name == "measure-here") {
    if (!app.view.measures) throw Error("nothing here can measure: the page in a browser can");
    app.bench.this_browser().calibrate();
  } else if (name == "stop-measuring") {
    stop_measuring(app.view);
  } else if (name == "fit-twin") {
    app.bench.fit_twin();
  } else if (name == "picture") {
    if (!app.view.pictures)
      throw Error("nothing here can save pictures: the page in a browser can");
    app.view.picture_asked = true;
  } else if (name == "csv") {
    app.view.wishes.push_back({Wish::Kind::save_file, "probes.csv", app.bench.probes_csv()});
  } else if (name == "save-session") {
    app.view.wishes.push_back({Wish::Kind::save_file, "session.json", app.bench.saved_session()});
  } else if (name == "save-device") {
    app.view.wishes.push_back(
        {Wish::Kind::save_file, settings.device + ".json", app.bench.saved_device()});
  } else if (name == "save-training") {
    if (app.laboratory.training.weights.empty()) throw Error("nothing was trained yet");
    app.view.wishes.push_back(
        {Wish::Kind::save_file, "controller.safetensors", app.laboratory.training.weights});
  } else if (name == "train") {
    const TrainingKind& kind =
        training_kind(action.contains("kind") ? text_in(action, "kind") : training_kinds[0].name);
    begin_training(app.view, kind, whole_in(action, "steps", 1000, 1000000000),
                   static_cast<std::uint64_t>(whole_in(action, "seed", 0, 999999)));
  } else if (name == "stop-training") {
    stop_training(app.view);
  } else if (name == "use-training") {
    use_training(app.view);
  } else {
    throw Error(
        "action '" + name.substr(0, 40) +
        "' is unknown: expected set, step, reset, probe, cell, edit, imagine, lesson, next, "
        "back, stop, answer, measure-here, stop-measuring, fit-twin, picture, csv, save-session, "
        "save-device, train, stop-training, use-training or save-training");
  }
  app.change(app.with_own_work(app.bench.settings()));
  app.announce_shown();
  request_measurements(app.view);
}

void App::tell_measurement(std::string_view news) {
  implementation_->bench.tell_measurement(news);
  implementation_->follow();
  // What comes next does not wait for a frame: a hidden page draws none.
  implementation_->bench.advance(0);
  request_measurements(implementation_->view);
}

nlohmann::ordered_json App::session() const {
  const Implementation& app = *implementation_;
  return nlohmann::ordered_json::parse(app.fbnet.on() ? app.fbnet.saved_session()
                                                      : app.bench.saved_session());
}

void App::tell_training(std::string_view news, std::string_view weights) {
  implementation_->laboratory.training.tell(news, weights);
  implementation_->follow();
}

const std::string& App::trained_weights() const {
  return implementation_->laboratory.training.weights;
}

nlohmann::ordered_json App::state() const {
  const bool fbnet = implementation_->fbnet.on();
  nlohmann::ordered_json document =
      fbnet ? implementation_->fbnet.state() : implementation_->bench.state();
  document["message"] = implementation_->view.complaint;
  document["lesson"] = lesson_state(implementation_->tutor, implementation_->bench.settings());
  document["cell"] = to_string(implementation_->laboratory.cell);
  document["imagined"] = implementation_->laboratory.imagined.size();
  document["training"] = training_state(implementation_->laboratory.training);
  document["this_browser"] = implementation_->bench.this_browser().state();
  if (!fbnet) document["prediction"] = nullptr;
  if (const auto& review = implementation_->view.review; review && !fbnet) {
    document["prediction"] = {{"srcc", review->srcc}, {"coverage90", review->coverage}};
    if (const auto& curves = implementation_->view.prediction_curves) {
      for (const PredictionCurves::Curve& curve : curves->curves()) {
        document["prediction"]["curves"][curve.name] = curve.srcc;
      }
    }
  }
  document["announcement"] = announcement();
  return document;
}

nlohmann::ordered_json App::adapt(const nlohmann::json& request) {
  return implementation_->bench.adapt(request);
}

void App::load_file(std::string_view bytes, const std::string& name) {
  if (search::is_document(bytes, "tenprobes-lesson")) {
    Lesson lesson = parse_lesson(bytes, name);
    implementation_->view.notice = "Lesson \"" + lesson.title + "\" was added: Learn lists it.";
    implementation_->tutor.add(std::move(lesson));
    return implementation_->announce_shown();
  }
  if (implementation_->load_fbnet(bytes, name)) return implementation_->announce_shown();
  implementation_->bench.load_file(bytes, name);
  Settings wanted = implementation_->bench.settings();
  wanted.space = Settings().space;  // what was opened belongs to the cells
  implementation_->change(wanted);
}

void App::complain(const std::string& sentence) {
  implementation_->view.complaint = sentence;
  implementation_->announce_shown();
}

std::string App::share() const {
  return implementation_->bench.share();
}

void App::restore(const std::string& fragment) {
  const Settings wanted = implementation_->bench.parse(fragment);
  implementation_->fbnet.check(wanted);
  if (wanted.lesson != "none" && !implementation_->tutor.step(wanted)) {
    throw Error("the link is at step " + std::to_string(wanted.step) + " of the lesson '" +
                wanted.lesson + "', which this page does not have");
  }
  implementation_->bench.apply(wanted);
  implementation_->told = implementation_->tutor.place(wanted);  // its tab is the link's
  implementation_->follow();
}

std::string App::announcement() const {
  const Implementation& app = *implementation_;
  const bool newest = !app.said.empty() && app.said_during == app.happened();
  return newest ? app.said : app.happened();
}

void App::prefer_dark(bool dark) {
  implementation_->bench.prefer_theme(dark ? "dark" : "light");
}

void App::prefer_reduced_motion(bool reduced) {
  implementation_->view.reduced_motion = reduced;
}

std::vector<Wish> App::take_wishes() {
  return std::exchange(implementation_->view.wishes, {});
}

}  // namespace tenprobes::app
