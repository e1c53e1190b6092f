// tenprobes devices list | show | fit
#include <cstdio>

#include "core/devices/device_file.h"
#include "core/devices/fit.h"
#include "core/prediction/few_shot_twin.h"
#include "core/search/report.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_spec.h"
#include "native/files.h"

namespace tenprobes::native {
namespace {

struct Options : CommonOptions {
  std::string name;                 // show
  std::string device, out;          // fit, with the texts below
  std::vector<std::string> traces;  // fit
  devices::DeviceFile texts;
};

void list(const Options& options) {
  nlohmann::ordered_json presets = nlohmann::ordered_json::array();
  for (const std::string& name : preset_names()) {
    const devices::DeviceFile file = read_preset(name);
    nlohmann::ordered_json row = {
        {"name", file.name}, {"kind", file.kind}, {"group", file.group}, {"title", file.title}};
    if (file.fit) row.update({{"r2", file.fit->r2}, {"srcc", file.fit->srcc}});
    presets.push_back(row);
    if (options.json) continue;
    std::printf("%-26s %-9s %s", file.name.c_str(), file.group.c_str(), file.title.c_str());
    if (file.fit) std::printf(" (twin, R2 %.2f)", file.fit->r2);
    std::printf("\n");
  }
  if (options.json) print_json({{"devices", presets}});
}

/// The file's fields, with the model as `coefficients` and the fit's figures beside it.
nlohmann::ordered_json summary(const devices::DeviceFile& file) {
  auto json = nlohmann::ordered_json::parse(devices::serialise_device_file(file));
  nlohmann::ordered_json result;
  for (const auto& [field, value] : json.items()) {
    if (field == "model") {
      result["coefficients"] = value;
    } else if (field == "fit") {
      result.update(value);
    } else if (field != "format" && field != "version") {
      result[field] = value;
    }
  }
  return result;
}

void print(const devices::DeviceFile& file) {
  const auto line = [](const char* label, const std::string& text) {
    if (!text.empty()) std::printf("%-12s %s\n", label, text.c_str());
  };
  const devices::LatencyModel& model = file.model;
  line("name", file.name);
  line("title", file.title);
  line("kind", file.kind);
  line("group", file.group);
  line("source", file.source);
  line("licence", file.licence);
  line("note", file.note);
  line("execution", std::string(devices::name_of(model.execution)));
  std::printf("%-12s %.4g ms\n", "base", model.base_ms);
  for (const Operation operation : all_operations) {
    std::printf("%-12s %.4g ms\n", std::string(name_of(operation)).c_str(),
                model.operation_ms[static_cast<std::size_t>(operation)]);
  }
  std::printf("%-12s %.4g ms\n%-12s %.4g ms\n", "memory", model.memory_ms, "launch",
              model.launch_ms);
  std::printf("%-12s", "edge factors");
  for (const double factor : model.edge_factor) std::printf(" %.3g", factor);
  std::printf("\n%-12s %.3g\n%-12s %.3g\n%-12s %.3g ms\n", "overlap", model.overlap, "noise",
              model.noise, "clock", model.clock_ms);
  if (file.fit) {
    std::printf("%-12s R2 %.4f, SRCC %.4f on held-out rows, %d rows\n", "fit", file.fit->r2,
                file.fit->srcc, file.fit->rows);
  }
}

void show(const Options& options) {
  const devices::DeviceFile file = read_preset(options.name);
  options.json ? print_json(summary(file)) : print(file);
}

/// A table's twin.
void fit_table(const Options& options, devices::DeviceFile& file) {
  const auto device = open_device(options.device);
  if (device->known_latencies().empty()) {
    throw Error(
        "device '" + options.device +
        "' only answers probes; a twin is fitted to a table of latencies, or to the trace of"
        " a session with --trace");
  }
  const devices::Twin twin = devices::fit_twin(device->known_latencies());
  file.model = twin.model;
  file.fit = twin.quality;
  file.note = devices::describe_residual(twin.model, twin.quality);
}

/// The twin of what the probes of some sessions on one device tell.
void fit_traces(const Options& options, devices::DeviceFile& file) {
  History history;
  std::vector<std::optional<devices::Spread>> spreads;
  std::string device;
  for (const std::string& path : options.traces) {
    const search::SessionReport trace = search::parse_session(read_file(path), path);
    if (!device.empty() && trace.device != device) {
      throw Error(path + ": is of the device " + trace.device + ", and " + options.traces.front() +
                  " of " + device + ": a twin is of one device");
    }
    device = trace.device;
    if (trace.device_kind == "shuffled") {
      throw Error(path + ": its latencies were shuffled in the page: a twin needs true ones");
    }
    const auto add = [&](const auto& probes) {
      for (const auto& probe : probes) {
        history.push_back({probe.architecture, probe.latency_ms});
        spreads.push_back(probe.spread);
      }
    };
    add(trace.budget_probes);
    add(trace.probes);
  }
  const devices::Twin twin = prediction::few_shot_twin(history, spreads);
  file.model = twin.model;
  file.fit = twin.quality;
  file.note = "A twin of " + device + " from " + std::to_string(history.size()) +
              " measurements; its quality is that of foretelling each from the others.";
  if (file.title.empty()) file.title = device;
}

void fit(const Options& options) {
  if (options.device.empty() == options.traces.empty()) {
    throw Error("give either --device or --trace, what the twin is fitted to");
  }
  devices::DeviceFile file = options.texts;
  if (file.name.empty()) file.name = std::filesystem::path(options.out).stem().string();
  file.kind = "twin";
  options.traces.empty() ? fit_table(options, file) : fit_traces(options, file);
  const std::string bytes = devices::serialise_device_file(file);
  devices::parse_device_file(bytes, options.out);  // refuses a bad --group before it is written
  write_file(options.out, bytes);
  options.json ? print_json(summary(file)) : print(file);
}

}  // namespace

void add_devices(CLI::App& app) {
  CLI::App* devices = app.add_subcommand("devices", "Presets and fitted twins of real devices");
  devices->require_subcommand(1);
  auto options = std::make_shared<Options>();

  CLI::App* list_command = devices->add_subcommand("list", "The presets, with their fit quality");
  add_common(*list_command, *options);
  list_command->callback([options] { list(*options); });

  CLI::App* show_command = devices->add_subcommand("show", "One preset's coefficients and source");
  add_common(*show_command, *options);
  show_command->add_option("name", options->name, "The preset's name")->required();
  show_command->callback([options] { show(*options); });

  CLI::App* fit_command = devices->add_subcommand(
      "fit", "Fit an interpretable twin to a table of latencies, or to sessions");
  add_common(*fit_command, *options);
  fit_command->add_option("--device", options->device, device_spec_help);
  fit_command->add_option("--trace", options->traces,
                          "Instead of a table: the saved session of a device, or several");
  fit_command->add_option("--out", options->out, "The device file to write")->required();
  fit_command->add_option("--name", options->texts.name, "Its name (default: from --out)");
  fit_command->add_option("--title", options->texts.title, "What people call it");
  fit_command->add_option("--group", options->texts.group,
                          "GPU, CPU, phone, board, ASIC, FPGA or synthetic");
  fit_command->add_option("--source", options->texts.source, "Who measured it");
  fit_command->add_option("--licence", options->texts.licence, "The measurements' licence");
  fit_command->callback([options] { fit(*options); });
}

}  // namespace tenprobes::native
