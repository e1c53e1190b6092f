#include "core/objective/history.h"

#include "core/base/error.h"
#include "core/base/latency.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"

namespace tenprobes {

History history_of(const SearchSpace& space,
                   std::span<const std::pair<std::string, double>> probes) {
  History history;
  for (const auto& [name, latency_ms] : probes) {
    if (!is_latency(latency_ms)) {
      throw Error("probe of " + quote(name) + ": latency " + number_text(latency_ms) + " is not " +
                  latency_in_words);
    }
    history.push_back({space.parse(name), latency_ms});
  }
  return history;
}

}  // namespace tenprobes
