#include "core/datasets/accuracy_table.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/quote.h"
#include "core/datasets/freerea.h"
#include "core/datasets/measurements.h"

namespace tenprobes::datasets {

std::vector<double> parse_accuracy_table(std::string_view bytes, const std::string& name) {
  if (is_freerea_training(bytes)) return parse_freerea_accuracies(bytes, name);
  if (is_freerea_scores(bytes)) {
    throw Error(name +
                ": holds training-free scores, not accuracies; those are in perfmetrics.txt");
  }
  const Measurements read = read_measurements(bytes, name, accuracy_column);
  std::vector<double> accuracy = cell_values(read, accuracy_column);
  const auto best = std::max_element(
      read.rows.begin(), read.rows.end(),
      [](const Measurement& a, const Measurement& b) { return a.value < b.value; });
  if (best != read.rows.end() && best->value <= 1) {
    throw Error(name + ": its best accuracy is " + number_text(best->value) +
                " %, less than any trained network's: these look like fractions, so multiply them "
                "by 100");
  }
  return accuracy;
}

}  // namespace tenprobes::datasets
