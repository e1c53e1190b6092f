// What the readers of measurements in texts and in documents share: the checks of one value.
//
//   if (!is_in_range(-3, latency_column)) refuse_value("mine.csv, line 7: ", "-3", latency_column);
//   const Measurements read = in_order({4.5, 6}, "mine.npy", latency_column, 1);
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/number_text.h"
#include "core/datasets/measurements.h"

namespace tenprobes::datasets {

bool is_in_range(double value, const CsvColumn& column);

/// A number of the column, in the column's unit: by the number's own, else times `scale`. nullopt
/// where its unit is another quantity's.
std::optional<double> in_column(const ReadNumber& number, const CsvColumn& column, double scale);

/// Throws the Error that `text` is no value of the column; `where` begins the sentence.
[[noreturn]] void refuse_value(const std::string& where, const std::string& text,
                               const CsvColumn& column);

/// Numbers times `scale` in the benchmark's order; NaN where nothing was measured. Throws Error on
/// one that is out of the column's range.
Measurements in_order(const std::vector<double>& numbers, const std::string& name,
                      const CsvColumn& column, double scale);

/// Numbers beside indices that nothing calls so. Throws Error where the indices only count two rows
/// or more from 0 or 1: they may as well be the rows', unless there are as many as cells.
Measurements checked_pairs(Measurements pairs, const CsvColumn& column);

}  // namespace tenprobes::datasets
