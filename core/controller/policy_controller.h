// A controller whose policy is a Network over the observations of a SessionView.
//
//   PolicyController controller("whole-cell", 64, priors, random);     // fresh weights, to train
//   std::vector<std::unique_ptr<SessionView>> views = controller.make_views(quality, {}, 64);
//
// File: metadata kind = "controller", controller_kind, observation, hidden, training, seed, steps,
// quality_hash; tensors as Network::add_to(), and cost_prior.mean [2, 5] and cost_prior.covariance
// [2, 5, 5] for "whole-cell".
#pragma once

#include "core/controller/controller.h"
#include "core/controller/network.h"
#include "core/controller/whole_cell_view.h"

namespace tenprobes::controller {

class PolicyController final : public Controller {
 public:
  /// Fresh weights. `priors` are of use to "whole-cell" only. Throws Error for an unknown kind or a
  /// width outside 1..1024.
  PolicyController(const std::string& kind, int hidden, const CostPriors& priors, Random& random);

  /// What serialise() wrote; throws Error otherwise.
  PolicyController(const Safetensors& file, const std::string& name);

  const Information& information() const override { return information_; }
  Information& information() { return information_; }
  Architecture propose(const History& history, const Objective& objective, int probes_left,
                       Random& random) const override;
  std::string serialise() const override { return to_file().serialise(); }
  Safetensors to_file() const;

  /// Views for sessions of this quality and these allowed architectures ([15625], or empty for
  /// all); what they have in common they share.
  std::vector<std::unique_ptr<SessionView>> make_views(std::span<const double> quality,
                                                       std::span<const std::uint8_t> allowed,
                                                       int count) const;
  const Network& network() const { return network_; }
  Network& network() { return network_; }

 private:
  Information information_;
  CostPriors priors_;
  Network network_;
};

/// The allowed architecture not probed yet that differs from `wanted` on the fewest edges, the one
/// of best quality among equals. Throws Error if the objective allows none; a probed one if all
/// are.
Cell nearest_open(const Cell& wanted, const History& history, const Objective& objective);

}  // namespace tenprobes::controller
