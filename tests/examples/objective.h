#pragma once

#include "tests/examples/common.h"

namespace tenprobes::examples::objective_h {
extern const Quality& quality;
}
