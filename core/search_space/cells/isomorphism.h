// Which cells are one and the same network.
//
//   std::vector<int> first = isomorphism_classes(Isomorphism::same_network);
//   bool twins = first[a] == first[b];        // so score only where first[i] == i
#pragma once

#include <vector>

#include "core/search_space/cells/cell.h"

namespace tenprobes {
inline namespace search_space {

/// When two cells count as one. The first three compare the cell written as an expression, node by
/// node (the benchmark's to_unique_str; Dong and Yang, ICLR 2020, appendix A).
enum class Isomorphism {
  skips,          ///< a skip-connection is the node it copies: 12,751 classes
  zeros,          ///< and none, or anything of a node that is zero, is zero: 6,466, the benchmark's
  dropped_zeros,  ///< and zeros vanish from sums: 5,390
  /// And sums of sums are one sum, while one convolution that is used twice differs from two
  /// convolutions with weights of their own, which the expressions above cannot tell apart: 5,260
  /// classes of networks that compute the same function for the same weights.
  same_network,
};

/// For every architecture index the lowest index of its class, [15625].
std::vector<int> isomorphism_classes(Isomorphism notion);

}  // namespace search_space
}  // namespace tenprobes
