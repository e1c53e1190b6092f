#include "core/datasets/freerea.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"
#include "core/base/lines.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::datasets {
namespace {

constexpr std::string_view scores_header = "# Arch_Idx, NASWOT, logSynflow, PortionSkipped";
constexpr std::string_view training_header =
    "# ArchitectureIdx, Test-Accuracy, TrainingTime(xEpoch), TrainingTime(total)";
constexpr std::size_t column_count = 4;
using Columns = std::array<std::vector<double>, column_count>;

bool has_header(std::string_view bytes, std::string_view header) {
  return Lines(bytes).next() == header;
}

std::array<double, column_count> parse_row(std::string_view line, const std::string& where) {
  std::array<double, column_count> row{};
  std::string_view rest = line;
  for (double& value : row) {
    const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
    const std::optional<double> number = parse_number(rest.substr(0, end));
    if (!number) throw Error(where + "expected four numbers, not " + quote(line));
    value = *number;
    rest = trimmed(rest.substr(end));
  }
  if (!rest.empty()) throw Error(where + "expected four numbers, not " + quote(line));
  return row;
}

Columns parse_columns(std::string_view bytes, const std::string& name, std::string_view header) {
  Lines lines(bytes);
  if (lines.next() != header) {
    throw Error(name + ": expected the first line '" + std::string(header) + "'");
  }
  Columns columns;
  columns.fill(std::vector<double>(cell_count));
  std::vector<bool> seen(cell_count);
  int rows = 0;
  while (const auto line = lines.next()) {
    const std::string where = at_line(name, lines.number());
    const auto row = parse_row(*line, where);
    if (!(row[0] >= 0 && row[0] < cell_count) || row[0] != static_cast<int>(row[0])) {
      throw Error(where + "the index " + number_text(row[0]) +
                  " is not a whole number from 0 to 15624");
    }
    const auto index = static_cast<std::size_t>(row[0]);
    if (seen[index]) throw Error(where + "architecture " + std::to_string(index) + " comes twice");
    seen[index] = true;
    ++rows;
    for (std::size_t column = 0; column < column_count; ++column) {
      columns[column][index] = row[column];
    }
  }
  if (rows != cell_count) {
    throw Error(name + ": holds " + std::to_string(rows) + " rows; expected all 15625");
  }
  return columns;
}

}  // namespace

std::map<std::string, std::vector<float>> FreereaScores::by_name() const {
  std::map<std::string, std::vector<float>> scores;
  scores["naswot"].assign(naswot.begin(), naswot.end());
  scores["logsynflow"].assign(log_synflow.begin(), log_synflow.end());
  scores["skip"].assign(skip.begin(), skip.end());
  return scores;
}

bool is_freerea_scores(std::string_view bytes) {
  return has_header(bytes, scores_header);
}
bool is_freerea_training(std::string_view bytes) {
  return has_header(bytes, training_header);
}

FreereaScores parse_freerea_scores(std::string_view bytes, const std::string& name) {
  Columns columns = parse_columns(bytes, name, scores_header);
  return {std::move(columns[1]), std::move(columns[2]), std::move(columns[3])};
}

std::vector<double> parse_freerea_accuracies(std::string_view bytes, const std::string& name) {
  Columns columns = parse_columns(bytes, name, training_header);
  for (std::size_t index = 0; index < cell_count; ++index) {
    if (!(columns[1][index] >= 0 && columns[1][index] <= 100)) {
      throw Error(name + ": the accuracy " + number_text(columns[1][index]) + " of architecture " +
                  std::to_string(index) + " is not a percentage from 0 to 100");
    }
  }
  return std::move(columns[1]);
}

}  // namespace tenprobes::datasets
