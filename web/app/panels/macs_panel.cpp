// Why latency is not FLOPs: multiply-accumulates against latency on this device, all networks.
#include <algorithm>

#include "core/search_space/cells/network_cost.h"
#include "core/statistics/ranking.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

// Of the networks with the same MACs, the fastest and the slowest.
struct Spread {
  int count = 0;
  double fastest = 0, slowest = 0;
};

Spread spread_at(std::span<const double> macs, std::span<const double> latency, double at) {
  Spread spread;
  for (size_t i = 0; i < macs.size(); ++i) {
    if (macs[i] != at || std::isnan(latency[i])) continue;
    spread.fastest = spread.count == 0 ? latency[i] : std::min(spread.fastest, latency[i]);
    spread.slowest = std::max(spread.slowest, latency[i]);
    ++spread.count;
  }
  return spread;
}

std::string words_of(const Spread& spread, double macs) {
  return std::to_string(spread.count) + " networks have " + short_number(macs) +
         " million MACs: the fastest takes " + short_number(spread.fastest) + " ms, the slowest " +
         short_number(spread.slowest) + ".";
}

}  // namespace

std::span<const double> all_macs() {
  static const std::vector<double> macs = [] {
    std::vector<double> all;
    for (int i = 0; i < cell_count; ++i) {
      all.push_back(static_cast<double>(network_cost(cell_at(i)).macs) / 1e6);
    }
    return all;
  }();
  return macs;
}

void draw_macs_panel(View& view, ImVec2 size) {
  const World& world = view.bench.world();
  const Palette& c = *view.colours;
  begin_card(view, "MACs",
             "Multiply-accumulates are counted exactly; latency is what the chosen device takes. "
             "The bar through a dot spans all networks with as many.",
             "Each dot is a network: its multiplications against its latency here.", size);
  if (world.known < 2) {
    faint_text(view, "This device answers only when it is probed.");
    return end_card();
  }
  const std::span<const double> macs = all_macs();
  const std::string key =
      std::to_string(view.bench.generation()) + (view.wanted.log_latency ? "l" : "");
  if (view.macs_key != key) {
    view.macs_key = key;
    view.macs_srcc = srcc_of_known(macs, world.latency);
  }
  ImGui::Text("Spearman %s between MACs and latency on this device.",
              short_number(view.macs_srcc).c_str());
  explain(
      "1: more multiplications always take longer, and counting would do. The less, the more a "
      "method must measure.");
  const Axis x = fitted_axis("million MACs", 0, 221, false);
  const Axis y =
      fitted_axis("latency, ms", world.fastest, world.slowest, view.wanted.log_latency, 2.4);
  Plot plot("macs plot",
            "Across: how many multiplications a network makes. Up: how long it takes on the "
            "device; the level line is the budget.",
            ImGui::GetContentRegionAvail(), x, y, c);
  Scatter& scatter = view.scatters["macs"];
  scatter.follow(key, x, y, macs, world.latency, view.reduced_motion);
  view.moving |= scatter.cloud.glide(view.seconds);
  const double budget = view.bench.budget_ms();
  scatter.cloud.draw(plot, px(1.7f), [&](int i) {
    return world.latency[static_cast<size_t>(i)] <= budget ? c.cloud_feasible : c.cloud_slow;
  });
  const Point line[] = {{x.low, budget}, {x.high, budget}};
  plot.curve(line, {.colour = c.budget, .width = 1.5f});
  const int under = dot_under(view, plot, scatter);
  if (under < 0) return end_card();
  const double at = macs[static_cast<size_t>(under)];
  const Spread spread = spread_at(macs, world.latency, at);
  const Point range[] = {{at, spread.fastest}, {at, spread.slowest}};
  plot.curve(range, {.colour = c.method, .width = 2.5f});
  describe_network(view, under, words_of(spread, at));
  end_card();
}

}  // namespace tenprobes::app
