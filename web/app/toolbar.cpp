// Play, pause, step, reset, speed, seed, probes, method, theme, share, help.
#include <algorithm>

#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

bool shown(const View& view, const char* control) {
  return !lists(view.wanted.hide, control);
}

void labelled(const View& view, const char* label, float gap) {
  ImGui::SameLine(0, px(gap));
  ImGui::AlignTextToFramePadding();
  coloured_text(view.colours->faint_text, label);
  ImGui::SameLine(0, px(6));
}

void transport(View& view) {
  const bool finished = view.finished();
  ImGui::BeginGroup();
  if (view.wanted.playing && !finished) {
    if (icon_button(view, "pause", Icon::pause, "Pause (space)")) view.wanted.playing = false;
  } else if (icon_button(view, "play", Icon::play,
                         finished ? "Play the session again (space)" : "Play (space)")) {
    if (finished) view.reset();
    view.wanted.playing = true;
  }
  ImGui::SameLine(0, px(4));
  ImGui::BeginDisabled(finished);
  if (icon_button(view, "step", Icon::step, "One probe (S)")) {
    view.wanted.playing = false;
    view.attempt([&] { view.step(); });
  }
  ImGui::EndDisabled();
  ImGui::SameLine(0, px(4));
  if (icon_button(view, "reset", Icon::reset, "From the beginning (R)")) view.reset();
  ImGui::EndGroup();
  mark(view, "play");
}

// The recommended network's name, else that of the one in Cell or of one's own layers.
void copy_at_hand(View& view) {
  if (view.fbnet.on()) {
    const FbnetMove* best = view.fbnet.finished() ? view.fbnet.best() : nullptr;
    ImGui::SetClipboardText(
        to_string(best ? best->probe.architecture : network_of(view.wanted.layers)).c_str());
    view.notice = "The network's name was copied.";
    return;
  }

  const auto end = view.bench.recommendation();
  copy_cell(view, end && view.wanted.panel != "cell" ? end->architecture : view.laboratory.cell);
}

// A network's name, or a link to this page.
void paste(View& view, const char* clipboard) {
  std::string text = clipboard ? clipboard : "";
  text.erase(0, text.find_first_not_of(" \t\r\n"));
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  if (text.empty()) return;
  view.attempt([&] {
    if (const size_t fragment = text.find("#v="); fragment != std::string::npos) {
      view.pasted_link = text.substr(fragment + 1);
      return;
    }
    if (view.fbnet.on()) {
      view.wanted.layers = digits_of(parse_fbnet_architecture(text));
      return;
    }
    view.laboratory.take(parse_cell(text));
    view.wanted.panel = "cell";
    view.wanted.tab = "middle";
  });
}

void shortcuts(View& view) {
  if (ImGui::GetIO().WantTextInput ||
      ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel)) {
    return;
  }
  const ImGuiIO& io = ImGui::GetIO();
  if (io.ConfigMacOSXBehaviors ? io.KeySuper : io.KeyCtrl) {
    if (ImGui::IsKeyPressed(ImGuiKey_C, false)) copy_at_hand(view);
    if (ImGui::IsKeyPressed(ImGuiKey_V, false)) paste(view, ImGui::GetClipboardText());
  }
  if (io.KeyCtrl || io.KeySuper || io.KeyAlt) return;  // the browser's
  if (ImGui::IsKeyPressed(ImGuiKey_L, false)) view.learn = true;
  if (ImGui::IsKeyPressed(ImGuiKey_H, false)) view.help = true;
  if (ImGui::IsKeyPressed(ImGuiKey_T, false)) {
    view.wanted.theme = view.wanted.theme == "dark" ? "light" : "dark";
  }
  if (shown(view, "device") && ImGui::IsKeyPressed(ImGuiKey_F, false)) {
    view.wanted.space = view.fbnet.on() ? Settings().space : std::string(fbnet_name);
  }
  if (ImGui::IsKeyPressed(ImGuiKey_N, false) && view.tutor.may_go_on()) {
    view.wanted = view.tutor.next(view.wanted);
  }
  for (int i = 0; i < static_cast<int>(panel_names.size()); ++i) {
    if (!lists(view.wanted.hide, "panels") &&
        ImGui::IsKeyPressed(static_cast<ImGuiKey>(ImGuiKey_1 + i), false)) {
      view.wanted.panel = panel_names[static_cast<size_t>(i)];
    }
  }
  if (ImGui::IsKeyPressed(ImGuiKey_S, false)) {
    view.wanted.playing = false;
    if (!view.finished()) view.attempt([&] { view.step(); });
  }
  if (ImGui::IsKeyPressed(ImGuiKey_R, false)) view.reset();
  // Where the keyboard's focus is visible, space presses what has it.
  if (ImGui::IsKeyPressed(ImGuiKey_Space, false) && !ImGui::GetIO().NavVisible) {
    if (view.finished()) {
      view.reset();
      view.wanted.playing = true;
    } else {
      view.wanted.playing = !view.wanted.playing;
    }
  }
}

float learn_width() {
  return px(64);
}

// As wide as page_buttons() draws.
float page_buttons_width(const View& view) {
  const float each = reachable(view, 30) + px(4);
  float width = 2 * each - px(4);
  if (shown(view, "learn")) width += learn_width() + px(4);
  if (shown(view, "theme")) width += each;
  if (shown(view, "files") && !view.compact) width += each;
  return width;
}

void page_buttons(View& view) {
  if (shown(view, "learn")) {
    if (main_button(view, "Learn",
                    "Ten short lessons, from what an architecture is to a controller that adapts "
                    "(L)",
                    {learn_width(), reachable(view, 30)})) {
      view.learn = true;
    }
    ImGui::SameLine(0, px(4));
  }
  if (shown(view, "theme")) {
    const bool dark = view.wanted.theme == "dark";
    if (icon_button(view, "theme", dark ? Icon::sun : Icon::moon,
                    dark ? "Light theme (T)" : "Dark theme (T)")) {
      view.wanted.theme = dark ? "light" : "dark";
    }
    ImGui::SameLine(0, px(4));
  }
  if (shown(view, "files") && !view.compact) {  // a small screen's device panel imports
    if (icon_button(view, "open", Icon::open,
                    "Open a file: a device (JSON, .pt, .csv), controller weights (.safetensors), a "
                    "saved session, accuracies or scores (.csv, .txt), or a lesson (JSON). You can "
                    "also drop it on the page.")) {
      view.wishes.push_back({Wish::Kind::open_file, "", ""});
    }
    ImGui::SameLine(0, px(4));
  }
  if (icon_button(view, "share", Icon::share,
                  "Make a link that opens this page as it is now, for a friend or a class")) {
    view.classroom = true;
  }
  ImGui::SameLine(0, px(4));
  if (icon_button(view, "help", Icon::help, "What this page shows, words explained, sources (H)")) {
    view.help = true;
  }
}

void seed_field(View& view, float width) {
  const Setting& s = setting("seed");
  const ImVec2 side = {ImGui::GetFrameHeight(), 0};
  ImGui::SetNextItemWidth(width);
  ImGui::InputScalar("##seed", ImGuiDataType_S64, &view.wanted.seed);
  explain(s.tooltip);
  mark(view, "seed");
  ImGui::SameLine(0, px(3));
  if (button("-", "The seed before", side)) --view.wanted.seed;
  ImGui::SameLine(0, px(3));
  if (button("+", "The next seed: the same search with other luck", side)) ++view.wanted.seed;
  view.wanted.seed = std::clamp(view.wanted.seed, static_cast<std::int64_t>(s.low),
                                static_cast<std::int64_t>(s.high));
}

// Speed, probes, seed and method, after the last item.
void controls(View& view, bool roomy) {
  const float gap = roomy ? 16 : 9;
  if (shown(view, "speed")) {
    labelled(view, "speed", gap);
    setting_slider(view, "speed", px(roomy ? 110 : 92));
  }
  if (shown(view, "probes")) {
    labelled(view, "probes", gap);
    setting_slider(view, "probes", px(roomy ? 100 : 62));
  }
  if (shown(view, "seed")) {
    labelled(view, "seed", gap);
    seed_field(view, px(roomy ? 54 : 38));
  }
  if (shown(view, "method") && !view.fbnet.on()) {
    labelled(view, "method", gap);
    method_picker(view, px(roomy ? 150 : 112));
  }
}

// Two rows; the rest is in draw_pace(), but for FBNet's seed: there is no method beside it.
void small_toolbar(View& view) {
  const float room = ImGui::GetContentRegionAvail().x;
  transport(view);
  ImGui::SameLine(ImGui::GetContentRegionMax().x - page_buttons_width(view));
  page_buttons(view);
  if (shown(view, "method") && !view.fbnet.on()) {
    method_picker(view, room * (shown(view, "probes") ? 0.55f : 1));
  } else {
    ImGui::Dummy({});  // a line of its own
  }
  if (shown(view, "seed") && view.fbnet.on()) {
    labelled(view, "seed", 0);
    seed_field(view, px(54));
  }
  if (shown(view, "probes")) {
    labelled(view, "probes", 8);
    setting_slider(view, "probes", ImGui::GetContentRegionAvail().x, 30);
  }
}

}  // namespace

void draw_pace(View& view) {
  const float left = ImGui::GetContentRegionMax().x * 0.3f;
  const auto label = [&](const char* text) {
    ImGui::AlignTextToFramePadding();
    coloured_text(view.colours->faint_text, text);
    ImGui::SameLine(left);
  };
  if (shown(view, "speed")) {
    label("speed");
    setting_slider(view, "speed", ImGui::GetContentRegionAvail().x);
  }
  if (shown(view, "seed") && !view.fbnet.on()) {
    label("seed");
    const float buttons = 2 * (ImGui::GetFrameHeight() + px(3));
    seed_field(view, ImGui::GetContentRegionAvail().x - buttons);
  }
}

void draw_toolbar(View& view) {
  shortcuts(view);
  if (view.compact) return small_toolbar(view);
  const float room = ImGui::GetContentRegionAvail().x;
  const bool roomy = room > px(1150), one_row = room > px(970);
  ImGui::AlignTextToFramePadding();
  ImGui::PushFont(title_font());
  ImGui::TextUnformatted("tenprobes");
  ImGui::PopFont();
  explain("Find a good neural network for a machine by measuring only ten.");
  ImGui::SameLine(0, px(roomy ? 22 : 12));
  transport(view);
  if (one_row) controls(view, roomy);
  ImGui::SameLine(ImGui::GetContentRegionMax().x - page_buttons_width(view));
  page_buttons(view);
  if (one_row) return;
  ImGui::Dummy({});  // a line of its own
  controls(view, false);
}

}  // namespace tenprobes::app
