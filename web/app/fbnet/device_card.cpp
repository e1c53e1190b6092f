// The FBNet device: which one, and what its operations truly cost.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "web/app/fbnet/strip.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr const char* help_of_device =
    "The machine that networks are measured on. Twins are models fitted to the 5,000 "
    "latencies that were published of a real device, or to a file you open; they answer the "
    "probes, as any of the "
    "9^22 networks may be asked for. Synthetic ones are drawn at random from imagined hardware; no "
    "real measurement is in them.";

constexpr int shown_layer = 2;  // whose blocks stand for a kind
constexpr int offered = 12;     // synthetic devices in the list

std::string title_of(const devices::FbnetDeviceFile& file) {
  constexpr std::string_view prefix = "synthetic:";
  if (file.name.starts_with(prefix)) {
    return "Synthetic device " + file.name.substr(prefix.size());
  }
  return file.title.empty() ? file.name : file.title;
}

std::string about_device(const devices::FbnetDeviceFile& file) {
  return file.source.empty() ? file.note : file.note + "\nSource: " + file.source;
}

std::string badge_of(const devices::FbnetDeviceFile& file) {
  if (!file.fit) return file.kind;
  char text[40];
  std::snprintf(text, sizeof text, "twin, R\u00b2 %.2f", file.fit->r2);
  return text;
}

void device_picker(View& view) {
  const FbnetBench& bench = view.fbnet;
  ImGui::SetNextWindowSizeConstraints({px(300), 0}, {px(460), px(600)});
  chooser("##fbnet device", title_of(bench.device()), -1, setting("fbnet_device").tooltip, [&] {
    const auto row = [&](const devices::FbnetDeviceFile& file, const std::string& about) {
      ImGui::PushID(file.name.c_str());
      const bool chosen = file.name == bench.device().name;
      if (device_row(view, title_of(file), badge_of(file), about, chosen, px(14))) {
        view.wanted.fbnet_device = file.name;
        view.wanted.playing = true;
      }
      ImGui::PopID();
    };
    if (!bench.imported().empty()) device_heading(view, "imported");
    for (const auto& file : bench.imported()) row(file, file.note);
    std::string group;
    for (const auto& file : bench.presets()) {
      if (file.group != group) device_heading(view, group = file.group);
      row(file, about_device(file));
    }
    device_heading(view, "synthetic");
    for (int seed = 1; seed <= offered; ++seed) {
      row({.name = "synthetic:" + std::to_string(seed)}, "Drawn at random from imagined hardware.");
    }
  });
  mark(view, "device");
}

struct Bar {
  std::string label;
  int operation;  ///< -1: the fixed part
  double ms;
  std::string words;
};

// What a layer of each kind costs in the mean over all layers, and what every network pays.
std::vector<Bar> bars_of(const FbnetBench& bench) {
  std::vector<Bar> bars;
  for (int o = 0; o < fbnet_operation_count; ++o) {
    double mean = 0;
    for (int layer = 0; layer < fbnet_layer_count; ++layer) {
      mean += bench.true_cost(layer, o) / fbnet_layer_count;
    }
    const std::string words = o == fbnet_operation_count - 1
                                  ? "left out; where the shape changes, a 1x1 convolution remains"
                                  : words_of_block(shown_layer, o);
    bars.push_back({name_of_block(o), o, mean,
                    name_of_block(o) + ", " + words + ": costs " + short_number(mean) +
                        " ms a layer in the mean over all layers. The method does not know."});
  }
  const double base = bench.device().device.costs[0];
  bars.push_back({"fixed part", -1, base,
                  "What every network pays, whatever its layers: " + short_number(base) +
                      " ms. The method does not know."});
  return bars;
}

void draw_bar(const View& view, const Bar& bar, double longest) {
  const Palette& c = *view.colours;
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float room = ImGui::GetContentRegionAvail().x, height = px(view.compact ? 24 : 19);
  const float y = at.y + height / 2, line = ImGui::GetTextLineHeight();
  const float left = at.x + px(94), right = at.x + room - px(48);
  ImU32 ink = c.rival;
  if (bar.operation >= 0) {
    ink = colour_of_block(shown_layer, bar.operation, c);
    draw_block(canvas, at, {at.x + px(22), at.y + height - px(2)}, shown_layer, bar.operation, c);
  }
  canvas.AddText({at.x + px(32), y - line / 2}, c.text, bar.label.c_str());
  const float end =
      left + (right - left) * static_cast<float>(std::clamp(bar.ms / longest, 0.0, 1.0));
  canvas.AddRectFilled({left, y - px(5)}, {right, y + px(5)}, faded(c.border, 0.5f), px(3));
  canvas.AddRectFilled({left, y - px(5)}, {end, y + px(5)}, faded(ink, 0.8f), px(3));
  const std::string text = short_number(bar.ms);
  canvas.AddText({at.x + room - ImGui::CalcTextSize(text.c_str()).x, y - line / 2}, c.faint_text,
                 text.c_str());
  ImGui::Dummy({room, height});
  explain(bar.words.c_str());
}

void cost_bars(const View& view) {
  const std::vector<Bar> bars = bars_of(view.fbnet);
  double longest = 1e-9;
  for (const Bar& bar : bars) longest = std::max(longest, bar.ms);
  ImGui::PushFont(small_font());
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(2)});
  for (const Bar& bar : bars) draw_bar(view, bar, longest);
  ImGui::PopStyleVar();
  ImGui::PopFont();
}

}  // namespace

void space_picker(View& view) {
  constexpr const char* names[] = {"NAS-Bench-201: 15,625 cells", "FBNet: 9^22 networks"};
  constexpr const char* words[] = {
      "A small cell of six edges, repeated: every network can be listed, and was measured.",
      "Inverted residual blocks as on phones, one of nine in each layer: nobody can list them "
      "all."};
  const Setting& s = setting("space");
  const std::string wanted = view.wanted.space;
  chooser("##space", names[wanted == fbnet_name], -1, (std::string(s.tooltip) + " (F)").c_str(),
          [&] {
            for (size_t i = 0; i < s.choices.size(); ++i) {
              if (choice(view, names[i], wanted == s.choices[i], words[i])) {
                view.wanted.space = s.choices[i];
              }
            }
          });
  mark(view, "space");
}

void draw_fbnet_device(View& view, ImVec2 size) {
  const FbnetBench& bench = view.fbnet;
  const devices::FbnetDeviceFile& file = bench.device();
  begin_card(view, "Device", help_of_device, "", size);
  const ImVec2 wide = {-1, reachable(view, 30)};
  if (view.compact) draw_pace(view);
  space_picker(view);
  device_picker(view);
  const double percent = 100 * file.device.noise;
  const std::string noise =
      percent < 0.01 ? ", no noise" : ", noise " + short_number(percent) + " %";
  if (file.fit) {
    faint_text(view, "twin of " + std::to_string(file.fit->rows) +
                         " published latencies, R\u00b2 " + short_number(file.fit->r2) +
                         " on held-out networks" + noise);
  } else {
    faint_text(view, "synthetic" + noise + ": no real measurement is in it");
  }
  if (button("Draw a synthetic device",
             "Another synthetic device: other speeds of convolution, memory and launches.", wide)) {
    view.wanted.fbnet_device = bench.another_device();
    view.wanted.playing = true;
  }
  ImGui::SeparatorText("What a layer costs, ms");
  cost_bars(view);
  ImGui::Spacing();
  ImGui::SeparatorText("What is good here");
  faint_text(view,
             "Quality is the number of multiply-accumulates (MACs), in millions: a stand-in, as "
             "nobody trained these networks. Of networks alike in shape, one that computes more is "
             "more often the better one. Aim: the most of it within the budget.");
  if (!lists(view.wanted.hide, "files")) {
    ImGui::Spacing();
    if (button(
            "Import a device\u2026",
            "A device as JSON, or two files of HELP's: the list of 5,000 FBNet networks (arch.pt), "
            "and a device's list of their latencies (.pt), in either order. You can also drop them "
            "on the page.",
            wide)) {
      view.wishes.push_back({Wish::Kind::open_file, "", ""});
    }
    if (button("Save this device\u2026", "As a file that this page and the command line open.",
               wide)) {
      view.wishes.push_back(
          {Wish::Kind::save_file, file.name + ".json", view.fbnet.saved_device()});
    }
    if (file.fit) faint_text(view, about_device(file));
  }
  end_card();
}

}  // namespace tenprobes::app
