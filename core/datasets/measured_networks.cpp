#include "core/datasets/measured_networks.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/datasets/latency_table.h"
#include "core/datasets/pickle.h"
#include "core/datasets/text_numbers.h"
#include "core/datasets/torch_archive.h"

namespace tenprobes::datasets {
namespace {

std::string_view trimmed_line(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '"'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t comma = line.find(',');
    fields.push_back(trimmed_line(line.substr(0, comma)));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

}  // namespace

MeasuredNetworks parse_measured_networks(std::string_view bytes, const std::string& name,
                                         const SearchSpace& space) {
  MeasuredNetworks table;
  std::size_t line_number = 0;
  std::ptrdiff_t architecture = -1, latency = -1;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = trimmed_line(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    ++line_number;
    if (line.empty() || line.front() == '#') continue;
    const std::string where = name + ", line " + std::to_string(line_number);
    const std::vector<std::string_view> fields = fields_of(line);
    if (architecture < 0) {
      const auto place = [&](std::string_view column) {
        return std::find(fields.begin(), fields.end(), column) - fields.begin();
      };
      architecture = place("architecture");
      latency = place("latency_ms");
      const auto count = static_cast<std::ptrdiff_t>(fields.size());
      if (architecture == count || latency == count) {
        throw Error(where +
                    ": the first line must name the columns, among them 'architecture' and"
                    " 'latency_ms'");
      }
      continue;
    }
    if (static_cast<std::ptrdiff_t>(fields.size()) <= std::max(architecture, latency)) {
      throw Error(where + ": has " + std::to_string(fields.size()) +
                  " fields, fewer than the first line names");
    }
    const std::string_view text = fields[static_cast<std::size_t>(latency)];
    const auto ms = parse_number(text);
    if (!ms || !(*ms > 0)) {
      throw Error(where + ": latency_ms '" + std::string(text.substr(0, 60)) +
                  "' is not a positive number of milliseconds");
    }
    try {
      table.architectures.push_back(space.parse(fields[static_cast<std::size_t>(architecture)]));
    } catch (const Error& error) {
      throw Error(where + ": " + error.what());
    }
    table.latency_ms.push_back(*ms);
  }
  if (table.architectures.empty()) throw Error(name + ": holds no measured network");
  return table;
}

MeasuredNetworks parse_measured_archives(std::string_view architectures,
                                         const std::string& architectures_name,
                                         std::string_view latencies,
                                         const std::string& latencies_name,
                                         const SearchSpace& space) {
  const Pickle pickle =
      Pickle::parse(torch_archive_pickle(architectures, architectures_name), architectures_name);
  const PickleValue root = pickle.root();
  if (!root.is_list() || root.size() == 0) {
    throw Error(architectures_name + ": holds " + root.description() +
                "; expected a list of architectures");
  }
  MeasuredNetworks table;
  const auto positions = space.positions();
  for (int i = 0; i < root.size(); ++i) {
    const PickleValue choices = root.item(i);
    const std::string where = architectures_name + ": architecture " + std::to_string(i);
    if (!choices.is_list() || choices.size() != static_cast<int>(positions.size())) {
      throw Error(where + " is " + choices.description() + "; expected a list of " +
                  std::to_string(positions.size()) + " choices");
    }
    Architecture architecture(static_cast<int>(positions.size()));
    for (int p = 0; p < architecture.size(); ++p) {
      const PickleValue choice = choices.item(p);
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
