// Something worked out once for what it depends on, and again where that has changed: the one kind
// of cache in the page.
//
//   Memo<double, std::uint64_t, bool> srcc;
//   double now = srcc.of({bench.version(), logarithmic}, [&] { return spearman(a, b); });
#pragma once

#include <optional>
#include <tuple>

namespace tenprobes::app {

template <class Value, class... Keys>
class Memo {
 public:
  /// The value for these keys; make() works it out where they differ from the last call's.
  template <class Make>
  Value& of(const std::tuple<Keys...>& keys, const Make& make) {
    if (keys_ != keys) {
      value_.emplace(make());
      keys_ = keys;
    }
    return *value_;
  }

  /// Whether it stands there for these keys.
  bool holds(const std::tuple<Keys...>& keys) const { return keys_ == keys; }
  /// The last one; null before the first.
  const Value* last() const { return value_ ? &*value_ : nullptr; }
  void forget() {
    keys_.reset();
    value_.reset();
  }

 private:
  std::optional<std::tuple<Keys...>> keys_;
  std::optional<Value> value_;
};

}  // namespace tenprobes::app
