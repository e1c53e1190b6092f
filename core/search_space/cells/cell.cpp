#include "core/search_space/cells/cell.h"

#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/search_space/cells/mersenne_twister.h"

namespace tenprobes {
inline namespace search_space {
namespace {

constexpr std::array<std::string_view, operation_count> operation_names = {
    "none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"};

/// The place of a cell in product order: its operations as digits of a number in base 5.
int product_position(const Cell& architecture) {
  int position = 0;
  for (const Operation operation : architecture.operations) {
    position = position * operation_count + static_cast<int>(operation);
  }
  return position;
}

Cell at_product_position(int position) {
  Cell architecture;
  for (int edge = edge_count - 1; edge >= 0; --edge) {
    architecture.operations[static_cast<std::size_t>(edge)] =
        static_cast<Operation>(position % operation_count);
    position /= operation_count;
  }
  return architecture;
}

struct Order {
  std::array<std::uint16_t, cell_count> position_of_index, index_of_position;
};

Order benchmark_order() {
  std::vector<int> positions(cell_count);
  std::iota(positions.begin(), positions.end(), 0);
  MersenneTwister generator(88);
  python_shuffle(positions, generator);
  Order order;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    order.position_of_index[i] = static_cast<std::uint16_t>(positions[i]);
    order.index_of_position[static_cast<std::size_t>(positions[i])] = static_cast<std::uint16_t>(i);
  }
  return order;
}

const Order& order() {
  static const Order shared = benchmark_order();
  return shared;
}

}  // namespace

std::string_view name_of(Operation operation) {
  return operation_names[static_cast<std::size_t>(operation)];
}

Cell::operator Architecture() const {
  Architecture architecture(edge_count);
  for (int edge = 0; edge < edge_count; ++edge) {
    architecture.set(edge, static_cast<int>(operations[static_cast<std::size_t>(edge)]));
  }
  return architecture;
}

Cell cell_of(const Architecture& architecture) {
  Cell cell;
  for (int edge = 0; edge < edge_count; ++edge) {
    cell.operations[static_cast<std::size_t>(edge)] = static_cast<Operation>(architecture[edge]);
  }
  return cell;
}

std::string to_string(const Cell& architecture) {
  std::string text;
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    if (edge_source[edge] == 0) text += edge == 0 ? "|" : "+|";
    text += name_of(architecture.operations[edge]);
    text += '~';
    text += std::to_string(edge_source[edge]);
    text += '|';
  }
  return text;
}

int index_of(const Cell& architecture) {
  return order().index_of_position[static_cast<std::size_t>(product_position(architecture))];
}

Cell cell_at(int index) {
  if (index < 0 || index >= cell_count) {
    throw Error("architecture index " + std::to_string(index) + " is outside 0..15624");
  }
  return at_product_position(order().position_of_index[static_cast<std::size_t>(index)]);
}

std::array<int, operation_count> operation_counts(const Cell& architecture) {
  std::array<int, operation_count> counts{};
  for (const Operation operation : architecture.operations) {
    ++counts[static_cast<std::size_t>(operation)];
  }
  return counts;
}

int edit_distance(const Cell& a, const Cell& b) {
  int distance = 0;
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    distance += a.operations[edge] != b.operations[edge];
  }
  return distance;
}

}  // namespace search_space
}  // namespace tenprobes
