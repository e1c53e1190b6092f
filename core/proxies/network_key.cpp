#include "core/proxies/network_key.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/base/named.h"
#include "core/search_space/cells/live_edges.h"

namespace tenprobes::proxies {
namespace {

std::string sorted(std::vector<std::string> terms, const char* separator) {
  std::sort(terms.begin(), terms.end());
  return joined(terms, separator);
}

}  // namespace

NetworkKey network_key(const Cell& architecture) {
  const EdgeMask live = live_edges(architecture);
  // Only node 1 has one convolution before it and two ways on.
  const bool shared = live[2] && live[4];
  std::array<std::vector<std::string>, node_count> terms;
  terms[0] = {"x"};
  std::vector<std::string> dead;
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    const Operation operation = architecture.operations[edge];
    const std::vector<std::string>& source = terms[static_cast<std::size_t>(edge_source[edge])];
    std::vector<std::string>& target = terms[static_cast<std::size_t>(edge_target[edge])];
    const bool convolution = is_convolution(operation);
    if (convolution && !live[edge]) dead.push_back(source.empty() ? "0" : sorted(source, "+"));
    if (operation == Operation::none || source.empty()) continue;
    if (operation == Operation::skip_connect) {
      target.insert(target.end(), source.begin(), source.end());
      continue;
    }
    std::string term = operation == Operation::nor_conv_1x1   ? "1("
                       : operation == Operation::nor_conv_3x3 ? "3("
                                                              : "p(";
    if (convolution && edge == 0 && shared) term.insert(0, "=");
    target.push_back(term + sorted(source, "+") + ")");
  }
  return {sorted(terms[node_count - 1], "+"), sorted(dead, ",")};
}

}  // namespace tenprobes::proxies
