#include "web/app/spaces/cell_graph.h"

#include <array>
#include <cmath>

#include "core/search_space/cells/live_edges.h"
#include "web/app/plot.h"

namespace tenprobes::app {
namespace {

// The nodes stand in a row, so the data flows as one reads. Neighbours are joined by straight
// edges, the others by arcs: 0->2 above, 1->3 below, 0->3 above all. The height of an arc is its
// control points' distance from the row, as a share of the room on that side.
constexpr std::array<float, edge_count> bend = {0, -0.86f, 0, -1.52f, 0.86f, 0};

struct Curve {
  ImVec2 from, over1, over2, to;
  ImVec2 at(float t) const {
    const float u = 1 - t;
    const float a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
    return {a * from.x + b * over1.x + c * over2.x + d * to.x,
            a * from.y + b * over1.y + c * over2.y + d * to.y};
  }
};

// At the end of the curve, which it shortens to the head's base.
void arrow_head(ImDrawList& canvas, Curve& curve, ImU32 colour, float size) {
  const ImVec2 tip = curve.to, before = curve.over2;
  const float length = std::hypot(tip.x - before.x, tip.y - before.y);
  const ImVec2 d = {(tip.x - before.x) / length, (tip.y - before.y) / length};
  const ImVec2 back = {tip.x - size * d.x, tip.y - size * d.y};
  curve.to = {tip.x - 0.9f * size * d.x, tip.y - 0.9f * size * d.y};
  canvas.AddTriangleFilled(tip, {back.x - 0.5f * size * d.y, back.y + 0.5f * size * d.x},
                           {back.x + 0.5f * size * d.y, back.y - 0.5f * size * d.x}, colour);
}

}  // namespace

const char* words_of(Operation operation) {
  switch (operation) {
    case Operation::none:
      return "nothing";
    case Operation::skip_connect:
      return "skip connection";
    case Operation::nor_conv_1x1:
      return "1x1 convolution";
    case Operation::nor_conv_3x3:
      return "3x3 convolution";
    case Operation::avg_pool_3x3:
      return "3x3 average pool";
  }
  return "";
}

const char* short_words_of(Operation operation) {
  switch (operation) {
    case Operation::none:
      return "none";
    case Operation::skip_connect:
      return "skip";
    case Operation::nor_conv_1x1:
      return "conv 1x1";
    case Operation::nor_conv_3x3:
      return "conv 3x3";
    case Operation::avg_pool_3x3:
      return "pool 3x3";
  }
  return "";
}

std::string words_of(const Cell& architecture) {
  const auto counts = operation_counts(architecture);
  std::string text;
  for (const Operation operation : {Operation::nor_conv_3x3, Operation::nor_conv_1x1,
                                    Operation::avg_pool_3x3, Operation::skip_connect}) {
    const int count = counts[static_cast<size_t>(operation)];
    if (count == 0) continue;
    if (!text.empty()) text += ", ";
    text += std::to_string(count) + "\u00d7 " + short_words_of(operation);
  }
  if (text.empty()) text = "nothing on any edge";
  const int used = edge_count - counts[0];
  const int dead = used - static_cast<int>(live_edges(architecture).count());
  if (!is_connected(architecture)) return text + "; the input never reaches the output";
  if (dead > 0) text += "; " + std::to_string(dead) + (dead == 1 ? " edge" : " edges") + " dead";
  return text;
}

void draw_cell(const Cell& architecture, ImVec2 size, const Palette& p) {
  const ImVec2 low = ImGui::GetCursorScreenPos();
  ImGui::Dummy(size);
  draw_cell_at(*ImGui::GetWindowDrawList(), low, {low.x + size.x, low.y + size.y}, architecture, p);
}

void draw_cell_at(ImDrawList& canvas, ImVec2 low, ImVec2 high, const Cell& architecture,
                  const Palette& p) {
  const float node = px(11), margin = node + px(4);
  const float row = low.y + (high.y - low.y) * 0.62f;
  std::array<ImVec2, node_count> centre;
  for (size_t i = 0; i < centre.size(); ++i) {
    const float share = static_cast<float>(i) / (node_count - 1);
    centre[i] = {low.x + margin + (high.x - low.x - 2 * margin) * share, row};
  }
  const float above = row - low.y - px(6), below = high.y - row - px(6);

  const EdgeMask live = live_edges(architecture);
  ImGui::PushFont(small_font());
  for (size_t e = 0; e < edge_count; ++e) {
    const Operation operation = architecture.operations[e];
    const ImVec2 from = centre[static_cast<size_t>(edge_source[e])];
    const ImVec2 to = centre[static_cast<size_t>(edge_target[e])];
    const float lift = bend[e] * (bend[e] < 0 ? above : below) * 0.82f;
    const float span = (to.x - from.x) * (bend[e] == 0 ? 0.33f : 0.2f);
    Curve curve{from, {from.x + span, from.y + lift}, {to.x - span, to.y + lift}, to};
    // Arcs leave and reach the nodes at their rims, straight edges at their sides.
    const float rim = bend[e] == 0 ? 0 : (bend[e] < 0 ? -node : node);
    const float side = bend[e] == 0 ? node : node * 0.35f;
    curve.from = {from.x + side, from.y + rim * 0.92f};
    curve.to = {to.x - side - px(1), to.y + rim * 0.95f};

    const bool none = operation == Operation::none;
    const float opacity = none ? 0.55f : live[e] ? 1.0f : 0.38f;
    const ImU32 colour = faded(p.operation[static_cast<size_t>(operation)], opacity);
    if (!none) arrow_head(canvas, curve, colour, px(9));
    std::array<ImVec2, 33> points;
    for (size_t i = 0; i < points.size(); ++i) {
      points[i] = curve.at(static_cast<float>(i) / static_cast<float>(points.size() - 1));
    }
    if (none) {
      dashed_line(canvas, points, colour, px(1), px(3));
      continue;
    }
    if (live[e]) {
      canvas.AddPolyline(points.data(), points.size(), colour, 0, px(3.5f));
    } else {
      dashed_line(canvas, points, colour, px(2.5f), px(5));
    }

    const char* label = short_words_of(operation);
    const ImVec2 text = ImGui::CalcTextSize(label);
    ImVec2 middle = curve.at(0.5f);
    const ImVec2 half = {text.x / 2 + px(5), text.y / 2 + px(1)};
    canvas.AddRectFilled({middle.x - half.x, middle.y - half.y},
                         {middle.x + half.x, middle.y + half.y}, p.card, px(6));
    canvas.AddRect({middle.x - half.x, middle.y - half.y}, {middle.x + half.x, middle.y + half.y},
                   colour, px(6), 0, px(1.2f));
    canvas.AddText({middle.x - text.x / 2, middle.y - text.y / 2}, live[e] ? p.text : p.faint_text,
                   label);
  }
  for (size_t i = 0; i < centre.size(); ++i) {
    canvas.AddCircleFilled(centre[i], node, p.card);
    canvas.AddCircle(centre[i], node, p.text, 0, px(1.6f));
    const char* label = i == 0 ? "in" : i == 3 ? "out" : i == 1 ? "1" : "2";
    const ImVec2 text = ImGui::CalcTextSize(label);
    canvas.AddText({centre[i].x - text.x / 2, centre[i].y - text.y / 2}, p.text, label);
  }
  ImGui::PopFont();
}

}  // namespace tenprobes::app
