#include "core/datasets/python_objects.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/text_encoding.h"
#include "core/base/text_numbers.h"
#include "core/datasets/byte_reader.h"

namespace tenprobes::datasets {
namespace {

constexpr std::size_t longest_name = 100, most_arguments = 16;

NumberType type_named(std::string_view NamedNumberType::*column, std::string_view name) {
  for (const NamedNumberType& each : number_types) {
    if (!name.empty() && each.*column == name) return each.type;
  }
  return NumberType::unknown;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// "numpy.core.multiarray" and NumPy 2's "numpy._core.multiarray" alike.
bool is_numpy(std::string_view name, std::string_view member) {
  for (const std::string_view room : {"numpy.core.", "numpy._core."}) {
    if (name.starts_with(room) && name.substr(room.size()) == member) return true;
  }
  return false;
}

/// "torch.FloatStorage", "torch.cuda.FloatStorage" and "torch.storage.UntypedStorage".
NumberType storage_type(std::string_view name) {
  constexpr std::string_view ending = "Storage";
  if (!name.starts_with("torch.") || !name.ends_with(ending)) return NumberType::unknown;
  name.remove_suffix(ending.size());
  name.remove_prefix(name.rfind('.') + 1);
  return name == "Untyped" ? NumberType::u8 : type_named(&NamedNumberType::torch_storage, name);
}

std::vector<std::int64_t> strides_of(const std::vector<std::int64_t>& shape, bool column_major) {
  std::vector<std::int64_t> strides(shape.size());
  std::int64_t stride = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::size_t at = column_major ? i : shape.size() - 1 - i;
    strides[at] = stride;
    stride *= std::clamp<std::int64_t>(shape[at], 1, limits::tensor_numbers);
    stride = std::min(stride, limits::tensor_numbers);  // check_tensors() refuses what is larger
  }
  return strides;
}

/// Whether a NumPy type is of texts of one width: "U95", "S7".
bool is_text(const Document::Type& type) {
  return type.text.starts_with('U') || type.text.starts_with('S');
}

/// Text whose characters are bytes, as Python 2 hands bytes on.
std::string latin1_bytes(const std::string& text, const std::string& name) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      bytes += text[i];
    } else if ((lead == 0xc2 || lead == 0xc3) && i + 1 < text.size()) {
      bytes += static_cast<char>((lead & 3) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3f));
    } else {
      throw Error(name + ": is damaged: an array's numbers cannot be read; copy or save it again");
    }
  }
  return bytes;
}

}  // namespace

int PythonObjects::add(decltype(Document::Node::value) value) {
  if (document_.nodes.size() >= limits::values) {
    throw Error(name_ + ": holds more than the " + std::to_string(limits::values) +
                " values that are read");
  }
  document_.nodes.push_back({std::move(value), 0, false});
  return static_cast<int>(document_.nodes.size()) - 1;
}

const std::vector<int>* PythonObjects::items(int node) const {
  const auto* list = get<Document::List>(node);
  return list == nullptr ? nullptr : &list->items;
}

const std::string* PythonObjects::raw(int node) const {
  if (const auto* bytes = get<Document::Bytes>(node)) return &bytes->bytes;
  return get<std::string>(node);
}

bool PythonObjects::whole_numbers(int node, std::vector<std::int64_t>& numbers) const {
  if (const auto* number = get<std::int64_t>(node)) {
    numbers = {*number};
    return true;
  }
  const auto* list = items(node);
  if (list == nullptr || list->size() > 64) return false;
  for (const int item : *list) {
    const auto* number = get<std::int64_t>(item);
    if (number == nullptr) return false;
    numbers.push_back(*number);
  }
  return true;
}

void PythonObjects::spend(std::size_t copied) {
  if (copied > copies_left_) {
    throw Error(name_ + ": is not what Python writes: it unfolds to many times its size");
  }
  copies_left_ -= copied;
}

int PythonObjects::global(std::string_view module, std::string_view member) {
  return add(Document::Object{std::string(module.substr(0, longest_name)) + "." +
                              std::string(member.substr(0, longest_name))});
}

int PythonObjects::unknown(int callable) {
  const auto* object = get<Document::Object>(callable);
  return add(Document::Object{object == nullptr ? "of an unknown kind" : object->name});
}

int PythonObjects::call(int callable, int arguments) {
  const auto* object = get<Document::Object>(callable);
  const auto* found = items(arguments);
  if (object == nullptr || found == nullptr) return unknown(callable);
  const std::string name = object->name;  // copies: new nodes move the old ones
  const std::vector<int> given(
      found->begin(),
      found->begin() + static_cast<std::ptrdiff_t>(std::min(found->size(), most_arguments)));
  const std::size_t count = given.size();
  if (is_one_of(name, {"collections.OrderedDict", "collections.Counter", "builtins.dict",
                       "__builtin__.dict"})) {
    return dict_from(given);
  }
  if (name == "collections.defaultdict") return add(Document::Dict{});
  if (name == "collections.deque" && count == 0) return add(Document::List{});
  if (is_one_of(name, {"builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset",
                       "__builtin__.list", "__builtin__.tuple", "__builtin__.set",
                       "__builtin__.frozenset", "torch.Size"})) {
    if (count == 0) return add(Document::List{});
    if (count == 1 && items(given[0]) != nullptr) return given[0];
  }
  if (is_one_of(name, {"_codecs.encode", "builtins.bytearray", "__builtin__.bytearray",
                       "builtins.bytes", "__builtin__.bytes"})) {
    return encoded(given);
  }
  if (name == "decimal.Decimal" && count == 1 && get<std::string>(given[0]) != nullptr) {
    if (const auto number = parse_number(*get<std::string>(given[0]))) return add(*number);
  }
  if (name == "numpy.dtype") return number_type(given);
  if (is_numpy(name, "multiarray.scalar")) return scalar(given);
  if (is_numpy(name, "multiarray._reconstruct") && count > 0) {
    // A subclass (a masked array, a matrix with names) may mean its numbers differently.
    const auto* of = get<Document::Object>(given[0]);
    if (of != nullptr && is_one_of(of->name, {"numpy.ndarray", "numpy.matrix", "numpy.memmap",
                                              "numpy.matrixlib.defmatrix.matrix"})) {
      return add(Document::Tensor{.type = NumberType::unknown, .shape = {}, .strides = {}});
    }
    return of == nullptr ? unknown(callable) : unknown(given[0]);
  }
  if (is_numpy(name, "numeric._frombuffer")) return array_from_buffer(given);
  if (name == "torch._utils._rebuild_tensor_v2" || name == "torch._utils._rebuild_tensor") {
    return tensor(given, NumberType::unknown);
  }
  if (name == "torch._utils._rebuild_tensor_v3" && count > 6) {
    const auto* type = get<Document::Object>(given[6]);
    constexpr std::string_view room = "torch.";
    if (type != nullptr && type->name.starts_with(room)) {
      return tensor(
          given, type_named(&NamedNumberType::torch_dtype, std::string_view(type->name).substr(6)));
    }
  }
  if (name.starts_with("torch._utils._rebuild_parameter") && count > 0) return given[0];
  if (name == "torch._tensor._rebuild_from_type_v2" && count > 2) {
    const auto* rebuild = get<Document::Object>(given[0]);
    if (rebuild != nullptr && rebuild->name != name) return call(given[0], given[2]);
  }
  if (is_one_of(name, {"copy_reg._reconstructor", "copyreg._reconstructor"}) && count > 0) {
    return unknown(given[0]);
  }
  return unknown(callable);
}

int PythonObjects::dict_from(const std::vector<int>& arguments) {
  if (arguments.empty()) return add(Document::Dict{});
  if (get<Document::Dict>(arguments[0]) != nullptr) return arguments[0];
  Document::Dict dict;
  int depth = 0;
  const auto* pairs = items(arguments[0]);
  if (pairs == nullptr) return add(Document::Object{"of an unknown kind"});
  spend(pairs->size());
  for (const int each : *pairs) {
    const auto* pair = items(each);
    if (pair == nullptr || pair->size() != 2) return add(Document::Object{"of an unknown kind"});
    for (const int node : *pair) {
      dict.items.push_back(node);
      depth = std::max(depth, document_.nodes[static_cast<std::size_t>(node)].depth + 1);
    }
  }
  const int made = add(std::move(dict));
  document_.nodes[static_cast<std::size_t>(made)].depth = depth;
  return made;
}

int PythonObjects::encoded(const std::vector<int>& arguments) {
  if (arguments.empty()) return add(Document::Bytes{});
  if (get<Document::Bytes>(arguments[0]) != nullptr) return arguments[0];
  if (const auto* text = get<std::string>(arguments[0])) {
    spend(text->size());
    return add(Document::Bytes{latin1_bytes(*text, name_)});
  }
  return add(Document::Object{"builtins.bytes"});
}

int PythonObjects::number_type(const std::vector<int>& arguments) {
  const auto* text = arguments.empty() ? nullptr : raw(arguments[0]);
  if (text == nullptr) {
    const auto* type = arguments.empty() ? nullptr : get<Document::Object>(arguments[0]);
    return add(Document::Type{NumberType::unknown, false, type == nullptr ? "?" : type->name});
  }
  std::string_view kind = *text;
  const bool big_endian = kind.starts_with('>');
  if (!kind.empty() && std::string_view("<>=|").find(kind[0]) != std::string_view::npos) {
    kind.remove_prefix(1);
  }
  return add(Document::Type{type_named(&NamedNumberType::numpy, kind), big_endian,
                            std::string(kind.substr(0, longest_name))});
}

int PythonObjects::type_of(std::string_view text) {
  return number_type({add(std::string(text))});
}

int PythonObjects::array(int source, int type, std::vector<std::int64_t> shape, bool column_major) {
  const auto* known = get<Document::Type>(type);
  if (known != nullptr && is_text(*known)) {
    return column_major && shape.size() > 1
               ? add(Document::Object{"numpy.ndarray of " + known->text})
               : text_array(std::string(source_bytes(source)), Document::Type(*known), shape);
  }
  if (known == nullptr || known->type == NumberType::unknown) {
    return add(Document::Object{"numpy.ndarray of " +
                                (known == nullptr ? std::string("?") : known->text)});
  }
  Document::Tensor made{.type = known->type,
                        .big_endian = known->big_endian,
                        .shape = shape,
                        .strides = strides_of(shape, column_major),
                        .offset = 0,
                        .source = source};
  return add(std::move(made));
}

std::string_view PythonObjects::source_bytes(int source) const {
  if (const auto* storage = get<Document::Storage>(source)) return storage->bytes;
  const std::string* bytes = raw(source);
  return bytes == nullptr ? std::string_view() : *bytes;
}

int PythonObjects::rows_of(const std::vector<int>& cells, const std::vector<std::int64_t>& shape,
                           int depth) {
  const auto add_list = [&](std::vector<int> nodes, int nested) {
    const int made = add(Document::List{std::move(nodes)});
    document_.nodes[static_cast<std::size_t>(made)].depth = nested;
    return made;
  };
  const auto count = static_cast<std::int64_t>(cells.size());
  const bool are_rows = shape.size() == 2 && shape[0] > 1 && shape[1] > 1 &&
                        count % shape[1] == 0 && count / shape[1] == shape[0];
  if (!are_rows) return add_list(cells, depth);
  std::vector<int> rows;
  for (auto at = cells.begin(); at != cells.end(); at += shape[1]) {
    rows.push_back(add_list({at, at + shape[1]}, depth));
  }
  return add_list(std::move(rows), depth + 1);
}

/// Texts of one width, filled up with zeros: "U95" of 32 bits a character, "S7" of one byte.
int PythonObjects::text_array(const std::string& bytes, const Document::Type& type,
                              const std::vector<std::int64_t>& shape) {
  const std::size_t unit = type.text[0] == 'U' ? 4 : 1;
  const auto width = parse_whole_number(std::string_view(type.text).substr(1));
  const std::size_t item = unit * static_cast<std::size_t>(width.value_or(0));
  if (item == 0 || shape.size() > 2) return add(Document::Object{"numpy.ndarray of " + type.text});
  std::uint64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || std::max<std::uint64_t>(count, size) > bytes.size()) throw cut_off(name_);
    count *= static_cast<std::uint64_t>(size);
  }
  if (count > bytes.size() / item) throw cut_off(name_);
  spend(count * item);
  std::vector<int> texts;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string text;
    for (std::size_t at = i * item; at < (i + 1) * item; at += unit) {
      char32_t code = 0;
      for (std::size_t k = 0; k < unit; ++k) {
        const std::size_t byte = at + (type.big_endian ? k : unit - 1 - k);
        code = code << 8 | static_cast<unsigned char>(bytes[byte]);
      }
      if (code != 0) append_utf8(text, code);
    }
    texts.push_back(add(std::move(text)));
  }
  return shape.empty() ? texts[0] : rows_of(texts, shape, 1);
}

int PythonObjects::scalar(const std::vector<int>& arguments) {
  const auto* type = arguments.size() == 2 ? get<Document::Type>(arguments[0]) : nullptr;
  const auto* bytes = type == nullptr ? nullptr : raw(arguments[1]);
  if (bytes == nullptr || bytes->size() < width_of(type->type)) {
    return add(Document::Object{"numpy scalar"});
  }
  if (is_text(*type)) return array(arguments[1], arguments[0], {}, false);
  if (type->type == NumberType::unknown) {
    return add(Document::Object{"numpy scalar of " + type->text});
  }
  const NumberType number_type = type->type;
  const double number = number_from(*bytes, number_type, type->big_endian);
  constexpr double exact = 9007199254740992.0;  // 2^53
  const bool is_whole = number_type >= NumberType::i8 && number_type <= NumberType::u64;
  if (is_whole && number >= -exact && number <= exact) {
    return add(static_cast<std::int64_t>(number));
  }
  return add(number);
}

int PythonObjects::array_from_buffer(const std::vector<int>& arguments) {
  std::vector<std::int64_t> shape;
  if (arguments.size() < 4 || raw(arguments[0]) == nullptr || !whole_numbers(arguments[2], shape)) {
    return add(Document::Object{"numpy.ndarray"});
  }
  const auto* order = get<std::string>(arguments[3]);
  return array(arguments[0], arguments[1], std::move(shape), order != nullptr && *order == "F");
}

int PythonObjects::tensor(const std::vector<int>& arguments, NumberType type) {
  const auto* storage = arguments.size() < 4 ? nullptr : get<Document::Storage>(arguments[0]);
  const auto* offset = storage == nullptr ? nullptr : get<std::int64_t>(arguments[1]);
  Document::Tensor made{.type = type, .shape = {}, .strides = {}};
  if (offset == nullptr || !whole_numbers(arguments[2], made.shape) ||
      !whole_numbers(arguments[3], made.strides) || made.shape.size() != made.strides.size()) {
    return add(Document::Object{"torch.Tensor"});
  }
  if (type == NumberType::unknown) made.type = storage->type;
  if (made.type == NumberType::unknown) return add(Document::Object{"torch.Tensor"});
  made.offset = *offset;
  made.source = arguments[0];
  return add(std::move(made));
}

void PythonObjects::build(int object, int state) {
  const auto* given = items(state);
  if (given == nullptr) return;
  if (auto* type =
          std::get_if<Document::Type>(&document_.nodes[static_cast<std::size_t>(object)].value)) {
    // numpy.dtype.__setstate__: (version, byte order, ...)
    const auto* order = given->size() > 1 ? raw((*given)[1]) : nullptr;
    if (order != nullptr) type->big_endian = *order == ">";
    return;
  }
  const auto* empty = get<Document::Tensor>(object);
  if (empty == nullptr || empty->source >= 0) return;
  // ndarray.__setstate__: (version, shape, type, is column-major, bytes or a list of objects)
  std::vector<std::int64_t> shape;
  if (given->size() != 5 || !whole_numbers((*given)[1], shape)) {
    document_.nodes[static_cast<std::size_t>(object)].value = Document::Object{"numpy.ndarray"};
    return;
  }
  const int source = (*given)[4], type = (*given)[2];
  if (items(source) != nullptr) {
    spend(items(source)->size());
  }
  const auto* column_major = get<bool>((*given)[3]);
  const int made =
      items(source) != nullptr
          ? rows_of(std::vector<int>(*items(source)), shape,
                    document_.nodes[static_cast<std::size_t>(source)].depth)
          : array(source, type, std::move(shape), column_major != nullptr && *column_major);
  auto& node = document_.nodes[static_cast<std::size_t>(object)];
  node.depth = document_.nodes[static_cast<std::size_t>(made)].depth;
  node.value = std::move(document_.nodes[static_cast<std::size_t>(made)].value);
  document_.nodes[static_cast<std::size_t>(made)].value = Document::None{};
}

int PythonObjects::persistent(int id) {
  const auto* given = items(id);
  const auto* word = given == nullptr || given->size() < 2 ? nullptr : raw((*given)[0]);
  if (word != nullptr && *word == "module") return unknown((*given)[1]);  // a whole model's class
  if (word != nullptr && given->size() < 5) word = nullptr;
  const auto* kind =
      word == nullptr || *word != "storage" ? nullptr : get<Document::Object>((*given)[1]);
  const auto* key = kind == nullptr ? nullptr : raw((*given)[2]);
  if (key == nullptr) return add(Document::Object{"a reference to another file"});
  spend(key->size());
  return add(Document::Storage{storage_type(kind->name), *key, {}});
}

}  // namespace tenprobes::datasets
