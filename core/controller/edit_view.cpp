#include "core/controller/edit_view.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

#include "core/base/error.h"

namespace tenprobes::controller {
namespace {

constexpr int cell_inputs = EditView::edits + 1;
constexpr int slots = EditView::window + 1;
constexpr int action_inputs = EditView::no_action + 1;

float rounded(double value) {
  return static_cast<float>(std::floor(value * 1024 + 0.5) / 1024);
}

/// Three bits an edge, edge 0 lowest.
std::uint32_t pack(const Cell& architecture) {
  std::uint32_t packed = 0;
  for (size_t edge = edge_count; edge-- > 0;) {
    packed = packed << 3 | static_cast<std::uint32_t>(architecture.operations[edge]);
  }
  return packed;
}

/// One bit (the lowest of three) for every edge on which two packed architectures differ.
std::uint32_t differing_edges(std::uint32_t a, std::uint32_t b) {
  constexpr std::uint32_t lowest_bits = 0b001001001001001001;
  const std::uint32_t difference = a ^ b;
  return (difference | difference >> 1 | difference >> 2) & lowest_bits;
}

/// edge * 5 + operation if `to` is `from` with one edge changed.
std::optional<int> edit_between(std::uint32_t from, std::uint32_t to) {
  const std::uint32_t edges = differing_edges(from, to);
  if (std::popcount(edges) != 1) return std::nullopt;
  const int shift = std::countr_zero(edges);
  return shift / 3 * operation_count + static_cast<int>(to >> shift & 7);
}

}  // namespace

nn::ObservationShape EditView::shape() {
  return {.one_hot = slots * cell_inputs + transitions * action_inputs,
          .active = slots * edge_count + transitions,
          .numbers = slots * 3 + 3};
}

void EditView::begin(const Objective& objective, int probes) {
  objective_ = objective;
  probes_ = probes;
  entries_.clear();
  entries_.reserve(static_cast<size_t>(probes));
  while (log_left_.size() < static_cast<size_t>(probes)) {
    log_left_.push_back(rounded(std::log(static_cast<double>(log_left_.size() + 1))));
  }
  best_ = -1;
}

Cell EditView::start(Random& random) const {
  constexpr int attempts = 100;
  for (int i = 0; i < attempts; ++i) {
    const Cell architecture = cell_at(random.below(cell_count));
    if (!is_closed(architecture)) return architecture;
  }
  for (int index = 0; index < cell_count; ++index) {
    if (!is_closed(cell_at(index))) return cell_at(index);
  }
  throw Error("the objective allows no architecture: at least one must be allowed");
}

bool EditView::is_closed(const Cell& architecture) const {
  if (!objective_.allowed.empty() && !objective_.is_allowed(index_of(architecture))) return true;
  const std::uint32_t packed = pack(architecture);
  return std::any_of(entries_.begin(), entries_.end(),
                     [packed](const Entry& entry) { return entry.packed == packed; });
}

void EditView::tell(const Cell& architecture, double latency_ms) {
  const int index = index_of(architecture);
  const double quality = objective_.quality[static_cast<size_t>(index)];
  const std::uint32_t packed = pack(architecture);
  const bool feasible = objective_.is_feasible(latency_ms);
  entries_.push_back(
      {.architecture = architecture,
       .packed = packed,
       .log_ratio = rounded(std::clamp(std::log(latency_ms / objective_.unit_ms()), -4.0, 4.0)),
       .quality = rounded(quality / 100),
       .feasible = feasible,
       .action = action_to(packed)});
  if (!feasible) return;
  const double value = objective_.value(index, latency_ms);
  if (best_ < 0 || value > best_value_ || (value == best_value_ && latency_ms < best_latency_)) {
    best_ = static_cast<int>(entries_.size()) - 1;
    best_value_ = value;
    best_latency_ = latency_ms;
  }
}

std::uint8_t EditView::action_to(std::uint32_t packed) const {
  if (entries_.empty()) return no_action;
  if (const auto edit = edit_between(entries_.back().packed, packed)) {
    return static_cast<std::uint8_t>(*edit);
  }
  if (best() == nullptr) return no_action;
  const auto from_best = edit_between(best()->packed, packed);
  return static_cast<std::uint8_t>(from_best ? edits + *from_best : no_action);
}

void EditView::observe(std::span<std::uint16_t> indices, std::span<float> numbers) const {
  std::uint16_t* index = indices.data();
  float* number = numbers.data();
  const auto newest = static_cast<int>(entries_.size()) - 1;
  for (int slot = 0; slot < slots; ++slot) {
    const int place = newest - slot;
    const Entry* entry = slot == window ? best()
                         : place >= 0   ? &entries_[static_cast<size_t>(place)]
                                        : nullptr;
    const int first = slot * cell_inputs;
    if (entry == nullptr) {
      index = std::fill_n(index, edge_count, static_cast<std::uint16_t>(first + edits));
      number = std::fill_n(number, 3, 0.0f);
      continue;
    }
    for (int edge = 0; edge < edge_count; ++edge) {
      const auto operation =
          static_cast<int>(entry->architecture.operations[static_cast<size_t>(edge)]);
      *index++ = static_cast<std::uint16_t>(first + edge * operation_count + operation);
    }
    *number++ = entry->log_ratio;
    *number++ = entry->quality;
    *number++ = entry->feasible ? 1 : 0;
  }
  for (int transition = 0; transition < transitions; ++transition) {
    const int place = newest - transition;
    const int action = place >= 0 ? entries_[static_cast<size_t>(place)].action : no_action;
    const int first = slots * cell_inputs + transition * action_inputs;
    *index++ = static_cast<std::uint16_t>(first + action);
  }
  const auto left = static_cast<size_t>(std::max(1, probes_left()));
  *number++ = rounded(probes_left() / 20.0);
  *number++ = rounded(probes_ / 20.0);
  *number++ = log_left_[left - 1];
}

nn::OpenChoices EditView::open_edits(const Entry& base) const {
  nn::OpenChoices closed = 0;
  for (int edge = 0; edge < edge_count; ++edge) {
    const int operation = static_cast<int>(base.packed >> (3 * edge) & 7);
    closed |= nn::OpenChoices{1} << (edge * operation_count + operation);
  }
  for (const Entry& entry : entries_) {  // without branches, which no processor could predict
    const std::uint32_t edges = differing_edges(base.packed, entry.packed);
    const int shift = std::countr_zero(edges) & 31;
    const int edit = shift / 3 * operation_count + static_cast<int>(entry.packed >> shift & 7);
    closed |= nn::OpenChoices{std::has_single_bit(edges)} << (edit & 63);
  }
  nn::OpenChoices open = ~closed & ((nn::OpenChoices{1} << edits) - 1);
  if (!objective_.allowed.empty()) {
    for (int edit = 0; edit < edits; ++edit) {
      Cell edited = base.architecture;
      edited.operations[static_cast<size_t>(edit / operation_count)] =
          static_cast<Operation>(edit % operation_count);
      if (is_closed(edited)) open &= ~(nn::OpenChoices{1} << edit);
    }
  }
  return open;
}

nn::OpenChoices EditView::open() const {
  const Entry& current = entries_.back();
  nn::OpenChoices open = open_edits(current);
  if (best() != nullptr && best()->packed != current.packed) open |= open_edits(*best()) << edits;
  return open;
}

Cell EditView::architecture_of(int action) const {
  const bool from_best = action >= edits;
  const int edit = action - (from_best ? edits : 0);
  Cell architecture = from_best ? best()->architecture : entries_.back().architecture;
  architecture.operations[static_cast<size_t>(edit / operation_count)] =
      static_cast<Operation>(edit % operation_count);
  return architecture;
}

}  // namespace tenprobes::controller
