// tenprobes data import | list | remove
//
// import --json prints {"store": FOLDER, "imported": [{"kind", "name", "rows", "file", "from"}],
// "skipped": [{"name", "reason", "from"}]}; list --json {"store", "latency": [NAME...], "accuracy",
// "scores", "predictor"}.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/datasets/accuracy_table.h"
#include "core/datasets/csv.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/freerea.h"
#include "core/datasets/hw_nas_bench.h"
#include "core/datasets/latency_table.h"
#include "core/datasets/ofa_predictor.h"
#include "core/devices/plausibility.h"
#include "core/devices/tabulated_device.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/spaces.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/spaces.h"
#include "native/store.h"

namespace tenprobes::native {
namespace {

namespace fs = std::filesystem;

struct DataOptions : CommonOptions {
  std::vector<std::string> files;
  std::string name;
  bool replace = false;
  std::string kind;
};

/// One table to be kept.
struct Table {
  StoreKind kind;
  std::string name;
  std::string bytes;
  std::ptrdiff_t rows;
  fs::path from;
};

struct Skipped {
  std::string name, reason;
  fs::path from;
};

struct Import {
  std::vector<Table> tables;
  std::vector<Skipped> skipped;
};

std::ptrdiff_t known_rows(const std::vector<double>& values) {
  return std::count_if(values.begin(), values.end(), [](double v) { return !std::isnan(v); });
}

/// "cifar10" for "cifar10_perfmetrics.txt"
std::string default_name(const fs::path& path, std::string_view suffix) {
  std::string stem = path.stem().string();
  if (stem.ends_with(suffix)) stem.resize(stem.size() - suffix.size());
  return stem;
}

/// `noted` is what a doubt about them is said of.
void add_latencies(Import& import, const std::string& name, const std::vector<double>& latency_ms,
                   const fs::path& from, const fs::path& noted) {
  const devices::TabulatedDevice device(name, cell_space(), latency_ms);
  note(noted, devices::doubts_about(device));
  import.tables.push_back(
      {StoreKind::latency, name, datasets::latency_csv(latency_ms), known_rows(latency_ms), from});
}

void add_hw_nas_bench(Import& import, const std::string& bytes, const fs::path& from) {
  for (const auto& device : datasets::hw_nas_bench_devices(bytes, from.string())) {
    if (device.passed_over.empty()) {
      add_latencies(import, device.name, device.latencies, from, device.name);
    } else {
      import.skipped.push_back({device.name, device.passed_over, from});
    }
  }
}

void add_file(Import& import, const fs::path& path, const std::string& wanted_name) {
  using datasets::FileKind;
  const std::string bytes = read_file(path);
  const std::string file = path.string();
  const FileKind kind = datasets::identify(bytes, file);
  const auto name = [&](std::string_view suffix) {
    return wanted_name.empty() ? default_name(path, suffix) : wanted_name;
  };
  switch (kind) {
    case FileKind::latency_table:
      add_latencies(import, name(""), datasets::parse_latency_table(bytes, file), path, path);
      return;
    case FileKind::accuracy_table: {
      const std::vector<double> accuracy = datasets::parse_accuracy_table(bytes, file);
      note(path, devices::doubts_about_accuracies(accuracy, *cell_space()));
      import.tables.push_back({StoreKind::accuracy, name("_perfmetrics"),
                               datasets::write_csv_column(accuracy, datasets::accuracy_column),
                               known_rows(accuracy), path});
      return;
    }
    case FileKind::freerea_scores:
      datasets::parse_freerea_scores(bytes, file);
      import.tables.push_back({StoreKind::scores, name("_cachedmetrics"), bytes, cell_count, path});
      return;
    case FileKind::hw_nas_bench:
      if (!wanted_name.empty()) {
        throw Error(file + ": holds many devices, which --name cannot all be called");
      }
      add_hw_nas_bench(import, bytes, path);
      return;
    case FileKind::accuracy_predictor: {
      const auto space = open_space("ofa-mobilenetv3");
      const Safetensors predictor = datasets::read_ofa_predictor(bytes, file, layered(*space));
      import.tables.push_back({StoreKind::predictor, name(""), predictor.serialise(), 1, path});
      return;
    }
    default:
      throw Error(file + ": holds " + std::string(datasets::description(kind)) +
                  ", which is not imported: give its path where it is needed");
  }
}

bool is_preset(const std::string& name) {
  const std::vector<std::string> names = preset_names(*cell_space());
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_names(const Import& import, bool replace) {
  for (std::size_t i = 0; i < import.tables.size(); ++i) {
    const Table& table = import.tables[i];
    check_keep(table.kind, table.name, table.bytes, replace);
    for (std::size_t j = 0; j < i; ++j) {
      const Table& other = import.tables[j];
      if (other.kind == table.kind && other.name == table.name) {
        throw Error(table.from.string() + " and " + other.from.string() +
                    " would both be called '" + table.name +
                    "': import them one by one with --name");
      }
    }
  }
}

void import_files(const DataOptions& options) {
  if (!options.name.empty() && options.files.size() > 1) {
    throw Error("--name names one table, but " + std::to_string(options.files.size()) +
                " files are given");
  }
  Import import;
  for (const std::string& file : options.files) add_file(import, file, options.name);
  check_names(import, options.replace);

  nlohmann::ordered_json imported = nlohmann::ordered_json::array();
  nlohmann::ordered_json skipped = nlohmann::ordered_json::array();
  for (const Table& table : import.tables) {
    const fs::path path = keep(table.kind, table.name, table.bytes, options.replace);
    imported.push_back({{"kind", name_of(table.kind)},
                        {"name", table.name},
                        {"rows", table.rows},
                        {"file", path.string()},
                        {"from", table.from.string()}});
    if (table.kind == StoreKind::latency && is_preset(table.name)) {
      std::fprintf(stderr, "%s: now means these measurements, not the preset of that name\n",
                   table.name.c_str());
    }
    if (options.json) continue;
    if (table.kind == StoreKind::predictor) {
      std::printf("predictor %s: for --space ofa-mobilenetv3 --quality %s\n", table.name.c_str(),
                  table.name.c_str());
    } else {
      std::printf("%s %s: %td architectures\n", std::string(name_of(table.kind)).c_str(),
                  table.name.c_str(), table.rows);
    }
  }
  for (const Skipped& one : import.skipped) {
    skipped.push_back({{"name", one.name}, {"reason", one.reason}, {"from", one.from.string()}});
    std::fprintf(stderr, "%s: skipped: %s\n", one.name.c_str(), one.reason.c_str());
  }
  if (options.json) {
    print_json({{"store", store_folder().string()}, {"imported", imported}, {"skipped", skipped}});
  }
}

void list(const DataOptions& options) {
  nlohmann::ordered_json document = {{"store", store_folder().string()}};
  bool any = false;
  for (const StoreKind kind : all_store_kinds) {
    const std::vector<std::string> names = stored_names(kind);
    document[std::string(name_of(kind))] = names;
    any = any || !names.empty();
    if (options.json) continue;
    for (const std::string& name : names) {
      std::printf("%-9s %s\n", std::string(name_of(kind)).c_str(), name.c_str());
    }
  }
  if (options.json) {
    print_json(document);
  } else if (!any) {
    std::fprintf(stderr, "nothing is imported in %s: 'tenprobes data import FILE' does it\n",
                 shown(store_folder()).c_str());
  }
}

void remove(const DataOptions& options) {
  for (const StoreKind kind : all_store_kinds) {
    if (name_of(kind) == options.kind) remove_stored(kind, options.name);
  }
  if (options.json) print_json({{"removed", options.name}, {"kind", options.kind}});
}

}  // namespace

void add_data(CLI::App& app) {
  CLI::App* data = app.add_subcommand("data", "Published tables, imported once and known by name");
  data->require_subcommand(1);
  auto options = std::make_shared<DataOptions>();

  CLI::App* import_command = data->add_subcommand(
      "import",
      "Latencies (HELP's .pt, HW-NAS-Bench's pickle, .csv) for --device, accuracies (FreeREA's"
      " perfmetrics, .csv) for --accuracy, FreeREA's cachedmetrics for --scores, Once-for-All's"
      " acc_predictor.pth for --quality; all files or none");
  add_common(*import_command, *options);
  import_command->add_option("files", options->files, "Files, told apart by their content")
      ->required();
  import_command->add_option("--name", options->name,
                             "What to call the table (default: the file's name)");
  import_command->add_flag("--replace", options->replace,
                           "Overwrite a table of the same name and other content");
  import_command->callback([options] { import_files(*options); });

  CLI::App* list_command = data->add_subcommand("list", "What is imported");
  add_common(*list_command, *options);
  list_command->callback([options] { list(*options); });

  CLI::App* remove_command = data->add_subcommand("remove", "Forget an imported table");
  add_common(*remove_command, *options);
  remove_command->add_option("kind", options->kind, "latency, accuracy, scores or predictor")
      ->required()
      ->check(one_of(std::vector<std::string>{"latency", "accuracy", "scores", "predictor"}));
  remove_command->add_option("name", options->name, "The table's name")->required();
  remove_command->callback([options] { remove(*options); });
}

}  // namespace tenprobes::native
