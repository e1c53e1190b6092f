// Numbers as people and spreadsheets write them: decimal commas, thousands separators, units, gaps.
//
//   const DecimalMark mark = decimal_mark_of(column, ';');
//   const std::optional<ReadNumber> number = read_number("1.234,5 ms", mark);    // 1234.5, scale 1
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tenprobes {

enum class DecimalMark { point, comma, unclear };

/// How many milliseconds a unit of time is ("ms", "s", "us", "\u00b5s", "ns", "seconds", ...);
/// nullopt for what is none.
std::optional<double> milliseconds_in(std::string_view unit);

/// Which mark a column's numbers have, as any one of them shows that has both, one of them twice, or
/// other than three digits behind the mark. Where none shows it, a point is the mark, and a comma too
/// where fields stand between semicolons or tabs, as they do where decimal commas are in use; in a
/// file of commas, "4,646" in every cell may mean either and is unclear.
DecimalMark decimal_mark_of(std::span<const std::string_view> cells, char separator);

/// The same. Throws Error where it is unclear; `where` begins a sentence about one of the cells
/// ("mine.csv, line 7: ").
DecimalMark clear_decimal_mark(std::span<const std::string_view> cells, char separator,
                               const std::function<std::string(std::size_t cell)>& where);

struct ReadNumber {
  double value;
  std::optional<double> milliseconds;  ///< of the unit behind it, where there is one
  bool percent = false;                ///< whether '%' stands there
};

/// One number, with a unit or '%' behind it or not; of "4.6 \u00b1 0.1 ms" the first; a time as
/// Python prints it, "0:00:00.0125" or "0 days 00:00:00.0125", in seconds. nullopt for anything else.
std::optional<ReadNumber> read_number(std::string_view cell, DecimalMark mark);

/// A whole number from 0 that an int holds: "20", "20.0" (as data frames write it), "2.0e+01", "1,160",
/// "1.160" and "1 160" with thousands separated. nullopt for anything else.
std::optional<int> read_whole_number(std::string_view cell, DecimalMark mark);

/// Whether a name is that of a row which sums up others: "Total", "mean:", "Summe", ...
bool is_summary_name(std::string_view name);

/// Whether a cell says that there is no number: "", "nan", "NA", "null", "-", ...
bool is_missing(std::string_view cell);

}  // namespace tenprobes
