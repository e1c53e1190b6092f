// The network in the user's hands: how it is built, and what is known of it.
#include <algorithm>
#include <cmath>

#include "core/search_space/cells/live_edges.h"
#include "web/app/panels/panels.h"
#include "web/app/spaces/architecture_view.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

void row(const Screen& screen, const std::string& name, const std::string& value,
         const std::string& words) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  coloured_text(screen.colours->faint_text, name);
  explain(words.c_str());
  ImGui::TableNextColumn();
  wrapped_text(value);
}

void figures(const Screen& screen, const Architecture& network) {
  const Workbench& bench = screen.bench;
  const SearchSpace& space = bench.space();
  ImGui::PushFont(small_font());
  if (ImGui::BeginTable("figures", 2, ImGuiTableFlags_SizingFixedFit)) {
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthFixed);
    ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch);
    if (space.size() > 0) {
      row(screen, "number",
          std::to_string(space.index_of(network)) + " of " + with_commas(space.size()),
          "Its place in the search space's own order.");
    }
    row(screen, "quality", short_number(bench.quality(network)),
        "What the search maximises: " + bench.quality().facts().label + ".");
    if (screen.settings().space == default_space && bench.library().expects("accuracy")) {
      row(screen, "accuracy", "on its way", "It is fetched after what is drawn first.");
    }
    if (const auto accuracy = bench.accuracy(network)) {
      row(screen, "accuracy", short_number(accuracy->percent) + " % (" + accuracy->source + ")",
          (capitalised(accuracy->label()) + " after training."));
    }
    if (const auto predicted = bench.insight().predict(network)) {
      row(screen, "predicted", words_of(*predicted),
          "Its latency, from the method's probes alone, with 90 % between the two numbers in "
          "brackets.");
    }
    if (const auto ms = bench.world().latency_of(network)) {
      row(screen, "latency",
          short_number(*ms) + (*ms <= bench.budget_ms() ? " ms, fits" : " ms, too slow"),
          "On the device chosen, without noise.");
    }
    for (int i = 0; i < static_cast<int>(space.features().size()); ++i) {
      const double value = space.feature(network, i);
      if (std::isnan(value)) continue;
      const std::string title = feature_title(space.features()[static_cast<size_t>(i)]);
      row(screen, title, short_number(value), "Known before anything is measured.");
    }
    if (space.form() == Form::cells && !is_connected(cell_of(network))) {
      row(screen, "depth", "the input never reaches the output",
          "Nothing that the cell computes matters.");
    }
    ImGui::EndTable();
  }
  ImGui::PopFont();
}

void buttons(Screen& screen, const Architecture& network) {
  const ImVec2 size = {0, reachable(screen, 28)};
  if (button("Measure it",
             "One of your own probes on the device, as a click on its dot in the world.", size)) {
    screen.later([network](Workbench& bench) { bench.probe_by_user(network); });
  }
  mark(screen, "probe-yours");
  beside("Copy its name");
  if (button("Copy its name", copy_name_words, size)) copy_name(screen, network);
  if (screen.shows("files")) {
    beside("Save as ONNX");
    if (button("Save as ONNX", save_network_words, size)) {
      screen.attempt([&] { save_network(screen, network); });
    }
  }
  beside("The best probe");
  const auto best = screen.bench.best();
  ImGui::BeginDisabled(!best);
  if (button("The best probe", "Takes over the best network that the method has found so far.",
             size)) {
    screen.later([best = best->architecture](Workbench& bench) { bench.take(best); });
  }
  ImGui::EndDisabled();
}

class NetworkPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;

 private:
  void name_field(Screen& screen, const Architecture& network, float width);

  std::string typed_;  ///< its name as it is being typed
};

}  // namespace

// The network's name, which can be copied, pasted or typed.
void NetworkPanel::name_field(Screen& screen, const Architecture& network, float width) {
  const SearchSpace& space = screen.bench.space();
  if (!text_field("##name", typed_, space.text(network), width,
                  "The network's name in its space's notation. Paste or type another here.")) {
    return;
  }
  screen.later([typed = typed_](Workbench& bench) { bench.take(bench.space().parse(typed)); });
}

void NetworkPanel::draw(Screen& screen, ImVec2 size) {
  ArchitectureView& view = view_of(screen.bench.space());
  const Architecture network = screen.bench.network();
  begin_card(screen, view.title(), view.help(),
             screen.compact ? "" : screen.bench.space_entry().size_in_words() + ".", size);
  const float width = ImGui::GetContentRegionAvail().x;
  const bool wide = width > px(620);
  const float high = std::clamp(size.y * 0.36f, px(110), px(240));
  view.draw(screen.bench.space(), network,
            {width, std::min(high, std::max(view.height(width), px(90)))}, *screen.colours);
  explain(view.legend());
  // On a small screen, what a lesson's number is changed by has its room.
  if (!screen.compact || !screen.tutor.watched()) name_field(screen, network, width);
  ImGui::BeginGroup();
  if (const auto changed = view.edit(screen, network, wide ? width * 0.55f : width)) {
    screen.later([changed = *changed](Workbench& bench) { bench.take(changed); });
  }
  mark(screen, "yours");
  ImGui::Spacing();
  buttons(screen, network);
  ImGui::EndGroup();
  if (wide) ImGui::SameLine(0, px(20));
  ImGui::BeginGroup();
  figures(screen, network);
  ImGui::EndGroup();
  end_card();
}

std::unique_ptr<Panel> network_panel() {
  return std::make_unique<NetworkPanel>();
}

}  // namespace tenprobes::app
