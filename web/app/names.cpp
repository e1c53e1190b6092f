#include "web/app/names.h"

#include <utility>

#include "web/app/plot.h"

namespace tenprobes::app {

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] += 'A' - 'a';
  return text;
}

std::string with_commas(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (number < 0 ? 1 : 0);
       at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return digits;
}

std::string name_of_network(const SearchSpace& space, const Architecture& architecture) {
  switch (space.form()) {
    case Form::catalogue:
      return space.text(architecture);
    case Form::cells:
      return "network " + std::to_string(space.index_of(architecture));
    case Form::layered:
      break;
  }
  if (space.size() > 0) return "network " + std::to_string(space.index_of(architecture));
  return "the network shown";
}

std::string standing_in_words(const World& world, double budget_ms,
                              const Architecture& architecture) {
  if (!world.whole) {
    const double missed = world.regret(budget_ms, architecture);
    return missed < 0.05 ? "nothing better is known that fits"
                         : short_number(missed) + " % below the best known that fits";
  }
  const Standing standing = world.standing(budget_ms, architecture);
  if (standing.better == 0) {
    return "none of the " + with_commas(standing.within) + " that fit is better";
  }
  return with_commas(standing.better) + " of the " + with_commas(standing.within) + " that fit " +
         (standing.better == 1 ? "is better" : "are better");
}

std::string feature_title(const std::string& feature) {
  constexpr std::pair<std::string_view, const char*> titles[] = {
      {"mmacs", "million MACs"},
      {"gmacs", "billion MACs"},
      {"mparams", "million parameters"},
      {"mactivations", "million activations"},
      {"resolution", "image side, pixels"}};
  for (const auto& [name, title] : titles) {
    if (name == feature) return title;
  }
  return feature;
}

int counted_feature(const SearchSpace& space) {
  for (const char* name : {"mmacs", "gmacs", "macs"}) {
    if (const auto feature = space.feature_named(name)) return *feature;
  }
  return space.features().empty() ? -1 : 0;
}

const char* form_in_words(Form form) {
  switch (form) {
    case Form::cells:
      return "A small cell of six edges, repeated: every network can be listed, and was measured.";
    case Form::layered:
      return "A choice for each layer, whose costs add up.";
    case Form::catalogue:
      return "A list of networks that exist: pick the best one for a machine.";
  }
  return "";
}

std::string method_title(std::string_view method) {
  constexpr std::pair<std::string_view, const char*> titles[] = {
      {"controller", "Controller"}, {"edit", "Paper's controller"},
      {"random", "Random"},         {"local", "Local search"},
      {"evolution", "Evolution"},   {"freerea", "FreeREA"},
      {"fixed", "Fixed list"},      {"bayes", "Bayesian"},
      {"belief", "Belief"},         {"local-plain", "Local search, plain"},
      {"one-proxy", "One proxy"},   {"informed", "Informed"},
      {"oracle", "Oracle"},         {"gp", "Gaussian process"},
  };
  for (const auto& [name, title] : titles) {
    if (name == method) return title;
  }
  return capitalised(std::string(method));
}

}  // namespace tenprobes::app
