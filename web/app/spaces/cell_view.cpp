// NAS-Bench-201's cells on the page: the graph, six squares in miniature, a button an operation and
// edge.
#include <algorithm>

#include "web/app/spaces/architecture_view.h"
#include "web/app/spaces/cell_graph.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr const char* edge_titles[] = {"in \u2192 1",   "in \u2192 2",  "1 \u2192 2",
                                       "in \u2192 out", "1 \u2192 out", "2 \u2192 out"};
constexpr Operation rows[] = {Operation::nor_conv_3x3, Operation::nor_conv_1x1,
                              Operation::avg_pool_3x3, Operation::skip_connect, Operation::none};

}  // namespace

class CellView final : public ArchitectureView {
 public:
  const char* noun() const override { return "cell"; }
  const char* title() const override { return "Cell"; }

  const char* help() const override {
    return "Data flows from in to out. Each column is an edge, each row an operation: choose one a "
           "column. Dashed edges are dead: nothing they compute reaches the output.";
  }

  const char* legend() const override { return cell_graph_words; }

  std::string words(const SearchSpace&, const Architecture& architecture) const override {
    return words_of(cell_of(architecture));
  }

  float height(float width) const override { return std::min(width * 0.46f, px(150)); }

  void draw(const SearchSpace&, const Architecture& architecture, ImVec2 size,
            const Palette& palette) const override {
    draw_cell(cell_of(architecture), size, palette);
  }

  float glyph_width(float height) const override {
    return edge_count * (height * 0.62f + px(1.5f));
  }

  void glyph(const SearchSpace&, const Architecture& architecture, float height,
             const Palette& palette) const override {
    const Cell cell = cell_of(architecture);
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float wide = height * 0.62f;
    ImDrawList& canvas = *ImGui::GetWindowDrawList();
    for (size_t e = 0; e < edge_count; ++e) {
      const float x = low.x + static_cast<float>(e) * (wide + px(1.5f));
      const Operation operation = cell.operations[e];
      const ImU32 colour = palette.operation[static_cast<size_t>(operation)];
      if (operation == Operation::none) {
        canvas.AddRect({x, low.y}, {x + wide, low.y + height}, faded(colour, 0.8f), px(2));
      } else {
        canvas.AddRectFilled({x, low.y}, {x + wide, low.y + height}, colour, px(2));
      }
    }
    ImGui::Dummy({glyph_width(height), height});
  }

  std::optional<Architecture> edit(Screen& screen, const Architecture& architecture,
                                   float width) override {
    Cell cell = cell_of(architecture);
    std::optional<Architecture> changed;
    const float gap = px(4), label = px(64);
    const float each = (width - label - edge_count * gap) / edge_count;
    const float height = reachable(screen, 24);
    ImGui::PushFont(small_font());
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {gap, gap});
    ImGui::Dummy({label, 0});
    const bool on_two_lines = ImGui::CalcTextSize(edge_titles[3]).x > each;
    for (std::string title : edge_titles) {
      if (on_two_lines) title[title.rfind(' ')] = '\n';
      ImGui::SameLine(0, gap);
      const ImVec2 at = ImGui::GetCursorScreenPos(), text = ImGui::CalcTextSize(title.c_str());
      ImGui::GetWindowDrawList()->AddText({at.x + (each - text.x) / 2, at.y},
                                          screen.colours->faint_text, title.c_str());
      ImGui::Dummy({each, text.y});
    }
    for (const Operation operation : rows) {
      const ImU32 colour = screen.colours->operation[static_cast<size_t>(operation)];
      ImGui::AlignTextToFramePadding();
      coloured_text(screen.colours->text, short_words_of(operation));
      ImGui::SameLine(label, gap);
      for (size_t edge = 0; edge < edge_count; ++edge) {
        if (edge > 0) ImGui::SameLine(0, gap);
        const bool on = cell.operations[edge] == operation;
        ImGui::PushID(static_cast<int>(edge) * operation_count + static_cast<int>(operation));
        if (on) {
          ImGui::PushStyleColor(ImGuiCol_Button, colour);
          ImGui::PushStyleColor(ImGuiCol_ButtonHovered, colour);
        }
        const std::string words = std::string(edge_titles[edge]) + ": " + words_of(operation);
        if (button("##choice", words.c_str(), {each, height})) {
          cell.operations[edge] = operation;
          changed = cell;
        }
        if (on) ImGui::PopStyleColor(2);
        ImGui::PopID();
      }
    }
    ImGui::PopStyleVar();
    ImGui::PopFont();
    return changed;
  }
};

ArchitectureView& cell_view() {
  static CellView view;
  return view;
}

}  // namespace tenprobes::app
