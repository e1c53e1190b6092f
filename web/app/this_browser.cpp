#include "web/app/this_browser.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/prediction/few_shot_twin.h"
#include "core/search/live_session.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "web/app/plot.h"

namespace tenprobes::app {

void ThisBrowser::calibrate() {
  cancel();
  collecting_.clear();
  for (const Architecture& architecture : search::budget_architectures(*nas_bench_201())) {
    ask(Purpose::calibration, cell_of(architecture));
  }
}

void ThisBrowser::ask(Purpose purpose, const Cell& architecture) {
  requests_.push_back({{next_ticket_++, architecture, purpose}, false});
}

void ThisBrowser::forget_probes() {
  std::erase_if(requests_, [](const Pending& pending) {
    return pending.request.purpose != Purpose::calibration;
  });
}

std::vector<ThisBrowser::Request> ThisBrowser::take_requests() {
  std::vector<Request> taken;
  for (Pending& pending : requests_) {
    if (!pending.taken) taken.push_back(pending.request);
    pending.taken = true;
  }
  return taken;
}

std::optional<ThisBrowser::Answer> ThisBrowser::tell(std::string_view news) {
  const nlohmann::json json = nlohmann::json::parse(news);
  if (json.contains("error")) {
    cancel();
    throw Error("this browser could not be measured: " + json["error"].get<std::string>());
  }
  const int ticket = json.at("ticket").get<int>();
  const auto pending = std::find_if(requests_.begin(), requests_.end(), [&](const Pending& each) {
    return each.request.ticket == ticket;
  });
  if (pending == requests_.end()) return std::nullopt;  // of a session that is over
  const Request request = pending->request;
  requests_.erase(pending);
  tick_us_ = json.at("tick_us").get<double>();
  runs_per_repeat_ = json.at("runs_per_repeat").get<int>();
  repeats_ = json.at("repeats").get<int>();
  const search::BudgetProbe probe{
      request.architecture, json.at("latency_ms").get<double>(),
      devices::Spread{json.at("lower_quartile_ms").get<double>(),
                      json.at("upper_quartile_ms").get<double>(), repeats_}};
  if (request.purpose == Purpose::calibration) {
    collecting_.push_back(probe);
    if (!calibrating()) calibration_ = collecting_;
  }
  return Answer{request.purpose, probe};
}

bool ThisBrowser::waits_for(Purpose purpose) const {
  return std::any_of(requests_.begin(), requests_.end(),
                     [&](const Pending& pending) { return pending.request.purpose == purpose; });
}

DeviceEntry ThisBrowser::entry() const {
  History history;
  for (const search::BudgetProbe& probe : calibration_) {
    history.push_back({probe.architecture, probe.latency_ms});
  }
  DeviceEntry entry;
  entry.name = this_browser_name;
  entry.title = "This browser";
  entry.group = "here";
  entry.badge = "measured";
  entry.about =
      "Every probe really runs the network here. The cloud is what " +
      std::to_string(calibration_.size()) +
      " measurements let expect of the others, and so is the budget. Other tabs and programs that "
      "are busy make it slower. " +
      clock_in_words();
  entry.kind = "measured";
  entry.latencies = prediction::estimate_latencies(*nas_bench_201(), history);
  entry.make = [latencies = entry.latencies]() -> std::unique_ptr<devices::Device> {
    return std::make_unique<EstimatedDevice>(std::string(this_browser_name), nas_bench_201(),
                                             latencies);
  };
  return entry;
}

DeviceEntry ThisBrowser::twin(const search::SessionReport& session) const {
  History history;
  std::vector<std::optional<devices::Spread>> spreads;
  const auto add = [&](const auto& probes) {
    for (const auto& probe : probes) {
      history.push_back({probe.architecture, probe.latency_ms});
      spreads.push_back(probe.spread);
    }
  };
  add(session.budget_probes);
  add(session.probes);
  const devices::Twin twin = prediction::few_shot_twin(history, spreads);
  devices::DeviceFile file;
  file.name = std::string(this_browser_name) + "-twin";
  file.title = "This browser, twin";
  file.kind = "twin";
  file.model = twin.model;
  file.fit = twin.quality;
  file.note = "From " + std::to_string(history.size()) +
              " measurements; its quality is that of predicting each from the others.";
  DeviceEntry entry = entry_of(file);
  entry.group = "imported";
  return entry;
}

std::string ThisBrowser::clock_in_words() const {
  if (tick_us_ == 0) return "";
  return "The page's clock ticks every " + short_number(tick_us_) + " \u00b5s; " +
         std::to_string(repeats_) + " repeats of " + std::to_string(runs_per_repeat_) +
         (runs_per_repeat_ == 1 ? " run" : " runs") + " each made the last measurement.";
}

nlohmann::ordered_json ThisBrowser::state() const {
  return {{"calibrating", calibrating()}, {"calibrated", calibrated()},
          {"collected", collected()},     {"waiting", requests_.size()},
          {"clock_tick_us", tick_us_},    {"runs_per_repeat", runs_per_repeat_}};
}

}  // namespace tenprobes::app
