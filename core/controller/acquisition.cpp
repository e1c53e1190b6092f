#include "core/controller/acquisition.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/error.h"
#include "core/belief/beliefs.h"
#include "core/controller/information.h"
#include "core/controller/nearest_open.h"
#include "core/controller/space_view.h"

namespace tenprobes::controller {
namespace {

constexpr const char* acquisition_observation = "acquisition-1";
// How fast the first policy's probabilities fall with the expected improvement.
constexpr float first_weight = 6;
constexpr int inputs = candidate_features + session_features;
// A session's and some that it races; each takes two megabytes.
constexpr std::size_t most_views = 4;

std::vector<int> scorer_widths(int hidden, const std::string& where) {
  checked_hidden(hidden, where);
  return {inputs, hidden, hidden, 1};
}

nn::Mlp read_scorer(const Safetensors& file, const std::string& name) {
  return {scorer_widths(read_hidden(file, name + ": "), ""), file, "scorer"};
}

AcquisitionController::Weights read_improvement(const Safetensors& file) {
  const std::vector<float>& values = file.finite_floats("improvement", {2});
  return {values[0], values[1]};
}

/// To the bit, as unknown qualities are NaN.
template <class T>
bool same(std::span<const T> a, std::span<const T> b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

}  // namespace

void scorer_inputs(const Shortlist& shortlist, std::span<float> values) {
  auto to = values.begin();
  for (int i = 0; i < shortlist.count; ++i) {
    const auto from = shortlist.candidates.begin() + std::ptrdiff_t{i} * candidate_features;
    to = std::copy_n(from, candidate_features, to);
    to = std::copy(shortlist.session.begin(), shortlist.session.end(), to);
  }
}

AcquisitionController::AcquisitionController(int hidden, Random& random)
    : Controller({.kind = kind, .observation = acquisition_observation}),
      scorer_(scorer_widths(hidden, ""), random),
      improvement_{first_weight, first_weight} {}

AcquisitionController::AcquisitionController(const Safetensors& file, const std::string& name)
    : Controller(read_information(file, kind, acquisition_observation, name + ": ")),
      scorer_(read_scorer(file, name)),
      improvement_(read_improvement(file)) {}

Safetensors AcquisitionController::to_file() const {
  Safetensors file;
  write_information(information(), hidden(), file);
  file.add("improvement", {2}, improvement_);
  scorer_.add_to(file, "scorer");
  return file;
}

int AcquisitionController::best_choice(const Shortlist& shortlist) const {
  std::vector<float> input(static_cast<std::size_t>(shortlist.count) * inputs);
  scorer_inputs(shortlist, input);
  // The last chance to answer at all goes to the likeliest to fit.
  const bool last_chance =
      shortlist.session[last_feature] == 1 && shortlist.session[feasible_feature] == 0;
  int best = 0;
  double best_logit = 0;
  for (int i = 0; i < shortlist.count; ++i) {
    const auto k = static_cast<std::size_t>(i);
    const float* candidate = &shortlist.candidates[k * candidate_features];
    const double logit =
        last_chance ? static_cast<double>(candidate[log_probability_feature])
                    : static_cast<double>(improvement_of(candidate)) +
                          scorer_.infer(std::span(input).subspan(k * inputs, inputs)).front();
    if (i == 0 || logit > best_logit) {
      best = i;
      best_logit = logit;
    }
  }
  return best;
}

std::shared_ptr<const CandidatePool> AcquisitionController::pool_for(
    const Objective& objective) const {
  const std::lock_guard lock(kept_->mutex);
  const bool fits = kept_->pool && same<double>(kept_->quality, objective.quality) &&
                    same<std::uint8_t>(kept_->allowed, objective.allowed);
  if (!fits) {
    kept_->pool = std::make_shared<const CandidatePool>(objective.quality, objective.allowed);
    kept_->views.clear();
    kept_->quality.assign(objective.quality.begin(), objective.quality.end());
    kept_->allowed.assign(objective.allowed.begin(), objective.allowed.end());
  }
  return kept_->pool;
}

std::unique_ptr<AcquisitionView> AcquisitionController::take_view(const Objective& objective,
                                                                  const History& history,
                                                                  int probes) const {
  auto pool = pool_for(objective);
  {
    const std::lock_guard lock(kept_->mutex);
    auto& views = kept_->views;
    auto view = std::find_if(views.rbegin(), views.rend(), [&](const auto& kept) {
      return kept->goes_on(objective, history, probes);
    });
    if (view == views.rend() && views.size() == most_views) view = views.rbegin();
    if (view != views.rend() && &(*view)->pool() == pool.get()) {
      auto taken = std::move(*view);
      views.erase(std::next(view).base());
      return taken;
    }
  }
  return std::make_unique<AcquisitionView>(std::move(pool));
}

void AcquisitionController::keep(std::unique_ptr<AcquisitionView> view) const {
  const std::lock_guard lock(kept_->mutex);
  if (&view->pool() != kept_->pool.get()) return;
  if (kept_->views.size() == most_views) kept_->views.erase(kept_->views.begin());
  kept_->views.push_back(std::move(view));
}

namespace {

/// Where nothing better is left: something open, so that the session can go on.
Architecture fallback(const History& history, const Objective& objective, Random& random) {
  const SearchSpace& space = *objective.space;
  std::optional<Architecture> allowed;
  const int tries = space.size() > 0 ? space.size() : 10'000;
  for (int i = 0; i < tries; ++i) {
    const Architecture each = space.size() > 0 ? space.at(i) : space.random(random);
    if (!objective.is_allowed(each)) continue;
    allowed = each;
    if (!was_probed(history, each)) return each;
  }
  if (allowed) return *allowed;
  if (space.size() == 0) return bred_within(history, objective, random);
  throw Error("the objective allows no architecture: at least one must be allowed");
}

}  // namespace

Architecture AcquisitionController::propose(const History& history, const Objective& objective,
                                            int probes_left, Random& random) const {
  if (objective.space->form() != Form::cells) {
    const auto belief = belief::make_belief(*objective.space, belief::Prior::fine);
    SpaceView view;
    if (view.observe(history, objective, probes_left, *belief, random)) {
      return view.architecture(best_choice(view.shortlist()));
    }
    return fallback(history, objective, random);
  }
  const int probes = static_cast<int>(history.size()) + probes_left;
  auto view = take_view(objective, history, probes);
  view->follow(objective, history, probes);
  const bool listed = view->observe();
  const Cell last = history.empty() ? Cell{} : cell_of(history.back().architecture);
  const Architecture next = listed
                                ? Architecture(view->architecture(best_choice(view->shortlist())))
                                : nearest_open(last, history, objective);
  keep(std::move(view));
  return next;
}

}  // namespace tenprobes::controller
