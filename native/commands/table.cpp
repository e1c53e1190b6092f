// tenprobes table: every architecture with its quality, accuracy and scores, as a CSV.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/text_table.h"
#include "core/proxies/proxy_table.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/session_inputs.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

struct TableOptions : CommonOptions {
  std::string out, space;
  InputOptions inputs;
};

/// The shortest text that reads back as the same number; nothing for an unknown one.
template <class Number>
std::string field(Number value) {
  if (std::isnan(value)) return "";
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

struct Column {
  std::string name;
  std::function<double(int)> value;
};

std::vector<Column> columns_of(const SearchSpace& space, const search::Accuracies& accuracies,
                               const proxies::ProxyTable& scores) {
  std::vector<Column> columns;
  if (space.form() == Form::cells) {
    columns.push_back(
        {"accuracy", [&](int index) { return accuracies.of(space, space.at(index)); }});
    for (const auto& [name, values] : scores.scores) {
      columns.push_back(
          {name, [&values = values](int index) { return values[static_cast<size_t>(index)]; }});
    }
    return columns;
  }
  for (size_t f = 0; f < space.features().size(); ++f) {
    columns.push_back({space.features()[f], [&space, f](int index) {
                         return space.feature(space.at(index), static_cast<int>(f));
                       }});
  }
  return columns;
}

void run(const TableOptions& options) {
  const auto space = open_space(options.space, {});
  if (space->size() == 0) throw Error(too_many_to_list(*space));
  const bool cells = space->form() == Form::cells;
  const proxies::ProxyTable scores = cells ? read_scores(options.inputs) : proxies::ProxyTable{};
  const search::Accuracies accuracies = read_accuracies(*space, options.inputs);
  const auto quality = read_quality(*space, options.inputs);
  const std::vector<Column> columns = columns_of(*space, accuracies, scores);
  std::string text = "index,architecture,quality";
  for (const Column& column : columns) text += "," + csv_field(column.name);
  text += "\n";
  for (int index = 0; index < space->size(); ++index) {
    text += std::to_string(index) + "," + csv_field(space->text(space->at(index))) + "," +
            field(quality->table()[static_cast<size_t>(index)]);
    // Scores are kept in single precision: their shortest text.
    for (const Column& column : columns) {
      const double value = column.value(index);
      const bool single = cells && column.name != "accuracy";
      text += "," + (single ? field(static_cast<float>(value)) : field(value));
    }
    text += "\n";
  }
  if (options.out.empty()) {
    if (options.json) throw Error("--json describes the file that --out names: give it too");
    std::cout << text;
    return;
  }
  write_file(options.out, text);
  nlohmann::ordered_json names = nlohmann::ordered_json::array();
  for (const auto& [name, values] : scores.scores) names.push_back(name);
  if (options.json) {
    print_json({{"out", options.out},
                {"space", space->name()},
                {"rows", space->size()},
                {"scores", names},
                {"accuracy_source", accuracies.source}});
  } else {
    std::printf("%s: %d architectures\n", options.out.c_str(), space->size());
  }
}

}  // namespace

void add_table(CLI::App& app) {
  auto options = std::make_shared<TableOptions>();
  CLI::App* command = app.add_subcommand(
      "table", "Writes every architecture's quality, accuracy and scores as a CSV");
  add_common(*command, *options);
  command->add_option("--out", options->out, "The file; without it, the CSV goes to stdout")
      ->check(output_file());
  add_space_option(*command, options->space);
  add_score_inputs(*command, options->inputs);
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
