#include "core/datasets/measured_networks.h"

#include "core/base/located.h"
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

namespace {

/// A list of choices by number.
Architecture numbered_architecture(const Value& choices, const std::string& where,
                                   const SearchSpace& space) {
  const auto positions = space.positions();
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
  return architecture;
}

/// A dict of kernels `ks`, expansions `e`, depths `d` and resolution `r`, as Once-for-All writes its
/// sub-networks, in the space's text form.
Architecture configured_architecture(const Value& dict, const std::string& where,
                                     const SearchSpace& space) {
  const auto list = [&](const char* key) {
    const auto value = dict.find(key);
    const auto numbers = value ? value->numbers() : std::nullopt;
    if (!numbers || numbers->empty()) {
      throw Error(where + ": '" + key + "' is not a list of numbers");
    }
    return *numbers;
  };
  const std::vector<double> kernels = list("ks"), expansions = list("e"), depths = list("d");
  if (kernels.size() != expansions.size() || kernels.size() % depths.size() != 0 ||
      kernels.size() > space.positions().size()) {
    throw Error(where + ": 'ks', 'e' and 'd' are not of one network");
  }
  const std::size_t stage = kernels.size() / depths.size();
  std::string text;
  for (std::size_t layer = 0; layer < kernels.size(); ++layer) {
    if (layer > 0) text += '|';
    if (static_cast<double>(layer % stage) >= depths[layer / stage]) {
      text += "absent";
      continue;
    }
    const std::string block = "k" + std::to_string(static_cast<int>(kernels[layer])) + "_e" +
                              std::to_string(static_cast<int>(expansions[layer]));
    // Whether a layer squeezes is its shape's, not the configuration's.
    std::string choice = block;
    for (const std::string& known : space.positions()[layer].choices) {
      if (known == block || known.starts_with(block + "_")) choice = known;
    }
    text += choice;
  }
  const auto resolution = dict.find("r");
  if (resolution && resolution->is_number()) {
    text += "|r" + std::to_string(static_cast<int>(resolution->number()));
  }
  return located(where, [&] { return space.parse(text); });
}

}  // namespace

MeasuredNetworks parse_measured_archives(std::string_view architectures,
                                         const std::string& architectures_name,
                                         std::string_view latencies,
                                         const std::string& latencies_name,
                                         const SearchSpace& space) {
  const Document document = read_document(architectures, architectures_name);
  Value root = document.root();
  if (root.is_dict()) root = root.find("arch").value_or(root);
  if (!root.is_list() || root.size() == 0) {
    throw Error(architectures_name + ": holds " + root.description() +
                "; expected a list of architectures");
  }
  MeasuredNetworks table;
  for (int i = 0; i < root.size(); ++i) {
    const Value one = root.item(i);
    const std::string where = architectures_name + ": architecture " + std::to_string(i);
    table.architectures.push_back(one.is_dict() ? configured_architecture(one, where, space)
                                                : numbered_architecture(one, where, space));
  }
  table.latency_ms =
      parse_latency_list(latencies, latencies_name, static_cast<int>(table.architectures.size()));
  return table;
}

}  // namespace tenprobes::datasets
