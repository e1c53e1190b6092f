#include "core/devices/device_file.h"

#include <algorithm>

#include "core/base/quote.h"
#include "core/devices/catalogue/catalogue_device.h"
#include "core/devices/catalogue/fit.h"
#include "core/devices/fields.h"
#include "core/devices/fit.h"
#include "core/devices/layered/layered_device.h"
#include "core/devices/synthetic_device.h"

namespace tenprobes::devices {
namespace {

constexpr int version = 1;

std::string format_of(const SearchSpace& space) {
  if (space.form() == Form::cells) return "tenprobes-device";
  return "tenprobes-" + (space.form() == Form::catalogue ? "catalogue" : space.name()) + "-device";
}

LatencyModel parse_model(const Json& json, const std::string& where) {
  Fields fields(json, where);
  LatencyModel model;
  model.base_ms = fields.number("base_ms");
  Fields operations(fields.require("operation_ms"), fields.path("operation_ms"));
  for (const Operation operation : all_operations) {
    model.operation_ms[static_cast<std::size_t>(operation)] =
        operations.number(std::string(name_of(operation)));
  }
  operations.refuse_unread();
  model.memory_ms = fields.number("memory_ms");
  model.launch_ms = fields.number("launch_ms");
  const Json& factors = fields.require("edge_factor");
  if (!factors.is_array() || factors.size() != edge_count ||
      !std::all_of(factors.begin(), factors.end(), [](const Json& f) { return f.is_number(); })) {
    throw Error(fields.path("edge_factor") + " is not a list of 6 numbers, one an edge");
  }
  for (std::size_t edge = 0; edge < edge_count; ++edge) {
    model.edge_factor[edge] = factors[edge].get<double>();
  }
  std::array<std::string_view, all_executions.size()> executions;
  std::transform(all_executions.begin(), all_executions.end(), executions.begin(),
                 [](Execution execution) { return name_of(execution); });
  const std::string execution = fields.choice("execution", executions);
  model.execution = all_executions[static_cast<std::size_t>(
      std::find(executions.begin(), executions.end(), execution) - executions.begin())];
  model.overlap = fields.number("overlap");
  model.noise = fields.number("noise");
  model.clock_ms = fields.number("clock_ms");
  fields.refuse_unread();
  located(where, [&] { validate(model); });
  return model;
}

Json model_json(const LatencyModel& model) {
  Json operations;
  for (const Operation operation : all_operations) {
    operations[std::string(name_of(operation))] =
        model.operation_ms[static_cast<std::size_t>(operation)];
  }
  return {{"base_ms", model.base_ms},         {"operation_ms", operations},
          {"memory_ms", model.memory_ms},     {"launch_ms", model.launch_ms},
          {"edge_factor", model.edge_factor}, {"execution", name_of(model.execution)},
          {"overlap", model.overlap},         {"noise", model.noise},
          {"clock_ms", model.clock_ms}};
}

/// "structure" and "drift" are told apart of cells alone.
FitQuality parse_fit(const Fields& file, bool of_cells) {
  constexpr int most_rows = 1'000'000'000;
  const Fields fields(file.require("fit"), file.path("fit"));
  FitQuality fit{.rows = fields.whole("rows", 1, of_cells ? cell_count : most_rows),
                 .r2 = fields.number("r2", -1e6, 1),
                 .srcc = fields.number("srcc", -1, 1)};
  if (of_cells) {
    fit.structure = fields.number("structure", 0, 1);
    fit.drift = fields.number("drift", 0, 1);
  }
  fields.refuse_unread();
  return fit;
}

}  // namespace

std::size_t rank_of_group(std::string_view group) {
  return static_cast<std::size_t>(std::find(device_groups.begin(), device_groups.end(), group) -
                                  device_groups.begin());
}

DeviceFile parse_device_file(std::string_view bytes, const std::string& name,
                             const SearchSpace& space) {
  const Json json = parse_device_json(bytes, name);
  const Fields fields(json, name);
  fields.require_format(format_of(space), "device");
  DeviceFile file;
  file.name = fields.text("name");
  file.kind = fields.choice("kind", std::array<std::string_view, 2>{"synthetic", "twin"});
  file.title = fields.optional_text("title");
  if (fields.contains("group")) file.group = fields.choice("group", device_groups);
  file.source = fields.optional_text("source");
  file.licence = fields.optional_text("licence");
  file.note = fields.optional_text("note");
  // Any catalogue has the same format, so its devices must name it.
  file.names_space = space.form() == Form::catalogue || fields.contains("space");
  if (file.names_space && fields.text("space") != space.name()) {
    throw Error(name + ": is a device of the space " + quote(fields.text("space")) + ", not of " +
                space.name());
  }
  switch (space.form()) {
    case Form::cells:
      file.model = parse_model(fields.require("model"), fields.path("model"));
      break;
    case Form::catalogue:
      parse_catalogue_device(fields, catalogue(space), file);
      break;
    case Form::layered:
      parse_layered_device(fields, name, layered(space), file);
      break;
  }
  if (file.kind == "twin") file.fit = parse_fit(fields, space.form() == Form::cells);
  fields.refuse_unread();
  return file;
}

std::string serialise_device_file(const DeviceFile& file, const SearchSpace& space) {
  Json json = {
      {"format", format_of(space)}, {"version", version}, {"name", file.name}, {"kind", file.kind}};
  const auto add = [&](const char* field, const std::string& text) {
    if (!text.empty()) json[field] = text;
  };
  add("title", file.title);
  add("group", file.group);
  add("source", file.source);
  add("licence", file.licence);
  add("note", file.note);
  if (file.names_space) json["space"] = space.name();
  switch (space.form()) {
    case Form::cells:
      json["model"] = model_json(std::get<LatencyModel>(file.model));
      break;
    case Form::catalogue:
      serialise_catalogue_device(file, catalogue(space), json);
      break;
    case Form::layered:
      serialise_layered_device(file, layered(space), json);
      break;
  }
  if (const auto& fit = file.fit) {
    json["fit"] = {{"rows", fit->rows}, {"r2", fit->r2}, {"srcc", fit->srcc}};
    if (space.form() == Form::cells) {
      json["fit"].update({{"structure", fit->structure}, {"drift", fit->drift}});
    }
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<double> costs_of(const LayeredSpace& space, const DeviceFile& file) {
  const auto* model = std::get_if<LayeredModel>(&file.model);
  return model ? costs_of(space, *model) : costs_of(space, std::get<LayeredTable>(file.model));
}

std::unique_ptr<Device> make_device(const DeviceFile& file,
                                    const std::shared_ptr<const SearchSpace>& space) {
  switch (space->form()) {
    case Form::cells:
      break;
    case Form::catalogue:
      return std::make_unique<CatalogueDevice>(file.name, catalogue(*space),
                                               std::get<CatalogueModel>(file.model), file.kind);
    case Form::layered: {
      const LayeredSpace& own = layered(*space);
      return std::make_unique<LayeredDevice>(file.name, own, costs_of(own, file), file.noise,
                                             file.kind);
    }
  }
  return std::make_unique<SyntheticDevice>(file.name, std::get<LatencyModel>(file.model),
                                           file.kind);
}

DeviceFile twin_file(const SearchSpace& space, std::span<const double> latencies) {
  switch (space.form()) {
    case Form::cells:
      break;
    case Form::catalogue:
      return twin_file(fit_catalogue_model(catalogue(space), latencies));
    case Form::layered:
      return twin_file(fit_layered_twin(layered(space), all_of(space), latencies));
  }
  return twin_file(fit_twin(latencies));
}

}  // namespace tenprobes::devices
