#include "web/app/theme.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "web/app/dot_sprite.h"

namespace tenprobes::app {
namespace {

constexpr float body_points = 15, title_points = 19, small_points = 13;

// Latin, general punctuation, super- and subscripts, arrows, and the few mathematical signs we use.
/// The page ships no others (web/CMakeLists.txt).
constexpr ImWchar glyph_ranges[] = {0x20,   0xff,   0x2010, 0x2027, 0x2070, 0x2094, 0x2190, 0x2193,
                                    0x2212, 0x2212, 0x2248, 0x2248, 0x2264, 0x2265, 0};

void add_font(std::string_view bytes, float points, float pixels_per_point) {
  ImFontConfig config;
  config.SizePixels = std::round(points * pixels_per_point);
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  if (bytes.empty()) {
    atlas->AddFontDefault(&config);
    return;
  }
  void* owned = ImGui::MemAlloc(bytes.size());  // the atlas frees it
  std::memcpy(owned, bytes.data(), bytes.size());
  config.OversampleH = 2;
  atlas->AddFontFromMemoryTTF(owned, static_cast<int>(bytes.size()), config.SizePixels, &config,
                              glyph_ranges);
}

constexpr Palette light = {
    .page = IM_COL32(238, 240, 243, 255),
    .card = IM_COL32(255, 255, 255, 255),
    .border = IM_COL32(218, 222, 228, 255),
    .text = IM_COL32(28, 33, 40, 255),
    .faint_text = IM_COL32(96, 105, 117, 255),
    .operation = {IM_COL32(176, 183, 192, 255), IM_COL32(86, 180, 233, 255),
                  IM_COL32(230, 159, 0, 255), IM_COL32(213, 94, 0, 255),
                  IM_COL32(0, 158, 115, 255)},
    .conv5x5 = IM_COL32(110, 44, 24, 255),
    .cloud_feasible = IM_COL32(92, 104, 122, 120),
    .cloud_slow = IM_COL32(150, 158, 170, 56),
    .front = IM_COL32(28, 33, 40, 255),
    .budget = IM_COL32(176, 64, 134, 255),
    .method = IM_COL32(0, 98, 178, 255),
    .rival = IM_COL32(120, 129, 142, 255),
    .user = IM_COL32(28, 33, 40, 255),
    .error = IM_COL32(176, 32, 32, 255),
};

constexpr Palette dark_palette = {
    .page = IM_COL32(17, 20, 25, 255),
    .card = IM_COL32(27, 31, 38, 255),
    .border = IM_COL32(52, 58, 68, 255),
    .text = IM_COL32(230, 234, 240, 255),
    .faint_text = IM_COL32(152, 161, 174, 255),
    .operation = {IM_COL32(96, 104, 116, 255), IM_COL32(86, 180, 233, 255),
                  IM_COL32(240, 178, 40, 255), IM_COL32(232, 112, 32, 255),
                  IM_COL32(24, 178, 135, 255)},
    .conv5x5 = IM_COL32(160, 84, 58, 255),
    .cloud_feasible = IM_COL32(160, 172, 190, 110),
    .cloud_slow = IM_COL32(120, 130, 146, 44),
    .front = IM_COL32(230, 234, 240, 255),
    .budget = IM_COL32(222, 130, 186, 255),
    .method = IM_COL32(80, 166, 240, 255),
    .rival = IM_COL32(140, 149, 162, 255),
    .user = IM_COL32(245, 247, 250, 255),
    .error = IM_COL32(255, 128, 120, 255),
};

ImVec4 vector_of(ImU32 colour) {
  return ImGui::ColorConvertU32ToFloat4(colour);
}

ImVec4 mixed(ImU32 a, ImU32 b, float share_of_b) {
  const ImVec4 x = vector_of(a), y = vector_of(b);
  const float s = share_of_b;
  return {x.x + (y.x - x.x) * s, x.y + (y.y - x.y) * s, x.z + (y.z - x.z) * s,
          x.w + (y.w - x.w) * s};
}

void set_up_lengths(float scale) {
  ImGuiStyle style;
  style.WindowPadding = {0, 0};
  style.FramePadding = {9, 5};
  style.ItemSpacing = {8, 7};
  style.ItemInnerSpacing = {6, 5};
  style.CellPadding = {6, 3};
  style.ScrollbarSize = 10;
  style.GrabMinSize = 14;
  style.WindowRounding = 0;
  style.ChildRounding = 10;
  style.FrameRounding = 6;
  style.PopupRounding = 8;
  style.GrabRounding = 6;
  style.ScrollbarRounding = 6;
  style.TabRounding = 6;
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 1;
  style.PopupBorderSize = 1;
  style.FrameBorderSize = 0;
  style.SeparatorTextBorderSize = 1;
  style.HoverStationaryDelay = 0.1f;
  style.ScaleAllSizes(scale);
  ImGui::GetStyle() = style;
}

}  // namespace

void set_up_fonts(std::string_view regular, std::string_view semibold, float pixels_per_point) {
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  atlas->Clear();
  add_font(regular, body_points, pixels_per_point);
  add_font(semibold, title_points, pixels_per_point);
  add_font(regular, small_points, pixels_per_point);
  add_font(semibold, body_points, pixels_per_point);
  reserve_dot_sprite(*atlas, static_cast<int>(std::ceil(2 * pixels_per_point)));
  atlas->Build();
  paint_dot_sprite(*atlas);
  set_up_lengths(pixels_per_point);
}

float px(float points) {
  return points * ImGui::GetIO().Fonts->Fonts[0]->FontSize / body_points;
}

ImFont* title_font() {
  return ImGui::GetIO().Fonts->Fonts[1];
}
ImFont* small_font() {
  return ImGui::GetIO().Fonts->Fonts[2];
}
ImFont* bold_font() {
  return ImGui::GetIO().Fonts->Fonts[3];
}

const Palette& palette(bool dark) {
  return dark ? dark_palette : light;
}

void apply_theme(bool dark) {
  const Palette& p = palette(dark);
  dark ? ImGui::StyleColorsDark() : ImGui::StyleColorsLight();
  ImVec4* colours = ImGui::GetStyle().Colors;
  colours[ImGuiCol_Text] = vector_of(p.text);
  colours[ImGuiCol_TextDisabled] = vector_of(p.faint_text);
  colours[ImGuiCol_WindowBg] = vector_of(p.page);
  colours[ImGuiCol_ChildBg] = vector_of(p.card);
  colours[ImGuiCol_PopupBg] = vector_of(p.card);
  colours[ImGuiCol_Border] = vector_of(p.border);
  colours[ImGuiCol_FrameBg] = mixed(p.card, p.text, 0.06f);
  colours[ImGuiCol_FrameBgHovered] = mixed(p.card, p.text, 0.11f);
  colours[ImGuiCol_FrameBgActive] = mixed(p.card, p.text, 0.16f);
  colours[ImGuiCol_Button] = mixed(p.card, p.text, 0.07f);
  colours[ImGuiCol_ButtonHovered] = mixed(p.card, p.text, 0.13f);
  colours[ImGuiCol_ButtonActive] = mixed(p.card, p.text, 0.20f);
  colours[ImGuiCol_Header] = mixed(p.card, p.method, 0.16f);
  colours[ImGuiCol_HeaderHovered] = mixed(p.card, p.text, 0.09f);
  colours[ImGuiCol_HeaderActive] = mixed(p.card, p.method, 0.28f);
  colours[ImGuiCol_SliderGrab] = mixed(p.card, p.text, 0.32f);
  colours[ImGuiCol_SliderGrabActive] = mixed(p.card, p.method, 0.5f);
  colours[ImGuiCol_CheckMark] = vector_of(p.method);
  colours[ImGuiCol_Separator] = vector_of(p.border);
  colours[ImGuiCol_ScrollbarBg] = ImVec4(0, 0, 0, 0);
  colours[ImGuiCol_ScrollbarGrab] = mixed(p.card, p.text, 0.2f);
  colours[ImGuiCol_NavHighlight] = vector_of(p.method);
  colours[ImGuiCol_TableBorderLight] = vector_of(p.border);
  colours[ImGuiCol_TableRowBgAlt] = mixed(p.card, p.text, 0.03f);
  colours[ImGuiCol_Tab] = mixed(p.card, p.text, 0.04f);
  colours[ImGuiCol_TabHovered] = mixed(p.card, p.text, 0.12f);
  colours[ImGuiCol_TabActive] = mixed(p.card, p.method, 0.20f);
  colours[ImGuiCol_PlotHistogram] = vector_of(p.method);
  colours[ImGuiCol_TextSelectedBg] = mixed(p.card, p.method, 0.35f);
}

ImU32 faded(ImU32 colour, float opacity) {
  const auto alpha = static_cast<float>((colour >> IM_COL32_A_SHIFT) & 0xff);
  const auto scaled = static_cast<ImU32>(std::clamp(alpha * opacity, 0.0f, 255.0f));
  return (colour & ~IM_COL32_A_MASK) | (scaled << IM_COL32_A_SHIFT);
}

}  // namespace tenprobes::app
