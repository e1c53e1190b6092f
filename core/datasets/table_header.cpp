#include "core/datasets/table_header.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/quote.h"
#include "core/base/text_numbers.h"
#include "core/datasets/number_text.h"

namespace tenprobes::datasets {
namespace {

constexpr std::array<std::string_view, 13> architecture_names = {"architecture",
                                                                 "architectures",
                                                                 "arch",
                                                                 "arch_str",
                                                                 "arch_string",
                                                                 "architecture_str",
                                                                 "architecture_string",
                                                                 "cell",
                                                                 "network",
                                                                 "model",
                                                                 "name",
                                                                 "arch_name",
                                                                 "config"};
constexpr std::array<std::string_view, 13> index_names = {"index",
                                                          "idx",
                                                          "arch_index",
                                                          "arch_idx",
                                                          "architecture_index",
                                                          "architecture_idx",
                                                          "arch_id",
                                                          "architecture_id",
                                                          "cell_index",
                                                          "cell_idx",
                                                          "indices",
                                                          "nasbench201_index",
                                                          "nb201_index"};

template <class Names>
bool holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// In lower case, with one underscore for each run of blanks, hyphens and points.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : trimmed(name)) {
    const bool is_gap = c == ' ' || c == '-' || c == '_' || c == '.' || c == '\t';
    if (!is_gap) {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!plain.empty() && plain.back() != '_') {
      plain += '_';
    }
  }
  while (plain.ends_with('_')) plain.pop_back();
  return plain;
}

struct NamedColumn {
  std::string name, unit;
};

/// "Latency (ms)", "latency [ms]", "latency/ms", "latency, ms" and "latency_ms" are all
/// {latency, ms}.
NamedColumn split_name(std::string_view name) {
  name = trimmed(name);
  for (const auto& [open, close] : {std::pair('(', ')'), std::pair('[', ']')}) {
    const std::size_t begin = name.find(open);
    if (begin == std::string_view::npos || !name.ends_with(close)) continue;
    std::string_view unit = name.substr(begin + 1, name.size() - begin - 2);
    if (unit.starts_with("in ")) unit.remove_prefix(3);
    return {plain_name(name.substr(0, begin)), plain_name(unit)};
  }
  for (const std::string_view mark : {"/", ", ", " in "}) {
    const std::size_t at = name.rfind(mark);
    if (at == std::string_view::npos) continue;
    return {plain_name(name.substr(0, at)), plain_name(name.substr(at + mark.size()))};
  }
  const std::string plain = plain_name(name);
  if (milliseconds_in(plain)) return {"", plain};
  const std::size_t at = plain.rfind('_');
  if (at != std::string::npos && milliseconds_in(plain.substr(at + 1))) {
    return {plain.substr(0, at), plain.substr(at + 1)};
  }
  return {plain, ""};
}

}  // namespace

std::optional<double> scale_of_name(std::string_view name, const CsvColumn& column) {
  if (plain_name(name) == column.name) return 1;
  const NamedColumn split = split_name(name);
  const bool is_named = split.name == column.name || holds(column.other_names, split.name);
  if (!column.is_time) {
    const bool is_percent = split.unit.empty() || split.unit == "%" || split.unit == "percent";
    return is_named && is_percent ? std::optional(1.0) : std::nullopt;
  }
  if (split.unit.empty()) return is_named ? std::optional(1.0) : std::nullopt;
  if (!is_named && !holds(timed_names, split.name)) return std::nullopt;
  return milliseconds_in(split.unit);
}

bool is_architecture_name(std::string_view name) {
  return holds(architecture_names, plain_name(name));
}
bool is_index_name(std::string_view name) {
  return holds(index_names, plain_name(name));
}

HeaderReading read_header(const std::vector<std::string>& fields, const CsvColumn& column) {
  TableHeader header;
  header.columns = fields.size();
  while (header.columns > 0 && fields[header.columns - 1].empty()) --header.columns;
  std::optional<std::size_t> exact, other;
  std::string doubt;
  const auto twice = [&](std::size_t a, std::size_t b, const std::string& wanted) {
    if (!doubt.empty()) return;
    doubt = fields[a] == fields[b]
                ? "the column " + quote(fields[a]) + " comes twice: keep one of them"
                : "both " + quote(fields[a]) + " and " + quote(fields[b]) + " could be the " +
                      wanted + ": call the one that is meant " + quote(wanted);
  };
  for (std::size_t i = 0; i < header.columns; ++i) {
    if (is_index_name(fields[i])) {
      if (header.index) twice(*header.index, i, "index");
      header.index = i;
    } else if (is_architecture_name(fields[i])) {
      if (header.architecture) twice(*header.architecture, i, "architecture");
      header.architecture = i;
    } else if (plain_name(fields[i]) == column.name) {
      if (exact) twice(*exact, i, column.name);
      exact = i;
    } else if (scale_of_name(fields[i], column)) {
      if (other && !exact) twice(*other, i, column.name);
      other = i;
    }
  }
  if (!exact && !other) return {};
  header.value = exact ? *exact : *other;
  header.scale = *scale_of_name(fields[header.value], column);
  if (!header.index && !header.architecture && header.columns > 1 && header.value != 0 &&
      (fields[0].empty() || fields[0] == "Unnamed: 0")) {
    header.index = 0;
    header.index_is_unnamed = true;
  }
  if (!header.index && !header.architecture) return {};
  if (!doubt.empty()) return {std::nullopt, doubt};
  return {header, ""};
}

}  // namespace tenprobes::datasets
