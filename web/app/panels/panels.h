// The panels of the page, and the middle that shows one of them at a time.
//
//   Panels panels;
//   panels.draw_middle(screen, size);
//   panels.train.run().weights;
#pragma once

#include <span>

#include "web/app/panels/device.h"
#include "web/app/panels/devices.h"
#include "web/app/panels/macs.h"
#include "web/app/panels/map.h"
#include "web/app/panels/network.h"
#include "web/app/panels/predict.h"
#include "web/app/panels/proxies.h"
#include "web/app/panels/synthetic.h"
#include "web/app/panels/train.h"
#include "web/app/panels/world.h"

namespace tenprobes::app {

struct Panels {
  WorldPanel world;
  NetworkPanel network;
  MacsPanel macs;
  ProxiesPanel proxies;
  DevicesPanel devices;
  PredictPanel predict;
  SyntheticPanel synthetic;
  TrainPanel train;
  MapPanel map;
  DevicePanel device;

  /// The panels' buttons and the panel chosen.
  void draw_middle(Screen& screen, ImVec2 size);
};

/// What can stand in the middle.
struct PanelKind {
  std::string_view name;  ///< in the settings
  const char* title;      ///< empty: the form of the space calls it
  const char* tooltip;
  Panel& (*of)(Panels&);
  bool (*serves)(const SearchSpace&);  ///< spaces that it makes sense in
};

/// Those that serve this space, in the order of the menu.
std::vector<const PanelKind*> panel_kinds(const SearchSpace& space);
/// Of the settings; the world where that one does not serve the space.
const PanelKind& panel_shown(const Screen& screen);
std::string panel_title(const PanelKind& kind, const SearchSpace& space);

}  // namespace tenprobes::app
