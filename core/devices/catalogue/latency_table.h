// A device's measured latencies of a catalogue's networks.
//
//   CatalogueLatencies table = parse_catalogue_latencies(bytes, "my-phone.csv", space);
//   double ms = table.latency_ms[row];               // NaN: not measured
//
//   # title: My phone                what people read; else the file's name
//   # group: phone                   one of device_groups
//   # chip: NVIDIA RTX 4090          settings of one chip count as one device in intervals
//   # source: ...                    and licence: shown wherever its latencies are
//   name,latency_ms
//   net_a,12.5
//
// Rows come in any order and may be missing; networks that the catalogue does not know are refused.
// Comments stand before the header. The table itself may be of any kind that measurements.h reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/search_space/catalogue/catalogue.h"

namespace tenprobes::devices {

struct CatalogueLatencies {
  std::vector<double> latency_ms;  ///< [rows] of the catalogue; NaN where not measured
  std::string space;               ///< the name of its catalogue, where the file says so
  std::string title, group, chip, source, licence;
};

/// Whether the first line that is no comment has a column `name` and one of latencies.
bool looks_like_catalogue_latencies(std::string_view bytes);

/// Throws Error with the line's number on whatever is not as described above.
CatalogueLatencies parse_catalogue_latencies(std::string_view bytes, const std::string& name,
                                             const CatalogueSpace& space);

}  // namespace tenprobes::devices
