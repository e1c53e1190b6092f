#include "web/app/spaces/architecture_view.h"

namespace tenprobes::app {

ArchitectureView& view_of(const SearchSpace& space) {
  switch (space.form()) {
    case Form::layered:
      return layer_strip();
    case Form::catalogue:
      return model_card();
    case Form::cells:
      break;
  }
  return cell_view();
}

}  // namespace tenprobes::app
