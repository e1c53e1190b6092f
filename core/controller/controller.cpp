#include "core/controller/controller.h"

#include "core/base/error.h"
#include "core/controller/acquisition.h"
#include "core/controller/policy_controller.h"

namespace tenprobes::controller {

std::unique_ptr<Controller> Controller::parse(std::string_view bytes, const std::string& name) {
  const Safetensors file = Safetensors::parse(bytes, name);
  const std::string& kind = file.require("kind");
  if (kind != "controller") {
    throw Error(name + ": holds a " + kind + ", not a controller (see tenprobes train)");
  }
  if (file.require("controller_kind") == AcquisitionController::kind) {
    return std::make_unique<AcquisitionController>(file, name);
  }
  return std::make_unique<PolicyController>(file, name);
}

}  // namespace tenprobes::controller
