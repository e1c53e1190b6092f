#include "core/datasets/measured_networks.h"

#include "core/base/error.h"
#include "core/datasets/csv.h"
#include "core/datasets/latency_table.h"
#include "core/datasets/measurements.h"
#include "core/datasets/value.h"

namespace tenprobes::datasets {

MeasuredNetworks parse_measured_networks(std::string_view bytes, const std::string& name,
                                         const SearchSpace& space) {
  const Measurements read = read_measurements(bytes, name, latency_column);
  MeasuredNetworks table;
  for (const auto& [architecture, ms] : architecture_values(
           read, latency_column, [&](std::string_view text) { return space.parse(text); })) {
    table.architectures.push_back(architecture);
    table.latency_ms.push_back(ms);
  }
  if (table.architectures.empty()) throw Error(name + ": holds no measured network");
  return table;
}

MeasuredNetworks parse_measured_archives(std::string_view architectures,
                                         const std::string& architectures_name,
                                         std::string_view latencies,
                                         const std::string& latencies_name,
                                         const SearchSpace& space) {
  const Document document = read_document(architectures, architectures_name);
  const Value root = document.root();
  if (!root.is_list() || root.size() == 0) {
    throw Error(architectures_name + ": holds " + root.description() +
                "; expected a list of architectures");
  }
  MeasuredNetworks table;
  const auto positions = space.positions();
  for (int i = 0; i < root.size(); ++i) {
    const Value choices = root.item(i);
    const std::string where = architectures_name + ": architecture " + std::to_string(i);
    if (!choices.is_list() || choices.size() != static_cast<int>(positions.size())) {
      throw Error(where + " is " + choices.description() + "; expected a list of " +
                  std::to_string(positions.size()) + " choices");
    }
    Architecture architecture(static_cast<int>(positions.size()));
    for (int p = 0; p < architecture.size(); ++p) {
      const Value choice = choices.item(p);
      const auto count = static_cast<int>(positions[static_cast<std::size_t>(p)].choices.size());
      if (!choice.is_integer() || choice.integer() < 0 || choice.integer() >= count) {
        throw Error(where + ": choice " + std::to_string(p) + " is " + choice.description() +
                    "; expected a whole number from 0 to " + std::to_string(count - 1));
      }
      architecture.set(p, static_cast<int>(choice.integer()));
    }
    table.architectures.push_back(architecture);
  }
  table.latency_ms =
      parse_latency_list(latencies, latencies_name, static_cast<int>(table.architectures.size()));
  return table;
}

}  // namespace tenprobes::datasets
