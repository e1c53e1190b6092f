// Cells as other tools write them.
//
//   Cell a = parse_cell_notation("conv_3x3~0 / none~0 / skip~1 / none~0 / none~1 / skip_connect~2");
//   Cell b = parse_cell_notation("[[('none', 0)], [('none', 0), ('none', 1)], [...]]");
#pragma once

#include <string_view>

#include "core/search_space/cells/cell.h"

namespace tenprobes {
inline namespace search_space {

/// A cell in the benchmark's notation, or in one that means the same beyond doubt: the six
/// operations, node by node, each with the node that it reads from, whatever stands
/// between them (blanks, other or missing bars, slashes, brackets, quotes), and by whichever of their
/// usual names (conv_3x3, skip, zeroize, identity). Throws Error that shows the text and says what
/// would be right; for digits and for names without nodes, that tools disagree on what they mean.
Cell parse_cell_notation(std::string_view text);

}  // namespace search_space
}  // namespace tenprobes
