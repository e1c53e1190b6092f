// A search space: which architectures there are, what they are called, and what is known of them
// before anything is measured.
//
//   std::shared_ptr<const SearchSpace> space = ...;            // spaces.h makes or reads one
//   Architecture a = space->parse("|nor_conv_3x3~0|+|...");
//   std::string same = space->text(a);
//   double macs = space->feature(a, *space->feature_named("mmacs"));
//   for (const Architecture& b : space->edits(a)) ...
//
// Three forms exist, and what prices or predicts latencies chooses its kernel by the form alone:
//   cells      NAS-Bench-201's cell of 6 edges (cells/cell.h)
//   layered    a choice for each of some layers, whose costs add up (layered/layered_space.h)
//   catalogue  a list of networks: one position (catalogue/catalogue.h)
// A new space of one of these forms is a file. Code above this room asks for `form` at the seams
// only, and never for a name.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/search_space/architecture.h"

namespace tenprobes {
inline namespace search_space {

class Quality;

enum class Form { cells, layered, catalogue };

struct Position {
  std::string name;
  std::vector<std::string> choices;  ///< at least one; a catalogue's are its networks' names
};

class SearchSpace : public std::enable_shared_from_this<SearchSpace> {
 public:
  virtual ~SearchSpace() = default;

  virtual Form form() const = 0;
  /// As --space, files and links write it, e.g. "fbnet".
  virtual const std::string& name() const = 0;
  /// As people read it, e.g. "FBNet".
  virtual const std::string& title() const = 0;
  /// Tells one space from another of the same name: files and sessions hold it. 16 hexadecimal
  /// digits.
  virtual const std::string& hash() const = 0;

  /// 1..Architecture::most_positions.
  virtual std::span<const Position> positions() const = 0;

  /// How many architectures there are, where they can be enumerated; else 0.
  virtual int size() const { return 0; }
  /// Enumerable spaces only: throws Error outside 0..size()-1.
  virtual Architecture at(int index) const;
  /// Enumerable spaces only: the inverse.
  virtual int index_of(const Architecture& architecture) const;

  virtual std::string text(const Architecture& architecture) const = 0;
  /// The inverse. Throws Error that shows the text and says what would be right.
  virtual Architecture parse(std::string_view text) const = 0;

  /// What is known beforehand, by name: "mmacs", "mactivations" and "mparams" (millions of
  /// multiply-accumulates, activations, parameters) by convention, or whatever a file has.
  virtual std::span<const std::string> features() const = 0;
  /// The value of features()[which]; NaN where unknown.
  virtual double feature(const Architecture& architecture, int which) const = 0;
  std::optional<int> feature_named(std::string_view name) const;

  /// The feature that says how much work a network is: mmacs, gmacs, mflops or gflops, else the
  /// first; none where there is no feature.
  std::optional<int> work_feature() const;

  /// What the space itself knows to maximise, and says what it is; null where quality comes from
  /// elsewhere (training-free scores). Lives as long as the space.
  virtual const Quality* quality() const { return nullptr; }

  /// Uniformly one.
  virtual Architecture random(Random& random) const;
  /// Those next to it: by default all that differ in one choice.
  virtual std::vector<Architecture> edits(const Architecture& architecture) const;
  /// Whether one is among the other's edits().
  virtual bool are_neighbours(const Architecture& a, const Architecture& b) const;
  /// Uniformly one of edits(); the architecture itself where there is none.
  virtual Architecture random_edit(const Architecture& architecture, Random& random) const;
  /// Every choice from either parent, even odds.
  virtual Architecture crossover(const Architecture& a, const Architecture& b,
                                 Random& random) const;
  /// How far apart, 0..1: the share of choices that differ.
  virtual double distance(const Architecture& a, const Architecture& b) const;
};

/// "the architectures of FBNet are too many to be listed, more than 20000": of a space that cannot be
/// enumerated.
std::string too_many_to_list(const SearchSpace& space);

/// Every architecture by index. Throws Error where they cannot be enumerated.
std::vector<Architecture> all_of(const SearchSpace& space);

/// 10,000 random architectures, always the same: what stands for all of a space that cannot be
/// enumerated.
std::vector<Architecture> crowd(const SearchSpace& space);

/// all_of() an enumerable space, else its crowd().
std::vector<Architecture> all_or_crowd(const SearchSpace& space);

/// Whether both are one: sessions, devices and spaces must match.
inline bool same_space(const SearchSpace& a, const SearchSpace& b) {
  return &a == &b || (a.name() == b.name() && a.hash() == b.hash());
}

}  // namespace search_space
}  // namespace tenprobes
