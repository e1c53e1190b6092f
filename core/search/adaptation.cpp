#include "core/search/adaptation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/quote.h"
#include "core/base/safetensors.h"
#include "core/base/text_numbers.h"
#include "core/statistics/summary.h"

namespace tenprobes::search {

namespace {

/// However precise each, of its latency: the clock and temperature that a device has another time.
constexpr double noise_between_readings = 0.01;

double budget_of(const SessionRequest& request, const devices::Device& device) {
  check_one_budget(request);
  if (request.scalarisation) {
    const auto [reference_ms, exponent] = *request.scalarisation;
    if (!(reference_ms > 0) || !std::isfinite(reference_ms) || !std::isfinite(exponent)) {
      throw Error("the scalarised objective needs a reference above 0 ms and a finite exponent");
    }
    return std::numeric_limits<double>::infinity();
  }
  if (request.budget_quantile) return budget_at_quantile(device, *request.budget_quantile);
  if (!(*request.budget_ms > 0) || !std::isfinite(*request.budget_ms)) {
    throw Error("the budget " + number_text(*request.budget_ms) +
                " ms is not a positive number of milliseconds");
  }
  return *request.budget_ms;
}

/// Stands in for the device of a saved session that is not at hand.
class AbsentDevice : public devices::NamedDevice {
 public:
  explicit AbsentDevice(const SessionReport& saved)
      : NamedDevice(saved.device, saved.device_kind, saved.space) {}
  double probe(const Architecture&, Random&) override {
    throw Error("a saved session cannot make new probes");
  }
};

std::string content_hash(const controller::Controller& controller) {
  return Safetensors::parse(controller.serialise(), "the controller").require("content_hash");
}

}  // namespace

std::vector<Bound> bounds_of(const SessionReport& saved) {
  std::vector<Bound> bounds;
  for (const std::string& text : saved.bounds) bounds.push_back(parse_bound(text, *saved.space));
  return bounds;
}

double Accuracies::of(const SearchSpace& space, const Architecture& architecture) const {
  if (!percent.empty()) return percent.at(static_cast<size_t>(space.index_of(architecture)));
  return estimate ? estimate(architecture) : std::nan("");
}

std::vector<double> Accuracies::table(const SearchSpace& space) const {
  if (!percent.empty() || !estimate) return percent;
  std::vector<double> estimates;
  for (int i = 0; i < space.size(); ++i) estimates.push_back(estimate(space.at(i)));
  return estimates;
}

void check_one_budget(const SessionRequest& request) {
  const int given = request.budget_ms.has_value() + request.budget_quantile.has_value() +
                    request.scalarisation.has_value();
  if (given == 1) return;
  throw Error(
      "a session needs just one of a budget in ms, a budget quantile and a scalarised"
      " objective, not " +
      std::to_string(given));
}

SessionStreams split_seed(std::uint64_t seed) {
  Random root(seed);
  Random strategy = root.split();
  return {.strategy = strategy, .noise = root.split()};
}

double budget_at_quantile(const devices::Device& device, double quantile) {
  if (!devices::knows_latencies(device)) {
    throw Error("device " + device.name() +
                ": its latencies are only known by probing, so the budget cannot be a quantile of"
                " them: give it in ms");
  }
  return statistics::quantile(devices::latencies_known_of(device), quantile);
}

std::vector<std::uint8_t> probeable(const devices::Device& device, const Quality& quality,
                                    std::span<const Bound> bounds) {
  const SearchSpace& space = device.space();
  const std::span<const double> values = quality.table();
  std::vector<std::uint8_t> mask(static_cast<size_t>(space.size()));
  if (mask.empty()) return mask;
  bool all = true, any = false;
  for (size_t index = 0; index < mask.size(); ++index) {
    const Architecture architecture = space.at(static_cast<int>(index));
    const bool can = std::isfinite(values[index]) && device.can_probe(architecture) &&
                     is_within(bounds, space, architecture);
    mask[index] = can;
    all = all && can;
    any = any || can;
  }
  if (!any) {
    throw Error(
        "no architecture is left to probe: the device answers for none whose quality is"
        " known" +
        std::string(bounds.empty() ? "" : " within the bounds"));
  }
  if (all) mask.clear();
  return mask;
}

void check_probes(const SearchSpace& space, int probes) {
  const int most = space.size() > 0 ? space.size() : most_probes;
  if (probes < 1 || probes > most) {
    throw Error("a session of " + std::to_string(probes) + " probes: it takes 1 to " +
                std::to_string(most));
  }
}

SessionReport begun(const SessionRequest& request, const devices::Device& device,
                    const Quality& quality) {
  const SearchSpace& space = device.space();
  SessionReport report;
  report.space = space.shared_from_this();
  report.device = device.name();
  report.device_kind = device.kind();
  report.method = request.method;
  report.seed = request.seed;
  report.budget_ms = request.budget_ms;
  report.budget_quantile = request.budget_quantile;
  report.scalarisation = request.scalarisation;
  report.quality = quality.facts().label;
  report.quality_hash = quality.hash();
  for (const Bound& bound : request.bounds) report.bounds.push_back(to_string(bound, space));
  report.cannot_run = request.cannot_run;
  report.probes_left = request.probes;
  return report;
}

Adaptation::Adaptation(const SessionRequest& request, devices::Device& device,
                       const Quality& quality, Ingredients ingredients)
    : request_(request),
      device_(device),
      quality_(quality),
      ingredients_(std::move(ingredients)),
      allowed_(probeable(device, quality, request.bounds)),
      noise_(split_seed(request.seed).noise) {
  const SearchSpace& space = device.space();
  check_probes(space, request.probes);
  if (!ingredients_.target) ingredients_.target = &device;
  strategy_ = make_strategy(request.method, space, ingredients_);
  Objective objective = objective_for(space, quality, budget_of(request, device));
  objective.allowed = allowed_;
  objective.bounds = request_.bounds;
  objective.scalarisation = request.scalarisation;
  if (device.repeats()) objective.reading_noise = 0;
  session_ = std::make_unique<ProbeSession>(*strategy_, objective, request.probes,
                                            split_seed(request.seed).strategy);
  if (!request_.cannot_run.empty()) exclude();
}

void Adaptation::exclude() {
  const SearchSpace& space = device_.space();
  if (space.size() > 0 && allowed_.empty()) allowed_.assign(static_cast<size_t>(space.size()), 1);
  for (const Architecture& each : request_.cannot_run) {
    if (space.size() > 0) allowed_[static_cast<size_t>(space.index_of(each))] = 0;
  }
  if (space.size() > 0 && std::count(allowed_.begin(), allowed_.end(), 1) == 0) {
    throw Error("the device can run none of the networks that are left");
  }
  session_->allow(allowed_, request_.cannot_run);
}

void Adaptation::pass_over() {
  request_.cannot_run.push_back(session_->ask());
  exclude();
}

const Probe& Adaptation::step() {
  const double latency_ms = device_.probe(session_->ask(), noise_);
  return step_told(latency_ms, device_.spread());
}

const Probe& Adaptation::step_told(double latency_ms,
                                   const std::optional<devices::Spread>& spread) {
  return tell(session_->ask(), latency_ms, spread);
}

const Probe& Adaptation::tell(const Architecture& architecture, double latency_ms,
                              const std::optional<devices::Spread>& spread) {
  session_->tell(architecture, latency_ms);
  spreads_.push_back(spread);
  if (!device_.repeats()) session_->set_reading_noise(reading_noise());
  return session_->history().back();
}

std::optional<double> Adaptation::reading_noise() const {
  std::vector<double> errors;
  for (std::size_t i = 0; i < spreads_.size(); ++i) {
    if (!spreads_[i]) return std::nullopt;
    errors.push_back(devices::relative_error(*spreads_[i], session_->history()[i].latency_ms));
  }
  return std::max(noise_between_readings, statistics::quantile(errors, 0.5));
}

void Adaptation::tell_saved_probes(const SessionReport& saved) {
  if (saved.quality_hash != quality_.hash()) {
    const auto named = [](const std::string& label, const std::string& hash) {
      return (label.empty() ? "one without a name" : quote(label)) + " (" + hash + ")";
    };
    throw Error("the saved session maximised another quality, " +
                named(saved.quality, saved.quality_hash) + ", than the one at hand, " +
                named(quality_.facts().label, quality_.hash()) +
                ": name the one that it was made with");
  }
  const SearchSpace& space = *saved.space;
  SessionReport here;
  name_ingredients(here);
  const auto other = [&](const char* what, const auto& was, const auto& is) {
    if (was.empty() || is.empty() || was == is || departure_) return;
    departure_ = "the saved session was made with the " + std::string(what) + " " + was +
                 ", and goes on with " + is + "; its probes are kept";
  };
  other("weights", saved.weights.value_or(""), here.weights.value_or(""));
  other("proxy device", saved.proxy_device.value_or(""), here.proxy_device.value_or(""));
  for (size_t i = 0; i < saved.probes.size(); ++i) {
    const ReportedProbe& probe = saved.probes[i];
    const Architecture asked = ask();
    if (asked != probe.architecture && !departure_) {
      departure_ = "probe " + std::to_string(i + 1) + ": method " + saved.method + " would probe " +
                   space.text(asked) + " where the saved session has " +
                   space.text(probe.architecture) +
                   ", as it was made by another version, with other weights, or on a device whose"
                   " table is needed; its probes are kept";
    }
    tell(probe.architecture, probe.latency_ms, probe.spread);
  }
}

void Adaptation::name_ingredients(SessionReport& report) const {
  const Need need = strategy_kind(request_.method).need;
  if (need == Need::controller) report.weights = content_hash(*ingredients_.controller);
  if (need == Need::edit_controller) report.weights = content_hash(*ingredients_.edit_controller);
  if (need == Need::proxy_device) report.proxy_device = ingredients_.proxy->name();
}

SessionReport Adaptation::report(const Accuracies& accuracies) const {
  const Objective& objective = session_->objective();
  SessionReport report = begun(request_, device_, quality_);
  if (!request_.scalarisation) report.budget_ms = objective.budget_ms;
  name_ingredients(report);
  for (const Probe& probe : session_->history()) {
    report.probes.push_back({.architecture = probe.architecture,
                             .latency_ms = probe.latency_ms,
                             .feasible = objective.is_feasible(probe),
                             .quality = objective.quality_of(probe.architecture),
                             .spread = spreads_[report.probes.size()]});
  }
  report.probes_left = session_->probes_left();
  report.departure = departure_;
  const Recommendation best = session_->recommend();
  report.recommended = {.architecture = best.architecture,
                        .latency_ms = best.latency_ms,
                        .quality = objective.quality_of(best.architecture),
                        .accuracy = std::nullopt,
                        .accuracy_source = "",
                        .feasible = best.feasible,
                        .passed_over = best.passed_over};
  const double percent = accuracies.of(*objective.space, best.architecture);
  if (std::isfinite(percent)) {
    report.recommended.accuracy = percent;
    report.recommended.accuracy_source = accuracies.source;
  }
  return report;
}

SessionReport run_session(const SessionRequest& request, devices::Device& device,
                          const Quality& quality, const Ingredients& ingredients,
                          const Accuracies& accuracies,
                          const std::function<void(const Adaptation&)>& on_probe) {
  Adaptation adaptation(request, device, quality, ingredients);
  while (!adaptation.finished()) {
    adaptation.step();
    if (on_probe) on_probe(adaptation);
  }
  return adaptation.report(accuracies);
}

SessionReport replay_session(const SessionReport& saved, const Quality& quality,
                             const Ingredients& ingredients, devices::Device* device) {
  if (saved.probes.empty()) {
    throw Error("the saved session has no probe yet: there is nothing to replay");
  }
  AbsentDevice absent(saved);
  Adaptation adaptation(
      {.method = saved.method,
       .probes = static_cast<int>(std::min<size_t>(saved.probes.size(), most_probes)),
       .budget_ms = saved.budget_ms,
       .scalarisation = saved.scalarisation,
       .bounds = bounds_of(saved),
       .seed = saved.seed,
       .cannot_run = saved.cannot_run},
      device ? *device : absent, quality, ingredients);
  adaptation.tell_saved_probes(saved);
  SessionReport report = adaptation.report();
  report.device = saved.device;
  report.device_kind = saved.device_kind;
  report.budget_quantile = saved.budget_quantile;
  report.budget_probes = saved.budget_probes;
  report.probes_left = saved.probes_left;
  report.recommended.accuracy = saved.recommended.accuracy;
  report.recommended.accuracy_source = saved.recommended.accuracy_source;
  report.page = saved.page;
  return report;
}

}  // namespace tenprobes::search
