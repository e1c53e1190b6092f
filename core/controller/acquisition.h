// The controller of kind "acquisition": a learned acquisition function. One small MLP, shared by
// all candidates, scores each from what a Belief holds of it and of the session
// (acquisition_view.h); the best score is probed. The idea is MetaBO's (Volpp et al., ICLR 2020,
// arXiv 1904.02642): Bayesian optimisation whose rule what to try next is learned from tasks like
// those to come.
//
//   AcquisitionController controller(32, random);        // fresh: expected improvement
//   Architecture next = controller.propose(history, objective, probes_left, random);
//
// logit = w0 ln gain + w1 ln p + MLP(features of candidate and session), where p is the probability
// of the gain. With w0 = w1, as a fresh controller has it, and the MLP's last layer at zero, that
// ranks by expected improvement, as the method `belief` does.
//
// File: metadata as information.h; tensors improvement [2] (w0, w1) and scorer.* (mlp.h).
#pragma once

#include <array>
#include <memory>
#include <mutex>

#include "core/controller/acquisition_view.h"
#include "core/controller/controller.h"
#include "core/nn/mlp.h"

namespace tenprobes::controller {

class AcquisitionController final : public Controller {
 public:
  static constexpr const char* kind = "acquisition";

  /// Fresh weights. Throws Error for a width outside 1..1024.
  AcquisitionController(int hidden, Random& random);

  /// What serialise() wrote; throws Error otherwise.
  AcquisitionController(const Safetensors& file, const std::string& name);

  Architecture propose(const History& history, const Objective& objective, int probes_left,
                       Random& random) const override;
  Safetensors to_file() const override;

  /// The choice of the highest logit, the first of equals; where the last probe is left and nothing
  /// fits yet, the one most likely to.
  int best_choice(const Shortlist& shortlist) const;

  int hidden() const { return scorer_.widths()[1]; }
  const nn::Mlp& scorer() const { return scorer_; }
  nn::Mlp& scorer() { return scorer_; }
  /// Of ln gain and of ln p.
  using Weights = std::array<float, 2>;
  const Weights& improvement() const { return improvement_; }
  Weights& improvement() { return improvement_; }
  /// What the logit of a candidate has beside the MLP's score.
  float improvement_of(const float* candidate) const {
    return 4 * (improvement_[0] * candidate[gain_feature] +
                improvement_[1] * candidate[log_probability_feature]);
  }

 private:
  std::shared_ptr<const CandidatePool> pool_for(const Objective& objective) const;
  std::unique_ptr<AcquisitionView> take_view(const Objective& objective, const History& history,
                                             int probes) const;
  void keep(std::unique_ptr<AcquisitionView> view) const;

  nn::Mlp scorer_;
  Weights improvement_;

  /// What proposals leave for the next ones, which are the same without it: the pool of the last
  /// session's quality and allowed architectures, which takes longer to make than to decide, and the
  /// views of the last sessions. Sessions of several threads share it.
  struct Kept {
    std::mutex mutex;
    std::vector<std::unique_ptr<AcquisitionView>> views;  ///< of this pool, used last at the end
    std::vector<double> quality;
    std::vector<std::uint8_t> allowed;
    std::shared_ptr<const CandidatePool> pool;
  };
  std::unique_ptr<Kept> kept_ = std::make_unique<Kept>();
};

/// The scorer's input for each candidate: [count, candidate_features + session_features].
void scorer_inputs(const Shortlist& shortlist, std::span<float> inputs);

}  // namespace tenprobes::controller
