// Devices disagree: how well their latencies agree in rank, and what reusing one device's best
// networks costs on the others.
#pragma once

#include "web/app/device_agreement.h"
#include "web/app/memo.h"
#include "web/app/panels/panel.h"

namespace tenprobes::app {

class DevicesPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
  std::string words(const Screen& screen) const override;

 private:
  Memo<std::optional<DeviceAgreement>, std::string, double, std::string, int> agreement_;
};

}  // namespace tenprobes::app
