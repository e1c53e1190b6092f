// The small pieces that every panel is made of.
#pragma once

#include <imgui.h>

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <type_traits>

#include "web/app/names.h"
#include "web/app/scatter.h"
#include "web/app/screen.h"

namespace tenprobes::app {

/// A small "?" that explains when pointed at, tapped or pressed.
void help_marker(const Screen& screen, const char* id, const char* words);

/// Pixels of a control's height: on a small screen at least what a thumb hits.
float reachable(const Screen& screen, float points);

/// A bordered part of the page and one that scrolls; the keyboard walks through them as through
/// their parent. Size in pixels, 0 high: as high as a box's contents, padding in points. Contents
/// until ImGui::EndChild().
void begin_box(const char* id, ImVec2 size, ImVec2 padding);
void begin_scroll(const char* id, ImVec2 size = {});

/// A card with a title, a help marker that says `words`, and a faint sentence beside it, where
/// there is room for it left of `right_room`, else below. Contents until end_card().
void begin_card(const Screen& screen, const char* title, const char* words,
                const std::string& sentence, ImVec2 size, float right_room = 0);
void end_card();

/// A window over the page with a title and a Close button, that `asked` opens; true while it is
/// open: contents, then end_window().
bool begin_window(Screen& screen, const char* title, bool& asked, float points_wide);
void end_window(const Screen& screen);

/// Notes where the last item was drawn, for lessons that point at it (lesson_points).
void mark(Screen& screen, std::string_view point);
/// Whether a part of the page that comes later (awaited.h) has come; else it is fetched now, and a line
/// says so, or why it cannot be had, with a button that tries again.
bool is_here(Screen& screen, const std::string& part);

/// The tooltip of the last item: plain words, wrapped. The controls below take theirs, so that none
/// is without.
void explain(const char* words, std::string_view label = {});
/// Whether it would be told now: words that take a while to put together wait for that.
bool is_explained();
template <class Words>
requires std::is_invocable_r_v<std::string, Words>
void explain(const Words& words) {
  if (is_explained()) explain(words().c_str());
}
/// What the keyboard is at since the last call; empty: nothing, or the pointer is in use.
std::string take_focus_in_words();
void show_tooltip(const char* words);

/// What comes next stands beside the last item where so many pixels fit, else below.
void beside(float width);
/// The same for a button of that label.
void beside(const char* label);

bool button(const char* label, const char* words, ImVec2 size = {});
/// The one to press next.
bool main_button(const Screen& screen, const char* label, const char* words, ImVec2 size);
bool check_box(const char* label, bool& on, const char* words);
/// A line of a list or menu.
bool choice(const Screen& screen, const char* label, bool chosen, const char* words,
            float points = 22);

/// A line of text that shows `value` until it is edited in `typed`; true once entered.
bool text_field(const char* id, std::string& typed, const std::string& value, float width,
                const char* words);
/// Puts the network's name on the clipboard, and says so.
void copy_name(Screen& screen, const Architecture& architecture);
inline constexpr const char* copy_name_words =
    "Puts the network's name on the clipboard, in its search space's notation.";

/// A network in words that need nothing else: {"space": its file's text, empty for cells,
/// "architecture"}.
nlohmann::json worker_words(const Workbench& bench, const SearchSpace& space,
                            const Architecture& architecture);

/// Offers the network as an ONNX file. Throws Error where it cannot be built.
void save_network(Screen& screen, const Architecture& architecture);
inline constexpr const char* save_network_words =
    "Its structure with random weights: for timing by a runtime or on a board, which weights do "
    "not change.";

/// The text, cut in the middle where it is wider: names differ at their ends.
std::string fitted(const std::string& text, float width);

/// A list that opens; `choices` draws its lines.
template <class Choices>
void chooser(const char* id, const std::string& shown, float width, const char* words,
             const Choices& choices) {
  ImGui::SetNextItemWidth(width);
  const float room =
      ImGui::CalcItemWidth() - ImGui::GetFrameHeight() - 2 * ImGui::GetStyle().FramePadding.x;
  const std::string preview = fitted(shown, room);
  if (ImGui::BeginCombo(id, preview.c_str(), ImGuiComboFlags_HeightLargest)) {
    choices();
    ImGui::EndCombo();
  }
  explain(preview == shown ? words : (shown + "\n" + words).c_str(), shown);
}

enum class Icon { play, pause, step, reset, moon, sun, share, open, copy, help, close, menu };

/// A square button with a drawn icon; `name` is its identity.
bool icon_button(const Screen& screen, const char* name, Icon icon, const char* words,
                 float side = 0);

/// A slider of a number in one of ImGui's types.
struct NumberSlider {
  ImGuiDataType type = ImGuiDataType_Double;
  void* value = nullptr;
  const void *low = nullptr, *high = nullptr;
  std::string shown = {}, widest = {};  ///< the number in words, and the longest it may become
  std::string label = {};
  const char* words = "";
  ImGuiSliderFlags flags = 0;
  ImU32 colour = 0;  ///< not 0: `share` of it is filled
  float share = 0;
};
/// `width` pixels with its number, which stands beside it so that no knob covers it; below 0: all the
/// room there is. True while it changes.
bool number_slider(const NumberSlider& slider, float width);

/// A slider or field for a setting of the table, with its tooltip, on `edited`; true while it
/// changes. `high` bounds the slider, not the setting.
bool setting_slider(Screen& screen, Settings& edited, std::string_view key, float width,
                    double high = 0, ImU32 colour = 0);
/// The same for the page's own settings.
void setting_slider(Screen& screen, std::string_view key, float width);

/// Text in a colour, wrapped where a wrapping position is set.
void coloured_text(ImU32 colour, const std::string& text);

/// Text broken at spaces alone (ImGui's own also breaks inside 0.2 and after "al."), and not before
/// a percent sign.
void wrapped_text(const std::string& text);

/// The same in the small faint font.
void faint_text(const Screen& screen, const std::string& text);

/// A row in the list of devices: the title, `left` from its left end, and at its right end what the
/// latencies are. Whether it was pressed.
bool device_row(const Screen& screen, const std::string& title, const std::string& badge,
                const std::string& about, bool chosen, float left);
/// What follows in that list.
void device_heading(const Screen& screen, const std::string& group);

/// A regret curve's points, from where something fits; and the axis they stand on: logarithmic, as
/// the good methods differ where the bad ones never come.
std::vector<Point> regret_points(const std::vector<double>& regret);
inline constexpr Axis regret_axis{"regret, % \u2193 better", 0.1, 100, true, true};

/// The tooltip of a network: its drawing, figures, and a sentence more.
void describe_network(const Screen& screen, const Architecture& architecture,
                      const std::string& sentence);

/// "12.3 ms (11 to 14)": a prediction and its 90 % interval.
std::string words_of(const belief::Prediction& predicted);

/// Where the world's networks are: from the fastest hundredth on, further ones at the edge.
Axis latency_axis(const Screen& screen, const char* label);

/// The dot under the pointer, ringed, which becomes the one pointed at; -1 if none. A click makes
/// it the user's.
int dot_under(Screen& screen, const Plot& plot, const Scatter& scatter);

/// The model of the device shown, where it is a cell's device that has one.
const devices::LatencyModel* model_of(const Screen& screen);

/// Spearman's correlation where both are known (not NaN); 0 for fewer than two.
double srcc_of_known(std::span<const double> a, std::span<const double> b);

/// A chooser of the methods, with what each one needs.
void method_picker(Screen& screen, float width);
void quality_picker(Screen& screen, float width);

}  // namespace tenprobes::app
