// The story of this session: the network being tried, what the probes have told, each probe in a
// row, the recommendation.
#include <algorithm>

#include "web/app/panels/toolbar.h"
#include "web/app/spaces/architecture_view.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

struct Scene {
  std::string title;
  std::optional<Architecture> architecture;
};

Scene scene_of(const Screen& screen) {
  const Workbench& bench = screen.bench;
  const std::string of = " of " + std::to_string(screen.settings().probes);
  const size_t made = bench.history().size();
  if (screen.pointed_before) {
    return {capitalised(name_of_network(bench.space(), *screen.pointed_before)),
            screen.pointed_before};
  }
  if (bench.candidate()) {
    return {"Probe " + std::to_string(made + 1) + of + ": measuring\u2026", bench.candidate()};
  }
  if (bench.finished()) return {"Recommended", bench.recommendation()->architecture};
  if (made == 0) return {"Nothing probed yet", std::nullopt};
  const Probe& last = bench.history().back();
  return {"Probe " + std::to_string(made) + of + ": " + short_number(last.latency_ms) + " ms",
          last.architecture};
}

void figure(const Screen& screen, const std::string& label, const std::string& value,
            ImU32 colour) {
  ImGui::BeginGroup();
  ImGui::PushFont(title_font());
  coloured_text(colour, value);
  ImGui::PopFont();
  ImGui::PushFont(small_font());
  coloured_text(screen.colours->faint_text, label);
  ImGui::PopFont();
  ImGui::EndGroup();
}

void recommendation_card(const Screen& screen) {
  const Workbench& bench = screen.bench;
  const auto end = bench.recommendation();
  if (!end) return;
  const Palette& c = *screen.colours;
  const ImU32 ink = end->feasible ? c.method : c.error;
  ImGui::PushStyleColor(ImGuiCol_ChildBg, faded(ink, 0.09f));
  ImGui::PushStyleColor(ImGuiCol_Border, faded(ink, 0.6f));
  begin_box("recommendation", {}, {12, 9});
  figure(screen, end->feasible ? "ms, it fits" : "ms, too slow",
         end->latency_ms ? short_number(*end->latency_ms) : "?", ink);
  explain("Its latency on this device.");
  ImGui::SameLine(0, px(24));
  figure(screen, "quality", short_number(bench.quality(end->architecture)), c.text);
  explain(("What the search maximises: " + bench.quality().facts().label + ".").c_str());
  faint_text(screen, end->feasible ? capitalised(standing_in_words(bench.world(), bench.budget_ms(),
                                                                   end->architecture)) +
                                         "."
                     : screen.settings().shuffle
                         ? "The latencies that the method was told were other networks': in "
                           "truth this one is too slow."
                         : "No probe met the budget: this is the fastest that was found.");
  if (end->passed_over) {
    faint_text(screen, capitalised(search::passed_over_in_words(*end->passed_over)) + ".");
  }
  if (screen.settings().space == default_space && bench.library().expects("accuracy")) {
    faint_text(screen, on_its_way("accuracy") + ".");
  }
  if (const auto accuracy = bench.accuracy(end->architecture)) {
    faint_text(screen, capitalised(accuracy->label()) + " " + short_number(accuracy->percent) +
                           " % (" + accuracy->source + ")");
  }
  ImGui::EndChild();
  ImGui::PopStyleColor(2);
}

const char* verdict_of(bool fits, bool better) {
  return !fits ? "too slow" : better ? "best yet" : "fits";
}

// One probe a row: number, the network in miniature, latency, quality, verdict.
void probe_rows(Screen& screen, const History& probes, bool by_user, float glyph) {
  const Palette& c = *screen.colours;
  const Workbench& bench = screen.bench;
  const ArchitectureView& view = view_of(bench.space());
  std::optional<double> best;
  for (size_t i = 0; i < probes.size(); ++i) {
    const Probe& probe = probes[i];
    const double quality = bench.quality(probe.architecture);
    const bool fits = probe.latency_ms <= bench.budget_ms();
    const bool better = fits && (!best || quality > *best);
    if (better) best = quality;
    ImGui::PushID(static_cast<int>(i) + (by_user ? 1000 : 0));
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    const float height = reachable(screen, 20), line = ImGui::GetTextLineHeight();
    const float top = ImGui::GetCursorPosY();
    ImGui::Selectable("##row", false,
                      ImGuiSelectableFlags_SpanAllColumns | ImGuiSelectableFlags_AllowOverlap,
                      {0, height});
    if (ImGui::IsItemHovered()) screen.pointed = probe.architecture;
    explain([&] {
      std::string words = view.words(bench.space(), probe.architecture) + "\n" +
                          bench.space().text(probe.architecture);
      if (!by_user && i < bench.predicted().size() && bench.predicted()[i]) {
        words += "\nBefore it was measured, " + words_of(*bench.predicted()[i]) + " was predicted.";
      }
      return words;
    });
    const auto cell = [&](ImU32 colour, const std::string& text) {
      ImGui::SetCursorPosY(top + (height - line) / 2);
      coloured_text(colour, text);
      ImGui::TableNextColumn();
    };
    ImGui::SameLine(0, 0);
    cell(by_user ? c.user : c.method, std::to_string(i + 1));
    ImGui::SetCursorPosY(top + (height - glyph) / 2);
    view.glyph(bench.space(), probe.architecture, glyph, c);
    ImGui::TableNextColumn();
    cell(c.text, short_number(probe.latency_ms));
    cell(fits ? c.text : c.faint_text, short_number(quality));
    ImGui::SetCursorPosY(top + (height - line) / 2);
    coloured_text(better ? c.method : c.faint_text, verdict_of(fits, better));
    ImGui::PopID();
  }
}

void probe_log(Screen& screen) {
  const ArchitectureView& view = view_of(screen.bench.space());
  ImGui::PushFont(small_font());
  ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, {px(4), px(3)});
  // What the other columns leave.
  const float verdict = px(54),
              room = ImGui::GetContentRegionAvail().x - px(16 + 36 + 42) - verdict - 5 * px(8);
  const float glyph = std::min(px(13), room / view.glyph_width(1));
  if (ImGui::BeginTable("log", 5, ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_RowBg)) {
    ImGui::TableSetupColumn("#", ImGuiTableColumnFlags_WidthFixed, px(16));
    ImGui::TableSetupColumn("network", ImGuiTableColumnFlags_WidthFixed, view.glyph_width(glyph));
    ImGui::TableSetupColumn("ms", ImGuiTableColumnFlags_WidthFixed, px(36));
    ImGui::TableSetupColumn("quality", ImGuiTableColumnFlags_WidthFixed, px(42));
    ImGui::TableSetupColumn("verdict", ImGuiTableColumnFlags_WidthStretch);
    ImGui::PushStyleColor(ImGuiCol_Text, screen.colours->faint_text);
    ImGui::TableNextRow();
    for (const char* name : {"#", view.noun(), "ms", "quality", ""}) {
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(name);
    }
    ImGui::PopStyleColor();
    probe_rows(screen, screen.bench.history(), false, glyph);
    if (!screen.bench.user_probes().empty()) {
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      ImGui::TableNextColumn();
      ImGui::TextUnformatted("yours");
      probe_rows(screen, screen.bench.user_probes(), true, glyph);
    }
    ImGui::EndTable();
  }
  ImGui::PopStyleVar();
  ImGui::PopFont();
}

// The network that the scene is about, its words and a button that copies its name.
void draw_scene(Screen& screen, const Scene& scene) {
  const ArchitectureView& view = view_of(screen.bench.space());
  const float width = ImGui::GetContentRegionAvail().x, height = view.height(width);
  if (!scene.architecture) return ImGui::Dummy({width, height});
  view.draw(screen.bench.space(), *scene.architecture, {width, height}, *screen.colours);
  explain(view.legend());
  const float side = reachable(screen, 22);
  ImGui::PushTextWrapPos(width - side);
  faint_text(screen, view.words(screen.bench.space(), *scene.architecture));
  ImGui::PopTextWrapPos();
  ImGui::SameLine(ImGui::GetContentRegionMax().x - side);
  if (icon_button(screen, "copy name", Icon::copy, copy_name_words, side)) {
    copy_name(screen, *scene.architecture);
  }
}

// What a session's file or a link asks of all networks, which no slider shows.
void bounds_line(Screen& screen) {
  const std::string& bounds = screen.settings().bounds;
  if (bounds == "none") return;
  faint_text(screen, "Only networks with " + bounds + " are searched.");
  beside("search all");
  ImGui::PushFont(small_font());
  if (button("search all", "A new session without these bounds.", {0, reachable(screen, 22)})) {
    screen.change([](Settings& settings) { settings.bounds = "none"; });
  }
  ImGui::PopFont();
}

// What of the session can be kept: a menu at the right end of the title.
void save_menu(Screen& screen, const std::optional<Architecture>& network, float width) {
  if (!screen.shows("files")) return;
  ImGui::SameLine(ImGui::GetContentRegionMax().x - width);
  ImGui::SetCursorPosY(px(7));
  ImGui::PushFont(small_font());
  if (button(
          "save",
          "Keep the session, its probes as a table, the network shown, or the plot as a picture.",
          {width, reachable(screen, 24)})) {
    ImGui::OpenPopup("save menu");
  }
  ImGui::PopFont();
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(8), px(8)});
  if (ImGui::BeginPopup("save menu")) {
    const auto line = [&](const char* label, bool possible, const char* words) {
      ImGui::BeginDisabled(!possible);
      const bool pressed = choice(screen, label, false, words);
      ImGui::EndDisabled();
      return pressed;
    };
    const bool played = !screen.bench.history().empty();
    if (line("Session (.json)", played,
             "Opened here again, it restores the session and your own probes. Sessions of the "
             "command line open here too.")) {
      screen.later(
          [&screen](Workbench& bench) { screen.save_file("session.json", bench.saved_session()); });
    }
    if (line("Probes (.csv)", played || !screen.bench.user_probes().empty(),
             "A table of the method's probes and yours.")) {
      screen.save_file("probes.csv", screen.bench.probes_csv());
    }
    if (line("Network (.onnx)", network && screen.offers.measuring, save_network_words)) {
      screen.attempt([&] { save_network(screen, *network); });
    }
    if (line("Plot (.png)", screen.offers.pictures, "What stands in the middle, as it is now.")) {
      screen.picture_asked = true;
    }
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

}  // namespace

void draw_story(Screen& screen, ImVec2 size) {
  const float save_width = px(58);
  const Scene scene = scene_of(screen);
  begin_card(screen, "Story",
             "The network being measured, what the probes have told about the device so far, and "
             "each probe in order. Point at a row to find its dot.",
             scene.title, size, save_width + px(8));
  save_menu(screen, scene.architecture, save_width);
  draw_scene(screen, scene);
  recommendation_card(screen);
  bounds_line(screen);
  ImGui::Spacing();
  if (!screen.compact) {
    draw_beliefs(screen);
    ImGui::Spacing();
  }
  begin_scroll("log scroll");
  probe_log(screen);
  if (screen.compact) {
    ImGui::Spacing();
    draw_beliefs(screen);
  }
  ImGui::EndChild();
  mark(screen, "log");
  end_card();
  mark(screen, "story");
}

}  // namespace tenprobes::app
