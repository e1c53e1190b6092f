// The small pieces that every panel is made of.
#pragma once

#include <imgui.h>

#include <functional>
#include <string>
#include <string_view>

#include "web/app/view.h"

namespace tenprobes::app {

/// A small "?" that explains when pointed at, tapped or pressed.
void help_marker(const View& view, const char* id, const char* words);

/// Pixels of a control's height: on a small screen at least what a thumb hits.
float reachable(const View& view, float points);

/// A bordered part of the page and one that scrolls; the keyboard walks through them as through
/// their parent. Size in pixels, 0 high: as high as a box's contents, padding in points. Contents
/// until ImGui::EndChild().
void begin_box(const char* id, ImVec2 size, ImVec2 padding);
void begin_scroll(const char* id, ImVec2 size = {});

/// A card with a title, a help marker that says `words`, and a faint sentence beside it, where
/// there is room for it left of `right_room`, else below. Contents until end_card().
void begin_card(const View& view, const char* title, const char* words, const std::string& sentence,
                ImVec2 size, float right_room = 0);
void end_card();

/// A window over the page with a title and a Close button, that `asked` opens; true while it is
/// open: contents, then end_window().
bool begin_window(View& view, const char* title, bool& asked, float points_wide);
void end_window(const View& view);

/// Notes where the last item was drawn, for lessons that point at it (lesson_points).
void mark(View& view, std::string_view point);

/// The tooltip of the last item: plain words, wrapped. The controls below take theirs, so that none
/// is without.
void explain(const char* words);
void show_tooltip(const char* words);

/// What comes next stands beside the last item where so many pixels fit, else below.
void beside(float width);
/// The same for a button of that label.
void beside(const char* label);

bool button(const char* label, const char* words, ImVec2 size = {});
/// The one to press next.
bool main_button(const View& view, const char* label, const char* words, ImVec2 size);
bool check_box(const char* label, bool& on, const char* words);
/// One button a panel, the shown one underlined.
void panel_buttons(View& view, std::span<const PanelKind> kinds, const PanelKind& shown, float gap,
                   float padding);
/// A line of a list or menu.
bool choice(const View& view, const char* label, bool chosen, const char* words, float points = 22);

/// A line of text that shows `value` until it is edited in `typed`; true once entered.
bool text_field(const char* id, std::string& typed, const std::string& value, float width,
                const char* words);
/// Puts the cell's name on the clipboard, and says so.
void copy_cell(View& view, const Cell& architecture);
inline constexpr const char* copy_cell_words =
    "Puts the cell's name on the clipboard, in the notation of NAS-Bench-201.";

/// A list that opens; `choices` draws its lines.
template <class Choices>
void chooser(const char* id, const std::string& shown, float width, const char* words,
             const Choices& choices) {
  ImGui::SetNextItemWidth(width);
  if (ImGui::BeginCombo(id, shown.c_str(), ImGuiComboFlags_HeightLargest)) {
    choices();
    ImGui::EndCombo();
  }
  explain(words);
}

enum class Icon { play, pause, step, reset, moon, sun, share, open, copy, help, close };

/// A square button with a drawn icon; `name` is its identity.
bool icon_button(const View& view, const char* name, Icon icon, const char* words, float side = 0);

/// A slider or field for a setting of the table, with its tooltip; true while it changes. `high`
/// bounds the slider, not the setting.
bool setting_slider(View& view, std::string_view key, float width, double high = 0,
                    ImU32 colour = 0);

/// Text in a colour, without wrapping.
void coloured_text(ImU32 colour, const std::string& text);

/// A line that says what has just happened, but for a lesson's step, which stands above.
void announced(const std::string& sentence);

/// Text broken at spaces alone (ImGui's own also breaks inside 0.2 and after "al."), and not before
/// a percent sign.
void wrapped_text(const std::string& text);

/// The same in the small faint font.
void faint_text(const View& view, const std::string& text);

/// Six squares in the colours of a cell's operations: a cell in miniature, `size` pixels high.
void cell_glyph(const View& view, const Cell& architecture, float size);
float cell_glyph_width(float size);

/// A row in the list of devices: the title, `left` from its left end, and at its right end what the
/// latencies are. Whether it was pressed.
bool device_row(const View& view, const std::string& title, const std::string& badge,
                const std::string& about, bool chosen, float left);
/// What follows in that list.
void device_heading(const View& view, const std::string& group);

/// What there is of a session to keep.
struct Keepable {
  bool played = false, probed_by_person = false;
  std::function<std::string()> csv, session;
};
/// The button "save" at the right end of a card's title, with its menu.
void save_menu(View& view, const Keepable& keepable);
float save_menu_width();

/// A regret curve's points, from where something fits; and the axis they stand on: logarithmic, as
/// the good methods differ where the bad ones never come.
std::vector<Point> regret_points(const std::vector<double>& regret);
inline constexpr Axis regret_axis{"regret, % \u2193 better", 0.1, 100, true, true};

/// The tooltip of a network: its cell, figures, and a sentence more.
void describe_network(const View& view, int index, const std::string& sentence);

/// The dot under the pointer, ringed; -1 if none. A click takes its cell into the person's hands.
int dot_under(View& view, const Plot& plot, const Scatter& scatter);

/// The chosen device's model; nullptr where only its latencies are known.
const devices::LatencyModel* model_of(const View& view);

/// Million multiply-accumulates of every network, [15625] by index.
std::span<const double> all_macs();

/// Spearman's correlation where both are known (not NaN); 0 for fewer than two.
double srcc_of_known(std::span<const double> a, std::span<const double> b);

/// The method's name as people read it.
std::string method_title(std::string_view method);

/// A chooser of the methods, with what each one needs.
void method_picker(View& view, float width);

}  // namespace tenprobes::app
