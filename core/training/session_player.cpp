#include "core/training/session_player.h"

#include <algorithm>

#include "core/belief/beliefs.h"
#include "core/controller/space_view.h"
#include "core/devices/synthetic.h"
#include "core/prediction/believed_best.h"
#include "core/search/adaptation.h"
#include "core/search/candidates.h"
#include "core/statistics/bucket_sort.h"

namespace tenprobes::training {
namespace {

// The finished controller's sessions know three times as many hypotheses, and keep them all: they lose
// little less (Acquisition.AThinnedBeliefLosesLittle), and take three times as long.
constexpr int most_hypotheses = 256;

class CellPlayer final : public SessionPlayer {
 public:
  CellPlayer(std::shared_ptr<const controller::CandidatePool> pool, std::span<const double> quality,
             const DrawDevice& draw_device)
      : quality_(quality),
        draw_device_(draw_device),
        view_(std::move(pool), belief::narrow_synthetic_mixture(), most_hypotheses),
        latencies_(cell_count) {}

  void draw_device(Random& random) override {
    draw_device_(random).measure_all(std::span<double, cell_count>(latencies_.data(), cell_count),
                                     random);
    ranked_.clear();
    for (const double latency : latencies_) {
      ranked_.emplace_back(latency, static_cast<int>(ranked_.size()));
    }
    statistics::bucket_sort(ranked_);
    best_within_.clear();
    for (const auto& [latency, index] : ranked_) {
      const double own = quality_[static_cast<std::size_t>(index)];
      best_within_.push_back(best_within_.empty() ? own : std::max(own, best_within_.back()));
    }
  }

  void begin(double quantile, int probes, Random& /*random*/) override {
    auto last = static_cast<std::size_t>(quantile * (cell_count - 1));
    const double budget_ms = ranked_[last].first;
    while (last + 1 < ranked_.size() && ranked_[last + 1].first == budget_ms) ++last;
    reachable_ = best_within_[last];
    view_.begin({.quality = quality_, .budget_ms = budget_ms, .no_answer = -infeasible_regret / 2},
                probes);
  }

  bool observe(Random& /*random*/) override { return view_.probes_left() > 0 && view_.observe(); }
  const controller::Shortlist& shortlist() const override { return view_.shortlist(); }

  void probe(int choice, Random& /*random*/) override {
    const Cell architecture = view_.architecture(choice);
    view_.tell(architecture, latencies_[static_cast<std::size_t>(index_of(architecture))]);
  }

  std::optional<double> answer() const override {
    return view_.has_feasible() ? std::optional(view_.best_value()) : std::nullopt;
  }
  double reachable() const override { return reachable_; }

 private:
  std::span<const double> quality_;
  DrawDevice draw_device_;
  controller::AcquisitionView view_;
  std::vector<double> latencies_;
  std::vector<std::pair<double, int>> ranked_;  ///< latencies and whose, ascending
  std::vector<double> best_within_;             ///< the best quality up to each of those
  double reachable_ = 0;
};

class SpacePlayer final : public SessionPlayer {
 public:
  explicit SpacePlayer(TrainingSpace space)
      : space_(std::move(space)),
        belief_(belief::make_belief(*space_.space, belief::Prior::fine)) {}

  void draw_device(Random& random) override {
    device_ = devices::draw_synthetic(*space_.space, "synthetic", random);
  }

  void begin(double quantile, int probes, Random& random) override {
    objective_ = objective_for(*space_.space, *space_.quality,
                               search::budget_at_quantile(*device_, quantile));
    probes_ = probes;
    history_.clear();
    answer_.reset();
    const auto value = [&](const Architecture& each) {
      const double over = *device_->expected_latency(each) / objective_.budget_ms - 1;
      return over > 0 ? -over : points(each);
    };
    const SearchSpace& space = *space_.space;
    reachable_ = points(
        space.size() > 0
            ? search::best_candidate({}, objective_, [&](int i) { return value(space.at(i)); })
            : search::bred_candidate(
                  {}, objective_,
                  [&](std::span<const Architecture> batch, std::span<double> values) {
                    std::transform(batch.begin(), batch.end(), values.begin(), value);
                  },
                  random));
  }

  bool observe(Random& random) override {
    const int left = probes_ - static_cast<int>(history_.size());
    return left > 0 && view_.observe(history_, objective_, left, *belief_, random);
  }
  const controller::Shortlist& shortlist() const override { return view_.shortlist(); }

  void probe(int choice, Random& random) override {
    const Architecture& architecture = view_.architecture(choice);
    history_.push_back({architecture, device_->probe(architecture, random)});
    belief::fit(*belief_, history_, objective_.budget_ms);
    const auto best = prediction::believed_best(*belief_, history_, objective_);
    answer_.reset();
    if (best && *device_->expected_latency(best->architecture) <= objective_.budget_ms) {
      answer_ = points(best->architecture);
      reachable_ = std::max(reachable_, *answer_);
    }
  }

  std::optional<double> answer() const override { return answer_; }
  double reachable() const override { return reachable_; }

 private:
  double points(const Architecture& architecture) const {
    return 100 * (objective_.quality_of(architecture) - objective_.lowest) / objective_.range;
  }

  TrainingSpace space_;
  std::unique_ptr<belief::Belief> belief_;
  std::unique_ptr<devices::Device> device_;
  controller::SpaceView view_;
  Objective objective_;
  History history_;
  std::optional<double> answer_;
  int probes_ = 0;
  double reachable_ = 0;
};

}  // namespace

std::unique_ptr<SessionPlayer> play_cells(std::shared_ptr<const controller::CandidatePool> pool,
                                          std::span<const double> quality,
                                          const DrawDevice& draw_device) {
  return std::make_unique<CellPlayer>(std::move(pool), quality, draw_device);
}

std::unique_ptr<SessionPlayer> play_space(TrainingSpace space) {
  return std::make_unique<SpacePlayer>(std::move(space));
}

}  // namespace tenprobes::training
