// Devices of a catalogue as JSON (device_file.h).
//
//   {
//     "format": "tenprobes-catalogue-device", "version": 1,
//     "name": "laptop", "kind": "synthetic",                 synthetic or twin
//     "title": "My laptop", "group": "CPU",                  group: see device_groups
//     "source": "...", "licence": "...", "note": "...",
//     "space": "imagenet-pretrained",                        whose median network costs what follows
//     "model": {"compute_ms": 10, "compute_exponent": 0.8, "memory_ms": 10, "memory_exponent": 0.9,
//               "weights_ms": 0.3, "launches_ms": 0.2, "overlapped": false,
//               "family": {"resnet": 0.9, "vit": 1.2},       families that are left out: 1
//               "noise": 0.05, "clock_ms": 0},
//     "fit": {"rows": 1090, "r2": 0.96, "srcc": 0.98}        twins only, required there
//   }
//
// title, group, source, licence and note are texts that may be left out. Nothing else may stand in
// the file.
#include <cstdio>

#include "core/devices/catalogue/fit.h"
#include "core/devices/fields.h"

namespace tenprobes::devices {
namespace {

struct NumberField {
  const char* name;
  double CatalogueModel::*value;
};
constexpr NumberField number_fields[] = {
    {"compute_ms", &CatalogueModel::compute_ms},
    {"compute_exponent", &CatalogueModel::compute_exponent},
    {"memory_ms", &CatalogueModel::memory_ms},
    {"memory_exponent", &CatalogueModel::memory_exponent},
    {"weights_ms", &CatalogueModel::weights_ms},
    {"launches_ms", &CatalogueModel::launches_ms},
    {"noise", &CatalogueModel::noise},
    {"clock_ms", &CatalogueModel::clock_ms},
};

std::vector<double> parse_families(const Json& json, const std::string& where,
                                   const CatalogueSpace& space) {
  std::vector<double> family(space.groups().size(), 1.0);
  Fields fields(json, where);
  for (std::size_t group = 0; group < family.size(); ++group) {
    const std::string& name = space.groups()[group];
    if (fields.contains(name)) family[group] = fields.number(name);
  }
  fields.refuse_unread();
  return family;
}

CatalogueModel parse_model(const Json& json, const std::string& where,
                           const CatalogueSpace& space) {
  Fields fields(json, where);
  CatalogueModel model;
  for (const NumberField& field : number_fields) model.*field.value = fields.number(field.name);
  model.overlapped = fields.boolean("overlapped");
  if (fields.contains("family")) {
    model.family = parse_families(fields.require("family"), fields.path("family"), space);
  }
  fields.refuse_unread();
  located(where, [&] { validate(model); });
  return model;
}

Json model_json(const CatalogueModel& model, const CatalogueSpace& space) {
  Json json = Json::object();
  for (const NumberField& field : number_fields) json[field.name] = model.*field.value;
  json["overlapped"] = model.overlapped;
  for (std::size_t group = 0; group < model.family.size(); ++group) {
    if (model.family[group] != 1) json["family"][space.groups()[group]] = model.family[group];
  }
  return json;
}

}  // namespace

DeviceFile twin_file(const CatalogueTwin& twin) {
  CatalogueModel model = twin.model;
  for (const NumberField& field : number_fields) model.*field.value = rounded(model.*field.value);
  for (double& factor : model.family) factor = rounded(factor);
  char note[160];
  std::snprintf(note, sizeof note,
                "A fitted twin, not the device itself: of networks that it was not fitted to it "
                "explains %.1f %% of the variance of log latency.",
                100 * twin.quality.r2);
  return {.kind = "twin", .note = note, .model = model, .fit = rounded(twin.quality)};
}

void parse_catalogue_device(const Fields& fields, const CatalogueSpace& space, DeviceFile& file) {
  file.model = parse_model(fields.require("model"), fields.path("model"), space);
}

void serialise_catalogue_device(const DeviceFile& file, const CatalogueSpace& space, Json& json) {
  json["model"] = model_json(std::get<CatalogueModel>(file.model), space);
}

}  // namespace tenprobes::devices
