// A synthetic device of any search space.
//
//   Random random(7);
//   std::unique_ptr<Device> device = draw_synthetic(space, "synthetic:7", random);
//
// What is drawn from is the space's form's own distribution (distribution.h for cells); no
// measurement of a real device is in any of them.
#pragma once

#include <memory>
#include <string>

#include "core/devices/device.h"

namespace tenprobes::devices {

/// Another device at every call.
std::unique_ptr<Device> draw_synthetic(const SearchSpace& space, std::string name, Random& random);

}  // namespace tenprobes::devices
