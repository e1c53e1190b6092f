// What each symbol of the page means. Pointed at, a line of it rings where the symbol stands.
#include <algorithm>

#include "web/app/panels/toolbar.h"
#include "web/app/probe_marks.h"
#include "web/app/spaces/architecture_view.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr float symbol_wide = 44, symbol_high = 22;  // points

struct Symbol {
  const char *place, *words;  ///< what is ringed (Screen::places)
  bool cells;                 ///< only where networks are cells
  void (*draw)(ImDrawList& canvas, ImVec2 centre, const Palette& c);
};

ImVec2 off(ImVec2 at, float x, float y) {
  return {at.x + px(x), at.y + px(y)};
}

void whisker(ImDrawList& canvas, ImVec2 c, float reach, ImU32 ink) {
  canvas.AddLine(off(c, -reach, 0), off(c, reach, 0), ink, px(1.6f));
  for (const float end : {-reach, reach}) {
    canvas.AddLine(off(c, end, -3), off(c, end, 3), ink, px(1.6f));
  }
}

constexpr Symbol symbols[] = {
    {"world", "A network, dark where it meets the budget and pale where it is too slow.", false,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       for (const float x : {-14.0f, -9.0f, -5.0f}) {
         for (int dot = 0; dot < 2; ++dot) {  // dots of the cloud lie on each other
           canvas.AddCircleFilled(off(at, x, x / 3 + 2), px(2.2f), c.cloud_feasible);
           canvas.AddCircleFilled(off(at, x + 18, x / 3 + 2), px(2.2f), c.cloud_slow);
         }
       }
     }},
    {"world",
     "The staircase: networks that no other beats in both speed and quality, the Pareto front.",
     false,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       const ImVec2 stairs[] = {off(at, -18, 7), off(at, -6, 7), off(at, -6, 0),
                                off(at, 6, 0),   off(at, 6, -7), off(at, 18, -7)};
       canvas.AddPolyline(stairs, 6, c.front, 0, px(1.6f));
     }},
    {"budget", "The latency budget. Drag it.", false,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       canvas.AddLine(off(at, 0, -10), off(at, 0, 10), c.budget, px(2));
       canvas.AddRectFilled(off(at, -12, 1), off(at, 12, 9), c.budget, px(4));
     }},
    {"world",
     "Probes of the method, numbered: filled where they fit, hollow where they are too slow.",
     false,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       canvas.AddCircleFilled(off(at, -9, 0), px(4.5f), c.method);
       canvas.AddCircle(off(at, 9, 0), px(4.5f), c.method, 0, px(1.8f));
     }},
    {"world", "Probes of your own.", false,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       for (const float x : {-9.0f, 9.0f}) {
         const ImVec2 diamond[] = {off(at, x, -6), off(at, x + 6, 0), off(at, x, 6),
                                   off(at, x - 6, 0)};
         if (x < 0) canvas.AddConvexPolyFilled(diamond, 4, c.user);
         canvas.AddPolyline(diamond, 4, c.user, ImDrawFlags_Closed, px(1.8f));
       }
     }},
    {"world", "The best so far is ringed; a star is what the method recommends at the end.", false,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       canvas.AddCircle(off(at, -10, 0), px(7), c.method, 0, px(2));
       draw_star(canvas, off(at, 10, 0), px(9), c.method, c.card);
     }},
    {"world",
     "While a network is measured: dashed, its quality, known beforehand; the whisker, where 90 % "
     "of its predicted latency lies.",
     false,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       const ImVec2 level[] = {off(at, -20, 0), off(at, 20, 0)};
       dashed_line(canvas, level, faded(c.method, 0.8f), px(1.2f), px(4));
       whisker(canvas, at, 9, c.method);
     }},
    {"scale",
     "How latency is laid out now. Log scale: equal ratios take equal room; linear scale: equal "
     "differences do. Both begin where networks are; the few faster ones stand at the edge.",
     false,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       for (const float x : {-18.0f, -2.0f, 8.0f, 14.0f, 18.0f}) {
         canvas.AddLine(off(at, x, -5), off(at, x, 5), c.faint_text, px(1.2f));
       }
       canvas.AddLine(off(at, -18, 5), off(at, 18, 5), c.faint_text, px(1.2f));
     }},
    {"story",
     "A cell: data flows from in to out along straight edges and arcs, each with its operation. "
     "Broken lines cannot matter to the output.",
     true,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       canvas.AddBezierCubic(off(at, -16, 5), off(at, -10, -13), off(at, 10, -13), off(at, 16, 5),
                             c.operation[static_cast<size_t>(Operation::nor_conv_3x3)], px(2.5f));
       const ImVec2 edge[] = {off(at, -16, 5), off(at, 16, 5)};
       dashed_line(canvas, edge, c.operation[static_cast<size_t>(Operation::skip_connect)], px(2),
                   px(4));
       for (const float x : {-16.0f, 16.0f}) {
         canvas.AddCircleFilled(off(at, x, 5), px(4), c.card);
         canvas.AddCircle(off(at, x, 5), px(4), c.text, 0, px(1.4f));
       }
     }},
    {"log",
     "The same in small: a square for each edge, in its operation's colour. Blue skips, yellow "
     "1x1, orange 3x3 convolutions, green pooling, grey nothing.",
     true,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       for (size_t i = 0; i < operation_count; ++i) {
         const float x = -20 + 8 * static_cast<float>(i);
         canvas.AddRectFilled(off(at, x, -5), off(at, x + 6.5f, 5), c.operation[i], px(1));
       }
     }},
    {"beliefs",
     "What the probes tell of a cost: the bar is the best guess, the whisker how unsure it is, the "
     "notch the truth, which no method sees.",
     false,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       canvas.AddRectFilled(off(at, -20, -5), off(at, 20, 5), faded(c.border, 0.5f), px(3));
       canvas.AddRectFilled(off(at, -20, -5), off(at, 6, 5),
                            faded(c.operation[static_cast<size_t>(Operation::nor_conv_3x3)], 0.6f),
                            px(3));
       whisker(canvas, off(at, 6, 0), 6, c.method);
       canvas.AddLine(off(at, 9, -8), off(at, 9, 8), c.text, px(2));
     }},
    {"beliefs",
     "How likely it is that the device runs networks in this way; a dot marks the way that it "
     "really does.",
     true,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       canvas.AddRectFilled(off(at, -20, -4), off(at, 6, 4), faded(c.border, 0.5f), px(3));
       canvas.AddRectFilled(off(at, -20, -4), off(at, -2, 4), c.method, px(3));
       canvas.AddCircleFilled(off(at, 14, 0), px(3), c.text);
     }},
    {"good",
     "Regret, lower is better. Thick: the session you see. Thin and broken: the mean of twelve "
     "sessions of each method raced.",
     false,
     [](ImDrawList& canvas, ImVec2 at, const Palette& c) {
       const ImVec2 mine[] = {off(at, -20, -7), off(at, -4, 2), off(at, 20, 6)};
       const ImVec2 rival[] = {off(at, -20, -9), off(at, 20, -2)};
       canvas.AddPolyline(mine, 3, c.method, 0, px(2.6f));
       dashed_line(canvas, rival, c.rival, px(1.8f), px(5));
     }},
};

void ring(const Screen& screen, const char* where) {
  const auto place = screen.places.find(where);
  if (place == screen.places.end()) return;
  const ImVec4& at = place->second;
  ImGui::GetForegroundDrawList()->AddRect({at.x - px(2), at.y - px(2)},
                                          {at.z + px(2), at.w + px(2)}, screen.colours->budget,
                                          px(8), 0, px(2.5f));
}

void row(const Screen& screen, const char* place, const std::string& words,
         void (*draw)(ImDrawList&, ImVec2, const Palette&)) {
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float left = px(symbol_wide + 10), room = ImGui::GetContentRegionAvail().x;
  ImGui::BeginGroup();
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + left);
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + room - left);
  wrapped_text(words);
  ImGui::PopTextWrapPos();
  ImGui::EndGroup();
  const float high = std::max(ImGui::GetItemRectSize().y, px(symbol_high));
  if (draw) {
    draw(*ImGui::GetWindowDrawList(), {low.x + px(symbol_wide) / 2, low.y + high / 2},
         *screen.colours);
  }
  ImGui::SetCursorScreenPos(low);
  ImGui::InvisibleButton(words.c_str(), {room, high});
  if (ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible)) {
    ring(screen, place);
  }
}

}  // namespace

void draw_legend(Screen& screen) {
  if (screen.legend) ImGui::OpenPopup("legend");
  screen.legend = false;
  const ImVec2 room = ImGui::GetMainViewport()->WorkSize;
  const float margin = px(8), width = std::min(px(370), room.x - 2 * margin);
  // Over what has least to explain: the device on a desk, the plot's lower half
  // in a hand.
  ImGui::SetNextWindowPos({margin, room.y - margin}, ImGuiCond_Always, {0, 1});
  ImGui::SetNextWindowSizeConstraints({width, 0},
                                      {width, room.y * (screen.compact ? 0.55f : 0.9f)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(12), px(10)});
  if (ImGui::BeginPopup("legend")) {
    ImGui::PushFont(bold_font());
    ImGui::TextUnformatted("Legend");
    ImGui::PopFont();
    ImGui::PushFont(small_font());
    const bool cells = screen.bench.space().form() == Form::cells;
    for (const Symbol& symbol : symbols) {
      if (symbol.cells && !cells) continue;
      row(screen, symbol.place, symbol.words, symbol.draw);
    }
    if (!cells) row(screen, "story", view_of(screen.bench.space()).legend(), nullptr);
    ImGui::PopFont();
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

}  // namespace tenprobes::app
