// NAS-Bench-201 (Dong and Yang, ICLR 2020, arXiv 2001.00326): a cell of 4 nodes, 6 edges and 5
// operations; 15,625 cells, each stacked 3 x 5 times into a network.
//
//   Cell a = parse_cell_notation("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|...");     // notation.h
//   int index = index_of(a);                // the benchmark's own order, 0..15624
//   assert(cell_at(index) == a);
//   std::string text = to_string(a);
//
// Edges are numbered as the string names them: 0 = (0->1), 1 = (0->2), 2 = (1->2), 3 = (0->3),
// 4 = (1->3), 5 = (2->3).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/search_space/architecture.h"

namespace tenprobes {
inline namespace search_space {

enum class Operation : std::uint8_t {
  none,
  skip_connect,
  nor_conv_1x1,
  nor_conv_3x3,
  avg_pool_3x3,
};

inline constexpr int operation_count = 5;
inline constexpr int edge_count = 6;
inline constexpr int node_count = 4;
inline constexpr int cell_count = 15625;  // operation_count ^ edge_count
inline constexpr std::array<int, edge_count> edge_source = {0, 0, 1, 0, 1, 2};
inline constexpr std::array<int, edge_count> edge_target = {1, 2, 2, 3, 3, 3};
inline constexpr std::array<Operation, operation_count> all_operations = {
    Operation::none, Operation::skip_connect, Operation::nor_conv_1x1, Operation::nor_conv_3x3,
    Operation::avg_pool_3x3};

/// The operation's name in the benchmark's notation, e.g. "nor_conv_3x3".
std::string_view name_of(Operation operation);

constexpr bool is_convolution(Operation operation) {
  return operation == Operation::nor_conv_1x1 || operation == Operation::nor_conv_3x3;
}

/// A cell: one operation an edge. A value.
struct Cell {
  std::array<Operation, edge_count> operations{};
  bool operator==(const Cell&) const = default;
  /// Product order: edge 0's operation counts most.
  bool operator<(const Cell& other) const { return operations < other.operations; }
  /// As every search space has them: edge e's operation is choice [e].
  operator Architecture() const;
};

/// The inverse of the conversion. `architecture` is one of NAS-Bench-201.
Cell cell_of(const Architecture& architecture);

/// "|op~0|+|op~0|op~1|+|op~0|op~1|op~2|"
std::string to_string(const Cell& architecture);

/// The benchmark's own index, 0..15624: all cells in product order (edge 0's operation slowest),
/// shuffled as CPython's random.seed(88); random.shuffle(list) does.
int index_of(const Cell& architecture);

/// The inverse; throws Error outside 0..15624.
Cell cell_at(int index);

/// How many edges carry each operation, in the order of Operation.
std::array<int, operation_count> operation_counts(const Cell& architecture);

/// On how many edges they carry different operations.
int edit_distance(const Cell& a, const Cell& b);

}  // namespace search_space
}  // namespace tenprobes
