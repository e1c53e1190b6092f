#include "web/app/panels/synthetic.h"

#include <algorithm>
#include <cmath>

#include "core/devices/distribution.h"
#include "core/devices/synthetic.h"
#include "core/statistics/summary.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

constexpr auto conv3x3 = static_cast<size_t>(Operation::nor_conv_3x3);
constexpr auto conv1x1 = static_cast<size_t>(Operation::nor_conv_1x1);
constexpr auto pool = static_cast<size_t>(Operation::avg_pool_3x3);
constexpr int most_compared = 600;  ///< networks, of a space that has more

// What makes a device what it is, in a form of search space.
struct Character {
  Axis x, y;
  const char *card, *plot;  ///< what the panel and its plot show
};

const Character& character_in(Form form) {
  static const Character cells{
      {"cost of a 1x1 convolution, of a 3x3's", 0.02, 2, true, true},
      {"cost of pooling, of a 3x3 convolution's", 0.005, 2, true, true},
      "Axes are costs relative to a 3x3 convolution, so a device's speed does not matter. Click a "
      "dot to make it the device.",
      "Across: what a 1x1 convolution costs, up: what pooling costs, each of a 3x3 convolution's "
      "cost. Dots are synthetic devices, diamonds real ones."};
  static const Character others{
      {"Spearman of latency and the count of operations", 0, 1},
      {"slow networks' latency over fast ones' (95 % and 5 %)", 1, 1000, true, true},
      "Across: how far counting operations tells which networks are fast. Up: how far apart "
      "networks are. A device's speed does not matter. Click a dot to make it the device.",
      "Across: how far counting operations tells which networks are fast, up: how far apart the "
      "networks' latencies are. Dots are synthetic devices, diamonds real ones."};
  return form == Form::cells ? cells : others;
}

// Around the dots: how far apart latencies are differs by form and space.
void fit_axes(Axis& x, Axis& y, const std::vector<CharacterDot>& real,
              const std::vector<CharacterDot>& drawn) {
  double least = 0.95, lowest = 1e300, highest = 0;
  for (const auto* dots : {&real, &drawn}) {
    for (const CharacterDot& dot : *dots) {
      if (!(dot.at.y > 1)) continue;
      least = std::min(least, dot.at.x);
      lowest = std::min(lowest, dot.at.y);
      highest = std::max(highest, dot.at.y);
    }
  }
  if (!(highest > 1)) return;
  x.low = std::floor(20 * std::max(least, 0.0)) / 20;
  y = fitted_axis(y.label, lowest, highest, true);
}

// What an edge really costs, relative to a 3x3 convolution.
CharacterDot dot_of(const std::string& name, const devices::LatencyModel& model) {
  const auto cost = [&](size_t operation) {
    return std::max(model.operation_ms[operation], model.memory_ms) + model.launch_ms;
  };
  const double unit = std::max(cost(conv3x3), 1e-9);
  const Point at = {cost(conv1x1) / unit, cost(pool) / unit};
  const bool eager = model.execution == devices::Execution::eager;
  return {at, name,
          "1x1 convolution: " + short_number(at.x) + " of a 3x3's time\npooling: " +
              short_number(at.y) + " of it\nit runs " + (eager ? "every edge" : "no dead edges"),
          [model](Settings& settings) {
            settings.synthetic = model;
            settings.device = synthetic_name;
          }};
}

// Of a space without a device's costs by name: what its latencies look like.
CharacterDot dot_of(const std::string& name, const std::string& title,
                    const devices::Device& device) {
  const SearchSpace& space = device.space();
  const int counted = counted_feature(space);
  std::vector<double> latency, count;
  const auto add = [&](const Architecture& network) {
    const std::optional<double> ms = device.expected_latency(network);
    if (!ms || std::isnan(*ms)) return;
    latency.push_back(*ms);
    count.push_back(counted < 0 ? *ms : space.feature(network, counted));
  };
  if (space.size() > 0) {
    const int stride = std::max(1, space.size() / most_compared);
    for (int i = 0; i < space.size(); i += stride) add(space.at(i));
  } else {
    Random random(1);
    for (int i = 0; i < most_compared; ++i) add(space.random(random));
  }
  if (latency.size() < 3) return {{-1, 1}, title, "", {}};
  const Point at = {srcc_of_known(count, latency),
                    statistics::quantile(latency, 0.95) / statistics::quantile(latency, 0.05)};
  return {at, title,
          "Spearman with the count of operations: " + short_number(at.x) +
              "\na slow network takes " + short_number(at.y) + " times as long as a fast one",
          [name](Settings& settings) { settings.device = name; }};
}

std::vector<CharacterDot> real_devices(const DeviceList& devices, Form form) {
  std::vector<CharacterDot> dots;
  for (const DeviceEntry& entry : devices.entries()) {
    if (!entry.is_real()) continue;
    if (entry.model) dots.push_back(dot_of(entry.title, *entry.model));
    if (form == Form::cells) continue;  // a table has no costs
    dots.push_back(dot_of(entry.name, entry.title, *entry.device()));
  }
  return dots;
}

// It becomes the device, and the method adapts to it.
void adapt_to(Screen& screen, const CharacterDot& dot) {
  if (!dot.choose) return;
  screen.change([choose = dot.choose](Settings& settings) {
    choose(settings);
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

void SyntheticPanel::follow(const SearchSpace& space) {
  if (space.name() == space_) return;
  space_ = space.name();
  drawn_.clear();
}

void SyntheticPanel::draw_devices(const SearchSpace& space, int count) {
  follow(space);
  for (; count > 0 && drawn() < most_drawn; --count) {
    if (space.form() == Form::cells) {
      drawn_.push_back(dot_of("A synthetic device", devices::draw_device(random_)));
      continue;
    }
    const std::string name = std::string(synthetic_prefix) + std::to_string(drawn() + 1);
    Random random(static_cast<std::uint64_t>(drawn() + 1));
    drawn_.push_back(
        dot_of(name, "A synthetic device", *devices::draw_synthetic(space, name, random)));
  }
}

void SyntheticPanel::buttons(Screen& screen) {
  const ImVec2 size = {0, reachable(screen, 28)};
  if (button("Draw 50 more",
             "Draws devices as training and priors do: some a roofline, others with costs of their "
             "own, with various runtimes, noise and clocks.",
             size)) {
    draw_devices(screen.bench.space(), 50);
  }
  beside("Adapt to the last one");
  ImGui::BeginDisabled(drawn_.empty());
  if (button("Adapt to the last one",
             "The last device drawn becomes the one of the page, and the method adapts to it.",
             size)) {
    adapt_to(screen, drawn_.back());
  }
  ImGui::EndDisabled();
}

// Diamonds, and their names where there is room.
void SyntheticPanel::draw_real(const Screen& screen, const Plot& plot,
                               const std::vector<CharacterDot>& real) {
  const Palette& c = *screen.colours;
  LabelPlacer labels(plot.low_corner(), plot.high_corner());
  std::vector<ImVec4> covered;  // by diamonds and names
  const auto is_chosen = [&](const CharacterDot& dot) {
    return dot.name == screen.settings().device;
  };
  const float r = px(5);
  for (const CharacterDot& dot : real) {
    const ImVec2 at = plot.at(dot.at.x, dot.at.y);
    const ImVec2 diamond[] = {
        {at.x, at.y - r}, {at.x + r, at.y}, {at.x, at.y + r}, {at.x - r, at.y}};
    plot.canvas().AddConvexPolyFilled(diamond, 4, is_chosen(dot) ? c.method : c.text);
    labels.block({at.x - r, at.y - r}, {at.x + r, at.y + r});
    covered.push_back({at.x - r, at.y - r, at.x + r, at.y + r});
  }
  ImGui::PushFont(small_font());
  for (const CharacterDot& dot : real) {
    const ImVec2 at = plot.at(dot.at.x, dot.at.y), extent = ImGui::CalcTextSize(dot.name.c_str());
    const auto low = labels.place_clear(at, extent, px(7));
    if (!low) continue;
    const ImVec2 high = {low->x + extent.x, low->y + extent.y};
    const ImVec2 end = {std::clamp(at.x, low->x, high.x), std::clamp(at.y, low->y, high.y)};
    if (crosses(at, end, covered)) continue;  // its tooltip says it
    covered.push_back({low->x, low->y, high.x, high.y});
    labels.block({std::min(at.x, end.x), std::min(at.y, end.y)},
                 {std::max(at.x, end.x), std::max(at.y, end.y)});
    const ImU32 ink = is_chosen(dot) ? c.method : c.faint_text;
    leader(plot.canvas(), at, end, faded(ink, 0.6f));
    plot.canvas().AddText(*low, ink, dot.name.c_str());
  }
  ImGui::PopFont();
}

void SyntheticPanel::draw(Screen& screen, ImVec2 size) {
  const Palette& c = *screen.colours;
  const SearchSpace& space = screen.bench.space();
  const Character& character = character_in(space.form());
  follow(space);
  begin_card(screen, "Synthetic", character.card,
             screen.compact ? ""
                            : "Dots: devices drawn at random. Diamonds: real ones, of which "
                              "no measurement is in training or prior.",
             size);
  buttons(screen);
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  faint_text(screen, std::to_string(drawn()) + " drawn");
  const DeviceList& devices = screen.bench.devices();
  const std::vector<CharacterDot>& real = real_.of(
      {space.name(), devices.version()}, [&] { return real_devices(devices, space.form()); });
  Axis x = character.x, y = character.y;
  if (space.form() != Form::cells) fit_axes(x, y, real, drawn_);
  Plot plot("synthetic plot", character.plot, ImGui::GetContentRegionAvail(), x, y, c);
  const CharacterDot* under = nullptr;
  float nearest = px(9);
  const auto consider = [&](const CharacterDot& dot) {
    const ImVec2 at = plot.at(dot.at.x, dot.at.y), mouse = ImGui::GetIO().MousePos;
    const float distance = std::hypot(at.x - mouse.x, at.y - mouse.y);
    if (!plot.hovered() || distance >= nearest) return;
    nearest = distance;
    under = &dot;
  };
  for (const CharacterDot& dot : drawn_) {
    plot.canvas().AddCircleFilled(plot.at(dot.at.x, std::min(dot.at.y, character.y.high)), px(3),
                                  faded(c.rival, 0.55f));
    consider(dot);
  }
  draw_real(screen, plot, real);
  for (const CharacterDot& dot : real) consider(dot);
  if (under) {
    ImGui::SetTooltip("%s\n%s", under->name.c_str(), under->words.c_str());
    if (plot.clicked()) adapt_to(screen, *under);
  }
  end_card();
}

}  // namespace tenprobes::app
