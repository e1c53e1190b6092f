// This browser as a device: what a worker has really measured in it, and what is still to be.
//
//   ThisBrowser browser;
//   browser.calibrate();                                  // a handful of networks, for the budget
//   for (const auto& request : browser.take_requests()) send_to_worker(request);
//   if (auto answer = browser.tell(news)) ...             // the session's or the user's probe
//   if (browser.calibrated()) list.add(browser.entry());
//
// The worker (web/measuring_web.cpp) runs core/network's networks, one at a time, and times them as
// the command line does on this-machine. Nobody measures all 15,625, so what the page shows of the
// others is an estimate from the calibration (prediction/few_shot_twin.h); probes are measured.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/devices/tabulated_device.h"
#include "core/search/report.h"
#include "web/app/devices.h"

namespace tenprobes::app {

class ThisBrowser {
 public:
  enum class Purpose { calibration, session, user };
  struct Request {
    int ticket;  ///< comes back with the answer
    Cell architecture;
    Purpose purpose;
  };
  struct Answer {
    Purpose purpose;
    search::BudgetProbe probe;
  };

  /// Asks for the calibration, or for a new one.
  void calibrate();
  void ask(Purpose purpose, const Cell& architecture);
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
  bool calibrated() const { return !calibration_.empty(); }
  /// How many networks of the calibration under way were measured.
  size_t collected() const { return collecting_.size(); }
  bool waits_for(Purpose purpose) const;
  /// The last whole one.
  const std::vector<search::BudgetProbe>& calibration() const { return calibration_; }

  /// The device, once calibrated.
  DeviceEntry entry() const;
  /// A twin of it, from the calibration and a session's probes.
  DeviceEntry twin(const search::SessionReport& session) const;

  /// How coarse the page's clock is and how it is beaten, in words; empty before the first answer.
  std::string clock_in_words() const;
  nlohmann::ordered_json state() const;

 private:
  struct Pending {
    Request request;
    bool taken;
  };
  std::vector<Pending> requests_;
  std::vector<search::BudgetProbe> calibration_, collecting_;
  int next_ticket_ = 1;
  double tick_us_ = 0;
  int runs_per_repeat_ = 0, repeats_ = 0;  ///< of the last answer
};

/// Its known latencies are the estimates.
class EstimatedDevice : public devices::TabulatedDevice {
 public:
  using TabulatedDevice::TabulatedDevice;
  std::string kind() const override { return "measured"; }
};

}  // namespace tenprobes::app
