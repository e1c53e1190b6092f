#include "core/controller/controller.h"

#include "core/base/error.h"
#include "core/controller/acquisition.h"
#include "core/controller/edit.h"

namespace tenprobes::controller {
namespace {

using Read = std::unique_ptr<Controller> (*)(const Safetensors&, const std::string& name);

template <class Kind>
std::unique_ptr<Controller> read(const Safetensors& file, const std::string& name) {
  return std::make_unique<Kind>(file, name);
}

struct Kind {
  std::string_view name;
  Read read;
};
constexpr Kind kinds[] = {{AcquisitionController::kind, read<AcquisitionController>},
                          {EditController::kind, read<EditController>}};

}  // namespace

std::unique_ptr<Controller> Controller::parse(std::string_view bytes, const std::string& name) {
  const Safetensors file = Safetensors::parse(bytes, name);
  file.require_kind("controller", "a controller, as tenprobes train writes it");
  const std::string& wanted = file.require("controller_kind");
  for (const Kind& kind : kinds) {
    if (kind.name == wanted) return kind.read(file, name);
  }
  if (wanted == "whole-cell") {
    throw Error(name +
                ": holds a controller of kind 'whole-cell', which is retired: use the one that is"
                " built in, or train one of kind acquisition or edit");
  }
  throw Error(name + ": '" + wanted +
              "' is not a kind of controller: expected acquisition or edit");
}

}  // namespace tenprobes::controller
