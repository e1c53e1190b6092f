#include "core/proxies/proxy_table.h"

#include "core/base/safetensors.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/cells/live_edges.h"
#include "core/search_space/cells/network_cost.h"

namespace tenprobes::proxies {
namespace {

constexpr const char* table_kind = "proxy-table";

Cell without_dead_edges(Cell architecture) {
  const EdgeMask live = live_edges(architecture);
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    if (!live[edge]) architecture.operations[edge] = Operation::none;
  }
  return architecture;
}

float millions(std::int64_t count) {
  return static_cast<float>(static_cast<double>(count) / 1e6);
}

}  // namespace

double skipped_levels(const Cell& architecture) {
  int skips = 0, levels = 0;
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    if (architecture.operations[edge] != Operation::skip_connect) continue;
    ++skips;
    levels += edge_target[edge] - edge_source[edge] - 1;
  }
  return skips == 0 ? 0 : static_cast<double>(levels) / skips;
}

ProxyTable exact_proxy_table() {
  ProxyTable table;
  std::vector<float>& macs = table.scores["macs"];
  std::vector<float>& live_macs = table.scores["macs_live"];
  std::vector<float>& parameters = table.scores["parameters"];
  std::vector<float>& skip = table.scores["skip"];
  std::vector<float>& depth = table.scores["depth"];
  for (int index = 0; index < cell_count; ++index) {
    const Cell architecture = cell_at(index);
    const NetworkCost cost = network_cost(architecture);
    macs.push_back(millions(cost.macs));
    live_macs.push_back(millions(network_cost(without_dead_edges(architecture)).macs));
    parameters.push_back(millions(cost.parameters));
    skip.push_back(static_cast<float>(skipped_levels(architecture)));
    depth.push_back(static_cast<float>(live_depth(architecture)));
  }
  return table;
}

ProxyTable parse_proxy_table(std::string_view bytes, const std::string& name) {
  const Safetensors file = Safetensors::parse(bytes, name);
  file.require_kind(table_kind, "scores, as tenprobes proxies compute writes them");
  ProxyTable table;
  table.metadata = file.metadata;
  for (const auto& [score, tensor] : file.tensors) {
    table.scores[score] = file.floats(score, {cell_count});
  }
  return table;
}

std::string serialise_proxy_table(const ProxyTable& table) {
  Safetensors file;
  file.metadata = table.metadata;
  file.metadata["kind"] = table_kind;
  for (const auto& [score, values] : table.scores) file.add(score, {cell_count}, values);
  return file.serialise();
}

}  // namespace tenprobes::proxies
