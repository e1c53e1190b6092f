#include "core/controller/acquisition_view.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/belief/cells/synthetic_prior.h"
#include "core/prediction/expected_improvement.h"

namespace tenprobes::controller {
namespace {

constexpr double least_probability = 1e-6;
// Shortlisted by gain * probability ^ this: below 1, so that bold candidates are listed as well.
constexpr float boldness = 0.7f;
constexpr float hopeless = -1e9f;
// Places among the candidate's features.
constexpr std::size_t improvement_feature = 0, relative_feature = 1, probability_feature = 5,
                      share_feature = 11;
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
    : place_of_(cell_count), order_({}) {
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

AcquisitionView::AcquisitionView(std::shared_ptr<const CandidatePool> pool)
    : pool_(std::move(pool)),
      belief_(belief::fine_synthetic_mixture(), negligible),
      summary_({}),
      screened_({}) {
  listed_.reserve(static_cast<std::size_t>(pool_->order().count()));
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
  if (!objective_.is_feasible(probe)) return;
  const double value = objective_.value(index_of(architecture), latency_ms);
  if (feasible_ < 0 || value > best_) {
    feasible_ = static_cast<int>(history_.size()) - 1;
    best_ = value;
  }
}

int AcquisitionView::open_member(std::size_t place) const {
  for (const std::uint16_t index : pool_->members(place)) {
    const bool probed = std::any_of(history_.begin(), history_.end(), [&](const Probe& probe) {
      return index_of(cell_of(probe.architecture)) == index;
    });
    if (!probed) return index;
  }
  return -1;
}

double AcquisitionView::forecast_unit_ms() const {
  return history_.empty() ? objective_.unit_ms() : 1;
}

AcquisitionView::Improvement AcquisitionView::improvement_of(
    const Candidate& candidate, const belief::Forecasts& forecasts) const {
  if (!objective_.scalarisation) {
    return {objective_.quality[candidate.index] - (has_feasible() ? best_ : objective_.no_answer),
            static_cast<double>(forecasts.feasible[candidate.forecast])};
  }
  const double unit = forecast_unit_ms();
  const prediction::LatencyBelief belief{
      .mean_ms = unit * static_cast<double>(forecasts.mean[candidate.forecast]),
      .spread_ms = unit * std::sqrt(static_cast<double>(forecasts.variance[candidate.forecast]))};
  const double probability = prediction::improvement_probability(
      objective_, objective_.quality[candidate.index], belief, best_);
  if (probability < least_probability) return {0, probability};
  return {prediction::expected_improvement(objective_, objective_.quality[candidate.index], belief,
                                           best_) /
              probability,
          probability};
}

void AcquisitionView::list(std::size_t count, const belief::Forecasts& forecasts) {
  const bool last_chance = probes_left() == 1 && !has_feasible();
  for (Candidate& candidate : listed_) {
    candidate.promise = hopeless;
    if (candidate.index == nothing) continue;
    const auto [gain, p] = improvement_of(candidate, forecasts);
    if (gain <= 0) continue;
    const double log_p = std::log(std::max(least_probability, p));
    candidate.promise =
        static_cast<float>(last_chance ? log_p : std::log(gain) + double{boldness} * log_p);
  }
  count = std::min(count, listed_.size());
  std::partial_sort(listed_.begin(), listed_.begin() + static_cast<std::ptrdiff_t>(count),
                    listed_.end(), [](const Candidate& a, const Candidate& b) {
                      return a.promise > b.promise || (a.promise == b.promise && a.place < b.place);
                    });
  listed_.resize(count);
}

const belief::Forecasts& AcquisitionView::choose_candidates() {
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

void AcquisitionView::describe(const Candidate& candidate, const belief::Forecasts& forecasts,
                               std::span<float, candidate_features> features) const {
  const double quality = objective_.quality[candidate.index];
  const auto [gain, probability] = improvement_of(candidate, forecasts);
  const double p = std::clamp(probability, least_probability, 1 - least_probability);
  const double scale = forecast_unit_ms() / objective_.unit_ms();  // to units of the budget
  const double mean = scale * static_cast<double>(forecasts.mean[candidate.forecast]);
  const double spread =
      scale * std::sqrt(static_cast<double>(forecasts.variance[candidate.forecast])) + 1e-9;
  const double noise = scale * std::sqrt(static_cast<double>(forecasts.noise[candidate.forecast]));
  const Cell architecture = cell_at(candidate.index);
  int from_best = edge_count, from_failure = edge_count;
  for (std::size_t i = 0; i < history_.size(); ++i) {
    const int distance = edit_distance(architecture, cell_of(history_[i].architecture));
    if (static_cast<int>(i) == feasible_) from_best = distance;
    if (!objective_.is_feasible(history_[i])) from_failure = std::min(from_failure, distance);
  }
  const double improvement = std::log(gain) + std::log(p);
  const std::array<double, candidate_features> values = {
      improvement / 4,
      0,  // relative, and
      std::log(gain) / 4,
      std::log(p) / 4,
      std::log(1 - p) / 4,
      p,
      std::clamp((1 - mean) / spread, -4., 4.) / 4,
      std::clamp(mean - 1, -1.0, 1.0),
      std::min(spread, 1.0),
      std::min(noise / spread, 1.0),
      quality / 100,
      gain * p,  // a share: observe()
      from_best / 6.0,
      from_failure / 6.0};
  std::copy(values.begin(), values.end(), features.begin());
}

bool AcquisitionView::observe(Shortlist& shortlist) {
  const belief::Forecasts& forecasts = choose_candidates();
  const auto features_of = [&shortlist](std::size_t k) {
    return std::span<float, candidate_features>(
        shortlist.candidates.data() + k * candidate_features, candidate_features);
  };
  std::size_t count = 0;
  double largest = hopeless, sum = 0, p_of_largest = 0, safe_gain = 0;
  while (count < listed_.size() && listed_[count].promise > hopeless) {
    const Candidate& candidate = listed_[count];
    const std::span<float, candidate_features> features = features_of(count);
    describe(candidate, forecasts, features);
    const auto improvement = 4 * static_cast<double>(features[improvement_feature]);
    const auto p = static_cast<double>(features[probability_feature]);
    shortlist.indices[count] = candidate.index;
    if (improvement > largest) {
      largest = improvement;
      p_of_largest = p;
    }
    if (p > 0.5) safe_gain = std::max(safe_gain, improvement_of(candidate, forecasts).gain);
    sum += static_cast<double>(features[share_feature]);
    ++count;
  }
  shortlist.count = static_cast<int>(count);
  if (count == 0) return false;
  for (std::size_t k = 0; k < count; ++k) {
    const std::span<float, candidate_features> features = features_of(k);
    features[relative_feature] = static_cast<float>(
        std::max(-4.0, static_cast<double>(features[improvement_feature]) - largest / 4));
    features[share_feature] =
        static_cast<float>(static_cast<double>(features[share_feature]) / sum);
  }

  float* feature = shortlist.session.data();
  const auto say = [&feature](double value) { *feature++ = static_cast<float>(value); };
  const double left = std::max(1, probes_left());
  say(std::log(left) / 3);
  say(1 / left);
  say(left == 1 ? 1 : 0);
  say(std::log(1 + static_cast<double>(history_.size())) / 3);
  say(has_feasible() ? 1 : 0);
  say(best_ / 100);
  say(std::log(std::max(1.0, 101 - best_)) / 4);
  say(std::log(static_cast<double>(belief_.component_count())) / 7);
  for (const double probability : belief_.regime_probabilities()) say(probability);
  say(largest / 4);
  say(p_of_largest);
  say(std::log(1 + safe_gain) / 4);
  return true;
}

}  // namespace tenprobes::controller
