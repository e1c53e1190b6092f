#include "web/app/this_browser.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/belief/beliefs.h"
#include "core/devices/device_file.h"
#include "core/devices/measured_device.h"
#include "core/prediction/few_shot_twin.h"
#include "core/search/live_session.h"
#include "web/app/plot.h"

namespace tenprobes::app {

EstimatedDevice::EstimatedDevice(std::string name, std::shared_ptr<const SearchSpace> space,
                                 const History& measured)
    : NamedDevice(std::move(name), "measured", std::move(space)) {
  const auto predictor =
      std::make_shared<prediction::BayesianPredictor>(belief::make_belief(this->space()));
  predictor->fit(measured);
  predictor_ = predictor;
  for (int index = 0; index < this->space().size(); ++index) {
    latencies_.push_back(*expected_latency(this->space().at(index)));
  }
}

double EstimatedDevice::probe(const Architecture& architecture, Random&) {
  return *expected_latency(architecture);
}

std::optional<double> EstimatedDevice::expected_latency(const Architecture& architecture) const {
  return std::max(devices::least_latency_ms, predictor_->predict(architecture).mean);
}

void ThisBrowser::calibrate(std::shared_ptr<const SearchSpace> space) {
  devices::require_runnable(*space);
  cancel();
  collecting_.clear();
  space_ = std::move(space);
  for (const Architecture& architecture : search::budget_architectures(*space_)) {
    ask(Purpose::calibration, space_, architecture);
  }
}

void ThisBrowser::ask(Purpose purpose, std::shared_ptr<const SearchSpace> space,
                      const Architecture& architecture) {
  requests_.push_back({{next_ticket_++, std::move(space), architecture, purpose}, false});
}

const std::vector<search::BudgetProbe>& ThisBrowser::calibration(const SearchSpace& space) const {
  static const std::vector<search::BudgetProbe> none;
  const auto found = calibrations_.find(space.hash());
  return found == calibrations_.end() ? none : found->second;
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
    if (!calibrating()) calibrations_[space_->hash()] = collecting_;
  }
  return Answer{request.purpose, probe};
}

bool ThisBrowser::waits_for(Purpose purpose) const {
  return std::any_of(requests_.begin(), requests_.end(),
                     [&](const Pending& pending) { return pending.request.purpose == purpose; });
}

DeviceEntry ThisBrowser::entry() const {
  History history;
  for (const search::BudgetProbe& probe : calibration(*space_)) {
    history.push_back({probe.architecture, probe.latency_ms});
  }
  DeviceEntry entry;
  entry.name = this_browser_name;
  entry.title = "This browser";
  entry.group = "here";
  entry.badge = "measured";
  entry.about =
      "Every probe really runs the network here. The cloud is what " +
      std::to_string(history.size()) +
      " measurements let expect of the others, and so is the budget. Other tabs and programs that "
      "are busy make it slower. " +
      clock_in_words();
  entry.kind = "measured";
  const EstimatedDevice device(std::string(this_browser_name), space_, history);
  entry.make = [device](const std::string&) -> std::unique_ptr<devices::Device> {
    return std::make_unique<EstimatedDevice>(device);
  };
  return entry;
}

DeviceEntry ThisBrowser::twin(const search::SessionReport& session) const {
  search::Measurements measured;
  measured.add(session);
  const auto& [history, spreads] = measured;
  const std::shared_ptr<const SearchSpace>& space = session.space;
  devices::DeviceFile file =
      space->form() == Form::layered
          ? devices::twin_file(prediction::few_shot_twin(layered(*space), history, spreads))
          : devices::twin_file(prediction::few_shot_twin(history, spreads));
  file.name = std::string(this_browser_name) + "-twin";
  file.title = "This browser, twin";
  file.note = "From " + std::to_string(history.size()) +
              " measurements; its quality is that of predicting each from the others.";
  return twin_entry(file, space);
}

std::string ThisBrowser::clock_in_words() const {
  if (tick_us_ == 0) return "";
  return "The page's clock ticks every " + short_number(tick_us_) + " \u00b5s; " +
         std::to_string(repeats_) + " repeats of " + std::to_string(runs_per_repeat_) +
         (runs_per_repeat_ == 1 ? " run" : " runs") + " each made the last measurement.";
}

nlohmann::ordered_json ThisBrowser::state(const SearchSpace& space) const {
  return {{"calibrating", calibrating()}, {"calibrated", calibrated(space)},
          {"collected", collected()},     {"waiting", waiting()},
          {"clock_tick_us", tick_us_},    {"runs_per_repeat", runs_per_repeat_}};
}

}  // namespace tenprobes::app
