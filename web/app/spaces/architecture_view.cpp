#include "web/app/spaces/architecture_view.h"

#include "core/base/error.h"
#include "web/app/spaces/cell_view.h"

namespace tenprobes::app {

ArchitectureView& view_of(const SearchSpace& space) {
  static CellView cells;
  switch (space.form()) {
    case Form::cells:
      return cells;
    case Form::layered:
    case Form::catalogue:
      break;
  }
  throw Error(space.title() + ": the page cannot draw networks of its form");
}

}  // namespace tenprobes::app
