// A layered search space: a choice for each of some layers, whose costs add up.
//
//   std::shared_ptr<const LayeredSpace> space = ...;         // layered_file.h reads one
//   Architecture a = space->parse("k3_e1|k5_e6|skip|...");
//   std::vector<std::uint16_t> rows(space->rows_of_one());
//   space->rows_of(a, rows);                                 // one a layer, and the fixed part's
//   for (auto row : rows) latency += cost[row];               // what any device does
//   for (const LayerOperation& o : space->operations(rows[1])) ...
//
// Layers of the same shape cost alike: a class. Everything that a latency is made of stands in one
// list of rows: (resolution, class, choice), and (resolution, fixed part); row 0 is a layer that is
// left out and costs nothing. A space with several resolutions has one position more, the last.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/search_space/layered/operation.h"
#include "core/search_space/quality.h"
#include "core/search_space/search_space.h"

namespace tenprobes {
inline namespace search_space {

struct LayerChoice {
  std::string name;
  std::vector<std::vector<LayerOperation>> operations = {};  ///< [resolutions]
  /// The same as blocks that can be run; empty where it is a list of numbers. A choice that passes
  /// its input on is a list of none.
  std::optional<std::vector<LayerBlock>> blocks = {};
};

struct LayerShape {
  std::string name;
  std::vector<LayerChoice> choices;
};

/// Consecutive layers of which the last may be left out.
struct LayerStage {
  int first = 0, last = 0;  ///< layers, both inclusive
  int least = 0;            ///< how many are always there, 0..last-first+1
  std::string absent;       ///< how the text calls a layer that is left out
};

/// What a layered space is made of.
struct LayeredParts {
  std::string name, title, source, licence, note, hash;
  int reference_resolution = 0;       ///< 0: there is only one, of no name
  std::vector<int> resolutions = {};  ///< empty as above
  std::vector<OperationKind> kinds = {};
  std::vector<std::vector<LayerOperation>> fixed = {};  ///< [resolutions], of every network
  std::vector<LayerShape> shapes = {};
  std::vector<int> layers = {};  ///< each layer's shape
  std::vector<LayerStage> stages = {};
  /// What every network runs before and behind its layers: the fixed operations, and what the costs
  /// leave out. Empty as LayerChoice::blocks.
  std::optional<std::vector<LayerBlock>> fixed_blocks = {};
  std::vector<LayerBlock> blocks_before = {}, blocks_behind = {};

  /// Pixels a side, at a place in `resolutions`, of what has `side` at the reference; 1 stays 1.
  int side_at(int side, std::size_t resolution) const;
};

class LayeredSpace final : public SearchSpace {
 public:
  /// Enumerable where it has at most limits::listed_architectures. Stages and shapes are possible ones (layered_file.cpp checks them). Throws Error where there
  /// are too few or too many layers, or too many rows.
  explicit LayeredSpace(LayeredParts parts);

  Form form() const override { return Form::layered; }
  const std::string& name() const override { return parts_.name; }
  const std::string& title() const override { return parts_.title; }
  const std::string& hash() const override { return parts_.hash; }
  std::span<const Position> positions() const override { return positions_; }
  int size() const override { return static_cast<int>(all_.size()); }
  Architecture at(int index) const override;
  int index_of(const Architecture& architecture) const override;
  /// The choices' names joined by '|', e.g. "k3_e1|skip|...".
  std::string text(const Architecture& architecture) const override;
  Architecture parse(std::string_view text) const override;
  /// "mmacs", "mactivations" (millions of values moved) and "mparams" of the whole network.
  std::span<const std::string> features() const override { return features_; }
  double feature(const Architecture& architecture, int which) const override;
  const Quality* quality() const override { return quality_.get(); }
  /// Every choice of every layer alike; where layers may be left out, every depth alike first.
  Architecture random(Random& random) const override;
  /// Another choice, or one layer more or less where layers may be left out.
  std::vector<Architecture> edits(const Architecture& architecture) const override;
  Architecture random_edit(const Architecture& architecture, Random& random) const override;
  /// A stage's depth comes from either parent, even odds, as every choice does.
  Architecture crossover(const Architecture& a, const Architecture& b,
                         Random& random) const override;

  /// Whether no layer stands behind one of its stage that is left out.
  bool is_canonical(const Architecture& architecture) const;

  const LayeredParts& parts() const { return parts_; }
  std::span<const OperationKind> kinds() const { return parts_.kinds; }
  int layer_count() const { return static_cast<int>(parts_.layers.size()); }
  int resolution_count() const { return static_cast<int>(parts_.fixed.size()); }
  /// Of an architecture: a place in parts().resolutions; 0 where there is only one.
  int resolution_of(const Architecture& architecture) const {
    return has_resolution() ? architecture[layer_count()] : 0;
  }
  /// Different shapes of operations (LayerOperation::shape).
  int shape_count() const { return shapes_; }
  bool has_resolution() const { return resolution_count() > 1; }
  /// Pixels over the reference's, squared: what most costs go by.
  double area_of(int resolution) const;

  /// Shapes that layers have, in the layers' order; classes count from 0.
  int class_count() const { return static_cast<int>(shape_of_class_.size()); }
  int class_of(int layer) const { return class_of_layer_[static_cast<std::size_t>(layer)]; }
  const LayerShape& shape_of(int layer_class) const {
    return parts_
        .shapes[static_cast<std::size_t>(shape_of_class_[static_cast<std::size_t>(layer_class)])];
  }
  /// A (class, choice), or 0 for the fixed part: what layers of any resolution have in common.
  int entry_count() const { return entries_; }
  int entry_of(int layer_class, int choice) const {
    return first_entry_[static_cast<std::size_t>(layer_class)] + choice;
  }

  int row_count() const { return 1 + resolution_count() * entries_; }
  int row_of(int resolution, int entry) const { return 1 + resolution * entries_ + entry; }
  /// The inverse; entry -1 for row 0.
  int entry_of_row(int row) const { return row == 0 ? -1 : (row - 1) % entries_; }
  /// What a row adds to features()[which].
  double cost_of(int row, int which) const {
    return costs_[static_cast<std::size_t>(row)][static_cast<std::size_t>(which)];
  }
  std::span<const LayerOperation> operations(int row) const {
    return operations_[static_cast<std::size_t>(row)];
  }

  /// Of a layer's choice, 0 where it leaves the layer out.
  int row_at(int layer, int choice, int resolution) const;
  int choice_count(int layer) const {
    return static_cast<int>(positions_[static_cast<std::size_t>(layer)].choices.size());
  }
  /// Whether a choice leaves its layer out, so that none of its stage stands behind it.
  bool is_left_out(int layer, int choice) const {
    return choice == absent_choice_[static_cast<std::size_t>(layer)];
  }
  /// Whether what is left out before a layer does not bind it.
  bool is_first_of_stage(int layer) const;

  /// The fixed part's row, then each layer's: [rows_of_one()].
  int rows_of_one() const { return 1 + layer_count(); }
  void rows_of(const Architecture& architecture, std::span<std::uint16_t> rows) const;
  double sum_of(const Architecture& architecture, std::span<const double> by_row) const;
  /// How often a row counts in one of random(), on average: [row_count()].
  std::span<const double> frequencies() const { return frequencies_; }

  /// Only while a space is made (layered_file.cpp).
  void set_quality(std::unique_ptr<const Quality> quality) { quality_ = std::move(quality); }

 private:
  /// How many edits() a position has, and the `which`th of them.
  int edit_count(const Architecture& architecture, int position) const;
  void edit(Architecture& architecture, int position, int which) const;
  const LayerStage* stage_of(int layer) const;

  LayeredParts parts_;
  std::vector<Position> positions_;
  std::vector<std::string> features_ = {"mmacs", "mactivations", "mparams"};
  std::vector<int> class_of_layer_, shape_of_class_, first_entry_;
  std::vector<int> absent_choice_;   ///< of each layer; -1: it is always there
  std::vector<int> stage_of_layer_;  ///< -1: none
  int entries_ = 1, shapes_ = 0;
  void number_shapes();
  std::vector<std::vector<LayerOperation>> operations_;  ///< [row_count]
  std::vector<double> frequencies_;                      ///< [row_count]
  std::vector<std::array<double, 3>> costs_;             ///< [row_count], by features()
  std::vector<std::uint16_t> row_in_resolution_;         ///< [layer][choice], of resolution 0
  std::vector<int> first_choice_;                        ///< [layers], into the above
  std::vector<Architecture> all_;  ///< in order; empty where they are too many
  std::unique_ptr<const Quality> quality_;
};

/// The space as layered. Throws Error where it is of another form.
const LayeredSpace& layered(const SearchSpace& space);

}  // namespace search_space
}  // namespace tenprobes
