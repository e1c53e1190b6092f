#include "web/app/fbnet/scene.h"

#include <algorithm>

#include "web/app/fbnet/strip.h"
#include "web/app/widgets.h"

namespace tenprobes::app {

FbnetScene fbnet_scene(const View& view) {
  const FbnetBench& bench = view.fbnet;
  const std::string of = " of " + std::to_string(bench.settings().probes);
  if (view.fbnet_screen.hovered) return {"The network pointed at", view.fbnet_screen.hovered};
  if (bench.candidate()) {
    return {"Probe " + std::to_string(bench.moves().size() + 1) + of + ": measuring\u2026",
            bench.candidate()};
  }
  if (bench.finished() && bench.best()) {
    return {"Recommended", bench.best()->probe.architecture};
  }
  if (bench.moves().empty()) return {"Nothing probed yet", std::nullopt};
  const prediction::FbnetProbe& last = bench.moves().back().probe;
  return {"Probe " + std::to_string(bench.moves().size()) + of + ": " +
              short_number(last.latency_ms) + " ms",
          last.architecture};
}

std::string words_of(const prediction::Prediction& foretold) {
  const double half = interval_90 * foretold.standard_deviation;
  return short_number(foretold.mean) + " ms (" + short_number(std::max(0.0, foretold.mean - half)) +
         " to " + short_number(foretold.mean + half) + ")";
}

Axis fbnet_latency_axis(const View& view, const char* label) {
  const FbnetWorld& world = view.fbnet.world();
  return fitted_axis(label, 0.75 * world.ordered.front(), world.slowest, view.wanted.log_latency,
                     2.4);
}

void describe_fbnet(const View& view, const FbnetArchitecture& network,
                    const std::string& sentence) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(12), px(10)});
  if (ImGui::BeginTooltip()) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = px(270), height = px(26);
    draw_strip(*ImGui::GetWindowDrawList(), {.left = at.x, .width = width / fbnet_layer_count},
               at.y, height, network, *view.colours);
    ImGui::Dummy({width, height});
    ImGui::PushTextWrapPos(width);
    ImGui::TextUnformatted(words_of(network).c_str());
    const double ms = view.fbnet.device().device.latency(network);
    ImGui::Text("%s ms, %s the budget", short_number(ms).c_str(),
                ms <= view.fbnet.budget_ms() ? "within" : "beyond");
    ImGui::Text("%s million multiply-accumulates",
                short_number(search::fbnet_quality(network)).c_str());
    if (const auto foretold = view.fbnet.foretell(network)) {
      ImGui::Text("foretold: %s", words_of(*foretold).c_str());
    }
    ImGui::PopTextWrapPos();
    if (!sentence.empty()) faint_text(view, sentence);
    ImGui::EndTooltip();
  }
  ImGui::PopStyleVar();
}

}  // namespace tenprobes::app
