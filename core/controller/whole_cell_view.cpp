#include "core/controller/whole_cell_view.h"

#include <algorithm>
#include <cmath>

namespace tenprobes::controller {
namespace {

constexpr int edits = edge_count * operation_count;
constexpr int cell_inputs = edits + 1;
constexpr int slots = WholeCellView::probe_slots + WholeCellView::suggestions;
constexpr std::array<int, edge_count + 1> cells_below = {15625, 3125, 625, 125, 25, 5, 1};

}  // namespace

ObservationShape WholeCellView::shape() const {
  return {.one_hot = slots * cell_inputs,
          .active = slots * edge_count,
          .numbers = 2 * 2 * cost_count + 1 + probe_slots * 3 + suggestions * 2 + 3};
}

CopyShape WholeCellView::copies() const {
  return {.count = suggestions,
          .first_active = probe_slots * edge_count,
          .first_input = probe_slots * cell_inputs,
          .stride = cell_inputs};
}

void WholeCellView::on_begin() {
  const std::size_t most =
      std::max((*catalogues_)[0].candidates().size(), (*catalogues_)[1].candidates().size());
  ratios_.resize(most);
  variances_.resize(most);
  for (std::size_t i = 0; i < priors_.size(); ++i) estimates_[i] = CostEstimate(priors_[i]);
}

void WholeCellView::on_tell(const Entry& probe, double ratio) {
  constexpr double largest_ratio = 50;
  const double seen = std::min(ratio, largest_ratio);
  const Cell& cell = probe.architecture;
  estimates_[0].observe(cost_features(cell, EdgeMask().set()), seen);
  estimates_[1].observe(cost_features(cell, edges_reaching_output(cell)), seen);
}

auto WholeCellView::suggest() const -> std::array<Suggestion, suggestions> {
  constexpr std::array<double, suggestions - 1> least_margins = {-1, 0, 1, 2};
  const std::size_t likelier = estimates_[1].log_evidence() > estimates_[0].log_evidence() ? 1 : 0;
  const Catalogue& catalogue = (*catalogues_)[likelier];
  const double to_beat = best() == nullptr ? 0.0 : 100 * static_cast<double>(best()->quality);
  const auto better = std::partition_point(
      catalogue.candidates().begin(), catalogue.candidates().end(),
      [to_beat](const Candidate& candidate) { return candidate.quality > to_beat; });
  const auto candidates = catalogue.candidates().first(
      static_cast<std::size_t>(better - catalogue.candidates().begin()));
  const std::span<double> margins = std::span(ratios_).first(candidates.size());
  const std::span<double> probabilities = std::span(variances_).first(candidates.size());
  catalogue.predict(estimates_[likelier], margins, probabilities);
  const double noise = noise_variance(1);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const double margin = (1 - margins[i]) / std::sqrt(std::max(0.0, probabilities[i]) + noise);
    margins[i] = margin;
    // An algebraic stand-in for the normal distribution function: the same bits everywhere.
    probabilities[i] = 0.5 * (1 + margin / std::sqrt(1 + margin * margin));
  }

  std::array<Suggestion, suggestions> found;
  double best_expected = 0;
  std::size_t next = 0;  // of the least margins
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const double gain = candidates[i].quality - to_beat;
    const bool expected = gain * probabilities[i] > best_expected;
    const bool fits = next < least_margins.size() && margins[i] >= least_margins[next];
    if ((!expected && !fits) || is_closed(candidates[i].architecture)) continue;
    const Suggestion suggestion{&candidates[i], gain, margins[i]};
    if (expected) {
      found[0] = suggestion;
      best_expected = gain * probabilities[i];
    }
    while (next < least_margins.size() && margins[i] >= least_margins[next]) {
      found[1 + next++] = suggestion;
    }
  }
  return found;
}

void WholeCellView::observe(std::span<std::uint16_t> indices, std::span<float> numbers) const {
  std::uint16_t* index = indices.data();
  float* number = numbers.data();
  int slot = 0;
  const auto show = [&](const Cell* architecture) {
    for (std::size_t edge = 0; edge < edge_count; ++edge) {
      const int input = architecture == nullptr
                            ? edits
                            : static_cast<int>(edge) * operation_count +
                                  static_cast<int>(architecture->operations[edge]);
      *index++ = static_cast<std::uint16_t>(slot * cell_inputs + input);
    }
    ++slot;
  };

  for (const CostEstimate& estimate : estimates_) {
    for (int cost = 0; cost < cost_count; ++cost) *number++ = rounded(estimate.mean(cost));
    for (int cost = 0; cost < cost_count; ++cost) *number++ = rounded(estimate.deviation(cost));
  }
  const double evidence = (estimates_[1].log_evidence() - estimates_[0].log_evidence()) / 8;
  *number++ = rounded(std::clamp(evidence, -2.0, 2.0));
  const auto count = entries().size();
  for (std::size_t place = 0; place < probe_slots; ++place) {
    const Entry* entry = place == 0 ? best() : place <= count ? &entries()[count - place] : nullptr;
    show(entry == nullptr ? nullptr : &entry->architecture);
    *number++ = entry == nullptr ? 0 : entry->log_ratio;
    *number++ = entry == nullptr ? 0 : entry->quality;
    *number++ = entry != nullptr && entry->feasible ? 1 : 0;
  }
  for (const Suggestion& suggestion : suggest()) {
    show(suggestion.candidate == nullptr ? nullptr : &suggestion.candidate->architecture);
    *number++ = rounded(suggestion.gain / 100);
    *number++ = rounded(std::clamp(suggestion.margin / 4, -1.0, 1.0));
  }
  for (const float figure : progress()) *number++ = figure;
}

OpenChoices WholeCellView::open(int head, const Action& chosen) const {
  constexpr OpenChoices all = (1 << operation_count) - 1;
  const int below = cells_below[static_cast<std::size_t>(head) + 1];
  if (all_allowed() && static_cast<int>(entries().size()) < below) return all;

  Cell cell = architecture_of(chosen);
  OpenChoices open = 0;
  for (int choice = 0; choice < operation_count; ++choice) {
    cell.operations[static_cast<std::size_t>(head)] = static_cast<Operation>(choice);
    for (int rest = 0; rest < below; ++rest) {
      int digits = rest;
      for (int edge = edge_count - 1; edge > head; --edge) {
        cell.operations[static_cast<std::size_t>(edge)] =
            static_cast<Operation>(digits % operation_count);
        digits /= operation_count;
      }
      if (!is_closed(cell)) {
        open |= OpenChoices{1} << choice;
        break;
      }
    }
  }
  return open;
}

Cell WholeCellView::architecture_of(const Action& action) const {
  Cell architecture;
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    architecture.operations[edge] = static_cast<Operation>(action[edge]);
  }
  return architecture;
}

}  // namespace tenprobes::controller
