// Numbers of architectures, out of whatever file people have them in: the one reader of latency and
// accuracy tables, for every search space.
//
//   const Measurements read = read_measurements(bytes, "mine.csv", latency_column);
//   std::vector<double> ms = cell_values(read, latency_column);             // NAS-Bench-201
//   const auto parse = [&](std::string_view text) { return space.parse(text); };
//   for (const auto& [architecture, value] : architecture_values(read, latency_column, parse)) ...
//
// What is read, as far as it has one meaning:
//   numbers in an order    a list, array or tensor (.pt, .pickle, .npy, .npz, JSON), or one a line
//   a table with a header  CSV in any dialect (text_table.h, number_text.h), a dict of columns, a
//                          list of records: `architecture` (`name`, ...) or `index`, and the quantity
//   cells with numbers     lines of a cell in the way of |op~0|+|..., and its number
//   a dict                 {architecture: number or record}, {index: number},
//                          {"latency_ms": one of the above}, {"device": ..., "results": a table}
// A unit in a column's name or behind its numbers is converted. Cells that say that there is no
// number are left out.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/datasets/csv.h"
#include "core/datasets/value.h"
#include "core/search_space/architecture.h"

namespace tenprobes::datasets {

struct Measurement {
  std::string key;   ///< an architecture's text; empty where there is none
  int index = -1;    ///< its index; -1 where there is none
  double value = 0;  ///< in the quantity's unit; NaN is never there
  int line = 0;      ///< of a text, from 1; else 0
};

struct Measurements {
  std::string file;           ///< how errors call it
  bool in_order = false;      ///< rows have no key, and the place in the benchmark's order as index
  std::size_t positions = 0;  ///< in order: how many there are, those without a number too
  std::vector<Measurement> rows;

  /// How an error about a row begins: "mine.csv, line 7: ".
  std::string at(std::size_t row) const;
};

/// Throws Error on a file of another kind, one whose meaning is not certain, and with the line's
/// number on a value that is none or out of the column's range.
Measurements read_measurements(std::string_view bytes, const std::string& name,
                               const CsvColumn& column);

/// The same of a document that was read already; `column_name` is what its values are called.
Measurements measurements_in(const Value& root, const std::string& name, const CsvColumn& column);

/// Throws Error on a dict of a network's weights: tensors of several sizes, as devices' latencies
/// would not be.
void refuse_weights(const Value& root, const std::string& name);

/// Whether a text is a table with that column, by its header.
bool has_column(std::string_view text, const std::string& name, const CsvColumn& column);

/// [15625] by NAS-Bench-201's index, NaN where there is no row. Keys may be in any notation that
/// parse_cell_notation() reads, or indices. Throws Error on one that does not exist or comes twice,
/// and where numbers in an order are not just 15,625.
std::vector<double> cell_values(const Measurements& measurements, const CsvColumn& column);

/// Pairs in the order of the file; `parse` reads an architecture's text and throws Error where it is
/// none. Throws Error on one that comes twice, and where rows have no text.
std::vector<std::pair<Architecture, double>> architecture_values(
    const Measurements& measurements, const CsvColumn& column,
    const std::function<Architecture(std::string_view)>& parse);

/// All of the numbers in their order, which must be just `count`: of architectures that another list
/// names.
std::vector<double> ordered_values(const Measurements& measurements, const CsvColumn& column,
                                   int count);

}  // namespace tenprobes::datasets
