#include "web/app/plot.h"

#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

// 1, 2 or 5 times a power of ten, at least `value`.
double rounded_up(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= value * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::string tick_text(const Axis& axis, double tick) {
  return (axis.cut && tick <= axis.low * (1 + 1e-9) ? "\u2264 " : "") + short_number(tick);
}

double rounded_down(double value) {
  const double power = std::pow(10, std::floor(std::log10(value) + 1e-9));
  for (const double factor : {5.0, 2.0}) {
    if (factor * power <= value * (1 + 1e-9)) return factor * power;
  }
  return power;
}

}  // namespace

float Axis::normalised(double value) const {
  const double n =
      logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  return static_cast<float>(cut && n < 0 ? 0 : n);
}

double Axis::value_at(float n) const {
  return logarithmic ? low * std::pow(high / low, static_cast<double>(n)) : low + (high - low) * n;
}

Axis fitted_axis(const char* label, double lowest, double highest, bool logarithmic,
                 double decades) {
  if (!(highest > 0)) return {label, logarithmic ? 0.1 : 0, 1, logarithmic};
  if (logarithmic) {
    const double high = rounded_up(highest * 1.02);
    const double least = high * std::pow(10, -decades);
    const double low = rounded_down(std::max(lowest / 1.02, least));
    return {label, low, std::max(high, 2 * low), true, lowest < least};
  }
  const double step = rounded_up(highest / 8);
  return {label, 0, step * std::ceil(highest * 1.01 / step), false};
}

namespace {

std::vector<double> round_ticks(const Axis& axis, int count) {
  std::vector<double> ticks;
  if (!axis.logarithmic) {
    double step = rounded_up((axis.high - axis.low) / count);
    if (axis.whole) step = std::max(step, 1.0);
    for (double t = std::ceil(axis.low / step - 1e-9) * step; t <= axis.high + step * 1e-9;
         t += step) {
      ticks.push_back(std::abs(t) < step * 1e-9 ? 0 : t);
    }
    return ticks;
  }
  const double decades = std::log10(axis.high / axis.low);
  const bool fine = decades * 3 <= count * 1.3;
  for (double power = std::pow(10, std::floor(std::log10(axis.low))); power <= axis.high;
       power *= 10) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor > 1 && !fine) break;
      const double t = factor * power;
      if (t >= axis.low * (1 - 1e-9) && t <= axis.high * (1 + 1e-9)) ticks.push_back(t);
    }
  }
  return ticks;
}

}  // namespace

std::vector<double> ticks_of(const Axis& axis, int count) {
  count = std::max(count, 2);
  std::vector<double> ticks = round_ticks(axis, count);
  // Where an axis is cut, its end is told: what stands there may lie beyond.
  if (axis.cut && (ticks.empty() || ticks.front() > axis.low * (1 + 1e-9))) {
    const float room = 0.7f / static_cast<float>(count);
    std::erase_if(ticks, [&](double tick) { return axis.normalised(tick) < room; });
    ticks.insert(ticks.begin(), axis.low);
  }
  return ticks;
}

std::string short_number(double value) {
  const double size = std::abs(value);
  int decimals = 0;
  if (size > 0 && size < 99.95) {
    decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 0, 6);
  }
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  std::string number = text.data();
  if (number.find('.') != std::string::npos) {
    number.erase(number.find_last_not_of('0') + 1);
    if (number.back() == '.') number.pop_back();
  }
  return number;
}

Plot::Plot(const char* id, const char* words, ImVec2 size, const Axis& x, const Axis& y,
           const Palette& palette, float right_room)
    : x_(x), y_(y), palette_(palette), canvas_(ImGui::GetWindowDrawList()), words_(words) {
  size.y = std::max(size.y, px(150));  // else its card scrolls
  ImGui::PushFont(small_font());
  const float line = ImGui::GetTextLineHeight();
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  float widest = 0;
  const std::vector<double> y_ticks = ticks_of(y, static_cast<int>(size.y / px(38)));
  for (const double t : y_ticks) {
    widest = std::max(widest, ImGui::CalcTextSize(tick_text(y, t).c_str()).x);
  }
  min_ = {corner.x + widest + px(8), corner.y + line + px(8)};
  max_ = {corner.x + size.x - px(6) - right_room, corner.y + size.y - 2 * line - px(8)};
  max_ = {std::max(max_.x, min_.x + px(20)), std::max(max_.y, min_.y + px(20))};

  const ImU32 grid = faded(palette.border, 0.75f), faint = palette.faint_text;
  for (const double t : y_ticks) {
    const float pixel = std::round(at(x.low, t).y) + 0.5f;
    canvas_->AddLine({min_.x, pixel}, {max_.x, pixel}, grid, px(1));
    const std::string text = tick_text(y, t);
    const float width = ImGui::CalcTextSize(text.c_str()).x;
    canvas_->AddText({min_.x - px(6) - width, pixel - line / 2}, faint, text.c_str());
  }
  float free_from = min_.x - px(20);
  for (const double t : ticks_of(x, static_cast<int>((max_.x - min_.x) / px(58)))) {
    const float pixel = std::round(at(t, y.low).x) + 0.5f;
    canvas_->AddLine({pixel, min_.y}, {pixel, max_.y}, grid, px(1));
    const std::string text = tick_text(x, t);
    const float width = ImGui::CalcTextSize(text.c_str()).x;
    const float left = std::min(pixel - width / 2, corner.x + size.x - width);
    if (left < free_from) continue;
    canvas_->AddText({left, max_.y + px(3)}, faint, text.c_str());
    free_from = left + width + px(6);
  }
  canvas_->AddText({corner.x, corner.y}, faint, y.label);
  const float label_width = ImGui::CalcTextSize(x.label).x;
  canvas_->AddText({max_.x - label_width, max_.y + line + px(4)}, faint, x.label);
  ImGui::PopFont();

  ImGui::Dummy(size);
  words_due_ = ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip);
  const ImVec2 after = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(min_);
  ImGui::SetNextItemAllowOverlap();
  const bool pressed = ImGui::InvisibleButton(id, {max_.x - min_.x, max_.y - min_.y});
  // Not where the keyboard's focus is: the pointer may be anywhere then.
  hovered_ = ImGui::IsItemHovered() && ImGui::IsMouseHoveringRect(min_, max_);
  clicked_ = pressed && hovered_;
  words_due_ |= ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip);
  if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
    canvas_->AddRect(min_, max_, palette_.method, 0, 0, px(2));
  }
  ImGui::SetCursorScreenPos(after);
  canvas_->PushClipRect({min_.x - px(7), min_.y - px(12)},
                        {max_.x + px(7) + right_room, max_.y + px(7)}, true);
}

Plot::~Plot() {
  canvas_->PopClipRect();
  const ImGuiWindow* tooltip = ImGui::FindWindowByName("##Tooltip_00");
  if (words_due_ && !(tooltip && tooltip->Active)) show_tooltip(words_);
}

ImVec2 Plot::at_normalised(float x, float y) const {
  return {min_.x + (max_.x - min_.x) * x, max_.y - (max_.y - min_.y) * y};
}

ImVec2 Plot::at(double x, double y) const {
  return at_normalised(x_.normalised(x), y_.normalised(y));
}

Point Plot::data_at(ImVec2 pixel) const {
  return {x_.value_at((pixel.x - min_.x) / (max_.x - min_.x)),
          y_.value_at((max_.y - pixel.y) / (max_.y - min_.y))};
}

void Plot::curve(std::span<const Point> points, const CurveStyle& style) const {
  std::vector<ImVec2> pixels;
  for (const Point& p : points) {
    const ImVec2 pixel = at(p.x, p.y);
    if (style.stairs && !pixels.empty()) pixels.push_back({pixel.x, pixels.back().y});
    pixels.push_back(pixel);
  }
  if (style.dash > 0) {
    dashed_line(*canvas_, pixels, style.colour, px(style.width), px(style.dash));
  } else {
    canvas_->AddPolyline(pixels.data(), static_cast<int>(pixels.size()), style.colour, 0,
                         px(style.width));
  }
}

bool Plot::drag_line(const char* id, const char* words, double& x, ImU32 colour, const char* label,
                     float handle, LabelPlacer& labels) {
  const float pixel = std::round(at(x, y_.low).x);
  ImGui::PushFont(small_font());
  const ImVec2 text = ImGui::CalcTextSize(label), pad = {px(7), px(2)};
  const ImVec2 size = {text.x + 2 * pad.x, text.y + 2 * pad.y};
  const ImVec2 low = {std::clamp(pixel - size.x / 2, min_.x, std::max(min_.x, max_.x - size.x)),
                      max_.y - size.y - px(5)};
  const ImVec2 high = {low.x + size.x, low.y + size.y};
  labels.block(low, high);

  const ImVec2 after = ImGui::GetCursorScreenPos();
  bool active = false, over = false;
  const auto grip = [&](const char* part, ImVec2 from, ImVec2 to) {
    ImGui::PushID(part);
    ImGui::SetCursorScreenPos(from);
    ImGui::InvisibleButton(id, {to.x - from.x, to.y - from.y});
    ImGui::PopID();
    active |= ImGui::IsItemActive();
    over |= ImGui::IsItemHovered();
    explain(words);
  };
  const float reach = px(9), above = std::max(0.0f, (handle - size.y) / 2);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav | ImGuiItemFlags_NoTabStop, true);
  grip("handle", {low.x, low.y - above}, {high.x, high.y + above});
  grip("line", {pixel - reach, min_.y}, {pixel + reach, max_.y});
  ImGui::PopItemFlag();
  ImGui::SetCursorScreenPos(after);
  if (over || active) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    hovered_ = false;
  }
  bool moved = false;
  if (active && ImGui::IsMouseDragging(ImGuiMouseButton_Left, 0)) {
    const float to = std::clamp(ImGui::GetIO().MousePos.x, min_.x, max_.x);
    if (to != pixel) {
      x = data_at({to, min_.y}).x;
      moved = true;
    }
  }
  canvas_->AddLine({pixel, min_.y}, {pixel, max_.y}, colour, px(over || active ? 3.0f : 2.0f));
  canvas_->AddRectFilled(low, high, colour, px(9));
  canvas_->AddText({low.x + pad.x, low.y + pad.y}, palette_.card, label);
  ImGui::PopFont();
  return moved;
}

float rival_dash(size_t i) {
  constexpr float dashes[] = {6, 3, 10, 1.5f, 14, 4.5f, 8, 2.2f};
  return dashes[i % std::size(dashes)];
}

void draw_end_labels(const Plot& plot, std::vector<EndLabel>& labels) {
  std::stable_sort(labels.begin(), labels.end(),
                   [](const EndLabel& a, const EndLabel& b) { return a.end.y < b.end.y; });
  const float line = ImGui::GetTextLineHeight();
  const float x = plot.high_corner().x + px(12);
  std::vector<float> tops;
  for (const EndLabel& label : labels) {
    const float wanted = label.end.y - line / 2;
    tops.push_back(tops.empty() ? wanted : std::max(wanted, tops.back() + line));
  }
  const float lowest = plot.high_corner().y + px(3) - line;
  for (size_t i = tops.size(); i-- > 0;) {
    tops[i] = std::min(tops[i], lowest - line * static_cast<float>(tops.size() - 1 - i));
  }
  for (size_t i = 0; i < labels.size(); ++i) {
    const EndLabel& label = labels[i];
    if (x - label.end.x < px(40)) {  // from an unfinished curve it would be taken for one
      plot.canvas().AddLine({label.end.x + px(5), label.end.y}, {x - px(3), tops[i] + line / 2},
                            faded(label.ink, 0.45f), px(1));
    }
    plot.canvas().AddText({x, tops[i]}, label.ink, label.text.c_str());
  }
}

void dashed_line(ImDrawList& canvas, std::span<const ImVec2> points, ImU32 colour, float width,
                 float dash) {
  // A dash is a quad with Dear ImGui's texture of lines, which have a pixel of air either side: a
  // third of what AddLine() writes for each. As there, whole numbers are middles of pixels.
  const int whole = std::clamp(static_cast<int>(width), 0, IM_DRAWLIST_TEX_LINES_WIDTH_MAX - 1);
  const float part = std::min(1.0f, width - static_cast<float>(whole));
  const ImVec4 thin = canvas._Data->TexUvLines[whole], thick = canvas._Data->TexUvLines[whole + 1];
  const ImVec4 across = {thin.x + (thick.x - thin.x) * part, thin.y + (thick.y - thin.y) * part,
                         thin.z + (thick.z - thin.z) * part, thin.w + (thick.w - thin.w) * part};
  const float reach = 0.5f * width + 1;
  const auto draw = [&](ImVec2 from, ImVec2 to, ImVec2 side) {
    canvas.PrimReserve(6, 4);
    canvas.PrimQuadUV({from.x + side.x, from.y + side.y}, {to.x + side.x, to.y + side.y},
                      {to.x - side.x, to.y - side.y}, {from.x - side.x, from.y - side.y},
                      {across.x, across.y}, {across.x, across.y}, {across.z, across.w},
                      {across.z, across.w}, colour);
  };
  float phase = 0;  // how far into a dash and its gap
  for (size_t i = 1; i < points.size(); ++i) {
    const ImVec2 a = points[i - 1], b = points[i];
    const float length = std::hypot(b.x - a.x, b.y - a.y);
    if (length <= 0) continue;
    const auto along = [&](float d) {
      return ImVec2{a.x + (b.x - a.x) * d / length + 0.5f, a.y + (b.y - a.y) * d / length + 0.5f};
    };
    const ImVec2 side = {reach * (b.y - a.y) / length, -reach * (b.x - a.x) / length};
    for (float d = 0; d < length;) {
      const bool inked = phase < dash;
      const float rest = (inked ? dash : 2 * dash) - phase, end = std::min(length, d + rest);
      if (inked) draw(along(d), along(end), side);
      // Not by adding up: what rounding leaves of a dash may be too short to take d any further.
      phase = d + rest > length ? phase + length - d : inked ? dash : 0;
      d = end;
    }
  }
}

std::optional<ImVec2> LabelPlacer::place_clear(ImVec2 anchor, ImVec2 size, float gap) {
  // Right above, right below, left, and then the same from further away.
  constexpr std::array<ImVec2, 8> directions = {{{0.7f, -0.7f},
                                                 {-0.7f, -0.7f},
                                                 {0, -1},
                                                 {1, 0},
                                                 {-1, 0},
                                                 {0.7f, 0.7f},
                                                 {-0.7f, 0.7f},
                                                 {0, 1}}};
  for (const float reach : {1.0f, 2.2f, 3.6f, 5.0f, 7.0f}) {
    for (const ImVec2 d : directions) {
      const ImVec2 low = {anchor.x + d.x * (gap * reach + size.x / 2) - size.x / 2,
                          anchor.y + d.y * (gap * reach + size.y / 2) - size.y / 2};
      const ImVec2 high = {low.x + size.x, low.y + size.y};
      if (low.x < low_.x || low.y < low_.y || high.x > high_.x || high.y > high_.y) continue;
      const bool clear = std::none_of(taken_.begin(), taken_.end(), [&](const ImVec4& box) {
        return low.x < box.z && high.x > box.x && low.y < box.w && high.y > box.y;
      });
      if (clear) {
        block(low, high);
        return low;
      }
    }
  }
  return std::nullopt;
}

}  // namespace tenprobes::app
