// What device files (device_file.h, layered/layered_device_file.h) have in common: JSON of which every field
// is known, with one clear sentence for what is wrong.
#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/base/json_fields.h"
#include "core/base/located.h"
#include "core/devices/device_file.h"

namespace tenprobes::devices {

inline constexpr int device_file_version = 1;

/// Throws Error if it is not JSON or above 1 MiB.
Json parse_device_json(std::string_view bytes, const std::string& name);

/// As it is written to a file.
std::string text_of(const Json& json);

/// To five significant digits: more than the data tells, and files stay readable. What is below
/// any measurement (a femtosecond, a noise of 1e-9) is the arithmetic's and counts as nothing.
double rounded(double value);
FitQuality rounded(FitQuality fit);  ///< its r2 and srcc

/// Format, version, name, kind (synthetic or twin) and the texts title, group, source, licence and
/// note, which may be left out.
template <class File>
void read_heading(Fields& fields, std::string_view format, File& file) {
  fields.require_format(format, "device");
  file.name = fields.text("name");
  file.kind = fields.choice("kind", std::array<std::string_view, 2>{"synthetic", "twin"});
  file.title = fields.optional_text("title");
  if (fields.contains("group")) file.group = fields.choice("group", device_groups);
  file.source = fields.optional_text("source");
  file.licence = fields.optional_text("licence");
  file.note = fields.optional_text("note");
}

inline constexpr int most_fit_rows = 1'000'000'000;

/// "rows", "r2" and "srcc", and where a file's kind tells them apart "structure" and "drift".
FitQuality parse_fit(const Fields& file, int most_rows, bool has_parts = false);
Json fit_json(const FitQuality& fit, bool has_parts = false);

template <class File>
Json heading_of(const File& file, std::string_view format) {
  Json json = {{"format", format},
               {"version", device_file_version},
               {"name", file.name},
               {"kind", file.kind}};
  const auto add = [&](const char* field, const std::string& text) {
    if (!text.empty()) json[field] = text;
  };
  add("title", file.title);
  add("group", file.group);
  add("source", file.source);
  add("licence", file.licence);
  add("note", file.note);
  return json;
}

}  // namespace tenprobes::devices
