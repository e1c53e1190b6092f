// Which of a table's columns is which, by their names.
//
//   const HeaderReading header = read_header({"Index", "Latency (ms)"}, latency_column);
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/datasets/csv.h"

namespace tenprobes::datasets {

struct TableHeader {
  std::optional<std::size_t> index, architecture;
  bool index_is_unnamed = false;  ///< a data frame's first column: an index only if all are there
  std::size_t value = 0;
  double scale = 1;         ///< of the quantity's unit: 1000 for seconds
  std::size_t columns = 0;  ///< without empty ones at the end
};

struct HeaderReading {
  std::optional<TableHeader> header;  ///< nullopt if these are no column names
  std::string doubt;                  ///< or if several columns could be meant: a sentence
};

/// Names may be in any case, with blanks or underscores, and with a unit: "Latency (ms)",
/// "latency_s", "inference time [us]".
HeaderReading read_header(const std::vector<std::string>& fields, const CsvColumn& column);

/// The scale of a name of the column's quantity ("latency_s": 1000); nullopt if it is another name.
std::optional<double> scale_of_name(std::string_view name, const CsvColumn& column);

bool is_architecture_name(std::string_view name);
bool is_index_name(std::string_view name);

}  // namespace tenprobes::datasets
