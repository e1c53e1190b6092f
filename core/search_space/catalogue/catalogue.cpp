#include "core/search_space/catalogue/catalogue.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/portable_math.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"

namespace tenprobes {
inline namespace search_space {
namespace {

std::string hash_of_rows(const CatalogueRows& rows, const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& feature : rows.features) all += feature + ",";
  for (std::size_t i = 0; i < names.size(); ++i) {
    all += "\n" + names[i] + "," + exact_number_text(rows.quality[i]);
    for (const std::vector<double>& column : rows.values) {
      all += ",";
      if (!std::isnan(column[i])) all += exact_number_text(column[i]);
    }
    if (rows.group_of[i] >= 0) all += "," + rows.groups[static_cast<std::size_t>(rows.group_of[i])];
  }
  return hash_of(all);
}

}  // namespace

CatalogueSpace::CatalogueSpace(std::string name, CatalogueRows rows)
    : name_(std::move(name)), rows_(std::move(rows)) {
  position_ = {"network", std::move(rows_.names)};
  const std::vector<std::string>& names = position_.choices;
  hash_ = hash_of_rows(rows_, names);

  by_name_.resize(names.size());
  std::iota(by_name_.begin(), by_name_.end(), 0);
  by_quality_ = by_name_;
  const auto at = [](const auto& values, int i) { return values[static_cast<std::size_t>(i)]; };
  std::sort(by_name_.begin(), by_name_.end(), [&](int a, int b) {
    return names[static_cast<std::size_t>(a)] < names[static_cast<std::size_t>(b)];
  });
  std::stable_sort(by_quality_.begin(), by_quality_.end(), [&](int a, int b) {
    if (at(rows_.quality, a) != at(rows_.quality, b)) {
      return at(rows_.quality, a) > at(rows_.quality, b);
    }
    for (const std::vector<double>& column : rows_.values) {
      const bool a_known = !std::isnan(at(column, a)), b_known = !std::isnan(at(column, b));
      if (a_known != b_known) return a_known;
      if (a_known && at(column, a) != at(column, b)) return at(column, a) < at(column, b);
    }
    return false;
  });
  place_.resize(names.size());
  for (std::size_t i = 0; i < by_quality_.size(); ++i) {
    place_[static_cast<std::size_t>(by_quality_[i])] = static_cast<int>(i);
  }
  for (const std::vector<double>& column : rows_.values) {
    std::vector<float>& logs = logs_.emplace_back();
    logs.reserve(column.size());
    for (const double value : column) logs.push_back(static_cast<float>(portable_log(value)));
  }
  quality_.emplace(*this, facts_of(rows_.quality, "quality", rows_.quality_label), rows_.quality);
}

Architecture CatalogueSpace::at(int index) const {
  if (index < 0 || index >= size()) {
    throw Error("network " + std::to_string(index) + " of " + title() +
                " does not exist: they are numbered from 0 to " + std::to_string(size() - 1));
  }
  return Architecture::of({index});
}

std::string CatalogueSpace::text(const Architecture& architecture) const {
  return position_.choices[static_cast<std::size_t>(architecture[0])];
}

Architecture CatalogueSpace::parse(std::string_view text) const {
  const auto name_at = [&](int i) -> std::string_view {
    return position_.choices[static_cast<std::size_t>(i)];
  };
  const auto found =
      std::lower_bound(by_name_.begin(), by_name_.end(), text,
                       [&](int i, std::string_view wanted) { return name_at(i) < wanted; });
  if (found != by_name_.end() && name_at(*found) == text) return Architecture::of({*found});
  // A name that begins alike is likely what was meant.
  std::string hint = "its names are those of the file, such as " + quote(name_at(0));
  if (found != by_name_.end() && !text.empty() && name_at(*found).starts_with(text)) {
    hint = "did you mean " + quote(name_at(*found)) + "?";
  }
  throw Error("no network of " + title() + " is called " + quote(text) + "; " + hint);
}

double CatalogueSpace::squared_distance(std::size_t a, std::size_t b) const {
  double sum = rows_.group_of[a] == rows_.group_of[b] ? 0 : 1;
  for (const std::vector<float>& logs : logs_) {
    const float between = logs[a] - logs[b];
    if (!std::isnan(between)) sum += static_cast<double>(between) * between;
  }
  return sum;
}

std::vector<Architecture> CatalogueSpace::edits(const Architecture& architecture) const {
  struct Near {
    double squared_distance;
    int steps, row;  // steps: away in by_quality()
    bool operator<(const Near& other) const {
      if (squared_distance != other.squared_distance) {
        return squared_distance < other.squared_distance;
      }
      return steps != other.steps ? steps < other.steps : row < other.row;
    }
  };
  const auto self = static_cast<std::size_t>(architecture[0]);
  std::vector<Near> others;
  others.reserve(place_.size());
  for (std::size_t i = 0; i < place_.size(); ++i) {
    if (i == self) continue;
    others.push_back(
        {squared_distance(self, i), std::abs(place_[self] - place_[i]), static_cast<int>(i)});
  }
  const auto count = std::min<std::ptrdiff_t>(neighbours, std::ssize(others));
  std::partial_sort(others.begin(), others.begin() + count, others.end());
  std::vector<Architecture> nearest;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    nearest.push_back(Architecture::of({others[static_cast<std::size_t>(i)].row}));
  }
  return nearest;
}

bool CatalogueSpace::are_neighbours(const Architecture& a, const Architecture& b) const {
  const auto holds = [](const std::vector<Architecture>& edits, const Architecture& wanted) {
    return std::find(edits.begin(), edits.end(), wanted) != edits.end();
  };
  return holds(edits(a), b) || holds(edits(b), a);
}

Architecture CatalogueSpace::random_edit(const Architecture& architecture, Random& random) const {
  const std::vector<Architecture> near = edits(architecture);
  if (near.empty()) return architecture;
  return near[static_cast<std::size_t>(random.below(static_cast<int>(near.size())))];
}

double CatalogueSpace::distance(const Architecture& a, const Architecture& b) const {
  return 1 - portable_exp(-0.5 * squared_distance(static_cast<std::size_t>(a[0]),
                                                  static_cast<std::size_t>(b[0])));
}

const CatalogueSpace& catalogue(const SearchSpace& space) {
  const auto* own = dynamic_cast<const CatalogueSpace*>(&space);
  if (!own) throw Error(space.title() + " is not a catalogue");
  return *own;
}

}  // namespace search_space
}  // namespace tenprobes
