// What the app works on, without a pixel: settings, device, the session shown, the race, the
// person's own probes. The panels show it and change its settings.
//
//   Workbench bench(resources);
//   Settings wanted = bench.settings();
//   wanted.probes = 20;
//   bench.apply(wanted);                 // starts the session anew where it must
//   while (bench.busy()) bench.advance(1.0 / 60);
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/prediction/help.h"
#include "core/proxies/accuracy_surrogate.h"
#include "core/proxies/proxy_table.h"
#include "core/search/adaptation.h"
#include "web/app/app.h"
#include "web/app/catalogue.h"
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

  /// Takes the settings over and starts the session anew if they change it; the person's probes are
  /// those that they list, whatever was probed before. Throws Error, and changes nothing, if a
  /// setting is out of its range or the session cannot be run.
  void apply(const Settings& settings);

  /// A new default theme, which is shown unless another was chosen.
  void prefer_theme(const std::string& theme);

  /// The session from its beginning, the person's probes too.
  void reset();
  /// One probe at once.
  void step();
  /// Lets time pass: probes where the session plays, and a slice of the race.
  void advance(double seconds);
  /// Whether advance() has anything to do.
  bool busy() const;

  /// The person probes an architecture, at most as often as the method may. Throws Error otherwise.
  void probe_by_person(int index);

  /// What a worker measures of this browser. Choosing this_browser_name as the device takes a
  /// calibration first; from then on every probe waits for the worker.
  ThisBrowser& this_browser() { return browser_; }
  const ThisBrowser& this_browser() const { return browser_; }
  /// News of the worker: goes on with the session, or begins one once calibrated. Throws Error.
  void tell_measurement(std::string_view news);

  /// Fits a twin to the imported table shown and shows it instead. Throws Error, and changes
  /// nothing, if it cannot be fitted.
  void fit_twin();

  /// The session shown, as `tenprobes adapt --save` writes it, at least one probe made; and in
  /// "page" the link's text of what it does not hold: sliders, shuffling, the person's probes and
  /// cell. A shuffled session's "device_kind" is "shuffled".
  std::string saved_session() const;
  /// The method's probes and the person's, one a line:
  /// by,probe,index,architecture,latency_ms,budget_ms,fits,quality
  std::string probes_csv() const;
  /// The device shown as a device file. Throws Error if it is a table.
  std::string saved_device() const;

  /// See App.
  void load_file(std::string_view bytes, const std::string& name);
  nlohmann::ordered_json adapt(const nlohmann::json& request) const;
  nlohmann::ordered_json state() const;
  std::string share() const { return share(settings_); }
  std::string share(const Settings& settings) const { return to_fragment(settings, defaults_); }
  Settings parse(std::string_view link) const { return settings_from_fragment(link, defaults_); }

  const Catalogue& catalogue() const { return catalogue_; }
  const devices::Device& device() const { return *session_->device; }
  const World& world() const { return session_->world; }
  double budget_ms() const { return session_->adaptation->session().objective().budget_ms; }
  /// The session's probes, as the device measured them.
  const History& history() const { return session_->measured; }
  /// The same as the method was told them: with other networks' latencies where they are shuffled.
  const History& told() const { return session_->adaptation->session().history(); }
  bool finished() const { return session_->adaptation->finished(); }
  std::optional<Probe> best() const;                             ///< the best feasible probe so far
  std::optional<Probe> person_best() const;                      ///< the person's
  std::optional<search::Recommendation> recommendation() const;  ///< once finished
  /// The architecture about to be measured, while it is shown.
  const std::optional<Cell>& candidate() const { return candidate_; }
  const History& person() const { return person_.probes; }
  const std::vector<Lane>& lanes() const { return session_->race->lanes(); }
  std::vector<double> curve() const;  ///< regret after each probe of the session
  std::vector<double> person_curve() const;
  bool races() const { return !session_->race->finished(); }

  /// One measurement of every network, with the device's noise, where all latencies are known
  /// anyhow; else the known ones. Only for judging predictions.
  std::vector<double> measured_once() const;

  double quality(int index) const { return world().quality[static_cast<size_t>(index)]; }
  /// Test accuracy in percent on CIFAR-10, and where it comes from, in words; nullopt where
  /// unknown.
  struct Accuracy {
    double percent;
    std::string source;
  };
  std::optional<Accuracy> accuracy(int index) const;
  /// Of every network, [15625] by index, NaN where unknown; empty where nothing tells.
  const std::vector<double>& all_accuracies() const;
  /// The training-free scores that quality is made of, by name, [15625] each.
  const std::map<std::string, std::vector<float>>& scores() const { return scores_; }
  std::span<const double> qualities() const { return quality_; }
  /// HELP's weights; null where none are shipped.
  const std::shared_ptr<const prediction::HelpModel>& help() const { return help_; }
  /// Why the method cannot be used now; empty if it can.
  std::string obstacle(const search::StrategyKind& kind) const;

  void announce(const std::string& sentence) { announcement_ = sentence; }
  /// The last event as a sentence.
  const std::string& announcement() const { return announcement_; }
  /// Counts the changes of the world, so that a panel knows when to lay out its dots again.
  int generation() const { return generation_; }

 private:
  struct Session {
    std::unique_ptr<devices::Device> device, proxy;
    World world;
    search::Ingredients ingredients;
    std::unique_ptr<search::Adaptation> adaptation;
    std::optional<Race> race;
    History measured;
  };
  struct Person {
    History probes;
    Random noise;  ///< of their next probe
  };

  search::SessionReport report(const search::Adaptation& adaptation) const;
  search::Accuracies estimated_accuracy(const Cell& architecture) const;
  std::unique_ptr<Session> make_session(const Settings& settings);
  /// Throws Error, as begin() does then and changes nothing, where it cannot be.
  Person probed_by_person(const Session& session, const Settings& settings) const;
  void begin(std::unique_ptr<Session> session, const Settings& settings);
  void switch_to(Settings settings);
  void load_safetensors(std::string_view bytes, const std::string& name);
  void load_weights(std::string_view bytes, const std::string& name);
  void use_scores(const proxies::ProxyTable& table);
  void load_scores(std::string_view bytes, const std::string& name);
  void add_devices(std::vector<DeviceEntry> entries);
  void repeat_session(std::string_view bytes, const std::string& name);
  Settings settings_of(const search::SessionReport& saved, const nlohmann::json& document,
                       const std::string& name) const;
  void repeat_probes(const search::SessionReport& saved, const Settings& settings,
                     const std::string& name, Session& session) const;
  static Probe probe_device(Session& session, const Settings& settings);
  bool measures_here() const { return settings_.device == this_browser_name; }
  void measure();
  void record(const std::optional<Probe>& before, const Probe& probe);
  void record_person(const Probe& probe);
  void announce_session();
  void announce_end();

  Settings defaults_, settings_;
  ThisBrowser browser_;
  Catalogue catalogue_;
  std::vector<double> quality_;
  std::map<std::string, std::vector<float>> scores_;
  search::Accuracies accuracies_;          ///< imported ones
  mutable std::vector<double> estimates_;  ///< worked out when first asked for
  std::shared_ptr<const prediction::HelpModel> help_;
  std::optional<proxies::AccuracySurrogate> surrogate_;  ///< asked where none are imported
  std::shared_ptr<const controller::Controller> controller_, edit_controller_;
  std::shared_ptr<const std::vector<Cell>> fixed_list_;  ///< made when first asked for
  std::unique_ptr<Session> session_;
  std::optional<Cell> candidate_;
  double phase_ = 0;       ///< 0 after a probe, 1 when the next one's latency arrives
  double race_delay_ = 0;  ///< seconds until the race starts: not while a slider moves
  Person person_{{}, Random(0)};
  std::string announcement_;
  int generation_ = 0;
};

}  // namespace tenprobes::app
