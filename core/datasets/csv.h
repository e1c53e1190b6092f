// A comma-separated file with one number for each architecture.
//
//   std::vector<double> ms = parse_csv_column(bytes, "mine.csv", latency_column);
//   std::string bytes = write_csv_column(ms, latency_column);
//
// The first line names the columns: `index` or `architecture` (or both, which must then agree), and
// the one asked for; others are passed over. Fields may be quoted ("..." with "" for a quote);
// lines end in LF or CRLF; empty lines and a byte-order mark are passed over. Rows may come in any
// order, and may be missing.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::datasets {

/// What a column holds. Values run over low < value <= high, or low <= value where low is allowed.
struct CsvColumn {
  const char* name;
  double low, high;
  bool low_allowed;
  const char* expected;  ///< ends the sentence "... is not "
};

inline constexpr CsvColumn latency_column = {"latency_ms", 0, std::numeric_limits<double>::max(),
                                             false, "a positive number of milliseconds"};
inline constexpr CsvColumn accuracy_column = {"accuracy", 0, 100, true,
                                              "a percentage from 0 to 100"};

/// The column's values, [15625] by architecture index, NaN where there is no row. Throws Error with
/// the line's number on a malformed line, a value out of range or not a number, an architecture
/// that does not exist, and one that comes twice; and where no row is left.
std::vector<double> parse_csv_column(std::string_view bytes, const std::string& name,
                                     const CsvColumn& column);

/// `index` and the column; rows that are NaN are left out. Reading it gives the same numbers.
std::string write_csv_column(const std::vector<double>& values, const CsvColumn& column);

}  // namespace tenprobes::datasets
