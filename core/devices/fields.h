// What device files (device_file.h) of all forms have in common: JSON of which every field is known, with
// one clear sentence for what is wrong.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/base/json_fields.h"
#include "core/base/located.h"
#include "core/devices/device_file.h"

namespace tenprobes::devices {

/// Throws Error if it is not JSON or above 1 MiB.
Json parse_device_json(std::string_view bytes, const std::string& name);

/// To five significant digits: more than the data tells, and files stay readable. What is below
/// any measurement (a femtosecond, a noise of 1e-9) is the arithmetic's and counts as nothing.
double rounded(double value);
FitQuality rounded(FitQuality fit);  ///< its r2 and srcc

// What a form has of its own in them; `name` is how errors call the file.
void parse_catalogue_device(const Fields& fields, const CatalogueSpace& space, DeviceFile& file);
void parse_layered_device(const Fields& fields, const std::string& name, const LayeredSpace& space,
                          DeviceFile& file);
void serialise_catalogue_device(const DeviceFile& file, const CatalogueSpace& space, Json& json);
void serialise_layered_device(const DeviceFile& file, const LayeredSpace& space, Json& json);

}  // namespace tenprobes::devices
