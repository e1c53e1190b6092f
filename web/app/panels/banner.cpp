// A sentence that the user should see, until it is dismissed.
#include "web/app/panels/toolbar.h"

#include <string_view>

#include "web/app/widgets.h"

namespace tenprobes::app {

std::string banner_sentence(const Screen& screen) {
  if (screen.complaint.empty()) return screen.notice;
  const bool ended =
      std::string_view(".!?").find(screen.complaint.back()) != std::string_view::npos;
  return screen.complaint + (ended ? "" : ".") + " Nothing was changed.";
}

void draw_banner(Screen& screen) {
  const bool bad = !screen.complaint.empty();
  if (!bad && screen.notice.empty()) return;
  ImGui::PushStyleColor(ImGuiCol_Border, bad ? screen.colours->error : screen.colours->method);
  begin_box("complaint", {}, {14, 8});
  const float side = reachable(screen, 30);
  ImGui::PushTextWrapPos(ImGui::GetContentRegionMax().x - side - px(10));
  ImGui::AlignTextToFramePadding();
  coloured_text(bad ? screen.colours->error : screen.colours->text, banner_sentence(screen));
  ImGui::PopTextWrapPos();
  ImGui::SameLine(ImGui::GetContentRegionMax().x - side);
  if (icon_button(screen, "dismiss", Icon::close, "Dismiss")) {
    (bad ? screen.complaint : screen.notice).clear();
  }
  ImGui::EndChild();
  ImGui::PopStyleColor();
}

}  // namespace tenprobes::app
