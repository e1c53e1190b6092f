#include "web/app/predictions.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/belief/beliefs.h"
#include "core/prediction/bayesian.h"
#include "core/statistics/ranking.h"
#include "web/app/insight.h"
#include "web/app/names.h"
#include "web/app/slice.h"

namespace tenprobes::app {
namespace {

constexpr std::chrono::milliseconds help_slice(8);  // of a frame

// Which networks count: known and not probed.
std::vector<bool> others_than(const History& probed, const World& world) {
  std::vector<bool> counts(static_cast<size_t>(world.size()));
  for (size_t i = 0; i < counts.size(); ++i) counts[i] = !std::isnan(world.latency[i]);
  for (const Probe& probe : probed) {
    const int dot = world.dot_of(probe.architecture);
    if (dot >= 0) counts[static_cast<size_t>(dot)] = false;
  }
  return counts;
}

double agreement(const std::vector<double>& predicted, const World& world,
                 const std::vector<bool>& counts) {
  std::vector<double> a, b;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (!counts[i] || std::isnan(predicted[i])) continue;
    a.push_back(predicted[i]);
    b.push_back(world.latency[i]);
  }
  return a.size() < 2 ? std::nan("") : statistics::spearman(a, b);
}

std::vector<double> predictions_of(const prediction::LatencyPredictor& predictor,
                                   const World& world) {
  std::vector<double> predicted;
  for (int dot = 0; dot < world.size(); ++dot) {
    predicted.push_back(predictor.predict(world.network(dot)).mean);
  }
  return predicted;
}

// The order of what is counted of a network: it learns nothing.
class FeaturePredictor : public prediction::LatencyPredictor {
 public:
  FeaturePredictor(const SearchSpace& space, int feature) : space_(space), feature_(feature) {}
  void fit(const History&) override {}
  prediction::Prediction predict(const Architecture& architecture) const override {
    return {space_.feature(architecture, feature_), std::nan("")};
  }

 private:
  const SearchSpace& space_;
  int feature_;
};

}  // namespace

PredictionReview review_prediction(belief::Belief& belief, const History& history,
                                   const World& world, std::span<const double> measured) {
  PredictionReview review;
  const auto size = static_cast<size_t>(world.size());
  review.mean.resize(size);
  review.deviation.resize(size);
  review.within.resize(size);
  belief::Forecasts forecasts;
  if (world.whole) {
    belief.forecast_all(history.back().latency_ms, forecasts);
  } else {
    std::vector<Architecture> networks;
    for (int dot = 0; dot < world.size(); ++dot) networks.push_back(world.network(dot));
    belief.forecast(networks, history.back().latency_ms, forecasts);
  }
  const std::vector<bool> counts = others_than(history, world);
  int within = 0, known = 0;
  for (size_t i = 0; i < size; ++i) {
    const size_t place = forecasts.place_of(i);
    review.mean[i] = forecasts.mean[place];
    review.deviation[i] = std::sqrt(forecasts.variance[place]);
    review.within[i] = std::abs(measured[i] - review.mean[i]) <= interval_90 * review.deviation[i];
    if (!counts[i]) continue;
    ++known;
    within += review.within[i];
  }
  review.judged = known;
  review.coverage = known == 0 ? 0 : 100.0 * within / known;
  review.srcc = agreement(review.mean, world, counts);
  return review;
}

PredictionCurves::PredictionCurves(const SearchSpace& space,
                                   std::vector<std::vector<double>> references,
                                   std::shared_ptr<const prediction::HelpModel> help,
                                   std::span<const double> measured)
    : references_(std::move(references)) {
  for (const std::vector<double>& latencies : references_) inputs_.reference.push_back(latencies);
  for (const prediction::PredictorKind& kind : prediction::predictor_kinds()) {
    if (kind.references) continue;  // needs networks measured that the session does not choose
    if (kind.needs_reference && references_.empty()) continue;
    if (space.form() != Form::cells) continue;  // they read cells
    predictors_.emplace_back();                 // made by step()
    curves_.push_back({std::string(kind.name), {}});
  }
  if (space.form() != Form::cells) {
    predictors_.push_back(
        std::make_unique<prediction::BayesianPredictor>(belief::make_belief(space)));
    curves_.push_back({"bayes", {}});
    if (const int feature = counted_feature(space); feature >= 0) {
      predictors_.push_back(std::make_unique<FeaturePredictor>(space, feature));
      curves_.push_back({"macs", {}});
    }
  }
  if (!help || measured.empty() || space.form() != Form::cells) return;
  for (const int index : help->references) {
    const double latency = measured[static_cast<size_t>(index)];
    if (std::isnan(latency)) return;
    help_references_.push_back({space.at(index), latency});
  }
  auto predictor = std::make_unique<prediction::HelpPredictor>(std::move(help));
  help_ = predictor.get();
  predictors_.push_back(std::move(predictor));
  curves_.push_back({"help", {}, help_references_.size()});
}

void PredictionCurves::follow(const History& history) {
  const bool continues = history.size() >= history_.size() &&
                         std::equal(history_.begin(), history_.end(), history.begin());
  if (!continues) {
    for (Curve& curve : curves_) curve.srcc.clear();
    help_adapted_ = false;
  }
  history_ = history;
}

bool PredictionCurves::finished() const {
  return std::all_of(curves_.begin(), curves_.end(),
                     [&](const Curve& curve) { return curve.srcc.size() == history_.size(); });
}

// Its references count as probes.
bool PredictionCurves::step_help(const World& world, const History& probed) {
  History all = help_references_;
  all.insert(all.end(), probed.begin(), probed.end());
  if (!help_adapted_) {
    help_->adapt(all);
    help_adapted_ = true;
    return true;
  }
  const Slice slice(help_slice);
  bool more = true;
  while ((more = help_->predict_more()) && slice.left()) {
  }
  if (more) return true;
  help_adapted_ = false;
  curves_.back().srcc.push_back(
      agreement(predictions_of(*help_, world), world, others_than(all, world)));
  return !finished();
}

bool PredictionCurves::step(const World& world) {
  const auto others = curves_.end() - (help_ ? 1 : 0);
  const auto shorter = [](const Curve& a, const Curve& b) { return a.srcc.size() < b.srcc.size(); };
  auto next = std::min_element(curves_.begin(), others, shorter);
  if (next->srcc.size() == history_.size() && help_) next = others;
  if (next->srcc.size() == history_.size()) return false;
  const auto count = static_cast<std::ptrdiff_t>(next->srcc.size() + 1);
  const History probed(history_.begin(), history_.begin() + count);
  if (help_ && next == others) return step_help(world, probed);
  auto& predictor = predictors_[static_cast<size_t>(next - curves_.begin())];
  if (!predictor) {
    predictor = prediction::make_predictor(next->name, inputs_);
    return true;
  }
  double srcc = 0;
  try {
    predictor->fit(probed);
    srcc = agreement(predictions_of(*predictor, world), world, others_than(probed, world));
  } catch (const Error&) {
    // Too few probes for this one yet: it orders nothing.
  }
  next->srcc.push_back(srcc);
  return !finished();
}

}  // namespace tenprobes::app
