// FBNet's cards, which stand where NAS-Bench-201's do while settings.space is "fbnet", and what
// only the screen knows of them.
#pragma once

#include <imgui.h>

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/search_space/fbnet.h"

namespace tenprobes::app {

struct View;

struct FbnetScreen {
  /// Under the pointer in the last frame, in the cloud or the log.
  std::optional<FbnetArchitecture> hovered;
  bool dragging_budget = false;
  double dragged_budget_ms = 0;
};

/// A chooser of the search space, for the top of the device's card.
void space_picker(View& view);

/// The title of what stands in the middle.
const char* fbnet_panel_title(const View& view);

void draw_fbnet_device(View& view, ImVec2 size);
void draw_fbnet_middle(View& view, ImVec2 size);
void draw_fbnet_story(View& view, ImVec2 size);
void draw_fbnet_goodness(View& view, ImVec2 size);
void draw_fbnet_layers(View& view, ImVec2 size);
void draw_fbnet_world(View& view, ImVec2 size);
void draw_fbnet_predict(View& view, ImVec2 size);

/// What a person can do here and nowhere else, for App::act(): "probe" (the person's own network,
/// or "architecture"), "edit" with "layer" and "operation", "cell" with "architecture" (makes it
/// the person's own), "device" (draws another synthetic one), "csv". False if it is none of these.
/// Throws Error.
bool act_on_fbnet(View& view, const std::string& name, const nlohmann::json& action);

}  // namespace tenprobes::app
