#include "web/app/settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <tuple>

#include "core/base/error.h"
#include "core/search_space/fbnet.h"

namespace tenprobes::app {
namespace {

constexpr std::string_view version = "1";
constexpr size_t longest_fragment = 4096, longest_text = 200;
constexpr int most_probes = 50;

constexpr int none = static_cast<int>(Operation::none);
constexpr int skip = static_cast<int>(Operation::skip_connect);
constexpr int conv1x1 = static_cast<int>(Operation::nor_conv_1x1);
constexpr int conv3x3 = static_cast<int>(Operation::nor_conv_3x3);
constexpr int pool = static_cast<int>(Operation::avg_pool_3x3);

std::vector<std::string> execution_names() {
  std::vector<std::string> names;
  for (const devices::Execution execution : devices::all_executions) {
    names.emplace_back(devices::name_of(execution));
  }
  return names;
}

template <int edge>
Setting position(const char* key) {
  return {key,
          "Position",
          "How much dearer an operation is on this edge.",
          "",
          +[](Settings& s) -> double& { return s.synthetic.edge_factor[edge]; },
          0.01,
          100,
          true};
}

bool is_fbnet_network(std::string_view text) {
  return text.size() == fbnet_layer_count && std::all_of(text.begin(), text.end(), [](char c) {
           return c >= '0' && c < '0' + fbnet_operation_count;
         });
}

// A list of at most as many networks as a session can have probes.
template <class IsNetwork>
bool is_probed(std::string_view text, const IsNetwork& is_network) {
  if (text == "none") return true;
  for (int networks = 0; networks < most_probes; ++networks) {
    const size_t end = std::min(text.find(','), text.size());
    if (!is_network(text.substr(0, end))) return false;
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
  }
  return false;
}

bool are_cells(std::string_view text) {
  return is_probed(text, [](std::string_view index) {
    int value = -1;
    const char* end = index.data() + index.size();
    const auto read = std::from_chars(index.data(), end, value);
    return read.ec == std::errc() && read.ptr == end && value >= 0 && value < cell_count &&
           std::to_string(value) == index;
  });
}

bool are_fbnet_networks(std::string_view text) {
  return is_probed(text, is_fbnet_network);
}

std::vector<Setting> make_table() {
  using S = Settings;
  return {
      {"device", "Device", "The machine whose latency budget must be met.", "",
       +[](S& s) -> std::string& { return s.device; }},
      {"method", "Method", "Who decides which network to measure next.", "",
       +[](S& s) -> std::string& { return s.method; }},
      {"rivals", "Race against", "Methods whose regret curves are drawn beside this one's.", "",
       +[](S& s) -> std::string& { return s.rivals; }},
      {"probes", "Probes", "How many networks may be measured on the device before choosing one.",
       "", +[](S& s) -> std::int64_t& { return s.probes; }, 1, most_probes},
      {"budget", "Budget",
       "The chosen network may take at most this long: the share of all networks that are fast "
       "enough.",
       "%", +[](S& s) -> double& { return s.budget_quantile; }, 0.01, 1},
      {"seed", "Seed", "The same seed repeats the same session, measurement noise included.", "",
       +[](S& s) -> std::int64_t& { return s.seed; }, 0, 999999},
      {"speed", "Speed", "Probes a second.", "probes/s", +[](S& s) -> double& { return s.speed; },
       0.25, 20, true},
      {"play", "Play", "Whether the session runs by itself.", "",
       +[](S& s) -> bool& { return s.playing; }},
      {"log", "Logarithmic latency", "Equal ratios of latency take equal room.", "",
       +[](S& s) -> bool& { return s.log_latency; }},
      {"from", "Quality from",
       "Where the quality axis begins: the best networks are close together.", "",
       +[](S& s) -> double& { return s.quality_from; }, 0, 95},
      {"theme",
       "Theme",
       "Light or dark.",
       "",
       +[](S& s) -> std::string& { return s.theme; },
       0,
       0,
       false,
       {"light", "dark"}},
      {"panel",
       "Panel",
       "What stands in the middle of the page.",
       "",
       +[](S& s) -> std::string& { return s.panel; },
       0,
       0,
       false,
       {panel_names.begin(), panel_names.end()}},
      {"tab",
       "Tab",
       "What a small screen shows.",
       "",
       +[](S& s) -> std::string& { return s.tab; },
       0,
       0,
       false,
       {"device", "middle", "story", "good"}},
      {"lesson", "Lesson", "The lesson at hand.", "",
       +[](S& s) -> std::string& { return s.lesson; }},
      {"step", "Step", "Where in the lesson.", "", +[](S& s) -> std::int64_t& { return s.step; }, 1,
       40},
      {"hide",
       "Hidden",
       "Controls that are left out, for a classroom.",
       "",
       +[](S& s) -> std::string& { return s.hide; },
       0,
       0,
       false,
       {"none", "device", "story", "good", "panels", "method", "probes", "seed", "speed", "budget",
        "rivals", "files", "learn", "theme"},
       true},
      {"shuffle", "Shuffle latencies",
       "Tell the method the latency of another network each time: whatever it learnt about devices "
       "is of no use then.",
       "", +[](S& s) -> bool& { return s.shuffle; }},
      {"base", "Fixed part",
       "What every network pays, whatever its cell: input layers, reductions, classifier.", "ms",
       +[](S& s) -> double& { return s.synthetic.base_ms; }, 0, 1000, true},
      {"conv3x3", "3x3 convolution", "Cost of one edge that carries a 3x3 convolution.", "ms",
       +[](S& s) -> double& { return s.synthetic.operation_ms[conv3x3]; }, 0, 1000, true},
      {"conv1x1", "1x1 convolution", "Cost of one edge that carries a 1x1 convolution.", "ms",
       +[](S& s) -> double& { return s.synthetic.operation_ms[conv1x1]; }, 0, 1000, true},
      {"pool", "3x3 pooling", "Cost of one edge that averages 3x3 neighbours.", "ms",
       +[](S& s) -> double& { return s.synthetic.operation_ms[pool]; }, 0, 1000, true},
      {"skip", "Skip connection", "Cost of one edge that only hands its input on.", "ms",
       +[](S& s) -> double& { return s.synthetic.operation_ms[skip]; }, 0, 1000, true},
      {"memory", "Memory floor",
       "The least any executed edge takes, for its data must move through memory: raise it and "
       "pooling and skipping stop being cheap.",
       "ms", +[](S& s) -> double& { return s.synthetic.memory_ms; }, 0, 1000, true},
      {"launch", "Launch overhead",
       "Added for every executed edge: the time to start one more kernel.", "ms",
       +[](S& s) -> double& { return s.synthetic.launch_ms; }, 0, 1000, true},
      {"overlap", "Overlap",
       "0 %: edges run one after another. 100 %: branches run side by side, so only the longest "
       "path counts.",
       "%", +[](S& s) -> double& { return s.synthetic.overlap; }, 0, 1},
      {"noise", "Noise", "How much two measurements of the same network differ.", "%",
       +[](S& s) -> double& { return s.synthetic.noise; }, 0, 0.5},
      {"clock", "Clock step",
       "The device's clock only tells multiples of this; some phones tell whole milliseconds.",
       "ms", +[](S& s) -> double& { return s.synthetic.clock_ms; }, 0, 100, true},
      {"none", "Nothing", "Cost of an edge without an operation: some frameworks fill zeros.", "ms",
       +[](S& s) -> double& { return s.synthetic.operation_ms[none]; }, 0, 1000, true},
      {"space",
       "Search space",
       "Which networks there are to choose from: NAS-Bench-201's 15,625 cells, or FBNet's networks "
       "of 22 layers, 9^22 of them, far too many to list.",
       "",
       +[](S& s) -> std::string& { return s.space; },
       0,
       0,
       false,
       {"nas-bench-201", "fbnet"}},
      {"fbnet_device", "FBNet device",
       "The machine that FBNet's networks are measured on: a preset, synthetic:SEED, or an "
       "imported one.",
       "", +[](S& s) -> std::string& { return s.fbnet_device; }},
      {"layers",
       "Your FBNet network",
       "The operation of each of the 22 layers, 0 to 8.",
       "",
       +[](S& s) -> std::string& { return s.layers; },
       0,
       0,
       false,
       {},
       false,
       is_fbnet_network,
       "22 digits from 0 to 8"},
      {"cell", "Your cell", "The network in your hands, by its number in the benchmark.", "",
       +[](S& s) -> std::int64_t& { return s.cell; }, 0, cell_count - 1},
      {"yours",
       "Your probes",
       "The networks that you probed yourself, in that order.",
       "",
       +[](S& s) -> std::string& { return s.yours; },
       0,
       0,
       false,
       {},
       false,
       are_cells,
       "none, or numbers of networks from 0 to 15624 joined by commas, at most 50"},
      {"fbnet_yours",
       "Your FBNet probes",
       "The FBNet networks that you probed yourself, in that order.",
       "",
       +[](S& s) -> std::string& { return s.fbnet_yours; },
       0,
       0,
       false,
       {},
       false,
       are_fbnet_networks,
       "none, or networks of 22 digits from 0 to 8 joined by commas, at most 50"},
      {"runs", "What runs",
       "Which edges the runtime executes: all of them, or only those that can matter to the "
       "output.",
       "", +[](S& s) -> devices::Execution& { return s.synthetic.execution; }, 0, 0, false,
       execution_names()},
      position<0>("edge01"),
      position<1>("edge02"),
      position<2>("edge12"),
      position<3>("edge03"),
      position<4>("edge13"),
      position<5>("edge23"),
  };
}

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

// The value as JSON. Fields are functions of a mutable Settings, so a copy is read.
nlohmann::ordered_json value_of(const Setting& s, const Settings& settings) {
  Settings copy = settings;
  return std::visit(Overloaded{
                        [&](devices::Execution& (*field)(Settings&)) {
                          return nlohmann::ordered_json(std::string(devices::name_of(field(copy))));
                        },
                        [&](auto field) { return nlohmann::ordered_json(field(copy)); },
                    },
                    s.field);
}

std::string text_of(const Setting& s, const Settings& settings) {
  const nlohmann::ordered_json value = value_of(s, settings);
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  std::string number = value.dump();
  if (number.ends_with(".0")) number.resize(number.size() - 2);
  return number;
}

std::string expected(const Setting& s) {
  if (!s.choices.empty()) {
    std::string list;
    for (const std::string& choice : s.choices) list += (list.empty() ? "" : " or ") + choice;
    return list + (s.several ? ", joined by commas, and none alone" : "");
  }
  if (s.accepts) return s.accepted;
  if (std::holds_alternative<bool& (*)(Settings&)>(s.field)) return "0 or 1";
  if (std::holds_alternative<std::string& (*)(Settings&)>(s.field)) {
    return "a name of 1 to " + std::to_string(longest_text) + " characters";
  }
  const auto number = [](double value) {
    return value == std::floor(value) ? std::to_string(static_cast<long>(value))
                                      : nlohmann::json(value).dump();
  };
  const bool whole = std::holds_alternative<std::int64_t& (*)(Settings&)>(s.field);
  return std::string(whole ? "a whole number" : "a number") + " from " + number(s.low) + " to " +
         number(s.high);
}

[[noreturn]] void refuse(const Setting& s, const std::string& text) {
  throw Error("setting '" + std::string(s.key) + "' is '" + text.substr(0, 40) + "': expected " +
              expected(s));
}

bool in_range(const Setting& s, double value) {
  return value >= s.low && value <= s.high;
}

void check(const Setting& s, Settings& settings) {
  const bool good =
      std::visit(Overloaded{
                     [&](std::string& (*field)(Settings&)) {
                       const std::string& text = field(settings);
                       if (s.accepts) return s.accepts(text);
                       if (text.empty() || text.size() > longest_text) return false;
                       const auto known = [&](const std::string& name) {
                         return s.choices.empty() || std::find(s.choices.begin(), s.choices.end(),
                                                               name) != s.choices.end();
                       };
                       if (!s.several || text == "none") return known(text);
                       std::istringstream names(text + ',');
                       for (std::string name; std::getline(names, name, ',');) {
                         if (!known(name) || name == "none") return false;
                       }
                       return true;
                     },
                     [&](std::int64_t& (*field)(Settings&)) {
                       return in_range(s, static_cast<double>(field(settings)));
                     },
                     [&](double& (*field)(Settings&)) { return in_range(s, field(settings)); },
                     [](bool& (*)(Settings&)) { return true; },
                     [](devices::Execution& (*)(Settings&)) { return true; },
                 },
                 s.field);
  if (!good) refuse(s, text_of(s, settings));
}

// Whether a sentence can hold it: UTF-8 without control characters.
bool is_printable(const std::string& text) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  if (std::any_of(text.begin(), text.end(), is_control)) return false;
  const std::string kept =
      nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::ignore);
  return nlohmann::json::parse(kept).get<std::string>() == text;
}

void assign_to(const Setting& s, Settings& settings, const std::string& text) {
  if (!is_printable(text)) {
    throw Error("setting '" + std::string(s.key) +
                "' holds control characters or bytes that are no UTF-8: expected " + expected(s));
  }
  const auto number = [&] {
    const nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
    if (!value.is_number()) refuse(s, text);
    return value;
  };
  std::visit(Overloaded{
                 [&](std::string& (*field)(Settings&)) { field(settings) = text; },
                 [&](std::int64_t& (*field)(Settings&)) {
                   const nlohmann::json value = number();
                   if (!value.is_number_integer() || !in_range(s, value.get<double>())) {
                     refuse(s, text);
                   }
                   field(settings) = value.get<std::int64_t>();
                 },
                 [&](double& (*field)(Settings&)) { field(settings) = number().get<double>(); },
                 [&](bool& (*field)(Settings&)) {
                   if (text != "0" && text != "1") refuse(s, text);
                   field(settings) = text == "1";
                 },
                 [&](devices::Execution& (*field)(Settings&)) {
                   const auto found = std::find(s.choices.begin(), s.choices.end(), text);
                   if (found == s.choices.end()) refuse(s, text);
                   field(settings) =
                       devices::all_executions[static_cast<size_t>(found - s.choices.begin())];
                 },
             },
             s.field);
  check(s, settings);
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
         c == '_' || c == '-' || c == ',' || c == ':';
}

std::string percent_encoded(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_plain(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return encoded;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    unsigned byte = 0;
    const char* begin = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(begin, begin + 2, byte, 16).ptr != begin + 2) {
      throw Error("the link holds '" + std::string(text.substr(i, 3)) +
                  "': expected % and two hexadecimal digits");
    }
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return decoded;
}

}  // namespace

std::span<const Setting> all_settings() {
  static const std::vector<Setting> table = make_table();
  return table;
}

const Setting& setting(std::string_view key) {
  for (const Setting& s : all_settings()) {
    if (s.key == key) return s;
  }
  throw std::logic_error("no setting '" + std::string(key) + "'");
}

nlohmann::ordered_json to_json(const Settings& settings) {
  nlohmann::ordered_json document;
  for (const Setting& s : all_settings()) document[s.key] = value_of(s, settings);
  return document;
}

std::string to_fragment(const Settings& settings, const Settings& defaults) {
  std::string fragment = "v=" + std::string(version);
  for (const Setting& s : all_settings()) {
    const std::string text = text_of(s, settings);
    if (text != text_of(s, defaults)) {
      fragment += '&' + std::string(s.key) + '=' + percent_encoded(text);
    }
  }
  return fragment;
}

Settings settings_from_fragment(std::string_view fragment, const Settings& defaults) {
  if (fragment.size() > longest_fragment) {
    throw Error("the link is " + std::to_string(fragment.size()) + " characters long: at most " +
                std::to_string(longest_fragment) + " were expected");
  }
  Settings settings = defaults;
  std::set<std::string, std::less<>> seen;
  for (size_t begin = 0; begin <= fragment.size();) {
    const size_t end = std::min(fragment.find('&', begin), fragment.size());
    const std::string_view part = fragment.substr(begin, end - begin);
    begin = end + 1;
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos) {
      throw Error("the link holds '" + std::string(part.substr(0, 40)) +
                  "': expected name=value parts joined by &");
    }
    const std::string key(part.substr(0, equals));
    const std::string text = percent_decoded(part.substr(equals + 1));
    if (!seen.insert(key).second) throw Error("the link sets '" + key + "' twice");
    if (seen.size() == 1) {
      if (key != "v" || text != version) {
        throw Error("the link starts with '" + std::string(part.substr(0, 40)) +
                    "': expected v=" + std::string(version));
      }
      continue;
    }
    const auto table = all_settings();
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Setting& s) { return s.key == key; });
    if (found == table.end()) {
      throw Error("the link sets '" + key.substr(0, 40) + "', which this page does not know");
    }
    assign_to(*found, settings, text);
  }
  return settings;
}

void assign(Settings& settings, std::string_view key, const std::string& text) {
  const auto table = all_settings();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Setting& s) { return s.key == key; });
  if (found == table.end()) {
    throw Error("there is no setting '" + std::string(key.substr(0, 40)) + "'");
  }
  Settings changed = settings;
  assign_to(*found, changed, text);
  settings = changed;
}

std::string text_of(std::string_view key, const Settings& settings) {
  return text_of(setting(key), settings);
}

std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  if (list == "none") return names;
  std::istringstream stream(list);
  for (std::string name; std::getline(stream, name, ',');) names.push_back(name);
  return names;
}

std::string with_name(const std::string& list, const std::string& name) {
  return list == "none" ? name : list + ',' + name;
}

namespace {

// What makes a session, as references.
constexpr auto session_of = [](auto& s) {
  return std::tie(s.device, s.method, s.rivals, s.probes, s.budget_quantile, s.seed, s.shuffle);
};
constexpr auto fbnet_session_of = [](auto& s) {
  return std::tie(s.fbnet_device, s.probes, s.budget_quantile, s.seed);
};

}  // namespace

bool same_session(const Settings& a, const Settings& b) {
  return (a.device != "synthetic" || a.synthetic == b.synthetic) && session_of(a) == session_of(b);
}

bool same_fbnet_session(const Settings& a, const Settings& b) {
  return fbnet_session_of(a) == fbnet_session_of(b);
}

Settings with_session_of(const Settings& others, Settings settings) {
  const Settings before = settings;
  session_of(settings) = session_of(others);
  if (others.device == "synthetic") settings.synthetic = others.synthetic;
  settings.yours = others.yours;
  settings.cell = others.cell;
  if (!same_fbnet_session(settings, before)) settings.fbnet_yours = "none";
  return settings;
}

Settings with_fbnet_session_of(const Settings& others, Settings settings) {
  const Settings before = settings;
  fbnet_session_of(settings) = fbnet_session_of(others);
  settings.space = others.space;
  settings.fbnet_yours = others.fbnet_yours;
  settings.layers = others.layers;
  if (!same_session(settings, before)) settings.yours = "none";
  return settings;
}

Settings without_ended_probes(Settings wanted, const Settings& before) {
  if (!same_session(wanted, before) && wanted.yours == before.yours) wanted.yours = "none";
  if (!same_fbnet_session(wanted, before) && wanted.fbnet_yours == before.fbnet_yours) {
    wanted.fbnet_yours = "none";
  }
  return wanted;
}

bool lists(std::string_view list, std::string_view name) {
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(',', begin), list.size());
    if (list.substr(begin, end - begin) == name) return true;
    begin = end + 1;
  }
  return false;
}

void validate(const Settings& settings) {
  Settings copy = settings;
  for (const Setting& s : all_settings()) check(s, copy);
}

}  // namespace tenprobes::app
