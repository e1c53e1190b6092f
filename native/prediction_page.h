// The reports of `tenprobes predict` and `tenprobes correlate` as HTML files that ask for nothing
// else.
//
//   write_file("predict.html", prediction_page("all but the probes", request,
//   result));
#pragma once

#include <string>
#include <vector>

#include "core/devices/monotonicity.h"
#include "core/prediction/comparison.h"
#include "core/prediction/proxy_reuse.h"

namespace tenprobes::native {

/// Correlation against samples a method, the mean table, what random probes cost where both designs
/// were run, and a table by device. `scored_on` says what was scored.
std::string prediction_page(const std::string& scored_on,
                            const prediction::ComparisonRequest& request,
                            const prediction::ComparisonResult& result);

/// Heat maps of the correlations and of what each device's front loses on each other one, and what
/// measuring costs as devices become many. reuse: [proxy][target]; empty: left out.
std::string correlation_page(const std::vector<std::string>& names,
                             const devices::Monotonicity& monotonicity,
                             const std::vector<std::vector<prediction::ProxyReuse>>& reuse);

}  // namespace tenprobes::native
