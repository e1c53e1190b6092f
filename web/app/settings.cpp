#include "web/app/settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "core/base/error.h"
#include "core/base/text_numbers.h"

namespace tenprobes::app {
namespace {

constexpr std::string_view version = "2";
constexpr const char* first_device_of_version_1 = "raspi4";  // which links left out
constexpr size_t longest_fragment = 8192, longest_text = 200, longest_list = 6000;

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

size_t most_characters(const Setting& s) {
  return s.long_text ? longest_list : longest_text;
}

std::string expected(const Setting& s) {
  if (!s.choices.empty()) {
    return joined(s.choices, " or ") + (s.several ? ", joined by commas, and none alone" : "");
  }
  if (std::holds_alternative<bool& (*)(Settings&)>(s.field)) return "0 or 1";
  if (std::holds_alternative<std::string& (*)(Settings&)>(s.field)) {
    return (s.long_text ? "none, or names joined by commas, of 1 to " : "a name of 1 to ") +
           std::to_string(most_characters(s)) + " characters";
  }
  const auto number = [](double value) {
    return value == std::floor(value) ? std::to_string(static_cast<std::int64_t>(value))
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
                       if (text.empty() || text.size() > most_characters(s)) return false;
                       const auto known = [&](std::string_view name) {
                         return s.choices.empty() || std::find(s.choices.begin(), s.choices.end(),
                                                               name) != s.choices.end();
                       };
                       if (!s.several || text == "none") return known(text);
                       const auto names = pieces(text);
                       return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
                         return known(name) && name != "none";
                       });
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

// Of the synthetic device.
bool is_slider(const Setting& s) {
  return s.scope == Scope::device && s.key != std::string_view("device");
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
    nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
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
  return is_digit(c) || is_letter(c) || std::string_view("._-,:").find(c) != std::string_view::npos;
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

// Null: there is none.
const Setting* find_setting(std::string_view key) {
  const std::string_view current = current_key(key);
  for (const Setting& s : all_settings()) {
    if (s.key == current) return &s;
  }
  return nullptr;
}

// Keys of version 1 before every space had the same ones.
bool is_of_fbnet(std::string_view key) {
  return key == "layers" || key.starts_with("fbnet_");
}
bool is_of_cells(std::string_view key) {
  return key == "cell" || key == "device" || key == "yours";
}

using LinkParts = std::vector<std::pair<std::string, std::string>>;

// Whether a link to FBNet is of that time: it has one of those keys, names the other space's device
// before the space, or lists cells as the user's probes.
bool is_earlier(const LinkParts& parts) {
  constexpr size_t longest_cell = 5;
  bool space = false;
  for (const auto& [key, text] : parts) {
    if (is_of_fbnet(key) || key == "cell" || (key == "device" && !space)) return true;
    if (key == "yours" && text != "none" && text.find(',') <= longest_cell) return true;
    space |= key == "space";
  }
  return false;
}

}  // namespace

Scope scope_of_change(const Settings& before, const Settings& after) {
  const bool slid = before.device == synthetic_name || after.device == synthetic_name;
  Scope widest = Scope::view;
  for (const Setting& s : all_settings()) {
    if (s.scope <= widest || (is_slider(s) && !slid)) continue;
    if (text_of(s, before) != text_of(s, after)) widest = s.scope;
  }
  return widest;
}

std::string_view current_key(std::string_view key) {
  if (key == "cell" || key == "layers") return "network";
  if (key == "fbnet_device") return "device";
  if (key == "fbnet_yours") return "yours";
  return key;
}

const Setting& setting(std::string_view key) {
  if (const Setting* found = find_setting(key)) return *found;
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
  LinkParts parts;
  bool version_1 = false;
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
      if (key != "v" || (text != version && text != "1")) {
        throw Error("the link starts with '" + std::string(part.substr(0, 40)) +
                    "': expected v=1 or v=" + std::string(version));
      }
      version_1 = text == "1";
      continue;
    }
    if (find_setting(key) == nullptr) {
      throw Error("the link sets '" + key.substr(0, 40) + "', which this page does not know");
    }
    parts.emplace_back(key, text);
  }
  for (const auto& [key, text] : parts) {
    if (key == "space") assign(settings, key, text);
  }
  if (version_1 && settings.space == default_space && settings.device == first_device) {
    settings.device = first_device_of_version_1;
  }
  const bool fbnet = settings.space == "fbnet", earlier = fbnet && is_earlier(parts);
  for (const auto& [key, text] : parts) {
    // Earlier links keep what was done in either of two spaces: the one shown is taken.
    const bool shown = is_of_fbnet(key) ? fbnet : !(earlier && is_of_cells(key));
    Settings unseen = settings;  // what is not shown is checked all the same
    assign(shown ? settings : unseen, key, text);
  }
  return settings;
}

void assign(Settings& settings, std::string_view key, const std::string& text) {
  const Setting* found = find_setting(current_key(key));
  if (!found) throw Error("there is no setting '" + std::string(key.substr(0, 40)) + "'");
  Settings changed = settings;
  assign_to(*found, changed, key == "panel" && text == "imagined" ? "synthetic" : text);
  settings = changed;
}

std::string text_of(std::string_view key, const Settings& settings) {
  return text_of(setting(key), settings);
}

std::vector<std::string> names_in(const std::string& list) {
  if (list == "none") return {};
  std::vector<std::string_view> names = pieces(list);
  if (names.back().empty()) names.pop_back();  // behind a last comma
  return {names.begin(), names.end()};
}

std::string with_name(const std::string& list, const std::string& name) {
  return list == "none" ? name : list + ',' + name;
}

Settings with_session_of(const Settings& others, Settings settings) {
  for (const Setting& s : all_settings()) {
    const bool shown = !is_slider(s) || others.device == synthetic_name;
    if ((s.scope > Scope::view && shown) || s.key == std::string_view("network")) {
      assign_to(s, settings, text_of(s, others));
    }
  }
  return settings;
}

void validate(const Settings& settings) {
  Settings copy = settings;
  for (const Setting& s : all_settings()) check(s, copy);
}

}  // namespace tenprobes::app
