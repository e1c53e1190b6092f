#include "core/devices/catalogue/latency_table.h"

#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/lines.h"
#include "core/base/text_encoding.h"
#include "core/base/text_numbers.h"
#include "core/datasets/measurements.h"

namespace tenprobes::devices {
namespace {

void read_comment(std::string_view line, CatalogueLatencies& table) {
  line = trimmed(line.substr(1));
  for (const auto& [key, text] : {std::pair<std::string_view, std::string*>{"space:", &table.space},
                                  {"title:", &table.title},
                                  {"group:", &table.group},
                                  {"chip:", &table.chip},
                                  {"source:", &table.source},
                                  {"licence:", &table.licence}}) {
    if (line.starts_with(key)) *text = trimmed(line.substr(key.size()));
  }
}

/// Reads the comments before the header, and leaves empty lines where they were.
std::string without_comments(std::string_view bytes, CatalogueLatencies& table) {
  std::string rest;
  while (!bytes.empty() && bytes.front() == '#') {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    read_comment(bytes.substr(0, end), table);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    rest += '\n';
  }
  return rest + std::string(bytes);
}

}  // namespace

bool looks_like_catalogue_latencies(std::string_view bytes) {
  try {
    const std::string begin = utf8_text(bytes.substr(0, 1 << 16), "");
    for (Lines lines(begin); const auto line = lines.next();) {
      const std::string_view text = trimmed(*line);
      if (text.empty() || text.front() == '#') continue;
      return text.find("name") != std::string_view::npos &&
             text.find("latency") != std::string_view::npos;
    }
  } catch (const Error&) {
  }
  return false;
}

CatalogueLatencies parse_catalogue_latencies(std::string_view bytes, const std::string& name,
                                             const CatalogueSpace& space) {
  CatalogueLatencies table;
  table.latency_ms.assign(static_cast<std::size_t>(space.size()),
                          std::numeric_limits<double>::quiet_NaN());
  const auto read =
      datasets::read_measurements(without_comments(bytes, table), name, datasets::latency_column);
  for (const auto& [architecture, ms] :
       datasets::architecture_values(read, datasets::latency_column,
                                     [&](std::string_view text) { return space.parse(text); })) {
    table.latency_ms[static_cast<std::size_t>(architecture[0])] = ms;
  }
  return table;
}

}  // namespace tenprobes::devices
