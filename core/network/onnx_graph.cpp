#include "core/network/onnx_graph.h"

#include <cstring>

namespace tenprobes::network::onnx {
namespace {

constexpr int float32_type = 1, int64_type = 7;  // TensorProto.DataType

Message tensor_description(const std::string& name, const Shape& shape) {
  Message dimensions, tensor, type, description;
  for (const std::int64_t size : shape) {
    Message dimension;
    dimension.integer(1, size);
    dimensions.message(1, dimension);
  }
  tensor.integer(1, float32_type);
  tensor.message(2, dimensions);
  type.message(1, tensor);
  description.text(1, name);
  description.message(2, type);
  return description;
}

/// The oldest format that holds the operator set (ONNX, docs/Versioning.md).
int ir_version(int opset) {
  return opset >= 15 ? 8 : opset >= 12 ? 7 : opset == 11 ? 6 : opset == 10 ? 5 : 4;
}

}  // namespace

void Message::integer(int field, std::int64_t value) {
  varint(static_cast<std::uint64_t>(field) << 3);
  varint(static_cast<std::uint64_t>(value));
}

void Message::number(int field, float value) {
  varint(static_cast<std::uint64_t>(field) << 3 | 5);
  char little_endian[4];
  std::memcpy(little_endian, &value, 4);
  bytes_.append(little_endian, 4);
}

void Message::text(int field, std::string_view value) {
  varint(static_cast<std::uint64_t>(field) << 3 | 2);
  varint(value.size());
  bytes_ += value;
}

void Message::varint(std::uint64_t value) {
  for (; value >= 128; value >>= 7) bytes_ += static_cast<char>(value | 128);
  bytes_ += static_cast<char>(value);
}

// Field numbers of onnx.proto3.
Message integers_attribute(const std::string& name, const Shape& values) {
  Message attribute;
  attribute.text(1, name);
  for (const std::int64_t value : values) attribute.integer(8, value);
  attribute.integer(20, 7);  // type INTS
  return attribute;
}

Message integer_attribute(const std::string& name, std::int64_t value) {
  Message attribute;
  attribute.text(1, name);
  attribute.integer(3, value);
  attribute.integer(20, 2);  // type INT
  return attribute;
}

Message float_attribute(const std::string& name, float value) {
  Message attribute;
  attribute.text(1, name);
  attribute.number(2, value);
  attribute.integer(20, 1);  // type FLOAT
  return attribute;
}

std::string Graph::node(const std::string& operation, const std::vector<std::string>& inputs,
                        const std::vector<Message>& attributes, std::string output) {
  if (output.empty()) output = operation + "_" + std::to_string(++nodes_);
  Message node;
  for (const std::string& input : inputs) node.text(1, input);
  node.text(2, output);
  node.text(3, output);
  node.text(4, operation);
  for (const Message& attribute : attributes) node.message(5, attribute);
  graph_.message(1, node);
  return output;
}

std::string Graph::constant(const std::string& name, const Shape& shape,
                            std::span<const float> values) {
  return add_constant(name, shape, float32_type,
                      {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

std::string Graph::constant(const std::string& name, std::span<const std::int64_t> values) {
  return add_constant(name, {static_cast<std::int64_t>(values.size())}, int64_type,
                      {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

std::string Graph::add_constant(const std::string& name, const Shape& shape, int type,
                                std::string_view bytes) {
  std::string unique = name + "_" + std::to_string(++constants_);
  Message tensor;
  for (const std::int64_t size : shape) tensor.integer(1, size);
  tensor.integer(2, type);
  tensor.text(8, unique);
  tensor.text(9, bytes);
  graph_.message(5, tensor);
  return unique;
}

std::string Graph::finish(const std::string& name, int opset, const Shape& images,
                          const Shape& logits) {
  graph_.text(2, name);
  graph_.message(11, tensor_description("images", images));
  graph_.message(12, tensor_description("logits", logits));
  Message operators, model;
  operators.text(1, "");
  operators.integer(2, opset);
  model.integer(1, ir_version(opset));
  model.text(2, "tenprobes");
  model.message(7, graph_);
  model.message(8, operators);
  return model.bytes();
}

}  // namespace tenprobes::network::onnx
