// This browser as a device: what a worker has really measured in it, and what is still to be.
//
//   ThisBrowser browser;
//   browser.calibrate(space);                             // a handful of networks, for the budget
//   for (const auto& request : browser.take_requests()) send_to_worker(request);
//   if (auto answer = browser.tell(news)) ...             // the session's or the user's probe
//   if (browser.calibrated(*space)) list.add(browser.entry());
//
// The worker (web/measuring_web.cpp) runs core/network's networks, one at a time, and times them as
// the command line does on this-machine: cells, and layered spaces whose choices are known blocks.
// Nobody measures all of them, so what the page shows of the others is an estimate from the
// calibration (prediction/bayesian.h); probes are measured.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/prediction/bayesian.h"
#include "core/search/report.h"
#include "web/app/devices.h"

namespace tenprobes::app {

class ThisBrowser {
 public:
  enum class Purpose { calibration, session, user };
  struct Request {
    int ticket;  ///< comes back with the answer
    std::shared_ptr<const SearchSpace> space;
    Architecture architecture;
    Purpose purpose;
  };
  struct Answer {
    Purpose purpose;
    search::BudgetProbe probe;
  };

  /// Asks for the calibration in that space, or for a new one. Throws Error where its networks cannot
  /// be run.
  void calibrate(std::shared_ptr<const SearchSpace> space);
  void ask(Purpose purpose, std::shared_ptr<const SearchSpace> space,
           const Architecture& architecture);
  /// Answers to what the session and the user asked so far no longer count.
  void forget_probes();
  /// Nothing is waited for any more.
  void cancel() { requests_.clear(); }

  /// Those not taken yet, for the worker.
  std::vector<Request> take_requests();

  /// News of the worker, JSON: {"ticket", "latency_ms", "lower_quartile_ms", "upper_quartile_ms",
  /// "repeats", "runs_per_repeat", "tick_us"}. The answer, unless it is no longer waited for.
  /// Throws Error on {"error"}, and waits for nothing then.
  std::optional<Answer> tell(std::string_view news);

  bool calibrating() const { return waits_for(Purpose::calibration); }
  bool calibrated(const SearchSpace& space) const { return !calibration(space).empty(); }
  /// Of the calibration under way, or else of the last; null before the first.
  const std::shared_ptr<const SearchSpace>& space() const { return space_; }
  /// How many networks of the calibration under way were measured.
  size_t collected() const { return collecting_.size(); }
  bool waits_for(Purpose purpose) const;
  /// How many answers are waited for.
  size_t waiting() const { return requests_.size(); }
  /// The last whole one of the space; empty before.
  const std::vector<search::BudgetProbe>& calibration(const SearchSpace& space) const;

  /// The device of space(), once calibrated.
  DeviceEntry entry() const;
  /// A twin of it, from the calibration and a session's probes.
  DeviceEntry twin(const search::SessionReport& session) const;

  /// How coarse the page's clock is and how it is beaten, in words; empty before the first answer.
  std::string clock_in_words() const;
  nlohmann::ordered_json state(const SearchSpace& space) const;

 private:
  struct Pending {
    Request request;
    bool taken;
  };
  std::vector<Pending> requests_;
  std::shared_ptr<const SearchSpace> space_;
  std::vector<search::BudgetProbe> collecting_;
  std::map<std::string, std::vector<search::BudgetProbe>> calibrations_;  ///< by the space's hash
  int next_ticket_ = 1;
  double tick_us_ = 0;
  int runs_per_repeat_ = 0, repeats_ = 0;  ///< of the last answer
};

/// Its known latencies are what a belief makes of a handful of measurements.
class EstimatedDevice final : public devices::NamedDevice {
 public:
  /// Throws Error if there is no measurement.
  EstimatedDevice(std::string name, std::shared_ptr<const SearchSpace> space,
                  const History& measured);

  /// The estimate, always the same: measurements come from the worker.
  double probe(const Architecture& architecture, Random& random) override;
  std::span<const double> known_latencies() const override { return latencies_; }
  std::optional<double> expected_latency(const Architecture& architecture) const override;

 private:
  std::shared_ptr<const prediction::BayesianPredictor> predictor_;
  std::vector<double> latencies_;  ///< of an enumerable space, by index
};

}  // namespace tenprobes::app
