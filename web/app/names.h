// Networks and figures in words, without a pixel.
//
//   name_of_network(space, architecture);                    // "network 9930", "resnet50.a1_in1k@288"
//   standing_in_words(world, budget_ms, architecture);       // "1 of the 3,914 that fit is better"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "web/app/world.h"

namespace tenprobes::app {

/// As short as it can be told from others: a catalogue's name, the index of an enumerable space, or
/// "a network of these layers".
std::string name_of_network(const SearchSpace& space, const Architecture& architecture);

/// How it stands among what fits; where networks cannot be listed, how much of the best known
/// quality it misses.
std::string standing_in_words(const World& world, double budget_ms,
                              const Architecture& architecture);

/// With its first letter as a sentence begins.
std::string capitalised(std::string text);

/// 15625 -> "15,625"
std::string with_commas(std::int64_t number);

/// "million MACs" for "mmacs": a feature of a space in words, as far as its name is a known one.
std::string feature_title(const std::string& feature);

/// The feature that stands for counting in a space: MACs where it has them, else its first; -1 where
/// it has none.
int counted_feature(const SearchSpace& space);

/// What a form of search space is, in a sentence.
const char* form_in_words(Form form);

/// The method's name as people read it.
std::string method_title(std::string_view method);

}  // namespace tenprobes::app
