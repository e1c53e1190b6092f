#include "web/app/fbnet/strip.h"

#include <algorithm>
#include <cmath>

namespace tenprobes::app {
namespace {

constexpr int skip = fbnet_operation_count - 1;

const FbnetBlock& block_of(int operation) {
  return fbnet_blocks[static_cast<size_t>(operation)];
}

// Where the shape changes, leaving a layer out still takes a 1x1 convolution.
bool convolves(int layer) {
  return fbnet_block_macs(layer, skip) > 0;
}

}  // namespace

int LayerColumns::under(float x) const {
  const auto column = static_cast<int>(std::floor((x - left) / width));
  return column < 0 || column >= count ? -1 : first + column;
}

std::string words_of_block(int layer, int operation) {
  if (operation == skip) {
    return convolves(layer) ? "left out, but for a 1x1 convolution that changes the shape"
                            : "left out: nothing is computed";
  }
  const FbnetBlock& block = block_of(operation);
  const std::string kernel = std::to_string(block.kernel);
  std::string words = kernel + "x" + kernel + " convolution";
  words += block.expansion == 1 ? ", as wide as its input"
                                : ", " + std::to_string(block.expansion) + " times wider inside";
  if (block.groups > 1) words += ", its 1x1 convolutions in two groups";
  return words;
}

std::string name_of_block(int operation) {
  std::string name(fbnet_operation_names[static_cast<size_t>(operation)]);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string words_of_layer(int layer) {
  const FbnetLayer& at = fbnet_layers()[static_cast<size_t>(layer)];
  const auto side = [](int pixels) {
    return std::to_string(pixels) + "x" + std::to_string(pixels);
  };
  std::string words = "Layer " + std::to_string(layer + 1) + ": " + std::to_string(at.in_channels) +
                      " to " + std::to_string(at.out_channels) + " channels, " +
                      side(at.resolution) + " pixels";
  if (at.stride > 1) words += " to " + side(at.resolution / at.stride);
  return words;
}

std::string words_of(const FbnetArchitecture& network) {
  int threes = 0, fives = 0, skips = 0;
  for (const std::uint8_t operation : network.operations) {
    if (operation == skip) {
      ++skips;
    } else {
      (block_of(operation).kernel == 3 ? threes : fives) += 1;
    }
  }
  return std::to_string(threes) + " layers of 3x3, " + std::to_string(fives) + " of 5x5, " +
         std::to_string(skips) + " left out";
}

ImU32 colour_of_block(int layer, int operation, const Palette& palette) {
  const auto of = [&](Operation o) { return palette.operation[static_cast<size_t>(o)]; };
  if (operation == skip)
    return of(convolves(layer) ? Operation::nor_conv_1x1 : Operation::skip_connect);
  return block_of(operation).kernel == 3 ? of(Operation::nor_conv_3x3) : palette.conv5x5;
}

void draw_block(ImDrawList& canvas, ImVec2 low, ImVec2 high, int layer, int operation,
                const Palette& palette) {
  const ImU32 ink = colour_of_block(layer, operation, palette);
  const float y = (low.y + high.y) / 2, height = high.y - low.y;
  if (operation == skip) {
    canvas.AddLine({low.x, y}, {high.x, y}, ink, px(2));
    if (!convolves(layer)) return;
    canvas.AddRectFilled({low.x + px(1), y - px(3)}, {high.x - px(1), y + px(3)}, ink, px(2));
    return;
  }
  const FbnetBlock& block = block_of(operation);
  const float share = block.expansion == 6 ? 1 : block.expansion == 3 ? 0.7f : 0.42f;
  const ImVec2 a = {low.x + px(1), y - height * share / 2},
               b = {high.x - px(1), y + height * share / 2};
  const float rounding = std::min(px(3), (b.x - a.x) / 4);
  canvas.AddRectFilled(a, b, block.groups > 1 ? palette.card : ink, rounding);
  if (block.groups > 1) {
    const float thick = std::max(1.0f, std::min(px(2.2f), height / 10));
    canvas.AddRect({a.x + thick / 2, a.y + thick / 2}, {b.x - thick / 2, b.y - thick / 2}, ink,
                   rounding, 0, thick);
  }
  const char* kernel = block.kernel == 3 ? "3" : "5";
  const ImVec2 text = ImGui::CalcTextSize(kernel);
  if (b.x - a.x < text.x + px(3) || b.y - a.y < text.y - px(2)) return;
  canvas.AddText({(a.x + b.x - text.x) / 2, y - text.y / 2}, block.groups > 1 ? ink : palette.card,
                 kernel);
}

void draw_strip(ImDrawList& canvas, const LayerColumns& columns, float top, float height,
                const FbnetArchitecture& network, const Palette& palette) {
  const float y = top + height / 2, right = columns.at(columns.first + columns.count);
  canvas.AddLine({columns.left, y}, {right, y}, palette.border, px(1.5f));
  for (int layer = columns.first; layer < columns.first + columns.count; ++layer) {
    const float x = columns.at(layer);
    draw_block(canvas, {x, top}, {x + columns.width, top + height}, layer,
               network.operations[static_cast<size_t>(layer)], palette);
  }
}

}  // namespace tenprobes::app
