// A layered space's networks on the page: a strip of blocks, one a layer, from input to output. A
// block's height says how much it computes, of what its layer could; its colour and number are the
// kernel; a line is a layer that computes nothing.
#include <algorithm>
#include <cmath>
#include <map>

#include "core/search_space/layered/layered_space.h"
#include "web/app/memo.h"
#include "web/app/spaces/architecture_view.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

/// What is drawn of one layer's choice.
struct LayerBlock {
  double share = 0;  ///< of the most that a choice of its layer computes; 0: nothing
  int kernel = 0;    ///< of its depthwise convolution; 0: it has none
};
using LayerBlocks = std::vector<std::vector<LayerBlock>>;  ///< [layers][choices]

// What the layer computes with that choice; nothing where it is left out.
std::span<const LayerOperation> operations_with(const LayeredSpace& space, const Architecture& any,
                                                int layer, int choice) {
  Architecture with = any;
  with.set(layer, choice);
  std::vector<std::uint16_t> rows(static_cast<size_t>(space.rows_of_one()));
  space.rows_of(with, rows);
  return space.operations(rows[static_cast<size_t>(layer) + 1]);
}

LayerBlock block_of(std::span<const LayerOperation> operations) {
  LayerBlock block;
  for (const auto& operation : operations) {
    block.share += operation.macs;
    if (operation.kind == depthwise_3) block.kernel = 3;
    if (operation.kind == depthwise_5) block.kernel = 5;
    if (operation.kind == depthwise_7) block.kernel = 7;
  }
  return block;
}

LayerBlocks blocks_of(const LayeredSpace& space) {
  LayerBlocks blocks;
  Random random(1);
  const Architecture any = space.random(random);
  for (int layer = 0; layer < space.layer_count(); ++layer) {
    const auto choices = space.positions()[static_cast<size_t>(layer)].choices.size();
    std::vector<LayerBlock> row;
    double most = 0;
    for (size_t choice = 0; choice < choices; ++choice) {
      row.push_back(block_of(operations_with(space, any, layer, static_cast<int>(choice))));
      most = std::max(most, row.back().share);
    }
    for (LayerBlock& block : row) block.share = most > 0 ? block.share / most : 0;
    blocks.push_back(std::move(row));
  }
  return blocks;
}

ImU32 ink_of(const LayerBlock& block, const Palette& palette) {
  const auto of = [&](Operation o) { return palette.operation[static_cast<size_t>(o)]; };
  switch (block.kernel) {
    case 0:
      return of(block.share > 0 ? Operation::nor_conv_1x1 : Operation::skip_connect);
    case 3:
      return of(Operation::nor_conv_3x3);
    case 5:
      return palette.conv5x5;
    default:
      return of(Operation::avg_pool_3x3);
  }
}

void draw_block(ImDrawList& canvas, ImVec2 low, ImVec2 high, const LayerBlock& block,
                const Palette& palette) {
  const ImU32 ink = ink_of(block, palette);
  const float y = (low.y + high.y) / 2;
  if (block.share <= 0) {
    canvas.AddLine({low.x, y}, {high.x, y}, ink, px(2));
    return;
  }
  const float share = 0.25f + 0.75f * static_cast<float>(std::sqrt(block.share));
  const float half = (high.y - low.y) * share / 2;
  const ImVec2 a = {low.x + px(1), y - half}, b = {high.x - px(1), y + half};
  canvas.AddRectFilled(a, b, ink, std::min(px(3), (b.x - a.x) / 4));
  if (block.kernel == 0) return;
  const std::string kernel = std::to_string(block.kernel);
  const ImVec2 text = ImGui::CalcTextSize(kernel.c_str());
  if (b.x - a.x < text.x + px(3) || b.y - a.y < text.y - px(2)) return;
  canvas.AddText({(a.x + b.x - text.x) / 2, y - text.y / 2}, palette.card, kernel.c_str());
}

// The layers' blocks on the line of what flows through them.
void draw_blocks(const LayerBlocks& blocks, const Architecture& architecture, ImVec2 low,
                 ImVec2 size, const Palette& palette) {
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const float each = size.x / static_cast<float>(blocks.size());
  const float y = low.y + size.y / 2;
  canvas.AddLine({low.x, y}, {low.x + size.x, y}, palette.border, px(1.5f));
  for (size_t layer = 0; layer < blocks.size(); ++layer) {
    const float x = low.x + each * static_cast<float>(layer);
    const auto choice = static_cast<size_t>(architecture[static_cast<int>(layer)]);
    draw_block(canvas, {x, low.y}, {x + each, low.y + size.y}, blocks[layer][choice], palette);
  }
}

// Pixels a side of its input; 0 where the space has but one size.
int pixels_of(const LayeredSpace& space, const Architecture& architecture) {
  if (!space.has_resolution()) return 0;
  return space.parts().resolutions[static_cast<size_t>(space.resolution_of(architecture))];
}

// How many layers of the stage are there.
int depth_of(const LayerBlocks& blocks, const LayerStage& stage, const Architecture& architecture) {
  int depth = 0;
  for (int layer = stage.first; layer <= stage.last; ++layer) {
    const auto choice = static_cast<size_t>(architecture[layer]);
    depth += blocks[static_cast<size_t>(layer)][choice].share > 0;
  }
  return depth;
}

// The depth below each stage, under a line as long as the stage may become.
void draw_stages(const LayeredSpace& space, const LayerBlocks& blocks,
                 const Architecture& architecture, ImVec2 low, float width,
                 const Palette& palette) {
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const float each = width / static_cast<float>(blocks.size());
  for (const LayerStage& stage : space.parts().stages) {
    const float from = low.x + each * static_cast<float>(stage.first) + px(1);
    const float to = low.x + each * static_cast<float>(stage.last + 1) - px(1);
    canvas.AddLine({from, low.y + px(1)}, {to, low.y + px(1)}, palette.border, px(2));
    const std::string depth = std::to_string(depth_of(blocks, stage, architecture));
    const ImVec2 text = ImGui::CalcTextSize(depth.c_str());
    canvas.AddText({(from + to - text.x) / 2, low.y + px(3)}, palette.faint_text, depth.c_str());
  }
}

// The input as a square, as large as the image beside the largest.
void draw_input(const LayeredSpace& space, int pixels, ImVec2 low, ImVec2 size,
                const Palette& palette) {
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const auto& all = space.parts().resolutions;
  const int largest = *std::max_element(all.begin(), all.end());
  const float most = std::min(size.x - px(8), size.y);
  const float half = most / 2 * static_cast<float>(pixels) / static_cast<float>(largest);
  const ImVec2 centre = {low.x + (size.x - px(8)) / 2, low.y + size.y / 2};
  canvas.AddRect({centre.x - half, centre.y - half}, {centre.x + half, centre.y + half},
                 palette.text, px(2), 0, px(1.4f));
  const std::string number = std::to_string(pixels);
  const ImVec2 text = ImGui::CalcTextSize(number.c_str());
  canvas.AddText({centre.x - text.x / 2, low.y + size.y + px(3)}, palette.faint_text,
                 number.c_str());
}

// What stands below the blocks.
float caption_of(const LayeredSpace& space) {
  return space.has_resolution() || !space.parts().stages.empty() ? px(17) : 0;
}

std::string words_of_choice(const SearchSpace& space, const Architecture& architecture,
                            int position, int choice, const Insight& insight) {
  const Position& at = space.positions()[static_cast<size_t>(position)];
  std::string words = at.name + ": " + at.choices[static_cast<size_t>(choice)];
  Architecture with = architecture;
  with.set(position, choice);
  if (const auto predicted = insight.predict(with)) {
    words += "\nThe whole network is predicted to take " + words_of(*predicted) + " with it.";
  }
  return words;
}

// What the whole network is predicted to take with each choice of each position: the stronger the
// shade, the slower.
struct Squares {
  std::vector<std::vector<double>> ms;  ///< [positions][choices]
  double least = 0, most = 0;
};

Squares squares_of(const LayeredSpace& space, const Architecture& architecture,
                   const Insight& insight) {
  Squares squares;
  squares.least = 1e300;
  for (size_t p = 0; p < static_cast<size_t>(space.layer_count()); ++p) {
    std::vector<double> row;
    for (size_t c = 0; c < space.positions()[p].choices.size(); ++c) {
      Architecture with = architecture;
      with.set(static_cast<int>(p), static_cast<int>(c));
      const auto predicted = insight.predict(with);
      row.push_back(predicted ? predicted->mean : std::nan(""));
      if (!predicted) continue;
      squares.least = std::min(squares.least, predicted->mean);
      squares.most = std::max(squares.most, predicted->mean);
    }
    squares.ms.push_back(std::move(row));
  }
  return squares;
}

// What the layers call their choices, row by row: what the names of all that have it begin with.
std::vector<std::string> names_of_rows(const LayeredSpace& space) {
  std::vector<std::string> names;
  for (int layer = 0; layer < space.layer_count(); ++layer) {
    const auto& choices = space.positions()[static_cast<size_t>(layer)].choices;
    for (size_t row = 0; row < choices.size(); ++row) {
      if (row == names.size()) names.push_back(choices[row]);
      const auto [end, other] = std::mismatch(names[row].begin(), names[row].end(),
                                              choices[row].begin(), choices[row].end());
      names[row].erase(end, names[row].end());
    }
  }
  for (std::string& name : names) name.erase(name.find_last_not_of('_') + 1);
  return names;
}

// The rows' names on the left, right-aligned, and the layers' numbers below, as many as there is room for.
void label_squares(const std::vector<std::string>& names, int layers, ImVec2 low, float each,
                   float high, const Palette& palette) {
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  ImGui::PushFont(small_font());
  const float line = ImGui::GetFontSize();
  for (size_t row = 0; row < names.size(); ++row) {
    const float wide = ImGui::CalcTextSize(names[row].c_str()).x;
    canvas.AddText(
        {low.x - wide - px(5), low.y + high * static_cast<float>(row) + (high - line) / 2},
        palette.faint_text, names[row].c_str());
  }
  const float widest = ImGui::CalcTextSize("88").x + px(4);
  const int step = each >= widest ? 1 : 5;
  for (int layer = 1; layer <= layers; ++layer) {
    if (layer != 1 && layer % step != 0) continue;
    const std::string number = std::to_string(layer);
    const float wide = ImGui::CalcTextSize(number.c_str()).x;
    canvas.AddText({low.x + each * (static_cast<float>(layer) - 0.5f) - wide / 2,
                    low.y + high * static_cast<float>(names.size()) + px(1)},
                   palette.faint_text, number.c_str());
  }
  ImGui::PopFont();
}

// One of many sizes is chosen on a line, not among squares.
std::optional<Architecture> resolution_slider(Screen& screen, const Architecture& architecture,
                                              float width) {
  const LayeredSpace& space = layered(screen.bench.space());
  if (!space.has_resolution()) return std::nullopt;
  std::int64_t place = space.resolution_of(architecture);
  const std::int64_t low = 0, high = space.resolution_count() - 1;
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted("input");
  ImGui::SameLine();
  ImGui::PushID("resolution");
  const bool changed =
      number_slider({.type = ImGuiDataType_S64,
                     .value = &place,
                     .low = &low,
                     .high = &high,
                     .shown = std::to_string(pixels_of(space, architecture)) + " pixels",
                     .widest = "888 pixels",
                     .label = "Input",
                     .words = "Pixels a side of the image that the network sees: all its layers "
                              "compute in proportion to their square.",
                     .flags = ImGuiSliderFlags_AlwaysClamp | ImGuiSliderFlags_NoInput},
                    width - ImGui::GetItemRectSize().x - px(10));
  ImGui::PopID();
  if (!changed) return std::nullopt;
  Architecture resized = architecture;
  resized.set(space.layer_count(), static_cast<int>(place));
  return resized;
}

}  // namespace

class LayerStrip final : public ArchitectureView {
 public:
  const char* noun() const override { return "layers"; }
  const char* title() const override { return "Layers"; }

  const char* help() const override {
    return "Your network, layer by layer from input to output. Each column is a layer, each square "
           "one of its choices: click one to take it. The stronger the shade, the slower the "
           "whole network is predicted to be with it, from the method's probes.";
  }

  const char* legend() const override {
    return "One block a layer, from input to output: taller ones compute more, the number and "
           "colour are the kernel, a line is a layer that computes nothing. Below, how many layers "
           "each stage has; in front, the input and its pixels a side, where they can be chosen.";
  }

  std::string words(const SearchSpace& space, const Architecture& architecture) const override {
    const LayerBlocks& all = blocks(space);
    std::map<int, int> kernels;
    int empty = 0;
    for (size_t layer = 0; layer < all.size(); ++layer) {
      const auto choice = static_cast<size_t>(architecture[static_cast<int>(layer)]);
      const LayerBlock& block = all[layer][choice];
      block.share > 0 ? ++kernels[block.kernel] : ++empty;
    }
    std::string words;
    if (const int pixels = pixels_of(layered(space), architecture)) {
      words = std::to_string(pixels) + " pixels";
    }
    for (const auto& [kernel, count] : kernels) {
      const std::string side = std::to_string(kernel);
      words += (words.empty() ? "" : ", ") + std::to_string(count) +
               (count == 1 ? " layer" : " layers") +
               (kernel ? " of " + side + "x" + side : " of 1x1");
    }
    if (empty) words += (words.empty() ? "" : ", ") + std::to_string(empty) + " left out";
    return words;
  }

  float height(float width) const override { return std::min(width * 0.2f, px(56)) + px(17); }

  void draw(const SearchSpace& space, const Architecture& architecture, ImVec2 size,
            const Palette& palette) const override {
    const LayeredSpace& layers = layered(space);
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const int pixels = pixels_of(layers, architecture);
    const float left = pixels ? px(40) : 0, high = size.y - caption_of(layers);
    draw_blocks(blocks(space), architecture, {low.x + left, low.y}, {size.x - left, high}, palette);
    ImGui::PushFont(small_font());
    if (pixels) draw_input(layers, pixels, low, {left, high}, palette);
    draw_stages(layers, blocks(space), architecture, {low.x + left, low.y + high}, size.x - left,
                palette);
    ImGui::PopFont();
    ImGui::Dummy(size);
  }

  float glyph_width(float height) const override { return height * 6; }

  void glyph(const SearchSpace& space, const Architecture& architecture, float height,
             const Palette& palette) const override {
    const ImVec2 size = {glyph_width(height), height};
    draw_blocks(blocks(space), architecture, ImGui::GetCursorScreenPos(), size, palette);
    ImGui::Dummy(size);
  }

  std::optional<Architecture> edit(Screen& screen, const Architecture& architecture,
                                   float width) override {
    const SearchSpace& space = screen.bench.space();
    const Insight& insight = screen.bench.insight();
    const Squares squares = squares_of(layered(space), architecture, insight);
    const Palette& c = *screen.colours;
    ImDrawList& canvas = *ImGui::GetWindowDrawList();
    std::optional<Architecture> resized = resolution_slider(screen, architecture, width);
    const int columns = layered(space).layer_count();
    const std::vector<std::string> names = names_of_rows(layered(space));
    ImGui::PushFont(small_font());
    float left = 0;
    for (const std::string& name : names) {
      left = std::max(left, ImGui::CalcTextSize(name.c_str()).x + px(5));
    }
    const float below = ImGui::GetFontSize() + px(3);
    ImGui::PopFont();
    if (left > 0.3f * width) left = 0;
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + left);
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float each = (width - left) / static_cast<float>(columns);
    const float high = std::clamp(each, px(screen.compact ? 22 : 14), px(24));
    const ImVec2 size = {width - left, high * static_cast<float>(names.size()) + below};
    const bool clicked = ImGui::InvisibleButton("choices", size);
    for (int p = 0; p < columns; ++p) {
      const auto& column = squares.ms[static_cast<size_t>(p)];
      for (size_t k = 0; k < column.size(); ++k) {
        const ImVec2 a = {low.x + each * static_cast<float>(p) + px(1),
                          low.y + high * static_cast<float>(k) + px(1)};
        const ImVec2 b = {a.x + each - px(2), a.y + high - px(2)};
        const double span = squares.most - squares.least;
        const double share =
            std::isnan(column[k]) || span <= 0 ? 0 : (column[k] - squares.least) / span;
        canvas.AddRectFilled(a, b, faded(c.text, 0.06f + 0.8f * static_cast<float>(share)), px(2));
        if (architecture[p] == static_cast<int>(k)) {
          canvas.AddRect(a, b, c.method, px(2), 0, px(2.2f));
        }
      }
    }
    mark(screen, "beliefs");
    label_squares(left > 0 ? names : std::vector<std::string>(names.size()), columns, low, each,
                  high, c);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (!ImGui::IsItemHovered() ||
        !ImGui::IsMouseHoveringRect(low, {low.x + size.x, low.y + size.y})) {
      explain(help());
      return resized;
    }
    const int position = std::clamp(static_cast<int>((mouse.x - low.x) / each), 0, columns - 1);
    const int choice = static_cast<int>((mouse.y - low.y) / high);
    if (choice >= static_cast<int>(squares.ms[static_cast<size_t>(position)].size())) {
      return std::nullopt;
    }
    explain(words_of_choice(space, architecture, position, choice, insight).c_str());
    if (!clicked || architecture[position] == choice) return std::nullopt;
    Architecture changed = architecture;
    changed.set(position, choice);
    return changed;
  }

 private:
  const LayerBlocks& blocks(const SearchSpace& space) const {
    return blocks_.of({space.hash()}, [&] { return blocks_of(layered(space)); });
  }

  mutable Memo<LayerBlocks, std::string> blocks_;
};

ArchitectureView& layer_strip() {
  static LayerStrip view;
  return view;
}

}  // namespace tenprobes::app
