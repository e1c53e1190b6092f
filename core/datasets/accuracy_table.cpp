#include "core/datasets/accuracy_table.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text_numbers.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/freerea.h"
#include "core/datasets/measurements.h"

namespace tenprobes::datasets {

std::vector<double> parse_accuracy_table(std::string_view bytes, const std::string& name) {
  if (is_freerea_training(bytes)) return parse_freerea_accuracies(bytes, name);
  if (is_freerea_scores(bytes)) {
    throw Error(name +
                ": holds training-free scores, not accuracies; those are in perfmetrics.txt");
  }
  const Measurements read = [&] {
    try {
      return read_measurements(bytes, name, accuracy_column);
    } catch (const Error&) {
      refuse_other_kind(bytes, name, FileKind::accuracy_table, "accuracies");
      throw;
    }
  }();
  std::vector<double> accuracy = cell_values(read, accuracy_column);
  const auto best = std::max_element(
      read.rows.begin(), read.rows.end(),
      [](const Measurement& a, const Measurement& b) { return a.value < b.value; });
  if (best != read.rows.end() && best->value <= 1) {
    throw Error(name + ": its best accuracy is " + number_text(best->value) +
                " %, less than any trained network's: these look like fractions, so multiply them "
                "by 100");
  }
  // ImageNet-16-120's are the lowest of the benchmark's three, and its best is 47.3 %.
  constexpr double least_best = 20;
  if (read.in_order && best != read.rows.end() && best->value < least_best) {
    throw Error(name + ": the best of its 15,625 numbers is " + number_text(best->value) +
                ", which no trained network's accuracy in percent is: are these latencies?");
  }
  // Of the benchmark's three the median is 0.78 of the best or more; of the latencies that are
  // published of it, 0.64 or less.
  constexpr double least_median = 0.7;
  if (read.in_order && best != read.rows.end()) {
    std::vector<double> values;
    for (const Measurement& row : read.rows) values.push_back(row.value);
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::nth_element(values.begin(), middle, values.end());
    if (*middle < least_median * best->value) {
      throw Error(name + ": half of its 15,625 numbers are below " + number_text(*middle) +
                  " and the best is " + number_text(best->value) +
                  ", which no accuracies of these networks are: are these latencies? If not, write "
                  "a CSV that begins with 'index,accuracy'");
    }
  }
  return accuracy;
}

}  // namespace tenprobes::datasets
