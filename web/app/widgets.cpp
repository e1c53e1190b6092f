#include "web/app/widgets.h"

#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/devices/measured_device.h"
#include "core/search/strategies.h"
#include "core/statistics/ranking.h"
#include "web/app/spaces/architecture_view.h"

namespace tenprobes::app {

void help_marker(const Screen& screen, const char* id, const char* words) {
  const float line = ImGui::GetTextLineHeight();
  const float around = std::max(0.0f, (reachable(screen, 0) - line) / 2);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 c = {low.x + line / 2, low.y + line / 2};
  ImGui::PushID(id);
  ImGui::SetCursorScreenPos({low.x - around, low.y - around});
  const bool pressed = ImGui::InvisibleButton("help", {line + 2 * around, line + 2 * around});
  const bool focused =
      ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible);
  const ImU32 ink = focused ? screen.colours->method : screen.colours->faint_text;
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  canvas.AddCircle(c, px(7), faded(ink, 0.8f), 0, px(1.2f));
  ImGui::PushFont(small_font());
  const ImVec2 extent = ImGui::CalcTextSize("?");
  canvas.AddText({c.x - extent.x / 2, c.y - extent.y / 2}, ink, "?");
  ImGui::PopFont();
  explain(words);
  if (pressed) ImGui::OpenPopup("words");
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(12), px(10)});
  if (ImGui::BeginPopup("words")) {
    ImGui::PushTextWrapPos(px(320));
    wrapped_text(words);
    ImGui::PopTextWrapPos();
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
  ImGui::PopID();
  ImGui::SetCursorScreenPos(low);
  ImGui::Dummy({line, line});  // what it takes up
}

float reachable(const Screen& screen, float points) {
  return px(screen.compact ? std::max(points, 40.0f) : points);
}

void begin_box(const char* id, ImVec2 size, ImVec2 padding) {
  ImGuiChildFlags flags = ImGuiChildFlags_Border | ImGuiChildFlags_AlwaysUseWindowPadding;
  if (size.y == 0) flags |= ImGuiChildFlags_AutoResizeY;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(padding.x), px(padding.y)});
  ImGui::BeginChild(id, size, flags, ImGuiWindowFlags_NavFlattened);
  ImGui::PopStyleVar();
}

void begin_scroll(const char* id, ImVec2 size) {
  ImGui::BeginChild(id, size, ImGuiChildFlags_None, ImGuiWindowFlags_NavFlattened);
}

void begin_card(const Screen& screen, const char* title, const char* words,
                const std::string& sentence, ImVec2 size, float right_room) {
  begin_box(title, size, {14, 11});
  ImGui::PushFont(bold_font());
  ImGui::TextUnformatted(title);
  ImGui::PopFont();
  const float titled = ImGui::GetItemRectSize().x;
  ImGui::SameLine(0, px(5));
  help_marker(screen, title, words);
  const float used = titled + ImGui::GetItemRectSize().x + px(15);
  if (sentence.empty()) return;
  ImGui::PushFont(small_font());
  ImGui::PushStyleColor(ImGuiCol_Text, screen.colours->faint_text);
  const float room = ImGui::GetContentRegionAvail().x - right_room;
  if (used + ImGui::CalcTextSize(sentence.c_str()).x < room) {
    ImGui::SameLine(0, px(10));
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() + px(2));
    ImGui::TextUnformatted(sentence.c_str());
  } else if (right_room == 0) {
    wrapped_text(sentence);
  }
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

void end_card() {
  ImGui::EndChild();
}

namespace {

// Of the control that the keyboard is at; ImGui keeps no names of its items.
std::string told_focus;

// A finger that has left points at nothing, though the pointer stays where it was.
bool is_pointed_at() {
  const bool is_finger = ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen;
  if (is_finger && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) return false;
  return ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip);
}

bool is_at_keyboard() {
  return ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
}

}  // namespace

bool is_explained() {
  return is_pointed_at() || is_at_keyboard();
}

void explain(const char* words, std::string_view label) {
  if (is_pointed_at()) show_tooltip(words);
  if (!is_at_keyboard()) return;
  const std::string_view named = label.substr(0, label.find("##"));
  told_focus = (named.empty() ? "" : std::string(named) + ". ") + words;
}

std::string take_focus_in_words() {
  return std::exchange(told_focus, {});
}

void show_tooltip(const char* words) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(10), px(8)});
  if (ImGui::BeginTooltip()) {
    ImGui::PushTextWrapPos(px(300));
    wrapped_text(words);
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
  }
  ImGui::PopStyleVar();
}

void beside(float width) {
  const float right = ImGui::GetWindowPos().x + ImGui::GetContentRegionMax().x;
  const float left = ImGui::GetItemRectMax().x + ImGui::GetStyle().ItemSpacing.x;
  if (left + width <= right) ImGui::SameLine();
}

void beside(const char* label) {
  beside(ImGui::CalcTextSize(label).x + 2 * ImGui::GetStyle().FramePadding.x);
}

bool button(const char* label, const char* words, ImVec2 size) {
  const bool pressed = ImGui::Button(label, size);
  explain(words, label);
  return pressed;
}

bool is_here(Screen& screen, const std::string& part) {
  if (!screen.bench.library().expects(part)) return true;
  const auto fault = screen.part_faults.find(part);
  if (fault == screen.part_faults.end()) {
    faint_text(screen, on_its_way(part) + ".");
    screen.want(part);
    return false;
  }
  faint_text(screen, missed(part, fault->second));
  ImGui::PushID(part.c_str());
  if (button("Try again", "Fetches it once more.")) screen.fetch(part);
  ImGui::PopID();
  return false;
}

bool main_button(const Screen& screen, const char* label, const char* words, ImVec2 size) {
  ImGui::PushStyleColor(ImGuiCol_Button, screen.colours->method);
  ImGui::PushStyleColor(ImGuiCol_ButtonHovered, screen.colours->method);
  ImGui::PushStyleColor(ImGuiCol_Text, screen.colours->card);
  const bool pressed = ImGui::Button(label, size);
  ImGui::PopStyleColor(3);
  explain(words, label);
  return pressed;
}

bool check_box(const char* label, bool& on, const char* words) {
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, px(1));
  ImGui::PushStyleColor(ImGuiCol_Border, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
  const bool changed = ImGui::Checkbox(label, &on);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  explain(words, std::string(label) + (on ? ", on" : ", off"));
  return changed;
}

bool choice(const Screen& screen, const char* label, bool chosen, const char* words, float points) {
  const bool pressed = ImGui::Selectable(label, chosen, 0, {0, reachable(screen, points)});
  explain(words, label);
  return pressed;
}

bool text_field(const char* id, std::string& typed, const std::string& value, float width,
                const char* words) {
  std::array<char, 200> text = {};
  const ImGuiID field = ImGui::GetID(id);
  const bool editing = ImGui::GetActiveID() == field;
  // Whole where it may be entered in this frame; else as much as there is room for.
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const bool near =
      ImGui::GetCurrentContext()->NavId == field ||
      ImGui::IsMouseHoveringRect(low, {low.x + width, low.y + ImGui::GetFrameHeight()});
  const std::string shown =
      near ? value : fitted(value, width - 2 * ImGui::GetStyle().FramePadding.x);
  (editing ? typed : shown).copy(text.data(), text.size() - 1);
  ImGui::SetNextItemWidth(width);
  ImGui::InputText(id, text.data(), text.size(), ImGuiInputTextFlags_AutoSelectAll);
  typed = text.data();
  explain(words);
  return ImGui::IsItemDeactivatedAfterEdit();
}

void copy_name(Screen& screen, const Architecture& architecture) {
  ImGui::SetClipboardText(screen.bench.space().text(architecture).c_str());
  screen.notice = "The network's name was copied.";
}

nlohmann::json worker_words(const Workbench& bench, const SearchSpace& space,
                            const Architecture& architecture) {
  return {{"space", bench.library().at(space.name()).file},
          {"architecture", space.text(architecture)}};
}

void save_network(Screen& screen, const Architecture& architecture) {
  if (!screen.offers.measuring) {
    throw Error("nothing here can write networks: the page in a browser and tenprobes export can");
  }
  const SearchSpace& space = screen.bench.space();
  devices::require_runnable(space);
  screen.wishes.push_back(
      {Wish::Kind::save_network, worker_words(screen.bench, space, architecture).dump(), ""});
  screen.notice = "The network is being written, with random weights.";
}

bool begin_window(Screen& screen, const char* title, bool& asked, float points_wide) {
  if (asked) ImGui::OpenPopup(title);
  asked = false;
  const ImVec2 room = ImGui::GetMainViewport()->WorkSize;
  ImGui::SetNextWindowPos({room.x / 2, room.y / 2}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({std::min(px(points_wide), room.x - px(16)), 0});
  ImGui::SetNextWindowSizeConstraints({0, 0}, {room.x, room.y - px(16)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(20), px(16)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, px(12));
  const bool open = ImGui::BeginPopupModal(
      title, nullptr,
      ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoTitleBar);
  if (!open) {
    ImGui::PopStyleVar(2);
    return false;
  }
  ImGui::PushFont(title_font());
  ImGui::TextUnformatted(title);
  ImGui::PopFont();
  ImGui::SameLine(ImGui::GetContentRegionMax().x - reachable(screen, 30));
  if (icon_button(screen, "close window", Icon::close, "Close (Escape)") ||
      ImGui::IsKeyPressed(ImGuiKey_Escape)) {
    ImGui::CloseCurrentPopup();
  }
  return true;
}

void end_window(const Screen& screen) {
  if (button("Close", "Back to the page (Escape)", {px(110), reachable(screen, 32)})) {
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndPopup();
  ImGui::PopStyleVar(2);
}

void mark(Screen& screen, std::string_view point) {
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  ImRect seen(low, high);
  seen.ClipWith(ImGui::GetCurrentWindow()->ClipRect);
  if (seen.GetWidth() > 0 && seen.GetHeight() > 0) {
    screen.places[std::string(point)] = {seen.Min.x, seen.Min.y, seen.Max.x, seen.Max.y};
  }
  // A step that has just begun scrolls to what it points at.
  const Step* step = screen.tutor.step(screen.settings());
  if (!step || step->point != point || screen.pointed_step == screen.tutor.place(screen.settings()))
    return;
  const float top = ImGui::GetWindowPos().y, bottom = top + ImGui::GetWindowHeight();
  if (low.y < top || high.y > bottom) ImGui::SetScrollHereY(0.5f);
}

bool icon_button(const Screen& screen, const char* name, Icon icon, const char* words, float side) {
  if (!(side > 0)) side = reachable(screen, 30);
  ImGui::PushID(name);
  const bool pressed = ImGui::Button("##icon", {side, side});
  ImGui::PopID();
  const ImVec2 low = ImGui::GetItemRectMin();
  const ImVec2 c = {low.x + side / 2, low.y + side / 2};
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const ImU32 ink = screen.colours->text;
  const float r = px(6);
  switch (icon) {
    case Icon::play:
      canvas.AddTriangleFilled({c.x - r * 0.75f, c.y - r}, {c.x + r, c.y},
                               {c.x - r * 0.75f, c.y + r}, ink);
      break;
    case Icon::pause:
      canvas.AddRectFilled({c.x - r * 0.8f, c.y - r}, {c.x - r * 0.2f, c.y + r}, ink, px(1));
      canvas.AddRectFilled({c.x + r * 0.2f, c.y - r}, {c.x + r * 0.8f, c.y + r}, ink, px(1));
      break;
    case Icon::step:
      canvas.AddTriangleFilled({c.x - r, c.y - r}, {c.x + r * 0.5f, c.y}, {c.x - r, c.y + r}, ink);
      canvas.AddRectFilled({c.x + r * 0.6f, c.y - r}, {c.x + r, c.y + r}, ink, px(1));
      break;
    case Icon::reset:
      canvas.PathArcTo(c, r * 0.95f, -0.9f, 4.3f, 24);
      canvas.PathStroke(ink, 0, px(1.8f));
      canvas.AddTriangleFilled({c.x + r * 0.1f, c.y - r * 0.55f}, {c.x + r * 1.2f, c.y - r * 0.35f},
                               {c.x + r * 0.95f, c.y - r * 1.45f}, ink);
      break;
    case Icon::moon:
      canvas.AddCircleFilled(c, r, ink);
      canvas.AddCircleFilled({c.x + r * 0.5f, c.y - r * 0.4f}, r * 0.85f,
                             ImGui::GetColorU32(ImGuiCol_Button) | IM_COL32_A_MASK);
      break;
    case Icon::sun:
      canvas.AddCircleFilled(c, r * 0.5f, ink);
      for (int i = 0; i < 8; ++i) {
        const float a = static_cast<float>(i) * 0.7853982f;
        canvas.AddLine({c.x + std::cos(a) * r * 0.8f, c.y + std::sin(a) * r * 0.8f},
                       {c.x + std::cos(a) * r * 1.2f, c.y + std::sin(a) * r * 1.2f}, ink, px(1.5f));
      }
      break;
    case Icon::share: {
      const ImVec2 a = {c.x - r * 0.8f, c.y}, b = {c.x + r * 0.7f, c.y - r * 0.8f};
      const ImVec2 d = {c.x + r * 0.7f, c.y + r * 0.8f};
      canvas.AddLine(a, b, ink, px(1.5f));
      canvas.AddLine(a, d, ink, px(1.5f));
      for (const ImVec2 at : {a, b, d}) canvas.AddCircleFilled(at, r * 0.38f, ink);
      break;
    }
    case Icon::open:
      canvas.AddLine({c.x, c.y + r * 0.4f}, {c.x, c.y - r}, ink, px(1.8f));
      canvas.AddTriangleFilled({c.x - r * 0.6f, c.y - r * 0.45f}, {c.x + r * 0.6f, c.y - r * 0.45f},
                               {c.x, c.y - r * 1.2f}, ink);
      canvas.PathLineTo({c.x - r, c.y + r * 0.2f});
      canvas.PathLineTo({c.x - r, c.y + r});
      canvas.PathLineTo({c.x + r, c.y + r});
      canvas.PathLineTo({c.x + r, c.y + r * 0.2f});
      canvas.PathStroke(ink, 0, px(1.8f));
      break;
    case Icon::copy:
      canvas.AddRect({c.x - r, c.y - r}, {c.x + r * 0.35f, c.y + r * 0.35f}, ink, px(2), 0,
                     px(1.5f));
      canvas.AddRectFilled({c.x - r * 0.35f, c.y - r * 0.35f}, {c.x + r, c.y + r}, ink, px(2));
      break;
    case Icon::help: {
      const ImVec2 size = ImGui::CalcTextSize("?");
      ImGui::PushFont(bold_font());
      canvas.AddText({c.x - size.x / 2, c.y - size.y / 2}, ink, "?");
      ImGui::PopFont();
      break;
    }
    case Icon::menu:
      for (const float y : {-0.7f, 0.0f, 0.7f}) {
        canvas.AddLine({c.x - r, c.y + y * r}, {c.x + r, c.y + y * r}, ink, px(1.8f));
      }
      break;
    case Icon::close:
      canvas.AddLine({c.x - r * 0.7f, c.y - r * 0.7f}, {c.x + r * 0.7f, c.y + r * 0.7f}, ink,
                     px(1.8f));
      canvas.AddLine({c.x - r * 0.7f, c.y + r * 0.7f}, {c.x + r * 0.7f, c.y - r * 0.7f}, ink,
                     px(1.8f));
      break;
  }
  explain(words);
  return pressed;
}

std::string fitted(const std::string& text, float width) {
  if (ImGui::CalcTextSize(text.c_str()).x <= width) return text;
  std::string head = text.substr(0, text.size() / 2), tail = text.substr(head.size());
  const auto inside = [](char c) { return (c & 0xc0) == 0x80; };  // a UTF-8 character
  while (!tail.empty() && inside(tail[0])) head += tail[0], tail.erase(0, 1);
  while (!head.empty() && ImGui::CalcTextSize((head + "\u2026" + tail).c_str()).x > width) {
    while (inside(head.back())) head.pop_back();
    head.pop_back();
    if (head.size() >= tail.size()) continue;
    do tail.erase(0, 1);
    while (!tail.empty() && inside(tail[0]));
  }
  return head + "\u2026" + tail;
}

bool number_slider(const NumberSlider& s, float width) {
  const float gap = px(6), text = ImGui::CalcTextSize(s.shown.c_str()).x;
  const float room = std::max(text, ImGui::CalcTextSize(s.widest.c_str()).x);
  if (width < 0) width = ImGui::GetContentRegionAvail().x;
  ImGui::BeginGroup();
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImGui::SetNextItemWidth(std::max(width - room - gap, px(40)));
  const bool changed = ImGui::SliderScalar("##value", s.type, s.value, s.low, s.high, "", s.flags);
  explain(s.words, s.label + (' ' + s.shown));
  const ImVec2 a = ImGui::GetItemRectMin(), b = ImGui::GetItemRectMax();
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  if (s.colour != 0) {
    canvas.AddRectFilled(a, {a.x + (b.x - a.x) * s.share, b.y}, faded(s.colour, 0.38f), px(6));
  }
  ImGui::SetCursorScreenPos({b.x + gap, corner.y});
  ImGui::Dummy({room, b.y - a.y});
  canvas.AddText({b.x + gap + room - text, (a.y + b.y - ImGui::GetFontSize()) / 2},
                 ImGui::GetColorU32(ImGuiCol_Text), s.shown.c_str());
  ImGui::EndGroup();
  return changed;
}

bool setting_slider(Screen& screen, Settings& edited, std::string_view key, float width,
                    double high, ImU32 colour) {
  const Setting& s = setting(key);
  if (!(high > 0)) high = s.slider_high > 0 ? s.slider_high : s.high;
  const double low = s.low;
  NumberSlider slider{.label = s.label, .words = s.tooltip, .colour = colour};
  slider.flags = ImGuiSliderFlags_AlwaysClamp;
  if (s.logarithmic && colour == 0) slider.flags |= ImGuiSliderFlags_Logarithmic;
  ImGui::PushID(s.key);
  ImGui::PushStyleVar(ImGuiStyleVar_GrabMinSize, px(screen.compact ? 10 : 5));
  ImGui::PushStyleVar(ImGuiStyleVar_GrabRounding, px(2));
  bool changed = false;
  if (auto* whole = std::get_if<std::int64_t& (*)(Settings&)>(&s.field)) {
    std::int64_t& value = (*whole)(edited);
    const auto from = static_cast<std::int64_t>(low), to = static_cast<std::int64_t>(high);
    slider.type = ImGuiDataType_S64;
    slider.value = &value, slider.low = &from, slider.high = &to;
    slider.shown = std::to_string(value), slider.widest = std::to_string(to);
    changed = number_slider(slider, width);
  } else if (auto* real = std::get_if<double& (*)(Settings&)>(&s.field)) {
    double& value = (*real)(edited);
    const bool share_shown = s.unit[0] == '%';
    const std::string unit = *s.unit ? std::string(" ") + s.unit : "";
    if (share_shown) slider.flags |= ImGuiSliderFlags_NoInput;  // one would type percents
    slider.value = &value, slider.low = &low, slider.high = &high;
    slider.shown = short_number(share_shown ? 100 * value : value) + unit;
    slider.widest = share_shown ? "0.888 ms" : "0.888" + unit;  // so that tracks end together
    slider.share = static_cast<float>(std::clamp((value - low) / (high - low), 0.0, 1.0));
    changed = number_slider(slider, width);
    if (changed && value > 0) {  // what is shown is what is kept, so that links stay short
      const double step = std::pow(10, std::floor(std::log10(value)) - 2);
      value = std::clamp(std::round(value / step) * step, s.low, s.high);
      value = std::strtod(short_number(value).c_str(), nullptr);
    }
  }
  ImGui::PopStyleVar(2);
  mark(screen, key);
  ImGui::PopID();
  return changed;
}

void setting_slider(Screen& screen, std::string_view key, float width) {
  Settings edited = screen.settings();
  if (!setting_slider(screen, edited, key, width)) return;
  screen.change([edited, key = std::string(key)](Settings& settings) {
    assign(settings, key, text_of(key, edited));
  });
}

void coloured_text(ImU32 colour, const std::string& text) {
  ImGui::PushStyleColor(ImGuiCol_Text, colour);
  const bool wraps = ImGui::GetCurrentWindow()->DC.TextWrapPos >= 0;
  wraps ? wrapped_text(text) : ImGui::TextUnformatted(text.c_str());
  ImGui::PopStyleColor();
}

void wrapped_text(const std::string& text) {
  const float wrap = std::max(ImGui::GetCurrentWindow()->DC.TextWrapPos, 0.0f);
  const float width = ImGui::CalcWrapWidthForPos(ImGui::GetCursorScreenPos(), wrap);
  std::string lines = text;
  size_t line = 0, space = std::string::npos;  // where this one begins and may end
  for (size_t i = 0; i <= lines.size(); ++i) {
    const bool last = i == lines.size() || lines[i] == '\n';
    if (!last && (lines[i] != ' ' || lines.compare(i, 2, " %") == 0)) continue;
    if (space != std::string::npos &&
        ImGui::CalcTextSize(lines.data() + line, lines.data() + i).x > width) {
      lines[space] = '\n';
      line = space + 1;
    }
    space = i;
    if (last) line = i + 1, space = std::string::npos;
  }
  ImGui::PushTextWrapPos(wrap);  // for words longer than a line
  ImGui::TextUnformatted(lines.c_str());
  ImGui::PopTextWrapPos();
}

void faint_text(const Screen& screen, const std::string& text) {
  ImGui::PushFont(small_font());
  ImGui::PushStyleColor(ImGuiCol_Text, screen.colours->faint_text);
  wrapped_text(text);
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

std::vector<Point> regret_points(const std::vector<double>& regret) {
  std::vector<Point> points;
  for (size_t i = 0; i < regret.size(); ++i) {
    points.push_back({static_cast<double>(i + 1), regret[i]});
  }
  return points;
}

std::string words_of(const belief::Prediction& predicted) {
  const auto [low, high] = interval_of(predicted);
  return short_number(predicted.mean) + " ms (" + short_number(low) + " to " + short_number(high) +
         ")";
}

namespace {

void figures_of(const Screen& screen, const Architecture& architecture) {
  const Workbench& bench = screen.bench;
  const SearchSpace& space = bench.space();
  if (const auto ms = bench.world().latency_of(architecture)) {
    const bool fits = *ms <= bench.budget_ms();
    wrapped_text(short_number(*ms) + " ms, " + (fits ? "within" : "beyond") + " the budget");
  }
  if (const auto predicted = bench.insight().predict(architecture)) {
    wrapped_text("predicted: " + words_of(*predicted));
  }
  wrapped_text(bench.quality().facts().label + ": " + short_number(bench.quality(architecture)));
  if (const auto accuracy = bench.accuracy(architecture)) {
    wrapped_text("test accuracy " + short_number(accuracy->percent) + " % (" + accuracy->source +
                 ")");
  }
  for (int i = 0; i < static_cast<int>(space.features().size()); ++i) {
    const double value = space.feature(architecture, i);
    if (std::isnan(value)) continue;
    const std::string& name = space.features()[static_cast<size_t>(i)];
    wrapped_text(feature_title(name) + ": " + short_number(value));
  }
}

}  // namespace

void describe_network(const Screen& screen, const Architecture& architecture,
                      const std::string& sentence) {
  const ArchitectureView& view = view_of(screen.bench.space());
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(12), px(10)});
  if (ImGui::BeginTooltip()) {
    const float width = px(270);
    view.draw(screen.bench.space(), architecture, {width, view.height(width)}, *screen.colours);
    ImGui::PushTextWrapPos(width);
    wrapped_text(view.words(screen.bench.space(), architecture));
    figures_of(screen, architecture);
    ImGui::PopTextWrapPos();
    if (!sentence.empty()) faint_text(screen, sentence);
    ImGui::EndTooltip();
  }
  ImGui::PopStyleVar();
}

Axis latency_axis(const Screen& screen, const char* label) {
  const World& world = screen.bench.world();
  Axis axis =
      fitted_axis(label, world.nearly_fastest, world.slowest, screen.settings().log_latency);
  if (world.nearly_fastest > axis.low) {
    axis.low = world.nearly_fastest;
    axis.cut = true;
  }
  return axis;
}

int dot_under(Screen& screen, const Plot& plot, const Scatter& scatter) {
  if (!plot.hovered()) return -1;
  const int under =
      scatter.cloud.nearest(plot, ImGui::GetIO().MousePos, px(screen.compact ? 24 : 12));
  if (under < 0) return -1;
  plot.canvas().AddCircle(scatter.cloud.at(plot, under), px(6), screen.colours->text, 0, px(2));
  screen.pointed = screen.bench.world().network(under);
  if (plot.clicked()) {
    screen.later([network = *screen.pointed](Workbench& bench) { bench.take(network); });
  }
  return under;
}

const devices::LatencyModel* model_of(const Screen& screen) {
  const Settings& settings = screen.settings();
  if (screen.bench.space().form() != Form::cells) return nullptr;
  if (settings.device == synthetic_name) return &settings.synthetic;
  const DeviceEntry* entry = screen.bench.devices().find(settings.device);
  return entry && entry->model ? &*entry->model : nullptr;
}

double srcc_of_known(std::span<const double> a, std::span<const double> b) {
  std::vector<double> x, y;
  for (size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) || std::isnan(b[i])) continue;
    x.push_back(a[i]);
    y.push_back(b[i]);
  }
  return x.size() < 2 ? 0 : statistics::spearman(x, y);
}

void method_picker(Screen& screen, float width) {
  chooser("##method", method_title(screen.settings().method), width, setting("method").tooltip,
          [&] {
            for (const search::StrategyKind& kind : search::strategy_kinds()) {
              const std::string name(kind.name);
              const std::string obstacle = screen.bench.obstacle(kind);
              const std::string words =
                  std::string(kind.description) + (obstacle.empty() ? "" : "\n" + obstacle);
              ImGui::BeginDisabled(!obstacle.empty());
              if (choice(screen, method_title(name).c_str(), screen.settings().method == name,
                         words.c_str())) {
                screen.change([name](Settings& settings) { settings.method = name; });
              }
              ImGui::EndDisabled();
            }
          });
  mark(screen, "method");
}

void quality_picker(Screen& screen, float width) {
  chooser("##quality", screen.bench.quality().facts().name, width, setting("quality").tooltip, [&] {
    const auto& qualities = screen.bench.space_entry().qualities;
    for (const auto& quality : qualities) {
      const QualityFacts& facts = quality->facts();
      if (!choice(screen, facts.name.c_str(), &screen.bench.quality() == quality.get(),
                  facts.label.c_str())) {
        continue;
      }
      const bool own = quality == qualities.front();
      screen.change([name = own ? std::string(own_quality) : facts.name](Settings& settings) {
        settings.quality = name;
      });
    }
  });
  mark(screen, "quality");
}

bool device_row(const Screen& screen, const std::string& title, const std::string& badge,
                const std::string& about, bool chosen, float left) {
  const bool pressed =
      choice(screen, ("##" + title).c_str(), chosen, (about.empty() ? title : about).c_str());
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  ImGui::PushFont(small_font());
  const ImVec2 extent = ImGui::CalcTextSize(badge.c_str());
  ImGui::PopFont();
  const float room = high.x - low.x - left - extent.x - px(20);
  canvas.AddText({low.x + left, (low.y + high.y - ImGui::GetTextLineHeight()) / 2},
                 screen.colours->text, fitted(title, room).c_str());
  ImGui::PushFont(small_font());
  canvas.AddText({high.x - extent.x - px(8), (low.y + high.y - extent.y) / 2},
                 screen.colours->faint_text, badge.c_str());
  ImGui::PopFont();
  return pressed;
}

void device_heading(const Screen& screen, const std::string& group) {
  ImGui::PushFont(small_font());
  ImGui::Spacing();
  coloured_text(screen.colours->faint_text, "  " + group);
  ImGui::PopFont();
}

}  // namespace tenprobes::app
