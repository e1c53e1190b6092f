#include "core/search/strategies.h"

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/controller/edit.h"
#include "core/search/factories.h"

namespace tenprobes::search {

namespace {

constexpr StrategyKind kinds[] = {
    {"controller",
     "A learned rule over what a belief expects of each probe. The one that ships is its untrained"
     " start, which no training has beaten yet.",
     Need::controller, make_controller},
    {"edit",
     "The Sim-is-More paper's controller: edits one operation of the cell before, or the best.",
     Need::edit_controller, make_edit},
    {"belief", "Expected improvement under a thousand synthetic devices, weighed by the probes.",
     Need::nothing, make_belief},
    {"bayes", "Expected improvement under a Bayesian linear model of the operation counts.",
     Need::nothing, make_bayes},
    {"gp",
     "Expected improvement under a plain Gaussian process over the features, after two random"
     " probes: what one runs without a prior.",
     Need::nothing, make_gp},
    {"fixed", "Probes a list chosen once for synthetic devices: no adaptation at all.",
     Need::nothing, make_fixed},
    {"local", "Local search from a good light cell, skipping edits that cannot help.",
     Need::nothing, make_local},
    {"local-plain", "Local search from a random cell.", Need::nothing, make_plain_local},
    {"evolution", "Regularised evolution: edits the best of a sample, forgets the oldest.",
     Need::nothing, make_evolution},
    {"freerea", "FreeREA's genetic search: edits and crossings of good cells, filtered by score.",
     Need::nothing, make_freerea},
    {"random", "Probes architectures drawn uniformly.", Need::nothing, make_random},
    {"one-proxy", "Trusts the ranking of another device, scaled by the probes.", Need::proxy_device,
     make_one_proxy},
    {"macs", "Takes latencies to be as the multiply-accumulates, scaled by the last probe.",
     Need::nothing, make_macs},
    {"informed", "Knows the device's linear latency model beforehand: the practical floor.",
     Need::true_latencies, make_informed},
    {"oracle", "Knows the device's true latencies: the limit of what any search can reach.",
     Need::true_latencies, make_oracle},
};

void require(const StrategyKind& kind, const Ingredients& ingredients) {
  const std::string method = "method " + std::string(kind.name) + ": ";
  switch (kind.need) {
    case Need::nothing:
      return;
    case Need::controller:
      if (!ingredients.controller) throw Error(method + "it needs a trained controller's weights");
      return;
    case Need::edit_controller:
      if (!ingredients.edit_controller) {
        throw Error(method + "it needs the weights of a controller of kind edit");
      }
      if (const auto& kind_given = ingredients.edit_controller->information().kind;
          kind_given != controller::EditController::kind) {
        throw Error(method +
                    "it needs the weights of a controller of kind edit, and these are of kind " +
                    kind_given + ", which are for the method controller");
      }
      return;
    case Need::true_latencies:
      if (!ingredients.target || !devices::knows_latencies(*ingredients.target)) {
        throw Error(method +
                    "it needs the device's latencies beforehand, and this device's can"
                    " only be probed");
      }
      return;
    case Need::proxy_device:
      if (!ingredients.proxy || !devices::knows_latencies(*ingredients.proxy)) {
        throw Error(method + "it needs a proxy device whose latencies are known");
      }
      return;
  }
}

}  // namespace

std::span<const StrategyKind> strategy_kinds() {
  return kinds;
}

const StrategyKind& strategy_kind(std::string_view name) {
  return named(kinds, name, "method");
}

std::unique_ptr<SearchStrategy> make_strategy(std::string_view name, const SearchSpace& space,
                                              const Ingredients& ingredients) {
  const StrategyKind& kind = strategy_kind(name);
  require(kind, ingredients);
  return kind.make(space, ingredients);
}

}  // namespace tenprobes::search
