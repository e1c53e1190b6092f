// How the app looks: fonts, style and the palette.
//
//   app::set_up_fonts(inter_regular, inter_semibold, 2.0f);   // again when the pixel ratio changes
//   app::apply_theme(dark);
//   draw_list->AddCircleFilled(at, px(4), palette().probe);
//
// Every length in the app is written in points and multiplied by px(): on a screen with two pixels
// a point, px(10) is 20. Text is rasterised at that size, so it stays crisp.
#pragma once

#include <imgui.h>

#include <string_view>

#include "core/search_space/cells/cell.h"

namespace tenprobes::app {

/// (Re)builds ImGui's font atlas from two font files (TrueType or OpenType), and the style's
/// lengths. `pixels_per_point` is the device pixel ratio where ImGui's coordinates are physical
/// pixels. The renderer's font texture must be made again afterwards
/// (ImGui_ImplOpenGL3_DestroyDeviceObjects). An empty font falls back on ImGui's own.
void set_up_fonts(std::string_view regular, std::string_view semibold, float pixels_per_point);

/// Pixels of a length in points.
float px(float points);

/// Beside the default font.
ImFont* title_font();
ImFont* small_font();
ImFont* bold_font();

/// Colours, one meaning each, told apart by people with the common kinds of colour blindness: the
/// hues are Okabe and Ito's (jfly.uni-koeln.de/color), and shape or a label always says it too.
struct Palette {
  ImU32 page, card, border, text, faint_text;
  ImU32 operation[operation_count];  ///< wherever an operation is drawn
  ImU32 conv5x5;                     ///< FBNet's larger kernel; its 3x3 is operation[nor_conv_3x3]
  ImU32 cloud_feasible, cloud_slow;  ///< the networks within and beyond the budget
  ImU32 front;                       ///< the Pareto front
  ImU32 budget;                      ///< the latency budget
  ImU32 method;                      ///< the method at work: its probes, curve and recommendation
  ImU32 rival;                       ///< the methods it is raced against
  ImU32 user;                        ///< the user's own probes
  ImU32 error;                       ///< something went wrong
};

const Palette& palette(bool dark);

/// Colours ImGui's widgets.
void apply_theme(bool dark);

/// The same colour with its opacity multiplied.
ImU32 faded(ImU32 colour, float opacity);

}  // namespace tenprobes::app
