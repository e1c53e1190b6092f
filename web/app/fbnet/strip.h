// A FBNet network as a strip of 22 layers. A block's height says how much it widens its channels
// (1, 3 or 6 times), its colour the kernel, a hollow one computes in two groups, and a layer left
// out is a line, with a low bar on it where a 1x1 convolution must still change the shape.
//
//   draw_strip(canvas, grid, top, px(40), network, palette);
#pragma once

#include <imgui.h>

#include <string>

#include "core/search_space/fbnet.h"
#include "web/app/theme.h"

namespace tenprobes::app {

/// The tooltip of a strip.
inline constexpr const char* strip_words =
    "One block a layer, from input to output: taller ones widen their channels more, the number "
    "and colour are the kernel, hollow ones compute in two groups, a line is a layer left out, a "
    "low bar one of which only a 1x1 convolution remains, as its shape must change.";

/// Where the columns of the layers are: all that is drawn of layers stands in them.
struct LayerColumns {
  float left, width;                         ///< pixels: of the first, and of each
  int first = 0, count = fbnet_layer_count;  ///< which layers stand in this row

  float at(int layer) const { return left + static_cast<float>(layer - first) * width; }
  /// The layer at a pixel; -1 outside.
  int under(float x) const;
};

/// "3x3, 6 times wider": what a block does, in words.
std::string words_of_block(int layer, int operation);
/// "k3 e6": as the paper names it.
std::string name_of_block(int operation);
/// "Layer 6: 24 to 32 channels, 32x32 pixels to 16x16".
std::string words_of_layer(int layer);
/// "12 layers of 3x3, 7 of 5x5, 3 left out": a network in words.
std::string words_of(const FbnetArchitecture& network);

ImU32 colour_of_block(int layer, int operation, const Palette& palette);

/// One block within a box.
void draw_block(ImDrawList& canvas, ImVec2 low, ImVec2 high, int layer, int operation,
                const Palette& palette);

/// The blocks of a row of layers, on the line of what flows through them.
void draw_strip(ImDrawList& canvas, const LayerColumns& columns, float top, float height,
                const FbnetArchitecture& network, const Palette& palette);

}  // namespace tenprobes::app
