#include "core/controller/edit.h"

#include "core/controller/information.h"
#include "core/controller/nearest_open.h"

namespace tenprobes::controller {
namespace {

constexpr const char* edit_observation = "edit-1";

nn::ActorCriticShape shape_of(int hidden, const std::string& where) {
  return {.observation = EditView::shape(),
          .logits = EditView::actions,
          .hidden = checked_hidden(hidden, where)};
}

}  // namespace

EditController::EditController(int hidden, Random& random)
    : Controller({.kind = kind, .observation = edit_observation}),
      network_(shape_of(hidden, ""), random) {}

EditController::EditController(const Safetensors& file, const std::string& name)
    : Controller(read_information(file, kind, edit_observation, name + ": ")),
      network_(shape_of(read_hidden(file, name + ": "), name + ": "), file) {}

Architecture EditController::propose(const History& history, const Objective& objective,
                                     int probes_left, Random& random) const {
  EditView view;
  view.begin(objective, static_cast<int>(history.size()) + probes_left);
  if (history.empty()) return view.start(random);
  for (const Probe& probe : history) view.tell(cell_of(probe.architecture), probe.latency_ms);

  const nn::ActorCriticShape& shape = network_.shape();
  std::vector<std::uint16_t> indices(static_cast<std::size_t>(shape.observation.active));
  std::vector<float> numbers(static_cast<std::size_t>(shape.observation.numbers));
  std::vector<double> logits(static_cast<std::size_t>(shape.logits));
  view.observe(indices, numbers);
  nn::infer(network_, indices, numbers, logits);
  if (const auto action = nn::most_likely(logits, view.open()))
    return view.architecture_of(*action);
  return nearest_open(cell_of(history.back().architecture), history, objective);
}

Safetensors EditController::to_file() const {
  Safetensors file;
  write_information(information(), network_.shape().hidden, file);
  network_.add_to(file);
  file.add("logits.pairs", {0}, {});  // what this format had for several choices an action
  return file;
}

}  // namespace tenprobes::controller
