// What has been learnt about the device: what the belief holds, closing in on the truth where that
// is known.
#include <algorithm>
#include <cmath>

#include "web/app/panels/toolbar.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

using belief::Aspect;

bool is_share(const Aspect& aspect) {
  return aspect.unit == "share";
}

// With as many decimals as its uncertainty leaves.
std::string rounded(double value, double deviation) {
  const double unit = deviation > 0 ? std::pow(10, std::floor(std::log10(deviation)) - 1) : 1e-6;
  return short_number(std::round(value / unit) * unit);
}

// The colour that the operation has elsewhere; of what is no operation, the rivals'.
ImU32 ink_of(const Palette& palette, const Aspect& aspect) {
  const std::optional<Operation> operation = operation_of(aspect);
  return operation ? palette.operation[static_cast<size_t>(*operation)] : palette.rival;
}

// A bar of what is believed, a whisker of one standard deviation, and a notch where the truth is.
void cost_row(const Screen& screen, const Aspect& aspect, std::optional<double> truth,
              double longest) {
  const Palette& c = *screen.colours;
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const std::string figure = rounded(aspect.value, aspect.deviation) + " \u00b1 " +
                             rounded(aspect.deviation, aspect.deviation);
  const float wide = ImGui::CalcTextSize(figure.c_str()).x;
  const float height = px(17), value = std::max(px(88), wide + px(6));
  const float room = ImGui::GetContentRegionAvail().x, line = ImGui::GetTextLineHeight();
  const float label = std::min(px(116), room * 0.38f);
  const float left = low.x + label, right = low.x + room - value, y = low.y + height / 2;
  const auto at = [&](double x) {
    return left + (right - left) * static_cast<float>(std::clamp(x / longest, 0.0, 1.0));
  };
  canvas.AddText({low.x, y - line / 2}, c.text, fitted(title_of(aspect), label - px(6)).c_str());
  canvas.AddRectFilled({left, y - px(5)}, {right, y + px(5)}, faded(c.border, 0.5f), px(3));
  canvas.AddRectFilled({left, y - px(5)}, {at(aspect.value), y + px(5)},
                       faded(ink_of(c, aspect), 0.6f), px(3));
  const float from = at(aspect.value - aspect.deviation), to = at(aspect.value + aspect.deviation);
  canvas.AddLine({from, y}, {to, y}, c.method, px(1.8f));
  for (const float end : {from, to}) {
    canvas.AddLine({end, y - px(3)}, {end, y + px(3)}, c.method, px(1.8f));
  }
  if (truth) canvas.AddLine({at(*truth), y - px(8)}, {at(*truth), y + px(8)}, c.text, px(2));
  canvas.AddText({low.x + room - wide, y - line / 2}, c.faint_text, figure.c_str());
  ImGui::Dummy({room, height});
  explain([&] {
    std::string words = aspect.group + ", " + title_of(aspect) + ": believed to be " +
                        short_number(aspect.value) + " " + aspect.unit + ", give or take " +
                        short_number(aspect.deviation) + ".";
    if (truth) words += " It is " + short_number(*truth) + " " + aspect.unit + " (the notch).";
    return words;
  });
}

// A bar of its probability, and a dot where it is so.
void share_row(const Screen& screen, const Aspect& aspect, bool truth) {
  const Palette& c = *screen.colours;
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float height = px(15), line = ImGui::GetTextLineHeight(), width = px(46);
  const float room = ImGui::GetContentRegionAvail().x, y = low.y + height / 2;
  canvas.AddRectFilled({low.x, y - px(4)}, {low.x + width, y + px(4)}, faded(c.border, 0.5f),
                       px(3));
  canvas.AddRectFilled({low.x, y - px(4)},
                       {low.x + width * static_cast<float>(aspect.value), y + px(4)}, c.method,
                       px(3));
  if (truth) canvas.AddCircleFilled({low.x + width + px(9), y}, px(3), c.text);
  canvas.AddText({low.x + width + px(17), y - line / 2},
                 aspect.value > 0.2 || truth ? c.text : c.faint_text, title_of(aspect).c_str());
  ImGui::Dummy({room, height});
  explain([&] {
    return title_of(aspect) + ": " + short_number(std::round(100 * aspect.value)) + " % sure." +
           (truth ? " It is so (the dot)." : "");
  });
}

}  // namespace

void draw_beliefs(Screen& screen) {
  std::vector<Aspect> aspects = screen.bench.insight().aspects();
  std::erase_if(aspects, [](const Aspect& aspect) {
    return operation_of(aspect) == Operation::none;  // next to nothing on most devices
  });
  if (aspects.empty()) return;
  std::stable_partition(aspects.begin(), aspects.end(),
                        [](const Aspect& aspect) { return !is_share(aspect); });
  const devices::LatencyModel* model = model_of(screen);
  const auto truth_of = [&](const Aspect& aspect) {
    return model ? true_value(aspect, *model) : std::nullopt;
  };
  ImGui::BeginGroup();
  ImGui::PushFont(small_font());
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(2)});
  std::string group;
  for (const Aspect& aspect : aspects) {
    if (aspect.group != group) {
      if (!group.empty()) ImGui::Spacing();
      group = aspect.group;
      coloured_text(screen.colours->faint_text,
                    group + (is_share(aspect) ? "" : ", " + aspect.unit));
      explain(
          "From the probes alone, by Bayesian inference with synthetic devices as its prior: the "
          "bar is the best guess, the whisker how sure it is, the notch or dot the truth where it "
          "is known.");
    }
    if (is_share(aspect)) {
      share_row(screen, aspect, truth_of(aspect) == 1.0);
      continue;
    }
    double longest = 1e-6;
    for (const Aspect& other : aspects) {
      if (other.group != group) continue;
      longest = std::max({longest, other.value + other.deviation, truth_of(other).value_or(0)});
    }
    cost_row(screen, aspect, truth_of(aspect), longest);
  }
  ImGui::PopStyleVar();
  ImGui::PopFont();
  ImGui::EndGroup();
  mark(screen, "beliefs");
}

}  // namespace tenprobes::app
