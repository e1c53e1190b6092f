#include "native/session_inputs.h"

#include <cstdio>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/datasets/accuracy_table.h"
#include "core/datasets/freerea.h"
#include "core/proxies/accuracy_surrogate.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/store.h"

namespace tenprobes::native {

void add_request_options(CLI::App& command, search::SessionRequest& request) {
  command.add_option("--probes", request.probes, "How many architectures to measure")
      ->capture_default_str();
  CLI::Option* budget =
      command.add_option("--budget-ms", request.budget_ms, "The latency that must not be exceeded");
  command
      .add_option("--budget-quantile", request.budget_quantile,
                  "The same as a quantile (0..1) of the device's latencies; where they are not"
                  " known beforehand, it is estimated by six more probes")
      ->excludes(budget);
  command.add_option("--method", request.method, "One of " + method_names())->capture_default_str();
}

void add_score_inputs(CLI::App& command, InputOptions& options) {
  command
      .add_option(
          "--scores", options.scores,
          "Training-free scores that make the quality: shipped, exact (MACs, parameters and"
          " depth alone), a table of 'tenprobes proxies compute', FreeREA's cachedmetrics, or an"
          " imported table's name")
      ->capture_default_str();
  command.add_option("--accuracy", options.accuracy,
                     "Test accuracies, for showing and evaluating only: estimate (the shipped"
                     " surrogate's, CIFAR-10), or true ones: FreeREA's perfmetrics, .csv with"
                     " architecture or index, and accuracy, or an imported table's name");
}

void add_method_inputs(CLI::App& command, InputOptions& options) {
  command.add_option("--weights", options.weights,
                     "Trained controller for the method controller (default: the shipped one)");
  command.add_option("--proxy-device", options.proxy_device,
                     "The device measured before that the method one-proxy ranks by");
}

proxies::ProxyTable read_scores(const InputOptions& options) {
  if (options.scores == "exact") return proxies::exact_proxy_table();
  const std::filesystem::path path = options.scores == "shipped"
                                         ? shipped_file("assets/proxies.safetensors")
                                         : stored_or_path(StoreKind::scores, options.scores);
  const std::string bytes = read_file(path);
  if (!datasets::is_freerea_scores(bytes)) {
    return proxies::parse_proxy_table(bytes, path.filename().string());
  }
  const datasets::FreereaScores scores =
      datasets::parse_freerea_scores(bytes, path.filename().string());
  const auto floats = [](const std::vector<double>& values) {
    return std::vector<float>(values.begin(), values.end());
  };
  proxies::ProxyTable table;
  table.scores = {{"naswot", floats(scores.naswot)},
                  {"logsynflow", floats(scores.log_synflow)},
                  {"skip", floats(scores.skip)}};
  return table;
}

namespace {

search::Accuracies estimated_accuracies() {
  const auto surrogate = proxies::AccuracySurrogate::parse(
      read_file(shipped_file("pretrained/accuracy.safetensors")), "accuracy.safetensors");
  return {.percent = surrogate.estimates(0), .source = "estimate"};
}

}  // namespace

search::Accuracies read_accuracies(const InputOptions& options) {
  if (options.accuracy.empty()) return {};
  if (options.accuracy == "estimate") return estimated_accuracies();
  const std::filesystem::path path = stored_or_path(StoreKind::accuracy, options.accuracy);
  const std::string name = path.filename().string();
  return {.percent = datasets::parse_accuracy_table(read_file(path), name), .source = name};
}

namespace {

std::shared_ptr<const controller::Controller> read_controller(const std::filesystem::path& path,
                                                              std::span<const double> quality) {
  std::shared_ptr<const controller::Controller> controller =
      controller::Controller::parse(read_file(path), path.filename().string());
  if (controller->information().quality_hash != hash_of(quality)) {
    std::fprintf(stderr,
                 "warning: %s was trained to maximise another quality than these scores make: it "
                 "will do less well than after training for them.\n",
                 path.filename().c_str());
  }
  return controller;
}

}  // namespace

SessionInputs read_inputs(const InputOptions& options, const std::vector<std::string>& methods) {
  SessionInputs inputs;
  inputs.quality = proxies::quality_of(read_scores(options));
  inputs.accuracies = read_accuracies(options);
  for (const std::string& method : methods) {
    const search::Need need = search::strategy_kind(method).need;
    if (need == search::Need::controller && !inputs.ingredients.controller) {
      const std::filesystem::path path = options.weights.empty()
                                             ? shipped_file("pretrained/controller.safetensors")
                                             : std::filesystem::path(options.weights);
      inputs.ingredients.controller = read_controller(path, inputs.quality);
    }
    if (need == search::Need::edit_controller && !inputs.ingredients.edit_controller) {
      inputs.ingredients.edit_controller =
          read_controller(shipped_file("pretrained/controller-edit.safetensors"), inputs.quality);
    }
    if (need == search::Need::proxy_device && !inputs.proxy_device) {
      if (options.proxy_device.empty()) {
        throw Error("method " + method + ": name the device to rank by with --proxy-device");
      }
      inputs.proxy_device = open_device(options.proxy_device);
      inputs.ingredients.proxy_latencies = inputs.proxy_device->known_latencies();
      inputs.ingredients.proxy_device = inputs.proxy_device->name();
    }
  }
  return inputs;
}

std::string method_names() {
  std::string names;
  for (const search::StrategyKind& kind : search::strategy_kinds()) {
    names += (names.empty() ? "" : ", ") + std::string(kind.name);
  }
  return names;
}

}  // namespace tenprobes::native
