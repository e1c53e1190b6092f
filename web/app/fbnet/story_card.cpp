// The story of a FBNet session: the recommendation, what it is held against, and each probe with
// what was foretold of it.
#include <algorithm>
#include <cmath>

#include "web/app/fbnet/scene.h"
#include "web/app/fbnet/strip.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr const char* help_of_story =
    "Each probe in order: the network in small, the latency measured, what was foretold of it from "
    "the probes before, and how much it computes. Point at a row to see its layers.";

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

void recommendation(const View& view) {
  const FbnetBench& bench = view.fbnet;
  if (!bench.finished()) return;
  const Palette& c = *view.colours;
  const FbnetMove* end = bench.best();
  ImGui::PushStyleColor(ImGuiCol_ChildBg, faded(end ? c.method : c.error, 0.09f));
  ImGui::PushStyleColor(ImGuiCol_Border, faded(end ? c.method : c.error, 0.6f));
  begin_box("recommendation", {0, 0}, {12, 9});
  if (end) {
    const float third = ImGui::GetContentRegionAvail().x / 3;
    figure(view, "ms, it fits", short_number(end->probe.latency_ms), c.method);
    ImGui::SameLine(third * 0.95f);
    figure(view, "million MACs", short_number(search::fbnet_quality(end->probe.architecture)),
           c.text);
    ImGui::SameLine(third * 1.9f);
    figure(view, "% below the best", short_number(bench.curve().back()), c.text);
  } else {
    ImGui::TextWrapped("No probe met the budget: nothing is recommended.");
  }
  ImGui::EndChild();
  ImGui::PopStyleColor(2);
  explain(
      "The probed network that computes most within the budget, and by how much the best of all "
      "9^22 beats it.");
}

// A network in small, every layer a bar.
void glyph(const View& view, const FbnetArchitecture& network, float width, float height) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  draw_strip(*ImGui::GetWindowDrawList(), {.left = at.x, .width = width / fbnet_layer_count}, at.y,
             height, network, *view.colours);
  ImGui::Dummy({width, height});
}

// How wide the log's networks are, by the room there is.
float glyph_points() {
  return ImGui::GetWindowWidth() < px(290) ? 34 : 68;
}

void reference_row(View& view) {
  const FbnetBench& bench = view.fbnet;
  ImGui::PushFont(small_font());
  if (!bench.reference()) {
    faint_text(view, "No network of this space meets the budget.");
    ImGui::PopFont();
    return;
  }
  const FbnetArchitecture& best = *bench.reference();
  const ImVec2 at = ImGui::GetCursorPos();
  const float height = reachable(view, 36);
  ImGui::Selectable("##reference", false, ImGuiSelectableFlags_AllowOverlap, {0, height});
  if (ImGui::IsItemHovered()) view.fbnet_screen.hovered = best;
  explain(
      "Worked out from the device's true costs by dynamic programming, to a thousandth of the "
      "budget. The method never sees it: it is what regret is counted from.");
  const ImVec2 after = ImGui::GetCursorPos();
  ImGui::SetCursorPos({at.x, at.y + px(1)});
  coloured_text(view.colours->faint_text,
                "The best there is: " + short_number(search::fbnet_quality(best)) +
                    " million MACs in " + short_number(bench.device().device.latency(best)) +
                    " ms");
  ImGui::SetCursorPos({at.x, at.y + px(18)});
  glyph(view, best, px(132), px(15));
  ImGui::SetCursorPos(after);
  ImGui::PopFont();
}

void rows(View& view, const std::vector<FbnetMove>& moves, bool by_person) {
  const Palette& c = *view.colours;
  const FbnetBench& bench = view.fbnet;
  double best = -1;
  for (size_t i = 0; i < moves.size(); ++i) {
    const FbnetMove& move = moves[i];
    const double quality = search::fbnet_quality(move.probe.architecture);
    const bool fits = bench.fits(move), better = fits && quality > best;
    if (better) best = quality;
    ImGui::PushID(static_cast<int>(i) + (by_person ? 1000 : 0));
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    const float height = reachable(view, 20), line = ImGui::GetTextLineHeight();
    const float top = ImGui::GetCursorPosY();
    ImGui::Selectable("##row", false,
                      ImGuiSelectableFlags_SpanAllColumns | ImGuiSelectableFlags_AllowOverlap,
                      {0, height});
    if (ImGui::IsItemHovered()) view.fbnet_screen.hovered = move.probe.architecture;
    std::string words = words_of(move.probe.architecture) + ". Measured " +
                        short_number(move.probe.latency_ms) + " ms";
    words += move.foretold ? "; foretold " + words_of(*move.foretold) + "." : ".";
    explain(words.c_str());
    const auto cell = [&](ImU32 colour, const std::string& text) {
      ImGui::SetCursorPosY(top + (height - line) / 2);
      coloured_text(colour, text);
      ImGui::TableNextColumn();
    };
    ImGui::SameLine(0, 0);
    cell(by_person ? c.person : c.method, std::to_string(i + 1));
    ImGui::SetCursorPosY(top + (height - px(15)) / 2);
    glyph(view, move.probe.architecture, px(glyph_points()), px(15));
    ImGui::TableNextColumn();
    cell(c.text, short_number(move.probe.latency_ms));
    cell(c.faint_text, move.foretold ? short_number(move.foretold->mean) : "\u2013");
    cell(fits ? c.text : c.faint_text, short_number(quality));
    ImGui::SetCursorPosY(top + (height - line) / 2);
    coloured_text(better ? c.method : c.faint_text, !fits    ? "too slow"
                                                    : better ? "best yet"
                                                             : "fits");
    ImGui::PopID();
  }
}

void probe_log(View& view) {
  ImGui::PushFont(small_font());
  ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, {px(3), px(3)});
  if (ImGui::BeginTable("fbnet log", 6, ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_RowBg)) {
    const std::pair<const char*, float> columns[] = {
        {"#", 15}, {"layers", glyph_points()}, {"ms", 34}, {"foretold", 46}, {"MACs", 32}};
    for (const auto& [name, width] : columns) {
      ImGui::TableSetupColumn(name, ImGuiTableColumnFlags_WidthFixed, px(width));
    }
    ImGui::TableSetupColumn("verdict", ImGuiTableColumnFlags_WidthStretch);
    ImGui::PushStyleColor(ImGuiCol_Text, view.colours->faint_text);
    ImGui::TableNextRow();
    for (const auto& [name, width] : columns) {
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(name);
    }
    ImGui::PopStyleColor();
    rows(view, view.fbnet.moves(), false);
    if (!view.fbnet.person().empty()) {
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      ImGui::TableNextColumn();
      ImGui::TextUnformatted("your probes");
      rows(view, view.fbnet.person(), true);
    }
    ImGui::EndTable();
  }
  ImGui::PopStyleVar();
  ImGui::PopFont();
}

// What was foretold of each probe, relative to what was measured: a bar of 90 % around the best
// guess, and a line where the measurement is.
void foretold_and_measured(const View& view) {
  const Palette& c = *view.colours;
  const std::vector<FbnetMove>& moves = view.fbnet.moves();
  if (moves.size() < 2) return;
  ImGui::PushFont(small_font());
  coloured_text(c.faint_text, "Foretold, beside what was measured");
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float room = ImGui::GetContentRegionAvail().x, row = px(14);
  const float left = at.x + px(22), right = at.x + room - px(6);
  const float height = row * static_cast<float>(moves.size() - 1),
              line = ImGui::GetTextLineHeight();
  const auto x_of = [&](double ratio) {
    // What is foretold from few probes may be 0 or less.
    const double share = 0.5 + std::log(std::max(ratio, 1e-3)) / (2 * std::log(2.0));
    return left + (right - left) * static_cast<float>(std::clamp(share, 0.0, 1.0));
  };
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  canvas.AddLine({x_of(1), at.y}, {x_of(1), at.y + height}, c.text, px(1.5f));
  for (size_t i = 1; i < moves.size(); ++i) {
    const prediction::Prediction& foretold = *moves[i].foretold;
    const double measured = moves[i].probe.latency_ms;
    const double half = interval_90 * foretold.standard_deviation;
    const float y = at.y + row * (static_cast<float>(i) - 0.5f);
    const double low = std::max(foretold.mean - half, 0.01 * measured);
    const bool within = measured >= low && measured <= foretold.mean + half;
    const ImU32 ink = within ? c.method : c.error;
    canvas.AddText({at.x, y - line / 2}, c.faint_text, std::to_string(i + 1).c_str());
    canvas.AddRectFilled({x_of(low / measured), y - px(3)},
                         {x_of((foretold.mean + half) / measured), y + px(3)}, faded(ink, 0.35f),
                         px(3));
    canvas.AddCircleFilled({x_of(foretold.mean / measured), y}, px(2.6f), ink);
  }
  for (const auto& [ratio, label] : {std::pair{0.5, "half"}, {1.0, "measured"}, {2.0, "twice"}}) {
    const float wide = ImGui::CalcTextSize(label).x;
    canvas.AddText({std::clamp(x_of(ratio) - wide / 2, left, right - wide), at.y + height},
                   c.faint_text, label);
  }
  ImGui::Dummy({room, height + line});
  explain(
      "One row a probe: the dot is what was foretold before it was measured, the bar holds 90 %, "
      "and the line is the measurement. Bars get shorter as the probes teach; red ones missed.");
  ImGui::PopFont();
}

}  // namespace

void draw_fbnet_story(View& view, ImVec2 size) {
  const FbnetScene scene = fbnet_scene(view);
  begin_card(view, "Story", help_of_story, scene.title, size, save_menu_width() + px(8));
  save_menu(view, {.played = !view.fbnet.moves().empty(),
                   .probed_by_person = !view.fbnet.person().empty(),
                   .csv = [&] { return view.fbnet.probes_csv(); },
                   .session = [&] { return view.fbnet.saved_session(); }});
  if (scene.network) {
    const float width = ImGui::GetContentRegionAvail().x;
    glyph(view, *scene.network, width, px(40));
    explain(strip_words);
    faint_text(view, words_of(*scene.network));
  }
  recommendation(view);
  ImGui::Spacing();
  if (view.compact) view.fbnet_screen.hovered.reset();
  begin_scroll("log scroll");
  probe_log(view);
  ImGui::Spacing();
  reference_row(view);
  ImGui::Spacing();
  foretold_and_measured(view);
  ImGui::EndChild();
  mark(view, "log");
  end_card();
  mark(view, "story");
}

}  // namespace tenprobes::app
