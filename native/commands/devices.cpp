// tenprobes devices list | show | fit
#include <cstdio>

#include "core/devices/catalogue/catalogue_device.h"
#include "core/devices/device_file.h"
#include "core/devices/fit.h"
#include "core/prediction/few_shot_twin.h"
#include "core/search/report.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "native/catalogue_devices.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/layered_devices.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

/// What a twin's file says of it beside figures.
struct Texts {
  std::string name, title, group, source, licence;
};

struct Options : CommonOptions {
  std::string space;
  std::string name;  // show
  // fit:
  std::string device, architectures, out;
  std::vector<std::string> traces;
  Texts texts;
};

void list(const Options& options) {
  const auto space = open_space(options.space, {});
  nlohmann::ordered_json presets = nlohmann::ordered_json::array();
  const auto add = [&](const auto& file) {
    nlohmann::ordered_json row = {
        {"name", file.name}, {"kind", file.kind}, {"group", file.group}, {"title", file.title}};
    if (file.fit) row.update({{"r2", file.fit->r2}, {"srcc", file.fit->srcc}});
    presets.push_back(row);
    if (options.json) return;
    std::printf("%-26s %-9s %s", file.name.c_str(), file.group.c_str(), file.title.c_str());
    if (file.fit) std::printf(" (twin, R2 %.2f)", file.fit->r2);
    std::printf("\n");
  };
  if (space->form() == Form::layered) {
    for (const std::string& name : preset_names(*space)) {
      add(read_layered_preset(name, layered(*space)));
    }
  } else if (space->form() == Form::catalogue) {
    for (const std::string& name : preset_names(*space)) add(read_catalogue_heading(name, space));
  } else {
    for (const std::string& name : preset_names(*nas_bench_201())) add(read_preset(name));
  }
  if (options.json) print_json({{"devices", presets}});
}

/// The file's fields, with the model as `coefficients` and the fit's figures beside it.
nlohmann::ordered_json summary(const std::string& bytes) {
  const auto json = nlohmann::ordered_json::parse(bytes);
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

void print_line(const char* label, const std::string& text) {
  if (!text.empty()) std::printf("%-12s %s\n", label, text.c_str());
}

template <class File>
void print_texts(const File& file) {
  print_line("name", file.name);
  print_line("title", file.title);
  print_line("kind", file.kind);
  print_line("group", file.group);
  print_line("source", file.source);
  print_line("licence", file.licence);
  print_line("note", file.note);
}

template <class Fit>
void print_fit(const std::optional<Fit>& fit) {
  if (!fit) return;
  std::printf("%-12s R2 %.4f, SRCC %.4f on held-out rows, %d rows\n", "fit", fit->r2, fit->srcc,
              fit->rows);
}

void print(const devices::DeviceFile& file) {
  const devices::LatencyModel& model = file.model;
  print_texts(file);
  print_line("execution", std::string(devices::name_of(model.execution)));
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
  print_fit(file.fit);
}

void show(const Options& options) {
  const auto space = open_space(options.space, {});
  if (space->form() == Form::layered) {
    const LayeredSpace& own = layered(*space);
    const devices::LayeredDeviceFile file = read_layered_preset(options.name, own);
    return options.json ? print_json(summary(serialise_layered_device_file(file, own)))
                        : print_layered_device(file, own);
  }
  if (space->form() == Form::catalogue) {
    const devices::CatalogueDeviceFile file = read_catalogue_preset(options.name, space);
    return options.json ? print_json(summary(
                              serialise_catalogue_device_file(file, *devices::as_catalogue(space))))
                        : print_catalogue_device(file, *space);
  }
  const devices::DeviceFile file = read_preset(options.name);
  options.json ? print_json(summary(serialise_device_file(file))) : print(file);
}

/// A table's twin.
devices::DeviceFile fit_table(const Options& options) {
  const auto device = open_device(options.device, nas_bench_201());
  if (device->known_latencies().empty()) {
    throw Error(
        "device '" + options.device +
        "' only answers probes; a twin is fitted to a table of latencies, or to the trace of"
        " a session with --trace");
  }
  const devices::Twin twin = devices::fit_twin(device->known_latencies());
  return {.kind = "twin",
          .note = devices::describe_residual(twin.model, twin.quality),
          .model = twin.model,
          .fit = twin.quality};
}

/// The twin of what the probes of some sessions on one device tell.
devices::DeviceFile fit_traces(const Options& options) {
  History history;
  std::vector<std::optional<devices::Spread>> spreads;
  std::string device;
  for (const std::string& path : options.traces) {
    const search::SessionReport trace = search::parse_session(read_file(path), path, find_space);
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
  return {.kind = "twin",
          .title = device,
          .note = "A twin of " + device + " from " + std::to_string(history.size()) +
                  " measurements; its quality is that of foretelling each from the others.",
          .model = twin.model,
          .fit = twin.quality};
}

/// The file to write to `path`. Refuses a bad --group before anything is written.
std::string checked(const devices::DeviceFile& file, const std::string& path) {
  const std::string bytes = serialise_device_file(file);
  devices::parse_device_file(bytes, path);
  return bytes;
}

/// The texts of the options; the name of the file where they give none.
template <class File>
void set_texts(const Options& options, File& file) {
  const Texts& texts = options.texts;
  file.name = texts.name.empty() ? std::filesystem::path(options.out).stem().string() : texts.name;
  if (!texts.title.empty()) file.title = texts.title;
  file.group = texts.group;
  file.source = texts.source;
  file.licence = texts.licence;
}

/// The file of a twin in a catalogue, with the texts of the options.
void write_catalogue_twin(const Options& options, const std::shared_ptr<const SearchSpace>& space) {
  if (options.device.empty()) {
    throw Error("--trace: a twin in a catalogue is fitted to a table of latencies, with --device");
  }
  devices::CatalogueDeviceFile file = fit_catalogue_device(options.device, space);
  set_texts(options, file);
  const auto catalogue = devices::as_catalogue(space);
  const std::string bytes = serialise_catalogue_device_file(file, *catalogue);
  devices::parse_catalogue_device_file(bytes, options.out, *catalogue);
  write_file(options.out, bytes);
  options.json ? print_json(summary(bytes)) : print_catalogue_device(file, *space);
}

/// The same of a twin in a layered space.
void write_layered_twin(const Options& options, const LayeredSpace& space) {
  if (options.device.empty()) {
    throw Error("--trace: a twin of " + space.title() +
                " is fitted to a list of measured networks, with --device");
  }
  devices::LayeredDeviceFile file =
      fit_layered_device(options.device, options.architectures, space);
  set_texts(options, file);
  const std::string bytes = serialise_layered_device_file(file, space);
  devices::parse_layered_device_file(bytes, options.out, space);
  write_file(options.out, bytes);
  options.json ? print_json(summary(bytes)) : print_layered_device(file, space);
}

/// With the texts of the options, and named after the file where they give no name.
template <class File>
void write_twin(const Options& options, File file) {
  set_texts(options, file);
  const std::string bytes = checked(file, options.out);
  write_file(options.out, bytes);
  options.json ? print_json(summary(bytes)) : print(file);
}

void fit(const Options& options) {
  if (options.device.empty() == options.traces.empty()) {
    throw Error("give either --device or --trace, what the twin is fitted to");
  }
  const auto space = open_space(options.space, {});
  if (space->form() == Form::layered) return write_layered_twin(options, layered(*space));
  if (!options.architectures.empty()) throw Error("--architectures: needs a layered --space");
  if (space->form() == Form::catalogue) return write_catalogue_twin(options, space);
  write_twin(options, options.traces.empty() ? fit_table(options) : fit_traces(options));
}

}  // namespace

void add_devices(CLI::App& app) {
  CLI::App* devices = app.add_subcommand("devices", "Presets and fitted twins of real devices");
  devices->require_subcommand(1);
  auto options = std::make_shared<Options>();
  const auto add_space = [&](CLI::App& command) { add_space_option(command, options->space); };

  CLI::App* list_command = devices->add_subcommand("list", "The presets, with their fit quality");
  add_common(*list_command, *options);
  add_space(*list_command);
  list_command->callback([options] { list(*options); });

  CLI::App* show_command = devices->add_subcommand("show", "One preset's coefficients and source");
  add_common(*show_command, *options);
  add_space(*show_command);
  show_command->add_option("name", options->name, "The preset's name")->required();
  show_command->callback([options] { show(*options); });

  CLI::App* fit_command = devices->add_subcommand(
      "fit", "Fit an interpretable twin to a table of latencies, or to sessions");
  add_common(*fit_command, *options);
  add_space(*fit_command);
  fit_command->add_option("--device", options->device, device_spec_help);
  fit_command->add_option(
      "--architectures", options->architectures,
      "Of a layered space: the networks that --device, HELP's list of latencies,"
      " is of (arch.pt, ofa_archs.pt)");
  fit_command->add_option("--trace", options->traces,
                          "Instead of a table: the saved session of a device, or several");
  fit_command->add_option("--out", options->out, "The device file to write")
      ->check(output_file())
      ->required();
  fit_command->add_option("--name", options->texts.name, "Its name (default: from --out)");
  fit_command->add_option("--title", options->texts.title, "What people call it");
  fit_command->add_option("--group", options->texts.group,
                          "GPU, CPU, phone, board, ASIC, FPGA or synthetic");
  fit_command->add_option("--source", options->texts.source, "Who measured it");
  fit_command->add_option("--licence", options->texts.licence, "The measurements' licence");
  fit_command->callback([options] { fit(*options); });
}

}  // namespace tenprobes::native
