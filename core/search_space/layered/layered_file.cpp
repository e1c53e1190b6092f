#include "core/search_space/layered/layered_file.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/base/hash.h"
#include "core/base/json_fields.h"
#include "core/base/json_lines.h"
#include "core/base/json_text.h"
#include "core/base/limits.h"
#include "core/base/lines.h"
#include "core/base/located.h"
#include "core/base/named.h"
#include "core/search_space/layered/layered_quality.h"

namespace tenprobes {
inline namespace search_space {
namespace {

constexpr double most_channels = 1 << 20, most_side = 8192, most_quantity = 1e15;

bool is_plain(const std::string& name, std::string_view more) {
  return !name.empty() && name.size() <= 60 && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || is_digit(c) || more.find(c) != std::string_view::npos;
  });
}

/// A choice stands between '|' in texts and between commas in tables.
const std::string& checked_choice(const std::string& name, const std::string& where,
                                  const Json& blamed) {
  if (is_plain(name, "-_.+")) return name;
  throw JsonFault(blamed, where + ": '" + name +
                              "' cannot be a choice's name: 1 to 60 letters, digits and - _ . + "
                              "can");
}

/// "'field' of its place", with its own checks of what Fields does not know.
class Block : public Fields {
 public:
  using Fields::Fields;

  int whole_or(const std::string& field, int otherwise, int low, int high) {
    return contains(field) ? whole(field, low, high) : otherwise;
  }
  bool flag_or(const std::string& field, bool otherwise) {
    return contains(field) ? boolean(field) : otherwise;
  }
  /// One whole number, or a list of different ones.
  std::vector<int> wholes_or(const std::string& field, int otherwise, int low, int high) {
    if (!contains(field)) return {otherwise};
    std::vector<int> values;
    for (const Json& item : items(field)) {
      if (!item.is_number_integer() || item < low || item > high) {
        throw JsonFault(item, path(field) + " holds " + item.dump() + "; whole numbers from " +
                                  std::to_string(low) + " to " + std::to_string(high) +
                                  " can stand there");
      }
      add_new(field, values, item.get<int>());
    }
    return values;
  }
  std::vector<bool> flags_or(const std::string& field, bool otherwise) {
    if (!contains(field)) return {otherwise};
    std::vector<int> values;
    for (const Json& item : items(field)) {
      if (!item.is_boolean()) {
        throw JsonFault(item,
                        path(field) + " holds " + item.dump() + "; true or false can stand there");
      }
      add_new(field, values, item.get<bool>() ? 1 : 0);
    }
    return {values.begin(), values.end()};
  }

 private:
  std::span<const Json> items(const std::string& field) {
    const Json& value = require(field);
    if (!value.is_array()) return {&value, 1};
    if (value.empty() || value.size() > limits::choices) {
      throw fault(field, "lists " + std::to_string(value.size()) + " values; 1 to " +
                             std::to_string(limits::choices) + " can stand there");
    }
    return value.get_ref<const Json::array_t&>();
  }
  void add_new(const std::string& field, std::vector<int>& values, int value) const {
    if (std::find(values.begin(), values.end(), value) != values.end()) {
      throw fault(field, "holds a value twice");
    }
    values.push_back(value);
  }
};

/// Which function an activation is, which no cost tells: two spaces that differ in it alone have the
/// same devices.
void erase_functions(Json& json) {
  if (json.is_object() && json.contains("activation") && json["activation"].is_string()) {
    json.erase("activation");
  }
  for (Json& each : json) {
    if (each.is_structured()) erase_functions(each);
  }
}

class Parser {
 public:
  Parser(const Json& json, const std::string& name, const OpenBeside& open_beside)
      : fields_(json, name), name_(name), open_beside_(open_beside) {}

  std::shared_ptr<const LayeredSpace> parse(const Json& json) {
    fields_.require_format(space_format, "search space");
    parts_.name = fields_.text("name");
    if (!is_plain(parts_.name, "-")) {
      throw fields_.fault(
          "name", "is '" + parts_.name + "'; 1 to 60 letters, digits and '-' can stand there");
    }
    parts_.title = fields_.contains("title") ? fields_.text("title") : parts_.name;
    parts_.source = fields_.optional_text("source");
    parts_.licence = fields_.optional_text("licence");
    parts_.note = fields_.optional_text("note");
    read_resolution();
    read_units();
    read_kinds();
    if (fields_.contains("mbconv"))
      block_defaults_ = &object(fields_.require("mbconv"), name_ + ": mbconv");
    parts_.fixed.resize(std::max<std::size_t>(1, parts_.resolutions.size()));
    parts_.fixed_blocks.emplace();
    if (fields_.contains("fixed")) {
      Written fixed = operations(fields_.require("fixed"), name_ + ": fixed");
      parts_.fixed = std::move(fixed.operations);
      parts_.fixed_blocks = std::move(fixed.blocks);
    }
    if (fields_.contains("around")) read_around();
    read_shapes();
    read_positions();
    if (fields_.contains("stages")) read_stages();
    const Json* quality = fields_.contains("quality") ? &fields_.require("quality") : nullptr;
    fields_.refuse_unread();
    Json defining = json;
    for (const char* field : {"title", "source", "licence", "note", "quality", "around"}) {
      defining.erase(field);
    }
    erase_functions(defining);
    parts_.hash = hash_of(defining.dump());
    auto space = blaming(fields_.require("positions"),
                         [&] { return std::make_shared<LayeredSpace>(std::move(parts_)); });
    space->set_quality(quality ? read_quality(*space, *quality) : macs_quality(*space));
    return space;
  }

  std::unique_ptr<const Quality> read_quality(const LayeredSpace& space, const Json& json) const {
    const std::string where = name_ + ": quality";
    Fields fields(json, where);
    const std::string kind =
        fields.choice("kind", std::array<std::string_view, 4>{"macs", "sum", "table", "network"});
    const bool is_macs = kind == "macs";
    const std::string name =
        !is_macs && fields.contains("name") ? fields.text("name") : std::string("quality");
    const std::string label = !is_macs && fields.contains("label") ? fields.text("label") : name;
    std::unique_ptr<const Quality> quality;
    if (is_macs) {
      quality = macs_quality(space);
    } else if (kind == "sum") {
      quality = std::make_unique<LayeredSum>(space, name, label, sums(space, fields, where));
    } else if (kind == "table") {
      std::vector<double> values = table(space, fields, where);
      quality = blaming(json, [&] {
        QualityFacts facts = facts_of(values, name, label);
        return std::make_unique<TabulatedQuality>(space, std::move(facts), std::move(values));
      });
    } else {
      const std::string file = fields.text("file");
      quality = std::make_unique<LayeredNetwork>(
          space, name, label, Safetensors::parse(bytes_beside(fields, where), file), file);
    }
    fields.refuse_unread();
    return quality;
  }

 private:
  static const Json& object(const Json& json, const std::string& where) {
    if (!json.is_object()) throw JsonFault(json, where + " is not a JSON object");
    return json;
  }
  static const Json& list(const Json& json, const std::string& where, const char* of) {
    if (!json.is_array()) throw JsonFault(json, where + " is not a list of " + of);
    return json;
  }

  void read_resolution() {
    if (!fields_.contains("resolution")) return;
    Block block(fields_.require("resolution"), name_ + ": resolution");
    parts_.reference_resolution = block.whole("reference", 1, static_cast<int>(most_side));
    parts_.resolutions =
        block.wholes_or("choices", parts_.reference_resolution, 1, static_cast<int>(most_side));
    if (parts_.resolutions.size() > limits::resolutions) {
      throw block.fault("choices",
                        "holds more than " + std::to_string(limits::resolutions) + " resolutions");
    }
    block.refuse_unread();
  }

  void read_units() {
    if (!fields_.contains("units")) return;
    Fields units(fields_.require("units"), name_ + ": units");
    const auto unit = [&](const char* field, double& value) {
      if (units.contains(field)) value = units.number(field, 1e-12, 1e12);
    };
    unit("macs", units_.macs);
    unit("activations", units_.activations);
    unit("parameters", units_.parameters);
    units.refuse_unread();
  }

  void read_kinds() {
    parts_.kinds = built_in_operation_kinds();
    if (!fields_.contains("kinds")) return;
    const std::string where = name_ + ": kinds";
    const Json& kinds = object(fields_.require("kinds"), where);
    for (const auto& [kind, family] : kinds.items()) {
      OperationKind read{.name = checked_choice(kind, where, family), .family = Family::dense};
      bool found = false;
      for (const Family each :
           {Family::dense, Family::depthwise, Family::squeeze, Family::elementwise}) {
        if (family != name_of(each)) continue;
        read.family = each;
        found = true;
      }
      if (!found) {
        throw JsonFault(family, where + ": '" + kind + "' is of family " + family.dump() +
                                    "; it must be one of dense, depthwise, squeeze, elementwise");
      }
      const int known = place_of_kind(kind);
      if (known < 0) {
        parts_.kinds.push_back(read);
      } else if (!(parts_.kinds[static_cast<std::size_t>(known)] == read)) {
        throw JsonFault(family, where + ": '" + kind + "' is known and of family " +
                                    name_of(parts_.kinds[static_cast<std::size_t>(known)].family) +
                                    ": give it another name");
      }
    }
  }

  int place_of_kind(const std::string& kind) const {
    for (std::size_t i = 0; i < parts_.kinds.size(); ++i) {
      if (parts_.kinds[i].name == kind) return static_cast<int>(i);
    }
    return -1;
  }

  /// What stands in one list of operations.
  struct Written {
    std::vector<std::vector<LayerOperation>> operations;  ///< [resolutions]
    std::optional<std::vector<LayerBlock>> blocks;        ///< empty where any is a list of numbers
  };

  Written operations(const Json& json, const std::string& where) {
    list(json, where, "operations");
    Written made{.operations = {}, .blocks = std::vector<LayerBlock>()};
    made.operations.resize(parts_.fixed.size());
    std::size_t place = 0;
    for (const Json& item : json) {
      const std::string here = where + "[" + std::to_string(place++) + "]";
      if (item.is_array()) {
        made.blocks.reset();
        for (std::size_t r = 0; r < made.operations.size(); ++r) {
          made.operations[r].push_back(counted(item, here, r));
        }
        continue;
      }
      const LayerBlock block = written(item, here);
      if (made.blocks) made.blocks->push_back(block);
      append(block, made.operations);
    }
    return made;
  }

  /// Adds the operations of a block to each resolution's.
  void append(const LayerBlock& block, std::vector<std::vector<LayerOperation>>& to) const {
    for (std::size_t r = 0; r < to.size(); ++r) {
      const int side = parts_.side_at(block.side, r);
      const std::vector<LayerOperation> own =
          std::visit([&](const auto& what) { return operations_of(what, side); }, block.what);
      to[r].insert(to[r].end(), own.begin(), own.end());
    }
  }

  LayerOperation counted(const Json& item, const std::string& where, std::size_t resolution) const {
    const auto is_quantity = [](const Json& number) {
      return number.is_number() && number.get<double>() >= 0 &&
             number.get<double>() <= most_quantity;
    };
    if (item.size() != 6 || !item[0].is_string() ||
        !std::all_of(item.begin() + 1, item.end(), is_quantity) || !item[5].is_number_integer() ||
        item[5] < 1 || item[5] > static_cast<int>(most_side)) {
      throw JsonFault(
          item, where + " is " + item.dump().substr(0, 120) +
                    "; an operation is [kind, MACs, activations moved, parameters, launches, input "
                    "side], numbers from 0 and a whole side from 1");
    }
    const std::string kind = item[0].get<std::string>();
    int place = place_of_kind(kind);
    if (place < 0 && kind == "depthwise") place = depthwise_3;
    if (place < 0 && kind == "squeeze") place = squeeze_kind;
    if (place < 0 && kind == "elementwise") place = add_kind;
    if (place < 0) {
      std::vector<std::string> known;
      for (const OperationKind& each : parts_.kinds) known.push_back(each.name);
      throw JsonFault(item[0], where + ": the kind '" + kind +
                                   "' is not among 'kinds' nor one of " + listed(known));
    }
    const int side = item[5].get<int>(), scaled = parts_.side_at(side, resolution);
    const double area = static_cast<double>(scaled) * scaled / (static_cast<double>(side) * side);
    return {.kind = place,
            .macs = item[1].get<double>() * units_.macs * area,
            .activations = item[2].get<double>() * units_.activations * area,
            .parameters = item[3].get<double>() * units_.parameters,
            .launches = item[4].get<double>(),
            .side = scaled};
  }

  LayerBlock written(const Json& item, const std::string& where) {
    if (!item.is_object() || item.size() != 1) {
      throw JsonFault(
          item, where + " is " + item.dump().substr(0, 120) +
                    "; it must be a list of six or an object of one of conv, linear, pool, mbconv");
    }
    const std::string what = item.begin().key();
    const Json& value = item.begin().value();
    const std::string here = where + "." + what;
    if (what == "mbconv") {
      const std::vector<LayerChoice> choices = blocks(value, here);
      if (choices.size() != 1 || choices[0].blocks->size() != 1) {
        throw JsonFault(value, here + " is more than one block");
      }
      return choices[0].blocks->front();
    }
    const int channels = static_cast<int>(most_channels), sides = static_cast<int>(most_side);
    Block block(value, here);
    LayerBlock made;
    if (what == "conv") {
      const Convolution c{.in = block.whole("in", 1, channels),
                          .out = block.whole("out", 1, channels),
                          .kernel = block.whole_or("kernel", 1, 1, 31),
                          .stride = block.whole_or("stride", 1, 1, 16),
                          .groups = block.whole_or("groups", 1, 1, channels),
                          .activation = activation(block, true),
                          .normalised = block.flag_or("norm", true)};
      if (c.in % c.groups != 0 || c.out % c.groups != 0) {
        throw block.fault("groups", "does not divide 'in' and 'out'");
      }
      made = {.what = c, .side = block.whole("side", 1, sides)};
    } else if (what == "linear") {
      made = {.what = Linear{.in = block.whole("in", 1, channels),
                             .out = block.whole("out", 1, channels)},
              .side = 1};
    } else if (what == "pool") {
      made = {.what = Pooling{.channels = block.whole("channels", 1, channels)},
              .side = block.whole("side", 1, sides)};
    } else {
      throw JsonFault(item, where + ": '" + what + "' is not one of conv, linear, pool, mbconv");
    }
    block.refuse_unread();
    return made;
  }

  /// A function by its name, or where it `may_lack` true (relu) or false (none).
  static Activation activation(Block& block, bool may_lack) {
    if (!block.contains("activation")) return Activation::relu;
    const Json& value = block.require("activation");
    if (value == "relu") return Activation::relu;
    if (value == "h-swish") return Activation::h_swish;
    if (may_lack && value.is_boolean()) {
      return value.get<bool>() ? Activation::relu : Activation::none;
    }
    throw block.fault("activation",
                      "is " + value.dump() + "; it must be \"relu\"" +
                          (may_lack ? ", \"h-swish\", true (relu) or false" : " or \"h-swish\""));
  }

  /// All blocks that an mbconv writes.
  std::vector<LayerChoice> blocks(const Json& json, const std::string& where) {
    Block block(json, where, block_defaults_);
    const int channels = static_cast<int>(most_channels);
    InvertedResidual b;
    b.in = block.whole("in", 1, channels);
    b.out = block.whole("out", 1, channels);
    b.stride = block.whole_or("stride", 1, 1, 2);
    b.residual = block.flag_or("residual", true);
    b.normalised = block.flag_or("norm", true);
    b.expands_by_one = block.flag_or("expands_by_one", false);
    b.activation = activation(block, false);
    const int side = block.whole("side", 1, static_cast<int>(most_side));
    const auto kernels = block.wholes_or("kernel", 3, 3, 7);
    const auto expansions = block.wholes_or("expansion", 1, 1, 12);
    const auto groups = block.wholes_or("groups", 1, 1, channels);
    const auto squeezes = block.flags_or("squeeze", false);
    std::vector<LayerChoice> made;
    for (const int kernel : kernels) {
      if (kernel % 2 == 0) throw block.fault("kernel", "must be 3, 5 or 7");
      for (const int expansion : expansions) {
        for (const int group : groups) {
          for (const bool squeeze : squeezes) {
            b.kernel = kernel;
            b.expansion = expansion;
            b.groups = group;
            b.squeeze = squeeze;
            if (b.in % group != 0 || b.out % group != 0) {
              throw block.fault("groups", "does not divide 'in' and 'out'");
            }
            LayerChoice choice{
                .name = "k" + std::to_string(kernel) + "_e" + std::to_string(expansion) +
                        (group > 1 ? "_g" + std::to_string(group) : "") + (squeeze ? "_se" : "")};
            add_block({.what = b, .side = side}, choice);
            made.push_back(std::move(choice));
          }
        }
      }
    }
    if (block.contains("only")) made = only(std::move(made), block.require("only"), where);
    if (block.contains("skip")) {
      LayerChoice skip{.name = checked_choice(block.text("skip"), where, block.require("skip"))};
      skip.operations.resize(parts_.fixed.size());
      skip.blocks.emplace();
      if (b.stride != 1 || b.in != b.out) {
        // The stride comes first: what it leaves out is read all the same.
        add_block(
            {.what =
                 Convolution{
                     .in = b.in, .out = b.out, .stride = b.stride, .normalised = b.normalised},
             .side = side},
            skip);
      }
      made.push_back(std::move(skip));
    }
    block.refuse_unread();
    return made;
  }

  void add_block(const LayerBlock& block, LayerChoice& choice) const {
    choice.operations.resize(parts_.fixed.size());
    append(block, choice.operations);
    if (!choice.blocks) choice.blocks.emplace();
    choice.blocks->push_back(block);
  }

  static std::vector<LayerChoice> only(std::vector<LayerChoice> made, const Json& names,
                                       const std::string& where) {
    list(names, where + ": 'only'", "names");
    std::vector<LayerChoice> kept;
    for (const Json& name : names) {
      const auto found = std::find_if(
          made.begin(), made.end(), [&](const LayerChoice& choice) { return name == choice.name; });
      if (found == made.end()) {
        std::vector<std::string> known;
        for (const LayerChoice& choice : made) known.push_back(choice.name);
        throw JsonFault(name, where + ": 'only' names " + name.dump() + ", which is not one of " +
                                  listed(known));
      }
      kept.push_back(*found);
    }
    return kept;
  }

  void read_around() {
    Block around(fields_.require("around"), name_ + ": around");
    const auto blocks_of = [&](const char* field) {
      Written read = operations(around.require(field), around.path(field));
      if (!read.blocks) throw around.fault(field, "can hold blocks alone, no lists of numbers");
      return *read.blocks;
    };
    if (around.contains("before")) parts_.blocks_before = blocks_of("before");
    if (around.contains("behind")) parts_.blocks_behind = blocks_of("behind");
    around.refuse_unread();
  }

  void read_shapes() {
    const std::string where = name_ + ": shapes";
    const Json& shapes = object(fields_.require("shapes"), where);
    for (const auto& [shape, choices] : shapes.items()) {
      const std::string here = where + "." + shape;
      LayerShape made{.name = checked_choice(shape, where, choices), .choices = {}};
      for (const auto& [choice, value] : object(choices, here).items()) {
        const std::string there = here + "." + choice;
        if (choice == "mbconv") {
          for (LayerChoice& each : blocks(value, there)) made.choices.push_back(std::move(each));
        } else {
          Written read = operations(value, there);
          made.choices.push_back({.name = checked_choice(choice, here, value),
                                  .operations = std::move(read.operations),
                                  .blocks = std::move(read.blocks)});
        }
      }
      if (made.choices.empty() || made.choices.size() > limits::choices) {
        throw JsonFault(choices, here + " has " + std::to_string(made.choices.size()) +
                                     " choices; 1 to " + std::to_string(limits::choices) +
                                     " are possible");
      }
      for (std::size_t i = 0; i < made.choices.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          if (made.choices[i].name == made.choices[j].name) {
            throw JsonFault(choices,
                            here + ": the choice '" + made.choices[i].name + "' comes twice");
          }
        }
      }
      parts_.shapes.push_back(std::move(made));
    }
  }

  void read_positions() {
    const std::string where = name_ + ": positions";
    const Json& shapes = list(fields_.require("positions"), where, "shapes' names");
    for (const Json& shape : shapes) {
      const auto found = std::find_if(parts_.shapes.begin(), parts_.shapes.end(),
                                      [&](const LayerShape& each) { return shape == each.name; });
      if (found == parts_.shapes.end()) {
        std::vector<std::string> known;
        for (const LayerShape& each : parts_.shapes) known.push_back(each.name);
        throw JsonFault(shape, where + "[" + std::to_string(parts_.layers.size()) + "] is " +
                                   shape.dump() + ", which is not one of the shapes " +
                                   listed(known));
      }
      parts_.layers.push_back(static_cast<int>(found - parts_.shapes.begin()));
    }
    if (shapes.empty()) throw JsonFault(shapes, where + " is empty: it names each layer's shape");
  }

  void read_stages() {
    const std::string where = name_ + ": stages";
    std::vector<bool> taken(parts_.layers.size());
    for (const Json& item : list(fields_.require("stages"), where, "stages")) {
      const std::string here = where + "[" + std::to_string(parts_.stages.size()) + "]";
      Block block(item, here);
      const int layers = static_cast<int>(parts_.layers.size());
      const std::vector<int> own = block.wholes_or("positions", -1, 0, layers - 1);
      if (!block.contains("positions")) block.require("positions");
      LayerStage stage{.first = own.front(), .last = own.back(), .least = 0, .absent = "absent"};
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i] != own[0] + static_cast<int>(i)) {
          throw block.fault("positions", "are not consecutive");
        }
        if (taken[static_cast<std::size_t>(own[i])]) {
          throw JsonFault(
              block.require("positions"),
              here + ": position " + std::to_string(own[i]) + " is in another stage, too");
        }
        taken[static_cast<std::size_t>(own[i])] = true;
      }
      stage.least = block.whole("least", 0, static_cast<int>(own.size()));
      if (block.contains("absent")) {
        stage.absent = checked_choice(block.text("absent"), here, block.require("absent"));
      }
      block.refuse_unread();
      for (int layer = stage.first + stage.least; layer <= stage.last; ++layer) {
        const LayerShape& shape =
            parts_.shapes[static_cast<std::size_t>(parts_.layers[static_cast<std::size_t>(layer)])];
        for (const LayerChoice& choice : shape.choices) {
          if (choice.name != stage.absent) continue;
          throw JsonFault(
              block.blamed("absent"),
              here + ": '" + stage.absent +
                  "' is how a layer that is left out is called, and a choice of position " +
                  std::to_string(layer) + " too: give one of them another name");
        }
      }
      parts_.stages.push_back(stage);
    }
  }

  std::string bytes_beside(const Fields& fields, const std::string& where) const {
    const std::string file = fields.text("file");
    if (!open_beside_) {
      throw JsonFault(fields.require("file"),
                      where + ": '" + file +
                          "' stands in a file of its own, which cannot be opened here: only the "
                          "space's own file was given");
    }
    return open_beside_(file);
  }

  static std::vector<double> sums(const LayeredSpace& space, Fields& fields,
                                  const std::string& where) {
    std::vector<double> by_row(static_cast<std::size_t>(space.row_count()));
    const auto number = [](const Json& value, const std::string& here) {
      if (!value.is_number()) throw JsonFault(value, here + " is not a number");
      return value.get<double>();
    };
    Fields shapes(fields.require("choices"), where + ".choices");
    for (int c = 0; c < space.class_count(); ++c) {
      const LayerShape& shape = space.shape_of(c);
      if (!shapes.contains(shape.name)) continue;
      const std::string here = where + ".choices." + shape.name;
      Fields choices(shapes.require(shape.name), here);
      for (std::size_t o = 0; o < shape.choices.size(); ++o) {
        const std::string& choice = shape.choices[o].name;
        if (!choices.contains(choice)) continue;
        const double value = number(choices.require(choice), here + "." + choice);
        for (int r = 0; r < space.resolution_count(); ++r) {
          by_row[static_cast<std::size_t>(
              space.row_of(r, space.entry_of(c, static_cast<int>(o))))] = value;
        }
      }
      choices.refuse_unread();
    }
    shapes.refuse_unread();
    if (fields.contains("base")) {
      const double base = number(fields.require("base"), where + ".base");
      for (int r = 0; r < space.resolution_count(); ++r) {
        by_row[static_cast<std::size_t>(space.row_of(r, 0))] = base;
      }
    }
    if (fields.contains("resolutions")) {
      Fields resolutions(fields.require("resolutions"), where + ".resolutions");
      for (int r = 0; r < static_cast<int>(space.parts().resolutions.size()); ++r) {
        const std::string name =
            std::to_string(space.parts().resolutions[static_cast<std::size_t>(r)]);
        if (!resolutions.contains(name)) continue;
        by_row[static_cast<std::size_t>(space.row_of(r, 0))] +=
            number(resolutions.require(name), where + ".resolutions." + name);
      }
      resolutions.refuse_unread();
    }
    return by_row;
  }

  std::vector<double> table(const LayeredSpace& space, Fields& fields,
                            const std::string& where) const {
    if (space.size() == 0) {
      throw JsonFault(fields.require("kind"), where + ": a table needs a space of at most " +
                                                  std::to_string(limits::listed_architectures) +
                                                  " architectures; use a sum or a network");
    }
    std::vector<double> values(static_cast<std::size_t>(space.size()),
                               std::numeric_limits<double>::quiet_NaN());
    const auto set = [&](const std::string& text, double value, const std::string& here) {
      if (!std::isfinite(value)) throw Error(here + ": the value is not a number");
      located(here, [&] {
        double& own = values[static_cast<std::size_t>(space.index_of(space.parse(text)))];
        if (!std::isnan(own)) throw Error("'" + text + "' comes twice");
        own = value;
      });
    };
    if (fields.contains("values")) {
      for (const auto& item : object(fields.require("values"), where + ".values").items()) {
        const Json& value = item.value();
        blaming(value, [&] {
          set(item.key(), value.is_number() ? value.get<double>() : NAN, where + ".values");
        });
      }
      return values;
    }
    const std::string file = fields.text("file"), bytes = bytes_beside(fields, where);
    Lines lines(bytes);
    while (const auto row = lines.next()) {
      if (row->starts_with('#') || lines.number() == 1) continue;
      const std::size_t comma = std::min(row->find(','), row->size());
      const auto value = parse_number(row->substr(std::min(comma + 1, row->size())));
      if (!value) {
        throw Error(at_line(file, lines.number()) +
                    "expected an architecture, a comma and a number");
      }
      set(std::string(row->substr(0, comma)), *value,
          file + ", line " + std::to_string(lines.number()));
    }
    return values;
  }

  Block fields_;
  const std::string& name_;
  const OpenBeside& open_beside_;
  LayeredParts parts_;
  struct {
    double macs = 1, activations = 1, parameters = 1;
  } units_;
  const Json* block_defaults_ = nullptr;  // of every mbconv
};

}  // namespace

std::shared_ptr<const LayeredSpace> parse_layered_space(std::string_view json,
                                                        const std::string& name,
                                                        const OpenBeside& open_beside) {
  const Json document = parse_json<Json>(json, name, limits::layered_space_bytes);
  return with_lines(document, json, name,
                    [&] { return Parser(document, name, open_beside).parse(document); });
}

std::unique_ptr<const Quality> parse_layered_quality(std::string_view json, const std::string& name,
                                                     const LayeredSpace& space) {
  const Json document = parse_json<Json>(json, name, limits::layered_space_bytes);
  const OpenBeside none;
  return with_lines(document, json, name,
                    [&] { return Parser(document, name, none).read_quality(space, document); });
}

}  // namespace search_space
}  // namespace tenprobes
