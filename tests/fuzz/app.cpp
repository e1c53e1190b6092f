// What the page reads that no room of the core does: links, and lessons of a teacher's own.
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "tests/fuzz/targets.h"
#include "web/app/codes.h"
#include "web/app/facts.h"
#include "web/app/lesson.h"
#include "web/app/settings.h"

namespace tenprobes::app {

// The page's own list has its panels with it.
std::vector<std::string> panel_names() {
  return {"world", "cell"};
}

// The page's own facts look at its panels; here a lesson may wait for either of these.
std::span<const Fact> all_facts() {
  static constexpr Fact facts[] = {{"probes", "", nullptr}, {"person", "", nullptr}};
  return facts;
}

}  // namespace tenprobes::app

namespace tenprobes::fuzz {

std::vector<Target> app_targets() {
  const std::string name = "x";
  return {
      {"link",
       [](std::string_view b) { app::settings_from_fragment(b, app::Settings{}); },
       [] {
         app::Settings changed;
         changed.probes = 7;
         changed.device = "pixel3";
         changed.budget_quantile = 0.3;
         return std::vector<std::string>{app::to_fragment(changed, app::Settings{}), "v=1"};
       },
       {"device=", "probes=", "method=", "space=", "&", "=", "%", "%2C", "yours="}},
      {"codes",
       [](std::string_view b) { app::architectures_of(*nas_bench_201(), std::string(b)); },
       [] {
         return std::vector<std::string>{"9930,3", "none"};
       },
       {",", "none", "15624"}},
      {"lesson",
       [=](std::string_view b) { app::parse_lesson(b, name); },
       [] {
         return std::vector<std::string>{
             R"({"format": "tenprobes-lesson", "version": 1, "number": 6, "title": "t", "about": "a", "source": "s", "steps": [{"text": "Click.", "set": {"panel": "world"}, "point": "world", "until": {"fact": "person", "least": 3}}, {"text": "w", "ask": "q", "answers": [{"text": "one", "right": true, "reply": "Yes"}]}]})"};
       },
       {"\"steps\"", "\"until\"", "\"fact\"", "\"answers\"", "\"set\"", "\"changed\""}},
  };
}

}  // namespace tenprobes::fuzz
