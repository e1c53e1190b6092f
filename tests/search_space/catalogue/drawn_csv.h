// A catalogue's file of networks n0, n1, ... whose costs are drawn: always the same.
//
//   const auto space = parse_catalogue(drawn_csv(60, 5), "m.csv");
#pragma once

#include <string>

#include "core/base/random.h"

namespace tenprobes {

/// Of the families f0, f1, ... in turn.
inline std::string drawn_csv(int rows, int families) {
  Random random(5);
  std::string csv = "name,quality,gmacs,mactivations,mparams,group\n";
  for (int i = 0; i < rows; ++i) {
    const double macs = random.log_uniform(0.1, 50);
    csv += "n" + std::to_string(i) + "," + std::to_string(random.uniform(60, 90)) + "," +
           std::to_string(macs) + "," + std::to_string(macs * random.log_uniform(0.5, 5)) + "," +
           std::to_string(macs * random.log_uniform(1, 10)) + ",f" + std::to_string(i % families) +
           "\n";
  }
  return csv;
}

}  // namespace tenprobes
