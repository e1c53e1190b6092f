// Networks on any two axes: a cloud that lays itself out again when its data change.
//
//   scatter_.follow({bench.version(), logarithmic}, x_axis, y_axis, macs, latency, at_once);
//   scatter_.cloud.draw(plot, [&](int i) { return ink; });
#pragma once

#include <optional>
#include <tuple>

#include "web/app/dot_cloud.h"

namespace tenprobes::app {

struct Scatter {
  DotCloud cloud;
  /// What the layout depends on: a version, a scale, and any number more.
  using Key = std::tuple<int, bool, double>;
  std::optional<Key> key;

  /// Where the key is another than before, the dots glide to their new places.
  template <class X, class Y>
  void follow(const Key& now, const Axis& x_axis, const Axis& y_axis, const X& x, const Y& y,
              bool at_once) {
    if (now == key) return;
    std::vector<float> to_x(x.size()), to_y(y.size());
    for (size_t i = 0; i < x.size(); ++i) {
      to_x[i] = x_axis.normalised(static_cast<double>(x[i]));
      to_y[i] = y_axis.normalised(static_cast<double>(y[i]));
      if (std::isnan(to_y[i])) to_x[i] = to_y[i];
    }
    cloud.aim(to_x, to_y, !key || at_once);
    key = now;
  }
};

}  // namespace tenprobes::app
