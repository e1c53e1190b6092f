#include "core/training/session_player.h"

#include <algorithm>
#include <limits>

#include "core/belief/beliefs.h"
#include "core/controller/space_view.h"
#include "core/devices/synthetic.h"
#include "core/prediction/believed_best.h"
#include "core/search/adaptation.h"
#include "core/search/candidates.h"

namespace tenprobes::training {
namespace {

class CellPlayer final : public SessionPlayer {
 public:
  CellPlayer(std::shared_ptr<const controller::CandidatePool> pool, std::span<const double> quality,
             const DrawDevice& draw_device)
      : quality_(quality),
        draw_device_(draw_device),
        view_(std::move(pool)),
        latencies_(cell_count) {}

  void draw_device(Random& random) override {
    draw_device_(random).measure_all(std::span<double, cell_count>(latencies_.data(), cell_count),
                                     random);
    sorted_ = latencies_;
  }

  void begin(double quantile, int probes, Random& /*random*/) override {
    const auto place = static_cast<std::ptrdiff_t>(quantile * (cell_count - 1));
    std::nth_element(sorted_.begin(), sorted_.begin() + place, sorted_.end());
    const double budget_ms = sorted_[static_cast<std::size_t>(place)];
    reachable_ = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < latencies_.size(); ++i) {
      if (latencies_[i] <= budget_ms) reachable_ = std::max(reachable_, quality_[i]);
    }
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
  std::vector<double> latencies_, sorted_;
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
