// A catalogue: a search space that is a list of networks, from a CSV file.
//
//   std::shared_ptr<const CatalogueSpace> space = parse_catalogue(bytes, "imagenet-pretrained.csv");
//   Architecture a = space->parse("resnet50.a1_in1k@288");
//   double top1 = space->quality()->of(a);
//   double macs = space->feature(a, *space->feature_named("gmacs"));
//   const std::string& family = space->groups()[space->group_of(space->index_of(a))];
//
// The file:
//
//   # title: My models                   how people read its name; else the file's name
//   # quality: top-1 on our data, %      the label of the quality; else "quality"
//   # source: ...                        any other line that starts with # is passed over
//   name,quality,gmacs,mactivations,mparams,group
//   net_a,71.5,0.3,2.1,3.4,resnet
//   net_b,74.2,0.6,,5.4,"mobilenet, v2"
//
// `name` is unique, `quality` is a number (higher is better), `group` may be left out: networks of
// one family, whose operations run alike. Every other column is a feature: what is known beforehand
// of a network's cost, positive, in any unit, empty where it is not known; there may be none. By
// convention `gmacs` (or `mmacs`), `mactivations` and `mparams` are thousands of millions (or
// millions) of multiply-accumulates, millions of activations and of parameters. `model`, `top1` or
// `accuracy`, and `family` stand for the three where they are meant without doubt, "MACs (G)" and
// "Params (M)" for the features, in any case; an accuracy is from 0 to 100. Columns come in any order,
// those of words (notes, links) are passed over, fields may be quoted ("..." with "" for a quote), and
// whatever dialect a spreadsheet saves is read: a title above, semicolons or tabs, decimal commas, any
// line ends and encoding, a last row that sums up the others.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/search_space/quality.h"
#include "core/search_space/search_space.h"

namespace tenprobes {
inline namespace search_space {

/// What a file holds, by row.
struct CatalogueRows {
  std::vector<std::string> names;           ///< [rows], unique
  std::vector<double> quality;              ///< [rows]
  std::vector<std::string> features;        ///< names of the columns
  std::vector<std::vector<double>> values;  ///< [features][rows], positive; NaN where unknown
  std::vector<std::string> groups;          ///< names, in the order of their first rows
  std::vector<int> group_of;                ///< [rows], a place in `groups`; -1: none
  std::string title, quality_label;
};

class CatalogueSpace final : public SearchSpace {
 public:
  /// How many edits() there are of an architecture, where there are rows enough.
  static constexpr int neighbours = 12;

  CatalogueSpace(std::string name, CatalogueRows rows);
  CatalogueSpace(const CatalogueSpace&) = delete;
  CatalogueSpace& operator=(const CatalogueSpace&) = delete;

  Form form() const override { return Form::catalogue; }
  const std::string& name() const override { return name_; }
  const std::string& title() const override { return rows_.title; }
  const std::string& hash() const override { return hash_; }
  std::span<const Position> positions() const override { return {&position_, 1}; }
  int size() const override { return static_cast<int>(rows_.quality.size()); }
  /// The row, from 0 in the file's order.
  Architecture at(int index) const override;
  int index_of(const Architecture& architecture) const override { return architecture[0]; }
  std::string text(const Architecture& architecture) const override;
  Architecture parse(std::string_view text) const override;
  std::span<const std::string> features() const override { return rows_.features; }
  double feature(const Architecture& architecture, int which) const override {
    return column(which)[static_cast<std::size_t>(architecture[0])];
  }
  const Quality* quality() const override { return &*quality_; }

  /// Those nearest in the logarithms of the features, where another group counts as a factor of e
  /// in one feature; among equally near ones, those nearest in by_quality(). Nearest first. Looks
  /// at every row.
  std::vector<Architecture> edits(const Architecture& architecture) const override;
  /// Whether one is near the other: among either's edits().
  bool are_neighbours(const Architecture& a, const Architecture& b) const override;
  Architecture random_edit(const Architecture& architecture, Random& random) const override;
  /// 1 - exp(-d^2 / 2), where d is what edits() goes by.
  double distance(const Architecture& a, const Architecture& b) const override;

  /// The value of a feature by row; NaN where unknown.
  std::span<const double> column(int feature) const {
    return rows_.values[static_cast<std::size_t>(feature)];
  }
  std::span<const std::string> groups() const { return rows_.groups; }
  /// A place in groups(); -1 where the file has none.
  int group_of(int index) const { return rows_.group_of[static_cast<std::size_t>(index)]; }

  /// All rows, best quality first; among equals, smaller ones first: by the features in the file's
  /// order.
  std::span<const int> by_quality() const { return by_quality_; }

 private:
  double squared_distance(std::size_t a, std::size_t b) const;

  std::string name_;
  CatalogueRows rows_;
  Position position_;
  std::vector<int> by_name_;              // rows in the order of their names
  std::vector<int> by_quality_, place_;   // place_: the inverse
  std::vector<std::vector<float>> logs_;  // of rows_.values
  std::string hash_;
  std::optional<TabulatedQuality> quality_;
};

/// The space as a catalogue. Throws Error where it is of another form.
const CatalogueSpace& catalogue(const SearchSpace& space);

/// `name` is how errors call the file; without folders and extension it names the space. Throws
/// Error with the line's number on whatever is not as described above.
std::shared_ptr<const CatalogueSpace> parse_catalogue(std::string_view csv,
                                                      const std::string& name);

/// Whether a header names the columns, and nothing says that the table is of cells or latencies.
bool looks_like_catalogue(std::string_view bytes);

/// Whether a header names the columns, for a file that is said to be a space.
bool names_catalogue_columns(std::string_view bytes);

}  // namespace search_space
}  // namespace tenprobes
