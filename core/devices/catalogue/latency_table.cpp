#include "core/devices/catalogue/latency_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/csv_fields.h"
#include "core/base/error.h"
#include "core/base/lines.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"

namespace tenprobes::devices {
namespace {

struct Columns {
  std::size_t count, name, latency;
};

std::optional<Columns> columns_of(std::string_view header) {
  const std::vector<std::string> fields = csv_fields(header);
  const auto name = std::find(fields.begin(), fields.end(), "name");
  const auto latency = std::find(fields.begin(), fields.end(), "latency_ms");
  if (name == fields.end() || latency == fields.end()) return std::nullopt;
  return Columns{fields.size(), static_cast<std::size_t>(name - fields.begin()),
                 static_cast<std::size_t>(latency - fields.begin())};
}

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

}  // namespace

CatalogueLatencies parse_catalogue_latencies(std::string_view bytes, const std::string& name,
                                             const CatalogueSpace& space) {
  CatalogueLatencies table;
  table.latency_ms.assign(static_cast<std::size_t>(space.size()),
                          std::numeric_limits<double>::quiet_NaN());
  std::optional<Columns> columns;
  bool any = false;
  Lines lines(bytes);
  while (const auto line = lines.next()) {
    const std::string where = at_line(name, lines.number());
    if (line->front() == '#') {
      read_comment(*line, table);
      continue;
    }
    if (!columns) {
      columns = columns_of(*line);
      if (!columns) throw Error(where + "expected the header 'name,latency_ms'");
      continue;
    }
    const std::vector<std::string> fields = csv_fields(*line);
    if (fields.size() != columns->count) {
      throw Error(where + "expected " + std::to_string(columns->count) +
                  " fields as in the header, with quotes closed, in " + quote(*line));
    }
    Architecture architecture;
    try {
      architecture = space.parse(fields[columns->name]);
    } catch (const Error& error) {
      throw Error(where + error.what());
    }
    const std::optional<double> latency = parse_number(fields[columns->latency]);
    if (!latency || *latency <= 0) {
      throw Error(where + "latency_ms " + quote(fields[columns->latency]) +
                  " is not a positive number of milliseconds");
    }
    double& value = table.latency_ms[static_cast<std::size_t>(architecture[0])];
    if (!std::isnan(value)) {
      throw Error(where + "the network " + quote(fields[columns->name]) + " comes twice");
    }
    value = *latency;
    any = true;
  }
  if (!any) throw Error(name + ": no latency is there; expected 'name,latency_ms' and rows");
  return table;
}

bool looks_like_catalogue_latencies(std::string_view bytes) {
  Lines lines(bytes);
  auto line = lines.next();
  while (line && line->front() == '#') line = lines.next();
  return line && columns_of(*line);
}

}  // namespace tenprobes::devices
