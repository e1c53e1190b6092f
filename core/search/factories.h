// The makers behind strategy_kinds(), one a file; only strategies.cpp needs them.
#pragma once

#include "core/search/strategies.h"

namespace tenprobes::search {

using Make = std::unique_ptr<SearchStrategy>(const SearchSpace&, const Ingredients&);

Make make_bayes, make_belief, make_controller, make_edit, make_evolution, make_fixed, make_freerea,
    make_gp, make_informed, make_local, make_macs, make_one_proxy, make_oracle, make_plain_local,
    make_random;

}  // namespace tenprobes::search
