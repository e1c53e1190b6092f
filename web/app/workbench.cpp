#include "web/app/workbench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/safetensors.h"
#include "core/controller/controller.h"
#include "core/datasets/accuracy_table.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/freerea.h"
#include "core/devices/synthetic_device.h"
#include "core/proxies/proxy_table.h"
#include "core/search/document.h"
#include "core/search/fixed_list.h"
#include "web/app/plot.h"
#include "web/app/requests.h"

namespace tenprobes::app {
namespace {

constexpr double show_candidate_at = 0.4;              // of the time between two probes
constexpr double race_after = 0.35;                    // seconds of quiet
constexpr std::chrono::microseconds race_slice(3000);  // of a frame

nlohmann::ordered_json shown(const Probe& probe, double budget_ms, const World& world) {
  const int index = index_of(probe.architecture);
  return {{"architecture", to_string(probe.architecture)},
          {"index", index},
          {"latency_ms", probe.latency_ms},
          {"feasible", probe.latency_ms <= budget_ms},
          {"quality", world.quality[static_cast<size_t>(index)]}};
}

}  // namespace

Workbench::Workbench(const Resources& resources) : catalogue_(resources.device_presets) {
  proxies::ProxyTable table =
      resources.proxy_table.empty()
          ? proxies::exact_proxy_table()
          : proxies::parse_proxy_table(resources.proxy_table, "the shipped proxy table");
  quality_ = proxies::quality_of(table);
  scores_ = std::move(table.scores);
  if (!resources.edit_weights.empty()) {
    edit_controller_ =
        controller::Controller::parse(resources.edit_weights, "the shipped edit controller");
  }
  if (!resources.controller_weights.empty()) {
    controller_ =
        controller::Controller::parse(resources.controller_weights, "the shipped controller");
  } else {
    settings_.method = "belief";
  }
  if (!resources.surrogate.empty()) {
    surrogate_ =
        proxies::AccuracySurrogate::parse(resources.surrogate, "the shipped accuracy surrogate");
  }
  if (!resources.help_weights.empty()) {
    help_ = std::make_shared<const prediction::HelpModel>(
        prediction::HelpModel::parse(resources.help_weights, "the shipped HELP weights"));
  }
  if (!catalogue_.find(settings_.device)) settings_.device = synthetic_name;
  if (resources.fbnet_presets.contains("pixel3")) settings_.fbnet_device = "pixel3";
  defaults_ = settings_;
  begin(make_session(settings_), settings_);
}

std::unique_ptr<Workbench::Session> Workbench::make_session(const Settings& settings) {
  auto session = std::make_unique<Session>();
  session->device = catalogue_.make(settings.device, settings.synthetic);
  session->world = make_world(*session->device, quality_);
  session->ingredients.controller = controller_;
  session->ingredients.edit_controller = edit_controller_;
  for (const DeviceEntry& entry : catalogue_.entries()) {
    if (entry.name == settings.device) continue;
    session->proxy = catalogue_.make(entry.name, settings.synthetic);
    session->ingredients.proxy_latencies = session->proxy->known_latencies();
    session->ingredients.proxy_device = entry.name;
    break;
  }
  std::vector<std::string> methods = names_in(settings.rivals);
  if (std::find(methods.begin(), methods.end(), settings.method) == methods.end()) {
    methods.insert(methods.begin(), settings.method);
  }
  if (!fixed_list_ && std::find(methods.begin(), methods.end(), "fixed") != methods.end()) {
    fixed_list_ = std::make_shared<const std::vector<Cell>>(
        search::fixed_list(quality_, search::default_fixed_length));
  }
  session->ingredients.fixed_list = fixed_list_;
  const search::SessionRequest request{.method = settings.method,
                                       .probes = static_cast<int>(settings.probes),
                                       .budget_quantile = settings.budget_quantile,
                                       .seed = static_cast<std::uint64_t>(settings.seed)};
  session->adaptation = std::make_unique<search::Adaptation>(request, *session->device, quality_,
                                                             session->ingredients);
  if (settings.shuffle &&
      (session->world.known < cell_count || settings.device == this_browser_name)) {
    throw Error("latencies can only be shuffled where all are known: choose a preset device");
  }
  session->race.emplace(methods, request, *session->device, session->world, session->ingredients);
  return session;
}

Workbench::Person Workbench::probed_by_person(const Session& session,
                                              const Settings& settings) const {
  Person person{{}, Random(search::split_seed(static_cast<std::uint64_t>(settings.seed)).noise)};
  const std::vector<std::string> indices = names_in(settings.yours);
  if (static_cast<std::int64_t>(indices.size()) > settings.probes) {
    throw Error("setting 'yours' lists " + std::to_string(indices.size()) +
                " networks: expected at most " + std::to_string(settings.probes) +
                ", the session's probes");
  }
  if (!indices.empty() && settings.device == this_browser_name) {
    throw Error(
        "setting 'yours' lists networks that were measured in a browser: expected none, for "
        "they cannot be repeated");
  }
  for (const std::string& index : indices) {
    const Cell architecture = cell_at(std::stoi(index));
    if (!session.device->can_probe(architecture)) {
      throw Error("setting 'yours' lists network " + index + ": expected networks that were " +
                  "measured on " + settings.device);
    }
    person.probes.push_back({architecture, session.device->probe(architecture, person.noise)});
  }
  return person;
}

void Workbench::begin(std::unique_ptr<Session> session, const Settings& settings) {
  person_ = probed_by_person(*session, settings);
  settings_ = settings;
  session_ = std::move(session);
  browser_.forget_probes();
  candidate_.reset();
  phase_ = 0;
  race_delay_ = race_after;
  ++generation_;
}

void Workbench::apply(const Settings& settings) {
  validate(settings);
  if (!same_session(settings, settings_)) {
    begin(make_session(settings), settings);
    announce_session();
  } else if (settings.yours != settings_.yours) {
    person_ = probed_by_person(*session_, settings);
  }
  settings_ = settings;
}

void Workbench::prefer_theme(const std::string& theme) {
  if (settings_.theme == defaults_.theme) settings_.theme = theme;
  defaults_.theme = theme;
}

void Workbench::announce_session() {
  announcement_ = "New session on " + settings_.device + ": " + std::to_string(settings_.probes) +
                  " probes, budget " + short_number(budget_ms()) + " ms.";
}

void Workbench::reset() {
  switch_to(settings_);
  announce_session();
}

std::optional<Probe> Workbench::best() const {
  return best_feasible(history(), session_->adaptation->session().objective());
}

std::optional<Probe> Workbench::person_best() const {
  return best_feasible(person(), session_->adaptation->session().objective());
}

std::optional<search::Recommendation> Workbench::recommendation() const {
  if (!finished()) return std::nullopt;
  search::Recommendation end = session_->adaptation->session().recommend();
  if (!settings_.shuffle) return end;
  end.latency_ms = world().latency[static_cast<size_t>(index_of(end.architecture))];
  end.feasible = *end.latency_ms <= budget_ms();
  return end;
}

std::vector<double> Workbench::curve() const {
  return regret_curve(world(), budget_ms(), history());
}

std::vector<double> Workbench::person_curve() const {
  return regret_curve(world(), budget_ms(), person());
}

std::optional<Workbench::Accuracy> Workbench::accuracy(int index) const {
  if (!accuracies_.percent.empty()) {
    const double percent = accuracies_.percent[static_cast<size_t>(index)];
    if (std::isnan(percent)) return std::nullopt;
    return Accuracy{percent, accuracies_.source};
  }
  if (!surrogate_) return std::nullopt;
  return Accuracy{surrogate_->estimate(cell_at(index))[0],
                  "estimate, \u00b1" +
                      short_number(surrogate_->held_out().random_folds[0].mean_absolute_error)};
}

const std::vector<double>& Workbench::all_accuracies() const {
  if (!accuracies_.percent.empty()) return accuracies_.percent;
  if (estimates_.empty() && surrogate_) estimates_ = surrogate_->estimates(0);
  return estimates_;
}

// Estimating takes its time, so only the recommended one's accuracy is.
search::SessionReport Workbench::report(const search::Adaptation& adaptation) const {
  search::SessionReport report;
  if (!accuracies_.percent.empty() || !surrogate_) {
    report = adaptation.report(accuracies_);
  } else {
    report = adaptation.report(estimated_accuracy(adaptation.session().recommend().architecture));
  }
  if (report.device == this_browser_name) report.budget_probes = browser_.calibration();
  return report;
}

search::Accuracies Workbench::estimated_accuracy(const Cell& architecture) const {
  search::Accuracies estimate{std::vector<double>(cell_count, std::nan("")), "estimate"};
  estimate.percent[static_cast<size_t>(index_of(architecture))] =
      surrogate_->estimate(architecture)[0];
  return estimate;
}

std::string Workbench::obstacle(const search::StrategyKind& kind) const {
  try {
    search::Ingredients ingredients = session_->ingredients;
    ingredients.true_latencies = session_->device->known_latencies();
    search::make_strategy(kind.name, ingredients);
    return {};
  } catch (const Error& error) {
    return error.what();
  }
}

// Shuffled, each network has the latency of another one, always the same.
Probe Workbench::probe_device(Session& session, const Settings& settings) {
  search::Adaptation& adaptation = *session.adaptation;
  if (!settings.shuffle) return adaptation.step();
  const std::vector<double>& latency = session.world.latency;
  const Cell asked = adaptation.ask();
  Random random(static_cast<std::uint64_t>(index_of(asked)) * 2 +
                static_cast<std::uint64_t>(settings.seed));
  adaptation.step_told(latency[static_cast<size_t>(random.below(cell_count))]);
  return {asked, latency[static_cast<size_t>(index_of(asked))]};
}

std::vector<double> Workbench::measured_once() const {
  std::vector<double> measured = world().latency;
  if (world().known < cell_count) return measured;
  Random noise(static_cast<std::uint64_t>(settings_.seed));
  for (size_t i = 0; i < measured.size(); ++i) {
    measured[i] = session_->device->probe(cell_at(static_cast<int>(i)), noise);
  }
  return measured;
}

void Workbench::measure() {
  if (measures_here()) {
    candidate_ = session_->adaptation->ask();
    browser_.ask(ThisBrowser::Purpose::session, *candidate_);
    return;
  }
  const std::optional<Probe> before = best();
  record(before, probe_device(*session_, settings_));
}

void Workbench::record(const std::optional<Probe>& before, const Probe& probe) {
  session_->measured.push_back(probe);
  candidate_.reset();
  const std::string number = std::to_string(history().size());
  const std::optional<Probe> after = best();
  announcement_ = "Probe " + number + " of " + std::to_string(settings_.probes) + ": " +
                  short_number(probe.latency_ms) + " ms, ";
  if (probe.latency_ms > budget_ms()) {
    announcement_ += "too slow.";
  } else if (!before || (after && after->architecture != before->architecture)) {
    announcement_ += "fits, and the best so far.";
  } else {
    announcement_ += "fits, but is no better.";
  }
  if (finished()) announce_end();
}

void Workbench::announce_end() {
  const search::Recommendation end = *recommendation();
  const int index = index_of(end.architecture);
  announcement_ = "Recommended after " + std::to_string(history().size()) + " probes: network " +
                  std::to_string(index);
  if (end.latency_ms) announcement_ += ", " + short_number(*end.latency_ms) + " ms";
  announcement_ += ", quality better than " + short_number(quality(index)) + " % of all networks";
  if (!end.feasible) announcement_ += "; no probe met the budget";
  announcement_ += ".";
}

void Workbench::tell_measurement(std::string_view news) {
  const std::optional<ThisBrowser::Answer> answer = browser_.tell(news);
  if (!answer) return;
  const Probe probe{answer->probe.architecture, answer->probe.latency_ms};
  switch (answer->purpose) {
    case ThisBrowser::Purpose::calibration:
      announcement_ =
          "Measured " + std::to_string(browser_.collected()) + " networks in this browser.";
      if (browser_.calibrating()) return;
      settings_.shuffle = false;
      settings_.playing = true;
      add_devices({browser_.entry()});
      announcement_ = "This browser is measured: every probe runs its network here now.";
      return;
    case ThisBrowser::Purpose::person:
      return record_person(probe);
    case ThisBrowser::Purpose::session:
      const std::optional<Probe> before = best();
      session_->adaptation->step_told(probe.latency_ms, answer->probe.spread);
      record(before, probe);
  }
}

void Workbench::step() {
  if (browser_.waits_for(ThisBrowser::Purpose::session)) return;
  if (!finished()) measure();
  phase_ = 0;
}

void Workbench::advance(double seconds) {
  if (measures_here() && !finished()) {
    // As fast as the worker answers; the race would only disturb it.
    if (settings_.playing && !browser_.calibrating() &&
        !browser_.waits_for(ThisBrowser::Purpose::session)) {
      measure();
    }
    return;
  }
  if (settings_.playing && !finished()) {
    phase_ += seconds * settings_.speed;
    while (phase_ >= 1 && !finished()) {
      phase_ -= 1;
      measure();
    }
    if (phase_ >= show_candidate_at && !finished() && !candidate_) {
      candidate_ = session_->adaptation->ask();
    }
  }
  race_delay_ -= seconds;
  if (race_delay_ > 0) return;
  const auto start = std::chrono::steady_clock::now();
  while (session_->race->step() && std::chrono::steady_clock::now() - start < race_slice) {
  }
}

bool Workbench::busy() const {
  if (measures_here() && !finished()) {
    return settings_.playing && !browser_.calibrating() &&
           !browser_.waits_for(ThisBrowser::Purpose::session);
  }
  return (settings_.playing && !finished()) || !session_->race->finished();
}

void Workbench::probe_by_person(int index) {
  const Cell architecture = cell_at(index);
  if (static_cast<std::int64_t>(person().size()) >= settings_.probes) {
    throw Error("your " + std::to_string(settings_.probes) +
                " probes are spent: reset the session to try again");
  }
  if (!session_->device->can_probe(architecture)) {
    throw Error("network " + std::to_string(index) + " was not measured on this device");
  }
  if (measures_here()) {
    browser_.ask(ThisBrowser::Purpose::person, architecture);
    announcement_ = "Network " + std::to_string(index) + " is being measured here.";
    return;
  }
  record_person({architecture, session_->device->probe(architecture, person_.noise)});
  settings_.yours = with_name(settings_.yours, std::to_string(index));
}

void Workbench::record_person(const Probe& probe) {
  person_.probes.push_back(probe);
  announcement_ = "Your probe " + std::to_string(person().size()) + ": " +
                  short_number(probe.latency_ms) + " ms, " +
                  (probe.latency_ms <= budget_ms() ? "fits." : "too slow.");
}

// Without the person's probes.
void Workbench::switch_to(Settings settings) {
  settings.yours = "none";
  begin(make_session(settings), settings);
}

void Workbench::load_safetensors(std::string_view bytes, const std::string& name) {
  const std::string kind = Safetensors::parse(bytes, name).require("kind");
  if (kind == "proxy-table") {
    use_scores(proxies::parse_proxy_table(bytes, name));
    announcement_ = "Quality comes from the scores of " + name + " now.";
  } else {
    load_weights(bytes, name);
  }
}

void Workbench::load_weights(std::string_view bytes, const std::string& name) {
  std::shared_ptr<const controller::Controller> loaded = controller::Controller::parse(bytes, name);
  std::swap(loaded, controller_);
  Settings wanted = settings_;
  wanted.method = "controller";
  try {
    switch_to(wanted);
  } catch (...) {
    std::swap(loaded, controller_);
    throw;
  }
  announcement_ = name + " is the controller now.";
}

void Workbench::load_scores(std::string_view bytes, const std::string& name) {
  const datasets::FreereaScores scores = datasets::parse_freerea_scores(bytes, name);
  const auto floats = [](const std::vector<double>& values) {
    return std::vector<float>(values.begin(), values.end());
  };
  proxies::ProxyTable table;
  table.scores = {{"naswot", floats(scores.naswot)},
                  {"logsynflow", floats(scores.log_synflow)},
                  {"skip", floats(scores.skip)}};
  use_scores(table);
  announcement_ = "Quality comes from the scores of " + name + " now.";
}

void Workbench::use_scores(const proxies::ProxyTable& table) {
  quality_ = proxies::quality_of(table);  // what is left cannot fail
  scores_ = table.scores;
  fixed_list_.reset();
  switch_to(settings_);
}

// Shows the first of them.
void Workbench::add_devices(std::vector<DeviceEntry> entries) {
  Catalogue before = catalogue_;
  Settings wanted = settings_;
  wanted.device = catalogue_.add(std::move(entries.front()));
  for (size_t i = 1; i < entries.size(); ++i) catalogue_.add(std::move(entries[i]));
  try {
    switch_to(wanted);
  } catch (...) {
    std::swap(before, catalogue_);
    throw;
  }
}

void Workbench::fit_twin() {
  const DeviceEntry* table = catalogue_.find(settings_.device);
  if (!table) throw Error("a twin is fitted to an imported table of latencies");
  const std::string title = table->title;
  add_devices(
      {measures_here() ? browser_.twin(report(*session_->adaptation)) : fitted_twin(*table)});
  announcement_ = "A twin of " + title +
                  " was fitted: " + catalogue_.find(settings_.device)->badge +
                  ". Its sliders can be moved.";
}

std::string Workbench::saved_session() const {
  nlohmann::ordered_json document = search::to_json(report(*session_->adaptation));
  if (settings_.shuffle) document["device_kind"] = "shuffled";
  document["page"] = share(with_session_of(settings_, defaults_));
  return document.dump(2) + "\n";
}

std::string Workbench::probes_csv() const {
  std::string csv = "by,probe,index,architecture,latency_ms,budget_ms,fits,quality\n";
  const auto number = [](double value) { return nlohmann::json(value).dump(); };
  const auto add = [&](const std::string& by, const History& probes) {
    for (size_t i = 0; i < probes.size(); ++i) {
      const Probe& probe = probes[i];
      const int index = index_of(probe.architecture);
      csv += by + "," + std::to_string(i + 1) + "," + std::to_string(index) + "," +
             to_string(probe.architecture) + "," + number(probe.latency_ms) + "," +
             number(budget_ms()) + "," + (probe.latency_ms <= budget_ms() ? "1" : "0") + "," +
             number(quality(index)) + "\n";
    }
  };
  add(settings_.method, history());
  add("person", person());
  return csv;
}

std::string Workbench::saved_device() const {
  const auto* known = dynamic_cast<const devices::SyntheticDevice*>(session_->device.get());
  if (!known)
    throw Error("a table of measured latencies is no device file: fit a twin of it first");
  devices::DeviceFile file;
  file.name = known->name();
  file.model = known->model();
  return devices::serialise_device_file(file);
}

Settings Workbench::settings_of(const search::SessionReport& saved, const nlohmann::json& document,
                                const std::string& name) const {
  const size_t probes = saved.probes.size() + static_cast<size_t>(saved.probes_left);
  Settings wanted = settings_;
  wanted.yours = "none";
  wanted.shuffle = false;
  wanted.device = saved.device;
  wanted.method = saved.method;
  wanted.probes = static_cast<std::int64_t>(probes);
  wanted.seed = static_cast<std::int64_t>(saved.seed);
  const auto page = document.find("page");
  if (page == document.end()) {
    wanted.budget_quantile =
        saved.budget_quantile
            ? *saved.budget_quantile
            : share_within(make_world(*catalogue_.make(wanted.device, wanted.synthetic), quality_),
                           *saved.budget_ms);
    return with_session_of(wanted, settings_);
  }
  if (!page->is_string()) throw Error(name + ": \"page\" should be a text, as in a link");
  Settings kept;
  try {
    kept = parse(page->get<std::string>());
  } catch (const Error& error) {
    throw Error(name + ", \"page\": " + error.what());
  }
  if (kept.device != wanted.device || kept.method != wanted.method || kept.seed != wanted.seed ||
      kept.probes != wanted.probes || kept.budget_quantile != saved.budget_quantile) {
    throw Error(name + ": \"page\" is of another session than the rest of the file: expected the " +
                "same device, method, seed, budget and number of probes");
  }
  return with_session_of(kept, settings_);
}

// Makes the saved probes again. Throws Error where one comes out otherwise.
void Workbench::repeat_probes(const search::SessionReport& saved, const Settings& settings,
                              const std::string& name, Session& session) const {
  const auto in_words = [](const Cell& architecture, double latency_ms) {
    return nlohmann::json(latency_ms).dump() + " ms for network " +
           std::to_string(index_of(architecture));
  };
  for (const search::ReportedProbe& before : saved.probes) {
    session.measured.push_back(probe_device(session, settings));
    const Probe& now = session.adaptation->session().history().back();
    if (now.architecture == before.architecture &&
        std::abs(now.latency_ms - before.latency_ms) <= 1e-9 * before.latency_ms) {
      continue;
    }
    const search::SessionReport report = session.adaptation->report();
    throw Error(name + ", probe " + std::to_string(session.measured.size()) + ": was " +
                in_words(before.architecture, before.latency_ms) + ", and is " +
                in_words(now.architecture, now.latency_ms) + " here: expected the " +
                (report.quality_hash != saved.quality_hash ? "scores"
                 : report.weights != saved.weights         ? "controller weights"
                                                           : "device, seed and budget") +
                " that the session was made with");
  }
}

// The session as it was saved. What was measured in this browser is measured anew.
void Workbench::repeat_session(std::string_view bytes, const std::string& name) {
  const search::SessionReport saved = search::parse_session(bytes, name);
  if (saved.scalarisation) {
    throw Error(name + ": its objective is scalarised, which the page is not");
  }
  if (!saved.budget_ms) throw Error(name + ": its budget was not estimated to the end yet");
  const Settings wanted = settings_of(saved, nlohmann::json::parse(bytes), name);
  validate(wanted);
  std::unique_ptr<Session> session = make_session(wanted);
  const bool here = wanted.device == this_browser_name;
  if (!here) repeat_probes(saved, wanted, name, *session);
  try {
    begin(std::move(session), wanted);
  } catch (const Error& error) {
    throw Error(name + ", \"page\": " + error.what());
  }
  announcement_ =
      here
          ? "Method, budget and seed are those of " + name + "; its probes are measured here anew."
          : "The session of " + name + " is here again, after " + std::to_string(history().size()) +
                " of " + std::to_string(settings_.probes) + " probes.";
}

void Workbench::load_file(std::string_view bytes, const std::string& name) {
  using datasets::FileKind;
  switch (datasets::identify(bytes, name)) {
    case FileKind::json:
      if (search::is_document(bytes, "tenprobes-session")) return repeat_session(bytes, name);
      [[fallthrough]];
    case FileKind::latency_table:
    case FileKind::hw_nas_bench: {
      std::vector<DeviceEntry> entries = import_devices(bytes, name);
      const size_t others = entries.size() - 1;
      add_devices(std::move(entries));
      announcement_ = "Device " + settings_.device + " was imported from " + name +
                      (others ? ", and " + std::to_string(others) + " more." : ".");
      return;
    }
    case FileKind::weights:
      return load_safetensors(bytes, name);
    case FileKind::freerea_scores:
      return load_scores(bytes, name);
    case FileKind::accuracy_table:
      accuracies_ = {datasets::parse_accuracy_table(bytes, name), name};
      announcement_ = "Accuracies from " + name + " are shown now.";
      return;
    default:
      throw Error(name + " is " +
                  std::string(datasets::description(datasets::identify(bytes, name))) +
                  ": the page takes a device (JSON, .pt, .csv), controller weights "
                  "(.safetensors), scores or accuracies");
  }
}

nlohmann::ordered_json Workbench::adapt(const nlohmann::json& json) const {
  const AdaptRequest request = parse_adapt_request(json, settings_);
  const std::unique_ptr<devices::Device> device =
      catalogue_.make(request.device, settings_.synthetic);
  search::Ingredients ingredients = session_->ingredients;
  if (ingredients.proxy_device == request.device) ingredients.proxy_latencies = {};
  search::Adaptation adaptation(request.session, *device, quality_, ingredients);
  while (!adaptation.finished()) adaptation.step();
  return search::to_json(report(adaptation));
}

nlohmann::ordered_json Workbench::state() const {
  nlohmann::ordered_json document;
  document["settings"] = to_json(settings_);
  document["device"] = {{"name", device().name()},       {"kind", device().kind()},
                        {"known", world().known},        {"fastest_ms", world().fastest},
                        {"slowest_ms", world().slowest}, {"pareto_front", world().front}};
  document["budget_ms"] = budget_ms();
  document["finished"] = finished();
  document["probes"] = nlohmann::ordered_json::array();
  for (const Probe& probe : history()) {
    document["probes"].push_back(shown(probe, budget_ms(), world()));
  }
  document["person"] = nlohmann::ordered_json::array();
  for (const Probe& probe : person()) {
    document["person"].push_back(shown(probe, budget_ms(), world()));
  }
  document["regret"] = curve();
  document["race"] = nlohmann::ordered_json::array();
  for (const Lane& lane : lanes()) {
    document["race"].push_back(
        {{"method", lane.method}, {"sessions", lane.sessions}, {"mean_regret", lane.mean}});
  }
  document["recommended"] = nullptr;
  if (finished()) {
    document["recommended"] = search::to_json(report(*session_->adaptation))["recommended"];
    const search::Recommendation end = *recommendation();
    if (end.latency_ms) document["recommended"]["latency_ms"] = *end.latency_ms;
    document["recommended"]["feasible"] = end.feasible;
  }
  return document;
}

}  // namespace tenprobes::app
