#include "core/belief/belief.h"

namespace tenprobes::belief {

std::vector<Architecture> Belief::telling(std::span<const std::uint8_t> allowed,
                                          Random& random) const {
  std::vector<int> open;
  for (std::size_t index = 0; index < allowed.size(); ++index) {
    if (allowed[index]) open.push_back(static_cast<int>(index));
  }
  std::vector<Architecture> chosen;
  while (!open.empty() && chosen.size() < most_designed) {
    const auto place = static_cast<std::size_t>(random.below(static_cast<int>(open.size())));
    chosen.push_back(space().at(open[place]));
    open[place] = open.back();
    open.pop_back();
  }
  return chosen;
}

}  // namespace tenprobes::belief
