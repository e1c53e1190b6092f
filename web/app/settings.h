// Everything the person can set, as one table: it drives the JSON, the page's address, the sliders
// and the tooltips.
//
//   Settings settings;                                    // defaults that already show something
//   settings.probes = 20;
//   std::string fragment = to_fragment(settings, {});     // "v=1&probes=20": what differs
//   Settings back = settings_from_fragment(fragment, {}); // throws Error
//
// A new setting is one field and one line of all_settings().
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/devices/latency_model.h"

namespace tenprobes::app {

/// |nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|
inline constexpr int default_cell = 9930;

struct Settings {
  std::string device = "raspi4";  ///< a preset's or an imported device's name, or "synthetic"
  std::string method = "controller";
  std::string rivals = "random,evolution,bayes";  ///< raced methods, comma-separated
  std::int64_t probes = 10;
  double budget_quantile = 0.25;
  std::int64_t seed = 1;
  double speed = 1.2;  ///< probes a second
  bool playing = true;
  bool log_latency = true;
  double quality_from = 0;  ///< where the cloud's quality axis begins, percentile points
  std::string theme = "light";
  std::string panel = "world";      ///< what stands in the middle: a name of panel_names
  std::string tab = "middle";       ///< what a small screen shows
  std::string lesson = "none";      ///< the lesson at hand
  std::int64_t step = 1;            ///< of the lesson
  std::string hide = "none";        ///< controls left out, comma-separated: a classroom's link
  bool shuffle = false;             ///< the method is told the latencies of other networks
  devices::LatencyModel synthetic;  ///< the device under the sliders
  std::string space = "nas-bench-201";
  std::string fbnet_device = "synthetic:1";       ///< "synthetic:SEED" or an imported one's name
  std::string layers = "2222222222222222222222";  ///< the person's FBNet network: 22 operations
  std::int64_t cell = default_cell;               ///< the person's cell, by its index
  std::string yours = "none";        ///< networks that the person probed, by index, in their order
  std::string fbnet_yours = "none";  ///< and FBNet networks: 22 operations each
};

/// What can stand in the middle, in the order of the menu.
inline constexpr std::array<std::string_view, 9> panel_names = {
    "world", "cell", "macs", "proxies", "devices", "predict", "imagined", "train", "map"};

/// The names of a comma-separated list; none where it is "none".
std::vector<std::string> names_in(const std::string& list);

/// The list with one more name.
std::string with_name(const std::string& list, const std::string& name);

/// Whether a comma-separated list holds the name.
bool lists(std::string_view list, std::string_view name);

/// Where a setting lives in Settings.
using Field =
    std::variant<std::string& (*)(Settings&), std::int64_t& (*)(Settings&), double& (*)(Settings&),
                 bool& (*)(Settings&), devices::Execution& (*)(Settings&)>;

struct Setting {
  const char* key;      ///< in JSON and the address
  const char* label;    ///< in the page
  const char* tooltip;  ///< in plain words
  const char* unit;     ///< "", what the number counts, e.g. "ms", or "%": a share, so shown
  Field field;
  double low = 0, high = 0;               ///< allowed range of a number
  bool logarithmic = false;               ///< how its slider moves
  std::vector<std::string> choices = {};  ///< of a text or a regime; empty: any name
  bool several = false;                   ///< the text is a comma-separated list of choices
  /// Whether a text without choices is one of its values (any name), and how a refusal calls them.
  bool (*accepts)(std::string_view text) = nullptr;
  const char* accepted = "";
};

std::span<const Setting> all_settings();

/// The setting of that key; throws std::logic_error on a key that is in no table (a typing
/// mistake).
const Setting& setting(std::string_view key);

nlohmann::ordered_json to_json(const Settings& settings);

/// What differs from the defaults, behind the format's version.
std::string to_fragment(const Settings& settings, const Settings& defaults);

/// The defaults with what the fragment sets. Throws Error that names the first part that is
/// unknown, repeated or out of its range.
Settings settings_from_fragment(std::string_view fragment, const Settings& defaults);

/// Sets one setting from a text as links hold it. Throws Error, and changes nothing, if there is no
/// such setting or the text is not one of its values.
void assign(Settings& settings, std::string_view key, const std::string& text);

/// The value as a link holds it.
std::string text_of(std::string_view key, const Settings& settings);

/// `wanted`, without the person's probes of a session that it ends, unless it lists others than
/// `before`, the settings so far.
Settings without_ended_probes(Settings wanted, const Settings& before);

/// Whether both have the same session of NAS-Bench-201, or of FBNet.
bool same_session(const Settings& a, const Settings& b);
bool same_fbnet_session(const Settings& a, const Settings& b);

/// The settings with the session of others, the person's probes in it and their network.
Settings with_session_of(const Settings& others, Settings settings);
Settings with_fbnet_session_of(const Settings& others, Settings settings);

/// Throws Error naming the first setting out of its range.
void validate(const Settings& settings);

}  // namespace tenprobes::app
