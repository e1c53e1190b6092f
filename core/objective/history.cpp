#include "core/objective/history.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"

namespace tenprobes {

History history_of(const SearchSpace& space,
                   std::span<const std::pair<std::string, double>> probes) {
  History history;
  for (const auto& [name, latency_ms] : probes) {
    if (!(latency_ms > 0) || !std::isfinite(latency_ms)) {
      throw Error("probe of " + quote(name) + ": latency " + number_text(latency_ms) +
                  " is not a positive number of milliseconds");
    }
    history.push_back({space.parse(name), latency_ms});
  }
  return history;
}

}  // namespace tenprobes
