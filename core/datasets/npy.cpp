#include "core/datasets/npy.h"

#include <charconv>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/quote.h"
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
  if (!type.starts_with('\'')) {
    throw Error(name + ": holds a table of several columns: save one column of numbers, or a CSV");
  }
  type = type.substr(1, type.find('\'', 1) - 1);
  const bool column_major = value_of(header, "fortran_order", name).starts_with("True");
  const std::vector<std::int64_t> shape = parse_shape(value_of(header, "shape", name), name);
  if (type.ends_with('O')) return parse_pickle(bytes.substr(in.position()), name);

  Document document;
  PythonObjects objects(document, name, bytes.size());
  const int source =
      objects.add(Document::Storage{NumberType::unknown, "", bytes.substr(in.position())});
  const int text = objects.add(std::string(type));
  const int arguments = objects.add(Document::List{{text}});
  const int made = objects.call(objects.global("numpy", "dtype"), arguments);
  document.root_node = objects.array(source, made, shape, column_major);
  document.check_tensors(name);
  if (document.root().is_object()) {
    throw Error(name + ": holds an array of type " + quote(type) +
                ": save plain numbers, e.g. by array.astype('float64')");
  }
  return document;
}

}  // namespace tenprobes::datasets
