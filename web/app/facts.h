// What lessons can wait for, in figures.
//
//   double done = find_fact("probes")->value(parts);
//
// A new fact is one line of the table in facts.cpp; a lesson's file names it.
#pragma once

#include <span>
#include <string_view>

namespace tenprobes::app {

class Workbench;
class Tutor;
class Screen;
struct Panels;

/// What the page is made of, for facts, actions and the state document.
struct Parts {
  Workbench& bench;
  Tutor& tutor;
  Panels& panels;
  Screen& screen;
};

struct Fact {
  std::string_view name;
  const char* words;  ///< what it counts, behind the number; empty: nothing to watch
  double (*value)(const Parts& parts);
};
std::span<const Fact> all_facts();
/// Null: there is none of that name.
const Fact* find_fact(std::string_view name);

}  // namespace tenprobes::app
