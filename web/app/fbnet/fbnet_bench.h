// What the FBNet half of the page works on, without a pixel: device, the session shown, the
// person's network and probes. It is to FBNet what the workbench is to NAS-Bench-201.
//
//   FbnetBench bench;
//   bench.follow(settings);                  // begins a session where settings.space is "fbnet"
//   while (bench.busy()) bench.advance(1.0 / 60);
//   bench.best()->probe.latency_ms;
//
// The method is core/search's FbnetSearch. Quality is the multiply-accumulates, in millions:
// FBNet's networks have no table of accuracies, and of networks alike in shape the larger is the
// better guess (FBNet, table 3).
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/devices/fbnet_device_file.h"
#include "core/search/fbnet_report.h"
#include "core/search/fbnet_search.h"
#include "web/app/fbnet/fbnet_review.h"
#include "web/app/fbnet/fbnet_world.h"
#include "web/app/settings.h"

namespace tenprobes::app {

inline constexpr std::string_view fbnet_name = "fbnet";  ///< in settings.space

/// A probe, and what the predictor said before it was made (none before the first).
struct FbnetMove {
  prediction::FbnetProbe probe;
  std::optional<prediction::Prediction> foretold;
};

/// 22 digits, as in settings.layers.
FbnetArchitecture network_of(const std::string& digits);
std::string digits_of(const FbnetArchitecture& network);

class FbnetBench {
 public:
  /// The presets, JSON by name. Throws Error if one is no FBNet device.
  explicit FbnetBench(const std::map<std::string, std::string>& presets = {});

  /// Throws Error where these settings name a device that is not there, or more probes of the
  /// person's than a session has.
  void check(const Settings& settings) const;
  /// Whether a device is called so.
  bool knows(const std::string& name) const;
  /// Takes the settings over and begins the session anew if they change it; the person's probes are
  /// those that they list. Throws as check().
  void follow(const Settings& settings);
  /// Whether this space is chosen. All below that shows a session needs it.
  bool on() const { return settings_.space == fbnet_name; }

  void reset();
  void step();                   ///< one probe at once
  void advance(double seconds);  ///< lets time pass: probes where it plays, a slice of the race
  bool busy() const;             ///< whether advance() has anything to do

  /// Measures it for the person, at most as often as the method may. Throws Error otherwise.
  void probe_by_person(const FbnetArchitecture& network);

  /// The session shown, as `tenprobes fbnet --json` prints it, and in "page" the rest of it, as a
  /// link holds it: the person's network and probes.
  std::string saved_session() const;
  /// This bench with a saved session instead of its own. Throws Error where the file is none, or
  /// its probes come out otherwise.
  FbnetBench with_session(std::string_view bytes, const std::string& name) const;

  /// HELP's arch.pt and one of its lists of latencies, in either order. The name of the device once
  /// both are there. Throws Error.
  std::optional<std::string> load_file(std::string_view bytes, const std::string& name);
  /// A device file. The name that the device has here. Throws Error.
  std::string load_device(std::string_view bytes, const std::string& name);
  /// The device shown, as such a file.
  std::string saved_device() const { return devices::serialise_fbnet_device_file(device_); }

  /// In the order of the menu, as in Catalogue.
  const std::vector<devices::FbnetDeviceFile>& presets() const { return presets_; }
  const std::vector<devices::FbnetDeviceFile>& imported() const { return imported_; }

  const Settings& settings() const { return settings_; }
  /// Its name is that in settings.
  const devices::FbnetDeviceFile& device() const { return device_; }
  /// The name of the synthetic device after this one.
  std::string another_device() const;
  const FbnetWorld& world() const { return world_; }
  double budget_ms() const { return session_->objective.budget_ms; }
  const std::vector<FbnetMove>& moves() const { return session_->moves; }
  const std::vector<FbnetMove>& person() const { return session_->person; }
  bool finished() const;
  const FbnetMove* best() const { return best_of(session_->moves); }  ///< that fits; or null
  const FbnetMove* person_best() const { return best_of(session_->person); }
  bool fits(const FbnetMove& move) const { return move.probe.latency_ms <= budget_ms(); }
  /// The network about to be measured, while it is shown.
  const std::optional<FbnetArchitecture>& candidate() const { return session_->candidate; }

  /// What the probes tell of a network's latency; none before the first.
  std::optional<prediction::Prediction> foretell(const FbnetArchitecture& network) const;
  /// What they tell of one operation's cost, ms; none before the first.
  std::optional<prediction::Prediction> cost(int layer, int operation) const;
  double true_cost(int layer, int operation) const;

  /// The best of all 9^22 within the budget by its true costs, to a thousandth of the budget
  /// (search/fbnet_optimum.h); none if nothing fits.
  const std::optional<FbnetArchitecture>& reference() const { return session_->reference; }
  /// Percent of the reference's quality missed after each probe; 100: nothing fits yet.
  std::vector<double> curve() const { return regret_of(session_->moves); }
  std::vector<double> person_curve() const { return regret_of(session_->person); }
  /// Mean regret over other seeds.
  struct Lane {
    std::string method;  ///< "belief", as the session shown, or "random"
    int sessions = 0;    ///< finished
    std::vector<double> mean = {};
  };
  const std::vector<Lane>& lanes() const { return session_->lanes; }

  const FbnetReview& review() const { return review_; }
  /// Brings the review one probe nearer to the session; true while probes are left.
  bool review_step();
  /// One measurement of every dot, with the device's noise. Only for judging predictions.
  const std::vector<double>& measured_once() const { return session_->measured; }

  const std::string& announcement() const { return announcement_; }
  void announce(const std::string& sentence) { announcement_ = sentence; }
  /// Counts sessions, so that a panel knows when to lay out its dots again.
  int generation() const { return generation_; }

  /// With the members of Workbench::state(), and what only this space has in "fbnet".
  nlohmann::ordered_json state() const;
  /// by,probe,architecture,latency_ms,budget_ms,fits,million_macs,foretold_ms,low_ms,high_ms
  std::string probes_csv() const;

 private:
  struct Session {
    search::FbnetObjective objective;
    std::optional<FbnetArchitecture> reference;
    search::FbnetSearch search;
    Random noise, first_person_noise, person_noise;
    prediction::FbnetPredictor predictor;
    std::vector<FbnetMove> moves = {}, person = {};
    std::optional<FbnetArchitecture> candidate = {};
    std::vector<double> measured = {};
    double phase = 0;  ///< 0 after a probe, 1 when the next one's latency arrives
    std::vector<Lane> lanes = {};
    // The race's session at hand.
    std::optional<search::FbnetSearch> racer = {};
    Random racer_noise{0};
    double race_delay = 0;  ///< seconds until it starts: not while a slider moves
  };

  /// The preset or imported one of that name; null if there is none.
  const devices::FbnetDeviceFile* listed(const std::string& name) const;
  std::string add(devices::FbnetDeviceFile file);
  Settings settings_of(const search::FbnetReport& saved, const nlohmann::json& page) const;
  void begin();
  void probe_again();
  void measure();
  void repeat_probes(const std::vector<prediction::FbnetProbe>& saved);
  bool race_finished() const;
  void race();
  const FbnetMove* best_of(const std::vector<FbnetMove>& moves) const;
  std::vector<double> regret_of(const std::vector<FbnetMove>& moves) const;

  Settings settings_;
  devices::FbnetDeviceFile device_;
  std::string world_of_;  ///< the device that the world was made for
  FbnetWorld world_;
  std::optional<Session> session_;
  FbnetReview review_;
  std::vector<devices::FbnetDeviceFile> presets_, imported_;
  std::vector<FbnetArchitecture> architectures_;  ///< of the file opened last
  std::string waiting_, waiting_name_;            ///< latencies without architectures
  std::string announcement_;
  int generation_ = 0;
};

}  // namespace tenprobes::app
