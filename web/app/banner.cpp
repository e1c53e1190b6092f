// A sentence that the person should see, until it is dismissed.
#include "web/app/widgets.h"

namespace tenprobes::app {

void draw_banner(View& view) {
  const bool bad = !view.complaint.empty();
  if (!bad && view.notice.empty()) return;
  ImGui::PushStyleColor(ImGuiCol_Border, bad ? view.colours->error : view.colours->method);
  begin_box("complaint", {}, {14, 8});
  const float side = reachable(view, 30);
  ImGui::PushTextWrapPos(ImGui::GetContentRegionMax().x - side - px(10));
  ImGui::AlignTextToFramePadding();
  if (bad) {
    coloured_text(view.colours->error, view.complaint + " Nothing was changed.");
  } else {
    coloured_text(view.colours->text, view.notice);
  }
  ImGui::PopTextWrapPos();
  ImGui::SameLine(ImGui::GetContentRegionMax().x - side);
  if (icon_button(view, "dismiss", Icon::close, "Dismiss")) {
    (bad ? view.complaint : view.notice).clear();
  }
  ImGui::EndChild();
  ImGui::PopStyleColor();
}

}  // namespace tenprobes::app
