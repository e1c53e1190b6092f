// What the workbench reads from files and writes to them.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/quote.h"
#include "core/base/safetensors.h"
#include "core/base/text_table.h"
#include "core/datasets/accuracy_table.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/freerea.h"
#include "core/datasets/measured_networks.h"
#include "core/devices/catalogue/catalogue_device.h"
#include "core/devices/catalogue/latency_table.h"
#include "core/devices/layered/layered_device.h"
#include "core/devices/plausibility.h"
#include "core/devices/synthetic_device.h"
#include "core/proxies/proxy_table.h"
#include "core/search/document.h"
#include "core/search_space/catalogue/catalogue.h"
#include "core/search_space/spaces.h"
#include "web/app/awaited.h"
#include "web/app/codes.h"
#include "web/app/workbench.h"

namespace tenprobes::app {
namespace {

/// Where version 0.1 had layers.
constexpr const char* earlier_layers = "fbnet";

// A share of the world's networks as a budget that a session of the command line gave in ms.
double quantile_of(const World& world, double budget_ms) {
  return std::clamp(world.share_within(budget_ms), setting("budget").low, setting("budget").high);
}

// Whether a noisy device of this latency could have answered so: not further off than a half.
bool could_be_a_reading(double reading_ms, double latency_ms) {
  return reading_ms <= 1.5 * latency_ms && latency_ms <= 1.5 * reading_ms;
}

}  // namespace

// --- Written ------------------------------------------------------------------------------------

std::string Workbench::saved_session() const {
  if (settings_.space == default_space) library_.require("accuracy");
  search::SessionReport saved = report();
  if (settings_.shuffle) saved.device_kind = "shuffled";
  // A session of the command line is saved as it was read.
  const std::string link = share(with_session_of(settings_, defaults_of(settings_.space)));
  if (link != share(told_by(saved, ""))) saved.page = link;
  return search::serialise(saved);
}

std::string Workbench::probes_csv() const {
  const bool indexed = space().size() > 0;
  std::string csv = std::string("by,probe,") + (indexed ? "index," : "") +
                    "architecture,latency_ms,budget_ms,fits,quality\n";
  const auto number = [](double value) { return nlohmann::json(value).dump(); };
  const auto add = [&](const std::string& by, const History& probes) {
    for (size_t i = 0; i < probes.size(); ++i) {
      const Probe& probe = probes[i];
      csv += by + "," + std::to_string(i + 1) + ",";
      if (indexed) csv += std::to_string(space().index_of(probe.architecture)) + ",";
      csv += csv_field(space().text(probe.architecture)) + "," + number(probe.latency_ms) + "," +
             number(budget_ms()) + "," + (probe.latency_ms <= budget_ms() ? "1" : "0") + "," +
             number(quality(probe.architecture)) + "\n";
    }
  };
  add(settings_.method, history());
  add("person", user_probes());
  return csv;
}

std::string Workbench::command() const {
  if (settings_.shuffle) throw Error("the command line shuffles no latencies: the page alone does");
  if (measures_here()) throw Error("nothing but the page measures this browser");
  std::string text = "tenprobes adapt";
  const auto add = [&text](const char* option, const std::string& value) {
    text += std::string(" ") + option + " " + shell_quoted(value);
  };
  const auto device_file = [this](const std::string& name) {
    const DeviceEntry* entry = devices().find(name);
    const bool is_file = name == synthetic_name ||
                         (entry && entry->group == imported_group && entry->kind != "table");
    return name + (is_file ? ".json" : "");
  };
  add("--space", settings_.space + (built_in_space(settings_.space)     ? ""
                                    : space().form() == Form::catalogue ? ".csv"
                                                                        : ".json"));
  add("--device", device_file(settings_.device));
  add("--method", settings_.method);
  add("--probes", std::to_string(settings_.probes));
  const bool in_ms = settings_.budget_ms > 0;
  add(in_ms ? "--budget-ms" : "--budget-quantile",
      nlohmann::json(in_ms ? settings_.budget_ms : settings_.budget_quantile).dump());
  add("--seed", std::to_string(settings_.seed));
  if (settings_.quality != own_quality) add("--quality", settings_.quality);
  for (const std::string& bound : names_in(settings_.bounds)) add("--where", bound);
  const DeviceEntry* proxy = devices().proxy(settings_);
  if (settings_.method == "one-proxy" && proxy) add("--proxy-device", device_file(proxy->name));
  if (!library_.has_shipped_controller()) add("--weights", "controller.safetensors");
  return text;
}

std::string Workbench::saved_device() const {
  const devices::Device& shown = device();
  const DeviceEntry* entry = devices().find(settings_.device);
  if (entry && !entry->file.empty()) return entry->file;
  devices::DeviceFile file{.name = shown.name()};
  if (const auto* cells = dynamic_cast<const devices::SyntheticDevice*>(&shown)) {
    file.model = cells->model();
  } else if (const auto* roofline = dynamic_cast<const devices::CatalogueDevice*>(&shown)) {
    file.model = roofline->model();
  } else {
    const auto* layers = dynamic_cast<const devices::LayeredDevice*>(&shown);
    if (!layers) {
      throw Error("a table of measured latencies is no device file: fit a twin of it first");
    }
    if (layered(space()).resolution_count() > 1) {
      throw Error(
          "a device that was drawn at random for a space of several resolutions has no file: " +
          settings_.device + " is its name everywhere, in links and on the command line");
    }
    const LayeredSpace& of = layered(space());
    devices::LayeredTable table;
    for (int row = 0; row < of.entry_count(); ++row) {
      table.constant.push_back(layers->costs()[static_cast<size_t>(of.row_of(0, row))]);
    }
    file.model = std::move(table);
    file.noise = layers->noise();
  }
  return devices::serialise_device_file(file, space());
}

// --- Read ---------------------------------------------------------------------------------------

void Workbench::use_scores(const proxies::ProxyTable& table, const std::string& name) {
  library_.use_scores(table);
  begin_anew(settings_);
  announcement_ = "Quality comes from the scores of " + name + " now.";
}

void Workbench::load_safetensors(std::string_view bytes, const std::string& name) {
  if (Safetensors::parse(bytes, name).require("kind") == "proxy-table") {
    return use_scores(proxies::parse_proxy_table(bytes, name), name);
  }
  const auto before = library_.controller();
  library_.use_controller(controller::Controller::parse(bytes, name));
  Settings wanted = settings_;
  wanted.method = "controller";
  try {
    begin_anew(wanted);
  } catch (...) {
    library_.use_controller(before);
    throw;
  }
  announcement_ = name + " is the controller now.";
}

// Whether a table names networks of the layered space that is shown.
bool Workbench::lists_networks_of(std::string_view bytes) const {
  if (space().form() != Form::layered || datasets::is_own_document(bytes)) return false;
  try {
    return !datasets::parse_measured_networks(bytes, "", layered(space())).architectures.empty();
  } catch (const Error&) {
    return false;
  }
}

// The space that a device's file is of: what it says, else the one shown where it is a list of
// names.
std::string Workbench::space_of_device(std::string_view bytes) const {
  const nlohmann::json json = datasets::is_own_document(bytes)
                                  ? nlohmann::json::parse(bytes, nullptr, false)
                                  : nlohmann::json();
  for (const SpaceEntry& entry : library_.spaces()) {
    const std::string& name = entry.space->name();
    if (search::is_document(bytes, "tenprobes-" + name + "-device") ||
        (json.is_object() && json.contains("space") && json["space"] == name)) {
      return name;
    }
    if (bytes.substr(0, 2000).find("# space: " + name) != std::string_view::npos) return name;
  }
  const bool by_name = devices::looks_like_catalogue_latencies(bytes);
  const bool is_of_shown = space().form() == Form::catalogue ? by_name : lists_networks_of(bytes);
  return is_of_shown ? settings_.space : default_space;
}

// HELP's list of networks and a list of their latencies, in either order: a twin once both are
// there.
std::vector<std::string> Workbench::pair(bool networks, std::string_view bytes,
                                         const std::string& name) {
  (networks ? unpaired_networks_ : unpaired_latencies_) = {std::string(bytes), name};
  if (unpaired_networks_.bytes.empty() || unpaired_latencies_.bytes.empty()) {
    announcement_ = name + (networks ? " lists networks: open a device's latencies of them too."
                                     : " lists latencies: open the list of the networks too "
                                       "(HELP's arch.pt).");
    return {};
  }
  const NamedBytes latencies = std::exchange(unpaired_latencies_, {});
  const SpaceEntry& entry = library_.at(earlier_layers);
  const datasets::MeasuredNetworks table =
      datasets::parse_measured_archives(unpaired_networks_.bytes, unpaired_networks_.name,
                                        latencies.bytes, latencies.name, *entry.space);
  devices::DeviceFile twin = devices::twin_file(
      devices::fit_layered_twin(layered(*entry.space), table.architectures, table.latency_ms));
  twin.name = latencies.name.substr(0, latencies.name.rfind('.'));
  add_devices(earlier_layers, {twin_entry(twin, entry.space)});
  announcement_ = imported_from(latencies.name) + ".";
  return devices::doubts_about(table, *entry.space);
}

// Of the device shown, and under which name links and scripts have it.
std::string Workbench::imported_from(const std::string& file) const {
  const std::string title = devices().title_of(settings_.device);
  return "Device " + title + " was imported from " + file +
         (title == settings_.device ? "" : " as " + settings_.device);
}

// Shows the first of them.
void Workbench::add_devices(const std::string& space, std::vector<DeviceEntry> entries) {
  Settings wanted = settings_;
  wanted.space = space;
  wanted = completed(std::move(wanted));
  DeviceList& list = library_.devices_of(wanted.space);
  const DeviceList before = list;
  wanted.budget_ms = 0;
  wanted.device = list.add(std::move(entries.front()));
  for (size_t i = 1; i < entries.size(); ++i) list.add(std::move(entries[i]));
  try {
    begin_anew(wanted);
  } catch (...) {
    list = before;
    throw;
  }
}

void Workbench::fit_twin() {
  const DeviceEntry* table = devices().find(settings_.device);
  if (!table) throw Error("a twin is fitted to an imported table of latencies");
  const std::string title = table->title;
  add_devices(settings_.space,
              {measures_here() ? browser_.twin(report())
                               : fitted_twin(*table, library_.at(settings_.space).space)});
  const DeviceEntry& twin = *devices().find(settings_.device);
  announcement_ = "A twin of " + title + " was fitted: " + twin.badge +
                  (has_sliders(space()) ? ". Its sliders can be moved." : ".");
  for (const std::string& doubt : twin.doubts) announcement_ += " But " + doubt;
}

// What a session's file says without the page's part; the rest is as the page opens with.
Settings Workbench::told_by(const search::SessionReport& saved, const std::string& name) const {
  const SpaceEntry& entry = library_.at(saved.space->name());
  Settings wanted = defaults_of(saved.space->name());
  wanted.device = saved.device;
  for (const auto& quality : entry.qualities) {
    const bool own = quality == entry.qualities.front();
    if (!own && quality->hash() == saved.quality_hash) wanted.quality = quality->facts().name;
  }
  wanted.method = saved.method;
  wanted.probes = static_cast<std::int64_t>(saved.probes.size()) + saved.probes_left;
  wanted.seed = static_cast<std::int64_t>(std::min<std::uint64_t>(saved.seed, INT64_MAX));
  for (const std::string& bound : saved.bounds) wanted.bounds = with_name(wanted.bounds, bound);
  if (saved.proxy_device) {
    const DeviceEntry* first = entry.devices.proxy(wanted);
    if (!first || first->name != *saved.proxy_device) wanted.proxy = *saved.proxy_device;
    if (wanted.proxy != defaults_.proxy && !entry.devices.find(wanted.proxy)) {
      throw Error(name + ": its proxy device '" + saved.proxy_device->substr(0, 60) +
                  "' is not among those of " + saved.space->title() + ": open its file first");
    }
  }
  if (saved.budget_quantile) {
    wanted.budget_quantile = *saved.budget_quantile;
  } else {
    wanted.budget_ms = *saved.budget_ms;
    const auto device = entry.devices.make(wanted.device, wanted);
    wanted.budget_quantile =
        quantile_of(make_world(*device, *entry.quality(wanted.quality)), wanted.budget_ms);
  }
  return wanted;
}

Settings Workbench::settings_of(const search::SessionReport& saved, const std::string& name) const {
  if (!saved.page) return with_session_of(told_by(saved, name), settings_);
  const Settings kept = parse(*saved.page);
  const std::optional<double> kept_share =
      kept.budget_ms > 0 ? std::nullopt : std::optional(kept.budget_quantile);
  const bool same_budget =
      kept_share == saved.budget_quantile && (kept_share || kept.budget_ms == saved.budget_ms);
  if (kept.space != saved.space->name() || kept.device != saved.device ||
      kept.method != saved.method || static_cast<std::uint64_t>(kept.seed) != saved.seed ||
      kept.probes != static_cast<std::int64_t>(saved.probes.size()) + saved.probes_left ||
      !same_budget) {
    throw Error(name + ": \"page\" is of another session than the rest of the file: expected the " +
                "same device, method, seed, budget and number of probes");
  }
  return with_session_of(kept, settings_);
}

// Makes the saved probes again. Where the method would probe something else by now, the saved probes
// are kept; returns the first such probe's number, else 0. Throws Error where the device answers
// otherwise.
int Workbench::repeat_probes(const search::SessionReport& saved, const Settings& settings,
                             const std::string& name, Session& session) const {
  const SearchSpace& space = *session.space;
  search::Adaptation& adaptation = *session.adaptation;
  if (adaptation.quality().hash() != saved.quality_hash) {
    throw Error(name +
                ": it maximised another quality than the page does: expected the scores that"
                " the session was made with");
  }
  int departed = 0;
  for (const search::ReportedProbe& before : saved.probes) {
    const search::ProbeSession& played = adaptation.session();
    insight_.follow(space, played.history(), played.objective().budget_ms);
    session.predicted.push_back(insight_.predict(before.architecture));
    const int number = static_cast<int>(session.measured.size()) + 1;
    if (departed == 0 && adaptation.ask() != before.architecture) departed = number;
    double now_ms = 0;
    if (departed > 0) {
      now_ms = session.world->latency_of(before.architecture).value_or(before.latency_ms);
      session.measured.push_back(
          {before.architecture, settings.shuffle ? now_ms : before.latency_ms});
      adaptation.tell(before.architecture, before.latency_ms);
      if (settings.shuffle || could_be_a_reading(before.latency_ms, now_ms)) continue;
    } else {
      session.measured.push_back(probe_device(session, settings));
      now_ms = played.history().back().latency_ms;
      if (std::abs(now_ms - before.latency_ms) <= 1e-9 * before.latency_ms) continue;
    }
    throw Error(name + ", probe " + std::to_string(number) + ": " +
                code_of(space, before.architecture) + " took " +
                nlohmann::json(before.latency_ms).dump() + " ms, and takes " +
                nlohmann::json(now_ms).dump() +
                " ms here: expected the device, seed and budget that the session was made with");
  }
  return departed;
}

// The session as it was saved. What was measured in this browser is measured anew.
void Workbench::repeat_session(std::string_view bytes, const std::string& name) {
  const search::SessionReport saved =
      search::parse_session(bytes, name, [&](const std::string& space) {
        const SpaceEntry* entry = library_.find(space);
        return entry ? entry->space : nullptr;
      });
  if (saved.scalarisation) {
    throw Error(name + ": its objective is scalarised, which the page is not");
  }
  if (!saved.budget_ms) throw Error(name + ": its budget was not estimated to the end yet");
  const bool here = saved.device == this_browser_name;
  int departed = 0;
  try {
    const Settings wanted = settings_of(saved, name);
    check(wanted);
    std::unique_ptr<Session> session = make_session(wanted, Scope::space);
    if (!here) departed = repeat_probes(saved, wanted, name, *session);
    begin(std::move(session), wanted, Scope::space);
  } catch (const Awaited&) {
    throw;  // it is repeated once all is there
  } catch (const Error& error) {
    const std::string sentence = error.what();
    throw Error(sentence.starts_with(name)
                    ? sentence
                    : name + (saved.page ? ", \"page\": " : ": ") + sentence);
  }
  announcement_ =
      here
          ? "Method, budget and seed are those of " + name + "; its probes are measured here anew."
          : "The session of " + name + " is here again, after " + std::to_string(history().size()) +
                " of " + std::to_string(settings_.probes) + " probes.";
  if (departed > 0) {
    announcement_ +=
        " Its probes are kept, though its method would go another way by now, from probe " +
        std::to_string(departed) + " on.";
  }
}

std::vector<std::string> Workbench::load_space(std::string_view bytes, const std::string& name) {
  Library before = library_;
  Settings wanted = settings_;
  browser_.cancel();  // what is measured may be of the space that the file replaces
  wanted.space = library_.add_space(bytes, name);
  const SpaceEntry& entry = library_.at(wanted.space);
  wanted.device = entry.default_device;
  wanted.network = entry.default_network;
  wanted.proxy = defaults_.proxy;
  wanted.quality = own_quality;
  wanted.bounds = "none";
  wanted.budget_ms = 0;
  wanted.panel = "world";
  wanted.playing = true;
  if (!serves(wanted.method, *entry.space)) wanted.method = "belief";
  wanted.probes = fitting(wanted.probes, *entry.space);
  const Settings asked = settings_;
  try {
    begin_anew(wanted);
  } catch (...) {
    library_ = std::move(before);
    throw;
  }
  if (wanted.method != asked.method && !asked_method_) asked_method_ = asked.method;
  if (wanted.probes != asked.probes && !asked_probes_) asked_probes_ = asked.probes;
  announcement_ = "The search space of " + name + " is shown: " + entry.size_in_words() + ".";
  return devices::doubts_about(*entry.space);
}

std::vector<std::string> Workbench::import(std::string_view bytes, const std::string& name) {
  const std::string space = space_of_device(bytes);
  auto [entries, doubts] = import_devices(library_.at(space).space, bytes, name);
  const size_t others = entries.size() - 1;
  for (const DeviceEntry& entry : entries) {
    std::vector<std::string> of_entry = devices::doubts_about(*entry.device());
    of_entry.insert(of_entry.end(), entry.doubts.begin(), entry.doubts.end());
    for (const std::string& doubt : of_entry) {
      doubts.push_back((others ? entry.title + ": " : "") + doubt);
    }
  }
  add_devices(space, std::move(entries));
  announcement_ =
      imported_from(name) + (others ? ", and " + std::to_string(others) + " more." : ".");
  return doubts;
}

// Of version 0.1, whose FBNet had a search of its own: its probes are told as they stand.
void Workbench::repeat_earlier_session(std::string_view bytes, const std::string& name) {
  const nlohmann::json saved = nlohmann::json::parse(bytes);
  Settings wanted = settings_;
  wanted.space = earlier_layers;
  wanted.network = library_.at(wanted.space).default_network;
  wanted.proxy = defaults_.proxy;
  wanted.quality = own_quality;
  wanted.yours = "none";
  wanted.bounds = "none";
  wanted.budget_ms = 0;
  wanted.shuffle = false;
  try {
    if (saved.contains("page")) {
      const Settings kept = parse(saved["page"].get<std::string>());
      wanted.yours = kept.yours;
      wanted.network = kept.network;
    }
    wanted.device = saved.at("device").get<std::string>();
    wanted.method = "belief";
    wanted.seed = saved.at("seed").get<std::int64_t>();
    wanted.budget_quantile = saved.at("budget_quantile").get<double>();
    const auto& probes = saved.at("probes");
    wanted.probes = static_cast<std::int64_t>(probes.size()) + saved.value("probes_left", 0);
    check(wanted);
    std::unique_ptr<Session> session = make_session(wanted, Scope::space);
    for (const auto& probe : probes) {
      const Architecture network =
          session->space->parse(probe.at("architecture").get<std::string>());
      session->measured.push_back(
          session->adaptation->tell(network, probe.at("latency_ms").get<double>()));
      session->predicted.emplace_back();
    }
    begin(std::move(session), wanted, Scope::space);
  } catch (const nlohmann::json::exception&) {
    throw Error(name + ": is no session: expected device, seed, budget_quantile and probes");
  } catch (const Awaited&) {
    throw;
  } catch (const Error& error) {
    throw Error(name + ": " + error.what());
  }
  announcement_ = "The session of " + name + " is here again, after " +
                  std::to_string(history().size()) + " of " + std::to_string(settings_.probes) +
                  " probes.";
}

std::vector<std::string> Workbench::load_file(std::string_view bytes, const std::string& name) {
  using datasets::FileKind;
  if (search::is_document(bytes, "tenprobes-fbnet")) {
    repeat_earlier_session(bytes, name);
    return {};
  }
  if (looks_like_catalogue(bytes)) return load_space(bytes, name);
  if (devices::looks_like_catalogue_latencies(bytes)) return import(bytes, name);
  const FileKind kind = datasets::identify(bytes, name);
  switch (kind) {
    case FileKind::json:
      if (search::is_document(bytes, "tenprobes-session")) {
        repeat_session(bytes, name);
        return {};
      }
      if (search::is_document(bytes, "tenprobes-space")) return load_space(bytes, name);
      [[fallthrough]];
    case FileKind::latency_table:
    case FileKind::hw_nas_bench:
      return import(bytes, name);
    case FileKind::measured_architectures:
    case FileKind::measured_latencies:
      return pair(kind == FileKind::measured_architectures, bytes, name);
    case FileKind::weights:
      load_safetensors(bytes, name);
      return {};
    case FileKind::freerea_scores:
      use_scores({.scores = datasets::parse_freerea_scores(bytes, name).by_name(), .metadata = {}},
                 name);
      return {};
    case FileKind::accuracy_table: {
      std::vector<double> percent = datasets::parse_accuracy_table(bytes, name);
      std::vector<std::string> doubts =
          devices::doubts_about_accuracies(percent, *library_.at(default_space).space);
      library_.use_accuracies(std::move(percent), name);
      settings_.quality == own_quality ? void(++version_) : begin_anew(settings_);
      announcement_ = "Accuracies from " + name + " are shown now.";
      return doubts;
    }
    case FileKind::accuracy_predictor: {
      Settings wanted = settings_;
      wanted.quality = library_.add_predictor(settings_.space, bytes, name);
      begin_anew(wanted);
      announcement_ = "What is good here is what " + name + " predicts now.";
      return {};
    }
    default:
      throw Error(
          name + " is " + std::string(datasets::description(kind)) +
          ": the page takes a device (JSON, .pt, .csv), a search space (JSON, .csv), "
          "controller weights (.safetensors), scores, accuracies or an accuracy predictor (.pth)");
  }
}

}  // namespace tenprobes::app
