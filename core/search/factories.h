// The makers behind strategy_kinds(), one a file; only strategies.cpp needs them.
#pragma once

#include <memory>

#include "core/search/strategies.h"

namespace tenprobes::search {

std::unique_ptr<SearchStrategy> make_bayes(const SearchSpace& space,
                                           const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_belief(const SearchSpace& space,
                                            const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_controller(const SearchSpace& space,
                                                const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_edit(const SearchSpace& space, const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_evolution(const SearchSpace& space,
                                               const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_fixed(const SearchSpace& space,
                                           const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_freerea(const SearchSpace& space,
                                             const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_gp(const SearchSpace& space, const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_informed(const SearchSpace& space,
                                              const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_local(const SearchSpace& space,
                                           const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_one_proxy(const SearchSpace& space,
                                               const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_oracle(const SearchSpace& space,
                                            const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_plain_local(const SearchSpace& space,
                                                 const Ingredients& ingredients);
std::unique_ptr<SearchStrategy> make_random(const SearchSpace& space,
                                            const Ingredients& ingredients);

}  // namespace tenprobes::search
