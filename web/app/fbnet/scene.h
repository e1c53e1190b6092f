// Which FBNet network the page is telling about at the moment.
#pragma once

#include <optional>
#include <string>

#include "web/app/view.h"

namespace tenprobes::app {

struct FbnetScene {
  std::string title;
  std::optional<FbnetArchitecture> network;
};

/// What the pointer is on, else what is being measured, else the recommendation or the last probe.
FbnetScene fbnet_scene(const View& view);

/// "12.3 ms (11 to 14)": a prediction and its 90 % interval.
std::string words_of(const prediction::Prediction& foretold);

/// Latencies of this device's random networks and of what is nearly as fast.
Axis fbnet_latency_axis(const View& view, const char* label);

/// The tooltip of a network: its strip, figures, and a sentence more.
void describe_fbnet(const View& view, const FbnetArchitecture& network,
                    const std::string& sentence);

}  // namespace tenprobes::app
