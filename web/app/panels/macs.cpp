// Why latency is not the number of multiplications: a cost that is known beforehand against latency
// on this device, all networks.
#include <algorithm>
#include <cmath>

#include "web/app/memo.h"
#include "web/app/panels/panels.h"
#include "web/app/scatter.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

// Of the networks with about the same MACs, the fastest and the slowest.
struct Spread {
  int count = 0;
  double fastest = 0, slowest = 0;
};

Spread spread_at(std::span<const double> macs, std::span<const double> latency, double at) {
  Spread spread;
  for (size_t i = 0; i < macs.size(); ++i) {
    if (std::abs(macs[i] - at) > 0.005 * at || std::isnan(latency[i])) continue;
    spread.fastest = spread.count == 0 ? latency[i] : std::min(spread.fastest, latency[i]);
    spread.slowest = std::max(spread.slowest, latency[i]);
    ++spread.count;
  }
  return spread;
}

std::string spread_words(const Spread& spread, double macs, const std::string& title) {
  return with_commas(spread.count) + " networks have " + short_number(macs) + " " + title +
         ": the fastest takes " + short_number(spread.fastest) + " ms, the slowest " +
         short_number(spread.slowest) + ".";
}

std::vector<double> costs_of(const World& world, const SearchSpace& space, int feature) {
  std::vector<double> costs;
  for (int dot = 0; dot < world.size(); ++dot) {
    costs.push_back(space.feature(world.network(dot), feature));
  }
  return costs;
}

std::string spearman_words(double srcc) {
  return "Spearman " + short_number(srcc) +
         " between the costs counted and latency on this device.";
}

class MacsPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
  std::string words(const Screen& screen) const override;

 private:
  Memo<std::vector<double>, int> costs_;
  Memo<double, int> srcc_;
  Scatter scatter_;
};

}  // namespace

void MacsPanel::draw(Screen& screen, ImVec2 size) {
  const Workbench& bench = screen.bench;
  const World& world = bench.world();
  const Palette& c = *screen.colours;
  begin_card(screen, "MACs",
             "Multiply-accumulates are counted exactly; latency is what the chosen device takes. "
             "The bar through a dot spans all networks with as many.",
             "Each dot is a network: its multiplications against its latency here.", size);
  const int feature = counted_feature(bench.space());
  if (world.known < 2 || feature < 0) {
    faint_text(screen, feature < 0 ? "This space's file counts nothing of its networks."
                                   : "This device answers only when it is probed.");
    return end_card();
  }
  const std::string title = feature_title(bench.space().features()[static_cast<size_t>(feature)]);
  const std::vector<double>& macs =
      costs_.of({bench.world_version()}, [&] { return costs_of(world, bench.space(), feature); });
  const double srcc =
      srcc_.of({bench.world_version()}, [&] { return srcc_of_known(macs, world.latency); });
  wrapped_text(spearman_words(srcc));
  explain(
      "1: more multiplications always take longer, and counting would do. The less, the more a "
      "method must measure.");
  double most = 0, least = 1e300;
  for (const double value : macs) {
    if (std::isnan(value)) continue;
    most = std::max(most, value);
    least = std::min(least, value);
  }
  const bool wide = most > 100 * least;  // costs of a catalogue spread over decades
  const Axis x = fitted_axis(title.c_str(), wide ? least : 0, most, wide && least > 0);
  const Axis y = latency_axis(screen, "latency, ms");
  const std::string words = "Across: " + title +
                            ". Up: how long a network takes on the device; the level line is the "
                            "budget.";
  Plot plot("macs plot", words.c_str(), ImGui::GetContentRegionAvail(), x, y, c);
  scatter_.follow({bench.world_version(), y.logarithmic, 0}, x, y, macs, world.latency,
                  screen.reduced_motion);
  screen.moving |= scatter_.cloud.glide(screen.seconds);
  const double budget = bench.budget_ms();
  scatter_.cloud.draw(plot, [&](int i) {
    return world.latency[static_cast<size_t>(i)] <= budget ? c.cloud_feasible : c.cloud_slow;
  });
  const Point line[] = {{x.low, budget}, {x.high, budget}};
  plot.curve(line, {.colour = c.budget, .width = 1.5f});
  const int under = dot_under(screen, plot, scatter_);
  if (under < 0) return end_card();
  const double at = macs[static_cast<size_t>(under)];
  const Spread spread = spread_at(macs, world.latency, at);
  const Point range[] = {{at, spread.fastest}, {at, spread.slowest}};
  plot.curve(range, {.colour = c.method, .width = 2.5f});
  describe_network(screen, *screen.pointed, spread_words(spread, at, title));
  end_card();
}

std::string MacsPanel::words(const Screen&) const {
  const double* srcc = srcc_.last();
  return srcc ? spearman_words(*srcc) : "";
}

std::unique_ptr<Panel> macs_panel() {
  return std::make_unique<MacsPanel>();
}

}  // namespace tenprobes::app
