// tenprobes predict --device SPEC...: few-shot latency prediction. The JSON is that of
// core/prediction/comparison.h with "space" and a "query" that says what was scored.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <map>

#include "core/base/named.h"
#include "core/datasets/file_kind.h"
#include "core/prediction/ceiling.h"
#include "core/prediction/comparison.h"
#include "core/prediction/help.h"
#include "core/prediction/help_split.h"
#include "core/prediction/listed_space.h"
#include "core/prediction/nasflat.h"
#include "core/search_space/spaces.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_files.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/prediction_page.h"
#include "native/progress.h"
#include "native/ranks.h"
#include "native/session_inputs.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

enum class Query { all, help };

struct PredictOptions : CommonOptions {
  std::vector<std::string> devices, train_devices, methods;
  std::string space, architectures, html;
  prediction::ComparisonRequest request;
  const CLI::Option* samples = nullptr;
  Query query = Query::all;
  std::string help_weights, protocol;
  int threads = 0;
};

const std::map<std::string, prediction::Design> designs = {{"planned", prediction::Design::planned},
                                                           {"random", prediction::Design::random}};
const std::map<std::string, Query> queries = {{"all", Query::all}, {"help", Query::help}};

std::unique_ptr<devices::Device> open_scored(const std::string& spec,
                                             const std::shared_ptr<const SearchSpace>& space) {
  return open_known(spec, space, "predict needs its latencies known beforehand, to score against");
}

prediction::ComparedDevice to_compared(devices::Device& device, Query query) {
  const std::span<const double> latencies = device.known_latencies();
  prediction::ComparedDevice compared{.name = device.name(),
                                      .scored = {latencies.begin(), latencies.end()}};
  const SearchSpace& space = device.space();
  for (int index = 0; index < space.size(); ++index) {
    compared.allowed.push_back(device.can_probe(space.at(index)));
  }
  if (query == Query::help) {
    prediction::keep_help_pool(prediction::help_cells, compared.allowed);
    compared.scored = prediction::help_query(prediction::help_cells, latencies);
  } else if (space.form() == Form::cells) {
    compared.srcc_ceiling = prediction::srcc_ceiling(latencies);
  }
  compared.probe = [&device, &space](int place, Random& random) {
    return device.probe(space.at(place), random);
  };
  return compared;
}

/// This thread's own processor time: what a fit costs does not depend on what else runs.
double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void print_table(const std::vector<prediction::ComparisonRow>& rows) {
  const auto cell = [](const std::optional<double>& value) {
    char text[16] = "-";
    if (value) std::snprintf(text, sizeof text, "%.3f", *value);
    return std::string(text);
  };
  std::size_t longest = 6;
  for (const prediction::ComparisonRow& row : rows) longest = std::max(longest, row.device.size());
  const auto width = static_cast<int>(longest);
  std::printf("%-15s %-*s %-8s %7s %8s  %-22s %7s %8s %7s %8s %8s\n", "method", width, "device",
              "probes", "samples", "measured", "srcc [95 %]", "ceiling", "kendall", "mape %",
              "cover 90", "fit, us");
  for (const prediction::ComparisonRow& row : rows) {
    const auto coverage =
        row.coverage90 ? std::optional<double>(row.coverage90->mean) : std::nullopt;
    std::printf("%-15s %-*s %-8s %7d %8d  %.4f [%.4f, %.4f] %7s %8.4f %7.2f %8s %8.0f\n",
                row.method.c_str(), width, row.device.c_str(),
                std::string(prediction::name_of(row.design)).c_str(), row.samples, row.measurements,
                row.srcc.mean, row.srcc.low, row.srcc.high, cell(row.srcc_ceiling).c_str(),
                row.kendall.mean, row.mape.mean, cell(coverage).c_str(), row.fit_microseconds);
  }
}

void print_splits(const std::vector<prediction::SplitRow>& rows) {
  std::printf("%-5s %-10s %-8s %7s %7s %9s %9s %15s %9s\n", "split", "method", "probes", "samples",
              "srcc", "cover 90", "HELP", "MultiPredict", "NASFLAT");
  for (const prediction::SplitRow& row : rows) {
    std::printf("%-5s %-10s %-8s %7d %7.3f %9.3f %9.3f %15.3f %9.3f",
                std::string(row.split->name).c_str(), row.method.c_str(),
                std::string(prediction::name_of(row.design)).c_str(), row.samples, row.srcc,
                row.coverage90.value_or(std::nan("")), row.split->help, row.split->multi_predict,
                row.split->nasflat);
    for (const std::string& device : row.missing) std::printf("  without %s", device.c_str());
    std::printf("\n");
  }
}

struct Setting {
  std::shared_ptr<const SearchSpace> owner;
  prediction::ComparedSpace space;
  std::vector<prediction::ComparedDevice> devices;
  // What the above point to.
  std::vector<std::unique_ptr<devices::Device>> opened;
  std::vector<std::vector<double>> references;
  std::string scored = "all architectures";  ///< in words, but for the probes
};

std::string description(Query query, const Setting& setting) {
  return query == Query::all ? setting.scored + " but the probes" : prediction::help_split_text;
}

/// A target that was measured before would be its own answer.
void require_unseen(const std::string& target, std::span<const double> latencies,
                    const std::string& known, std::span<const double> known_latencies) {
  const bool same = std::ranges::equal(latencies, known_latencies, [](double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
  });
  if (target != known && !same) return;
  throw Error("device '" + target + "' is to be predicted and yet among --train-devices" +
              (target == known ? "" : ", as '" + known + "'") + ": leave it out of either");
}

/// HELP may have been trained on a target: that is no fair test, and is said.
void say_what_help_has_seen(const prediction::HelpModel& model, const Setting& setting) {
  const auto training = nlohmann::json::parse(model.training, nullptr, false);
  if (!training.is_object() || !training.contains("train_devices")) return;
  for (const prediction::ComparedDevice& device : setting.devices) {
    const auto& seen = training["train_devices"];
    if (std::find(seen.begin(), seen.end(), device.name) == seen.end()) continue;
    std::fprintf(stderr, "help learned from %s: no fair test of it\n", device.name.c_str());
  }
}

/// The targets, and the latencies of the training devices.
std::vector<std::span<const double>> open_devices(const PredictOptions& options,
                                                  const std::shared_ptr<const SearchSpace>& space,
                                                  Setting& setting) {
  setting.owner = space;
  for (const std::string& spec : options.devices) {
    setting.opened.push_back(open_scored(spec, space));
    setting.devices.push_back(to_compared(*setting.opened.back(), options.query));
  }
  std::vector<std::span<const double>> reference;
  for (const std::string& spec : options.train_devices) {
    setting.opened.push_back(open_scored(spec, space));
    devices::Device& known = *setting.opened.back();
    for (std::size_t t = 0; t < setting.devices.size(); ++t) {
      devices::Device& target = *setting.opened[t];
      require_unseen(target.name(), target.known_latencies(), known.name(),
                     known.known_latencies());
    }
    reference.push_back(known.known_latencies());
  }
  return reference;
}

Setting cell_setting(const PredictOptions& options, const std::vector<std::string>& methods) {
  Setting setting;
  prediction::PredictorInputs inputs{.reference = open_devices(options, cell_space(), setting)};
  const bool help = std::any_of(methods.begin(), methods.end(),
                                [](const std::string& name) { return name.starts_with("help"); });
  if (help) {
    const std::string path =
        given_or_shipped(options.help_weights, "pretrained/help.safetensors").string();
    const std::string bytes = read_file(path);
    datasets::refuse_other_kind(bytes, path, datasets::FileKind::weights, "HELP's weights");
    inputs.help =
        std::make_shared<const prediction::HelpModel>(prediction::HelpModel::parse(bytes, path));
    say_what_help_has_seen(*inputs.help, setting);
  }
  setting.space = prediction::compared_cells(methods, inputs);
  return setting;
}

/// A catalogue.
Setting listed_setting(const PredictOptions& options, const std::vector<std::string>& methods,
                       const std::shared_ptr<const SearchSpace>& space) {
  if (options.query == Query::help) {
    throw Error("--query help: HELP has no query set of " + space->title());
  }
  Setting setting;
  const auto reference = open_devices(options, space, setting);
  setting.space = prediction::listed_space(methods, *space, all_of(*space), reference);
  return setting;
}

/// A layered space: scored on the networks that were measured, or, where all devices know every
/// latency, on all or, where those are too many, on random ones.
Setting sampled_setting(const PredictOptions& options, const std::vector<std::string>& methods,
                        const std::shared_ptr<const SearchSpace>& space) {
  constexpr int random_networks = 3000;
  std::vector<std::string> specs = options.devices;
  specs.insert(specs.end(), options.train_devices.begin(), options.train_devices.end());
  std::vector<std::optional<datasets::MeasuredNetworks>> lists;
  std::vector<Architecture> networks;
  std::map<Architecture, std::size_t> place_of;
  const auto add = [&](const Architecture& network) {
    if (place_of.try_emplace(network, networks.size()).second) networks.push_back(network);
  };
  for (const std::string& spec : specs) {
    lists.push_back(read_measured_networks(spec, options.architectures, *space));
    if (!lists.back()) continue;
    for (const Architecture& network : lists.back()->architectures) add(network);
  }
  Random random(options.seed);
  Setting setting;
  if (!networks.empty()) {
    setting.scored = std::to_string(networks.size()) + " measured networks";
  } else if (space->size() > 0) {
    networks = all_of(*space);
  } else {
    while (networks.size() < random_networks) add(space->random(random));
    setting.scored = std::to_string(networks.size()) + " random networks";
  }
  setting.owner = space;
  for (std::size_t s = 0; s < specs.size(); ++s) {
    prediction::ComparedDevice device{.name = std::filesystem::path(specs[s]).stem().string()};
    device.scored.assign(networks.size(), std::nan(""));
    if (lists[s]) {
      for (std::size_t i = 0; i < lists[s]->architectures.size(); ++i) {
        device.scored[place_of.at(lists[s]->architectures[i])] = lists[s]->latency_ms[i];
      }
      const auto known = std::make_shared<const std::vector<double>>(device.scored);
      device.probe = [known](int place, Random&) {
        return (*known)[static_cast<std::size_t>(place)];
      };
    } else {
      setting.opened.push_back(open_scored(specs[s], space));
      devices::Device* opened = setting.opened.back().get();
      device.name = opened->name();
      for (std::size_t i = 0; i < networks.size(); ++i) {
        device.scored[i] = *opened->expected_latency(networks[i]);
      }
      device.probe = [opened, networks](int place, Random& noise) {
        return opened->probe(networks[static_cast<std::size_t>(place)], noise);
      };
    }
    if (s >= options.devices.size()) {
      for (const prediction::ComparedDevice& target : setting.devices) {
        require_unseen(target.name, target.scored, device.name, device.scored);
      }
      setting.references.push_back(std::move(device.scored));
      continue;
    }
    for (const double ms : device.scored) device.allowed.push_back(ms > 0);
    if (options.query == Query::help) {
      constexpr prediction::HelpSplit split = prediction::help_layers;
      if (networks.size() !=
          static_cast<std::size_t>(split.pool) + static_cast<std::size_t>(split.query)) {
        throw Error("--query help: HELP has no query set of these networks of " + space->title());
      }
      prediction::keep_help_pool(split, device.allowed);
      device.scored = prediction::help_query(split, device.scored);
    }
    setting.devices.push_back(std::move(device));
  }
  std::vector<std::span<const double>> reference;
  for (const auto& latencies : setting.references) reference.emplace_back(latencies);
  setting.space = prediction::listed_space(methods, *space, std::move(networks), reference);
  return setting;
}

void run(const PredictOptions& options) {
  prediction::ComparisonRequest request = options.request;
  request.seed = options.seed;
  std::vector<std::string> methods = options.methods;
  require_different(options.devices, "--device");
  require_different(methods, "--methods");
  const auto space = open_space(options.space, options.devices);
  const bool is_cells = space->form() == Form::cells;
  const bool is_listed = space->size() > 0 && space->form() == Form::catalogue;
  // Two networks at least are left to rank.
  fit_counts(options.samples, is_listed ? std::max(1, space->size() - 2) : 0, request.samples);
  if (methods.empty() && !is_cells) {
    methods.emplace_back("bayes");
    if (is_listed && !space->features().empty()) methods.emplace_back("gp");
    if (!space->features().empty()) methods.emplace_back("macs");
  }
  const bool by_nasflat = options.protocol == "nasflat";
  if (by_nasflat && (!is_cells || options.query != Query::all)) {
    throw Error(
        "--protocol nasflat is of NAS-Bench-201, scored on all architectures: leave out"
        " --space and --query");
  }
  if (methods.empty() && by_nasflat) methods = {"bayes"};
  if (methods.empty()) methods = {"bayes", "ridge", "macs"};
  const Setting setting = is_cells    ? cell_setting(options, methods)
                          : is_listed ? listed_setting(options, methods, space)
                                      : sampled_setting(options, methods, space);
  Progress progress("predict", static_cast<std::int64_t>(setting.devices.size()) * request.seeds,
                    "draws");
  std::atomic<std::int64_t> done = 0;
  const prediction::ComparisonResult result = prediction::compare_predictors(
      request, setting.space, setting.devices, processor_seconds, ranked_for(options.threads),
      [&] { progress.update(++done); }, rank_share());
  const auto splits = prediction::by_split(result.rows);
  if (by_nasflat && splits.empty()) {
    throw Error("--protocol nasflat: none of these devices is a test device of its splits");
  }
  if (!options.html.empty()) {
    write_file(options.html, prediction_page(description(options.query, setting), request, result));
  }
  if (options.json) {
    nlohmann::ordered_json document = prediction::to_json(request, result);
    document["space"] = space->name();
    document["query"] = description(options.query, setting);
    if (by_nasflat) document["splits"] = prediction::to_json(splits);
    return print_json(document);
  }
  std::printf("Scored on %s; %d draws.\n\n", description(options.query, setting).c_str(),
              request.seeds);
  if (by_nasflat) return print_splits(splits);
  print_table(result.rows);
  std::printf("\n");
  print_table(result.means);
}

}  // namespace

void add_predict(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  prediction::ComparisonRequest& request = options->request;
  CLI::App* command = app.add_subcommand(
      "predict", "Few-shot latency prediction, scored on all architectures but the probes");
  add_common(*command, *options);
  const std::string names =
      listed(prediction::predictor_kinds(), &prediction::PredictorKind::name) +
      "; in other spaces of " + listed(prediction::listed_methods());
  command
      ->add_option(
          "--device", options->devices,
          std::string(device_spec_help) +
              "; in layered spaces also a list of measured networks (.csv with architecture"
              " and latency_ms, or HELP's latencies, .pt, with --architectures)")
      ->required()
      ->expected(-1);
  add_space_option(*command, options->space);
  command->add_option("--architectures", options->architectures,
                      "The networks that HELP's lists of latencies are of (arch.pt, ofa_archs.pt)");
  command
      ->add_option("--methods", options->methods,
                   "Some of " + names + " (default: bayes, macs and ridge or gp where they exist)")
      ->delimiter(',');
  options->samples =
      command->add_option("--samples", request.samples, "Numbers of probes to learn from")
          ->delimiter(',')
          ->check(CLI::Range(1, 1000))
          ->capture_default_str();
  command->add_option("--seeds", request.seeds, "Draws of the probes")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command
      ->add_option("--train-devices", options->train_devices,
                   "Devices measured before, for the methods that need them")
      ->expected(-1);
  command
      ->add_option(
          "--design", request.designs,
          "planned: each probe where it leaves the least variance; random; or both, to see what"
          " random probes cost (the regime is then often mis-picked)")
      ->delimiter(',')
      ->transform(one_of(designs))
      ->default_str("planned");
  command
      ->add_option("--query", options->query,
                   "What is scored. all: all architectures but the probes. help: HELP's own query"
                   " set, with probes out of the 900 that HELP draws from")
      ->transform(one_of(queries))
      ->default_str("all");
  command
      ->add_option(
          "--protocol", options->protocol,
          "nasflat: means over the test devices of NASFLAT's splits (arXiv 2403.02446), of"
          " those that --device gives, beside what HELP, MultiPredict and NASFLAT published"
          " with 20 samples and other devices to learn from")
      ->check(one_of(std::vector<std::string>{"nasflat"}));
  command->add_option("--html", options->html, "Also write a report to this file")
      ->check(output_file());
  command->add_option("--help-weights", options->help_weights,
                      "Weights of the method help; default: the shipped ones");
  add_threads(*command, options->threads);
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
