// What sessions read beside their device: quality, accuracies, and what some methods need.
//
//   const SessionInputs inputs = read_inputs(options, {"controller", "one-proxy"});
//   run_session(request, *device, inputs.quality, inputs.ingredients, inputs.accuracies);
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/devices/device.h"
#include "core/proxies/proxy_table.h"
#include "core/search/adaptation.h"

namespace tenprobes::native {

struct InputOptions {
  std::string scores = "shipped";  ///< "shipped", "exact" or a file
  std::string accuracy, weights, proxy_device;
};

/// --probes, --budget-ms, --budget-quantile and --method.
void add_request_options(CLI::App& command, search::SessionRequest& request);
/// --scores and --accuracy.
void add_score_inputs(CLI::App& command, InputOptions& options);
/// --weights and --proxy-device.
void add_method_inputs(CLI::App& command, InputOptions& options);

/// What --scores names.
proxies::ProxyTable read_scores(const InputOptions& options);

/// What --accuracy names; without it, empty.
search::Accuracies read_accuracies(const InputOptions& options);

struct SessionInputs {
  std::vector<double> quality;
  search::Accuracies accuracies;
  search::Ingredients ingredients;
  std::unique_ptr<devices::Device> proxy_device;  ///< owns ingredients.proxy_latencies
};

/// Reads what these methods need; a method that needs the target's own latencies gets them from the
/// session. Throws Error if a method is unknown or its input is not given.
SessionInputs read_inputs(const InputOptions& options, const std::vector<std::string>& methods);

/// "controller, random, ...": for --help.
std::string method_names();

}  // namespace tenprobes::native
