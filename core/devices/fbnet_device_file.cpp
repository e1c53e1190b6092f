#include "core/devices/fbnet_device_file.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/devices/fields.h"

namespace tenprobes::devices {
namespace {

constexpr double longest_ms = 1e6;

/// Where FbnetCosts has the operation of the first class of layers; the next ones follow.
std::size_t cost_at(std::size_t layer_class, std::size_t operation) {
  return 1 + layer_class * fbnet_operation_count + operation;
}

FbnetCosts parse_costs(Fields& fields) {
  FbnetCosts costs(fbnet_cost_count);
  costs[0] = fields.number("base_ms", 0, longest_ms);
  const std::string path = fields.path("block_ms");
  Fields blocks(fields.require("block_ms"), path);
  for (std::size_t o = 0; o < fbnet_operation_count; ++o) {
    const std::string operation(fbnet_operation_names[o]);
    const Json& list = blocks.require(operation);
    const auto is_cost = [](const Json& ms) {
      return ms.is_number() && ms.get<double>() >= 0 && ms.get<double>() <= longest_ms;
    };
    if (!list.is_array() || list.size() != fbnet_class_count ||
        !std::all_of(list.begin(), list.end(), is_cost)) {
      throw Error(path + ": '" + operation + "' is not a list of " +
                  std::to_string(fbnet_class_count) +
                  " numbers of ms, 0 or more, one a class of layers");
    }
    for (std::size_t c = 0; c < fbnet_class_count; ++c) costs[cost_at(c, o)] = list[c];
  }
  blocks.refuse_unread();
  return costs;
}

FbnetFit parse_fit(const Json& json, const std::string& where) {
  Fields fields(json, where);
  const FbnetFit fit{.rows = fields.whole("rows", 1, 1'000'000'000),
                     .r2 = fields.number("r2", -1e6, 1),
                     .srcc = fields.number("srcc", -1, 1)};
  fields.refuse_unread();
  return fit;
}

}  // namespace

FbnetDeviceFile fbnet_device_file(const FbnetTwin& twin) {
  FbnetDeviceFile file;
  file.kind = "twin";
  for (const double cost : twin.costs) file.device.costs.push_back(rounded(cost));
  file.device.noise = rounded(twin.noise);
  file.fit = {.rows = twin.fit.rows, .r2 = rounded(twin.fit.r2), .srcc = rounded(twin.fit.srcc)};
  if (twin.fit.r2 > 0.99995) {
    file.note =
        "A fitted twin: the published latencies are sums of what their blocks cost, which it "
        "repeats; no noise of measuring is in them.";
  } else {
    char note[200];
    std::snprintf(note, sizeof note,
                  "A fitted twin, not the device itself: on held-out networks it explains %.1f %% "
                  "of the latencies' variance; the rest is drawn as noise.",
                  100 * twin.fit.r2);
    file.note = note;
  }
  return file;
}

FbnetDeviceFile parse_fbnet_device_file(std::string_view bytes, const std::string& name) {
  const Json json = parse_device_json(bytes, name);
  Fields fields(json, name);
  FbnetDeviceFile file;
  read_heading(fields, fbnet_device_format, file);
  file.device.costs = parse_costs(fields);
  file.device.noise = fields.number("noise", 0, 1);
  if (file.kind == "twin") file.fit = parse_fit(fields.require("fit"), fields.path("fit"));
  fields.refuse_unread();
  return file;
}

std::string serialise_fbnet_device_file(const FbnetDeviceFile& file) {
  Json json = heading_of(file, fbnet_device_format);
  json["base_ms"] = file.device.costs[0];
  for (std::size_t o = 0; o < fbnet_operation_count; ++o) {
    Json& list = json["block_ms"][std::string(fbnet_operation_names[o])];
    for (std::size_t c = 0; c < fbnet_class_count; ++c) {
      list.push_back(file.device.costs[cost_at(c, o)]);
    }
  }
  json["noise"] = file.device.noise;
  if (file.fit) {
    json["fit"] = {{"rows", file.fit->rows}, {"r2", file.fit->r2}, {"srcc", file.fit->srcc}};
  }
  return text_of(json);
}

}  // namespace tenprobes::devices
