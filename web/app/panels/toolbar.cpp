// Play, pause, step, reset, speed, seed, probes, method, theme, share, help.
#include "web/app/panels/toolbar.h"

#include <algorithm>

#include "web/app/panels/panels.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

void labelled(const Screen& screen, const char* label, float gap) {
  ImGui::SameLine(0, px(gap));
  ImGui::AlignTextToFramePadding();
  coloured_text(screen.colours->faint_text, label);
  ImGui::SameLine(0, px(6));
}

// What is to be found, and with how many measurements: the longest of these
// that fits.
std::string headline(const Screen& screen, float width) {
  const Workbench& bench = screen.bench;
  const std::string budget = "within " + short_number(bench.budget_ms()) + " ms on " +
                             bench.devices().title_of(screen.settings().device);
  const std::string probes = std::to_string(screen.settings().probes);
  const std::string all =
      bench.space().size() > 0 ? " of " + with_commas(bench.space().size()) : "";
  std::string whole =
      "Find the best network " + budget + ", by measuring only " + probes + all + ".";
  if (ImGui::CalcTextSize(whole.c_str()).x <= width) return whole;
  const std::string brief = "Best network " + budget + ", " + probes + " measurements";
  return fitted(brief, width);
}

constexpr const char* about_page =
    "Find the best neural network for a machine by measuring only ten.";

void page_name() {
  ImGui::AlignTextToFramePadding();
  ImGui::PushFont(title_font());
  ImGui::TextUnformatted("tenprobes");
  ImGui::PopFont();
  explain(about_page);
}

void set_playing(Screen& screen, bool playing) {
  screen.later([playing](Workbench& bench) {
    if (playing && bench.finished()) bench.restart();
    Settings wanted = bench.settings();
    wanted.playing = playing;
    bench.change(wanted);
  });
}

void step(Screen& screen) {
  set_playing(screen, false);
  screen.later([](Workbench& bench) { bench.step(); });
}

void restart(Screen& screen) {
  screen.later([](Workbench& bench) { bench.restart(); });
}

void turn_theme(Screen& screen) {
  screen.change(
      [](Settings& settings) { settings.theme = settings.theme == "dark" ? "light" : "dark"; });
}

void play_button(Screen& screen) {
  const bool finished = screen.bench.finished();
  if (screen.settings().playing && !finished) {
    if (icon_button(screen, "pause", Icon::pause, "Pause (space)")) set_playing(screen, false);
  } else if (icon_button(screen, "play", Icon::play,
                         finished ? "Play the session again (space)" : "Play (space)")) {
    set_playing(screen, true);
  }
}

void transport(Screen& screen, bool whole) {
  ImGui::BeginGroup();
  play_button(screen);
  ImGui::SameLine(0, px(4));
  ImGui::BeginDisabled(screen.bench.finished());
  if (icon_button(screen, "step", Icon::step, "One probe (S)")) step(screen);
  ImGui::EndDisabled();
  if (whole) {
    ImGui::SameLine(0, px(4));
    if (icon_button(screen, "reset", Icon::reset, "From the beginning (R)")) restart(screen);
  }
  ImGui::EndGroup();
  mark(screen, "play");
}

// The recommended network's name; in the panel of the user's own one, and before the end, that.
void copy_at_hand(Screen& screen) {
  const auto end = screen.bench.recommendation();
  copy_name(screen,
            end && screen.settings().panel != "cell" ? end->architecture : screen.bench.network());
}

// A network's name, or a link to this page.
void paste(Screen& screen, const char* clipboard) {
  std::string text = clipboard ? clipboard : "";
  text.erase(0, text.find_first_not_of(" \t\r\n"));
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  if (text.empty()) return;
  if (const size_t fragment = text.find("#v="); fragment != std::string::npos) {
    screen.pasted_link = text.substr(fragment + 1);
    return;
  }
  screen.later([text](Workbench& bench) {
    bench.take(bench.space().parse(text));
    Settings wanted = bench.settings();
    wanted.panel = "cell";
    wanted.tab = "middle";
    bench.change(wanted);
  });
}

void choose_next_space(Screen& screen) {
  screen.later([](Workbench& bench) {
    bench.library().require("spaces");
    const auto& spaces = bench.library().spaces();
    const auto now = static_cast<size_t>(&bench.space_entry() - spaces.data());
    Settings wanted = bench.settings();
    wanted.space = spaces[(now + 1) % spaces.size()].space->name();
    bench.change(wanted);
  });
}

// The panels by their place in the row of buttons.
void choose_by_number(Screen& screen) {
  if (!screen.shows("panels")) return;
  const auto kinds = panel_kinds(screen.bench.space());
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (!ImGui::IsKeyPressed(static_cast<ImGuiKey>(ImGuiKey_1 + static_cast<int>(i)), false)) {
      continue;
    }
    screen.change([name = kinds[i]->name](Settings& settings) { settings.panel = name; });
  }
}

void shortcuts(Screen& screen) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.WantTextInput ||
      ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel)) {
    return;
  }
  const auto pressed = [](ImGuiKey key) { return ImGui::IsKeyPressed(key, false); };
  if (io.ConfigMacOSXBehaviors ? io.KeySuper : io.KeyCtrl) {
    if (pressed(ImGuiKey_C)) copy_at_hand(screen);
    if (pressed(ImGuiKey_V)) paste(screen, ImGui::GetClipboardText());
    const bool z = pressed(ImGuiKey_Z);
    if (z || pressed(ImGuiKey_Y)) screen.travel(!z || io.KeyShift);
  }
  if (io.KeyCtrl || io.KeySuper || io.KeyAlt) return;  // the browser's
  if (screen.shows("learn") && pressed(ImGuiKey_L)) screen.learn = true;
  if (pressed(ImGuiKey_H)) screen.help = true;
  if (pressed(ImGuiKey_G)) screen.legend = true;
  if (screen.shows("theme") && pressed(ImGuiKey_T)) turn_theme(screen);
  if (screen.shows("device") && pressed(ImGuiKey_F)) choose_next_space(screen);
  if (pressed(ImGuiKey_N) && screen.tutor.may_go_on()) {
    screen.change([&tutor = screen.tutor](Settings& settings) { settings = tutor.next(settings); });
  }
  choose_by_number(screen);
  if (pressed(ImGuiKey_S)) step(screen);
  if (pressed(ImGuiKey_R)) restart(screen);
  // Where the keyboard's focus is visible, space presses what has it.
  if (pressed(ImGuiKey_Space) && !io.NavVisible) {
    set_playing(screen, screen.bench.finished() || !screen.settings().playing);
  }
}

float learn_width() {
  return px(64);
}

// As wide as page_buttons() draws.
float page_buttons_width(const Screen& screen) {
  const float each = reachable(screen, 30) + px(4);
  float width = 2 * each - px(4);
  if (screen.shows("learn")) width += learn_width() + px(4);
  if (screen.shows("theme")) width += each;
  if (screen.shows("files") && !screen.compact) width += each;
  return width;
}

void page_buttons(Screen& screen) {
  if (screen.shows("learn")) {
    if (main_button(screen, "Learn",
                    "Short lessons, from what an architecture is to a controller that adapts "
                    "(L)",
                    {learn_width(), reachable(screen, 30)})) {
      screen.learn = true;
    }
    ImGui::SameLine(0, px(4));
  }
  if (screen.shows("theme")) {
    const bool dark = screen.settings().theme == "dark";
    if (icon_button(screen, "theme", dark ? Icon::sun : Icon::moon,
                    dark ? "Light theme (T)" : "Dark theme (T)")) {
      turn_theme(screen);
    }
    ImGui::SameLine(0, px(4));
  }
  if (screen.shows("files") && !screen.compact) {  // a small screen's device panel imports
    if (icon_button(screen, "open", Icon::open,
                    "Open a file: a device (JSON, .pt, .csv), controller weights (.safetensors), a "
                    "saved session, accuracies or scores (.csv, .txt), or a lesson (JSON). You can "
                    "also drop it on the page.")) {
      screen.wishes.push_back({Wish::Kind::open_file, "", ""});
    }
    ImGui::SameLine(0, px(4));
  }
  if (icon_button(screen, "share", Icon::share,
                  "Make a link that opens this page as it is now, for a friend or a class")) {
    screen.share = true;
  }
  ImGui::SameLine(0, px(4));
  if (icon_button(screen, "help", Icon::help,
                  "What this page shows, words explained, sources (H)")) {
    screen.help = true;
  }
}

void seed_field(Screen& screen, float width) {
  const Setting& s = setting("seed");
  const ImVec2 side = {ImGui::GetFrameHeight(), 0};
  std::int64_t seed = screen.settings().seed, typed = seed;
  ImGui::SetNextItemWidth(width);
  ImGui::InputScalar("##seed", ImGuiDataType_S64, &typed);
  if (ImGui::IsItemDeactivatedAfterEdit()) seed = typed;  // until then it may be set elsewhere
  explain(s.tooltip);
  mark(screen, "seed");
  ImGui::SameLine(0, px(3));
  if (button("-", "The seed before", side)) --seed;
  ImGui::SameLine(0, px(3));
  if (button("+", "The next seed: the same search with other luck", side)) ++seed;
  if (seed == screen.settings().seed) return;
  seed = std::clamp(seed, static_cast<std::int64_t>(s.low), static_cast<std::int64_t>(s.high));
  screen.change([seed](Settings& settings) { settings.seed = seed; });
}

// Speed, probes, seed and method, after the last item.
void controls(Screen& screen, bool roomy) {
  const float gap = roomy ? 16 : 9;
  if (screen.shows("speed")) {
    labelled(screen, "speed", gap);
    setting_slider(screen, "speed", px(roomy ? 210 : 130));
  }
  if (screen.shows("probes")) {
    labelled(screen, "probes", gap);
    setting_slider(screen, "probes", px(roomy ? 150 : 100));
  }
  if (screen.shows("seed")) {
    labelled(screen, "seed", gap);
    seed_field(screen, px(roomy ? 54 : 38));
  }
  if (screen.shows("method")) {
    labelled(screen, "method", gap);
    method_picker(screen, px(roomy ? 150 : 112));
  }
}

// While a plot or lesson is in use: one row, which opens again.
void row_in_use(Screen& screen) {
  const float side = reachable(screen, 30), gap = px(8), line = small_font()->FontSize;
  transport(screen, false);
  ImGui::SameLine(0, gap);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float room = ImGui::GetContentRegionAvail().x - side - gap;
  const bool opened = ImGui::InvisibleButton("headline", {room, side});
  explain(
      "What is to be found, and on which device. Press for the rest of the "
      "toolbar.");
  const std::string goal = "best \u2264 " + short_number(screen.bench.budget_ms()) + " ms in " +
                           std::to_string(screen.settings().probes) + " probes";
  const std::string device = screen.bench.devices().title_of(screen.settings().device);
  ImGui::PushFont(small_font());
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  float y = low.y + (side - 3 * line) / 2;
  for (const std::string& text : {std::string("tenprobes"), goal, device}) {
    canvas.AddText({low.x, y}, y < low.y + line ? screen.colours->method : screen.colours->text,
                   fitted(text, room).c_str());
    y += line;
  }
  ImGui::PopFont();
  ImGui::SameLine(0, gap);
  if (icon_button(screen, "menu", Icon::menu, "The rest of the toolbar") || opened) {
    screen.toolbar_open = true;
  }
}

// The rest is in draw_pace().
void small_toolbar(Screen& screen) {
  if (!screen.toolbar_open) return row_in_use(screen);
  page_name();
  ImGui::SameLine(ImGui::GetContentRegionMax().x - page_buttons_width(screen));
  page_buttons(screen);
  ImGui::PushFont(small_font());
  wrapped_text(headline(screen, 1e6f));
  ImGui::PopFont();
  transport(screen, true);
  if (!screen.shows("method")) return;
  ImGui::SameLine();
  method_picker(screen, ImGui::GetContentRegionAvail().x);
}

}  // namespace

void draw_pace(Screen& screen) {
  const float left = ImGui::GetContentRegionMax().x * 0.3f;
  const auto label = [&](const char* text) {
    ImGui::AlignTextToFramePadding();
    coloured_text(screen.colours->faint_text, text);
    ImGui::SameLine(left);
  };
  for (const char* key : {"budget", "probes", "speed"}) {
    if (!screen.shows(key)) continue;
    label(key);
    setting_slider(screen, key, ImGui::GetContentRegionAvail().x);
  }
  if (screen.shows("seed")) {
    label("seed");
    const float buttons = 2 * (ImGui::GetFrameHeight() + px(3));
    seed_field(screen, ImGui::GetContentRegionAvail().x - buttons);
  }
}

void draw_embedded_row(Screen& screen) {
  play_button(screen);
  mark(screen, "play");
  ImGui::SameLine(0, px(10));
  if (screen.shows("method")) {
    method_picker(screen, px(150));
    ImGui::SameLine(0, px(10));
  }
  ImGui::AlignTextToFramePadding();
  const std::string& happened = screen.bench.announcement();
  const std::string probes = std::to_string(screen.settings().probes);
  const std::string words =
      happened.empty() ? "Press play: networks are measured, " + probes + " in all." : happened;
  const std::string shown = fitted(words, ImGui::GetContentRegionAvail().x);
  ImGui::TextUnformatted(shown.c_str());
  if (shown != words) explain(words.c_str());
}

void draw_toolbar(Screen& screen) {
  shortcuts(screen);
  if (screen.compact) return small_toolbar(screen);
  const float room = ImGui::GetContentRegionAvail().x, gap = px(14);
  page_name();
  ImGui::SameLine(0, gap);
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() + px(3));  // on the name's base line
  ImGui::AlignTextToFramePadding();
  const float used = ImGui::GetCursorPosX() + page_buttons_width(screen) + gap;
  ImGui::TextUnformatted(headline(screen, ImGui::GetContentRegionMax().x - used).c_str());
  explain(about_page);
  ImGui::SameLine(ImGui::GetContentRegionMax().x - page_buttons_width(screen));
  page_buttons(screen);
  transport(screen, true);
  controls(screen, room > px(1150));
}

}  // namespace tenprobes::app
