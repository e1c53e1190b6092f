#include "core/devices/catalogue/catalogue_device_file.h"

#include <cstdio>

#include "core/base/quote.h"
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

CatalogueDeviceFile catalogue_device_file(const CatalogueTwin& twin) {
  CatalogueDeviceFile file{.kind = "twin", .model = twin.model, .fit = rounded(twin.quality)};
  for (const NumberField& field : number_fields) {
    file.model.*field.value = rounded(file.model.*field.value);
  }
  for (double& factor : file.model.family) factor = rounded(factor);
  char note[160];
  std::snprintf(note, sizeof note,
                "A fitted twin, not the device itself: of networks that it was not fitted to it "
                "explains %.1f %% of the variance of log latency.",
                100 * twin.quality.r2);
  file.note = note;
  return file;
}

CatalogueDeviceFile parse_catalogue_device_file(std::string_view bytes, const std::string& name,
                                                const CatalogueSpace& space) {
  const Json json = parse_device_json(bytes, name);
  Fields fields(json, name);
  CatalogueDeviceFile file;
  read_heading(fields, catalogue_device_format, file);
  if (fields.text("space") != space.name()) {
    throw Error(name + ": is a device of the space " + quote(fields.text("space")) + ", not of " +
                space.name());
  }
  file.model = parse_model(fields.require("model"), fields.path("model"), space);
  if (file.kind == "twin") file.fit = parse_fit(fields, most_fit_rows);
  fields.refuse_unread();
  return file;
}

std::string serialise_catalogue_device_file(const CatalogueDeviceFile& file,
                                            const CatalogueSpace& space) {
  Json json = heading_of(file, catalogue_device_format);
  json["space"] = space.name();
  json["model"] = model_json(file.model, space);
  if (file.fit) json["fit"] = fit_json(*file.fit);
  return text_of(json);
}

}  // namespace tenprobes::devices
