// The cell under the person's hands: a choice for each edge, the graph, and what is known of it.
#include <algorithm>
#include <cmath>

#include "core/search_space/cells/live_edges.h"
#include "core/search_space/cells/network_cost.h"
#include "web/app/cell_graph.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr const char* edge_titles[] = {"in \u2192 1",   "in \u2192 2",  "1 \u2192 2",
                                       "in \u2192 out", "1 \u2192 out", "2 \u2192 out"};
constexpr Operation rows[] = {Operation::nor_conv_3x3, Operation::nor_conv_1x1,
                              Operation::avg_pool_3x3, Operation::skip_connect, Operation::none};

void edge_buttons(View& view, float width) {
  const float gap = px(4), label = px(64);
  const float each = (width - label - edge_count * gap) / edge_count;
  const float height = reachable(view, 24);
  ImGui::PushFont(small_font());
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {gap, gap});
  ImGui::Dummy({label, 0});
  for (const char* title : edge_titles) {
    ImGui::SameLine(0, gap);
    const ImVec2 at = ImGui::GetCursorScreenPos(), text = ImGui::CalcTextSize(title);
    ImGui::GetWindowDrawList()->AddText({at.x + (each - text.x) / 2, at.y},
                                        view.colours->faint_text, title);
    ImGui::Dummy({each, text.y});
  }
  for (const Operation operation : rows) {
    const ImU32 colour = view.colours->operation[static_cast<size_t>(operation)];
    ImGui::AlignTextToFramePadding();
    coloured_text(view.colours->text, short_words_of(operation));
    ImGui::SameLine(label, gap);
    for (int edge = 0; edge < edge_count; ++edge) {
      if (edge > 0) ImGui::SameLine(0, gap);
      const bool on = view.laboratory.cell.operations[static_cast<size_t>(edge)] == operation;
      ImGui::PushID(edge * operation_count + static_cast<int>(operation));
      if (on) {
        ImGui::PushStyleColor(ImGuiCol_Button, colour);
        ImGui::PushStyleColor(ImGuiCol_ButtonHovered, colour);
      }
      const std::string words = std::string(edge_titles[edge]) + ": " + words_of(operation);
      if (button("##choice", words.c_str(), {each, height})) view.laboratory.edit(edge, operation);
      if (on) ImGui::PopStyleColor(2);
      ImGui::PopID();
    }
  }
  ImGui::PopStyleVar();
  ImGui::PopFont();
}

void row(const View& view, const char* name, const std::string& value, const char* words) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  coloured_text(view.colours->faint_text, name);
  explain(words);
  ImGui::TableNextColumn();
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(value.c_str());
  ImGui::PopTextWrapPos();
}

void figures(const View& view) {
  const Cell& cell = view.laboratory.cell;
  const int index = index_of(cell);
  const NetworkCost cost = network_cost(cell);
  const World& world = view.bench.world();
  ImGui::PushFont(small_font());
  if (ImGui::BeginTable("figures", 2, ImGuiTableFlags_SizingFixedFit)) {
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthFixed);
    ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch);
    row(view, "network", std::to_string(index) + " of 15,625",
        "Its number in the benchmark's own order.");
    row(view, "MACs", short_number(static_cast<double>(cost.macs) / 1e6) + " million",
        "Multiply-accumulates for one image, dead edges included, as the benchmark counts them.");
    row(view, "parameters", short_number(static_cast<double>(cost.parameters) / 1e6) + " million",
        "Numbers that training would set.");
    row(view, "depth",
        is_connected(cell) ? std::to_string(live_depth(cell)) + " convolutions in a row"
                           : "the input never reaches the output",
        "The longest live path, counted in convolutions.");
    const double ms = world.latency[static_cast<size_t>(index)];
    if (!std::isnan(ms)) {
      row(view, "latency",
          short_number(ms) + (ms <= view.bench.budget_ms() ? " ms, fits" : " ms, too slow"),
          "On the device chosen.");
    }
    row(view, "quality", "better than " + short_number(view.bench.quality(index)) + " %",
        "A guess without training: the share of networks whose scores are lower.");
    if (const auto accuracy = view.bench.accuracy(index)) {
      row(view, "accuracy", short_number(accuracy->percent) + " % (" + accuracy->source + ")",
          "Test accuracy on CIFAR-10 after training.");
    }
    ImGui::EndTable();
  }
  ImGui::PopFont();
}

// The cell's name, which can be copied, pasted or typed.
void name_field(View& view, float width) {
  const Cell cell = view.laboratory.cell;
  if (!text_field(
          "##name", view.cell_name, to_string(cell), width,
          "The cell's name in the notation of NAS-Bench-201. Paste or type another here.")) {
    return;
  }
  view.attempt([&] { view.laboratory.take(parse_cell(view.cell_name)); });
}

void buttons(View& view) {
  const int index = index_of(view.laboratory.cell);
  const ImVec2 size = {0, reachable(view, 28)};
  if (button("Measure it",
             "One of your own probes on the device, as a click on its dot in the "
             "world.",
             size)) {
    view.attempt([&] { view.bench.probe_by_person(index); });
  }
  beside("Copy its name");
  if (button("Copy its name", copy_cell_words, size)) copy_cell(view, view.laboratory.cell);
  beside("The best probe");
  const auto best = view.bench.best();
  ImGui::BeginDisabled(!best);
  if (button("The best probe", "Takes over the best network that the method has found so far.",
             size)) {
    view.laboratory.take(best->architecture);
  }
  ImGui::EndDisabled();
}

}  // namespace

void draw_cell_panel(View& view, ImVec2 size) {
  begin_card(view, "Cell",
             "Data flows from in to out. Each column is an edge, each row an operation: choose one "
             "a column. Dashed edges are dead: nothing they compute reaches the output.",
             view.compact ? "" : "Six edges, five operations: 15,625 networks. Choose one an edge.",
             size);
  const float width = ImGui::GetContentRegionAvail().x;
  const bool wide = width > px(620);
  draw_cell(view.laboratory.cell, {width, std::clamp(size.y * 0.36f, px(110), px(240))},
            *view.colours);
  explain(cell_graph_words);
  name_field(view, width);
  ImGui::BeginGroup();
  edge_buttons(view, wide ? width * 0.55f : width);
  ImGui::Spacing();
  buttons(view);
  ImGui::EndGroup();
  if (wide) ImGui::SameLine(0, px(20));
  ImGui::BeginGroup();
  figures(view);
  ImGui::EndGroup();
  end_card();
}

}  // namespace tenprobes::app
