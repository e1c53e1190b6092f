#include "web/app/spaces/architecture_view.h"

#include "web/app/spaces/cell_view.h"
#include "web/app/spaces/layer_strip.h"
#include "web/app/spaces/model_card.h"

namespace tenprobes::app {

ArchitectureView& view_of(const SearchSpace& space) {
  static CellView cells;
  static LayerStrip layers;
  static ModelCard models;
  switch (space.form()) {
    case Form::layered:
      return layers;
    case Form::catalogue:
      return models;
    case Form::cells:
      break;
  }
  return cells;
}

}  // namespace tenprobes::app
