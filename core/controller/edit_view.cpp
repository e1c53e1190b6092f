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

ObservationShape EditView::shape() const {
  return {.one_hot = slots * cell_inputs + transitions * action_inputs,
          .active = slots * edge_count + transitions,
          .numbers = slots * 3 + 3};
}

std::optional<Cell> EditView::start(Random& random) const {
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

void EditView::on_begin() {
  actions_.clear();
  actions_.reserve(static_cast<size_t>(probes()));
}

void EditView::on_tell(const Entry& probe, double) {
  int action = no_action;
  if (!entries().empty()) {
    if (const auto edit = edit_between(entries().back().packed, probe.packed)) {
      action = *edit;
    } else if (best() != nullptr) {
      if (const auto from_best = edit_between(best()->packed, probe.packed))
        action = edits + *from_best;
    }
  }
  actions_.push_back(static_cast<std::uint8_t>(action));
}

void EditView::observe(std::span<std::uint16_t> indices, std::span<float> numbers) const {
  std::uint16_t* index = indices.data();
  float* number = numbers.data();
  const auto newest = static_cast<int>(entries().size()) - 1;
  for (int slot = 0; slot < slots; ++slot) {
    const int place = newest - slot;
    const Entry* entry = slot == window ? best()
                         : place >= 0   ? &entries()[static_cast<size_t>(place)]
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
    const int action = place >= 0 ? actions_[static_cast<size_t>(place)] : no_action;
    const int first = slots * cell_inputs + transition * action_inputs;
    *index++ = static_cast<std::uint16_t>(first + action);
  }
  for (const float figure : progress()) *number++ = figure;
}

OpenChoices EditView::open_edits(const Entry& base) const {
  OpenChoices closed = 0;
  for (int edge = 0; edge < edge_count; ++edge) {
    const int operation = static_cast<int>(base.packed >> (3 * edge) & 7);
    closed |= OpenChoices{1} << (edge * operation_count + operation);
  }
  for (const Entry& entry : entries()) {  // without branches, which no processor could foretell
    const std::uint32_t edges = differing_edges(base.packed, entry.packed);
    const int shift = std::countr_zero(edges) & 31;
    const int edit = shift / 3 * operation_count + static_cast<int>(entry.packed >> shift & 7);
    closed |= OpenChoices{std::has_single_bit(edges)} << (edit & 63);
  }
  OpenChoices open = ~closed & ((OpenChoices{1} << edits) - 1);
  if (!all_allowed()) {
    for (int edit = 0; edit < edits; ++edit) {
      Cell edited = base.architecture;
      edited.operations[static_cast<size_t>(edit / operation_count)] =
          static_cast<Operation>(edit % operation_count);
      if (is_closed(edited)) open &= ~(OpenChoices{1} << edit);
    }
  }
  return open;
}

OpenChoices EditView::open(int, const Action&) const {
  const Entry& current = entries().back();
  OpenChoices open = open_edits(current);
  if (best() != nullptr && best()->packed != current.packed) open |= open_edits(*best()) << edits;
  return open;
}

Cell EditView::architecture_of(const Action& action) const {
  const bool from_best = action[0] >= edits;
  const int edit = action[0] - (from_best ? edits : 0);
  Cell architecture = from_best ? best()->architecture : entries().back().architecture;
  architecture.operations[static_cast<size_t>(edit / operation_count)] =
      static_cast<Operation>(edit % operation_count);
  return architecture;
}

}  // namespace tenprobes::controller
