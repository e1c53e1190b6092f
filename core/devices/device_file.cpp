#include "core/devices/device_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/devices/synthetic_device.h"

namespace tenprobes::devices {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view format_name = "tenprobes-device";
constexpr int format_version = 1;
constexpr std::size_t most_bytes = 1 << 20;
constexpr std::size_t longest_text = 2000;

/// Reads the fields of one JSON object and, at the end, refuses those that nobody read.
class Fields {
 public:
  Fields(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object_.is_object()) throw Error(where_ + " is not a JSON object");
  }

  const Json& require(const std::string& field) {
    const Json* value = find(field);
    if (value == nullptr) throw Error(where_ + ": the field '" + field + "' is missing");
    return *value;
  }

  double number(const std::string& field) {
    const Json& value = require(field);
    if (!value.is_number()) throw Error(where_ + ": '" + field + "' is not a number");
    return value.get<double>();
  }

  double number(const std::string& field, double low, double high) {
    const double value = number(field);
    if (!(value >= low && value <= high)) {
      throw Error(where_ + ": '" + field + "' is " + Json(value).dump() + "; it must be from " +
                  Json(low).dump() + " to " + Json(high).dump());
    }
    return value;
  }

  int whole(const std::string& field, int low, int high) {
    if (!require(field).is_number_integer()) {
      throw Error(where_ + ": '" + field + "' is not a whole number");
    }
    return static_cast<int>(number(field, low, high));
  }

  std::string text(const std::string& field) {
    const Json& value = require(field);
    if (!value.is_string() || value.get_ref<const std::string&>().empty() ||
        value.get_ref<const std::string&>().size() > longest_text) {
      throw Error(where_ + ": '" + field + "' is not a text of 1 to " +
                  std::to_string(longest_text) + " bytes");
    }
    return value.get<std::string>();
  }

  std::string optional_text(const std::string& field) {
    return object_.contains(field) ? text(field) : "";
  }

  /// One of `choices`.
  template <class Choices>
  std::string choice(const std::string& field, const Choices& choices) {
    const std::string value = text(field);
    std::string expected;
    for (const std::string_view each : choices) {
      if (value == each) return value;
      expected += (expected.empty() ? "" : ", ") + std::string(each);
    }
    throw Error(where_ + ": '" + field + "' is '" + value + "'; it must be one of " + expected);
  }

  bool contains(const std::string& field) const { return object_.contains(field); }
  std::string path(const std::string& field) const { return where_ + ": '" + field + "'"; }

  void refuse_unread() const {
    for (const auto& [field, value] : object_.items()) {
      if (!read_.contains(field)) throw Error(where_ + ": the field '" + field + "' is unknown");
    }
  }

 private:
  const Json* find(const std::string& field) {
    read_.insert(field);
    const auto found = object_.find(field);
    return found == object_.end() ? nullptr : &*found;
  }

  const Json& object_;
  std::string where_;
  std::set<std::string> read_;
};

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
  try {
    validate(model);
  } catch (const Error& error) {
    throw Error(where + ": " + error.what());
  }
  return model;
}

FitQuality parse_fit(const Json& json, const std::string& where) {
  Fields fields(json, where);
  FitQuality fit;
  fit.rows = fields.whole("rows", 1, architecture_count);
  fit.r2 = fields.number("r2", -1e6, 1);
  fit.srcc = fields.number("srcc", -1, 1);
  fit.structure = fields.number("structure", 0, 1);
  fit.drift = fields.number("drift", 0, 1);
  fields.refuse_unread();
  return fit;
}

Json parse_json(std::string_view bytes, const std::string& name) {
  if (bytes.size() > most_bytes) {
    throw Error(name + ": " + std::to_string(bytes.size()) +
                " bytes are too many for a device file; at most 1 MiB is read");
  }
  try {
    return Json::parse(bytes);
  } catch (const Json::exception& error) {
    throw Error(name + ": is not JSON: " + error.what());
  }
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

DeviceFile parse_device_file(std::string_view bytes, const std::string& name) {
  const Json json = parse_json(bytes, name);
  Fields fields(json, name);
  if (fields.text("format") != format_name) {
    throw Error(name + ": 'format' is not '" + std::string(format_name) + "'");
  }
  if (fields.number("version") != format_version) {
    throw Error(name + ": version " + fields.require("version").dump() +
                " of the device format is not known; this build reads version 1");
  }
  DeviceFile file;
  file.name = fields.text("name");
  file.kind = fields.choice("kind", std::array<std::string_view, 2>{"synthetic", "twin"});
  file.title = fields.optional_text("title");
  if (fields.contains("group")) file.group = fields.choice("group", device_groups);
  file.source = fields.optional_text("source");
  file.licence = fields.optional_text("licence");
  file.note = fields.optional_text("note");
  file.model = parse_model(fields.require("model"), fields.path("model"));
  if (file.kind == "twin") file.fit = parse_fit(fields.require("fit"), fields.path("fit"));
  fields.refuse_unread();
  return file;
}

std::string serialise_device_file(const DeviceFile& file) {
  Json json = {{"format", format_name},
               {"version", format_version},
               {"name", file.name},
               {"kind", file.kind}};
  const auto add_text = [&](const char* field, const std::string& text) {
    if (!text.empty()) json[field] = text;
  };
  add_text("title", file.title);
  add_text("group", file.group);
  add_text("source", file.source);
  add_text("licence", file.licence);
  add_text("note", file.note);
  json["model"] = model_json(file.model);
  if (file.fit) {
    json["fit"] = {{"rows", file.fit->rows},
                   {"r2", file.fit->r2},
                   {"srcc", file.fit->srcc},
                   {"structure", file.fit->structure},
                   {"drift", file.fit->drift}};
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::unique_ptr<Device> make_device(const DeviceFile& file) {
  return std::make_unique<SyntheticDevice>(file.name, file.model, file.kind);
}

}  // namespace tenprobes::devices
