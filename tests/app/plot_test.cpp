#include "web/app/plot.h"

#include <gtest/gtest.h>
#include <imgui_internal.h>

#include <cmath>

#include "core/base/random.h"
#include "tests/app/screen.h"

namespace tenprobes::app {
namespace {

// Wherever its corners fall, a broken line is half ink, in no more pieces than dashes and corners.
TEST(Plot, ADashedLineIsHalfInk) {
  const HeadlessScreen screen(1440, 900);
  ImGui::GetIO().DeltaTime = 1.0f / 60;
  ImGui::NewFrame();
  Random random(7);
  for (int line = 0; line < 300; ++line) {
    const auto dash = static_cast<float>(random.uniform(1.5, 14));
    std::vector<ImVec2> points(20);
    double length = 0;
    for (size_t i = 0; i < points.size(); ++i) {
      points[i] = {static_cast<float>(14 * i), static_cast<float>(random.uniform(0, 200))};
      if (i > 0) length += std::hypot(14.0f, points[i].y - points[i - 1].y);
    }
    ImDrawList canvas(&ImGui::GetCurrentContext()->DrawListSharedData);
    canvas._ResetForNewFrame();
    canvas.PushTextureID(ImGui::GetIO().Fonts->TexID);
    dashed_line(canvas, points, ~0u, 1, dash);
    const int pieces = canvas.VtxBuffer.Size / 4;
    EXPECT_LE(pieces, length / (2 * dash) + 2.0 * static_cast<double>(points.size()));
    double inked = 0;
    for (int i = 0; i < pieces; ++i) {
      const ImVec2 from = canvas.VtxBuffer[4 * i].pos, to = canvas.VtxBuffer[4 * i + 1].pos;
      inked += std::hypot(to.x - from.x, to.y - from.y);
    }
    EXPECT_NEAR(inked, length / 2, dash / 2 + 0.01);
  }
  ImGui::EndFrame();
}

}  // namespace
}  // namespace tenprobes::app
