// tenprobes devices list | show | fit | prior
//
// prior's JSON: {"format": "tenprobes-prior", "version": 1, "seed", "seeds", "rows": [{"device", "probes",
// "score" (of the synthetic devices as they are), "best" (of distribution_family()), "best_score",
// "worst", "worst_score"}]}; scores in nats a latency.
#include <algorithm>
#include <cstdio>
#include <set>

#include "core/devices/parse_device.h"
#include "core/devices/plausibility.h"
#include "core/evaluation/distribution_check.h"
#include "core/prediction/few_shot_twin.h"
#include "core/search/report.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_files.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/session_inputs.h"
#include "native/spaces.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

using devices::DeviceFile;

struct DevicesOptions : CommonOptions {
  std::string space;
  std::string name;  // show
  // fit:
  std::string device, architectures, out;
  std::vector<std::string> traces;
  DeviceFile texts;  // its name, title, group, source and licence
  // prior:
  std::vector<std::string> devices;
  std::vector<int> probes = {3, 5, 10};
  int seeds = 10, threads = 0;
};

void list(const DevicesOptions& options) {
  const auto space = open_space(options.space, {});
  nlohmann::ordered_json presets = nlohmann::ordered_json::array();
  for (const std::string& name : preset_names(*space)) {
    const DeviceFile file = read_preset(name, space, true);
    nlohmann::ordered_json row = {
        {"name", file.name}, {"kind", file.kind}, {"group", file.group}, {"title", file.title}};
    if (file.fit) row.update({{"r2", file.fit->r2}, {"srcc", file.fit->srcc}});
    presets.push_back(row);
    if (options.json) continue;
    std::printf("%-26s %-9s %s", file.name.c_str(), file.group.c_str(), file.title.c_str());
    if (file.fit) std::printf(" (twin, R2 %.2f)", file.fit->r2);
    std::printf("\n");
  }
  if (options.json) {
    print_json({{"devices", presets}});
  } else if (presets.empty()) {
    std::fprintf(stderr,
                 "%s has no presets: --device takes synthetic:SEED, a table of latencies, a device"
                 " file and what measures (tenprobes adapt --help)\n",
                 space->title().c_str());
  }
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

void say(const DevicesOptions& options, const DeviceFile& file, const SearchSpace& space) {
  options.json ? print_json(summary(devices::serialise_device_file(file, space)))
               : print_device(file, space);
}

void show(const DevicesOptions& options) {
  const auto space = open_space(options.space, {});
  say(options, read_preset(options.name, space), *space);
}

/// The twin of what the probes of some sessions on one device tell.
DeviceFile fit_traces(const DevicesOptions& options) {
  search::Measurements measured;
  std::string device;
  std::set<std::string> seen;
  for (const std::string& path : options.traces) {
    const search::SessionReport trace = read_trace(path, options.space);
    if (trace.space->form() != Form::cells) {
      throw Error(path + ": is a session in " + trace.space->title() +
                  ", whose twins are fitted to the latencies of many networks, with --device");
    }
    if (!device.empty() && trace.device != device) {
      throw Error(path + ": is of the device " + trace.device + ", and " + options.traces.front() +
                  " of " + device + ": a twin is of one device");
    }
    device = trace.device;
    if (trace.device_kind == "shuffled") {
      throw Error(path + ": its latencies were shuffled in the page: a twin needs true ones");
    }
    if (!seen.insert(search::serialise(trace)).second) {
      throw Error(path + ": is the same session as another of the files: name each once");
    }
    measured.add(trace);
  }
  DeviceFile file =
      devices::twin_file(prediction::few_shot_twin(measured.history, measured.spreads));
  file.title = device;
  file.note = "A twin of " + device + " from " + std::to_string(measured.history.size()) +
              " measurements; its quality is that of predicting each from the others.";
  return file;
}

void fit(const DevicesOptions& options) {
  if (options.device.empty() == options.traces.empty()) {
    throw Error("give either --device or --trace, what the twin is fitted to");
  }
  const auto space = open_space(options.space, {});
  DeviceFile file = options.traces.empty()
                        ? fit_device(options.device, options.architectures, space)
                        : fit_traces(options);
  const DeviceFile& texts = options.texts;
  file.name = texts.name.empty() ? std::filesystem::path(options.out).stem().string() : texts.name;
  if (!texts.title.empty()) file.title = texts.title;
  file.group = texts.group;
  file.source = texts.source;
  file.licence = texts.licence;
  note(options.device.empty() ? options.traces.front() : options.device,
       devices::doubts_about(file.fit));
  const std::string bytes = devices::serialise_device_file(file, *space);
  devices::parse_device(bytes, options.out, space);  // for its complaints, before it is written
  write_file(options.out, bytes);
  say(options, file, *space);
}

/// How far the synthetic devices are from the best of their family, on each device.
void judge_prior(const DevicesOptions& options) {
  std::vector<std::unique_ptr<devices::Device>> known;
  std::vector<std::span<const double>> tables;
  for (const std::string& spec : options.devices) {
    known.push_back(open_known(spec, cell_space(), "a distribution is judged by them"));
    tables.push_back(known.back()->known_latencies());
  }
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const int probes : options.probes) {
    const auto scores = evaluation::check_distribution(
        tables, {.probes = probes, .seeds = options.seeds, .seed = options.seed},
        parallel_for(options.threads));
    for (std::size_t device = 0; device < known.size(); ++device) {
      const auto [worst, best] =
          std::minmax_element(scores.begin(), scores.end(), [device](const auto& a, const auto& b) {
            return a.by_device[device] < b.by_device[device];
          });
      const double score = scores.front().by_device[device];
      rows.push_back({{"device", known[device]->name()},
                      {"probes", probes},
                      {"score", score},
                      {"best", best->name},
                      {"best_score", best->by_device[device]},
                      {"worst", worst->name},
                      {"worst_score", worst->by_device[device]}});
    }
  }
  if (options.json) {
    print_json({{"format", "tenprobes-prior"},
                {"version", 1},
                {"seed", options.seed},
                {"seeds", options.seeds},
                {"rows", rows}});
    return;
  }
  std::printf("%-20s %6s %8s %8s  %-22s %8s  %s\n", "device", "probes", "score", "best", "of",
              "worst", "of");
  for (const auto& row : rows) {
    std::printf("%-20s %6d %8.3f %8.3f  %-22s %8.3f  %s\n",
                row["device"].get<std::string>().c_str(), row["probes"].get<int>(),
                row["score"].get<double>(), row["best_score"].get<double>(),
                row["best"].get<std::string>().c_str(), row["worst_score"].get<double>(),
                row["worst"].get<std::string>().c_str());
  }
}

}  // namespace

void add_devices(CLI::App& app) {
  CLI::App* devices = app.add_subcommand("devices", "Presets and fitted twins of real devices");
  devices->require_subcommand(1);
  auto options = std::make_shared<DevicesOptions>();
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
  add_out(*fit_command, options->out, "The device file to write");
  fit_command->add_option("--name", options->texts.name, "Its name (default: from --out)");
  fit_command->add_option("--title", options->texts.title, "What people call it");
  fit_command->add_option("--group", options->texts.group,
                          "GPU, CPU, phone, board, ASIC, FPGA or synthetic");
  fit_command->add_option("--source", options->texts.source, "Who measured it");
  fit_command->add_option("--licence", options->texts.licence, "The measurements' licence");
  fit_command->callback([options] { fit(*options); });

  CLI::App* prior_command = devices->add_subcommand(
      "prior",
      "How well the synthetic devices predict real ones of NAS-Bench-201, beside other"
      " distributions: nats a held-out latency");
  add_common(*prior_command, *options);
  prior_command->add_option("--device", options->devices, device_spec_help)->required();
  prior_command->add_option("--probes", options->probes, "Numbers of random probes")
      ->delimiter(',')
      ->capture_default_str();
  prior_command->add_option("--seeds", options->seeds, "Choices of probes")->capture_default_str();
  add_threads(*prior_command, options->threads);
  prior_command->callback([options] { judge_prior(*options); });
}

}  // namespace tenprobes::native
