// The search strategies by name.
//
//   Ingredients ingredients{.true_latencies = device.known_latencies()};
//   std::unique_ptr<SearchStrategy> strategy = make_strategy("oracle", ingredients);
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
#include "core/search/strategy.h"

namespace tenprobes::search {

/// What some strategies need beside the history and the objective. The caller fills in what the
/// methods it offers need; what the spans point to outlives the strategy.
struct Ingredients {
  /// A trained controller, and the one of kind "edit" that the method `edit` shows.
  std::shared_ptr<const controller::Controller> controller = nullptr, edit_controller = nullptr;
  /// The target device's own latencies, ms, [15625] by index, NaN where unknown: no strategy that
  /// is to be compared fairly may see them.
  std::span<const double> true_latencies = {};
  /// Another device that was measured before, ms, [15625] by index, and its name.
  std::span<const double> proxy_latencies = {};
  std::string proxy_device = {};
  /// For `fixed`; without it, each strategy works out fixed_list() for its first session's quality.
  std::shared_ptr<const std::vector<Cell>> fixed_list = nullptr;
};

/// How long a list `fixed` works out by itself; further probes are random.
inline constexpr int default_fixed_length = 64;

enum class Need { nothing, controller, edit_controller, true_latencies, proxy_device };

struct StrategyKind {
  std::string_view name;
  std::string_view description;  ///< one sentence
  Need need;
  std::unique_ptr<SearchStrategy> (*make)(const Ingredients&);
};

/// Every strategy, in the order in which menus show them.
std::span<const StrategyKind> strategy_kinds();

/// Throws Error that lists the known names.
const StrategyKind& strategy_kind(std::string_view name);

/// Throws Error if the name is unknown or what the strategy needs is missing.
std::unique_ptr<SearchStrategy> make_strategy(std::string_view name,
                                              const Ingredients& ingredients);

}  // namespace tenprobes::search
