// A small plot: axes first, then what is drawn on them, in that order by construction.
//
//   Plot plot("world", "Across: ...", size, {"latency, ms", 1, 100, true}, {"quality", 0, 100}, c);
//   plot.curve(points, {.colour = c.front});
//   plot.canvas().AddCircle(plot.at(12, 80), px(6), c.text);
//   if (plot.hovered()) ...                   // pointer inside the axes
//   // the destructor ends the clipping
//
// Data coordinates are doubles; normalised ones are floats from 0 (low end of an axis) to 1.
#pragma once

#include <imgui.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "web/app/theme.h"

namespace tenprobes::app {

struct Axis {
  const char* label;
  double low, high;  ///< low < high; both above 0 where logarithmic
  bool logarithmic = false;
  bool cut = false;    ///< values below `low` stand at the low end, which its tick says
  bool whole = false;  ///< only whole numbers mean something

  float normalised(double value) const;
  double value_at(float normalised) const;
};

/// An axis whose ends are round numbers around the values: from 0 where linear; where logarithmic,
/// over at most `decades` decades, cut below.
Axis fitted_axis(const char* label, double lowest, double highest, bool logarithmic,
                 double decades = 4);

/// Round numbers on the axis, at most about `count` of them, and its low end where it is cut.
std::vector<double> ticks_of(const Axis& axis, int count);

/// 0.25, 4, 12.5, 1200: three significant digits, no exponent.
std::string short_number(double value);

struct Point {
  double x, y;
};

struct CurveStyle {
  ImU32 colour;
  float width = 2;      ///< points
  float dash = 0;       ///< points; 0: solid
  bool stairs = false;  ///< keeps y until the next x
};

/// Places labels so that they do not cover each other.
class LabelPlacer {
 public:
  explicit LabelPlacer(ImVec2 low, ImVec2 high) : low_(low), high_(high) {}
  /// The top left of a box of that size near `anchor`, clear of the boxes placed before; nullopt where
  /// every place would cover something.
  std::optional<ImVec2> place_clear(ImVec2 anchor, ImVec2 size, float gap);
  /// Keeps later labels off this box.
  void block(ImVec2 low, ImVec2 high) { taken_.push_back({low.x, low.y, high.x, high.y}); }

 private:
  ImVec2 low_, high_;
  std::vector<ImVec4> taken_;
};

class Plot {
 public:
  /// Draws the grid and tick labels and takes the pointer over the axes' area. `right_room` pixels
  /// beside it are left for the names of curves. `words` is the tooltip where no other is.
  Plot(const char* id, const char* words, ImVec2 size, const Axis& x, const Axis& y,
       const Palette& palette, float right_room = 0);
  ~Plot();
  Plot(const Plot&) = delete;
  Plot& operator=(const Plot&) = delete;

  ImVec2 at(double x, double y) const;
  ImVec2 at_normalised(float x, float y) const;
  Point data_at(ImVec2 pixel) const;
  ImVec2 low_corner() const { return min_; }   ///< top left, pixels
  ImVec2 high_corner() const { return max_; }  ///< bottom right
  bool hovered() const { return hovered_; }
  bool clicked() const { return clicked_; }
  ImDrawList& canvas() const { return *canvas_; }

  void curve(std::span<const Point> points, const CurveStyle& style) const;

  /// A vertical line with a labelled handle that can be dragged, `handle` pixels high at least, kept
  /// clear of `labels`; true while `x` changes. Only for the pointer: give the keyboard a slider of the same.
  bool drag_line(const char* id, const char* words, double& x, ImU32 colour, const char* label,
                 float handle, LabelPlacer& labels);

 private:
  Axis x_, y_;
  const Palette& palette_;
  ImDrawList* canvas_;
  ImVec2 min_, max_;
  const char* words_;
  bool hovered_ = false, clicked_ = false, words_due_ = false;
};

/// A dashed polyline in pixels.
void dashed_line(ImDrawList& canvas, std::span<const ImVec2> points, ImU32 colour, float width,
                 float dash);

/// The dashes of curve `i`, so that curves of one colour can be told apart.
float rival_dash(size_t i);

/// The name of a curve, to stand beside its end.
struct EndLabel {
  ImVec2 end;  ///< of the curve
  std::string text;
  ImU32 ink;
};

/// Draws them right of the axes, pushed apart where they would cover each other. Sorts them.
void draw_end_labels(const Plot& plot, std::vector<EndLabel>& labels);

}  // namespace tenprobes::app
