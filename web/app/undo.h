// Undo and redo of what a person sets or probes: both are settings.
//
//   Undo undo(bench.settings());
//   undo.note();                                            // whenever they may have changed
//   undo.follow(bench.settings(), ImGui::IsAnyItemActive());   // every frame
//   if (const auto wanted = undo.travel(bench.settings(), false)) bench.restore(bench.share(*wanted));
#pragma once

#include <optional>
#include <vector>

#include "web/app/settings.h"

namespace tenprobes::app {

class Undo {
 public:
  explicit Undo(const Settings& first) : at_(first) {}

  void note() { due_ = true; }
  /// Keeps what was before, once nothing is `held` any more: a drag is one step. Where one looks
  /// (panels, lessons, theme) is none.
  void follow(const Settings& now, bool held);

  /// The settings before the last step, or after the last one taken back, seen from where one looks
  /// now; nullopt where there are none.
  std::optional<Settings> travel(const Settings& now, bool forward);

 private:
  std::vector<Settings> past_, future_;
  Settings at_;
  bool due_ = false;
};

}  // namespace tenprobes::app
