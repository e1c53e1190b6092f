#include "core/devices/device_file.h"

#include <algorithm>

#include "core/devices/fields.h"
#include "core/devices/synthetic_device.h"

namespace tenprobes::devices {
namespace {

constexpr std::string_view format_name = "tenprobes-device";

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

}  // namespace

std::size_t rank_of_group(std::string_view group) {
  return static_cast<std::size_t>(std::find(device_groups.begin(), device_groups.end(), group) -
                                  device_groups.begin());
}

DeviceFile parse_device_file(std::string_view bytes, const std::string& name) {
  const Json json = parse_device_json(bytes, name);
  Fields fields(json, name);
  DeviceFile file;
  read_heading(fields, format_name, file);
  file.model = parse_model(fields.require("model"), fields.path("model"));
  if (file.kind == "twin") file.fit = parse_fit(fields, cell_count, true);
  fields.refuse_unread();
  return file;
}

std::string serialise_device_file(const DeviceFile& file) {
  Json json = heading_of(file, format_name);
  json["model"] = model_json(file.model);
  if (file.fit) json["fit"] = fit_json(*file.fit, true);
  return text_of(json);
}

std::unique_ptr<Device> make_device(const DeviceFile& file) {
  return std::make_unique<SyntheticDevice>(file.name, file.model, file.kind);
}

}  // namespace tenprobes::devices
