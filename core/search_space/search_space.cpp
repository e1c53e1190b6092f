#include "core/search_space/search_space.h"

#include <algorithm>
#include <string>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/text_table.h"

namespace tenprobes {
inline namespace search_space {

Architecture SearchSpace::at(int) const {
  throw Error("the architectures of " + title() + " are too many to be numbered");
}

int SearchSpace::index_of(const Architecture&) const {
  throw Error("the architectures of " + title() + " are too many to be numbered");
}

std::optional<int> SearchSpace::feature_named(std::string_view name) const {
  const std::span<const std::string> all = features();
  auto found = std::find(all.begin(), all.end(), name);
  if (found == all.end()) {  // "GMACs"
    found = std::find_if(all.begin(), all.end(),
                         [&](const std::string& each) { return plain_name(each) == name; });
  }
  if (found == all.end()) return std::nullopt;
  return static_cast<int>(found - all.begin());
}

std::optional<int> SearchSpace::work_feature() const {
  for (const char* name : {"mmacs", "gmacs", "mflops", "gflops"}) {
    if (const auto feature = feature_named(name)) return feature;
  }
  return features().empty() ? std::nullopt : std::optional(0);
}

Architecture SearchSpace::random(Random& random) const {
  const std::span<const Position> all = positions();
  Architecture architecture(static_cast<int>(all.size()));
  for (int i = 0; i < architecture.size(); ++i) {
    architecture.set(
        i, random.below(static_cast<int>(all[static_cast<std::size_t>(i)].choices.size())));
  }
  return architecture;
}

std::vector<Architecture> SearchSpace::edits(const Architecture& architecture) const {
  const std::span<const Position> all = positions();
  std::vector<Architecture> edited;
  for (int i = 0; i < architecture.size(); ++i) {
    const int choices = static_cast<int>(all[static_cast<std::size_t>(i)].choices.size());
    for (int choice = 0; choice < choices; ++choice) {
      if (choice == architecture[i]) continue;
      edited.push_back(architecture);
      edited.back().set(i, choice);
    }
  }
  return edited;
}

bool SearchSpace::are_neighbours(const Architecture& a, const Architecture& b) const {
  int differ = 0;
  for (int i = 0; i < a.size(); ++i) differ += a[i] != b[i];
  return differ == 1;
}

Architecture SearchSpace::random_edit(const Architecture& architecture, Random& random) const {
  const std::span<const Position> all = positions();
  Architecture edited = architecture;
  const int position = random.below(architecture.size());
  const int choices = static_cast<int>(all[static_cast<std::size_t>(position)].choices.size());
  if (choices == 1) return edited;
  const int other = random.below(choices - 1);
  edited.set(position, other < architecture[position] ? other : other + 1);
  return edited;
}

Architecture SearchSpace::crossover(const Architecture& a, const Architecture& b,
                                    Random& random) const {
  Architecture child = a;
  for (int i = 0; i < child.size(); ++i) {
    if (random.chance(0.5)) child.set(i, b[i]);
  }
  return child;
}

double SearchSpace::distance(const Architecture& a, const Architecture& b) const {
  int differ = 0;
  for (int i = 0; i < a.size(); ++i) differ += a[i] != b[i];
  return static_cast<double>(differ) / a.size();
}

std::string too_many_to_list(const SearchSpace& space) {
  return "the architectures of " + space.title() + " are too many to be listed, more than " +
         std::to_string(limits::listed_architectures);
}

std::vector<Architecture> all_of(const SearchSpace& space) {
  if (space.size() == 0) throw Error(too_many_to_list(space) + ": draw some with sample()");
  std::vector<Architecture> all;
  all.reserve(static_cast<std::size_t>(space.size()));
  for (int index = 0; index < space.size(); ++index) all.push_back(space.at(index));
  return all;
}

std::vector<Architecture> crowd(const SearchSpace& space) {
  constexpr int size = 10'000;
  Random random(1);
  std::vector<Architecture> drawn;
  drawn.reserve(size);
  for (int i = 0; i < size; ++i) drawn.push_back(space.random(random));
  return drawn;
}

std::vector<Architecture> all_or_crowd(const SearchSpace& space) {
  return space.size() > 0 ? all_of(space) : crowd(space);
}

}  // namespace search_space
}  // namespace tenprobes
