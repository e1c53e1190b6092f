#include "core/prediction/ceiling.h"

#include <cmath>
#include <utility>
#include <vector>

#include "core/search_space/cells/cell.h"
#include "core/statistics/ranking.h"

namespace tenprobes::prediction {

std::optional<double> srcc_ceiling(std::span<const double> latencies) {
  constexpr int fewest_pairs = 100;
  std::vector<double> known;
  std::vector<int> place_of(cell_count, -1);
  for (size_t index = 0; index < latencies.size(); ++index) {
    if (!(latencies[index] > 0)) continue;
    place_of[index] = static_cast<int>(known.size());
    known.push_back(latencies[index]);
  }
  if (known.size() < 2) return std::nullopt;
  const std::vector<double> ranks = statistics::average_ranks(known);

  double noise = 0, pairs = 0;
  for (int index = 0; index < cell_count; ++index) {
    Cell mirrored = cell_at(index);
    auto& operations = mirrored.operations;
    if (operations[2] != Operation::none) continue;
    std::swap(operations[0], operations[1]);
    std::swap(operations[4], operations[5]);
    const int other = index_of(mirrored);
    const int own_place = place_of[static_cast<size_t>(index)];
    const int other_place = place_of[static_cast<size_t>(other)];
    if (other <= index || own_place < 0 || other_place < 0) continue;
    const double difference =
        ranks[static_cast<size_t>(own_place)] - ranks[static_cast<size_t>(other_place)];
    noise += difference * difference / 2;
    pairs += 1;
  }
  if (pairs < fewest_pairs) return std::nullopt;
  const double mean = (static_cast<double>(known.size()) + 1) / 2;
  double variance = 0;
  for (const double rank : ranks) variance += (rank - mean) * (rank - mean);
  variance /= static_cast<double>(known.size());
  if (!(variance > 0)) return std::nullopt;
  return std::sqrt(std::max(0.0, 1 - noise / pairs / variance));
}

}  // namespace tenprobes::prediction
