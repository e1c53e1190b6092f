#include "core/base/error.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {
class ControllerSearch : public SearchStrategy {
 public:
  explicit ControllerSearch(std::shared_ptr<const controller::Controller> controller)
      : controller_(std::move(controller)) {}

  Architecture propose(const History& history, const Objective& objective, int probes_left,
                       Random& random) override {
    return controller_->propose(history, objective, probes_left, random);
  }

 private:
  std::shared_ptr<const controller::Controller> controller_;
};
}  // namespace

std::unique_ptr<SearchStrategy> make_controller(const SearchSpace&,
                                                const Ingredients& ingredients) {
  return std::make_unique<ControllerSearch>(ingredients.controller);
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
