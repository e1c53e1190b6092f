#include <memory>

#include "core/base/safetensors.h"
#include "core/controller/controller.h"
#include "core/objective/objective.h"
#include "core/prediction/help.h"
#include "core/proxies/accuracy_surrogate.h"
#include "core/proxies/proxy_table.h"
#include "core/search/report.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "core/training/settings.h"
#include "tests/fuzz/targets.h"

namespace tenprobes::fuzz {

namespace {

/// A file of weights of that kind that holds too few.
std::vector<std::string> weights(const std::string& kind) {
  Safetensors file;
  file.metadata["kind"] = kind;
  file.add("a", {2}, std::vector<float>{1, 2});
  return {file.serialise(), Safetensors().serialise()};
}

const std::vector<std::string> weight_words = {"\"kind\"", "\"F32\"", "\"data_offsets\"",
                                               "\"shape\""};

}  // namespace

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
      {"bound",
       [=](std::string_view b) { parse_bound(b, *nas_bench_201()); },
       [] { return std::vector<std::string>{"mparams<=0.5"}; },
       {"mmacs", "<=", ">=", "1e9"}},
      {"controller", [=](std::string_view b) { controller::Controller::parse(b, name); },
       [] { return weights("controller"); }, weight_words},
      {"help_model", [=](std::string_view b) { prediction::HelpModel::parse(b, name); },
       [] { return weights("help"); }, weight_words},
      {"surrogate", [=](std::string_view b) { proxies::AccuracySurrogate::parse(b, name); },
       [] { return weights("accuracy-surrogate"); }, weight_words},
      {"proxy_table", [=](std::string_view b) { proxies::parse_proxy_table(b, name); },
       [] { return weights("proxy-table"); }, weight_words},
  };
}

std::vector<Target> all_targets() {
  std::vector<Target> targets = reader_targets();
  for (const auto& more : {session_targets(), app_targets()}) {
    targets.insert(targets.end(), more.begin(), more.end());
  }
  return targets;
}

}  // namespace tenprobes::fuzz
