#include "web/app/panels/synthetic.h"

#include <algorithm>
#include <cmath>

#include "core/devices/distribution.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr auto conv3x3 = static_cast<size_t>(Operation::nor_conv_3x3);
constexpr auto conv1x1 = static_cast<size_t>(Operation::nor_conv_1x1);
constexpr auto pool = static_cast<size_t>(Operation::avg_pool_3x3);

// What an edge really costs, relative to a 3x3 convolution: the character of a device, whatever its
// speed.
Point character(const devices::LatencyModel& model) {
  const auto cost = [&](size_t operation) {
    return std::max(model.operation_ms[operation], model.memory_ms) + model.launch_ms;
  };
  const double unit = std::max(cost(conv3x3), 1e-9);
  return {cost(conv1x1) / unit, cost(pool) / unit};
}

// It becomes the one under the sliders.
void adapt_to(Screen& screen, const devices::LatencyModel& model) {
  screen.change([model](Settings& settings) {
    settings.synthetic = model;
    settings.device = synthetic_name;
    settings.playing = true;
  });
}

// Whether the way from a diamond to its name passes over another's. Boxes around `from` are its
// own.
bool crosses(ImVec2 from, ImVec2 to, std::span<const ImVec4> boxes) {
  const auto inside = [](const ImVec4& box, ImVec2 p) {
    return p.x > box.x && p.x < box.z && p.y > box.y && p.y < box.w;
  };
  return std::any_of(boxes.begin(), boxes.end(), [&](const ImVec4& box) {
    if (inside(box, from)) return false;
    for (float t = 0.05f; t < 1; t += 0.05f) {
      if (inside(box, {from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)})) return true;
    }
    return false;
  });
}

// From a diamond's rim to its name.
void leader(ImDrawList& canvas, ImVec2 from, ImVec2 to, ImU32 colour) {
  const ImVec2 way = {to.x - from.x, to.y - from.y};
  const float rim = std::min(1.0f, px(5) / std::max(std::hypot(way.x, way.y), 1.0f));
  canvas.AddLine({from.x + rim * way.x, from.y + rim * way.y}, to, colour, px(1));
}

}  // namespace

void SyntheticPanel::draw_devices(int count) {
  for (; count > 0 && static_cast<int>(drawn_.size()) < most_drawn; --count) {
    drawn_.push_back(devices::draw_device(random_));
  }
}

void SyntheticPanel::buttons(Screen& screen) {
  const ImVec2 size = {0, reachable(screen, 28)};
  if (button("Draw 50 more",
             "Draws devices as training does: half from a roofline, half with a cost of its own "
             "for each operation, with various runtimes, noise and clocks.",
             size)) {
    draw_devices(50);
  }
  beside("Adapt to the last one");
  ImGui::BeginDisabled(drawn_.empty());
  if (button("Adapt to the last one",
             "The last device drawn becomes the one under the sliders, and the method adapts to "
             "it.",
             size)) {
    adapt_to(screen, drawn_.back());
  }
  ImGui::EndDisabled();
}

void SyntheticPanel::draw(Screen& screen, ImVec2 size) {
  const Palette& c = *screen.colours;
  begin_card(screen, "Synthetic",
             "Axes are costs relative to a 3x3 convolution, so a device's speed does not matter. "
             "Click a dot to make it the device.",
             screen.compact
                 ? ""
                 : "Dots: devices drawn for training. Diamonds: real ones, never trained on.",
             size);
  buttons(screen);
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  faint_text(screen, std::to_string(drawn_.size()) + " drawn");
  const Axis x{"cost of a 1x1 convolution, of a 3x3's", 0.02, 2, true, true};
  const Axis y{"cost of pooling, of a 3x3 convolution's", 0.005, 2, true, true};
  Plot plot("synthetic plot",
            "Across: what a 1x1 convolution costs, up: what pooling costs, each of a 3x3 "
            "convolution's cost. Dots are synthetic devices, diamonds real ones.",
            ImGui::GetContentRegionAvail(), x, y, c);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const devices::LatencyModel* under = nullptr;
  std::string title;
  float nearest = px(9);
  const auto consider = [&](ImVec2 at, const devices::LatencyModel& model,
                            const std::string& name) {
    const float distance = std::hypot(at.x - mouse.x, at.y - mouse.y);
    if (!plot.hovered() || distance >= nearest) return;
    nearest = distance;
    under = &model;
    title = name;
  };
  for (const devices::LatencyModel& model : drawn_) {
    const Point p = character(model);
    const ImVec2 at = plot.at(p.x, std::min(p.y, y.high));
    plot.canvas().AddCircleFilled(at, px(3), faded(c.rival, 0.55f));
    consider(at, model, "A synthetic device");
  }
  LabelPlacer labels(plot.low_corner(), plot.high_corner());
  std::vector<ImVec4> covered;  // by diamonds and names
  ImGui::PushFont(small_font());
  for (const DeviceEntry& entry : screen.bench.devices().entries()) {
    if (!entry.model || !entry.is_real()) continue;
    const devices::LatencyModel* model = &*entry.model;
    const Point p = character(*model);
    const ImVec2 at = plot.at(p.x, p.y);
    const float r = px(5);
    const bool chosen = entry.name == screen.settings().device;
    const ImVec2 diamond[] = {
        {at.x, at.y - r}, {at.x + r, at.y}, {at.x, at.y + r}, {at.x - r, at.y}};
    plot.canvas().AddConvexPolyFilled(diamond, 4, chosen ? c.method : c.text);
    labels.block({at.x - r, at.y - r}, {at.x + r, at.y + r});
    covered.push_back({at.x - r, at.y - r, at.x + r, at.y + r});
    consider(at, *model, entry.title);
  }
  for (const DeviceEntry& entry : screen.bench.devices().entries()) {
    if (!entry.model || !entry.is_real()) continue;
    const devices::LatencyModel* model = &*entry.model;
    const Point p = character(*model);
    const ImVec2 extent = ImGui::CalcTextSize(entry.name.c_str());
    const auto low = labels.place_clear(plot.at(p.x, p.y), extent, px(7));
    if (!low) continue;
    const ImU32 ink = entry.name == screen.settings().device ? c.method : c.faint_text;
    const ImVec2 at = plot.at(p.x, p.y);
    const ImVec2 high = {low->x + extent.x, low->y + extent.y};
    const ImVec2 end = {std::clamp(at.x, low->x, high.x), std::clamp(at.y, low->y, high.y)};
    if (crosses(at, end, covered)) continue;  // its tooltip says it
    covered.push_back({low->x, low->y, high.x, high.y});
    labels.block({std::min(at.x, end.x), std::min(at.y, end.y)},
                 {std::max(at.x, end.x), std::max(at.y, end.y)});
    leader(plot.canvas(), at, end, faded(ink, 0.6f));
    plot.canvas().AddText(*low, ink, entry.name.c_str());
  }
  ImGui::PopFont();
  if (under) {
    const Point p = character(*under);
    ImGui::SetTooltip(
        "%s\n1x1 convolution: %s of a 3x3's time\npooling: %s of it\nit runs %s", title.c_str(),
        short_number(p.x).c_str(), short_number(p.y).c_str(),
        under->execution == devices::Execution::eager ? "every edge" : "no dead edges");
    if (plot.clicked()) adapt_to(screen, *under);
  }
  end_card();
}

}  // namespace tenprobes::app
