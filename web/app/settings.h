// Everything that can be set, as one table: it drives the JSON, the page's address, the sliders, the
// tooltips, and what must be worked out anew when a setting changes.
//
//   Settings settings;                                    // defaults that already show something
//   settings.probes = 20;
//   std::string fragment = to_fragment(settings, {});     // "v=2&probes=20": what differs
//   Settings back = settings_from_fragment(fragment, {}); // throws Error
//   if (scope_of_change(settings, {}) >= Scope::session) ...
//
// A new setting is one field and one line of all_settings(). The Workbench owns the page's settings:
// whoever wants others asks its change().
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/named.h"
#include "core/devices/catalogue/catalogue_model.h"
#include "core/devices/latency_model.h"

namespace tenprobes::app {

/// The space that the page opens with.
inline constexpr const char* default_space = "nas-bench-201";
inline constexpr std::string_view own_quality = "own";  ///< the search space's
/// And the device: the first of the menu on which the first session's best improves at least three
/// times after its first find. A rule, so that what one sees first is chosen neither by its luck nor
/// by its seed; a test works it out over the presets.
inline constexpr const char* first_device = "1080ti_1";

/// The name of the device under the sliders.
inline constexpr std::string_view synthetic_name = "synthetic";

struct Settings {
  std::string space = default_space;
  std::string device =
      first_device;             ///< a preset's or an imported device's name, or synthetic_name
  std::string proxy = "first";  ///< the device that was measured before; "first" of the list
  std::string quality = std::string(own_quality);  ///< what is maximised
  std::string method = "controller";
  std::string rivals = "random,evolution,bayes";  ///< raced methods, comma-separated
  std::int64_t probes = 10;
  double budget_quantile = 0.25;
  double budget_ms = 0;         ///< where above 0 it holds, and the share only says where it lies
  std::string bounds = "none";  ///< on what is known of a network beforehand: "mparams<=30"
  std::int64_t seed = 1;
  double speed = 1.2;  ///< probes a second
  bool playing = true;
  bool log_latency = true;
  double quality_from = 0;  ///< where the cloud's quality axis begins, percent of its length
  std::string theme = "light";
  std::string panel = "world";      ///< what stands in the middle: one of panel_names()
  std::string tab = "middle";       ///< what a small screen shows
  std::string lesson = "none";      ///< the lesson at hand
  std::int64_t step = 1;            ///< of the lesson
  std::string hide = "none";        ///< controls left out, comma-separated: a classroom's link
  bool embed = false;               ///< only the panel and a button, within another page
  std::string own = "none";         ///< of a link: what it cannot hold
  bool shuffle = false;             ///< the method is told the latencies of other networks
  devices::LatencyModel synthetic;  ///< the device under the sliders
  devices::CatalogueModel roofline{.noise = 0.05};  ///< the same, where the space is a catalogue
  /// How many times as long families take there as their costs say, "vit:1.5,resnet:0.8"; the others
  /// take as long.
  std::string kernels = "none";
  std::string network = "9930";  ///< the user's network, by its code (codes.h)
  std::string yours = "none";    ///< networks that the user probed, by code, in their order
};

/// What can stand in the middle, in the order of the menu: panels/panels.cpp lists it.
std::vector<std::string> panel_names();

/// The most probes of a session, and so of the user: the page waits while a script's are made.
inline constexpr int most_probes = 1000;
/// The largest seed: what JavaScript can tell apart.
inline constexpr std::int64_t largest_seed = std::int64_t{1} << 53;

/// The names of a comma-separated list; none where it is "none".
std::vector<std::string> names_in(const std::string& list);

/// The list with one more name.
std::string with_name(const std::string& list, const std::string& name);

/// Where a setting lives in Settings.
using Field =
    std::variant<std::string& (*)(Settings&), std::int64_t& (*)(Settings&), double& (*)(Settings&),
                 bool& (*)(Settings&), devices::Execution& (*)(Settings&)>;

/// What is worked out anew when a setting changes; each includes those before it.
enum class Scope {
  view,     ///< nothing: it is only shown
  user,     ///< the user's probes
  race,     ///< the methods beside the session
  session,  ///< the session
  quality,  ///< the cloud
  device,   ///< the device
  space,    ///< everything
};

struct Setting {
  const char* key;      ///< in JSON and the address
  const char* label;    ///< in the page
  const char* tooltip;  ///< in plain words
  const char* unit;     ///< "", what the number counts, e.g. "ms", or "%": a share, so shown
  Scope scope;
  Field field;
  double low = 0, high = 0;               ///< allowed range of a number
  bool logarithmic = false;               ///< how its slider moves
  std::vector<std::string> choices = {};  ///< of a text or a regime; empty: any name
  bool several = false;                   ///< the text is a comma-separated list of choices
  bool long_text = false;                 ///< a list that may be longer than a name
  double slider_high = 0;                 ///< where its slider ends; 0: at `high`
};

std::span<const Setting> all_settings();

/// The setting of that key; throws std::logic_error on a key that is in no table (a typing
/// mistake).
const Setting& setting(std::string_view key);

/// The widest scope of the settings that differ. The synthetic device's sliders count where one of
/// both shows it.
Scope scope_of_change(const Settings& before, const Settings& after);

nlohmann::ordered_json to_json(const Settings& settings);

/// What differs from the defaults, behind the format's version.
std::string to_fragment(const Settings& settings, const Settings& defaults);

/// The defaults with what the fragment sets; fragments of earlier versions too. Throws Error that
/// names the first part that is unknown, repeated or out of its range. What depends on the space
/// (devices, networks) is checked by the Workbench.
Settings settings_from_fragment(std::string_view fragment, const Settings& defaults);

/// Sets one setting from a text as links hold it; keys of earlier versions too. Throws Error, and
/// changes nothing, if there is no such setting or the text is not one of its values.
void assign(Settings& settings, std::string_view key, const std::string& text);

/// The key of today for one of an earlier version; any other is returned as it is.
std::string_view current_key(std::string_view key);

/// The value as a link holds it.
std::string text_of(std::string_view key, const Settings& settings);

/// The settings with the session of others, the user's network and probes in it.
Settings with_session_of(const Settings& others, Settings settings);

/// Throws Error naming the first setting out of its range.
void validate(const Settings& settings);

}  // namespace tenprobes::app
