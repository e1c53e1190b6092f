// What has been learnt about the device: believed costs closing in on the true ones, and which
// edges its runtime seems to run.
#include <algorithm>
#include <cmath>

#include "web/app/cell_graph.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

using belief::Regime;

const char* words_of(Regime regime) {
  switch (regime) {
    case Regime::eager:
      return "runs every edge";
    case Regime::backward:
      return "skips unread edges";
    case Regime::backward_folded:
      return "the same, but folds some";
    case Regime::full:
      return "skips all dead edges";
    case Regime::parallel:
      return "runs branches side by side";
  }
  return "";
}

struct Row {
  const char* label;
  ImU32 ink;
  double mean, deviation;
  std::optional<double> truth;
  std::string words;  ///< what it is the cost of
};

// With as many decimals as its uncertainty leaves.
std::string rounded(double value, double deviation) {
  const double unit = deviation > 0 ? std::pow(10, std::floor(std::log10(deviation)) - 1) : 1e-6;
  return short_number(std::round(value / unit) * unit);
}

// A bar of what is believed, a whisker of one standard deviation, and a notch where the truth is.
void cost_row(const View& view, const Row& row, double longest) {
  const Palette& c = *view.colours;
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float height = px(17), label = px(66), value = px(88);
  const float room = ImGui::GetContentRegionAvail().x, line = ImGui::GetTextLineHeight();
  const float left = low.x + label, right = low.x + room - value, y = low.y + height / 2;
  const auto at = [&](double ms) {
    return left + (right - left) * static_cast<float>(std::clamp(ms / longest, 0.0, 1.0));
  };
  canvas.AddText({low.x, y - line / 2}, c.text, row.label);
  canvas.AddRectFilled({left, y - px(5)}, {right, y + px(5)}, faded(c.border, 0.5f), px(3));
  canvas.AddRectFilled({left, y - px(5)}, {at(row.mean), y + px(5)}, faded(row.ink, 0.6f), px(3));
  const float from = at(row.mean - row.deviation), to = at(row.mean + row.deviation);
  canvas.AddLine({from, y}, {to, y}, c.method, px(1.8f));
  for (const float end : {from, to}) {
    canvas.AddLine({end, y - px(3)}, {end, y + px(3)}, c.method, px(1.8f));
  }
  if (row.truth) {
    canvas.AddLine({at(*row.truth), y - px(8)}, {at(*row.truth), y + px(8)}, c.text, px(2));
  }
  const std::string figure =
      rounded(row.mean, row.deviation) + " \u00b1 " + rounded(row.deviation, row.deviation);
  const float wide = ImGui::CalcTextSize(figure.c_str()).x;
  canvas.AddText({low.x + room - wide, y - line / 2}, c.faint_text, figure.c_str());
  ImGui::Dummy({room, height});
  std::string words = row.words + " is believed to cost " + short_number(row.mean) +
                      " ms, give or take " + short_number(row.deviation) + ".";
  if (row.truth) words += " It costs " + short_number(*row.truth) + " ms (the notch).";
  explain(words.c_str());
}

void cost_rows(const View& view, const devices::LatencyModel* model) {
  constexpr Operation shown[] = {Operation::nor_conv_3x3, Operation::nor_conv_1x1,
                                 Operation::avg_pool_3x3, Operation::skip_connect};
  const belief::CellBelief::Costs& costs = view.beliefs.costs;
  std::vector<Row> rows;
  const auto truth = [&](size_t place) {
    return model ? std::optional<double>(true_costs(*model)[place]) : std::nullopt;
  };
  for (const Operation o : shown) {
    const size_t place = 1 + static_cast<size_t>(o);
    rows.push_back({short_words_of(o), view.colours->operation[place - 1], costs.mean[place],
                    costs.deviation[place], truth(place),
                    std::string("One edge with a ") + app::words_of(o)});
  }
  rows.push_back({"fixed part", view.colours->rival, costs.mean[0], costs.deviation[0], truth(0),
                  "What every network pays, whatever its cell,"});
  double longest = 0;
  for (const Row& row : rows) {
    longest = std::max({longest, row.mean + row.deviation, row.truth.value_or(0)});
  }
  for (const Row& row : rows) cost_row(view, row, std::max(longest, 1e-6));
}

void regime_rows(const View& view, const devices::LatencyModel* model) {
  const Palette& c = *view.colours;
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  for (const Regime regime : belief::all_regimes) {
    const double probability = view.beliefs.regimes[static_cast<size_t>(regime)];
    const bool truth = model && true_regime(*model) == regime;
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float height = px(15), line = ImGui::GetTextLineHeight(), width = px(46);
    const float room = ImGui::GetContentRegionAvail().x, y = low.y + height / 2;
    canvas.AddRectFilled({low.x, y - px(4)}, {low.x + width, y + px(4)}, faded(c.border, 0.5f),
                         px(3));
    canvas.AddRectFilled({low.x, y - px(4)},
                         {low.x + width * static_cast<float>(probability), y + px(4)}, c.method,
                         px(3));
    if (truth) canvas.AddCircleFilled({low.x + width + px(9), y}, px(3), c.text);
    canvas.AddText({low.x + width + px(17), y - line / 2},
                   probability > 0.2 || truth ? c.text : c.faint_text, words_of(regime));
    ImGui::Dummy({room, height});
    explain((std::string("It ") + words_of(regime) + ": " +
             short_number(std::round(100 * probability)) + " % sure." +
             (truth ? " It does (the dot)." : ""))
                .c_str());
  }
}

}  // namespace

void draw_beliefs(View& view) {
  const Workbench& bench = view.bench;
  if (view.beliefs_generation != bench.generation() || view.beliefs_probes != bench.told().size()) {
    view.beliefs = view.believer.given(bench.told(), bench.budget_ms());
    view.beliefs_generation = bench.generation();
    view.beliefs_probes = bench.told().size();
  }
  const devices::LatencyModel* model = model_of(view);
  ImGui::BeginGroup();
  ImGui::PushFont(small_font());
  coloured_text(view.colours->faint_text, "What the probes tell of one edge, ms");
  explain(
      "From the probes alone, by Bayesian regression over imagined devices: the bar is the best "
      "guess, the whisker how sure it is, the notch the truth where it is known. Where every edge "
      "runs, no probe can part the fixed cost from what six edges have in common.");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(2)});
  cost_rows(view, model);
  ImGui::Spacing();
  regime_rows(view, model);
  ImGui::PopStyleVar();
  ImGui::PopFont();
  ImGui::EndGroup();
  mark(view, "beliefs");
}

}  // namespace tenprobes::app
