#include "core/base/number_text.h"

#include <algorithm>
#include <cctype>

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"

namespace tenprobes {
namespace {

struct NamedUnit {
  std::string_view names;
  double milliseconds;
};

constexpr NamedUnit units[] = {
    {"ms,msec,msecs,millis,millisecond,milliseconds", 1},
    {"s,sec,secs,second,seconds", 1e3},
    {"us,usec,\xc2\xb5s,\xce\xbcs,\xb5s,microsecond,microseconds", 1e-3},
    {"ns,nsec,nanosecond,nanoseconds", 1e-6},
};

/// Takes out what spreadsheets put between thousands and is no mark: apostrophes (the curly one,
/// U+2019, too), and the blanks that do not break or are narrow (U+00A0, U+202F, U+2009) or ordinary
/// ones between digits.
std::string without_spaces(std::string_view text) {
  std::string packed;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("\xc2\xa0")) {
      ++at;
    } else if (rest.starts_with('\xa0')) {
      // the same in Latin-1
    } else if (rest.starts_with("\xe2\x80\xaf") || rest.starts_with("\xe2\x80\x89") ||
               rest.starts_with("\xe2\x80\x99")) {
      at += 2;
    } else if (at > 0 && at + 3 < text.size() && (text[at] == ' ' || text[at] == '\'') &&
               is_digit(text[at - 1]) && is_digit(text[at + 1]) && is_digit(text[at + 2]) &&
               is_digit(text[at + 3])) {
      // passed over
    } else {
      packed += text[at];
    }
  }
  return packed;
}

/// Whether `text` is digits in groups of three: "1,234" or "12,345,678".
bool is_grouped(std::string_view text, char mark) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  std::size_t group = 0;
  bool first = true;
  for (const char c : text) {
    if (is_digit(c)) {
      ++group;
    } else if (c == mark && (first ? group >= 1 && group <= 3 : group == 3)) {
      first = false;
      group = 0;
    } else {
      return false;
    }
  }
  return !first && group == 3;
}

std::string without(std::string text, char mark) {
  text.erase(std::remove(text.begin(), text.end(), mark), text.end());
  return text;
}

/// With a decimal point and nothing between thousands; empty if it is written in no known way.
std::string plain_number(const std::string& text, DecimalMark mark) {
  const char decimal = mark == DecimalMark::comma ? ',' : '.';
  const char thousands = mark == DecimalMark::comma ? '.' : ',';
  const std::size_t at = text.find(decimal);
  std::string whole = text.substr(0, at);
  if (whole.find(thousands) != std::string::npos) {
    if (!is_grouped(whole, thousands)) return "";
    whole = without(whole, thousands);
  }
  if (at == std::string::npos) return whole;
  const std::string fraction = text.substr(at + 1);
  if (fraction.find_first_of(",.") != std::string::npos) return "";
  return whole + "." + fraction;
}

/// Without what stands around one number: quotes, brackets, and how Python shows a number's type
/// ("np.float64(4.6)", "tensor(4.6)") or a spreadsheet a text ('="4.6"').
std::string_view unwrapped(std::string_view cell) {
  for (const std::string_view type : {"=", "np.float64", "np.float32", "numpy.float64", "tensor"}) {
    if (cell.starts_with(type) && cell.substr(type.size()).starts_with(type == "=" ? '"' : '(')) {
      cell.remove_prefix(type.size());
      break;
    }
  }
  for (const auto& [open, close] :
       {std::pair('"', '"'), std::pair('\'', '\''), std::pair('(', ')'), std::pair('[', ']')}) {
    if (cell.size() > 2 && cell.front() == open && cell.back() == close) {
      return trimmed(cell.substr(1, cell.size() - 2));
    }
  }
  return cell;
}

/// The part of a cell that is a number, and what stands behind it.
std::pair<std::string_view, std::string_view> split_unit(std::string_view cell) {
  std::size_t end = 0;
  for (std::size_t at = 0; at < cell.size(); ++at) {
    if (is_digit(cell[at]) || ((cell[at] == '.' || cell[at] == ',') && at == end))
      end = at + 1;
    else if ((cell[at] == 'e' || cell[at] == 'E') && at == end && at + 1 < cell.size()) {
      const std::size_t digit = at + 1 + (cell[at + 1] == '-' || cell[at + 1] == '+');
      if (digit >= cell.size() || !is_digit(cell[digit])) break;
    } else if (std::isalpha(static_cast<unsigned char>(cell[at])) != 0 || cell[at] == '%') {
      break;
    }
  }
  return {trimmed(cell.substr(0, end)), unwrapped(trimmed(cell.substr(end)))};
}

/// "[0 days ]0:MM:SS.ffffff", as Python and data frames print a time, in seconds. With hours it is
/// rather the time of day, and two parts could be minutes or hours: none.
std::optional<double> clock_seconds(std::string_view cell) {
  constexpr std::string_view no_days = "0 days ";
  if (cell.starts_with(no_days)) cell.remove_prefix(no_days.size());
  cell.remove_prefix(cell.starts_with("00:") ? 1 : 0);
  const std::size_t colon = cell.rfind(':');
  if (!cell.starts_with("0:") || colon < 3 || colon > 4) return std::nullopt;
  const auto minutes = parse_whole_number(cell.substr(2, colon - 2));
  const std::string_view rest = cell.substr(colon + 1);
  const bool has_fraction = rest.find('.') != std::string_view::npos &&
                            rest.find_first_not_of("0123456789.") == std::string_view::npos;
  const auto seconds = has_fraction ? parse_number(rest) : std::nullopt;
  if (!minutes || *minutes >= 60 || !seconds || *seconds >= 60) return std::nullopt;
  return 60.0 * *minutes + *seconds;
}

struct Spread {
  std::size_t at, length;
};

/// Where "4.6 \u00b1 0.1" has its sign; of length 0 at the cell's end where there is none.
Spread find_spread(std::string_view cell) {
  for (const std::string_view sign : {"\xc2\xb1", "+-", "+/-"}) {
    const std::size_t at = cell.find(sign);
    if (at != std::string_view::npos) return {at, sign.size()};
  }
  return {cell.size(), 0};
}

}  // namespace

std::optional<double> milliseconds_in(std::string_view unit) {
  const std::string low = lower_case(without_spaces(trimmed(unit)));
  for (const NamedUnit& each : units) {
    if (lists(each.names, low)) return each.milliseconds;
  }
  return std::nullopt;
}

DecimalMark decimal_mark_of(std::span<const std::string_view> cells, char separator) {
  bool any_comma = false, any_without = false;
  for (const std::string_view cell : cells) {
    if (is_missing(cell)) continue;
    const std::string text =
        without_spaces(split_unit(unwrapped(trimmed(cell.substr(0, find_spread(cell).at)))).first);
    const auto commas = std::count(text.begin(), text.end(), ',');
    const auto points = std::count(text.begin(), text.end(), '.');
    if (commas > 0 && points > 0) {
      return text.rfind(',') > text.rfind('.') ? DecimalMark::comma : DecimalMark::point;
    }
    if (commas > 1 || (points == 1 && !is_grouped(text, '.'))) return DecimalMark::point;
    if (points > 1 || (commas == 1 && !is_grouped(text, ','))) return DecimalMark::comma;
    any_comma = any_comma || commas > 0;
    any_without = any_without || commas == 0;
  }
  if (!any_comma) return DecimalMark::point;
  if (separator != ',') return any_without ? DecimalMark::unclear : DecimalMark::comma;
  return any_without ? DecimalMark::point : DecimalMark::unclear;
}

DecimalMark clear_decimal_mark(std::span<const std::string_view> cells, char separator,
                               const std::function<std::string(std::size_t cell)>& where) {
  const DecimalMark mark = decimal_mark_of(cells, separator);
  if (mark != DecimalMark::unclear) return mark;
  const auto example = std::find_if(cells.begin(), cells.end(), [](std::string_view cell) {
    return cell.find(',') != std::string_view::npos;
  });
  throw Error(where(static_cast<std::size_t>(example - cells.begin())) + "in " + quote(*example) +
              " the comma may be a decimal mark or separate thousands: write numbers with a "
              "decimal point");
}

std::optional<ReadNumber> read_number(std::string_view cell, DecimalMark mark) {
  constexpr std::size_t longest = 80;
  cell = unwrapped(trimmed(cell));
  if (cell.size() > longest) return std::nullopt;
  if (const Spread spread = find_spread(cell); spread.length > 0) {
    auto number = read_number(cell.substr(0, spread.at), mark);
    const auto width = read_number(cell.substr(spread.at + spread.length), mark);
    if (!number || !width || (number->milliseconds && !width->milliseconds)) return std::nullopt;
    if (!number->milliseconds) number->milliseconds = width->milliseconds;
    return number;
  }
  if (const auto seconds = clock_seconds(cell)) return ReadNumber{*seconds, 1e3};
  const auto [digits, unit] = split_unit(cell);
  ReadNumber number{0, std::nullopt, unit == "%"};
  if (!unit.empty() && !number.percent) {
    number.milliseconds = milliseconds_in(unit);
    if (!number.milliseconds) return std::nullopt;
  }
  const auto value = parse_number(plain_number(without_spaces(digits), mark));
  if (!value) return std::nullopt;
  number.value = *value;
  return number;
}

std::optional<int> read_whole_number(std::string_view cell, DecimalMark mark) {
  const std::string text = without_spaces(trimmed(cell));
  if (const auto plain = parse_whole_number(text)) return plain;
  if (text.find_first_of("eE") != std::string::npos) {  // as numpy.savetxt writes them
    const auto number = parse_number(text);
    const bool is_whole =
        number && *number >= 0 && *number < (1 << 30) && *number == static_cast<int>(*number);
    return is_whole ? std::optional(static_cast<int>(*number)) : std::nullopt;
  }
  const char decimal = mark == DecimalMark::comma ? ',' : '.';
  const std::size_t at = text.find(decimal);
  if (at != std::string::npos && text.size() - at - 1 != 3 &&
      text.find_first_not_of('0', at + 1) == std::string::npos) {
    return parse_whole_number(text.substr(0, at));
  }
  for (const char thousands : {',', '.'}) {
    if (is_grouped(text, thousands)) {
      // "1.000" may be one or a thousand where the point is the decimal mark.
      if (thousands == decimal && text.find_first_not_of("0,.", at) == std::string::npos) break;
      return parse_whole_number(without(text, thousands));
    }
  }
  return std::nullopt;
}

bool is_summary_name(std::string_view name) {
  constexpr std::string_view words =
      "total,totals,sum,subtotal,grand total,mean,average,avg,median,min,max,minimum,count,"
      "maximum,std,stdev,std dev,gesamt,summe,somme,mittelwert,moyenne,durchschnitt,promedio,"
      "media,geomean,gmean,25%,50%,75%,\xe5\xb9\xb3\xe5\x9d\x87";
  name = trimmed(name.substr(0, name.find('(')));  // "mean (ms)"
  if (name.ends_with(':') || name.ends_with('.')) name.remove_suffix(1);
  return lists(words, lower_case(name));
}

bool is_missing(std::string_view cell) {
  return lists(",nan,na,n/a,#n/a,#na,<na>,null,none,nil,-,--,?", lower_case(trimmed(cell)));
}

}  // namespace tenprobes
