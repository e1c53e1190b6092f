#include "core/datasets/value.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/bits.h"
#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"

namespace tenprobes::datasets {
namespace {

double half_precision(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const double mantissa = bits & 1023;
  double value = 0;
  if (exponent == 31) {
    value = mantissa == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  } else {
    value = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
  }
  return (bits >> 15) != 0 ? -value : value;
}

/// The product of a shape, or -1 where it is more than is read.
std::int64_t count_of(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || (size > 0 && count > limits::tensor_numbers / size)) return -1;
    count *= size;
  }
  return count;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t size : shape) text += (text.empty() ? "" : " x ") + std::to_string(size);
  return text.empty() ? "1" : text;
}

std::string_view source_bytes(const Document& document, const Document::Tensor& tensor) {
  const auto& source = document.nodes[static_cast<std::size_t>(tensor.source)].value;
  if (const auto* bytes = std::get_if<Document::Bytes>(&source)) return bytes->bytes;
  if (const auto* text = std::get_if<std::string>(&source)) return *text;  // Python 2's bytes
  return std::get<Document::Storage>(source).bytes;
}

void check_tensor(const Document& document, const Document::Tensor& tensor,
                  const std::string& name) {
  const std::int64_t count = count_of(tensor.shape);
  if (tensor.shape.size() > static_cast<std::size_t>(limits::tensor_dimensions) || count < 0) {
    throw Error(name + ": holds an array of " + shape_text(tensor.shape) + " numbers; at most " +
                std::to_string(limits::tensor_numbers) + " in " +
                std::to_string(limits::tensor_dimensions) + " dimensions are read");
  }
  const Error empty(name + ": is damaged: an array has no numbers; copy or save it again");
  if (tensor.source < 0 || tensor.type == NumberType::unknown) throw empty;
  const auto& source = document.nodes[static_cast<std::size_t>(tensor.source)].value;
  if (!std::holds_alternative<Document::Bytes>(source) &&
      !std::holds_alternative<std::string>(source) &&
      !std::holds_alternative<Document::Storage>(source)) {
    throw empty;
  }
  if (count == 0) return;
  const auto width = static_cast<std::int64_t>(width_of(tensor.type));
  const auto available = static_cast<std::int64_t>(source_bytes(document, tensor).size()) / width;
  std::int64_t last = tensor.offset;
  bool inside = last >= 0 && last < available;
  for (std::size_t i = 0; inside && i < tensor.shape.size(); ++i) {
    const std::int64_t steps = tensor.shape[i] - 1, stride = tensor.strides[i];
    inside = stride >= 0 && (steps == 0 || stride <= (available - 1 - last) / steps);
    if (inside) last += steps * stride;
  }
  if (!inside) {
    throw Error(
        name + ": an array of " + shape_text(tensor.shape) +
        " numbers has too few bytes: the file is cut off or damaged; copy or save it again");
  }
}

}  // namespace

double number_from(std::string_view bytes, NumberType type, bool big_endian) {
  std::uint64_t bits = 0;
  const std::size_t width = width_of(type);
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t at = big_endian ? i : width - 1 - i;
    bits = bits << 8 | static_cast<unsigned char>(bytes[at]);
  }
  switch (type) {
    case NumberType::f16:
      return half_precision(static_cast<std::uint16_t>(bits));
    case NumberType::bf16:
      return bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
    case NumberType::f32:
      return bit_cast<float>(static_cast<std::uint32_t>(bits));
    case NumberType::f64:
      return bit_cast<double>(bits);
    case NumberType::i8:
      return static_cast<std::int8_t>(bits);
    case NumberType::i16:
      return static_cast<std::int16_t>(bits);
    case NumberType::i32:
      return static_cast<std::int32_t>(bits);
    case NumberType::i64:
      return static_cast<double>(static_cast<std::int64_t>(bits));
    default:
      return static_cast<double>(bits);
  }
}

Value Document::root() const {
  return {*this, root_node};
}

int Document::append(Document&& other) {
  const int first = static_cast<int>(nodes.size());
  for (Node& node : other.nodes) {
    const auto move_items = [first](std::vector<int>& items) {
      for (int& item : items) item += first;
    };
    if (auto* list = std::get_if<List>(&node.value)) move_items(list->items);
    if (auto* dict = std::get_if<Dict>(&node.value)) move_items(dict->items);
    if (auto* tensor = std::get_if<Tensor>(&node.value)) tensor->source += first;
    nodes.push_back(std::move(node));
  }
  return first + other.root_node;
}

void Document::check_tensors(const std::string& name) const {
  for (const Node& node : nodes) {
    if (const auto* tensor = std::get_if<Tensor>(&node.value)) check_tensor(*this, *tensor, name);
  }
}

const std::string* Value::find_text() const {
  if (const auto* text = get<std::string>()) return text;
  const auto* raw = get<Document::Bytes>();
  const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
  const bool is_text = raw != nullptr && raw->bytes.size() <= limits::field_bytes &&
                       std::all_of(raw->bytes.begin(), raw->bytes.end(), is_printable);
  return is_text ? &raw->bytes : nullptr;
}

int Value::size() const {
  if (const auto* list = get<Document::List>()) return static_cast<int>(list->items.size());
  if (const auto* dict = get<Document::Dict>()) return static_cast<int>(dict->items.size() / 2);
  if (const auto* tensor = get<Document::Tensor>())
    return static_cast<int>(count_of(tensor->shape));
  return 0;
}

Value Value::item(int i) const {
  return {*document_, get<Document::List>()->items[static_cast<std::size_t>(i)]};
}

std::pair<Value, Value> Value::pair(int i) const {
  const auto& items = get<Document::Dict>()->items;
  const std::size_t at = 2 * static_cast<std::size_t>(i);
  return {{*document_, items[at]}, {*document_, items[at + 1]}};
}

std::vector<double> Value::tensor_numbers() const {
  const auto& tensor = *get<Document::Tensor>();
  const std::string_view bytes = source_bytes(*document_, tensor);
  const std::size_t width = width_of(tensor.type), dimensions = tensor.shape.size();
  std::vector<double> numbers(static_cast<std::size_t>(count_of(tensor.shape)));
  std::vector<std::int64_t> place(dimensions);
  for (double& number : numbers) {
    std::int64_t at = tensor.offset;
    for (std::size_t i = 0; i < dimensions; ++i) at += place[i] * tensor.strides[i];
    number = number_from(bytes.substr(static_cast<std::size_t>(at) * width), tensor.type,
                         tensor.big_endian);
    for (std::size_t i = dimensions; i-- > 0 && ++place[i] == tensor.shape[i];) place[i] = 0;
  }
  return numbers;
}

std::optional<Value> Value::find(std::string_view key) const {
  for (int i = 0; i < (is_dict() ? size() : 0); ++i) {
    const auto [each, value] = pair(i);
    if (each.is_text() && each.text() == key) return value;
  }
  return std::nullopt;
}

std::optional<std::vector<double>> Value::numbers() const {
  if (is_tensor()) {
    int long_ones = 0;
    for (const std::int64_t size : shape()) long_ones += size != 1;
    return long_ones <= 1 ? std::optional(tensor_numbers()) : std::nullopt;
  }
  if (!is_list()) return std::nullopt;
  std::vector<double> numbers;
  numbers.reserve(static_cast<std::size_t>(size()));
  for (int i = 0; i < size(); ++i) {
    const Value value = item(i);
    if (value.is_number()) {
      numbers.push_back(value.number());
    } else if (value.is_none()) {
      numbers.push_back(std::numeric_limits<double>::quiet_NaN());
    } else if ((value.is_tensor() || value.is_list()) && value.size() == 1) {
      const Value inner = value.is_list() ? value.item(0) : value;
      if (!inner.is_number() && !inner.is_tensor()) return std::nullopt;
      if (inner.is_tensor() && inner.size() != 1) return std::nullopt;
      numbers.push_back(inner.is_number() ? inner.number() : inner.tensor_numbers()[0]);
    } else {
      return std::nullopt;
    }
  }
  return numbers;
}

std::string Value::description() const {
  const std::string ending = size() == 1 ? "" : "s";
  if (is_list()) return "a list of " + std::to_string(size()) + " value" + ending;
  if (is_dict()) return "a dict of " + std::to_string(size()) + " key" + ending;
  if (is_text()) return "the text " + quote(text());
  if (is_number()) return "the number " + number_text(number());
  if (is_none()) return "nothing (None)";
  if (is_tensor()) return "an array of " + shape_text(shape()) + " numbers";
  if (is_object()) return "a Python object (" + quote(object_name()) + ")";
  if (const bool* value = get<bool>()) return *value ? "the value True" : "the value False";
  return "neither numbers, text, a list nor a dict";
}

}  // namespace tenprobes::datasets
