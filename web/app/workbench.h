// What the app works on, without a pixel: the settings, and all that follows from them: search space,
// device, the session shown, the race, the user's own probes.
//
//   Workbench bench(resources);
//   Settings wanted = bench.settings();
//   wanted.probes = 20;
//   bench.change(wanted);                // works out anew what these settings change
//   while (bench.busy()) bench.advance(1.0 / 60);
//
// It owns the settings: nobody else keeps a copy, and change() is the only way to others.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/adaptation.h"
#include "web/app/app.h"
#include "web/app/insight.h"
#include "web/app/library.h"
#include "web/app/memo.h"
#include "web/app/race.h"
#include "web/app/settings.h"
#include "web/app/this_browser.h"
#include "web/app/world.h"

namespace tenprobes::app {

class Workbench {
 public:
  /// Throws Error if a shipped file is not what it should be.
  explicit Workbench(const Resources& resources);

  const Settings& settings() const { return settings_; }

  /// Takes the settings over, and works out anew what they change (Scope). In another space, what
  /// the settings do not choose is that space's: device, network. A session that ends takes the
  /// user's probes along, unless the settings list others. Throws Error, and changes nothing, if a
  /// setting is out of its range or the session cannot be run.
  void change(const Settings& wanted);
  /// Takes over what a link holds: on the space's first device where its own is not here. Returns
  /// what is missing of it, in a sentence; else "". Throws as change().
  std::string restore(std::string_view link);

  /// See App.
  void supply(std::string_view part, const Resources& resources);

  /// A new default theme, which is shown unless another was chosen.
  void prefer_theme(const std::string& theme);

  /// The session from its beginning, without the user's probes.
  void restart();
  /// One probe at once.
  void step();
  /// Lets time pass: probes where the session plays, and a slice of the race.
  void advance(double seconds);
  /// Whether advance() has anything to do.
  bool busy() const;

  /// The user probes an architecture, at most as often as the method may. Throws Error otherwise.
  void probe_by_user(const Architecture& architecture);
  /// The user's network is another.
  void take(const Architecture& architecture);
  /// How often it has become another since the page was opened.
  int edits() const { return edits_; }

  /// What a worker measures of this browser. Choosing this_browser_name as the device takes a
  /// calibration first; from then on every probe waits for the worker.
  ThisBrowser& this_browser() { return browser_; }
  const ThisBrowser& this_browser() const { return browser_; }
  /// Calibrates it in the space shown. Throws Error where its networks cannot be run.
  void measure_here();
  void stop_measuring();
  /// News of the worker: goes on with the session, or begins one once calibrated. Throws Error.
  void tell_measurement(std::string_view news);

  /// Fits a twin to the imported table shown and shows it instead. Throws Error, and changes
  /// nothing, if it cannot be fitted.
  void fit_twin();

  /// The session shown, as `tenprobes adapt --save` writes it, at least one probe made; and in
  /// "page", where there is any, the link's text of what it does not hold: sliders, shuffling, the
  /// race, the user's probes and network. A shuffled session's "device_kind" is "shuffled".
  std::string saved_session() const;
  /// The method's probes and the user's, one a line:
  /// by,probe,index,architecture,latency_ms,budget_ms,fits,quality
  std::string probes_csv() const;
  /// The session shown as a command of the command line, where files of the user's own lie beside it.
  /// Throws Error where only the page can make it.
  std::string command() const;
  /// The device shown as a device file: one that was read from a file as it was there. Throws Error
  /// if it is a table.
  std::string saved_device() const;

  /// See App. Says in announcement() what it was; returns what of it can hardly be right, as
  /// core/devices/plausibility.h does.
  std::vector<std::string> load_file(std::string_view bytes, const std::string& name);
  /// A space from a file becomes the one shown; the same.
  std::vector<std::string> load_space(std::string_view bytes, const std::string& name);
  nlohmann::ordered_json adapt(const nlohmann::json& request) const;
  std::string share() const { return share(settings_); }
  std::string share(const Settings& settings) const;
  /// What the page opens with.
  const Settings& first_settings() const { return defaults_; }
  /// What a link holds, checked. Throws Error.
  Settings parse(std::string_view link) const;

  const Library& library() const { return library_; }
  const SpaceEntry& space_entry() const { return library_.at(settings_.space); }
  const SearchSpace& space() const { return *space_entry().space; }
  const DeviceList& devices() const { return space_entry().devices; }
  const Quality& quality() const { return *session_->quality; }
  double quality(const Architecture& architecture) const { return quality().of(architecture); }
  /// The user's.
  Architecture network() const;

  const devices::Device& device() const { return *session_->device; }
  const World& world() const { return *session_->world; }
  double budget_ms() const { return session_->adaptation->session().objective().budget_ms; }
  /// The session's probes, as the device measured them.
  const History& history() const { return session_->measured; }
  /// The same as the method was told them: with other networks' latencies where they are shuffled.
  const History& told() const { return session_->adaptation->session().history(); }
  /// What was predicted of each probe before it was made; empty before the first.
  const std::vector<std::optional<belief::Prediction>>& predicted() const {
    return session_->predicted;
  }
  /// What the probes so far tell.
  const Insight& insight() const;
  bool finished() const { return session_->adaptation->finished(); }
  std::optional<Probe> best() const;                             ///< the best feasible probe so far
  std::optional<search::Recommendation> recommendation() const;  ///< once finished
  search::Recommendation recommended_after(size_t probes) const;
  /// The architecture about to be measured, while it is shown.
  const std::optional<Architecture>& candidate() const { return candidate_; }
  const History& user_probes() const { return user_.probes; }
  const std::vector<Lane>& lanes() const { return session_->race->lanes(); }
  /// Regret after each probe of the session. Where latencies are shuffled, of what the method would
  /// recommend for what it was told: everything is lost where that does not fit.
  const std::vector<double>& curve() const;
  std::vector<double> user_curve() const;

  /// One measurement of every dot of the world, with the device's noise, where latencies are known
  /// anyhow; else the known ones. Only for judging predictions.
  std::vector<double> measured_once() const;

  /// Test accuracy in percent, and where it comes from, in words; nullopt where unknown, or where
  /// it is the quality itself.
  std::optional<Accuracy> accuracy(const Architecture& architecture) const {
    return library_.accuracy(settings_.space, architecture);
  }
  /// Why the method cannot be used now; empty if it can.
  std::string obstacle(const search::StrategyKind& kind) const;
  /// The document of a session, with accuracies.
  search::SessionReport report(const search::Adaptation& adaptation) const;
  search::SessionReport report() const { return report(*session_->adaptation); }

  /// The last event as a sentence.
  const std::string& announcement() const { return announcement_; }
  /// Counts the changes of session, device and world, so that panels know when to work theirs out
  /// again (Memo).
  int version() const { return version_; }
  /// Counts the changes of device and world.
  int world_version() const { return world_version_; }

 private:
  struct Session {
    std::shared_ptr<const SearchSpace> space;
    std::shared_ptr<const Quality> quality;
    std::shared_ptr<devices::Device> device;
    std::shared_ptr<const World> world;
    std::unique_ptr<devices::Device> proxy;
    search::Ingredients ingredients;
    std::unique_ptr<search::Adaptation> adaptation;
    std::optional<Race> race;
    History measured;
    std::vector<std::optional<belief::Prediction>> predicted;
    std::vector<double> regret;  ///< after each probe, as far as it was asked for
  };
  struct User {
    History probes;
    Random noise;  ///< of their next probe
  };

  /// Of a space: its device and network.
  Settings defaults_of(const std::string& space) const;
  Settings completed(Settings wanted) const;
  /// No more probes than the space has networks.
  static std::int64_t fitting(std::int64_t probes, const SearchSpace& space);
  /// Whether the method can search that space.
  bool serves(const std::string& method, const SearchSpace& space) const;
  void apply(const Settings& wanted);
  void check(const Settings& settings) const;
  std::unique_ptr<Session> make_session(const Settings& settings, Scope scope) const;
  void make_race(const Settings& settings, Session& session) const;
  User probed_by_user(const Session& session, const Settings& settings) const;
  void begin(std::unique_ptr<Session> session, const Settings& settings, Scope scope);
  /// The session anew, whatever the settings were.
  void begin_anew(Settings settings);
  bool lists_networks_of(std::string_view bytes) const;
  std::string space_of_device(std::string_view bytes) const;
  std::string imported_from(const std::string& file) const;
  void add_devices(const std::string& space, std::vector<DeviceEntry> entries);
  std::vector<std::string> import(std::string_view bytes, const std::string& name);
  std::vector<std::string> pair(bool networks, std::string_view bytes, const std::string& name);
  void repeat_earlier_session(std::string_view bytes, const std::string& name);
  void use_scores(const proxies::ProxyTable& table, const std::string& name);
  void load_safetensors(std::string_view bytes, const std::string& name);
  void repeat_session(std::string_view bytes, const std::string& name);
  Settings told_by(const search::SessionReport& saved, const std::string& name) const;
  Settings settings_of(const search::SessionReport& saved, const std::string& name) const;
  int repeat_probes(const search::SessionReport& saved, const Settings& settings,
                    const std::string& name, Session& session) const;
  static Probe probe_device(Session& session, const Settings& settings);
  bool measures_here() const { return settings_.device == this_browser_name; }
  void measure();
  void record(const std::optional<Probe>& before, const Probe& probe);
  void record_user(const Probe& probe);
  void announce_session();
  void announce_end();

  Settings defaults_, settings_;
  /// What was asked for, while a space is shown that it does not serve, or that has fewer networks.
  std::optional<std::string> asked_method_;
  std::optional<std::int64_t> asked_probes_;
  ThisBrowser browser_;
  Library library_;
  std::unique_ptr<Session> session_;
  mutable Insight insight_;  ///< follows the session when it is asked
  /// By version and number of probes.
  mutable Memo<std::optional<search::Recommendation>, int, size_t> recommendation_;
  std::optional<Architecture> candidate_;
  double phase_ = 0;       ///< 0 after a probe, 1 when the next one's latency arrives
  double race_delay_ = 0;  ///< seconds until the race starts: not while a slider moves
  User user_{{}, Random(0)};
  struct NamedBytes {
    std::string bytes, name;
  };
  NamedBytes unpaired_networks_, unpaired_latencies_;  ///< files that need each other
  std::string announcement_;
  int version_ = 0, world_version_ = 0, edits_ = 0;
};

}  // namespace tenprobes::app
