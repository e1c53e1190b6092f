// A catalogue's networks on the page: a card with a model's name, quality and costs, and a list to
// pick from.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/search_space/catalogue/catalogue.h"
#include "web/app/spaces/architecture_view.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

// A hue for each family, told apart as far as many can be; always beside its name.
ImU32 family_ink(int group, const Palette& palette) {
  if (group < 0) return palette.rival;
  float r = 0, g = 0, b = 0;
  const float hue = std::fmod(0.61803399f * static_cast<float>(group), 1.0f);
  ImGui::ColorConvertHSVtoRGB(hue, 0.55f, 0.75f, r, g, b);
  return ImGui::ColorConvertFloat4ToU32({r, g, b, 1});
}

// Without the tag of its weights, which comes after a point, where there is no room for it.
std::string fitted_name(const std::string& name, float width) {
  if (ImGui::CalcTextSize(name.c_str()).x <= width) return name;
  std::string shown = name;
  const size_t tag = shown.find('.'), size = shown.find('@');
  if (tag != std::string::npos) shown.erase(tag, size == std::string::npos ? size : size - tag);
  return fitted(shown, width);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace

class ModelCard final : public ArchitectureView {
 public:
  const char* noun() const override { return "model"; }
  const char* title() const override { return "Models"; }

  const char* help() const override {
    return "The model in your hands. Pick another from the list, best first; type a part of a name "
           "to find it. Measure it on the device as the method does.";
  }

  const char* legend() const override {
    return "A model: its name, the family that its colour stands for, and bars of what is known of "
           "it before it is measured, each beside the largest in the list (logarithmic).";
  }

  std::string words(const SearchSpace& space, const Architecture& architecture) const override {
    const CatalogueSpace& list = catalogue(space);
    const int group = list.group_of(architecture[0]);
    return space.text(architecture) +
           (group < 0 ? "" : ", family " + list.groups()[static_cast<size_t>(group)]);
  }

  float height(float width) const override { return std::min(width * 0.46f, px(118)); }

  void draw(const SearchSpace& space, const Architecture& architecture, ImVec2 size,
            const Palette& palette) const override {
    const CatalogueSpace& list = catalogue(space);
    ImDrawList& canvas = *ImGui::GetWindowDrawList();
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const int row = architecture[0], group = list.group_of(row);
    const ImU32 ink = family_ink(group, palette);
    canvas.AddRectFilled(low, {low.x + size.x, low.y + size.y}, faded(ink, 0.10f), px(8));
    canvas.AddRectFilled(low, {low.x + px(5), low.y + size.y}, ink, px(8),
                         ImDrawFlags_RoundCornersLeft);
    const float left = low.x + px(14), right = low.x + size.x - px(10);
    ImGui::PushFont(bold_font());
    float y = low.y + px(7);
    canvas.AddText({left, y}, palette.text,
                   fitted_name(space.text(architecture), right - left).c_str());
    y += ImGui::GetTextLineHeight() + px(2);
    ImGui::PopFont();
    ImGui::PushFont(small_font());
    const float line = ImGui::GetTextLineHeight();
    const std::string family = group < 0 ? "" : list.groups()[static_cast<size_t>(group)] + "   ";
    canvas.AddText({left, y}, palette.faint_text, family.c_str());
    canvas.AddText(
        {left + ImGui::CalcTextSize(family.c_str()).x, y}, palette.text,
        (short_number(list.quality()->of(architecture)) + "  " + list.quality()->facts().label)
            .c_str());
    y += line + px(4);
    const float label = px(118), value = px(44);
    for (int i = 0; i < static_cast<int>(space.features().size()); ++i) {
      if (y + line > low.y + size.y) break;
      const double at = space.feature(architecture, i);
      if (std::isnan(at)) continue;
      double most = 0, least = 1e300;
      for (const double other : list.column(i)) {
        if (std::isnan(other)) continue;
        most = std::max(most, other);
        least = std::min(least, other);
      }
      const double share = most > least ? std::log(at / least) / std::log(most / least) : 1;
      canvas.AddText({left, y}, palette.faint_text,
                     feature_title(space.features()[static_cast<size_t>(i)]).c_str());
      const float from = left + label, to = right - value, middle = y + line / 2;
      canvas.AddRectFilled({from, middle - px(3)}, {to, middle + px(3)},
                           faded(palette.border, 0.6f), px(3));
      canvas.AddRectFilled({from, middle - px(3)},
                           {from + (to - from) * static_cast<float>(share), middle + px(3)},
                           faded(ink, 0.8f), px(3));
      const std::string figure = short_number(at);
      canvas.AddText({right - ImGui::CalcTextSize(figure.c_str()).x, y}, palette.text,
                     figure.c_str());
      y += line + px(1);
    }
    ImGui::PopFont();
    ImGui::Dummy(size);
  }

  float glyph_width(float height) const override { return height * 8.4f; }

  void glyph(const SearchSpace& space, const Architecture& architecture, float height,
             const Palette& palette) const override {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float width = glyph_width(height), line = ImGui::GetTextLineHeight();
    ImDrawList& canvas = *ImGui::GetWindowDrawList();
    canvas.AddRectFilled({low.x, low.y}, {low.x + px(4), low.y + height},
                         family_ink(catalogue(space).group_of(architecture[0]), palette), px(2));
    canvas.AddText({low.x + px(8), low.y + (height - line) / 2}, palette.text,
                   fitted_name(space.text(architecture), width - px(8)).c_str());
    ImGui::Dummy({width, height});
  }

  std::optional<Architecture> edit(Screen& screen, const Architecture& architecture,
                                   float width) override {
    const CatalogueSpace& list = catalogue(screen.bench.space());
    std::array<char, 80> typed = {};
    wanted_.copy(typed.data(), typed.size() - 1);
    ImGui::SetNextItemWidth(width);
    ImGui::InputTextWithHint("##find", fitted("part of a name\u2026", width - px(18)).c_str(),
                             typed.data(), typed.size());
    explain("Only models whose names hold this are listed.");
    wanted_ = typed.data();
    std::vector<int> rows;
    const std::string wanted = lower(wanted_);
    for (const int row : list.by_quality()) {
      const std::string& name = list.positions()[0].choices[static_cast<size_t>(row)];
      if (wanted.empty() || lower(name).find(wanted) != std::string::npos) rows.push_back(row);
    }
    std::optional<Architecture> changed;
    begin_scroll("models", {width, std::max(px(120), ImGui::GetContentRegionAvail().y - px(44))});
    ImGui::PushFont(small_font());
    const float height = reachable(screen, 20);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(rows.size()), height + ImGui::GetStyle().ItemSpacing.y);
    while (clipper.Step()) {
      for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
        const int row = rows[static_cast<size_t>(i)];
        const Architecture model = Architecture::of({row});
        const std::string name = list.text(model);
        ImGui::PushID(row);
        const bool pressed = ImGui::Selectable("##model", row == architecture[0], 0, {0, height});
        explain(name.c_str());
        ImGui::PopID();
        const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
        const std::string quality = short_number(list.quality()->of(model));
        const float extent = ImGui::CalcTextSize(quality.c_str()).x;
        const float y = (low.y + high.y - ImGui::GetTextLineHeight()) / 2;
        ImDrawList& canvas = *ImGui::GetWindowDrawList();
        canvas.AddText({low.x + px(4), y}, screen.colours->text,
                       fitted_name(name, high.x - low.x - extent - px(18)).c_str());
        canvas.AddText({high.x - extent - px(6), y}, screen.colours->faint_text, quality.c_str());
        if (pressed) changed = model;
      }
    }
    ImGui::PopFont();
    ImGui::EndChild();
    return changed;
  }

 private:
  std::string wanted_;  ///< what a name must contain, as it is being typed
};

ArchitectureView& model_card() {
  static ModelCard view;
  return view;
}

}  // namespace tenprobes::app
