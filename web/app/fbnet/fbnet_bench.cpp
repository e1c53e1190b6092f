#include "web/app/fbnet/fbnet_bench.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/error.h"
#include "core/datasets/architectures.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/latency_table.h"
#include "core/devices/device_file.h"
#include "web/app/plot.h"

namespace tenprobes::app {
namespace {

constexpr std::string_view synthetic_prefix = "synthetic:";
constexpr double show_candidate_at = 0.4;  // of the time between two probes
constexpr double race_after = 0.35;        // seconds of quiet
constexpr int own_sessions = 8, random_sessions = 100;

std::string device_name(const std::string& file_name) {
  const size_t slash = file_name.find_last_of("/\\");
  std::string name = slash == std::string::npos ? file_name : file_name.substr(slash + 1);
  name = name.substr(0, std::min<size_t>(name.rfind('.'), 60));
  return name.empty() ? "imported" : name;
}

// Of the name synthetic:SEED.
std::optional<std::uint64_t> synthetic_seed(std::string_view name) {
  if (!name.starts_with(synthetic_prefix)) return std::nullopt;
  std::uint64_t seed = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + synthetic_prefix.size(), end, seed);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return seed;
}

// The mean curve with one more session in it.
void add_to(FbnetBench::Lane& lane, const std::vector<double>& regret) {
  lane.mean.resize(regret.size());
  ++lane.sessions;
  for (size_t i = 0; i < regret.size(); ++i) {
    lane.mean[i] += (regret[i] - lane.mean[i]) / lane.sessions;
  }
}

}  // namespace

FbnetArchitecture network_of(const std::string& digits) {
  FbnetArchitecture network;
  for (size_t layer = 0; layer < fbnet_layer_count && layer < digits.size(); ++layer) {
    network.operations[layer] = static_cast<std::uint8_t>(digits[layer] - '0');
  }
  return network;
}

std::string digits_of(const FbnetArchitecture& network) {
  std::string digits;
  for (const std::uint8_t operation : network.operations) {
    digits += static_cast<char>('0' + operation);
  }
  return digits;
}

FbnetBench::FbnetBench(const std::map<std::string, std::string>& presets) {
  for (const auto& [name, bytes] : presets) {
    presets_.push_back(devices::parse_fbnet_device_file(bytes, name + ".json"));
  }
  std::stable_sort(presets_.begin(), presets_.end(), [](const auto& a, const auto& b) {
    return devices::rank_of_group(a.group) < devices::rank_of_group(b.group);
  });
}

const devices::FbnetDeviceFile* FbnetBench::listed(const std::string& name) const {
  for (const auto* list : {&presets_, &imported_}) {
    for (const devices::FbnetDeviceFile& file : *list) {
      if (file.name == name) return &file;
    }
  }
  return nullptr;
}

bool FbnetBench::knows(const std::string& name) const {
  return listed(name) || synthetic_seed(name);
}

void FbnetBench::check(const Settings& settings) const {
  if (settings.space == fbnet_name && !knows(settings.fbnet_device)) {
    throw Error("there is no FBNet device '" + settings.fbnet_device.substr(0, 60) +
                "': expected a preset's, synthetic:SEED, or one that was opened in this page");
  }
  const size_t listed = names_in(settings.fbnet_yours).size();
  if (static_cast<std::int64_t>(listed) > settings.probes) {
    throw Error("setting 'fbnet_yours' lists " + std::to_string(listed) +
                " networks: expected at most " + std::to_string(settings.probes) +
                ", the session's probes");
  }
}

void FbnetBench::follow(const Settings& settings) {
  check(settings);
  const bool same = session_ && same_fbnet_session(settings, settings_);
  const bool same_probes = settings.fbnet_yours == settings_.fbnet_yours;
  settings_ = settings;
  if (!same) {
    on() ? begin() : session_.reset();
  } else if (!same_probes) {
    probe_again();
  }
}

void FbnetBench::begin() {
  if (world_of_ != settings_.fbnet_device) {
    const std::string& name = settings_.fbnet_device;
    const devices::FbnetDeviceFile* file = listed(name);
    device_ =
        file ? *file
             : devices::FbnetDeviceFile{
                   .name = name, .device = devices::synthetic_fbnet_device(*synthetic_seed(name))};
    world_ = make_fbnet_world(device_.device);
    world_of_ = device_.name;
  }
  const double budget = devices::fbnet_budget(device_.device, settings_.budget_quantile);
  const auto seed = static_cast<std::uint64_t>(settings_.seed);
  Random others = search::fbnet_noise(~seed);  // for what is not the session's own
  const Random person_noise = others.split();
  const search::FbnetObjective objective{.quality = search::fbnet_quality, .budget_ms = budget};
  session_.emplace(Session{
      .objective = objective,
      .reference = search::FbnetOptimum(device_.device.costs, budget).within(budget),
      .search = search::FbnetSearch(objective, Random(seed)),
      .noise = search::fbnet_noise(seed),
      .first_person_noise = person_noise,
      .person_noise = person_noise,
      .predictor = prediction::FbnetPredictor(prediction::fbnet_synthetic_prior()),
  });
  for (const double latency : world_.latency) {
    session_->measured.push_back(latency * std::exp(device_.device.noise * others.normal()));
  }
  session_->race_delay = race_after;
  session_->lanes = {{.method = "belief"}, {.method = "random"}};
  for (int i = 0; i < random_sessions; ++i) {
    std::vector<FbnetMove> moves;
    for (std::int64_t probe = 0; probe < settings_.probes; ++probe) {
      const FbnetArchitecture network = random_fbnet_architecture(others);
      moves.push_back({{network, device_.device.probe(network, others)}, {}});
    }
    add_to(session_->lanes[1], regret_of(moves));
  }
  probe_again();
  review_.start();
  ++generation_;
  announcement_ = "FBNet: new session on " + device_.name + ", " +
                  std::to_string(settings_.probes) + " probes, budget " +
                  short_number(budget_ms()) + " ms.";
}

// The person's probes that the settings list.
void FbnetBench::probe_again() {
  Session& s = *session_;
  s.person.clear();
  s.person_noise = s.first_person_noise;
  for (const std::string& digits : names_in(settings_.fbnet_yours)) {
    const FbnetArchitecture network = network_of(digits);
    s.person.push_back(
        {{network, device_.device.probe(network, s.person_noise)}, foretell(network)});
  }
}

void FbnetBench::reset() {
  settings_.fbnet_yours = "none";
  begin();
}

bool FbnetBench::finished() const {
  return static_cast<std::int64_t>(moves().size()) >= settings_.probes;
}

const FbnetMove* FbnetBench::best_of(const std::vector<FbnetMove>& moves) const {
  return search::best_within(moves, session_->objective, &FbnetMove::probe);
}

std::vector<double> FbnetBench::regret_of(const std::vector<FbnetMove>& moves) const {
  std::vector<double> curve;
  double least = 100;
  for (const FbnetMove& move : moves) {
    if (fits(move) && reference()) {
      least = std::min(least, search::fbnet_regret(move.probe.architecture, *reference()));
    }
    curve.push_back(least);
  }
  return curve;
}

std::string FbnetBench::another_device() const {
  const std::uint64_t seed = synthetic_seed(device_.name).value_or(0);
  return std::string(synthetic_prefix) + std::to_string((seed + 1) % 1000000);
}

std::optional<prediction::Prediction> FbnetBench::foretell(const FbnetArchitecture& network) const {
  if (moves().empty()) return std::nullopt;
  return session_->predictor.predict(network);
}

std::optional<prediction::Prediction> FbnetBench::cost(int layer, int operation) const {
  if (moves().empty()) return std::nullopt;
  return session_->predictor.cost(layer, operation);
}

double FbnetBench::true_cost(int layer, int operation) const {
  return device_.device
      .costs[devices::fbnet_cost_at(static_cast<size_t>(layer), static_cast<size_t>(operation))];
}

void FbnetBench::measure() {
  Session& s = *session_;
  const FbnetArchitecture network = s.search.ask();
  const auto foretold = foretell(network);
  const FbnetMove* const before = best();
  const double quality_before = before ? search::fbnet_quality(before->probe.architecture) : -1;
  const double latency = device_.device.probe(network, s.noise);
  s.search.tell(latency);
  s.moves.push_back({{network, latency}, foretold});
  s.predictor.fit(s.search.history());
  s.candidate.reset();

  announcement_ = "Probe " + std::to_string(s.moves.size()) + " of " +
                  std::to_string(settings_.probes) + ": " + short_number(latency) + " ms";
  if (foretold) announcement_ += " (foretold " + short_number(foretold->mean) + ")";
  if (latency > budget_ms()) {
    announcement_ += ", too slow.";
  } else if (search::fbnet_quality(network) > quality_before) {
    announcement_ += ", fits, and the best so far.";
  } else {
    announcement_ += ", fits, but is no better.";
  }
  if (!finished()) return;
  if (const FbnetMove* end = best()) {
    announcement_ = "Recommended after " + std::to_string(moves().size()) +
                    " probes: " + short_number(search::fbnet_quality(end->probe.architecture)) +
                    " million multiply-accumulates in " + short_number(end->probe.latency_ms) +
                    " ms, " + short_number(curve().back()) + " % below the best there is.";
  } else {
    announcement_ = "Nothing recommended: none of the " + std::to_string(moves().size()) +
                    " probes met the budget.";
  }
}

void FbnetBench::step() {
  if (!finished()) measure();
  session_->phase = 0;
}

bool FbnetBench::review_step() {
  review_.follow(session_->search.history());
  return review_.step(world_, session_->measured);
}

bool FbnetBench::race_finished() const {
  return session_->lanes[0].sessions == own_sessions;
}

// One probe of the method with another seed.
void FbnetBench::race() {
  Session& s = *session_;
  if (!s.racer) {
    const std::uint64_t seed = static_cast<std::uint64_t>(settings_.seed) + 1 +
                               static_cast<std::uint64_t>(s.lanes[0].sessions);
    s.racer.emplace(s.objective, Random(seed));
    s.racer_noise = search::fbnet_noise(seed);
  }
  s.racer->tell(device_.device.probe(s.racer->ask(), s.racer_noise));
  if (static_cast<std::int64_t>(s.racer->history().size()) < settings_.probes) return;
  std::vector<FbnetMove> moves;
  for (const prediction::FbnetProbe& probe : s.racer->history()) moves.push_back({probe, {}});
  add_to(s.lanes[0], regret_of(moves));
  s.racer.reset();
}

void FbnetBench::advance(double seconds) {
  Session& s = *session_;
  if (settings_.playing && !finished()) {
    s.phase += seconds * settings_.speed;
    while (s.phase >= 1 && !finished()) {
      s.phase -= 1;
      measure();
    }
    if (s.phase >= show_candidate_at && !finished() && !s.candidate) s.candidate = s.search.ask();
  }
  s.race_delay -= seconds;
  if (s.race_delay <= 0 && !race_finished()) race();
}

bool FbnetBench::busy() const {
  return on() && ((settings_.playing && !finished()) || !race_finished());
}

void FbnetBench::probe_by_person(const FbnetArchitecture& network) {
  Session& s = *session_;
  if (static_cast<std::int64_t>(s.person.size()) >= settings_.probes) {
    throw Error("your " + std::to_string(settings_.probes) +
                " probes are spent: reset the session to try again");
  }
  const double latency = device_.device.probe(network, s.person_noise);
  s.person.push_back({{network, latency}, foretell(network)});
  settings_.fbnet_yours = with_name(settings_.fbnet_yours, digits_of(network));
  announcement_ = "Your probe " + std::to_string(s.person.size()) + ": " + short_number(latency) +
                  " ms, " + (fits(s.person.back()) ? "fits." : "too slow.");
}

std::string FbnetBench::saved_session() const {
  std::vector<prediction::FbnetProbe> probes;
  for (const FbnetMove& move : moves()) probes.push_back(move.probe);
  nlohmann::ordered_json document = search::to_json(search::FbnetReport{
      .device = device_.name,
      .r2 = device_.fit ? std::optional(device_.fit->r2) : std::nullopt,
      .seed = static_cast<std::uint64_t>(settings_.seed),
      .budget_ms = budget_ms(),
      .budget_quantile = settings_.budget_quantile,
      .probes = std::move(probes),
      .probes_left = static_cast<int>(settings_.probes - static_cast<std::int64_t>(moves().size())),
  });
  document["page"] = to_fragment(with_fbnet_session_of(settings_, {}), {});
  return document.dump(2) + "\n";
}

// Makes the saved probes again. Throws Error where one comes out otherwise.
void FbnetBench::repeat_probes(const std::vector<prediction::FbnetProbe>& saved) {
  const auto in_words = [](const prediction::FbnetProbe& probe) {
    return nlohmann::json(probe.latency_ms).dump() + " ms for network " +
           digits_of(probe.architecture);
  };
  for (const prediction::FbnetProbe& before : saved) {
    measure();
    const prediction::FbnetProbe& now = moves().back().probe;
    if (now.architecture == before.architecture &&
        std::abs(now.latency_ms - before.latency_ms) <= 1e-9 * before.latency_ms) {
      continue;
    }
    throw Error("probe " + std::to_string(moves().size()) + " was " + in_words(before) +
                ", and is " + in_words(now) +
                " here: expected the device, seed and budget that the session was made with");
  }
}

// What the file says of the session; "page" adds what is the person's.
Settings FbnetBench::settings_of(const search::FbnetReport& saved,
                                 const nlohmann::json& page) const {
  Settings session = settings_;
  session.fbnet_yours = "none";
  if (!page.is_null()) {
    if (!page.is_string()) throw Error("\"page\" should be a text, as in a link");
    const Settings kept = settings_from_fragment(page.get<std::string>(), {});
    session.fbnet_yours = kept.fbnet_yours;
    session.layers = kept.layers;
  }
  session.space = fbnet_name;
  session.fbnet_device = saved.device;
  session.probes = static_cast<std::int64_t>(saved.probes.size()) + saved.probes_left;
  session.budget_quantile = saved.budget_quantile;
  session.seed = static_cast<std::int64_t>(saved.seed);
  return with_fbnet_session_of(session, settings_);
}

FbnetBench FbnetBench::with_session(std::string_view bytes, const std::string& name) const {
  const search::FbnetReport saved = search::parse_fbnet_session(bytes, name);
  FbnetBench repeated = *this;
  repeated.session_.reset();
  try {
    const Settings wanted =
        settings_of(saved, nlohmann::json::parse(bytes).value("page", nlohmann::json()));
    validate(wanted);
    repeated.follow(wanted);
    repeated.repeat_probes(saved.probes);
  } catch (const Error& error) {
    throw Error(name + ": " + error.what());
  }
  repeated.announcement_ = "The session of " + name + " is here again, after " +
                           std::to_string(repeated.moves().size()) + " of " +
                           std::to_string(repeated.settings_.probes) + " probes.";
  return repeated;
}

std::optional<std::string> FbnetBench::load_file(std::string_view bytes, const std::string& name) {
  if (datasets::identify(bytes, name) == datasets::FileKind::fbnet_architectures) {
    architectures_ = datasets::parse_fbnet_architectures(bytes, name);
  } else {
    waiting_ = bytes;
    waiting_name_ = name;
  }
  if (waiting_.empty() || architectures_.empty()) return std::nullopt;
  const std::string from = std::exchange(waiting_name_, {});
  const std::vector<double> latencies = datasets::parse_latency_list(
      std::exchange(waiting_, {}), from, static_cast<int>(architectures_.size()));
  devices::FbnetDeviceFile file =
      devices::fbnet_device_file(devices::fit_fbnet_costs(architectures_, latencies));
  file.name = device_name(from);
  return add(std::move(file));
}

std::string FbnetBench::load_device(std::string_view bytes, const std::string& name) {
  return add(devices::parse_fbnet_device_file(bytes, name));
}

// Replaces an imported one of the same name; another name is made where it is a preset's.
std::string FbnetBench::add(devices::FbnetDeviceFile file) {
  const std::string wanted = file.name.starts_with(synthetic_prefix) ? "imported" : file.name;
  const auto is_preset = [&](const std::string& name) {
    return std::any_of(presets_.begin(), presets_.end(),
                       [&](const auto& preset) { return preset.name == name; });
  };
  file.name = wanted;
  for (int copy = 2; is_preset(file.name); ++copy) {
    file.name = wanted + "-" + std::to_string(copy);
  }
  std::erase_if(imported_, [&](const auto& known) { return known.name == file.name; });
  if (world_of_ == file.name) {
    world_of_.clear();
    session_.reset();
    settings_.fbnet_yours = "none";
  }
  imported_.push_back(std::move(file));
  return imported_.back().name;
}

}  // namespace tenprobes::app
