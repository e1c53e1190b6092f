// The device: which space and machine, and sliders to change what it is like.
#include <algorithm>
#include <cmath>

#include "core/devices/catalogue/catalogue_device.h"
#include "web/app/panels/panels.h"
#include "web/app/panels/toolbar.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

float label_width() {
  return ImGui::GetContentRegionMax().x * 0.47f;
}

// What one edge of each kind costs, relative to the dearest: a device's character, whatever its
// speed.
void draw_character(const Screen& screen, const devices::LatencyModel& model, ImVec2 low,
                    float height) {
  const auto costs = true_costs(model);
  const double highest = *std::max_element(costs.begin() + 1, costs.end());
  float x = low.x;
  for (const Operation o : {Operation::nor_conv_3x3, Operation::nor_conv_1x1,
                            Operation::avg_pool_3x3, Operation::skip_connect}) {
    const auto k = static_cast<size_t>(o);
    const float share = highest > 0 ? static_cast<float>(costs[1 + k] / highest) : 0;
    const float bar = std::max(px(1), height * share);
    ImGui::GetWindowDrawList()->AddRectFilled({x, low.y + height - bar},
                                              {x + px(4), low.y + height},
                                              screen.colours->operation[k], px(1));
    x += px(5.5f);
  }
}

void choose(Screen& screen, const std::string& device) {
  screen.change([device](Settings& settings) {
    settings.device = device;
    settings.playing = true;
  });
}

void model_row(Screen& screen, const std::string& name, const std::string& title,
               const std::string& badge, const std::string& about,
               const devices::LatencyModel* model) {
  const float left = px(screen.bench.space().form() == Form::cells ? 38 : 14);
  if (device_row(screen, title, badge, about, screen.settings().device == name, left)) {
    choose(screen, name);
  }
  if (!model) return;
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  draw_character(screen, *model, {low.x + px(8), low.y + px(4)}, high.y - low.y - px(8));
}

void space_picker(Screen& screen) {
  const auto title = [](const SpaceEntry& entry) {
    return entry.space->title() + ": " + entry.size_in_words();
  };
  const std::string words = std::string(setting("space").tooltip) + " (F: the next one)";
  chooser("##space", title(screen.bench.space_entry()), -1, words.c_str(), [&] {
    for (const SpaceEntry& entry : screen.bench.library().spaces()) {
      const std::string& name = entry.space->name();
      if (choice(screen, title(entry).c_str(), name == screen.settings().space,
                 form_in_words(entry.space->form()))) {
        screen.change([name](Settings& settings) { settings.space = name; });
      }
    }
    is_here(screen, "spaces");
  });
  mark(screen, "space");
}

void device_picker(Screen& screen) {
  const bool cells = screen.bench.space().form() == Form::cells;
  const float most = std::min(px(680), ImGui::GetMainViewport()->WorkSize.x - px(40));
  float wide = px(340);  // or what the longest title takes beside its badge
  for (const DeviceEntry& entry : screen.bench.devices().entries()) {
    wide = std::max(wide, ImGui::CalcTextSize((entry.title + entry.badge).c_str()).x + px(70));
  }
  ImGui::SetNextWindowSizeConstraints({std::min(wide, most), 0}, {most, px(600)});
  const auto rows = [&] {
    if (has_sliders(screen.bench.space())) {
      model_row(screen, std::string(synthetic_name), "Your own device", "synthetic",
                "A device under the sliders: make it what you like.",
                cells ? &screen.settings().synthetic : nullptr);
    }
    this_browser_row(screen);
    std::string group;
    for (const DeviceEntry& entry : screen.bench.devices().entries()) {
      if (entry.group != group) device_heading(screen, group = entry.group);
      model_row(screen, entry.name, entry.title, entry.badge, entry.about,
                entry.model ? &*entry.model : nullptr);
    }
  };
  const std::string& name = screen.settings().device;
  const std::string title = screen.bench.devices().title_of(name);
  const std::string shown = screen.bench.devices().find(name) ? title : capitalised(title);
  chooser("##device", shown, -1,
          cells ? "The machine whose latency budget must be met. The bars in the list are its "
                  "character: what an edge of each kind costs, 3x3, 1x1, pooling, skip."
                : setting("device").tooltip,
          rows);
  mark(screen, "device");
}

// Turning a knob of a twin or a drawn device makes it the user's own, with what it was made of.
void make_own(Screen& screen, const Settings& shown) {
  screen.change([shown](Settings& settings) {
    settings.synthetic = shown.synthetic;
    settings.roofline = shown.roofline;
    settings.kernels = shown.kernels;
    settings.device = synthetic_name;
    settings.playing = true;
  });
}

double largest_cost(const devices::LatencyModel& m) {
  return std::max({*std::max_element(m.operation_ms.begin(), m.operation_ms.end()), m.memory_ms,
                   m.launch_ms, m.base_ms, 0.01});
}

void knob(Screen& screen, std::string_view key, const Settings& shown, double high,
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
  Settings edited = shown;
  if (setting_slider(screen, edited, key, ImGui::GetContentRegionAvail().x, high, colour)) {
    make_own(screen, edited);
  }
}

struct ExecutionWords {
  const char *name, *explained;
};
// In the order of devices::Execution.
constexpr ExecutionWords execution_words[] = {
    {"runs every edge",
     "Every edge takes its time, whether or not its result is used, as on most GPUs."},
    {"skips unread edges", "An edge whose result never reaches the output is left out."},
    {"skips unread, folds some",
     "An edge whose result never reaches the output is left out, but for a lone convolution that "
     "only feeds nothing, as in some runtimes for phones."},
    {"skips all dead edges", "Only edges on a path from the input to the output run."}};

void regime_picker(Screen& screen, const Settings& shown) {
  const auto words = [](devices::Execution execution) {
    return execution_words[static_cast<size_t>(execution)];
  };
  chooser("##runs", words(shown.synthetic.execution).name, -1, setting("runs").tooltip, [&] {
    for (const devices::Execution execution : devices::all_executions) {
      if (choice(screen, words(execution).name, shown.synthetic.execution == execution,
                 words(execution).explained)) {
        Settings edited = shown;
        edited.synthetic.execution = execution;
        make_own(screen, edited);
      }
    }
  });
}

class DevicePanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;

 private:
  void knobs(Screen& screen, const devices::LatencyModel& model);
  void knobs(Screen& screen, const devices::CatalogueModel& model, const CatalogueSpace& space);
  void kernel_knob(Screen& screen, const devices::CatalogueModel& model,
                   const CatalogueSpace& space);

  size_t family_ = 0;      ///< whose kernels the slider is for
  double cost_scale_ = 1;  ///< the sliders end here, ms
};

}  // namespace

// How well the kernels of the family chosen run.
void DevicePanel::kernel_knob(Screen& screen, const devices::CatalogueModel& model,
                              const CatalogueSpace& space) {
  const auto families = space.groups();
  if (families.empty()) return;
  family_ = std::min(family_, families.size() - 1);
  const Setting& s = setting("kernels");
  const float label = label_width();
  chooser("##family", families[family_], label - px(8), s.tooltip, [&] {
    for (size_t i = 0; i < families.size(); ++i) {
      if (choice(screen, families[i].c_str(), i == family_, s.tooltip)) family_ = i;
    }
  });
  ImGui::SameLine(label);
  double factor = model.family.size() > family_ ? model.family[family_] : 1;
  constexpr double least = 0.2, most = 5;
  ImGui::PushID("kernels");
  if (number_slider({.value = &factor,
                     .low = &least,
                     .high = &most,
                     .shown = short_number(factor) + " times",
                     .widest = "8.88 times",
                     .label = families[family_],
                     .words = s.tooltip,
                     .flags = ImGuiSliderFlags_Logarithmic | ImGuiSliderFlags_NoInput},
                    -1)) {
    devices::CatalogueModel edited = model;
    edited.family.resize(families.size(), 1);
    edited.family[family_] = std::round(factor * 100) / 100;
    make_own(screen, with_roofline(screen.settings(), edited, space));
  }
  ImGui::PopID();
}

void DevicePanel::knobs(Screen& screen, const devices::CatalogueModel& model,
                        const CatalogueSpace& space) {
  const Settings shown = with_roofline(screen.settings(), model, space);
  ImGui::BeginGroup();
  ImGui::SeparatorText("What the median model costs");
  for (const char* key : {"roof-compute", "roof-memory", "roof-weights", "roof-launches"}) {
    knob(screen, key, shown, 0);
  }
  ImGui::SeparatorText("How it runs");
  kernel_knob(screen, model, space);
  for (const char* key : {"roof-filling", "roof-streaming", "roof-noise"}) {
    knob(screen, key, shown, 0);
  }
  ImGui::EndGroup();
  mark(screen, "knobs");
}

void DevicePanel::knobs(Screen& screen, const devices::LatencyModel& model) {
  Settings shown = screen.settings();
  shown.synthetic = model;
  if (!ImGui::IsAnyItemActive()) {
    cost_scale_ = fitted_axis("", 0, 1.6 * largest_cost(model), false).high;
  }
  const double high = std::min(cost_scale_, setting("base").high);
  const Palette& c = *screen.colours;
  ImGui::BeginGroup();
  ImGui::SeparatorText("What one edge costs");
  const auto colour = [&](Operation o) { return c.operation[static_cast<size_t>(o)]; };
  knob(screen, "conv3x3", shown, high, colour(Operation::nor_conv_3x3));
  knob(screen, "conv1x1", shown, high, colour(Operation::nor_conv_1x1));
  knob(screen, "pool", shown, high, colour(Operation::avg_pool_3x3));
  knob(screen, "skip", shown, high, colour(Operation::skip_connect));
  knob(screen, "base", shown, high, c.rival);
  ImGui::SeparatorText("How it runs");
  regime_picker(screen, shown);
  knob(screen, "memory", shown, high);
  knob(screen, "launch", shown, high);
  knob(screen, "overlap", shown, 1);
  knob(screen, "noise", shown, 0);
  knob(screen, "clock", shown, high);
  ImGui::EndGroup();
  mark(screen, "knobs");
}

void DevicePanel::draw(Screen& screen, ImVec2 size) {
  begin_card(screen, "Device",
             "The machine that networks are measured on. Twins are models fitted to real devices' "
             "published measurements; the sliders are what the model is made of. Move one and it "
             "becomes your own device. Import takes a device file, a table of latencies, or a "
             "search space of your own.",
             "", size);
  const ImVec2 wide = {-1, reachable(screen, 30)};
  if (screen.compact) draw_pace(screen);
  space_picker(screen);
  device_picker(screen);
  draw_this_browser(screen);
  if (button("Draw a synthetic device",
             "Another synthetic device, drawn at random: no real measurement is in it.", wide)) {
    choose(screen, next_synthetic(screen.settings().device));
  }
  const DeviceEntry* entry = screen.bench.devices().find(screen.settings().device);
  faint_text(screen, entry
                         ? (entry->group == entry->badge ? "" : entry->group + ", ") + entry->badge
                     : has_sliders(screen.bench.space())
                         ? "synthetic: drag a slider, and the method adapts again"
                         : "synthetic: no real measurement is in it");
  const devices::LatencyModel* model = model_of(screen);
  const auto* roofline = dynamic_cast<const devices::CatalogueDevice*>(&screen.bench.device());
  if (model) {
    knobs(screen, devices::LatencyModel(*model));
  } else if (roofline) {
    knobs(screen, roofline->model(), catalogue(screen.bench.space()));
  } else if (entry) {
    faint_text(screen, entry->about);
  }
  const bool is_table = entry && entry->kind == "table";
  const bool measured_here = screen.settings().device == this_browser_name;
  if ((is_table || measured_here) &&
      button("Fit a twin",
             measured_here
                 ? "Finds the costs that explain what was measured here best, as a device "
                   "that can be saved."
                 : "Finds the costs that explain this table best, as a device of its own.",
             wide)) {
    screen.later([](Workbench& bench) { bench.fit_twin(); });
  }
  if (screen.bench.world().whole) {
    bool shuffled = screen.settings().shuffle;
    if (check_box("shuffle its latencies", shuffled, setting("shuffle").tooltip)) {
      screen.change([shuffled](Settings& settings) { settings.shuffle = shuffled; });
    }
    mark(screen, "shuffle");
  }
  ImGui::SeparatorText("What is good here");
  if (screen.bench.space_entry().qualities.size() > 1) {
    quality_picker(screen, ImGui::GetContentRegionAvail().x);
  }
  faint_text(screen, "Quality is " + screen.bench.quality().facts().label +
                         ". Aim: the most of it within the budget.");
  ImGui::Spacing();
  if (!screen.shows("files")) return end_card();
  if (button(
          "Import a device or space\u2026",
          "A device as JSON, a table of measured latencies (.pt, .csv), or networks of your own: "
          "a CSV of names and qualities, or a layered space (JSON). You can also drop the file "
          "on the page.",
          wide)) {
    screen.wishes.push_back({Wish::Kind::open_file, "", ""});
  }
  if (!is_table && !measured_here &&
      button("Save this device\u2026", "As a file that this page and the command line open.",
             wide)) {
    screen.attempt(
        [&] { screen.save_file(screen.settings().device + ".json", screen.bench.saved_device()); });
  }
  if (entry && (model || roofline)) faint_text(screen, entry->about);
  end_card();
}

std::unique_ptr<Panel> device_panel() {
  return std::make_unique<DevicePanel>();
}

}  // namespace tenprobes::app
