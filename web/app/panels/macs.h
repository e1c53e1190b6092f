// Why latency is not the number of multiplications: a cost that is known beforehand against latency
// on this device, all networks.
#pragma once

#include "web/app/memo.h"
#include "web/app/panels/panel.h"
#include "web/app/scatter.h"

namespace tenprobes::app {

class MacsPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
  std::string words(const Screen& screen) const override;

 private:
  Memo<std::vector<double>, int> costs_;
  Memo<double, int> srcc_;
  Scatter scatter_;
};

}  // namespace tenprobes::app
