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
  bool index_is_unnamed =
      false;  ///< a column such as a data frame's first, without a name, called "id" or in
              ///< another language: may hold texts, or numbers of rows
  std::size_t value = 0;
  double scale = 1;         ///< of the quantity's unit: 1000 for seconds
  std::size_t columns = 0;  ///< without empty ones at the end

  /// Whether a column says whose the values are; else they stand in an order.
  bool names_networks() const { return index || architecture; }
};

struct HeaderReading {
  std::optional<TableHeader> header;  ///< nullopt if these are no column names
  std::string doubt;                  ///< or if several columns could be meant: a sentence
  std::string hint;                   ///< or if a column could be meant that has another name
};

/// Names may be in any case, with blanks or underscores, and with a unit: "Latency (ms)",
/// "latency_s", "inference time [us]".
HeaderReading read_header(const std::vector<std::string>& fields, const CsvColumn& column);

/// The scale of a name of the column's quantity ("latency_s": 1000); nullopt if it is another name.
std::optional<double> scale_of_name(std::string_view name, const CsvColumn& column);

/// The scale of any name that has a unit of time, "Zeit (ms)" or "raspi4_us": meant where only one column
/// is left. nullopt for other names, and those of spreads ("std_ms") and of other times ("train_s").
std::optional<double> scale_of_timed_name(std::string_view name, const CsvColumn& column);

/// Whether a name ends in a unit of time: "latency_ms", "Time (s)".
bool has_unit_of_time(std::string_view name);

/// A number with its quantity's name before it, as programs print it: "latency: 12.5 ms".
struct Labelled {
  std::string_view rest;        ///< "12.5 ms"
  std::optional<double> scale;  ///< nullopt where the number itself must say its unit ("mean: ...")
};

/// nullopt where no name of the column's quantity stands before a colon, an equals sign or a blank.
std::optional<Labelled> labelled(std::string_view text, const CsvColumn& column);

bool is_architecture_name(std::string_view name);
bool is_index_name(std::string_view name);

}  // namespace tenprobes::datasets
