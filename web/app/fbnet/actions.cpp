// What scripts can do in FBNet's space and nowhere else.
#include <nlohmann/json.hpp>

#include "web/app/action.h"
#include "web/app/fbnet/fbnet_screen.h"
#include "web/app/view.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

FbnetArchitecture network_in(const json& action, const FbnetArchitecture& otherwise) {
  if (!action.contains("architecture")) return otherwise;
  return parse_fbnet_architecture(text_in(action, "architecture"));
}

}  // namespace

bool act_on_fbnet(View& view, const std::string& name, const json& action) {
  const FbnetArchitecture mine = network_of(view.wanted.layers);
  if (name == "probe") {
    view.fbnet.probe_by_person(network_in(action, mine));
  } else if (name == "edit") {
    const int layer = whole_in(action, "layer", 0, fbnet_layer_count - 1);
    view.wanted.layers[static_cast<size_t>(layer)] =
        static_cast<char>('0' + whole_in(action, "operation", 0, fbnet_operation_count - 1));
  } else if (name == "cell") {
    view.wanted.layers = digits_of(network_in(action, mine));
  } else if (name == "device") {
    view.wanted.fbnet_device = view.fbnet.another_device();
    view.wanted.playing = true;
  } else if (name == "csv") {
    view.wishes.push_back({Wish::Kind::save_file, "probes.csv", view.fbnet.probes_csv()});
  } else if (name == "save-session") {
    view.wishes.push_back({Wish::Kind::save_file, "session.json", view.fbnet.saved_session()});
  } else if (name == "save-device") {
    view.wishes.push_back(
        {Wish::Kind::save_file, view.wanted.fbnet_device + ".json", view.fbnet.saved_device()});
  } else if (name == "fit-twin") {
    throw Error("action '" + name + "' is for NAS-Bench-201: choose that search space first");
  } else {
    return false;
  }
  return true;
}

}  // namespace tenprobes::app
