// A link for a classroom: the page as it is now, with the controls left out that would distract.
#include <algorithm>
#include <cmath>

#include "core/base/html_text.h"
#include "core/search_space/spaces.h"
#include "web/app/memo.h"
#include "web/app/panels/toolbar.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

struct Hideable {
  const char *name, *words;
};
constexpr Hideable hideables[] = {
    {"device", "the device panel"},
    {"story", "the story: cell, beliefs, log"},
    {"good", "how good it is"},
    {"panels", "the buttons that change the panel"},
    {"method", "the method"},
    {"probes", "the number of probes"},
    {"seed", "the seed"},
    {"speed", "the speed"},
    {"budget", "the budget slider"},
    {"rivals", "the race"},
    {"files", "opening and saving files"},
    {"learn", "the lessons"},
    {"theme", "the theme"},
    {"toolbar", "the toolbar"},
    {"tabs", "the tabs of a small screen"},
};

// The QR code of the link, right of what was drawn last where there is room.
void draw_qr(const Screen& screen, const std::string& link) {
  static Memo<std::string, std::string> codes;
  if (!screen.offers.qr_code || link.size() > 2000) return;  // finer than phones can see
  const std::string whole = screen.address + '#' + link;
  if (codes.last() && codes.last()->empty()) codes.forget();  // what makes them was still to come
  const std::string& code = codes.of({whole}, [&] { return screen.offers.qr_code(whole); });
  if (code.empty()) return;
  const auto side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(code.size()))));
  const int modules = side + 8;  // four of light around it
  const float pixel = std::max(1.0f, std::floor(px(230) / static_cast<float>(modules)));
  const float width = pixel * static_cast<float>(modules);
  beside(width);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  canvas.AddRectFilled(low, {low.x + width, low.y + width}, IM_COL32_WHITE, px(6));
  const auto at = [&](int module) { return pixel * static_cast<float>(module + 4); };
  for (int i = 0; i < side * side; ++i) {
    if (code[static_cast<size_t>(i)] != '#') continue;
    const int x = i % side, y = i / side;
    canvas.AddRectFilled({low.x + at(x), low.y + at(y)}, {low.x + at(x + 1), low.y + at(y + 1)},
                         IM_COL32_BLACK);
  }
  ImGui::Dummy({width, width});
  explain("The link as a QR code: for phones to open it from the wall.");
}

// HTML that shows the panel at hand within another page (web/shell/embed.html).
std::string embed_code(const std::string& address, const std::string& link) {
  return "<iframe title=\"tenprobes\" width=\"600\" height=\"400\" style=\"border: 0\" "
         "loading=\"lazy\" src=\"" +
         escaped(address + '#' + link + "&embed=1") + "\"></iframe>";
}

// What the link leaves out, as it is chosen.
void draw_hideables(std::string& hide) {
  std::string hidden;
  ImGui::BeginGroup();
  for (const Hideable& each : hideables) {
    bool shown = !lists(hide, each.name);
    check_box(each.words, shown, "Whether whoever opens the link sees it.");
    if (!shown) hidden += (hidden.empty() ? "" : ",") + std::string(each.name);
  }
  ImGui::EndGroup();
  hide = hidden.empty() ? "none" : hidden;
}

}  // namespace

void draw_share(Screen& screen) {
  static std::string hidden_next;  // while the window is open
  if (screen.share) hidden_next = screen.settings().hide;
  if (!begin_window(screen, "Share", screen.share, 684)) return;
  faint_text(screen,
             "The link opens the page as it is now. Choose what it shows, to keep a class at one "
             "thing.");
  if (!built_in_space(screen.settings().space)) {
    faint_text(screen, "Its search space is a file of yours, which has to be opened there first.");
  }
  const DeviceEntry* device = screen.bench.devices().find(screen.settings().device);
  if (device && device->group == imported_group) {
    faint_text(screen, "Its device is a file of yours, which has to be opened there, too.");
  }
  if (!screen.bench.library().has_shipped_controller()) {
    faint_text(screen, "Its controller is your own: the link opens with the shipped one.");
  }
  ImGui::Spacing();
  if (!screen.compact) draw_hideables(hidden_next);
  Settings shared = screen.settings();
  shared.hide = hidden_next;
  const std::string link = screen.bench.share(shared);
  draw_qr(screen, link);
  ImGui::Spacing();
  const ImVec2 size = {px(170), reachable(screen, 32)};
  const auto copied = [&](const std::string& text, const char* notice) {
    ImGui::SetClipboardText(text.c_str());
    screen.notice = notice;
    ImGui::CloseCurrentPopup();
  };
  if (main_button(screen, "Copy the link", "Puts the page's address as it is now on the clipboard.",
                  size)) {
    copied(screen.address.empty() ? "tenprobes desktop --state '" + link + "'"
                                  : screen.address + '#' + link,
           "The link was copied.");
  }
  if (!screen.address.empty()) {
    beside(size.x);
    if (button("Copy the embed code",
               "HTML that shows this panel and one button within a page of yours.", size)) {
      copied(embed_code(screen.address, link),
             "The code was copied: it shows this panel within a page.");
    }
  }
  beside(size.x);
  if (button("Copy the command", "The same session on the command line.", size)) {
    screen.attempt([&] { copied(screen.bench.command(), "The command was copied."); });
  }
  if (!screen.compact) ImGui::SameLine();  // Close
  if (screen.compact) {                    // a phone's link comes first
    ImGui::NewLine();
    draw_hideables(hidden_next);
  }
  end_window(screen);
}

}  // namespace tenprobes::app
