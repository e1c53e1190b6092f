#include "native/session_inputs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/base/text_numbers.h"
#include "core/controller/edit.h"
#include "core/datasets/accuracy_table.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/freerea.h"
#include "core/datasets/measurements.h"
#include "core/datasets/ofa_predictor.h"
#include "core/devices/plausibility.h"
#include "core/proxies/accuracy_surrogate.h"
#include "core/proxies/quality.h"
#include "core/search_space/layered/layered_file.h"
#include "core/search_space/layered/layered_quality.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/spaces.h"
#include "native/store.h"

namespace tenprobes::native {

void add_session_options(CLI::App& command, SessionOptions& options) {
  search::SessionRequest& request = options.request;
  add_common(command, options);
  add_space_option(command, options.space);
  options.command = &command;
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
  command.add_option("--where", options.where,
                     "Bounds on what is known beforehand, e.g. 'mparams<=30' (may be repeated)");
  add_score_inputs(command, options.inputs);
  add_method_inputs(command, options.inputs);
}

search::SessionRequest request_of(const SessionOptions& options) {
  search::SessionRequest request = options.request;
  request.seed = options.seed;
  if (!request.budget_ms && !request.budget_quantile && !request.scalarisation) {
    throw Error("give the latency budget with --budget-ms or --budget-quantile");
  }
  return request;
}

void fit_probes(const SessionOptions& options, const SearchSpace& space,
                search::SessionRequest& request) {
  const bool is_given = options.command->count("--probes") > 0;
  if (!is_given && space.size() > 0) request.probes = std::min(request.probes, space.size());
}

void fit_counts(const CLI::Option* option, int most, std::vector<int>& counts) {
  if (option->count() > 0 || most <= 0) return;
  std::erase_if(counts, [most](int count) { return count > most; });
  if (counts.empty()) counts.push_back(most);
}

search::SessionReport read_trace(const std::string& path, const std::string& space) {
  if (space.empty()) return search::parse_session(read_to_go_on(path), path, find_space);
  const auto given = open_space(space);
  return search::parse_session(read_to_go_on(path), path, [&](const std::string& name) {
    return name == given->name() ? given : nullptr;
  });
}

void require_same(const SessionOptions& options, const search::SessionReport& saved) {
  const auto require = [&](const char* option, const std::string& given, const std::string& was) {
    if (options.command->count(option) == 0 || given == was) return;
    throw Error(std::string(option) + " " + given + ": the saved session has " +
                (was.empty() ? "none" : was) + ", which holds");
  };
  const auto text_of = [](const std::optional<double>& value) {
    return value ? exact_number_text(*value) : "";
  };
  require("--method", options.request.method, saved.method);
  require("--seed", std::to_string(options.seed), std::to_string(saved.seed));
  require("--probes", std::to_string(options.request.probes),
          std::to_string(static_cast<int>(saved.probes.size()) + saved.probes_left));
  require("--budget-quantile", text_of(options.request.budget_quantile),
          text_of(saved.budget_quantile));
  require("--budget-ms", text_of(options.request.budget_ms),
          saved.budget_quantile ? "" : text_of(saved.budget_ms));
  std::vector<std::string> bounds;
  for (const Bound& bound : parse_bounds(options.where, *saved.space)) {
    bounds.push_back(to_string(bound, *saved.space));
  }
  require("--where", listed(bounds), listed(saved.bounds));
}

std::vector<Bound> parse_bounds(const std::vector<std::string>& where, const SearchSpace& space) {
  std::vector<Bound> bounds;
  for (const std::string& text : where) bounds.push_back(parse_bound(text, space));
  return bounds;
}

void add_score_inputs(CLI::App& command, InputOptions& options) {
  command.add_option(
      "--quality", options.quality,
      "What is maximised: training-free (the default on cells; on fbnet, whose default"
      " is macs, an estimate of such scores), a score of the table by its name,"
      " accuracy (what --accuracy names), a feature of the space, a table of"
      " accuracies (of spaces that can be listed), or of a layered space a predictor (a file or an "
      "imported one's"
      " name) or a file of 'tenprobes proxies layers'");
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
                     "Trained controller for the method controller, or for edit where that alone is"
                     " asked for, or both and it is of kind edit (default: the shipped one)");
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
    datasets::refuse_other_kind(bytes, path.filename().string(), datasets::FileKind::weights,
                                "training-free scores");
    return proxies::parse_proxy_table(bytes, path.filename().string());
  }
  return {.scores = datasets::parse_freerea_scores(bytes, path.filename().string()).by_name(),
          .metadata = {}};
}

namespace {

/// Of a file, with a note on stderr about what is strange in it.
std::vector<double> read_accuracy_table(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  std::vector<double> percent = datasets::parse_accuracy_table(read_file(path), name);
  note(name, devices::doubts_about_accuracies(percent, *cell_space()));
  return percent;
}

search::Accuracies estimated_accuracies() {
  const auto surrogate =
      std::make_shared<const proxies::AccuracySurrogate>(proxies::AccuracySurrogate::parse(
          read_file(shipped_file("pretrained/accuracy.safetensors")), "accuracy.safetensors"));
  return {.source = "estimate", .estimate = [surrogate](const Architecture& architecture) {
            return surrogate->estimate(cell_of(architecture))[0];
          }};
}

}  // namespace

search::Accuracies read_accuracies(const SearchSpace& space, const InputOptions& options) {
  if (options.accuracy.empty() || space.form() != Form::cells) return {};
  if (options.accuracy == "estimate") return estimated_accuracies();
  const std::filesystem::path path = stored_or_path(StoreKind::accuracy, options.accuracy);
  const std::string name = path.filename().string();
  return {.percent = read_accuracy_table(path), .source = name};
}

namespace {

std::shared_ptr<const Quality> tabulated(const SearchSpace& space, std::vector<double> values,
                                         const std::string& name, const std::string& label) {
  QualityFacts facts = facts_of(values, name, label);
  return std::make_shared<TabulatedQuality>(space, std::move(facts), std::move(values));
}

std::shared_ptr<const Quality> training_free(const SearchSpace& space,
                                             const InputOptions& options) {
  return std::make_shared<TabulatedQuality>(space, proxies::training_free_facts(),
                                            proxies::combined_quality(read_scores(options).scores));
}

/// A feature by index, more of which is taken to be better.
std::shared_ptr<const Quality> feature_quality(const SearchSpace& space, int feature) {
  const std::string& name = space.features()[static_cast<std::size_t>(feature)];
  const std::string label = name + " (a stand-in for quality)";
  if (space.size() == 0) {  // as of layers alone
    const LayeredSpace& own = layered(space);
    return std::make_shared<LayeredSum>(own, name, label, feature_by_row(own, feature));
  }
  std::vector<double> values;
  for (int index = 0; index < space.size(); ++index) {
    values.push_back(space.feature(space.at(index), feature));
  }
  return tabulated(space, std::move(values), name, label);
}

/// "; it has quality, gmacs, mparams", what --quality may name beside a file.
std::string offered_qualities(const SearchSpace& space) {
  std::string names = space.quality() ? space.quality()->facts().name : "";
  for (const std::string& feature : space.features()) {
    names += (names.empty() ? "" : ", ") + feature;
  }
  return names.empty() ? "" : "; it has " + names;
}

/// Of the networks that a table of accuracies names; NaN of the others.
std::shared_ptr<const Quality> listed_accuracies(const SearchSpace& space, std::string_view bytes,
                                                 const std::string& file) {
  std::vector<double> percent(static_cast<std::size_t>(space.size()), std::nan(""));
  const auto read = datasets::read_measurements(bytes, file, datasets::accuracy_column);
  for (const auto& [architecture, value] :
       datasets::architecture_values(read, datasets::accuracy_column,
                                     [&](std::string_view text) { return space.parse(text); })) {
    percent[static_cast<std::size_t>(space.index_of(architecture))] = value;
  }
  return tabulated(space, std::move(percent), "accuracy", "accuracy, % (" + file + ")");
}

/// What a network predicts: an imported one by its name, or its file, of ours or Once-for-All's.
std::shared_ptr<const Quality> predicted_quality(const LayeredSpace& space,
                                                 const std::string& name) {
  if (!stored_file(StoreKind::predictor, name) && !exists(name)) {
    throw Error("--quality " + name + ": neither a quality of " + space.title() +
                " nor a file nor an imported predictor" + offered_qualities(space));
  }
  const std::filesystem::path path = stored_or_path(StoreKind::predictor, name);
  return datasets::read_predicted_accuracy(read_file(path), path.filename().string(), space);
}

/// Of the training-free scores that come with the space, or what a file like theirs says; null where
/// `name` is neither.
std::shared_ptr<const Quality> written_quality(const LayeredSpace& space, const std::string& name) {
  std::filesystem::path path = name;
  if (name == "training-free") {
    path = shipped_file("assets/qualities") / (space.name() + ".json");
    if (!native::exists(path)) {
      throw Error("--quality training-free: no such scores of " + space.title() +
                  " come with tenprobes; 'tenprobes proxies layers' makes them");
    }
  }
  if (path.extension() != ".json" || !native::exists(path)) return nullptr;
  return parse_layered_quality(read_file(path), path.filename().string(), space);
}

/// A score of the table, as percentile points.
std::shared_ptr<const Quality> score_quality(const SearchSpace& space, const std::string& name,
                                             const std::vector<float>& scores) {
  std::vector<double> values = proxies::percentile_points(scores);
  return std::make_shared<TabulatedQuality>(
      space, QualityFacts{.name = name, .label = name + ", percentile points (training-free)"},
      std::move(values));
}

}  // namespace

std::shared_ptr<const Quality> read_quality(const SearchSpace& space, const InputOptions& options) {
  const std::string& name = options.quality;
  const bool cells = space.form() == Form::cells;
  if (name.empty() || (cells && name == "training-free")) {
    if (space.quality()) return {space.shared_from_this(), space.quality()};
    if (cells) return training_free(space, options);
    throw Error(space.title() + " knows no quality of its own: name one with --quality");
  }
  if (cells && name == "accuracy") {
    const search::Accuracies known = read_accuracies(space, options);
    if (known.empty()) throw Error("--quality accuracy also needs --accuracy FILE");
    return tabulated(space, known.table(space), name,
                     known.source == "estimate" ? "CIFAR-10 test accuracy, % (estimated)"
                                                : "test accuracy, % (" + known.source + ")");
  }
  if (cells) {
    const proxies::ProxyTable table = read_scores(options);
    if (const auto found = table.scores.find(name); found != table.scores.end()) {
      return score_quality(space, name, found->second);
    }
  }
  if (space.quality() && name == space.quality()->facts().name) {
    return {space.shared_from_this(), space.quality()};
  }
  if (space.form() == Form::layered) {
    if (auto quality = written_quality(layered(space), name)) return quality;
  }
  if (const auto feature = space.feature_named(name)) return feature_quality(space, *feature);
  if (!cells && space.size() > 0 && exists(name)) {
    const std::string bytes = read_file(name),
                      file = std::filesystem::path(name).filename().string();
    if (datasets::has_column(bytes, file, datasets::accuracy_column)) {
      return listed_accuracies(space, bytes, file);
    }
  }
  if (space.form() == Form::layered) return predicted_quality(layered(space), name);
  if (!cells) {
    throw Error("--quality " + name + ": neither a quality of " + space.title() +
                " nor a table of accuracies" + offered_qualities(space));
  }
  const std::filesystem::path path = stored_or_path(StoreKind::accuracy, name);
  const std::string file = path.filename().string();
  return tabulated(space, read_accuracy_table(path), "accuracy", "test accuracy, % (" + file + ")");
}

namespace {

std::shared_ptr<const controller::Controller> read_controller(const std::filesystem::path& path,
                                                              const Quality& quality, bool cells) {
  const std::string bytes = read_file(path), file = path.filename().string();
  datasets::refuse_other_kind(bytes, file, datasets::FileKind::weights, "a trained controller");
  std::shared_ptr<const controller::Controller> controller =
      controller::Controller::parse(bytes, file);
  const controller::Information& trained = controller->information();
  if (cells && trained.steps > 0 && trained.quality_hash != quality.hash()) {
    std::fprintf(stderr,
                 "warning: %s was trained to maximise another quality than these scores make: it "
                 "will do less well than after training for them.\n",
                 path.filename().c_str());
  }
  return controller;
}

/// The controllers that these methods have: what --weights names where it is theirs to take, else the
/// shipped ones.
void read_controllers(const std::string& weights, const std::vector<std::string>& methods,
                      const Quality& quality, bool cells, search::Ingredients& ingredients) {
  const auto needs = [&](search::Need need) {
    return std::any_of(methods.begin(), methods.end(), [need](const std::string& method) {
      return search::strategy_kind(method).need == need;
    });
  };
  const bool any = needs(search::Need::controller), edits = needs(search::Need::edit_controller);
  const auto read = [&](const std::filesystem::path& path) {
    return read_controller(path, quality, cells);
  };
  std::shared_ptr<const controller::Controller> given;
  if (!weights.empty() && (any || edits)) given = read(weights);
  // Where both methods are asked for, it is the one's whose kind it has.
  const bool is_of_edit =
      given && edits && (!any || given->information().kind == controller::EditController::kind);
  if (any) {
    ingredients.controller =
        given && !is_of_edit ? given : read(shipped_file("pretrained/controller.safetensors"));
  }
  if (edits) {
    ingredients.edit_controller =
        is_of_edit ? given : read(shipped_file("pretrained/controller-edit.safetensors"));
  }
  if (given && any && edits) {
    std::fprintf(stderr,
                 "note: --weights, of kind %s, is the method %s's; %s has the shipped one\n",
                 given->information().kind.c_str(), is_of_edit ? "edit" : "controller",
                 is_of_edit ? "controller" : "edit");
  }
}

}  // namespace

SessionInputs read_inputs(const std::shared_ptr<const SearchSpace>& space,
                          const InputOptions& options, const std::vector<std::string>& methods) {
  const bool cells = space->form() == Form::cells;
  SessionInputs inputs;
  inputs.quality = read_quality(*space, options);
  inputs.accuracies = read_accuracies(*space, options);
  read_controllers(options.weights, methods, *inputs.quality, cells, inputs.ingredients);
  for (const std::string& method : methods) {
    const search::Need need = search::strategy_kind(method).need;
    if (need == search::Need::proxy_device && !inputs.proxy_device) {
      if (options.proxy_device.empty()) {
        throw Error("method " + method + ": name the device to rank by with --proxy-device");
      }
      inputs.proxy_device = open_device(options.proxy_device, space);
      inputs.ingredients.proxy = inputs.proxy_device.get();
    }
  }
  const auto is_used = [&](const std::string& given, bool used, const char* sentence) {
    if (!given.empty() && !used) std::fprintf(stderr, "note: %s\n", sentence);
  };
  is_used(options.weights, inputs.ingredients.controller || inputs.ingredients.edit_controller,
          "--weights is of no use here: only the methods controller and edit have weights");
  is_used(options.proxy_device, inputs.proxy_device != nullptr,
          "--proxy-device is of no use here: only the method one-proxy ranks by it");
  is_used(options.accuracy == "estimate" ? "" : options.accuracy, cells,
          "--accuracy is of no use here: it is of NAS-Bench-201's networks");
  is_used(options.scores == "shipped" ? "" : options.scores, cells,
          "--scores is of no use here: they are of NAS-Bench-201's networks");
  return inputs;
}

std::string method_names() {
  return listed(search::strategy_kinds(), &search::StrategyKind::name);
}

}  // namespace tenprobes::native
