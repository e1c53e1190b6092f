// The controller of kind "edit": the one of the Sim-is-More paper, whose network edits one
// architecture step by step (edit_view.h).
//
//   EditController controller(64, random);               // fresh weights, to train
//   Architecture next = controller.propose(history, objective, probes_left, random);
//
// File: metadata as information.h; tensors as nn::ActorCritic::add_to(), and logits.pairs, which is empty.
#pragma once

#include "core/controller/controller.h"
#include "core/controller/edit_view.h"
#include "core/nn/actor_critic.h"

namespace tenprobes::controller {

class EditController final : public Controller {
 public:
  static constexpr const char* kind = "edit";

  /// Fresh weights. Throws Error for a width outside 1..1024.
  EditController(int hidden, Random& random);

  /// What serialise() wrote; throws Error otherwise.
  EditController(const Safetensors& file, const std::string& name);

  Architecture propose(const History& history, const Objective& objective, int probes_left,
                       Random& random) const override;
  Safetensors to_file() const override;

  const nn::ActorCritic& network() const { return network_; }
  nn::ActorCritic& network() { return network_; }

 private:
  nn::ActorCritic network_;
};

}  // namespace tenprobes::controller
