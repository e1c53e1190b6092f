// What of the session can be kept: a menu of the story's card.
#include "web/app/widgets.h"

namespace tenprobes::app {

void save_menu(View& view, const Keepable& keepable) {
  if (lists(view.wanted.hide, "files")) return;
  const float width = save_menu_width();
  ImGui::SameLine(ImGui::GetContentRegionMax().x - width);
  ImGui::SetCursorPosY(px(7));
  ImGui::PushFont(small_font());
  if (button("save", "Keep the session, its probes as a table, or the plot as a picture.",
             {width, reachable(view, 24)})) {
    ImGui::OpenPopup("save menu");
  }
  ImGui::PopFont();
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(8), px(8)});
  if (ImGui::BeginPopup("save menu")) {
    const auto line = [&](const char* label, bool possible, const char* words) {
      ImGui::BeginDisabled(!possible);
      const bool pressed = choice(view, label, false, words);
      ImGui::EndDisabled();
      return pressed;
    };
    const auto save = [&](const char* name, const std::function<std::string()>& bytes) {
      view.attempt([&] { view.wishes.push_back({Wish::Kind::save_file, name, bytes()}); });
    };
    if (line("Session (.json)", keepable.played,
             "Opened here again, it restores the session and your own probes. Sessions of the "
             "command line open here too.")) {
      save("session.json", keepable.session);
    }
    if (line("Probes (.csv)", keepable.played || keepable.probed_by_person,
             "A table of the method's probes and yours.")) {
      save("probes.csv", keepable.csv);
    }
    if (line("Plot (.png)", view.pictures, "What stands in the middle, as it is now.")) {
      view.picture_asked = true;
    }
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

float save_menu_width() {
  return px(58);
}

}  // namespace tenprobes::app
