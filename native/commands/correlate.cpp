// tenprobes correlate --device SPEC...
//
// The JSON: {"format": "tenprobes-correlate", "version": 1, "names", "architectures", "srcc":
// [[...]], "best_proxy": the device of the highest mean correlation with the others, "reuse": what
// is lost where the row's device's Pareto-optimal architectures serve the column's (proxy_reuse.h):
// {"front_sizes": [[...]], "hypervolume_kept", "quality_regret", "infeasible"}}.
#include <cstdio>
#include <functional>

#include "core/devices/monotonicity.h"
#include "core/prediction/proxy_reuse.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/prediction_page.h"
#include "native/session_inputs.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

using prediction::ProxyReuse;

struct CorrelateOptions : CommonOptions {
  std::vector<std::string> devices;
  std::string html, space;
  InputOptions inputs;
};

void print_matrix(const std::vector<std::string>& names,
                  const std::function<double(std::size_t, std::size_t)>& value, int decimals) {
  for (std::size_t column = 0; column < names.size(); ++column) {
    std::printf("%6zu", column + 1);
  }
  std::printf("\n");
  for (std::size_t row = 0; row < names.size(); ++row) {
    for (std::size_t column = 0; column < names.size(); ++column) {
      std::printf("%6.*f", decimals, value(row, column));
    }
    std::printf("  %zu %s\n", row + 1, names[row].c_str());
  }
  std::printf("\n");
}

nlohmann::ordered_json matrix(const std::vector<std::vector<ProxyReuse>>& reuse,
                              const std::function<nlohmann::ordered_json(const ProxyReuse&)>& of) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const auto& row : reuse) {
    nlohmann::ordered_json entries = nlohmann::ordered_json::array();
    for (const ProxyReuse& each : row) entries.push_back(of(each));
    rows.push_back(std::move(entries));
  }
  return rows;
}

void run(const CorrelateOptions& options) {
  std::vector<std::vector<double>> known;
  std::vector<std::string> names;
  const auto space = open_space(options.space, options.devices);
  const auto quality_known = read_quality(*space, options.inputs);
  for (const std::string& spec : options.devices) {
    const auto device = open_known(spec, space, "correlate needs its latencies known beforehand");
    names.push_back(device->name());
    known.push_back(devices::latencies_known_of(*device));
  }
  const std::vector<std::span<const double>> latencies(known.begin(), known.end());
  const devices::Monotonicity result = devices::latency_monotonicity(latencies);
  std::vector<double> quality(quality_known->table().begin(), quality_known->table().end());
  if (quality.empty()) {
    for (const Architecture& each : crowd(*space)) quality.push_back(quality_known->of(each));
  }
  std::vector<std::vector<ProxyReuse>> reuse;
  for (const auto proxy : latencies) {
    std::vector<ProxyReuse>& row = reuse.emplace_back();
    for (const auto target : latencies) {
      row.push_back(prediction::reuse_front(proxy, target, quality));
    }
  }
  const auto best = static_cast<std::size_t>(prediction::best_proxy(result.srcc));
  if (!options.html.empty()) write_file(options.html, correlation_page(names, result, reuse));
  if (options.json) {
    return print_json(
        {{"format", "tenprobes-correlate"},
         {"version", 1},
         {"space", space->name()},
         {"names", names},
         {"architectures", result.architectures},
         {"srcc", result.srcc},
         {"best_proxy", names[best]},
         {"reuse",
          {{"front_sizes", matrix(reuse, [](const ProxyReuse& each) { return each.front_size; })},
           {"hypervolume_kept",
            matrix(reuse, [](const ProxyReuse& each) { return each.hypervolume_kept; })},
           {"quality_regret",
            matrix(reuse, [](const ProxyReuse& each) { return each.quality_regret; })},
           {"infeasible",
            matrix(reuse, [](const ProxyReuse& each) { return each.infeasible; })}}}});
  }
  std::printf("Spearman rank correlation of the latencies of %d architectures\n\n",
              result.architectures);
  print_matrix(
      names, [&](std::size_t row, std::size_t column) { return result.srcc[row][column]; }, 3);
  if (names.size() < 2) return;
  std::printf("The best proxy device for all is %s.\n\n", names[best].c_str());
  std::printf("Hypervolume (%%) lost on the column's device by reusing the row's front\n\n");
  print_matrix(
      names,
      [&](std::size_t row, std::size_t column) {
        return 100 * (1 - reuse[row][column].hypervolume_kept);
      },
      1);
  std::printf("Quality points lost there, mean over latency budgets\n\n");
  print_matrix(
      names, [&](std::size_t row, std::size_t column) { return reuse[row][column].quality_regret; },
      1);
}

}  // namespace

void add_correlate(CLI::App& app) {
  auto options = std::make_shared<CorrelateOptions>();
  CLI::App* command = app.add_subcommand(
      "correlate",
      "Latency monotonicity: how alike devices rank the architectures, and what is"
      " lost by reusing one's best on another (One Proxy)");
  add_common(*command, *options);
  command->add_option("--device", options->devices, device_spec_help)->required()->expected(-1);
  add_space_option(*command, options->space);
  command
      ->add_option("--scores", options->inputs.scores,
                   "Training-free scores that make the quality, as for adapt")
      ->capture_default_str();
  command->add_option("--html", options->html, "Also write a report to this file")
      ->check(output_file());
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
