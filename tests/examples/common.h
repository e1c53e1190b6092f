// What the examples of several rooms take for granted; see extract.py.
#pragma once

#include <cstddef>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/devices/device.h"
#include "core/objective/history.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/search_space.h"

namespace tenprobes::examples {

/// What three dots stand for: a value of whatever type is asked for.
struct Anything {
  template <class Value>
  operator Value() const;
};
extern const Anything anything;

extern Random random;
extern const std::string bytes, name, text;
extern const Cell architecture, a;
extern const History history;
extern const std::vector<double> quality, accuracy, latency_ms, latencies;
extern const double budget_ms;
extern const int index, seed, count;
extern const ParallelFor parallel;
extern devices::Device& device;
extern const SearchSpace& space;

/// A measurement, a drawing, a line of output: something of the reader's own.
double measure(const Architecture& network);
template <class... Values>
void print(const Values&... values);

}  // namespace tenprobes::examples
