#include "core/datasets/npy.h"

#include <algorithm>
#include <charconv>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"
#include "core/datasets/byte_reader.h"
#include "core/datasets/pickle.h"
#include "core/datasets/python_objects.h"

namespace tenprobes::datasets {
namespace {

constexpr std::string_view npy_start("\x93NUMPY", 6);

Error damaged(const std::string& name) {
  return Error(name +
               ": is damaged: the description of its array cannot be read; copy or save it "
               "again");
}

/// What follows 'key': in the header's dict, a Python literal on one line.
std::string_view value_of(std::string_view header, std::string_view key, const std::string& name) {
  const std::string quoted = "'" + std::string(key) + "':";
  const std::size_t found = header.find(quoted);
  if (found == std::string_view::npos) throw damaged(name);
  std::string_view value = header.substr(found + quoted.size());
  while (value.starts_with(' ')) value.remove_prefix(1);
  return value;
}

std::vector<std::int64_t> parse_shape(std::string_view text, const std::string& name) {
  if (!text.starts_with('(')) throw damaged(name);
  std::vector<std::int64_t> shape;
  for (text.remove_prefix(1); !text.starts_with(')');) {
    std::int64_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (error != std::errc() ||
        shape.size() >= static_cast<std::size_t>(limits::tensor_dimensions)) {
      throw damaged(name);
    }
    shape.push_back(size);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    while (text.starts_with(',') || text.starts_with(' ') || text.starts_with('L')) {
      text.remove_prefix(1);
    }
  }
  return shape;
}

/// A column of a structured array.
struct Field {
  std::string_view name, type;
  std::size_t width = 0;  ///< bytes in a row
};

/// Of "[('architecture', '<U95'), ('latency_ms', '<f8')]". Throws Error on columns of anything but one
/// number or text in each row.
std::vector<Field> parse_fields(std::string_view text, const std::string& name) {
  const Error refusal(name +
                      ": holds a table whose columns are more than one number or text in each row: "
                      "save one column of numbers, or a CSV");
  const auto take_quoted = [&] {
    if (!text.starts_with('\'')) throw refusal;
    const std::string_view quoted = text.substr(1, text.find('\'', 1) - 1);
    text.remove_prefix(std::min(quoted.size() + 2, text.size()));
    return quoted;
  };
  std::vector<Field> fields;
  for (text.remove_prefix(1); !text.starts_with(']');) {
    if (!text.starts_with('(') || fields.size() >= limits::arrays) throw refusal;
    text.remove_prefix(1);
    Field field;
    field.name = take_quoted();
    if (!text.starts_with(", ")) throw refusal;
    text.remove_prefix(2);
    field.type = take_quoted();
    if (!text.starts_with(')') || field.type.size() < 3) throw refusal;
    text.remove_prefix(text.starts_with("), ") ? 3 : 1);
    const char kind = field.type[1];
    const auto size = parse_whole_number(field.type.substr(2, field.type.find('[') - 2));
    if (kind == 'O' || !size || *size == 0) throw refusal;
    field.width = static_cast<std::size_t>(*size) * (kind == 'U' ? 4 : 1);
    fields.push_back(field);
  }
  return fields;
}

/// A structured array as a dict of its columns.
void read_columns(Document& document, PythonObjects& objects, std::string_view bytes,
                  const std::vector<Field>& fields, const std::vector<std::int64_t>& shape,
                  const std::string& name) {
  std::size_t row = 0;
  for (const Field& field : fields) row += field.width;
  std::uint64_t rows = row > 0 ? 1 : 0;
  for (const std::int64_t size : shape) {
    if (size < 0 || std::max<std::uint64_t>(rows, size) > bytes.size()) throw cut_off(name);
    rows *= static_cast<std::uint64_t>(size);
  }
  if (row > 0 && rows > bytes.size() / row) throw cut_off(name);
  Document::Dict dict;
  std::size_t begin = 0;
  for (const Field& field : fields) {
    std::string column;
    for (std::size_t at = begin; at < rows * row; at += row)
      column += bytes.substr(at, field.width);
    begin += field.width;
    if (field.name.empty()) continue;  // bytes between columns
    dict.items.push_back(objects.add(std::string(field.name)));
    const int source = objects.add(Document::Bytes{std::move(column)});
    const int made = objects.type_of(field.type);
    dict.items.push_back(objects.array(source, made, {static_cast<std::int64_t>(rows)}, false));
  }
  document.root_node = objects.add(std::move(dict));
  document.nodes.back().depth = 2;
  document.check_tensors(name);
}

}  // namespace

bool is_npy(std::string_view bytes) {
  return bytes.starts_with(npy_start);
}

Document parse_npy(std::string_view bytes, const std::string& name) {
  ByteReader in(bytes, name);
  in.skip(npy_start.size());
  const int version = in.byte();
  in.skip(1);
  if (version < 1 || version > 3) throw damaged(name);
  const std::string_view header = in.take(in.little_endian(version == 1 ? 2 : 4));
  std::string_view type = value_of(header, "descr", name);
  const bool column_major = value_of(header, "fortran_order", name).starts_with("True");
  const std::vector<std::int64_t> shape = parse_shape(value_of(header, "shape", name), name);
  Document document;
  PythonObjects objects(document, name, bytes.size());
  if (type.starts_with('[')) {
    read_columns(document, objects, bytes.substr(in.position()), parse_fields(type, name), shape,
                 name);
    return document;
  }
  if (!type.starts_with('\'')) throw damaged(name);
  type = type.substr(1, type.find('\'', 1) - 1);
  if (type.ends_with('O')) return parse_pickle(bytes.substr(in.position()), name);

  const int source =
      objects.add(Document::Storage{NumberType::unknown, "", bytes.substr(in.position())});
  document.root_node = objects.array(source, objects.type_of(type), shape, column_major);
  document.check_tensors(name);
  if (document.root().is_object()) {
    throw Error(name + ": holds an array of type " + quote(type) +
                ": save plain numbers, e.g. by array.astype('float64')");
  }
  return document;
}

}  // namespace tenprobes::datasets
