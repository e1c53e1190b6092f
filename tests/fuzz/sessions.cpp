#include <memory>

#include "core/search/report.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "core/training/settings.h"
#include "tests/fuzz/targets.h"

namespace tenprobes::fuzz {

std::vector<Target> session_targets() {
  const std::string name = "x";
  const auto find = [](const std::string&) -> std::shared_ptr<const SearchSpace> {
    return nas_bench_201();
  };
  return {
      {"session",
       [=](std::string_view b) { search::parse_session(b, name, find); },
       [] {
         return std::vector<std::string>{
             R"({"format": "tenprobes-session", "version": 1, "space": "nas-bench-201", "device": {"name": "x", "kind": "table"}, "method": "random", "seed": 1, "probes": [{"architecture": "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|", "latency_ms": 5}]})"};
       },
       {"\"probes\"", "\"budget_ms\"", "\"recommended\"", "\"latency_ms\"", "\"method\""}},
      {"training_settings",
       [=](std::string_view b) { training::parse_settings(b, name); },
       [] { return std::vector<std::string>{R"({"kind": "edit", "hidden": 8, "steps": 100})"}; },
       {"\"environments\"", "\"horizon\"", "\"minibatch\""}},
  };
}

std::vector<Target> all_targets() {
  std::vector<Target> targets = reader_targets();
  for (Target& target : session_targets()) targets.push_back(std::move(target));
  return targets;
}

}  // namespace tenprobes::fuzz
