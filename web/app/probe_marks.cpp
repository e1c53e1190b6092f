#include "web/app/probe_marks.h"

#include <algorithm>
#include <cmath>

namespace tenprobes::app {

void draw_star(ImDrawList& canvas, ImVec2 centre, float radius, ImU32 fill, ImU32 rim) {
  ImVec2 points[10];
  for (int i = 0; i < 10; ++i) {
    const float a = -1.5707963f + static_cast<float>(i) * 0.62831853f;
    const float r = i % 2 == 0 ? radius : radius * 0.45f;
    points[i] = {centre.x + r * std::cos(a), centre.y + r * std::sin(a)};
  }
  for (int i = 0; i < 10; ++i) {
    canvas.AddTriangleFilled(centre, points[i], points[(i + 1) % 10], fill);
  }
  canvas.AddPolyline(points, 10, rim, ImDrawFlags_Closed, px(1.5f));
}

void draw_probe_marks(const Screen& screen, const Plot& plot, std::span<const ProbeMark> probes,
                      bool by_user, LabelPlacer& labels) {
  const Palette& c = *screen.colours;
  const ImU32 ink = by_user ? c.user : c.method;
  ImDrawList& canvas = plot.canvas();
  const float r = px(4.5f);
  for (const ProbeMark& probe : probes) {
    const ImVec2 p = plot.at(probe.x, probe.y);
    labels.block({p.x - r, p.y - r}, {p.x + r, p.y + r});
  }
  ImGui::PushFont(small_font());
  for (size_t i = 0; i < probes.size(); ++i) {
    const bool fits = probes[i].fits;
    const ImVec2 p = plot.at(probes[i].x, probes[i].y);
    const std::string number = std::to_string(i + 1);
    const ImVec2 text = ImGui::CalcTextSize(number.c_str());
    const ImVec2 box = {std::max(text.x + px(8), px(17)), text.y + px(2)};
    const auto low = labels.place_clear(p, box, px(7));
    const ImVec2 middle = low ? ImVec2{low->x + box.x / 2, low->y + box.y / 2} : p;
    canvas.AddLine(p, middle, faded(ink, 0.6f), px(1));
    if (by_user) {
      const ImVec2 diamond[] = {{p.x, p.y - r * 1.3f},
                                {p.x + r * 1.3f, p.y},
                                {p.x, p.y + r * 1.3f},
                                {p.x - r * 1.3f, p.y}};
      canvas.AddConvexPolyFilled(diamond, 4, fits ? ink : c.card);
      canvas.AddPolyline(diamond, 4, ink, ImDrawFlags_Closed, px(1.8f));
    } else {
      canvas.AddCircleFilled(p, r, fits ? ink : c.card);
      canvas.AddCircle(p, r, ink, 0, px(1.8f));
    }
    if (!low) continue;  // the log says it
    const ImVec2 high = {low->x + box.x, low->y + box.y};
    const float rounding = by_user ? px(3) : box.y / 2;
    canvas.AddRectFilled(*low, high, fits ? ink : c.card, rounding);
    canvas.AddRect(*low, high, ink, rounding, 0, px(1.4f));
    canvas.AddText({middle.x - text.x / 2, middle.y - text.y / 2}, fits ? c.card : ink,
                   number.c_str());
  }
  ImGui::PopFont();
}

void draw_best_mark(const Screen& screen, const Plot& plot, double x, double y, bool recommended,
                    LabelPlacer& labels) {
  const Palette& c = *screen.colours;
  const ImVec2 p = plot.at(x, y);
  if (!recommended) return plot.canvas().AddCircle(p, px(9), c.method, 0, px(2));
  draw_star(plot.canvas(), p, px(11), c.method, c.card);
  const char* words = "recommended";
  const ImVec2 text = ImGui::CalcTextSize(words);
  const auto low = labels.place_clear(p, {text.x + px(8), text.y + px(2)}, px(12));
  if (!low) return;  // the star says it, too
  plot.canvas().AddRectFilled(*low, {low->x + text.x + px(8), low->y + text.y + px(2)},
                              faded(c.card, 0.85f), px(5));
  plot.canvas().AddText({low->x + px(4), low->y + px(1)}, c.method, words);
}

}  // namespace tenprobes::app
