// The synthetic devices that stand in a search's prior and that controllers train on, and where the
// real ones lie among them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "web/app/memo.h"
#include "web/app/panels/panel.h"

namespace tenprobes::app {

/// A device by its character, whatever its speed: where it stands on the panel's axes.
struct CharacterDot {
  Point at;
  std::string name, words;
  std::function<void(Settings&)> choose;  ///< makes it the device
};

class SyntheticPanel : public Panel {
 public:
  static constexpr int most_drawn = 2000;

  void draw(Screen& screen, ImVec2 size) override;

  /// Of the space shown, as training and priors draw them; at most most_drawn in all.
  void draw_devices(const SearchSpace& space, int count);
  /// Of the space they were last drawn in.
  int drawn() const { return static_cast<int>(drawn_.size()); }

 private:
  void follow(const SearchSpace& space);
  void buttons(Screen& screen);
  void draw_real(const Screen& screen, const Plot& plot, const std::vector<CharacterDot>& real);

  std::string space_;
  std::vector<CharacterDot> drawn_;
  Memo<std::vector<CharacterDot>, std::string, int> real_;  ///< by the space and its devices
  Random random_{1};
};

}  // namespace tenprobes::app
