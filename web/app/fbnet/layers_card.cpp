// The network as a strip of layers, what each operation is believed to cost in each layer, and the
// person's own network under it, to build and to probe.
#include <algorithm>

#include "web/app/fbnet/scene.h"
#include "web/app/fbnet/strip.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr const char* help_of_layers =
    "Above, the network that the page is telling about: one block a layer, from input to output. A "
    "block's height says how much it widens its channels inside (1, 3 or 6 times), its number and "
    "colour the kernel, a hollow one computes in two groups, and a line is a layer left out. The "
    "squares say what each operation is believed to cost in each layer, given the probes: the "
    "stronger their shade, the dearer. Rings mark the network above, diamonds yours. Click a "
    "square, or a block "
    "of yours, to change your network.";

void set_layer(View& view, int layer, int operation) {
  view.wanted.layers[static_cast<size_t>(layer)] = static_cast<char>('0' + operation);
}

void label(const View& view, float left, float middle, const char* text) {
  ImGui::GetWindowDrawList()->AddText({left, middle - ImGui::GetTextLineHeight() / 2},
                                      view.colours->faint_text, text);
}

// "k3 e6: 3x3 convolution, 6 times wider inside; believed to cost 0.5 ms, give or take 0.1"
std::string words_of_choice(const View& view, int layer, int operation) {
  const FbnetBench& bench = view.fbnet;
  std::string words = name_of_block(operation) + ": " + words_of_block(layer, operation) + ", " +
                      short_number(fbnet_block_macs(layer, operation) / 1e6) +
                      " million multiply-accumulates.";
  const auto cost = bench.cost(layer, operation);
  if (!cost) return words + "\nWhat it costs is not known before the first probe.";
  words += "\nBelieved to cost " + short_number(cost->mean) + " ms, give or take " +
           short_number(cost->standard_deviation) + ".";
  if (!bench.device().fit) {
    words += " It costs " + short_number(bench.true_cost(layer, operation)) + " ms.";
  }
  return words;
}

// Read-only: the network of the scene, or nothing.
void scene_strip(const View& view, const LayerColumns& columns, float height,
                 const FbnetScene& scene) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  ImGui::Dummy({ImGui::GetContentRegionAvail().x, height});
  if (!scene.network) {
    canvas.AddLine({columns.left, at.y + height / 2},
                   {columns.at(columns.first + columns.count), at.y + height / 2},
                   view.colours->border, px(1.5f));
    return;
  }
  draw_strip(canvas, columns, at.y, height, *scene.network, *view.colours);
  if (!ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) return;
  const int layer = columns.under(ImGui::GetIO().MousePos.x);
  if (layer < 0) return;
  const int operation = scene.network->operations[static_cast<size_t>(layer)];
  explain((words_of_layer(layer) + "\n" + words_of_choice(view, layer, operation)).c_str());
}

void diamond(ImDrawList& canvas, ImVec2 at, float r, ImU32 fill, ImU32 rim) {
  const ImVec2 points[] = {{at.x, at.y - r}, {at.x + r, at.y}, {at.x, at.y + r}, {at.x - r, at.y}};
  canvas.AddConvexPolyFilled(points, 4, fill);
  canvas.AddPolyline(points, 4, rim, ImDrawFlags_Closed, px(1));
}

double dearest(const FbnetBench& bench) {
  double highest = 0;
  for (int layer = 0; layer < fbnet_layer_count; ++layer) {
    for (int o = 0; o < fbnet_operation_count; ++o) {
      highest = std::max(highest, bench.cost(layer, o)->mean);
    }
  }
  return highest;
}

// 9 rows of 22 squares.
void belief_squares(View& view, const LayerColumns& columns, float row, float label_left,
                    const FbnetScene& scene) {
  const FbnetBench& bench = view.fbnet;
  const Palette& c = *view.colours;
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const float top = ImGui::GetCursorScreenPos().y;
  const bool known = !bench.moves().empty();
  const double highest = known ? std::max(dearest(bench), 1e-9) : 1;
  const FbnetArchitecture mine = network_of(view.wanted.layers);
  for (int o = 0; o < fbnet_operation_count; ++o) {
    const float y = top + row * static_cast<float>(o);
    label(view, label_left, y + row / 2, name_of_block(o).c_str());
    for (int layer = 0; layer < fbnet_layer_count; ++layer) {
      const float x = columns.at(layer), gap = px(0.75f);
      const ImVec2 low = {x + gap, y + gap}, high = {x + columns.width - gap, y + row - gap};
      const double share = known ? std::clamp(bench.cost(layer, o)->mean / highest, 0.0, 1.0) : 0;
      canvas.AddRectFilled(low, high, faded(c.text, 0.05f + 0.85f * static_cast<float>(share)),
                           px(1.5f));
      if (scene.network && scene.network->operations[static_cast<size_t>(layer)] == o) {
        canvas.AddRect({low.x - px(0.5f), low.y - px(0.5f)}, {high.x + px(0.5f), high.y + px(0.5f)},
                       c.method, px(2), 0, px(2));
      }
      if (mine.operations[static_cast<size_t>(layer)] == o) {
        diamond(canvas, {(low.x + high.x) / 2, (low.y + high.y) / 2}, std::min(px(4), row * 0.34f),
                c.person, c.card);
      }
    }
  }
  const float height = row * fbnet_operation_count;
  ImGui::SetCursorScreenPos({columns.left, top});
  const ImVec2 wide = {columns.width * fbnet_layer_count, height};
  const bool clicked = ImGui::InvisibleButton("squares", wide);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  // Not where the keyboard's focus is: the pointer may be anywhere then.
  if (ImGui::IsItemHovered() &&
      ImGui::IsMouseHoveringRect(ImGui::GetItemRectMin(), ImGui::GetItemRectMax())) {
    const int layer = std::max(0, columns.under(mouse.x));
    const int o = std::clamp(static_cast<int>((mouse.y - top) / row), 0, fbnet_operation_count - 1);
    if (clicked) set_layer(view, layer, o);
    explain((words_of_layer(layer) + "\n" + words_of_choice(view, layer, o)).c_str());
  } else {
    explain(help_of_layers);
    if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
      canvas.AddRect({columns.left, top}, {columns.left + wide.x, top + height}, c.method, px(3), 0,
                     px(2));
    }
  }
  mark(view, "beliefs");
}

// The layers' numbers, as many as there is room for.
void layer_numbers(const View& view, const LayerColumns& columns) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const int stride = columns.width >= px(17) ? 1 : columns.width >= px(9) ? 2 : 5;
  for (int layer = columns.first; layer < columns.first + columns.count; ++layer) {
    if (layer % stride != 0) continue;
    const std::string number = std::to_string(layer + 1);
    const float wide = ImGui::CalcTextSize(number.c_str()).x;
    ImGui::GetWindowDrawList()->AddText({columns.at(layer) + (columns.width - wide) / 2, at.y},
                                        view.colours->faint_text, number.c_str());
  }
  ImGui::Dummy({1, ImGui::GetTextLineHeight()});
}

void choose_operation(View& view, int layer) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(10), px(10)});
  if (ImGui::BeginPopup("operations")) {
    faint_text(view, words_of_layer(layer));
    const float height = reachable(view, 26);
    for (int o = 0; o < fbnet_operation_count; ++o) {
      ImGui::PushID(o);
      const bool chosen = view.wanted.layers[static_cast<size_t>(layer)] == '0' + o;
      const ImVec2 low = ImGui::GetCursorScreenPos();
      if (ImGui::Selectable("##choice", chosen, 0, {px(230), height})) set_layer(view, layer, o);
      if (chosen && ImGui::IsWindowAppearing()) ImGui::SetItemDefaultFocus();
      explain(words_of_choice(view, layer, o).c_str());
      ImDrawList& canvas = *ImGui::GetWindowDrawList();
      draw_block(canvas, {low.x + px(4), low.y + px(2)}, {low.x + px(30), low.y + height - px(2)},
                 layer, o, *view.colours);
      const float y = low.y + (height - ImGui::GetTextLineHeight()) / 2;
      canvas.AddText({low.x + px(42), y}, view.colours->text, name_of_block(o).c_str());
      if (const auto cost = view.fbnet.cost(layer, o)) {
        const std::string text = short_number(cost->mean) + " ms";
        canvas.AddText({low.x + px(222) - ImGui::CalcTextSize(text.c_str()).x, y},
                       view.colours->faint_text, text.c_str());
      }
      ImGui::PopID();
    }
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

// The person's: every block is a button.
void own_strip(View& view, const LayerColumns& columns, float height) {
  const Palette& c = *view.colours;
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const FbnetArchitecture mine = network_of(view.wanted.layers);
  draw_strip(canvas, columns, at.y, height, mine, c);
  for (int layer = columns.first; layer < columns.first + columns.count; ++layer) {
    ImGui::PushID(layer);
    const float x = columns.at(layer);
    ImGui::SetCursorScreenPos({x, at.y});
    if (ImGui::InvisibleButton("layer", {columns.width, height})) ImGui::OpenPopup("operations");
    const bool focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
    if (ImGui::IsItemHovered() || focused) {
      canvas.AddRect({x, at.y}, {x + columns.width, at.y + height}, focused ? c.method : c.text,
                     px(3), 0, px(focused ? 2 : 1));
    }
    const int operation = mine.operations[static_cast<size_t>(layer)];
    explain((words_of_layer(layer) + "\n" + words_of_choice(view, layer, operation) +
             "\nClick to choose another.")
                .c_str());
    choose_operation(view, layer);
    ImGui::PopID();
  }
  ImGui::SetCursorScreenPos({at.x, at.y + height});
  ImGui::Dummy({1, 0});
}

void own_controls(View& view, const FbnetScene& scene) {
  const FbnetArchitecture mine = network_of(view.wanted.layers);
  const ImVec2 size = {0, reachable(view, 26)};
  if (button("Probe yours",
             "Measure your network on the device. You have as many probes as the method.", size)) {
    view.attempt([&] { view.fbnet.probe_by_person(mine); });
  }
  mark(view, "probe-yours");
  ImGui::SameLine(0, px(6));
  ImGui::BeginDisabled(!scene.network);
  if (button("Copy the one above", "Make the network shown above yours, to change it from there.",
             size)) {
    view.wanted.layers = digits_of(*scene.network);
  }
  ImGui::EndDisabled();
  const auto foretold = view.fbnet.foretell(mine);
  const std::string words = short_number(search::fbnet_quality(mine)) + " million MACs, " +
                            (foretold ? "foretold " + words_of(*foretold) : "latency unknown");
  if (!view.compact) ImGui::SameLine(0, px(10));
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() + (view.compact ? 0 : px(5)));
  ImGui::PushTextWrapPos();
  ImGui::TextUnformatted(words.c_str());
  ImGui::PopTextWrapPos();
  explain(
      "What your network would give: multiply-accumulates stand for quality here, and its latency "
      "is foretold from the method's probes, with 90 % between the two numbers in brackets.");
}

// Layers in one row, or in several where one would make blocks too narrow.
template <class Draw>
void in_rows(int each, float left, float right, const Draw& draw) {
  for (int first = 0; first < fbnet_layer_count; first += each) {
    draw(LayerColumns{.left = left,
                      .width = (right - left) / static_cast<float>(each),
                      .first = first,
                      .count = std::min(each, fbnet_layer_count - first)});
  }
}

}  // namespace

void draw_fbnet_layers(View& view, ImVec2 size) {
  const FbnetScene scene = fbnet_scene(view);
  begin_card(view, "Layers", help_of_layers, scene.title, size);
  ImGui::PushFont(small_font());
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(3)});
  const float left = ImGui::GetCursorScreenPos().x, room = ImGui::GetContentRegionAvail().x;
  const float names = left + px(60), right = left + room;
  const float buttons = reachable(view, 26), line = ImGui::GetTextLineHeight();
  const float fixed = px(3) * (view.compact ? 12 : 6) + line * (view.compact ? 4 : 1) + buttons +
                      (view.compact ? 3 * px(40) : 0);
  // Two strips and the squares. A row holds its name, so where room is scarce the strips are lower,
  // and then the card scrolls. Thumbs need 40 points.
  const float spare = ImGui::GetContentRegionAvail().y - fixed;
  const float row =
      std::clamp(spare / (fbnet_operation_count + 2 * 2.8f), line, px(view.compact ? 17 : 26));
  const float strip = std::clamp((spare - fbnet_operation_count * row) / 2, px(18), 2.8f * row);
  const float start = view.compact ? left : names;
  in_rows(view.compact ? fbnet_layer_count / 2 : fbnet_layer_count, start, right,
          [&](const LayerColumns& columns) { scene_strip(view, columns, strip, scene); });
  const LayerColumns columns{.left = names, .width = (right - names) / fbnet_layer_count};
  belief_squares(view, columns, row, left, scene);
  layer_numbers(view, columns);
  if (view.compact) {
    coloured_text(view.colours->faint_text, "Yours: tap a block to change it");
  } else {
    label(view, left, ImGui::GetCursorScreenPos().y + strip / 2, "yours");
  }
  ImGui::BeginGroup();
  in_rows(view.compact ? 8 : fbnet_layer_count, start, right,
          [&](const LayerColumns& own) { own_strip(view, own, view.compact ? px(40) : strip); });
  ImGui::EndGroup();
  mark(view, "yours");
  own_controls(view, scene);
  ImGui::PopStyleVar();
  ImGui::PopFont();
  end_card();
  mark(view, "layers");
}

}  // namespace tenprobes::app
