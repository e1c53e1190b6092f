// The 15,625 dots: where they are, gliding to where they should be, drawn as one batch.
//
//   cloud.aim(x, y);                       // normalised targets; NaN: no dot
//   while (cloud.glide(seconds)) ...       // true while dots move
//   cloud.draw(plot, [&](int i) { return colour_of(i); });
//   int i = cloud.nearest(plot, mouse, px(12));
#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "web/app/dot_sprite.h"
#include "web/app/plot.h"

namespace tenprobes::app {

class DotCloud {
 public:
  /// New targets. The dots glide there from where they are, or jump if `at_once` or if their number
  /// changes.
  void aim(std::span<const float> x, std::span<const float> y, bool at_once);

  /// Moves the dots; true while any is on its way.
  bool glide(double seconds);

  /// colour(i) says each dot's colour, 0 for none. The fewer dots, the larger they are.
  template <class Colour>
  void draw(const Plot& plot, const Colour& colour) const {
    const int count = static_cast<int>(x_.size());
    const float radius = px(count < 100 ? 4.5f : count < 1500 ? 3 : count < 8000 ? 2.2f : 1.7f);
    ImDrawList& canvas = plot.canvas();
    const DotSprite sprite = dot_sprite(*ImGui::GetIO().Fonts);
    canvas.PrimReserve(3 * count, 3 * count);
    int drawn = 0;
    for (int i = 0; i < count; ++i) {
      const auto k = static_cast<size_t>(i);
      const bool outside = std::isnan(x_[k]) || y_[k] < -0.02f;
      const ImU32 tint = outside ? 0 : colour(i);
      if (tint == 0) continue;
      const ImVec2 at = plot.at_normalised(x_[k], y_[k]);
      const auto base = static_cast<ImDrawIdx>(canvas._VtxCurrentIdx);
      for (int corner = 0; corner < 3; ++corner) {
        canvas.PrimWriteIdx(static_cast<ImDrawIdx>(base + corner));
        canvas.PrimWriteVtx(
            {at.x + radius * sprite.offset[corner].x, at.y + radius * sprite.offset[corner].y},
            sprite.uv[corner], tint);
      }
      ++drawn;
    }
    canvas.PrimUnreserve(3 * (count - drawn), 3 * (count - drawn));
  }

  /// Where a dot is, in pixels.
  ImVec2 at(const Plot& plot, int i) const {
    return plot.at_normalised(x_[static_cast<size_t>(i)], y_[static_cast<size_t>(i)]);
  }

  /// The dot nearest to the pixel within `reach` pixels; -1 if none.
  int nearest(const Plot& plot, ImVec2 pixel, float reach) const;

 private:
  std::vector<float> x_, y_, target_x_, target_y_;
  bool moving_ = false;
};

}  // namespace tenprobes::app
