#include "core/search/live_session.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/prediction/few_shot_twin.h"
#include "core/statistics/summary.h"

namespace tenprobes::search {

namespace {

/// Far apart: what costs and regimes differ by.
std::vector<Architecture> telling_cells(const SearchSpace& space) {
  return {space.parse("|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|"
                      "nor_conv_3x3~1|nor_conv_3x3~2|"),
          space.parse("|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|"
                      "skip_connect~1|skip_connect~2|"),
          space.parse("|nor_conv_1x1~0|+|nor_conv_1x1~0|nor_conv_1x1~1|+|nor_conv_1x1~0|"
                      "nor_conv_1x1~1|nor_conv_1x1~2|"),
          space.parse("|avg_pool_3x3~0|+|avg_pool_3x3~0|avg_pool_3x3~1|+|avg_pool_3x3~0|"
                      "avg_pool_3x3~1|avg_pool_3x3~2|"),
          space.parse("|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|"),
          space.parse("|nor_conv_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|none~0|none~1|"
                      "nor_conv_1x1~2|")};
}

}  // namespace

std::vector<Architecture> budget_architectures(const SearchSpace& space,
                                               std::span<const Bound> bounds) {
  const auto keep_allowed = [&](std::vector<Architecture> all) {
    std::erase_if(all, [&](const Architecture& each) { return !is_within(bounds, space, each); });
    return all;
  };
  if (space.form() == Form::cells) {
    std::vector<Architecture> cells = keep_allowed(telling_cells(space));
    if (!cells.empty()) return cells;
  }
  std::vector<Architecture> sample = keep_allowed(crowd(space));
  if (sample.empty()) return sample;
  const std::optional<int> work = space.work_feature();
  if (work) {
    const auto work_of = [&](const Architecture& architecture) {
      const double known = space.feature(architecture, *work);
      return std::isnan(known) ? std::numeric_limits<double>::infinity() : known;
    };
    std::stable_sort(sample.begin(), sample.end(),
                     [&](const auto& a, const auto& b) { return work_of(a) < work_of(b); });
  }
  std::vector<Architecture> chosen;
  for (const double share : {0.02, 0.98, 0.5, 0.25, 0.75, 0.1}) {
    const Architecture& next =
        sample[static_cast<size_t>(share * static_cast<double>(sample.size()))];
    if (std::find(chosen.begin(), chosen.end(), next) == chosen.end()) chosen.push_back(next);
  }
  return chosen;
}

LiveSession::LiveSession(const SessionRequest& request, devices::Device& device,
                         const Quality& quality, Ingredients ingredients)
    : request_(request),
      device_(device),
      quality_(quality),
      ingredients_(std::move(ingredients)),
      budget_architectures_(budget_architectures(device.space(), request_.bounds)) {
  check_one_budget(request);
  if (!request.budget_quantile || devices::knows_latencies(device)) {
    begin();
    return;
  }
  if (!(*request.budget_quantile >= 0 && *request.budget_quantile <= 1)) {
    throw Error("the budget quantile " + std::to_string(*request.budget_quantile) +
                " is outside 0..1");
  }
  if (budget_architectures_.empty()) {
    throw Error(
        "the budget quantile is estimated by measuring a few networks, and no random one is"
        " within the bounds: give the budget in ms");
  }
  // Refuses now what would be refused after the extra probes.
  SessionRequest trial = request;
  trial.budget_quantile.reset();
  trial.budget_ms = 1;
  Adaptation(trial, device, quality, ingredients_);
}

LiveSession::LiveSession(const SessionReport& trace, devices::Device& device,
                         const Quality& quality, Ingredients ingredients)
    : request_{.method = trace.method,
               .probes = static_cast<int>(trace.probes.size()) + trace.probes_left,
               .budget_ms = trace.budget_ms,
               .scalarisation = trace.scalarisation,
               .bounds = bounds_of(trace),
               .seed = trace.seed,
               .cannot_run = trace.cannot_run},
      device_(device),
      quality_(quality),
      ingredients_(std::move(ingredients)),
      budget_architectures_(budget_architectures(device.space(), request_.bounds)),
      budget_probes_(trace.budget_probes) {
  if (trace.probes_left == 0) {
    throw Error("the session has ended after " + std::to_string(trace.probes.size()) +
                " probes: there is nothing to resume");
  }
  if (trace.device != device.name()) {
    throw Error("the trace is of the device " + trace.device + ", not of " + device.name());
  }
  std::erase_if(budget_architectures_, [&](const Architecture& each) {
    return std::find(trace.cannot_run.begin(), trace.cannot_run.end(), each) !=
           trace.cannot_run.end();
  });
  const std::vector<Architecture>& planned = budget_architectures_;
  for (size_t i = 0; i < budget_probes_.size(); ++i) {
    if (i >= planned.size() || planned[i] != budget_probes_[i].architecture) {
      throw Error("budget probe " + std::to_string(i + 1) +
                  ": is not what this version would have probed");
    }
  }
  if (trace.budget_quantile) request_.budget_quantile = trace.budget_quantile;
  if (trace.budget_quantile && trace.budget_ms) {
    budget_ms_ = trace.budget_ms;
    request_.budget_ms.reset();
  }
  if (budget_ms_ || !trace.budget_quantile || devices::knows_latencies(device)) {
    begin();
    adaptation_->tell_saved_probes(trace);
  } else if (budget_probes_.size() == planned.size()) {
    begin();
  }
}

void LiveSession::begin() {
  SessionRequest request = request_;
  if (request.budget_quantile && !devices::knows_latencies(device_)) {
    if (!budget_ms_) {
      History history;
      for (const BudgetProbe& probe : budget_probes_) {
        history.push_back({probe.architecture, probe.latency_ms});
      }
      std::vector<double> latencies = prediction::estimate_latencies(device_.space(), history);
      for (const Probe& probe : history) {
        if (device_.space().size() == 0) break;
        latencies[static_cast<size_t>(device_.space().index_of(probe.architecture))] =
            probe.latency_ms;
      }
      budget_ms_ = statistics::quantile(latencies, *request.budget_quantile);
    }
    request.budget_quantile.reset();
    request.budget_ms = budget_ms_;
  }
  adaptation_ = std::make_unique<Adaptation>(request, device_, quality_, ingredients_);
}

int LiveSession::probes_left() const {
  if (adaptation_) return adaptation_->session().probes_left();
  return static_cast<int>(budget_architectures_.size() - budget_probes_.size()) + request_.probes;
}

int LiveSession::probes_made() const {
  const size_t searched = adaptation_ ? adaptation_->session().history().size() : 0;
  return static_cast<int>(budget_probes_.size() + searched);
}

Architecture LiveSession::ask() {
  return adaptation_ ? adaptation_->ask() : budget_architectures_[budget_probes_.size()];
}

void LiveSession::tell(double latency_ms, const std::optional<devices::Spread>& spread) {
  if (adaptation_) {
    adaptation_->step_told(latency_ms, spread);
    return;
  }
  const Architecture asked = ask();
  check_latency(latency_ms, "budget probe", budget_probes_.size() + 1, asked, device_.space());
  budget_probes_.push_back({asked, latency_ms, spread});
  if (budget_probes_.size() == budget_architectures_.size()) begin();
}

void LiveSession::pass_over() {
  const Architecture asked = ask();
  if (adaptation_) adaptation_->pass_over();
  request_.cannot_run.push_back(asked);
  if (adaptation_) return;
  std::erase(budget_architectures_, asked);
  if (budget_architectures_.empty()) {
    throw Error(
        "the device can run none of the networks that estimate a budget quantile: give the budget "
        "in"
        " ms");
  }
  if (budget_probes_.size() == budget_architectures_.size()) begin();
}

SessionReport LiveSession::report(const Accuracies& accuracies) const {
  SessionReport report;
  if (adaptation_ && !adaptation_->session().history().empty()) {
    report = adaptation_->report(accuracies);
  } else {
    report = begun(request_, device_, quality_);
    if (adaptation_ && !request_.scalarisation) {
      report.budget_ms = adaptation_->session().objective().budget_ms;
    }
  }
  report.budget_quantile = request_.budget_quantile;
  report.budget_probes = budget_probes_;
  return report;
}

}  // namespace tenprobes::search
