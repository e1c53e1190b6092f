#include "web/app/undo.h"

namespace tenprobes::app {
namespace {

constexpr size_t most_steps = 200;

// Where one looks, and whether the session runs.
constexpr const char* views[] = {"panel", "tab", "theme", "lesson", "step", "play", "hide", "from"};

Settings seen_from(const Settings& now, Settings settings) {
  for (const char* key : views) assign(settings, key, text_of(key, now));
  return settings;
}

}  // namespace

void Undo::follow(const Settings& now, bool held) {
  if (!due_ || held) return;
  due_ = false;
  if (to_fragment(seen_from(now, at_), now) == to_fragment(now, now)) return;
  past_.push_back(at_);
  if (past_.size() > most_steps) past_.erase(past_.begin());
  future_.clear();
  at_ = now;
}

std::optional<Settings> Undo::travel(const Settings& now, bool forward) {
  std::vector<Settings>& from = forward ? future_ : past_;
  if (from.empty()) return std::nullopt;
  (forward ? past_ : future_).push_back(at_);
  at_ = from.back();
  from.pop_back();
  return seen_from(now, at_);
}

}  // namespace tenprobes::app
