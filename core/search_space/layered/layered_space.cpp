#include "core/search_space/layered/layered_space.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/named.h"

namespace tenprobes {
inline namespace search_space {
namespace {

std::size_t at_place(int place) {
  return static_cast<std::size_t>(place);
}

}  // namespace

int LayeredParts::side_at(int side, std::size_t resolution) const {
  if (resolutions.empty() || side == 1) return side;
  const long long product = 1LL * resolutions[resolution] * side;
  return static_cast<int>((product + reference_resolution - 1) / reference_resolution);
}

LayeredSpace::LayeredSpace(LayeredParts parts) : parts_(std::move(parts)) {
  const int layers = layer_count(), resolutions = resolution_count();
  if (layers < 1 || layers + (resolutions > 1) > Architecture::most_positions) {
    throw Error(parts_.name + ": has " + std::to_string(layers) + " layers; 1 to " +
                std::to_string(Architecture::most_positions - 1) + " are possible");
  }
  std::vector<int> class_of_shape(parts_.shapes.size(), -1);
  for (const int shape : parts_.layers) {
    int& own = class_of_shape[at_place(shape)];
    if (own < 0) {
      own = class_count();
      shape_of_class_.push_back(shape);
      first_entry_.push_back(entries_);
      entries_ += static_cast<int>(parts_.shapes[at_place(shape)].choices.size());
    }
    class_of_layer_.push_back(own);
  }
  const int different = entries_ - 1;  // the first is what every network has
  if (different > limits::layered_choices || resolutions * different > limits::layered_rows) {
    throw Error(parts_.name + ": " + std::to_string(resolutions) + " resolutions of " +
                std::to_string(different) + " different choices are too many: at most " +
                std::to_string(limits::layered_choices) + " choices, and " +
                std::to_string(limits::layered_rows) + " products of both, are possible");
  }
  operations_.resize(at_place(row_count()));
  for (int r = 0; r < resolutions; ++r) {
    operations_[at_place(row_of(r, 0))] = parts_.fixed[at_place(r)];
    for (int c = 0; c < class_count(); ++c) {
      const LayerShape& shape = shape_of(c);
      for (std::size_t o = 0; o < shape.choices.size(); ++o) {
        operations_[at_place(row_of(r, entry_of(c, static_cast<int>(o))))] =
            shape.choices[o].operations[at_place(r)];
      }
    }
  }
  number_shapes();
  costs_.resize(operations_.size());
  for (std::size_t row = 0; row < operations_.size(); ++row) {
    for (const LayerOperation& operation : operations_[row]) {
      costs_[row][0] += operation.macs / 1e6;
      costs_[row][1] += operation.activations / 1e6;
      costs_[row][2] += operation.parameters / 1e6;
    }
  }

  stage_of_layer_.assign(at_place(layers), -1);
  absent_choice_.assign(at_place(layers), -1);
  for (std::size_t s = 0; s < parts_.stages.size(); ++s) {
    const LayerStage& stage = parts_.stages[s];
    for (int layer = stage.first; layer <= stage.last; ++layer) {
      stage_of_layer_[at_place(layer)] = static_cast<int>(s);
    }
  }
  for (int layer = 0; layer < layers; ++layer) {
    Position position{.name = "layer " + std::to_string(layer), .choices = {}};
    const int own = class_of(layer);
    first_choice_.push_back(static_cast<int>(row_in_resolution_.size()));
    for (const LayerChoice& choice : shape_of(own).choices) {
      row_in_resolution_.push_back(static_cast<std::uint16_t>(
          row_of(0, entry_of(own, static_cast<int>(position.choices.size())))));
      position.choices.push_back(choice.name);
    }
    const LayerStage* stage = stage_of(layer);
    if (stage && layer - stage->first >= stage->least) {
      absent_choice_[at_place(layer)] = static_cast<int>(position.choices.size());
      position.choices.push_back(stage->absent);
      row_in_resolution_.push_back(0);
    }
    positions_.push_back(std::move(position));
  }
  if (has_resolution()) {
    Position position{.name = "resolution", .choices = {}};
    for (const int resolution : parts_.resolutions) {
      position.choices.push_back("r" + std::to_string(resolution));
    }
    positions_.push_back(std::move(position));
  }

  frequencies_.resize(operations_.size());
  const double share = 1.0 / resolutions;
  for (int layer = 0; layer < layers; ++layer) {
    const std::vector<std::string>& choices = positions_[at_place(layer)].choices;
    const int absent = absent_choice_[at_place(layer)];
    double present = 1;
    if (const LayerStage* stage = stage_of(layer); absent >= 0) {
      present = static_cast<double>(stage->last - layer + 1) /
                (stage->last - stage->first - stage->least + 2);
    }
    for (int choice = 0; choice < static_cast<int>(choices.size()); ++choice) {
      const double drawn = choice == absent
                               ? 1 - present
                               : present / static_cast<double>(choices.size() - (absent >= 0));
      for (int r = 0; r < resolutions; ++r) {
        frequencies_[at_place(row_at(layer, choice, r))] += share * drawn;
      }
    }
  }
  for (int r = 0; r < resolutions; ++r) frequencies_[at_place(row_of(r, 0))] = share;

  double count = 1;
  for (const Position& position : positions_) count *= static_cast<double>(position.choices.size());
  if (count > limits::listed_architectures) return;
  Architecture architecture(static_cast<int>(positions_.size()));
  for (;;) {
    if (is_canonical(architecture)) all_.push_back(architecture);
    int position = architecture.size() - 1;
    while (position >= 0 && architecture[position] + 1 ==
                                static_cast<int>(positions_[at_place(position)].choices.size())) {
      architecture.set(position--, 0);
    }
    if (position < 0) break;
    architecture.set(position, architecture[position] + 1);
  }
}

const LayerStage* LayeredSpace::stage_of(int layer) const {
  const int stage = stage_of_layer_[at_place(layer)];
  return stage < 0 ? nullptr : &parts_.stages[at_place(stage)];
}

void LayeredSpace::number_shapes() {
  // A row has the same operations, in the same order, at every resolution: the first one's numbers
  // tell them apart.
  std::map<std::tuple<Family, double, int>, int> known;
  for (int entry = 0; entry < entries_; ++entry) {
    const std::span<const LayerOperation> first = operations(row_of(0, entry));
    for (std::size_t i = 0; i < first.size(); ++i) {
      const Family family = parts_.kinds[at_place(first[i].kind)].family;
      const auto shape = known.try_emplace({family, first[i].activations, first[i].side},
                                           static_cast<int>(known.size()));
      for (int r = resolution_count() - 1; r >= 0; --r) {
        operations_[at_place(row_of(r, entry))][i].shape = shape.first->second;
      }
    }
  }
  shapes_ = static_cast<int>(known.size());
}

int LayeredSpace::row_at(int layer, int choice, int resolution) const {
  const int row = row_in_resolution_[at_place(first_choice_[at_place(layer)] + choice)];
  return row == 0 ? 0 : row + resolution * entries_;
}

bool LayeredSpace::is_first_of_stage(int layer) const {
  const LayerStage* stage = stage_of(layer);
  return !stage || stage->first == layer;
}

bool LayeredSpace::is_canonical(const Architecture& architecture) const {
  for (const LayerStage& stage : parts_.stages) {
    bool left_out = false;
    for (int layer = stage.first; layer <= stage.last; ++layer) {
      const bool absent = is_left_out(layer, architecture[layer]);
      if (left_out && !absent) return false;
      left_out = absent;
    }
  }
  return true;
}

Architecture LayeredSpace::at(int index) const {
  if (all_.empty()) return SearchSpace::at(index);
  if (index < 0 || index >= size()) {
    throw Error("architecture " + std::to_string(index) + " of " + title() +
                " does not exist: there are " + std::to_string(size()));
  }
  return all_[at_place(index)];
}

int LayeredSpace::index_of(const Architecture& architecture) const {
  if (all_.empty()) return SearchSpace::index_of(architecture);
  return static_cast<int>(std::lower_bound(all_.begin(), all_.end(), architecture) - all_.begin());
}

std::string LayeredSpace::text(const Architecture& architecture) const {
  std::string text;
  for (int i = 0; i < architecture.size(); ++i) {
    if (i > 0) text += '|';
    text += positions_[at_place(i)].choices[at_place(architecture[i])];
  }
  return text;
}

Architecture LayeredSpace::parse(std::string_view text) const {
  const std::string shown(text.substr(0, 600));
  const auto refuse = [&](const std::string& why) {
    return Error("'" + shown + "' is no architecture of " + title() + ": " + why);
  };
  Architecture architecture(static_cast<int>(positions_.size()));
  for (int i = 0; i < architecture.size(); ++i) {
    const std::vector<std::string>& choices = positions_[at_place(i)].choices;
    const std::size_t end = std::min(text.find('|'), text.size());
    const auto found = std::find(choices.begin(), choices.end(), text.substr(0, end));
    const bool is_last = i + 1 == architecture.size();
    if (found == choices.end() || (end == text.size()) != is_last) {
      throw refuse(positions_[at_place(i)].name + " must be one of " + listed(choices) +
                   ", and there must be " + std::to_string(positions_.size()) +
                   " choices joined by '|'");
    }
    architecture.set(i, static_cast<int>(found - choices.begin()));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!is_canonical(architecture)) {
    throw refuse(
        "a stage leaves out its last layers, so no layer may stand behind one that is"
        " left out");
  }
  return architecture;
}

double LayeredSpace::feature(const Architecture& architecture, int which) const {
  std::array<std::uint16_t, Architecture::most_positions + 1> rows;
  const std::span<std::uint16_t> used(rows.data(), at_place(rows_of_one()));
  rows_of(architecture, used);
  double sum = 0;
  for (const std::uint16_t row : used) sum += costs_[row][at_place(which)];
  return sum;
}

Architecture LayeredSpace::random(Random& random) const {
  Architecture architecture(static_cast<int>(positions_.size()));
  const LayerStage* stage = nullptr;
  int present = 0;  // of the stage
  for (int i = 0; i < architecture.size(); ++i) {
    const int choices = static_cast<int>(positions_[at_place(i)].choices.size());
    const int absent = i < layer_count() ? absent_choice_[at_place(i)] : -1;
    if (i < layer_count() && stage_of(i) != stage) {
      stage = stage_of(i);
      if (stage) {
        const int layers = stage->last - stage->first + 1;
        present = stage->least + random.below(layers - stage->least + 1);
      }
    }
    if (absent < 0) {
      architecture.set(i, random.below(choices));
    } else if (i - stage->first >= present) {
      architecture.set(i, absent);
    } else {
      const int choice = random.below(choices - 1);
      architecture.set(i, choice < absent ? choice : choice + 1);
    }
  }
  return architecture;
}

int LayeredSpace::edit_count(const Architecture& architecture, int position) const {
  const int others = static_cast<int>(positions_[at_place(position)].choices.size()) - 1;
  const int absent = position < layer_count() ? absent_choice_[at_place(position)] : -1;
  if (absent < 0) return others;
  const LayerStage& stage = *stage_of(position);
  if (architecture[position] == absent) {
    const bool first =
        position == stage.first || !is_left_out(position - 1, architecture[position - 1]);
    return first ? others : 0;
  }
  const bool last = position == stage.last || is_left_out(position + 1, architecture[position + 1]);
  return last ? others : others - 1;
}

void LayeredSpace::edit(Architecture& architecture, int position, int which) const {
  const int absent = position < layer_count() ? absent_choice_[at_place(position)] : -1;
  const int own = architecture[position];
  int choice = which < own ? which : which + 1;
  // Where it cannot be left out, the others move up.
  const int others = static_cast<int>(positions_[at_place(position)].choices.size()) - 1;
  if (absent >= 0 && own != absent && edit_count(architecture, position) < others) {
    const int low = std::min(own, absent), high = std::max(own, absent);
    choice = which < low ? which : which + 1 < high ? which + 1 : which + 2;
  }
  architecture.set(position, choice);
}

std::vector<Architecture> LayeredSpace::edits(const Architecture& architecture) const {
  std::vector<Architecture> edited;
  for (int position = 0; position < architecture.size(); ++position) {
    const int count = edit_count(architecture, position);
    for (int which = 0; which < count; ++which) {
      edited.push_back(architecture);
      edit(edited.back(), position, which);
    }
  }
  return edited;
}

Architecture LayeredSpace::random_edit(const Architecture& architecture, Random& random) const {
  int total = 0;
  for (int position = 0; position < architecture.size(); ++position) {
    total += edit_count(architecture, position);
  }
  Architecture edited = architecture;
  if (total == 0) return edited;
  int which = random.below(total);
  for (int position = 0;; ++position) {
    const int count = edit_count(architecture, position);
    if (which < count) {
      edit(edited, position, which);
      return edited;
    }
    which -= count;
  }
}

Architecture LayeredSpace::crossover(const Architecture& a, const Architecture& b,
                                     Random& random) const {
  Architecture child = a;
  const LayerStage* stage = nullptr;
  const Architecture* deep = nullptr;  // whose depth the stage takes
  for (int i = 0; i < child.size(); ++i) {
    if (i < layer_count() && stage_of(i) != stage) {
      stage = stage_of(i);
      if (stage) deep = random.chance(0.5) ? &a : &b;
    }
    const Architecture& drawn = random.chance(0.5) ? a : b;
    const int absent = i < layer_count() ? absent_choice_[at_place(i)] : -1;
    // One that has the layer exactly where the other parent's depth says so.
    const bool same_depth = absent < 0 || (drawn[i] == absent) == ((*deep)[i] == absent);
    child.set(i, same_depth ? drawn[i] : (*deep)[i]);
  }
  return child;
}

double LayeredSpace::area_of(int resolution) const {
  if (parts_.resolutions.empty()) return 1;
  const double ratio =
      static_cast<double>(parts_.resolutions[at_place(resolution)]) / parts_.reference_resolution;
  return ratio * ratio;
}

void LayeredSpace::rows_of(const Architecture& architecture, std::span<std::uint16_t> rows) const {
  const int resolution = resolution_of(architecture);
  rows[0] = static_cast<std::uint16_t>(row_of(resolution, 0));
  for (int layer = 0; layer < layer_count(); ++layer) {
    rows[at_place(1 + layer)] =
        static_cast<std::uint16_t>(row_at(layer, architecture[layer], resolution));
  }
}

double LayeredSpace::sum_of(const Architecture& architecture,
                            std::span<const double> by_row) const {
  std::array<std::uint16_t, Architecture::most_positions + 1> rows;
  const std::span<std::uint16_t> used(rows.data(), at_place(rows_of_one()));
  rows_of(architecture, used);
  double sum = 0;
  for (const std::uint16_t row : used) sum += by_row[row];
  return sum;
}

const LayeredSpace& layered(const SearchSpace& space) {
  const auto* own = dynamic_cast<const LayeredSpace*>(&space);
  if (!own) throw Error(space.title() + " is not a space of layers");
  return *own;
}

}  // namespace search_space
}  // namespace tenprobes
