#include "core/belief/beliefs.h"

#include "core/base/error.h"
#include "core/belief/catalogue/catalogue_belief.h"
#include "core/belief/cells/cell_belief.h"
#include "core/belief/cells/synthetic_prior.h"
#include "core/belief/layered/layered_belief.h"

namespace tenprobes::belief {

std::unique_ptr<Belief> make_belief(const SearchSpace& space, Prior prior) {
  switch (space.form()) {
    case Form::cells:
      return std::make_unique<CellBelief>(prior == Prior::mixture ? synthetic_mixture()
                                          : prior == Prior::fine  ? fine_synthetic_mixture()
                                                                  : synthetic_gaussian());
    case Form::layered:
      return std::make_unique<LayeredBelief>(layered(space), prior == Prior::gaussian
                                                                 ? layered_prior(layered(space), 1)
                                                                 : layered_prior(layered(space)));
    case Form::catalogue: {
      const auto& catalogue = static_cast<const CatalogueSpace&>(space);
      return std::make_unique<CatalogueBelief>(catalogue, catalogue_prior(catalogue));
    }
  }
  throw Error("a search space of an unknown form");
}

}  // namespace tenprobes::belief
