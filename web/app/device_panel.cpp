// The device: which one, its character as bars, and sliders to change it.
#include <algorithm>
#include <cmath>

#include "web/app/cell_graph.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

float label_width() {
  return ImGui::GetContentRegionMax().x * 0.47f;
}

// What one edge of each kind costs, relative to the dearest: a device's character, whatever its
// speed.
void draw_character(const View& view, const devices::LatencyModel& model, ImVec2 low,
                    float height) {
  const belief::Coefficients costs = true_costs(model);
  const double highest = *std::max_element(costs.begin() + 1, costs.end());
  float x = low.x;
  for (const Operation o : {Operation::nor_conv_3x3, Operation::nor_conv_1x1,
                            Operation::avg_pool_3x3, Operation::skip_connect}) {
    const auto k = static_cast<size_t>(o);
    const float share = highest > 0 ? static_cast<float>(costs[1 + k] / highest) : 0;
    const float bar = std::max(px(1), height * share);
    ImGui::GetWindowDrawList()->AddRectFilled(
        {x, low.y + height - bar}, {x + px(4), low.y + height}, view.colours->operation[k], px(1));
    x += px(5.5f);
  }
}

void model_row(View& view, const std::string& name, const std::string& title,
               const std::string& badge, const std::string& about,
               const devices::LatencyModel* model) {
  if (device_row(view, title, badge, about, view.wanted.device == name, px(38))) {
    view.wanted.device = name;
    view.wanted.playing = true;
  }
  if (!model) return;
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  draw_character(view, *model, {low.x + px(8), low.y + px(4)}, high.y - low.y - px(8));
}

void device_picker(View& view) {
  const DeviceEntry* chosen = view.bench.catalogue().find(view.wanted.device);
  ImGui::SetNextWindowSizeConstraints({px(340), 0}, {px(460), px(600)});
  const auto rows = [&] {
    model_row(view, std::string(synthetic_name), "Your own device", "synthetic",
              "A device under the sliders: make it what you like.", &view.wanted.synthetic);
    this_browser_row(view);
    std::string group;
    for (const DeviceEntry& entry : view.bench.catalogue().entries()) {
      if (entry.group != group) device_heading(view, group = entry.group);
      model_row(view, entry.name, entry.title, entry.badge, entry.about,
                std::get_if<devices::LatencyModel>(&entry.behaviour));
    }
  };
  chooser("##device", chosen ? chosen->title : "Your own device", -1,
          "The machine whose latency budget must be met. The bars in the list are its character: "
          "what an edge of each kind costs, 3x3, 1x1, pooling, skip.",
          rows);
  mark(view, "device");
}

// Turning a knob of a twin makes it the person's own device, with the twin's costs.
void edit(View& view, std::string_view key, const devices::LatencyModel& shown, float width,
          double high, ImU32 colour) {
  const devices::LatencyModel own = view.wanted.synthetic;
  view.wanted.synthetic = shown;
  if (setting_slider(view, key, width, high, colour)) {
    view.wanted.device = synthetic_name;
    view.wanted.playing = true;
  } else {
    view.wanted.synthetic = own;
  }
}

double largest_cost(const devices::LatencyModel& m) {
  return std::max({*std::max_element(m.operation_ms.begin(), m.operation_ms.end()), m.memory_ms,
                   m.launch_ms, m.base_ms, 0.01});
}

void knob(View& view, std::string_view key, const devices::LatencyModel& shown, double high,
          ImU32 colour = 0) {
  const Setting& s = setting(key);
  const float label = label_width();
  ImGui::AlignTextToFramePadding();
  if (colour != 0) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float y = at.y + ImGui::GetFrameHeight() / 2;
    ImGui::GetWindowDrawList()->AddRectFilled({at.x, y - px(5)}, {at.x + px(10), y + px(5)}, colour,
                                              px(2));
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + px(16));
  }
  const bool narrow = ImGui::GetContentRegionMax().x < px(250);
  ImGui::PushFont(narrow ? small_font() : ImGui::GetFont());
  ImGui::TextUnformatted(s.label);
  ImGui::PopFont();
  explain(s.tooltip);
  ImGui::SameLine(label);
  edit(view, key, shown, ImGui::GetContentRegionAvail().x, high, colour);
}

const char* words_of(devices::Execution execution) {
  switch (execution) {
    case devices::Execution::eager:
      return "runs every edge";
    case devices::Execution::backward_elimination:
      return "skips unread edges";
    case devices::Execution::folding_elimination:
      return "skips unread, folds some";
    case devices::Execution::full_elimination:
      return "skips all dead edges";
  }
  return "";
}

const char* explained(devices::Execution execution) {
  switch (execution) {
    case devices::Execution::eager:
      return "Every edge takes its time, whether or not its result is used, as on most GPUs.";
    case devices::Execution::backward_elimination:
      return "An edge whose result never reaches the output is left out.";
    case devices::Execution::folding_elimination:
      return "An edge whose result never reaches the output is left out, but for a lone "
             "convolution that only feeds nothing, as in some runtimes for phones.";
    case devices::Execution::full_elimination:
      return "Only edges on a path from the input to the output run.";
  }
  return "";
}

void regime_picker(View& view, const devices::LatencyModel& shown) {
  chooser("##runs", words_of(shown.execution), -1, setting("runs").tooltip, [&] {
    for (const devices::Execution execution : devices::all_executions) {
      if (choice(view, words_of(execution), shown.execution == execution, explained(execution))) {
        view.wanted.synthetic = shown;
        view.wanted.synthetic.execution = execution;
        view.wanted.device = synthetic_name;
        view.wanted.playing = true;
      }
    }
  });
}

void knobs(View& view, const devices::LatencyModel& model) {
  const devices::LatencyModel shown = model;  // the sliders write where it may come from
  if (!ImGui::IsAnyItemActive()) {
    view.cost_scale = fitted_axis("", 0, 1.6 * largest_cost(shown), false).high;
  }
  const double high = std::min(view.cost_scale, setting("base").high);
  const Palette& c = *view.colours;
  ImGui::BeginGroup();
  ImGui::SeparatorText("What one edge costs");
  const auto colour = [&](Operation o) { return c.operation[static_cast<size_t>(o)]; };
  knob(view, "conv3x3", shown, high, colour(Operation::nor_conv_3x3));
  knob(view, "conv1x1", shown, high, colour(Operation::nor_conv_1x1));
  knob(view, "pool", shown, high, colour(Operation::avg_pool_3x3));
  knob(view, "skip", shown, high, colour(Operation::skip_connect));
  knob(view, "base", shown, high, c.rival);
  ImGui::SeparatorText("How it runs");
  regime_picker(view, shown);
  knob(view, "memory", shown, high);
  knob(view, "launch", shown, high);
  knob(view, "overlap", shown, 1);
  knob(view, "noise", shown, 0);
  knob(view, "clock", shown, high);
  ImGui::EndGroup();
  mark(view, "knobs");
}

}  // namespace

const devices::LatencyModel* model_of(const View& view) {
  if (view.wanted.device == synthetic_name) return &view.wanted.synthetic;
  const DeviceEntry* entry = view.bench.catalogue().find(view.wanted.device);
  return entry ? std::get_if<devices::LatencyModel>(&entry->behaviour) : nullptr;
}

void draw_device(View& view, ImVec2 size) {
  if (view.fbnet.on()) return draw_fbnet_device(view, size);
  begin_card(view, "Device",
             "The machine that networks are measured on. Twins are models fitted to real devices' "
             "published measurements; the sliders are what the model is made of. Move one and it "
             "becomes your own device. Import takes a device file or a table of latencies.",
             "", size);
  const ImVec2 wide = {-1, reachable(view, 30)};
  if (view.compact) draw_pace(view);
  space_picker(view);
  device_picker(view);
  draw_this_browser(view);
  const DeviceEntry* entry = view.bench.catalogue().find(view.wanted.device);
  faint_text(view, entry ? (entry->group == entry->badge ? "" : entry->group + ", ") + entry->badge
                         : "synthetic: drag a slider, and the controller adapts again");
  const devices::LatencyModel* model = model_of(view);
  if (model) {
    knobs(view, *model);
  } else if (entry) {
    faint_text(view, entry->about);
    if (button("Fit a twin",
               "Finds the per-operation costs that explain this table best, as a device with "
               "sliders.",
               wide)) {
      view.attempt([&] { view.bench.fit_twin(); });
      view.wanted = view.bench.settings();
    }
  }
  check_box("shuffle its latencies", view.wanted.shuffle, setting("shuffle").tooltip);
  mark(view, "shuffle");
  ImGui::Spacing();
  if (lists(view.wanted.hide, "files")) return end_card();
  if (button("Import a device\u2026",
             "A device as JSON, or a table of measured latencies (.pt, .csv). You can also drop "
             "the file on the page.",
             wide)) {
    view.wishes.push_back({Wish::Kind::open_file, "", ""});
  }
  if (model && button("Save this device\u2026",
                      "As a file that this page and the command line open.", wide)) {
    view.attempt([&] {
      view.wishes.push_back(
          {Wish::Kind::save_file, view.wanted.device + ".json", view.bench.saved_device()});
    });
  }
  if (entry && model) faint_text(view, entry->about);
  end_card();
}

}  // namespace tenprobes::app
