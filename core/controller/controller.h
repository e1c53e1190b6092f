// A trained controller: the policy that decides what to probe next from the session so far.
//
//   std::unique_ptr<Controller> controller = Controller::parse(bytes, "controller.safetensors");
//   Architecture next = controller->propose(history, objective, probes_left, random);
//   controller->information().kind;                        // "acquisition"
//   std::string same_bytes = controller->serialise();
//
// Several kinds share this interface; a file of weights says which it is. A new kind is one new
// file that implements it and one line in parse()'s table (controller.cpp).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/random.h"
#include "core/base/safetensors.h"
#include "core/objective/objective.h"

namespace tenprobes::controller {

/// What a file of weights says about itself, beside the weights.
struct Information {
  std::string kind;               ///< "acquisition" or "edit"
  std::string observation;        ///< id of the observation schema, e.g. "edit-1"
  std::string training = "{}";    ///< the training configuration, JSON
  std::uint64_t seed = 0;         ///< of the training
  std::int64_t steps = 0;         ///< environment steps trained, 0 for fresh weights
  std::string quality_hash = {};  ///< hash_of(quality) that it was trained to maximise
};

class Controller {
 public:
  virtual ~Controller() = default;

  const Information& information() const { return information_; }
  Information& information() { return information_; }

  /// The next architecture to probe: allowed by the objective, and not probed before while any
  /// other allowed one is left. probes_left counts this one, >= 1. A function of its arguments
  /// alone: the same natively and in WebAssembly. Throws Error if the objective allows none.
  virtual Architecture propose(const History& history, const Objective& objective, int probes_left,
                               Random& random) const = 0;

  /// The file of weights, for parse().
  std::string serialise() const { return to_file().serialise(); }
  virtual Safetensors to_file() const = 0;

  /// `name` is how errors call the file. Throws Error in one sentence if it is no safetensors file,
  /// no controller, of an unknown or retired kind or observation schema, or of tensors of another shape.
  static std::unique_ptr<Controller> parse(std::string_view bytes, const std::string& name);

 protected:
  explicit Controller(Information information) : information_(std::move(information)) {}

 private:
  Information information_;
};

}  // namespace tenprobes::controller
