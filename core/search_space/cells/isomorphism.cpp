#include "core/search_space/cells/isomorphism.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "core/search_space/cells/live_edges.h"

namespace tenprobes {
inline namespace search_space {
namespace {

using Terms = std::vector<std::string>;
const std::string zero = "#";

std::string sum_of(const Terms& terms) {
  std::string sum;
  for (const std::string& term : terms) sum += (sum.empty() ? "" : "+") + term;
  return sum;
}

/// Adds what one edge contributes to its target's sum.
void add_edge(Terms& sum, Operation operation, const Terms& source, Isomorphism notion) {
  const bool zeros_are_known = notion != Isomorphism::skips;
  const bool is_zero = operation == Operation::none || sum_of(source) == zero;
  if (zeros_are_known && is_zero) {
    if (notion == Isomorphism::zeros) sum.push_back(zero);
  } else if (operation != Operation::skip_connect) {
    sum.push_back("(" + sum_of(source) + ")" + std::to_string(static_cast<int>(operation)));
  } else if (notion == Isomorphism::same_network) {
    sum.insert(sum.end(), source.begin(), source.end());
  } else {
    sum.push_back(sum_of(source));
  }
}

std::string expression(const Cell& architecture, Isomorphism notion) {
  std::array<Terms, node_count> nodes;
  nodes[0] = {"0"};
  // Edges are ordered by target, so a node is complete before any edge leaves it.
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    const auto source = static_cast<std::size_t>(edge_source[edge]);
    const auto target = static_cast<std::size_t>(edge_target[edge]);
    add_edge(nodes[target], architecture.operations[edge], nodes[source], notion);
    const bool target_is_complete = source + 1 == target;
    if (!target_is_complete) continue;
    if (nodes[target].empty()) nodes[target] = {zero};
    std::sort(nodes[target].begin(), nodes[target].end());
  }
  return sum_of(nodes[node_count - 1]);
}

/// How many convolutions of each kind have weights that matter.
std::string live_convolutions(const Cell& architecture) {
  const EdgeMask live = live_edges(architecture);
  int ones = 0, threes = 0;
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    if (!live[edge]) continue;
    ones += architecture.operations[edge] == Operation::nor_conv_1x1 ? 1 : 0;
    threes += architecture.operations[edge] == Operation::nor_conv_3x3 ? 1 : 0;
  }
  return " " + std::to_string(ones) + " " + std::to_string(threes);
}

}  // namespace

std::vector<int> isomorphism_classes(Isomorphism notion) {
  std::unordered_map<std::string, int> first;
  std::vector<int> classes(cell_count);
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    std::string key = expression(architecture, notion);
    // Checked against a search over all ways to match weights: with the flattened expression equal,
    // equal counts leave no other way to share them.
    if (notion == Isomorphism::same_network) key += live_convolutions(architecture);
    classes[static_cast<std::size_t>(index)] = first.emplace(std::move(key), index).first->second;
  }
  return classes;
}

}  // namespace search_space
}  // namespace tenprobes
