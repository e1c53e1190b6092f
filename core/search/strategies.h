// The search strategies by name.
//
//   Ingredients ingredients{.target = &device};
//   std::unique_ptr<SearchStrategy> strategy = make_strategy("oracle", space, ingredients);
//   for (const StrategyKind& kind : strategy_kinds()) std::cout << kind.name << kind.description;
//
// propose() is a function of its arguments alone, though a strategy may keep what it worked out: so
// a session can be resumed from its history, and one strategy can serve many sessions, one at a
// time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/controller/controller.h"
#include "core/devices/device.h"
#include "core/search/strategy.h"

namespace tenprobes::search {

class KnownBest;

/// What some strategies need beside the history and the objective. The caller fills in what the
/// methods it offers need; what it points to outlives the strategy.
struct Ingredients {
  /// A trained controller, and the one of kind "edit" that the method `edit` shows.
  std::shared_ptr<const controller::Controller> controller = nullptr, edit_controller = nullptr;
  /// The target device: what it knows beforehand, no strategy that is to be compared fairly may
  /// see.
  const devices::Device* target = nullptr;
  /// For `oracle` in spaces that cannot be enumerated: what was found on the target before. It finds
  /// what is missing.
  std::vector<std::shared_ptr<const KnownBest>> known_best = {};
  /// Another device of the same space, that was measured before.
  const devices::Device* proxy = nullptr;
  /// For `fixed`; without it, each strategy works out fixed_list() for its first session's quality.
  std::shared_ptr<const std::vector<Architecture>> fixed_list = nullptr;
};

/// How long a list `fixed` works out by itself; further probes are random.
inline constexpr int default_fixed_length = 64;

enum class Need { nothing, controller, edit_controller, true_latencies, proxy_device };

struct StrategyKind {
  std::string_view name;
  std::string_view description;  ///< one sentence
  Need need;
  std::unique_ptr<SearchStrategy> (*make)(const SearchSpace&, const Ingredients&);
};

/// Every strategy, in the order in which menus show them.
std::span<const StrategyKind> strategy_kinds();

/// Throws Error that lists the known names.
const StrategyKind& strategy_kind(std::string_view name);

/// Throws Error if the name is unknown, what the strategy needs is missing, or it cannot exist in
/// this space, and why. `space` outlives the strategy.
std::unique_ptr<SearchStrategy> make_strategy(std::string_view name, const SearchSpace& space,
                                              const Ingredients& ingredients);

}  // namespace tenprobes::search
