// The panels of the page, and the middle that shows one of them at a time.
//
//   Panels panels;
//   panels.draw_middle(screen, size);
//   panels.train.run().weights;
#pragma once

#include <memory>

#include "web/app/panels/predict.h"
#include "web/app/panels/synthetic.h"
#include "web/app/panels/train.h"

namespace tenprobes::app {

// Those that are only drawn, each in the file of its name.
std::unique_ptr<Panel> device_panel();
std::unique_ptr<Panel> devices_panel();
std::unique_ptr<Panel> macs_panel();
std::unique_ptr<Panel> map_panel();
std::unique_ptr<Panel> network_panel();
std::unique_ptr<Panel> proxies_panel();
std::unique_ptr<Panel> world_panel();

struct Panels {
  std::unique_ptr<Panel> world = world_panel(), network = network_panel(), macs = macs_panel(),
                         proxies = proxies_panel(), devices = devices_panel(), map = map_panel(),
                         device = device_panel();
  PredictPanel predict;
  SyntheticPanel synthetic;
  TrainPanel train;

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
