#include "web/app/workbench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/located.h"
#include "core/search/fixed_list.h"
#include "web/app/codes.h"
#include "web/app/names.h"
#include "web/app/plot.h"
#include "web/app/requests.h"
#include "web/app/slice.h"

namespace tenprobes::app {
namespace {

constexpr double show_candidate_at = 0.4;              // of the time between two probes
constexpr double race_after = 0.35;                    // seconds of quiet
constexpr std::chrono::microseconds race_slice(3000);  // of a frame

std::vector<Bound> bounds_in(const std::string& list, const SearchSpace& space) {
  std::vector<Bound> bounds;
  for (const std::string& bound : names_in(list)) bounds.push_back(parse_bound(bound, space));
  return bounds;
}

search::SessionRequest request_of(const Settings& settings, const SearchSpace& space) {
  search::SessionRequest request{.method = settings.method,
                                 .probes = static_cast<int>(settings.probes),
                                 .bounds = bounds_in(settings.bounds, space),
                                 .seed = static_cast<std::uint64_t>(settings.seed)};
  if (settings.budget_ms > 0) {
    request.budget_ms = settings.budget_ms;
  } else {
    request.budget_quantile = settings.budget_quantile;
  }
  return request;
}

}  // namespace

Workbench::Workbench(const Resources& resources) : library_(resources) {
  const SpaceEntry& entry = library_.at(settings_.space);
  settings_.device = entry.default_device;
  settings_.network = entry.default_network;
  if (!library_.controller()) settings_.method = "belief";
  defaults_ = settings_;
  begin(make_session(settings_, Scope::space), settings_, Scope::space);
}

// --- Settings -----------------------------------------------------------------------------------

std::int64_t Workbench::fitting(std::int64_t probes, const SearchSpace& space) {
  return space.size() > 0 ? std::min<std::int64_t>(probes, space.size()) : probes;
}

Settings Workbench::completed(Settings wanted) const {
  if (wanted.space != settings_.space) {
    const Settings defaults = defaults_of(wanted.space);
    if (wanted.device == settings_.device) wanted.device = defaults.device;
    if (wanted.network == settings_.network) wanted.network = defaults.network;
    if (wanted.proxy == settings_.proxy) wanted.proxy = defaults.proxy;
    if (wanted.quality == settings_.quality) wanted.quality = defaults.quality;
    if (wanted.bounds == settings_.bounds) wanted.bounds = defaults.bounds;
    const SearchSpace& space = *library_.at(wanted.space).space;
    if (wanted.method == settings_.method) {
      const std::string& asked = asked_method_.value_or(wanted.method);
      wanted.method = serves(asked, space) ? asked : defaults.method;
    }
    if (wanted.probes == settings_.probes) {
      wanted.probes = fitting(asked_probes_.value_or(wanted.probes), space);
    }
  }
  // A budget in ms is of one device, and gives way to a share.
  const bool other_budget = wanted.budget_quantile != settings_.budget_quantile ||
                            scope_of_change(settings_, wanted) >= Scope::device;
  if (other_budget && wanted.budget_ms == settings_.budget_ms) wanted.budget_ms = 0;
  const bool ends = scope_of_change(settings_, wanted) >= Scope::session;
  if (ends && wanted.yours == settings_.yours) wanted.yours = "none";
  return wanted;
}

void Workbench::supply(std::string_view part, const Resources& resources) {
  library_.supply(part, resources);
  session_->ingredients.edit_controller = library_.edit_controller();
  ++version_;
}

void Workbench::check(const Settings& settings) const {
  validate(settings);
  if (lists(settings.method + "," + settings.rivals, "edit")) library_.require("edit");
  const SearchSpace& space = *library_.at(settings.space).space;
  const auto named = [](const char* key, const auto& read) {
    located(std::string("setting '") + key + "'", read);
  };
  named("quality", [&] { library_.at(settings.space).quality(settings.quality); });
  named("where", [&] { bounds_in(settings.bounds, space); });
  named("network", [&] { architecture_of(space, settings.network); });
  named("yours", [&] { architectures_of(space, settings.yours); });
  const size_t listed = names_in(settings.yours).size();
  if (static_cast<std::int64_t>(listed) > settings.probes) {
    throw Error("setting 'yours' lists " + std::to_string(listed) + " networks: expected at most " +
                std::to_string(settings.probes) + ", the session's probes");
  }
  if (settings.proxy != defaults_.proxy &&
      !library_.at(settings.space).devices.find(settings.proxy)) {
    throw Error("setting 'proxy' is '" + settings.proxy.substr(0, 60) +
                "': expected first, or a device of " + space.title());
  }
}

void Workbench::change(const Settings& wanted) {
  const Settings before = settings_, made = completed(wanted);
  apply(made);
  // What a space could not have is asked for again in the next one, unless something else was chosen.
  const auto keep = [](auto& asked, const auto& was, const auto& said, const auto& got) {
    if (said != was) asked.reset();
    if (said == was && got != said)
      asked = asked.value_or(was) == got ? std::nullopt : std::optional(asked.value_or(was));
  };
  keep(asked_method_, before.method, wanted.method, made.method);
  keep(asked_probes_, before.probes, wanted.probes, made.probes);
  if (made.method != wanted.method) {
    announcement_ += " " + method_title(made.method) + " searches here, where " +
                     method_title(wanted.method) + " does not serve.";
  }
}

void Workbench::apply(const Settings& wanted) {
  check(wanted);
  const Scope scope = scope_of_change(settings_, wanted);
  if (scope >= Scope::session) {
    begin(make_session(wanted, scope), wanted, scope);
    announce_session();
    return;
  }
  if (wanted.yours != settings_.yours) user_ = probed_by_user(*session_, wanted);
  if (scope == Scope::race) make_race(wanted, *session_);
  edits_ += wanted.network != settings_.network;
  settings_ = wanted;
}

std::string Workbench::restore(std::string_view link) {
  Settings wanted = parse(link);
  const bool own_weights = std::exchange(wanted.own, "none") == "weights";
  const SpaceEntry& entry = library_.at(wanted.space);
  const std::string absence =
      wanted.device == this_browser_name ? "" : entry.devices.absence(wanted.device);
  if (!absence.empty()) {
    wanted.device = entry.default_device;
    wanted.yours = "none";
    wanted.budget_ms = 0;
  }
  apply(wanted);
  if (!absence.empty()) {
    return "The link's " + absence + "; all else is as the link says, on " +
           devices().title_of(settings_.device) + ".";
  }
  return own_weights && library_.has_shipped_controller()
             ? "The link was made with controller weights of its sender's own: load that file too."
             : "";
}

Settings Workbench::defaults_of(const std::string& space) const {
  const SpaceEntry& entry = library_.at(space);
  Settings defaults = defaults_;
  defaults.space = space;
  defaults.device = entry.default_device;
  defaults.network = entry.default_network;
  if (!serves(defaults.method, *entry.space)) defaults.method = "belief";
  return defaults;
}

bool Workbench::serves(const std::string& method, const SearchSpace& space) const {
  try {
    search::make_strategy(method, space,
                          {.controller = library_.controller(),
                           .edit_controller = library_.edit_controller(),
                           .target = session_->device.get(),
                           .proxy = session_->device.get()});
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::string Workbench::share(const Settings& settings) const {
  Settings base = defaults_of(settings.space);
  base.space = defaults_.space;
  Settings marked = settings;
  marked.own = library_.has_shipped_controller() ? "none" : "weights";
  return to_fragment(marked, base);
}

Settings Workbench::parse(std::string_view link) const {
  const std::string space = settings_from_fragment(link, defaults_).space;
  Settings wanted = settings_from_fragment(link, defaults_of(space));
  check(wanted);
  return wanted;
}

void Workbench::prefer_theme(const std::string& theme) {
  if (settings_.theme == defaults_.theme) settings_.theme = theme;
  defaults_.theme = theme;
}

void Workbench::take(const Architecture& architecture) {
  Settings wanted = settings_;
  wanted.network = code_of(space(), architecture);
  change(wanted);
}

Architecture Workbench::network() const {
  return architecture_of(space(), settings_.network);
}

// --- Sessions -----------------------------------------------------------------------------------

std::unique_ptr<Workbench::Session> Workbench::make_session(const Settings& settings,
                                                            Scope scope) const {
  const SpaceEntry& entry = library_.at(settings.space);
  auto session = std::make_unique<Session>();
  session->space = entry.space;
  session->quality = entry.quality(settings.quality);
  session->device =
      scope < Scope::device ? session_->device : entry.devices.make(settings.device, settings);
  session->world =
      scope < Scope::quality
          ? session_->world
          : std::make_shared<const World>(make_world(*session->device, *session->quality));
  if (settings.shuffle && (session->world->known < session->world->size() ||
                           !session->world->whole || settings.device == this_browser_name)) {
    throw Error("latencies can only be shuffled where all are known: choose a preset device");
  }
  if (const DeviceEntry* proxy = entry.devices.proxy(settings)) session->proxy = proxy->device();
  session->ingredients.controller = library_.controller();
  session->ingredients.edit_controller = library_.edit_controller();
  session->ingredients.proxy = session->proxy.get();
  session->adaptation =
      std::make_unique<search::Adaptation>(request_of(settings, *session->space), *session->device,
                                           *session->quality, session->ingredients);
  make_race(settings, *session);
  return session;
}

void Workbench::make_race(const Settings& settings, Session& session) const {
  std::vector<std::string> methods = names_in(settings.rivals);
  if (std::find(methods.begin(), methods.end(), settings.method) == methods.end()) {
    methods.insert(methods.begin(), settings.method);
  }
  session.race.emplace(methods, request_of(settings, *session.space), *session.device,
                       *session.quality, *session.world, session.ingredients);
}

Workbench::User Workbench::probed_by_user(const Session& session, const Settings& settings) const {
  User user{{}, Random(search::split_seed(static_cast<std::uint64_t>(settings.seed)).noise)};
  const std::vector<Architecture> networks = architectures_of(*session.space, settings.yours);
  if (!networks.empty() && settings.device == this_browser_name) {
    throw Error(
        "setting 'yours' lists networks that were measured in a browser: expected none, for "
        "they cannot be repeated");
  }
  for (const Architecture& network : networks) {
    if (!session.device->can_probe(network)) {
      throw Error("setting 'yours' lists network " + code_of(*session.space, network) +
                  ": expected networks that were measured on " + settings.device);
    }
    user.probes.push_back({network, session.device->probe(network, user.noise)});
  }
  return user;
}

void Workbench::begin(std::unique_ptr<Session> session, const Settings& settings, Scope scope) {
  user_ = probed_by_user(*session, settings);
  settings_ = settings;
  session_ = std::move(session);
  browser_.forget_probes();
  candidate_.reset();
  phase_ = 0;
  race_delay_ = race_after;
  ++version_;
  if (scope >= Scope::quality) ++world_version_;
}

void Workbench::begin_anew(Settings settings) {
  settings.yours = "none";
  check(settings);
  begin(make_session(settings, Scope::space), settings, Scope::space);
}

void Workbench::restart() {
  Settings settings = settings_;
  settings.yours = "none";
  begin(make_session(settings, Scope::session), settings, Scope::session);
  announce_session();
}

void Workbench::announce_session() {
  announcement_ =
      "New session on " + devices().title_of(settings_.device) + ": " +
      std::to_string(settings_.probes) + " probes, budget " + short_number(budget_ms()) + " ms" +
      (settings_.bounds == "none" ? "." : ", only networks with " + settings_.bounds + ".");
}

const Insight& Workbench::insight() const {
  insight_.follow(space(), told(), budget_ms());
  return insight_;
}

std::optional<Probe> Workbench::best() const {
  return best_feasible(history(), session_->adaptation->session().objective());
}

search::Recommendation Workbench::recommended_after(size_t probes) const {
  search::Recommendation end = session_->adaptation->session().recommend_after(probes);
  if (!settings_.shuffle) return end;
  end.latency_ms = world().latency_of(end.architecture);
  end.feasible = end.latency_ms && *end.latency_ms <= budget_ms();
  end.passed_over.reset();
  return end;
}

std::optional<search::Recommendation> Workbench::recommendation() const {
  if (!finished()) return std::nullopt;
  return recommendation_.of({version_, history().size()},
                            [&] { return recommended_after(history().size()); });
}

const std::vector<double>& Workbench::curve() const {
  std::vector<double>& curve = session_->regret;
  while (curve.size() < history().size()) {
    curve.push_back(world().regret(budget_ms(), recommended_after(curve.size() + 1)));
  }
  return curve;
}

std::vector<double> Workbench::user_curve() const {
  return world().regret_curve(budget_ms(), user_probes());
}

std::string Workbench::obstacle(const search::StrategyKind& kind) const {
  if (kind.name == "edit" && library_.expects("edit")) return {};  // chosen, it is waited for
  try {
    search::Ingredients ingredients = session_->ingredients;
    ingredients.target = session_->device.get();
    search::make_strategy(kind.name, space(), ingredients);
    return {};
  } catch (const Error& error) {
    return error.what();
  }
}

search::SessionReport Workbench::report(const search::Adaptation& adaptation) const {
  const SearchSpace& space = *adaptation.session().objective().space;
  search::SessionReport report = adaptation.report(library_.accuracies_of(space.name()));
  if (report.device == this_browser_name) report.budget_probes = browser_.calibration(space);
  return report;
}

std::vector<double> Workbench::measured_once() const {
  std::vector<double> measured = world().latency;
  if (world().known < world().size() || measures_here()) return measured;
  Random noise(static_cast<std::uint64_t>(settings_.seed));
  for (int dot = 0; dot < world().size(); ++dot) {
    const Architecture network = world().network(dot);
    if (!device().can_probe(network)) continue;
    measured[static_cast<size_t>(dot)] = session_->device->probe(network, noise);
  }
  return measured;
}

nlohmann::ordered_json Workbench::adapt(const nlohmann::json& json) const {
  const AdaptRequest request = parse_adapt_request(json, settings_);
  const SpaceEntry& entry = library_.at(request.space);
  if (request.space == default_space) library_.require("accuracy");
  if (request.session.method == "edit") library_.require("edit");
  Settings settings = settings_;
  settings.space = request.space;
  settings.device = request.device.empty() ? entry.default_device : request.device;
  const std::unique_ptr<devices::Device> device = entry.devices.make(settings.device, settings);
  search::Ingredients ingredients{.controller = library_.controller(),
                                  .edit_controller = library_.edit_controller()};
  const DeviceEntry* known = entry.devices.proxy(settings);
  const std::unique_ptr<devices::Device> proxy = known ? known->device() : nullptr;
  ingredients.proxy = proxy.get();
  search::SessionRequest asked = request.session;
  asked.bounds = bounds_in(request.bounds, *entry.space);
  search::Adaptation adaptation(asked, *device, *entry.quality(request.quality), ingredients);
  while (!adaptation.finished()) adaptation.step();
  return search::to_json(report(adaptation));
}

// --- Probes -------------------------------------------------------------------------------------

// Shuffled, each network has the latency of another one, always the same.
Probe Workbench::probe_device(Session& session, const Settings& settings) {
  search::Adaptation& adaptation = *session.adaptation;
  if (!settings.shuffle) return adaptation.step();
  const std::vector<double>& latency = session.world->latency;
  const Architecture asked = adaptation.ask();
  const int index = session.space->index_of(asked);
  Random random(static_cast<std::uint64_t>(index) * 2 + static_cast<std::uint64_t>(settings.seed));
  adaptation.step_told(latency[static_cast<size_t>(random.below(session.world->size()))]);
  return {asked, latency[static_cast<size_t>(index)]};
}

void Workbench::measure() {
  if (measures_here()) {
    candidate_ = session_->adaptation->ask();
    browser_.ask(ThisBrowser::Purpose::session, session_->space, *candidate_);
    return;
  }
  const std::optional<Probe> before = best();
  const auto predicted = insight().predict(session_->adaptation->ask());
  record(before, probe_device(*session_, settings_));
  session_->predicted.push_back(predicted);
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
  announcement_ = "Recommended after " + std::to_string(history().size()) +
                  (history().size() == 1 ? " probe: " : " probes: ") +
                  name_of_network(space(), end.architecture);
  if (end.latency_ms) announcement_ += ", " + short_number(*end.latency_ms) + " ms";
  announcement_ += end.feasible ? "; " + standing_in_words(world(), budget_ms(), end.architecture)
                   : settings_.shuffle ? "; in truth it is too slow"
                                       : "; no probe met the budget";
  announcement_ += ".";
}

void Workbench::measure_here() {
  browser_.calibrate(session_->space);
}

void Workbench::stop_measuring() {
  browser_.cancel();
  settings_.playing = false;
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
      add_devices(browser_.space()->name(), {browser_.entry()});
      announcement_ = "This browser is measured: every probe runs its network here now.";
      return;
    case ThisBrowser::Purpose::user:
      return record_user(probe);
    case ThisBrowser::Purpose::session:
      const std::optional<Probe> before = best();
      const auto predicted = insight().predict(probe.architecture);
      session_->adaptation->step_told(probe.latency_ms, answer->probe.spread);
      record(before, probe);
      session_->predicted.push_back(predicted);
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
  const Slice slice(race_slice);
  while (session_->race->step() && slice.left()) {
  }
}

bool Workbench::busy() const {
  if (measures_here() && !finished()) {
    return settings_.playing && !browser_.calibrating() &&
           !browser_.waits_for(ThisBrowser::Purpose::session);
  }
  return (settings_.playing && !finished()) || !session_->race->finished();
}

void Workbench::probe_by_user(const Architecture& architecture) {
  if (static_cast<std::int64_t>(user_probes().size()) >= settings_.probes) {
    throw Error("your " + std::to_string(settings_.probes) +
                " probes are spent: reset the session to try again");
  }
  if (!device().can_probe(architecture)) {
    throw Error(name_of_network(space(), architecture) + " was not measured on this device");
  }
  if (measures_here()) {
    browser_.ask(ThisBrowser::Purpose::user, session_->space, architecture);
    announcement_ = name_of_network(space(), architecture) + " is being measured here.";
    return;
  }
  record_user({architecture, session_->device->probe(architecture, user_.noise)});
  settings_.yours = with_name(settings_.yours, code_of(space(), architecture));
}

void Workbench::record_user(const Probe& probe) {
  user_.probes.push_back(probe);
  announcement_ = "Your probe " + std::to_string(user_probes().size()) + ": " +
                  short_number(probe.latency_ms) + " ms, " +
                  (probe.latency_ms <= budget_ms() ? "fits." : "too slow.");
}

}  // namespace tenprobes::app
