#include "core/controller/acquisition_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace tenprobes::controller {
namespace {

constexpr float hopeless = -std::numeric_limits<float>::infinity();
constexpr std::uint16_t nothing = 0xffff;  // no member of a group is open
// What the summary of the belief finds promising gets a true forecast.
constexpr std::size_t most_screened = 96;
// Less exact than the default, and several times as fast.
constexpr double negligible = 1e-2;

struct GroupedMembers {
  std::vector<std::uint16_t> order;
  std::vector<std::vector<std::uint16_t>> members;
};

GroupedMembers grouped(std::span<const double> quality, std::span<const std::uint8_t> allowed) {
  const belief::JointGroups& joint = belief::joint_groups();
  const auto better = [quality](int a, int b) {
    return quality[static_cast<std::size_t>(a)] > quality[static_cast<std::size_t>(b)];
  };
  std::vector<std::vector<std::uint16_t>> members(static_cast<std::size_t>(joint.count()));
  std::vector<std::uint16_t> order;
  for (std::size_t group = 0; group < members.size(); ++group) {
    for (const std::uint16_t index : joint.members[group]) {
      if (allowed.empty() || allowed[index]) members[group].push_back(index);
    }
    std::stable_sort(members[group].begin(), members[group].end(), better);
    if (!members[group].empty()) order.push_back(static_cast<std::uint16_t>(group));
  }
  if (order.empty()) throw Error("the objective allows no architecture: at least one is needed");
  std::stable_sort(order.begin(), order.end(), [&](std::uint16_t a, std::uint16_t b) {
    return better(members[a].front(), members[b].front());
  });
  GroupedMembers result{order, {}};
  for (const std::uint16_t group : order) result.members.push_back(std::move(members[group]));
  return result;
}

}  // namespace

CandidatePool::CandidatePool(std::span<const double> quality, std::span<const std::uint8_t> allowed)
    : place_of_(cell_count) {
  GroupedMembers groups = grouped(quality, allowed);
  order_ = belief::GroupOrder(groups.order);
  members_ = std::move(groups.members);
  for (std::size_t place = 0; place < members_.size(); ++place) {
    best_quality_.push_back(quality[members_[place].front()]);
    for (const std::uint16_t index : members_[place]) {
      place_of_[index] = static_cast<std::uint16_t>(place);
    }
  }
  belief::CellBelief belief(belief::fine_synthetic_mixture());
  belief.start(1.0);
  belief.forecast(1.0, order_, order_.count(), first_forecasts_);
}

AcquisitionView::AcquisitionView(std::shared_ptr<const CandidatePool> pool,
                                 const belief::LatencyPrior& prior, int most_hypotheses)
    : pool_(std::move(pool)),
      belief_(prior, negligible),
      summary_({}),
      most_hypotheses_(most_hypotheses) {
  listed_.reserve(static_cast<std::size_t>(pool_->order().count()));
  facts_.reserve(most_candidates);
}

void AcquisitionView::begin(const Objective& objective, int probes) {
  objective_ = objective;
  probes_ = probes;
  history_.clear();
  history_.reserve(static_cast<std::size_t>(probes));
  best_ = 0;
  feasible_ = -1;
  whole_ms_ = true;
  belief_.start(objective_.unit_ms());
}

void AcquisitionView::tell(const Cell& architecture, double latency_ms) {
  history_.push_back({architecture, latency_ms});
  const Probe& probe = history_.back();
  const bool whole = whole_ms_ && latency_ms == std::floor(latency_ms);
  if (whole == whole_ms_ && history_.size() > 1) {
    belief_.update(probe.architecture, probe.latency_ms);
  } else {  // what a clock of whole milliseconds told is judged anew
    belief::fit(belief_, history_, objective_.unit_ms());
  }
  whole_ms_ = whole;
  if (most_hypotheses_ > 0) belief_.thin(most_hypotheses_);
  if (!objective_.is_feasible(probe)) return;
  const double value = objective_.value(index_of(architecture), latency_ms);
  if (feasible_ < 0 || value > best_) {
    feasible_ = static_cast<int>(history_.size()) - 1;
    best_ = value;
  }
}

bool AcquisitionView::goes_on(const Objective& objective, const History& history,
                              int probes) const {
  return probes == probes_ && objective.budget_ms == objective_.budget_ms &&
         objective.scalarisation == objective_.scalarisation && history_.size() <= history.size() &&
         std::equal(history_.begin(), history_.end(), history.begin());
}

void AcquisitionView::follow(const Objective& objective, const History& history, int probes) {
  if (!goes_on(objective, history, probes)) begin(objective, probes);
  objective_ = objective;  // what it points to may stand elsewhere now
  for (std::size_t i = history_.size(); i < history.size(); ++i) {
    tell(cell_of(history[i].architecture), history[i].latency_ms);
  }
}

int AcquisitionView::open_member(std::size_t place) const {
  for (const std::uint16_t index : pool_->members(place)) {
    if (!was_probed(history_, cell_at(index))) return index;
  }
  return -1;
}

double AcquisitionView::forecast_unit_ms() const {
  return history_.empty() ? objective_.unit_ms() : 1;
}

prediction::Improvement AcquisitionView::improvement_of(const Candidate& candidate,
                                                        const belief::Forecasts& forecasts) const {
  const double unit = forecast_unit_ms();
  const std::size_t place = candidate.forecast;
  return prediction::improvement_of(
      objective_, objective_.quality[candidate.index],
      static_cast<double>(forecasts.feasible[place]),
      {.mean_ms = unit * static_cast<double>(forecasts.mean[place]),
       .spread_ms = unit * std::sqrt(static_cast<double>(forecasts.variance[place]))},
      has_feasible() ? best_ : -std::numeric_limits<double>::infinity());
}

void AcquisitionView::list(std::size_t count, const belief::Forecasts& forecasts) {
  const bool last_chance = probes_left() == 1 && !has_feasible();
  for (Candidate& candidate : listed_) {
    candidate.promise = hopeless;
    if (candidate.index == nothing) continue;
    const auto [gain, p] = improvement_of(candidate, forecasts);
    if (gain <= 0) continue;
    candidate.promise = static_cast<float>(last_chance ? std::log(std::max(least_probability, p))
                                                       : promise_of(gain, p));
  }
  const auto better = [](const Candidate& a, const Candidate& b) {
    return a.promise > b.promise || (a.promise == b.promise && a.place < b.place);
  };
  if (count < listed_.size()) {
    std::nth_element(listed_.begin(), listed_.begin() + static_cast<std::ptrdiff_t>(count),
                     listed_.end(), better);
    listed_.resize(count);
  }
  std::sort(listed_.begin(), listed_.end(), better);
}

const belief::Forecasts& AcquisitionView::choose_candidates() {
  // Sessions without a probe differ in their budget's unit alone: they share one list.
  const bool all_alike = history_.empty() && probes_ > 1 && !objective_.scalarisation;
  if (all_alike && !first_listed_.empty() && first_no_answer_ == objective_.no_answer) {
    listed_ = first_listed_;
    return pool_->first_forecasts();
  }
  const auto all = static_cast<std::size_t>(pool_->order().count());
  listed_.clear();
  for (std::size_t place = 0; place < all; ++place) {
    if (!objective_.scalarisation && has_feasible() && pool_->best_quality(place) <= best_) break;
    const auto here = static_cast<std::uint16_t>(place);
    listed_.push_back({hopeless, here, here, pool_->members(place).front()});
  }
  // Of groups that were probed, the next member counts.
  for (const Probe& probe : history_) {
    const std::size_t place = pool_->place_of(index_of(cell_of(probe.architecture)));
    if (place >= listed_.size()) continue;
    const int open = open_member(place);
    listed_[place].index = open < 0 ? nothing : static_cast<std::uint16_t>(open);
  }
  if (history_.empty()) {
    list(most_candidates, pool_->first_forecasts());
    if (all_alike) {
      first_listed_ = listed_;
      first_no_answer_ = objective_.no_answer;
    }
    return pool_->first_forecasts();
  }
  const double unit = objective_.unit_ms();
  belief_.summarise(summary_);
  summary_.forecast(unit, pool_->order(), static_cast<int>(listed_.size()), forecasts_);
  list(most_screened, forecasts_);
  places_.clear();
  for (Candidate& candidate : listed_) {
    candidate.forecast = static_cast<std::uint16_t>(places_.size());
    places_.push_back(candidate.place);
  }
  screened_.select(pool_->order(), places_);
  belief_.forecast(unit, screened_, screened_.count(), forecasts_);
  list(most_candidates, forecasts_);
  return forecasts_;
}

CandidateFacts AcquisitionView::facts_of(const Candidate& candidate,
                                         const belief::Forecasts& forecasts) const {
  const auto [gain, probability] = improvement_of(candidate, forecasts);
  const double scale = forecast_unit_ms() / objective_.unit_ms();  // to units of the budget
  const std::size_t place = candidate.forecast;
  const Cell architecture = cell_at(candidate.index);
  int from_best = edge_count, from_failure = edge_count;
  for (std::size_t i = 0; i < history_.size(); ++i) {
    const int distance = edit_distance(architecture, cell_of(history_[i].architecture));
    if (static_cast<int>(i) == feasible_) from_best = distance;
    if (!objective_.is_feasible(history_[i])) from_failure = std::min(from_failure, distance);
  }
  return {.gain = gain,
          .probability = std::clamp(probability, least_probability, 1 - least_probability),
          .mean = scale * static_cast<double>(forecasts.mean[place]),
          .spread = scale * std::sqrt(static_cast<double>(forecasts.variance[place])) + 1e-9,
          .noise = scale * std::sqrt(static_cast<double>(forecasts.noise[place])),
          .quality = objective_.quality[candidate.index],
          .from_best = from_best / 6.0,
          .from_failure = from_failure / 6.0};
}

bool AcquisitionView::observe() {
  const belief::Forecasts& forecasts = choose_candidates();
  facts_.clear();
  for (const Candidate& candidate : listed_) {
    if (candidate.promise == hopeless) break;
    facts_.push_back(facts_of(candidate, forecasts));
  }
  if (facts_.empty()) return false;
  describe(facts_,
           {.probes_left = probes_left(),
            .probes_made = static_cast<int>(history_.size()),
            .has_feasible = has_feasible(),
            .best = best_,
            .hypotheses = belief_.component_count(),
            .regimes = belief_.regime_probabilities()},
           shortlist_);
  return true;
}

}  // namespace tenprobes::controller
