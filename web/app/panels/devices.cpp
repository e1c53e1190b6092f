// Devices disagree: how well their latencies agree in rank, and what reusing one device's best
// networks costs on the others.
#include <algorithm>
#include <cmath>

#include "web/app/device_agreement.h"
#include "web/app/memo.h"
#include "web/app/panels/panels.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

bool is_unknown(double ms) {
  return std::isnan(ms);
}

// Only those that every device knows.
void keep_common(std::vector<double>& values, const std::vector<bool>& common) {
  size_t kept = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (common[i]) values[kept++] = values[i];
  }
  values.resize(kept);
}

// Real devices: twins, and imported tables that know most networks. Empty where there are none.
std::optional<DeviceAgreement> compare(const Workbench& bench) {
  std::vector<std::string> names;
  std::vector<std::vector<double>> latencies;
  std::vector<bool> common(static_cast<size_t>(bench.space().size()), true);
  for (const DeviceEntry& entry : bench.devices().entries()) {
    if (!entry.is_real()) continue;
    const auto device = entry.device();
    const std::span<const double> known = device->known_latencies();
    const auto missing = std::count_if(known.begin(), known.end(), is_unknown);
    if (known.empty() || static_cast<size_t>(2 * missing) > known.size()) continue;
    names.push_back(entry.name);
    latencies.emplace_back(known.begin(), known.end());
    for (size_t i = 0; i < known.size(); ++i) common[i] = common[i] && !is_unknown(known[i]);
  }
  if (names.empty() || std::count(common.begin(), common.end(), true) < 2) return std::nullopt;
  const auto quality = bench.quality().table();
  std::vector<double> kept(quality.begin(), quality.end());
  keep_common(kept, common);
  std::vector<std::span<const double>> lists;
  for (std::vector<double>& each : latencies) {
    keep_common(each, common);
    lists.emplace_back(each);
  }
  return compare_devices(names, lists, kept, bench.settings().budget_quantile);
}

void choose_proxy(Screen& screen, const std::string& name) {
  screen.change([name](Settings& settings) { settings.proxy = name; });
}

// The row of the device that the session's methods know too, or else of the device shown.
size_t proxy_row(const Screen& screen, const std::vector<std::string>& names) {
  const auto place = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) - names.begin();
  };
  auto row = static_cast<size_t>(place(screen.settings().proxy));
  if (row == names.size()) row = static_cast<size_t>(place(screen.settings().device));
  return row == names.size() ? 0 : row;
}

ImU32 mixed(ImU32 low, ImU32 high, double share) {
  const ImVec4 a = ImGui::ColorConvertU32ToFloat4(low), b = ImGui::ColorConvertU32ToFloat4(high);
  const auto s = static_cast<float>(std::clamp(share, 0.0, 1.0));
  return ImGui::ColorConvertFloat4ToU32(
      {a.x + (b.x - a.x) * s, a.y + (b.y - a.y) * s, a.z + (b.z - a.z) * s, 1});
}

// Without its maker: "GTX 1080 Ti, b256", as devices differ at the end of their names.
std::string short_title(std::string title) {
  for (const std::string_view maker : {"NVIDIA ", "Intel ", "Samsung ", "Google ", "Essential "}) {
    if (title.starts_with(maker)) title.erase(0, maker.size());
  }
  constexpr std::string_view batch = ", batch ";
  if (const size_t at = title.find(batch); at != std::string::npos) {
    title.replace(at, batch.size(), ", b");
  }
  return title;
}

class DevicesPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
  std::string words(const Screen& screen) const override;

 private:
  Memo<std::optional<DeviceAgreement>, std::string, double, std::string, int> agreement_;
};

}  // namespace

void DevicesPanel::draw(Screen& screen, ImVec2 size) {
  const Palette& c = *screen.colours;
  begin_card(
      screen, "Devices",
      "Each square: how alike two devices order all networks by latency (Spearman). The "
      "bars: if the row with the arrow were the only device ever measured, how much worse "
      "its best choice is on each other one, within the budget set.",
      screen.compact ? "" : "The fuller the colour, the more alike two devices order the networks.",
      size);
  const Workbench& bench = screen.bench;
  const DeviceList& devices = bench.devices();
  const auto& compared = agreement_.of({screen.settings().space, screen.settings().budget_quantile,
                                        bench.quality().hash(), devices.version()},
                                       [&] { return compare(bench); });
  if (!compared) {
    faint_text(screen, "No real devices are at hand, or they have no two networks in common.");
    return end_card();
  }
  const DeviceAgreement& agreement = *compared;
  const int count = static_cast<int>(agreement.names.size());
  double least = 1;
  for (const auto& row : agreement.srcc)
    least = std::min(least, *std::min_element(row.begin(), row.end()));
  const double range = least < 1 ? 1 - least : 1;  // one device alone agrees with itself

  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(screen.compact ? "Proxy"
                                        : "Bars: what each device loses with the choice of");
  ImGui::SameLine();
  const size_t proxy = proxy_row(screen, agreement.names);
  chooser(
      "##proxy", devices.title_of(agreement.names[proxy]), ImGui::GetContentRegionAvail().x,
      "The one device that was measured before. Its Pareto set is reused on all others; the bars "
      "say what that loses, and the method One proxy does so in the session.",
      [&] {
        for (const std::string& name : agreement.names) {
          if (choice(screen, devices.title_of(name).c_str(), name == agreement.names[proxy],
                     "Reuse this device's Pareto set")) {
            choose_proxy(screen, name);
          }
        }
      });
  ImGui::PushFont(small_font());
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  float widest = 0, value = 0;  // of the names and of what stands at the bars
  for (size_t i = 0; i < agreement.names.size(); ++i) {
    const std::string title = short_title(devices.title_of(agreement.names[i]));
    widest = std::max(widest, ImGui::CalcTextSize(("\u2192 " + title).c_str()).x);
    const std::string loss = short_number(agreement.loss[proxy][i]) + " %";
    value = std::max(value, ImGui::CalcTextSize(loss.c_str()).x + px(5));
  }
  const float label = std::min(widest + px(6), room.x * 0.36f);
  const float bars = std::clamp(room.x * 0.22f, value + px(20), px(150));
  const float caption = ImGui::GetTextLineHeight() + px(6);
  const float line = ImGui::GetTextLineHeight();
  const float high =
      std::clamp((room.y - caption) / static_cast<float>(count), line + px(1), px(28));
  const float wide =
      std::min((room.x - label - bars - px(16)) / static_cast<float>(count), 1.4f * high);
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const float grid_right = low.x + label + wide * static_cast<float>(count);
  const float bar_low = grid_right + px(12);
  const double worst =
      std::max(1.0, *std::max_element(agreement.loss[proxy].begin(), agreement.loss[proxy].end()));
  for (int row = 0; row < count; ++row) {
    const auto r = static_cast<size_t>(row);
    const float y = low.y + high * static_cast<float>(row);
    ImGui::SetCursorScreenPos({low.x, y});
    ImGui::Dummy({grid_right - low.x + bars + px(12), high});
    const bool over = ImGui::IsItemHovered();
    if (ImGui::IsItemClicked()) choose_proxy(screen, agreement.names[r]);
    const bool chosen = r == proxy;
    canvas.AddText(
        {low.x, y + (high - line) / 2}, chosen ? c.method : c.text,
        fitted((chosen ? "\u2192 " : "") + short_title(devices.title_of(agreement.names[r])),
               label - px(6))
            .c_str());
    for (int column = 0; column < count; ++column) {
      const double srcc = agreement.srcc[r][static_cast<size_t>(column)];
      const float x = low.x + label + wide * static_cast<float>(column);
      canvas.AddRectFilled({x + 0.5f, y + 0.5f}, {x + wide - 0.5f, y + high - 0.5f},
                           mixed(c.card, c.method, 0.06 + 0.94 * (srcc - least) / range));
    }
    const double loss = agreement.loss[proxy][r];
    const float length = (bars - value) * static_cast<float>(loss / worst);
    canvas.AddRectFilled({bar_low, y + high * 0.2f},
                         {bar_low + std::max(length, px(1)), y + high * 0.8f}, c.rival, px(2));
    canvas.AddText({bar_low + length + px(5), y + (high - line) / 2}, c.faint_text,
                   (short_number(loss) + " %").c_str());
    if (!over) continue;
    const int column = static_cast<int>((ImGui::GetIO().MousePos.x - low.x - label) / wide);
    if (ImGui::BeginTooltip()) {
      if (column >= 0 && column < count) {
        const auto k = static_cast<size_t>(column);
        ImGui::Text("%s and %s: Spearman %s", devices.title_of(agreement.names[r]).c_str(),
                    devices.title_of(agreement.names[k]).c_str(),
                    short_number(agreement.srcc[r][k]).c_str());
      }
      ImGui::Text("On %s, %s %% of the networks that fit\nbeat the best of %s's Pareto set.",
                  devices.title_of(agreement.names[r]).c_str(), short_number(loss).c_str(),
                  devices.title_of(agreement.names[proxy]).c_str());
      ImGui::EndTooltip();
    }
  }
  ImGui::SetCursorScreenPos({low.x + label, low.y + high * static_cast<float>(count) + px(4)});
  coloured_text(c.faint_text, "Spearman from " + short_number(least) + " (faint) to 1 (full)");
  explain(
      "Latency monotonicity: Spearman rank correlation of all latencies of two devices "
      "(Lu et al., One Proxy Device Is Enough, SIGMETRICS 2022, section 3).");
  ImGui::PopFont();
  end_card();
}

std::string DevicesPanel::words(const Screen& screen) const {
  const std::optional<DeviceAgreement>* compared = agreement_.last();
  if (!compared || !*compared) return {};
  const DeviceAgreement& agreement = **compared;
  const DeviceList& devices = screen.bench.devices();
  const size_t proxy = proxy_row(screen, agreement.names);
  std::string text = "With " + devices.title_of(agreement.names[proxy]) + " as the proxy:";
  for (size_t i = 0; i < agreement.names.size(); ++i) {
    text += (i == 0 ? " " : "; ") + devices.title_of(agreement.names[i]) + ", Spearman " +
            short_number(agreement.srcc[proxy][i]) + ", loses " +
            short_number(agreement.loss[proxy][i]) + " %";
  }
  return text + ".";
}

std::unique_ptr<Panel> devices_panel() {
  return std::make_unique<DevicesPanel>();
}

}  // namespace tenprobes::app
