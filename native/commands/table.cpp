// tenprobes table: every architecture with its quality, accuracy and scores, as a CSV.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/proxies/proxy_table.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/session_inputs.h"

namespace tenprobes::native {
namespace {

struct Options : CommonOptions {
  std::string out;
  InputOptions inputs;
};

/// The shortest text that reads back as the same number; nothing for an unknown one.
template <class Number>
std::string field(Number value) {
  if (std::isnan(value)) return "";
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string csv(const proxies::ProxyTable& scores, const search::Accuracies& accuracies) {
  const std::vector<double> quality = proxies::quality_of(scores);
  std::string text = "index,architecture,quality,accuracy";
  for (const auto& [name, values] : scores.scores) text += "," + name;
  text += "\n";
  for (int index = 0; index < cell_count; ++index) {
    const auto i = static_cast<size_t>(index);
    text += std::to_string(index) + "," + to_string(cell_at(index)) + "," + field(quality[i]) + ",";
    if (!accuracies.percent.empty()) text += field(accuracies.percent[i]);
    for (const auto& [name, values] : scores.scores) text += "," + field(values[i]);
    text += "\n";
  }
  return text;
}

void run(const Options& options) {
  const proxies::ProxyTable scores = read_scores(options.inputs);
  const search::Accuracies accuracies = read_accuracies(options.inputs);
  const std::string text = csv(scores, accuracies);
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
                {"rows", cell_count},
                {"scores", names},
                {"accuracy_source", accuracies.source}});
  } else {
    std::printf("%s: %d architectures\n", options.out.c_str(), cell_count);
  }
}

}  // namespace

void add_table(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "table", "Writes every architecture's quality, accuracy and scores as a CSV");
  add_common(*command, *options);
  command->add_option("--out", options->out, "The file; without it, the CSV goes to stdout");
  add_score_inputs(*command, options->inputs);
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
