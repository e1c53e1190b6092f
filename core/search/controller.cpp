#include "core/base/error.h"
#include "core/belief/beliefs.h"
#include "core/controller/edit.h"
#include "core/prediction/believed_best.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {
class ControllerSearch : public SearchStrategy {
 public:
  /// believes: for what to recommend; else as any strategy does.
  ControllerSearch(std::shared_ptr<const controller::Controller> controller, bool believes)
      : controller_(std::move(controller)), believes_(believes) {}

  Architecture propose(const History& history, const Objective& objective, int probes_left,
                       Random& random) override {
    return controller_->propose(history, objective, probes_left, random);
  }

  std::optional<Architecture> recommend(const History& history,
                                        const Objective& objective) const override {
    if (believes_ && prediction::recommends_by_belief(objective)) {
      const auto belief = belief::make_belief(*objective.space, belief::Prior::fine);
      const auto answer = prediction::believed_answer(*belief, history, objective);
      if (answer) return answer;
    }
    return SearchStrategy::recommend(history, objective);
  }

 private:
  std::shared_ptr<const controller::Controller> controller_;
  bool believes_;
};

void check_has_edges(const std::string& method, const SearchSpace& space) {
  if (space.form() == Form::cells) return;
  throw Error("method " + method +
              ": its network reads the six edges of a cell, which the networks of " +
              space.title() + " do not have");
}
}  // namespace

std::unique_ptr<SearchStrategy> make_controller(const SearchSpace& space,
                                                const Ingredients& ingredients) {
  if (ingredients.controller->information().kind == controller::EditController::kind) {
    check_has_edges("controller, whose weights are of kind edit", space);
  }
  return std::make_unique<ControllerSearch>(ingredients.controller, true);
}

std::unique_ptr<SearchStrategy> make_edit(const SearchSpace& space,
                                          const Ingredients& ingredients) {
  check_has_edges("edit", space);
  return std::make_unique<ControllerSearch>(ingredients.edit_controller, false);
}

}  // namespace tenprobes::search
