// Devices of a layered space as JSON (device_file.h).
//
//   {
//     "format": "tenprobes-fbnet-device", "version": 1,      tenprobes-SPACE-device
//     "name": "raspi4", "kind": "twin",                      synthetic or twin
//     "title": "Raspberry Pi 4", "group": "board",           group: see device_groups
//     "source": "...", "licence": "MIT", "note": "...",
//     "space": "fbnet",                                      its name, which files of before may lack
//     "space_hash": "0123456789abcdef",                      may be left out; else it must match
//     "base_ms": 6.1,                                        what every network pays
//     "block_ms": {"k3_e1": [0.5, ...], ..., "skip": [...]}, each choice in each class of layers, in
//                       their order; null where a class does not have the choice
//     "base_ms_by_area": 3.2, "block_ms_by_area": {...},     spaces of several resolutions: what is
//                       multiplied by (resolution / reference)^2 and added
//     "noise": 0.02,                                         of one measurement, relative, 0..1
//     "fit": {"rows": 5000, "r2": 0.98, "srcc": 0.99}        twins only, required there
//   }
//
// Instead of base and blocks, a synthetic device may have its model (layered_model.h):
//
//     "model": {"mean_ms": 20, "memory": 0.3, "weights": 0.05, "launches": 0.4, "base": 0.1,
//               "rule": "overlap",                           sum, overlap, pipeline, launches-hide
//               "kinds": {"dw3": {"compute": 4, "memory": 1.2, "launches": 0.8}, ...},
//               "bands": {"32": {"dense": 1.1, "depthwise": 0.9, "memory": 1}, ...},
//               "shapes": [1, 1, 2.3, ...]}                  one a shape of operation, in order
//                       bands by their least side, 1, 2, 4 ... 4096; what is left out is plain
//
// title, group, source, licence and note are texts that may be left out. Nothing else may stand in
// the file. A twin's base holds what all choices of a layer have in common.
#include <algorithm>
#include <cstdio>

#include "core/base/latency.h"
#include "core/devices/fields.h"

namespace tenprobes::devices {
namespace {

constexpr std::array<std::string_view, 4> rules = {"sum", "overlap", "pipeline", "launches-hide"};

/// Every choice's name once, in the order of classes and their choices.
std::vector<std::string> choices_of(const LayeredSpace& space) {
  std::vector<std::string> names;
  for (int c = 0; c < space.class_count(); ++c) {
    for (const LayerChoice& choice : space.shape_of(c).choices) {
      if (std::find(names.begin(), names.end(), choice.name) == names.end()) {
        names.push_back(choice.name);
      }
    }
  }
  return names;
}

/// The entry of a class's choice; -1 where it has none of that name.
int entry_of(const LayeredSpace& space, int layer_class, const std::string& name) {
  const std::vector<LayerChoice>& choices = space.shape_of(layer_class).choices;
  for (std::size_t o = 0; o < choices.size(); ++o) {
    if (choices[o].name == name) return space.entry_of(layer_class, static_cast<int>(o));
  }
  return -1;
}

/// `least`: what a cost may be; parts that go with the area may be below 0.
std::vector<double> parse_costs(const Fields& fields, const std::string& base,
                                const std::string& block, double least, const LayeredSpace& space) {
  std::vector<double> costs(static_cast<std::size_t>(space.entry_count()));
  costs[0] = fields.number(base, least, longest_ms);
  const std::string path = fields.path(block);
  Fields blocks(fields.require(block), path);
  for (const std::string& name : choices_of(space)) {
    const Json& list = blocks.require(name);
    bool good = list.is_array() && static_cast<int>(list.size()) == space.class_count();
    for (int c = 0; good && c < space.class_count(); ++c) {
      const Json& ms = list[static_cast<std::size_t>(c)];
      const int entry = entry_of(space, c, name);
      if (entry < 0) {
        good = ms.is_null();
        continue;
      }
      good = ms.is_number() && ms.get<double>() >= least && ms.get<double>() <= longest_ms;
      if (good) costs[static_cast<std::size_t>(entry)] = ms.get<double>();
    }
    if (!good) {
      throw Error(path + ": '" + name + "' is not a list of " +
                  std::to_string(space.class_count()) + " numbers of ms" +
                  (least < 0 ? "" : ", 0 or more") + ", one a class of layers");
    }
  }
  blocks.refuse_unread();
  return costs;
}

Json blocks_json(const std::vector<double>& costs, const LayeredSpace& space) {
  Json blocks = Json::object();
  for (const std::string& name : choices_of(space)) {
    Json& list = blocks[name];
    for (int c = 0; c < space.class_count(); ++c) {
      const int entry = entry_of(space, c, name);
      list.push_back(entry < 0 ? Json(nullptr) : Json(costs[static_cast<std::size_t>(entry)]));
    }
  }
  return blocks;
}

constexpr double highest_price = 1e6;

LayeredModel parse_model(const Json& json, const std::string& where, const LayeredSpace& space) {
  Fields fields(json, where);
  LayeredModel model = plain_layered_model(space);
  const auto number = [](Fields& from, const char* field, double& value, double high) {
    if (from.contains(field)) value = from.number(field, 0, high);
  };
  model.mean_ms = fields.number("mean_ms", 0, longest_ms);
  number(fields, "memory", model.memory, highest_price);
  number(fields, "weights", model.weights, highest_price);
  number(fields, "launches", model.launches, highest_price);
  number(fields, "base", model.base, highest_price);
  if (fields.contains("rule")) {
    const std::string rule = fields.choice("rule", rules);
    model.rule =
        static_cast<LayerRule>(std::find(rules.begin(), rules.end(), rule) - rules.begin());
  }
  if (fields.contains("kinds")) {
    Fields kinds(fields.require("kinds"), where + ".kinds");
    for (std::size_t k = 0; k < model.kinds.size(); ++k) {
      const std::string& name = space.kinds()[k].name;
      if (!kinds.contains(name)) continue;
      Fields kind(kinds.require(name), where + ".kinds." + name);
      number(kind, "compute", model.kinds[k].compute, highest_price);
      number(kind, "memory", model.kinds[k].memory, highest_price);
      number(kind, "launches", model.kinds[k].launches, highest_price);
      kind.refuse_unread();
    }
    kinds.refuse_unread();
  }
  if (fields.contains("bands")) {
    Fields bands(fields.require("bands"), where + ".bands");
    for (int b = 0; b < band_count; ++b) {
      const std::string name = std::to_string(1 << b);
      if (!bands.contains(name)) continue;
      Fields band(bands.require(name), where + ".bands." + name);
      BandFactors& factors = model.bands[static_cast<std::size_t>(b)];
      number(band, "dense", factors.dense, highest_price);
      number(band, "depthwise", factors.depthwise, highest_price);
      number(band, "memory", factors.memory, highest_price);
      band.refuse_unread();
    }
    bands.refuse_unread();
  }
  if (fields.contains("shapes")) {
    const Json& shapes = fields.require("shapes");
    const auto good = [](const Json& factor) {
      return factor.is_number() && factor.get<double>() >= 0 &&
             factor.get<double>() <= highest_price;
    };
    if (!shapes.is_array() || static_cast<int>(shapes.size()) != space.shape_count() ||
        !std::all_of(shapes.begin(), shapes.end(), good)) {
      throw Error(where + ": 'shapes' is not a list of " + std::to_string(space.shape_count()) +
                  " factors, 0 or more, one a shape of operation");
    }
    model.shapes = shapes.get<std::vector<double>>();
  }
  fields.refuse_unread();
  return model;
}

Json model_json(const LayeredModel& model, const LayeredSpace& space) {
  Json json = {{"mean_ms", model.mean_ms}, {"memory", model.memory},
               {"weights", model.weights}, {"launches", model.launches},
               {"base", model.base},       {"rule", rules[static_cast<std::size_t>(model.rule)]}};
  if (!model.shapes.empty()) json["shapes"] = model.shapes;
  const LayeredModel plain = plain_layered_model(space);
  for (std::size_t k = 0; k < model.kinds.size(); ++k) {
    if (model.kinds[k] == plain.kinds[k]) continue;
    json["kinds"][space.kinds()[k].name] = {{"compute", model.kinds[k].compute},
                                            {"memory", model.kinds[k].memory},
                                            {"launches", model.kinds[k].launches}};
  }
  for (std::size_t b = 0; b < model.bands.size(); ++b) {
    if (model.bands[b] == plain.bands[b]) continue;
    json["bands"][std::to_string(1 << b)] = {{"dense", model.bands[b].dense},
                                             {"depthwise", model.bands[b].depthwise},
                                             {"memory", model.bands[b].memory}};
  }
  return json;
}

}  // namespace

DeviceFile twin_file(const LayeredTwin& twin) {
  DeviceFile file;
  file.kind = "twin";
  LayeredTable table = twin.table;
  for (auto* costs : {&table.constant, &table.by_area}) {
    for (double& cost : *costs) cost = rounded(cost);
  }
  file.model = std::move(table);
  file.noise = rounded(twin.noise);
  file.fit = rounded(twin.fit);
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

void parse_layered_device(const Fields& fields, const std::string& name, const LayeredSpace& space,
                          DeviceFile& file) {
  if (fields.contains("space_hash") && fields.text("space_hash") != space.hash()) {
    throw Error(name + ": is a device of another space of the name '" + space.name() +
                "' (its hash is " + fields.text("space_hash") + ", this one's " + space.hash() +
                ")");
  }
  if (file.kind == "synthetic" && fields.contains("model")) {
    file.model = parse_model(fields.require("model"), name + ": model", space);
  } else {
    // What is constant may be negative where the area's part makes up for it.
    const bool scales = space.has_resolution();
    const double least = scales ? -longest_ms : 0;
    LayeredTable table{.constant = parse_costs(fields, "base_ms", "block_ms", least, space),
                       .by_area = {}};
    if (scales) {
      table.by_area = parse_costs(fields, "base_ms_by_area", "block_ms_by_area", least, space);
    }
    file.model = std::move(table);
  }
  file.noise = fields.number("noise", 0, 1);
}

void serialise_layered_device(const DeviceFile& file, const LayeredSpace& space, Json& json) {
  if (const auto* model = std::get_if<LayeredModel>(&file.model)) {
    json["space_hash"] = space.hash();
    json["model"] = model_json(*model, space);
  } else {
    const auto& table = std::get<LayeredTable>(file.model);
    json["base_ms"] = table.constant[0];
    json["block_ms"] = blocks_json(table.constant, space);
    if (!table.by_area.empty()) {
      json["base_ms_by_area"] = table.by_area[0];
      json["block_ms_by_area"] = blocks_json(table.by_area, space);
    }
  }
  json["noise"] = file.noise;
}

}  // namespace tenprobes::devices
