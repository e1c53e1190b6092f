#include "core/datasets/accuracy_table.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/quote.h"
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
  return accuracy;
}

}  // namespace tenprobes::datasets
