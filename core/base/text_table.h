// Tables as spreadsheets, data frames and scripts save them: fields between commas, semicolons,
// tabs or blanks.
//
//   const std::vector<Record> records = split_records(text, ';', "mine.csv");
//   records[0].fields[1]; records[0].line;
//
// Fields may be quoted ("..." with "" for a quote, line ends inside too); lines end in LF, CRLF or
// CR. Records of empty fields only are passed over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenprobes {

struct Record {
  std::vector<std::string> fields;  ///< unquoted, without blanks at their ends
  int line;                         ///< where it begins, from 1
};

/// `separator` ' ' takes any number of blanks for one. Stops after `most` records. Throws Error with
/// the line's number on a quote that is not closed or that text follows, and beyond the limits of
/// core/base/limits.h.
std::vector<Record> split_records(std::string_view text, char separator, const std::string& name,
                                  std::size_t most = static_cast<std::size_t>(-1));

/// A field between commas, in quotes where it would not be read back as it is.
std::string csv_field(std::string_view text);

/// As many of the first ten, among which a header stands, as can be told apart: what is wrong below is
/// said when all are read.
std::vector<Record> first_records(std::string_view text, char separator, const std::string& name);

/// Whether it is a line drawn below a header: "|---|:---:|" or "-----+-----".
bool is_rule(const Record& record);

/// The separator that a first line such as "sep=;" names, and takes that line off the front but for
/// its end, so that lines are counted right; '\\0' without one.
char take_separator_line(std::string_view& text);

/// A column's name in lower case, with one underscore for each run of blanks, hyphens and points, and
/// between the words of "latencyMs".
std::string plain_name(std::string_view name);

}  // namespace tenprobes
