// What sessions read beside their device: quality, accuracies, and what some methods need.
//
//   const SessionInputs inputs = read_inputs(space, options, {"controller", "one-proxy"});
//   run_session(request, *device, *inputs.quality, inputs.ingredients, inputs.accuracies);
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/devices/device.h"
#include "core/proxies/proxy_table.h"
#include "core/search/adaptation.h"
#include "core/search/report.h"
#include "native/command.h"

namespace tenprobes::native {

struct InputOptions {
  std::string scores = "shipped";  ///< "shipped", "exact" or a file
  std::string accuracy, weights, proxy_device;
  std::string quality = {};  ///< what is maximised; empty: the space's own, else the scores'
};

/// What the commands that run sessions take alike.
struct SessionOptions : CommonOptions {
  std::string space;
  std::vector<std::string> where;     ///< bounds, to be parsed once the space is known
  const CLI::App* command = nullptr;  ///< that has the options, and knows which were given
  InputOptions inputs{.accuracy = "estimate", .weights = {}, .proxy_device = {}};
  search::SessionRequest request;
};

/// --seed, --json, --space, --probes, --budget-ms, --budget-quantile, --method, --where, and the
/// inputs below.
void add_session_options(CLI::App& command, SessionOptions& options);
/// Without its bounds, which the space must be known for. Throws Error where it has neither budget
/// nor scalarisation.
search::SessionRequest request_of(const SessionOptions& options);
/// Where --probes is not given, no more of them than the space has networks.
void fit_probes(const SessionOptions& options, const SearchSpace& space,
                search::SessionRequest& request);
/// The same of a list, of which at least one is left; `most`: 0 where there is no limit.
void fit_counts(const CLI::Option* option, int most, std::vector<int>& counts);
/// The saved session in a file, to be gone on with, replayed or fitted to: of `space` (a name or a
/// file, as --space) where that is given, else of any that this program knows.
search::SessionReport read_trace(const std::string& path, const std::string& space);
/// Throws Error where --method, --probes, --seed, a budget or --where are given and are not those of
/// the saved session.
void require_same(const SessionOptions& options, const search::SessionReport& saved);
/// Of --where.
std::vector<Bound> parse_bounds(const std::vector<std::string>& where, const SearchSpace& space);
/// --quality, --scores and --accuracy.
void add_score_inputs(CLI::App& command, InputOptions& options);
/// --weights and --proxy-device.
void add_method_inputs(CLI::App& command, InputOptions& options);

/// What --scores names.
proxies::ProxyTable read_scores(const InputOptions& options);

/// What --accuracy names; without it, empty, and in spaces other than cells.
search::Accuracies read_accuracies(const SearchSpace& space, const InputOptions& options);

/// What --quality names: in the order tried, a score of the table (cells), "accuracy" (what
/// --accuracy names), a feature of the space, a table of accuracies, or a file:column. Without it,
/// what the space itself knows, else the training-free quality.
std::shared_ptr<const Quality> read_quality(const SearchSpace& space, const InputOptions& options);

struct SessionInputs {
  std::shared_ptr<const Quality> quality;
  search::Accuracies accuracies;
  search::Ingredients ingredients;
  std::unique_ptr<devices::Device> proxy_device;  ///< owns ingredients.proxy
};

/// Reads what these methods need; a method that needs the target's own latencies gets them from the
/// session. Throws Error if a method is unknown or its input is not given.
SessionInputs read_inputs(const std::shared_ptr<const SearchSpace>& space,
                          const InputOptions& options, const std::vector<std::string>& methods);

/// "controller, random, ...": for --help.
std::string method_names();

}  // namespace tenprobes::native
