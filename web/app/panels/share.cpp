// A link for a classroom: the page as it is now, with the controls left out that would distract.
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
};

}  // namespace

void draw_share(Screen& screen) {
  static std::string hidden_next;  // while the window is open
  if (screen.share) hidden_next = screen.settings().hide;
  if (!begin_window(screen, "Share", screen.share, 520)) return;
  faint_text(screen,
             "The link opens the page as it is now. Leave controls out to keep a class at one "
             "thing: whoever opens it sees the rest only.");
  ImGui::Spacing();
  std::string hidden;
  for (const Hideable& each : hideables) {
    bool hide = lists(hidden_next, each.name);
    check_box((std::string("without ") + each.words).c_str(), hide,
              "Whoever opens the link does not see it.");
    if (hide) hidden += (hidden.empty() ? "" : ",") + std::string(each.name);
  }
  hidden_next = hidden.empty() ? "none" : hidden;
  ImGui::Spacing();
  if (main_button(screen, "Copy the link", "Puts the page's address as it is now on the clipboard.",
                  {px(150), reachable(screen, 32)})) {
    Settings shared = screen.settings();
    shared.hide = hidden_next;
    screen.wishes.push_back({Wish::Kind::copy_link, screen.bench.share(shared), ""});
    screen.notice = "The link was copied.";
    ImGui::CloseCurrentPopup();
  }
  ImGui::SameLine();
  end_window(screen);
}

}  // namespace tenprobes::app
