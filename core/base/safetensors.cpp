#include "core/base/safetensors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/foreign_files.h"
#include "core/base/hash.h"
#include "core/base/json_text.h"
#include "core/base/limits.h"

static_assert(std::endian::native == std::endian::little,
              "tensors are copied as they lie in memory");

namespace tenprobes {
namespace {

using nlohmann::json;

constexpr const char* format_version = "1";
constexpr std::size_t length_bytes = 8;
// __metadata__ and each tensor's shape nest three levels deep.
constexpr int depth_limit = 3;

void add_number(Fnv1a& hash, std::int64_t number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  hash.add({bytes, sizeof number});
}

/// Text with its length, so that neighbours cannot flow into each other.
void add_text(Fnv1a& hash, std::string_view text) {
  add_number(hash, static_cast<std::int64_t>(text.size()));
  hash.add(text);
}

std::string_view bytes_of(const Tensor& tensor) {
  return {reinterpret_cast<const char*>(tensor.values.data()),
          tensor.values.size() * sizeof(float)};
}

std::string content_hash(const Safetensors& file) {
  Fnv1a hash;
  for (const auto& [key, value] : file.metadata) {
    if (key == "content_hash") continue;
    add_text(hash, key);
    add_text(hash, value);
  }
  for (const auto& [name, tensor] : file.tensors) {
    add_text(hash, name);
    add_number(hash, static_cast<std::int64_t>(tensor.shape.size()));
    for (const std::int64_t size : tensor.shape) add_number(hash, size);
    add_text(hash, bytes_of(tensor));
  }
  return hash.digits();
}

std::string text_of(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  }
  return text + "]";
}

/// The number of values of a shape, or -1 if it is negative somewhere or larger than limit.
std::int64_t value_count(const std::vector<std::int64_t>& shape, std::int64_t limit) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || (size > 0 && count > limit / size)) return -1;
    count *= size;
  }
  return count <= limit ? count : -1;
}

json parse_header(std::string_view text, const std::string& name) {
  json header = parse_json<json>(text, name + ": the safetensors header",
                                 limits::safetensors_header_bytes, depth_limit);
  if (!header.is_object()) throw Error(name + ": the safetensors header is not a JSON object");
  return header;
}

std::map<std::string, std::string> parse_metadata(const json& header, const std::string& name) {
  std::map<std::string, std::string> metadata;
  const auto found = header.find("__metadata__");
  if (found == header.end() || !found->is_object()) {
    throw Error(name + ": the safetensors header has no __metadata__ object");
  }
  for (const auto& [key, value] : found->items()) {
    if (!value.is_string()) throw Error(name + ": the metadata '" + key + "' is not text");
    metadata[key] = value.get<std::string>();
  }
  return metadata;
}

/// A JSON list of whole numbers that are not negative.
std::vector<std::int64_t> parse_numbers(const json& description, const char* field,
                                        const std::string& where) {
  const auto found = description.find(field);
  const std::string expected = where + ": '" + field + "' is not a list of whole numbers";
  if (found == description.end() || !found->is_array()) throw Error(expected);
  std::vector<std::int64_t> numbers;
  for (const json& number : *found) {
    if (!number.is_number_unsigned() || number.get<std::uint64_t>() > INT64_MAX) {
      throw Error(expected);
    }
    numbers.push_back(number.get<std::int64_t>());
  }
  return numbers;
}

struct Placed {
  std::int64_t begin, end;
  std::string name;
  Tensor tensor;
};

Placed parse_tensor(const std::string& tensor_name, const json& description, std::string_view data,
                    const std::string& name) {
  const std::string where = name + ": tensor '" + tensor_name + "'";
  if (!description.is_object()) throw Error(where + " is not described by a JSON object");
  const auto dtype = description.find("dtype");
  if (dtype == description.end() || *dtype != "F32") throw Error(where + " is not of dtype F32");
  Placed placed{0, 0, tensor_name, {parse_numbers(description, "shape", where), {}}};
  const std::vector<std::int64_t> offsets = parse_numbers(description, "data_offsets", where);
  const auto size = static_cast<std::int64_t>(data.size());
  if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > size) {
    throw Error(where + " lies outside the file, which may be truncated");
  }
  placed.begin = offsets[0];
  placed.end = offsets[1];
  const std::int64_t count =
      value_count(placed.tensor.shape, size / static_cast<std::int64_t>(sizeof(float)));
  if (count < 0 || count * static_cast<std::int64_t>(sizeof(float)) != placed.end - placed.begin) {
    throw Error(where + " has the shape " + text_of(placed.tensor.shape) + " but " +
                std::to_string(placed.end - placed.begin) + " bytes");
  }
  placed.tensor.values.resize(static_cast<std::size_t>(count));
  if (count > 0) {
    std::memcpy(placed.tensor.values.data(), data.data() + placed.begin,
                static_cast<std::size_t>(placed.end - placed.begin));
  }
  return placed;
}

void check_cover(std::vector<Placed>& tensors, std::size_t size, const std::string& name) {
  std::sort(tensors.begin(), tensors.end(), [](const Placed& a, const Placed& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::int64_t end = 0;
  for (const Placed& placed : tensors) {
    if (placed.begin != end) {
      throw Error(name + ": tensor '" + placed.name + "' overlaps its neighbour or leaves a gap");
    }
    end = placed.end;
  }
  if (end != static_cast<std::int64_t>(size)) {
    throw Error(name + ": holds " + std::to_string(size) +
                " bytes of tensors, but its header describes " + std::to_string(end));
  }
}

}  // namespace

void Safetensors::add(const std::string& name, std::vector<std::int64_t> shape,
                      std::span<const float> values) {
  const auto count = static_cast<std::int64_t>(values.size());
  if (value_count(shape, count) != count) {
    throw Error("tensor '" + name + "' has " + std::to_string(count) +
                " values, which do not fill the shape " + text_of(shape));
  }
  if (name == "__metadata__" || tensors.contains(name)) {
    throw Error("the tensor name '" + name + "' is taken");
  }
  tensors[name] = {std::move(shape), {values.begin(), values.end()}};
}

const std::vector<float>& Safetensors::floats(const std::string& name,
                                              const std::vector<std::int64_t>& shape) const {
  const auto found = tensors.find(name);
  if (found == tensors.end()) {
    throw fault("the tensor '" + name + "' of shape " + text_of(shape) + " is missing");
  }
  if (found->second.shape != shape) {
    throw fault("the tensor '" + name + "' has the shape " + text_of(found->second.shape) +
                "; expected " + text_of(shape));
  }
  return found->second.values;
}

const std::vector<float>& Safetensors::finite_floats(const std::string& name,
                                                     const std::vector<std::int64_t>& shape) const {
  const std::vector<float>& values = floats(name, shape);
  if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); })) {
    throw fault("the tensor '" + name + "' holds a value that is not finite");
  }
  return values;
}

const std::string& Safetensors::require(const std::string& key) const {
  const auto found = metadata.find(key);
  if (found == metadata.end()) throw fault("the metadata '" + key + "' is missing");
  return found->second;
}

void Safetensors::require_kind(std::string_view kind, std::string_view expected) const {
  const std::string& own = require("kind");
  if (own == kind) return;
  throw fault("is of the kind " + quote(own) + ", not '" + std::string(kind) + "': expected " +
              std::string(expected));
}

Error Safetensors::fault(const std::string& what) const {
  return Error(file_name.empty() ? what : file_name + ": " + what);
}

std::string Safetensors::serialise() const {
  Safetensors signed_file{.file_name = {}, .metadata = metadata, .tensors = {}};
  signed_file.metadata["format_version"] = format_version;
  json header = json::object();
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : tensors) {
    const std::uint64_t end = offset + bytes_of(tensor).size();
    header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  signed_file.tensors = tensors;
  signed_file.metadata["content_hash"] = content_hash(signed_file);
  header["__metadata__"] = signed_file.metadata;
  std::string text;
  try {
    text = header.dump();
  } catch (const json::exception&) {
    throw Error("a tensor's name or the metadata is not UTF-8 text");
  }
  text.resize((text.size() + length_bytes - 1) / length_bytes * length_bytes, ' ');

  const std::uint64_t length = text.size();
  std::string bytes(length_bytes, '\0');
  std::memcpy(bytes.data(), &length, length_bytes);
  bytes += text;
  for (const auto& [name, tensor] : tensors) bytes += bytes_of(tensor);
  return bytes;
}

Safetensors Safetensors::parse(std::string_view bytes, const std::string& name) {
  if (const auto sentence = foreign_file(bytes)) throw Error(name + ": " + *sentence);
  if (bytes.size() < length_bytes)
    throw Error(name + ": is no file of weights or scores (safetensors)");
  std::uint64_t length;
  std::memcpy(&length, bytes.data(), length_bytes);
  bytes.remove_prefix(length_bytes);
  if (!bytes.starts_with('{'))
    throw Error(name + ": is no file of weights or scores (safetensors)");
  if (length > limits::safetensors_header_bytes && length <= bytes.size()) {
    throw Error(name + ": its header is larger than the " +
                limits::size_text(limits::safetensors_header_bytes) + " that are read of one");
  }
  if (length > bytes.size()) {
    throw Error(name + ": not a whole safetensors file: its header should have " +
                std::to_string(length) + " bytes, but " + std::to_string(bytes.size()) + " follow");
  }
  const json header = parse_header(bytes.substr(0, length), name);
  const std::string_view data = bytes.substr(length);

  Safetensors file{.file_name = name, .metadata = {}, .tensors = {}};
  file.metadata = parse_metadata(header, name);
  const auto version = file.metadata.find("format_version");
  if (version == file.metadata.end() || version->second != format_version) {
    throw Error(name + ": its format_version is " +
                (version == file.metadata.end() ? "missing" : "'" + version->second + "'") +
                "; this program reads '" + format_version + "'");
  }
  std::vector<Placed> placed;
  for (const auto& [tensor_name, description] : header.items()) {
    if (tensor_name == "__metadata__") continue;
    placed.push_back(parse_tensor(tensor_name, description, data, name));
  }
  check_cover(placed, data.size(), name);
  for (Placed& one : placed) file.tensors[one.name] = std::move(one.tensor);
  const auto hash = file.metadata.find("content_hash");
  if (hash == file.metadata.end() || hash->second != content_hash(file)) {
    throw Error(name +
                ": its content does not match its content_hash: the file is damaged or was edited");
  }
  return file;
}

}  // namespace tenprobes
