#include "core/base/error.h"
#include "core/belief/beliefs.h"
#include "core/prediction/believed_best.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {
class ControllerSearch : public SearchStrategy {
 public:
  /// belief: for what to recommend; null: as any strategy does.
  explicit ControllerSearch(std::shared_ptr<const controller::Controller> controller,
                            std::unique_ptr<belief::Belief> belief = nullptr)
      : controller_(std::move(controller)), belief_(std::move(belief)) {}

  Architecture propose(const History& history, const Objective& objective, int probes_left,
                       Random& random) override {
    return controller_->propose(history, objective, probes_left, random);
  }

  std::optional<Architecture> recommend(const History& history,
                                        const Objective& objective) const override {
    if (belief_ && !history.empty()) {
      belief::fit(*belief_, history, objective.unit_ms());
      const auto answer = prediction::believed_best(*belief_, history, objective);
      if (answer) return answer->architecture;
    }
    return SearchStrategy::recommend(history, objective);
  }

 private:
  std::shared_ptr<const controller::Controller> controller_;
  std::unique_ptr<belief::Belief> belief_;
};
}  // namespace

std::unique_ptr<SearchStrategy> make_controller(const SearchSpace& space,
                                                const Ingredients& ingredients) {
  return std::make_unique<ControllerSearch>(
      ingredients.controller, space.form() == Form::layered ? belief::make_belief(space) : nullptr);
}

std::unique_ptr<SearchStrategy> make_edit(const SearchSpace& space,
                                          const Ingredients& ingredients) {
  if (space.form() != Form::cells) {
    throw Error(
        "method edit: its network reads the six edges of a cell, which the"
        " networks of " +
        space.title() + " do not have");
  }
  return std::make_unique<ControllerSearch>(ingredients.edit_controller);
}

}  // namespace tenprobes::search
