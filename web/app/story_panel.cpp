// The story of this session: the cell being tried, the probe log in words, the recommendation.
#include <algorithm>

#include "core/search_space/cells/network_cost.h"
#include "web/app/cell_graph.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

struct Scene {
  std::string title;
  std::optional<Cell> architecture;
};

Scene scene_of(const View& view) {
  const Workbench& bench = view.bench;
  const std::string of = " of " + std::to_string(bench.settings().probes);
  if (view.hovered >= 0) {
    return {"Network " + std::to_string(view.hovered), cell_at(view.hovered)};
  }
  if (bench.candidate()) {
    return {"Probe " + std::to_string(bench.history().size() + 1) + of + ": measuring\u2026",
            bench.candidate()};
  }
  if (bench.finished()) return {"Recommended", bench.recommendation()->architecture};
  if (!bench.history().empty()) {
    const Probe& last = bench.history().back();
    return {"Probe " + std::to_string(bench.history().size()) + of + ": " +
                short_number(last.latency_ms) + " ms",
            last.architecture};
  }
  return {"Nothing probed yet", std::nullopt};
}

void figure(const View& view, const char* label, const std::string& value, ImU32 colour) {
  ImGui::BeginGroup();
  ImGui::PushFont(title_font());
  coloured_text(colour, value);
  ImGui::PopFont();
  ImGui::PushFont(small_font());
  coloured_text(view.colours->faint_text, label);
  ImGui::PopFont();
  ImGui::EndGroup();
}

void recommendation_card(const View& view) {
  const Workbench& bench = view.bench;
  const auto end = bench.recommendation();
  if (!end) return;
  const Palette& c = *view.colours;
  const int index = index_of(end->architecture);
  ImGui::PushStyleColor(ImGuiCol_ChildBg, faded(c.method, 0.09f));
  ImGui::PushStyleColor(ImGuiCol_Border, faded(c.method, 0.6f));
  begin_box("recommendation", {}, {12, 9});
  const float gap = px(18);
  figure(view, end->feasible ? "ms, it fits" : "ms, too slow",
         end->latency_ms ? short_number(*end->latency_ms) : "?",
         end->feasible ? c.method : c.error);
  explain("Its latency on this device.");
  ImGui::SameLine(0, gap);
  figure(view, "% are worse", short_number(bench.quality(index)), c.text);
  explain("Its quality: the percent of all networks with lower training-free scores.");
  ImGui::SameLine(0, gap);
  const std::vector<double> curve = bench.curve();
  figure(view, "% beat it", curve.empty() ? "?" : short_number(curve.back()), c.text);
  explain("Its regret: the percent of the networks within the budget that are better.");
  if (const auto accuracy = bench.accuracy(index)) {
    faint_text(view, "Test accuracy on CIFAR-10 " + short_number(accuracy->percent) + " % (" +
                         accuracy->source + ")");
  }
  ImGui::EndChild();
  ImGui::PopStyleColor(2);
}

// One probe a row: number, miniature cell, latency, verdict. Returns the row under the pointer.
int probe_rows(const View& view, const History& probes, bool by_person) {
  const Palette& c = *view.colours;
  const Workbench& bench = view.bench;
  int under = -1;
  double best = -1;
  for (size_t i = 0; i < probes.size(); ++i) {
    const Probe& probe = probes[i];
    const int index = index_of(probe.architecture);
    const bool fits = probe.latency_ms <= bench.budget_ms();
    const bool better = fits && bench.quality(index) > best;
    if (better) best = bench.quality(index);
    ImGui::PushID(static_cast<int>(i) + (by_person ? 1000 : 0));
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    const float height = reachable(view, 20), line = ImGui::GetTextLineHeight();
    const float top = ImGui::GetCursorPosY();
    ImGui::Selectable("##row", false,
                      ImGuiSelectableFlags_SpanAllColumns | ImGuiSelectableFlags_AllowOverlap,
                      {0, height});
    if (ImGui::IsItemHovered()) under = index;
    explain((words_of(probe.architecture) + "\n" + to_string(probe.architecture)).c_str());
    const auto cell = [&](ImU32 colour, const std::string& text) {
      ImGui::SetCursorPosY(top + (height - line) / 2);
      coloured_text(colour, text);
      ImGui::TableNextColumn();
    };
    ImGui::SameLine(0, 0);
    cell(by_person ? c.person : c.method, std::to_string(i + 1));
    ImGui::SetCursorPosY(top + (height - px(13)) / 2);
    cell_glyph(view, probe.architecture, px(13));
    ImGui::TableNextColumn();
    cell(c.text, short_number(probe.latency_ms));
    cell(fits ? c.text : c.faint_text, short_number(bench.quality(index)));
    ImGui::SetCursorPosY(top + (height - line) / 2);
    coloured_text(better ? c.method : c.faint_text, !fits    ? "too slow"
                                                    : better ? "best yet"
                                                             : "fits");
    ImGui::PopID();
  }
  return under;
}

int probe_log(const View& view) {
  int under = -1;
  ImGui::PushFont(small_font());
  ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, {px(4), px(3)});
  if (ImGui::BeginTable("log", 5, ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_RowBg)) {
    ImGui::TableSetupColumn("#", ImGuiTableColumnFlags_WidthFixed, px(16));
    ImGui::TableSetupColumn("cell", ImGuiTableColumnFlags_WidthFixed, cell_glyph_width(px(13)));
    ImGui::TableSetupColumn("ms", ImGuiTableColumnFlags_WidthFixed, px(36));
    ImGui::TableSetupColumn("quality", ImGuiTableColumnFlags_WidthFixed, px(42));
    ImGui::TableSetupColumn("verdict", ImGuiTableColumnFlags_WidthStretch);
    ImGui::PushStyleColor(ImGuiCol_TableHeaderBg, ImVec4(0, 0, 0, 0));
    ImGui::PushStyleColor(ImGuiCol_Text, view.colours->faint_text);
    ImGui::TableNextRow();
    for (const char* name : {"#", "cell", "ms", "quality", ""}) {
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(name);
    }
    ImGui::PopStyleColor(2);
    under = probe_rows(view, view.bench.history(), false);
    if (!view.bench.person().empty()) {
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      ImGui::TableNextColumn();
      ImGui::TextUnformatted("your probes");
      under = std::max(under, probe_rows(view, view.bench.person(), true));
    }
    ImGui::EndTable();
  }
  ImGui::PopStyleVar();
  ImGui::PopFont();
  return under;
}

}  // namespace

void draw_story(View& view, ImVec2 size) {
  if (view.fbnet.on()) return draw_fbnet_story(view, size);
  const Scene scene = scene_of(view);
  begin_card(view, "Story",
             "The cell being measured, what the probes have told about the device so far, and each "
             "probe in order. Point at a row to find its dot.",
             scene.title, size, save_menu_width() + px(8));
  save_menu(view, {.played = !view.bench.history().empty(),
                   .probed_by_person = !view.bench.person().empty(),
                   .csv = [&] { return view.bench.probes_csv(); },
                   .session = [&] { return view.bench.saved_session(); }});
  const float width = ImGui::GetContentRegionAvail().x;
  if (scene.architecture) {
    draw_cell(*scene.architecture, {width, std::min(width * 0.46f, px(150))}, *view.colours);
    explain(cell_graph_words);
    const float side = reachable(view, 22);
    ImGui::PushTextWrapPos(width - side);
    faint_text(view, words_of(*scene.architecture));
    ImGui::PopTextWrapPos();
    ImGui::SameLine(ImGui::GetContentRegionMax().x - side);
    if (icon_button(view, "copy cell", Icon::copy, copy_cell_words, side)) {
      copy_cell(view, *scene.architecture);
    }
  } else {
    ImGui::Dummy({width, std::min(width * 0.46f, px(150))});
  }
  recommendation_card(view);
  ImGui::Spacing();
  if (!view.compact) {
    draw_beliefs(view);
    ImGui::Spacing();
  }
  begin_scroll("log scroll");
  view.hovered = probe_log(view);
  if (view.compact) {
    ImGui::Spacing();
    draw_beliefs(view);
  }
  ImGui::EndChild();
  mark(view, "log");
  end_card();
  mark(view, "story");
}

}  // namespace tenprobes::app
