// A sentence that the person should see, until it is dismissed.
#include "web/app/banner.h"

#include <string_view>

#include "web/app/widgets.h"

namespace tenprobes::app {

std::string banner_sentence(const View& view) {
  if (view.complaint.empty()) return view.notice;
  const bool ended = std::string_view(".!?").find(view.complaint.back()) != std::string_view::npos;
  return view.complaint + (ended ? "" : ".") + " Nothing was changed.";
}

void draw_banner(View& view) {
  const bool bad = !view.complaint.empty();
  if (!bad && view.notice.empty()) return;
  ImGui::PushStyleColor(ImGuiCol_Border, bad ? view.colours->error : view.colours->method);
  begin_box("complaint", {}, {14, 8});
  const float side = reachable(view, 30);
  ImGui::PushTextWrapPos(ImGui::GetContentRegionMax().x - side - px(10));
  ImGui::AlignTextToFramePadding();
  coloured_text(bad ? view.colours->error : view.colours->text, banner_sentence(view));
  ImGui::PopTextWrapPos();
  ImGui::SameLine(ImGui::GetContentRegionMax().x - side);
  if (icon_button(view, "dismiss", Icon::close, "Dismiss")) {
    (bad ? view.complaint : view.notice).clear();
  }
  ImGui::EndChild();
  ImGui::PopStyleColor();
}

}  // namespace tenprobes::app
