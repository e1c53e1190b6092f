// An ONNX model under construction, in protobuf's wire format (onnx.proto3, IR version 4 to 8). For
// what exports networks (onnx.cpp, layered/chain_onnx.cpp).
//
//   Graph graph;
//   const std::string scale = graph.constant("scale", {1}, {&two, 1});
//   graph.node("Mul", {"images", scale}, {}, "logits");
//   std::string bytes = graph.finish("twice", 13, {1, 3, 32, 32}, {1, 3, 32, 32});
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::network::onnx {

/// A protobuf message: fields of varints (type 0), 32 bits (5) and bytes (2).
class Message {
 public:
  void integer(int field, std::int64_t value);
  void number(int field, float value);
  void text(int field, std::string_view value);
  void message(int field, const Message& value) { text(field, value.bytes_); }

  const std::string& bytes() const { return bytes_; }

 private:
  void varint(std::uint64_t value);
  std::string bytes_;
};

using Shape = std::vector<std::int64_t>;

Message integers_attribute(const std::string& name, const Shape& values);
Message integer_attribute(const std::string& name, std::int64_t value);
Message float_attribute(const std::string& name, float value);

/// One input, "images", and one output, "logits", both float32.
class Graph {
 public:
  /// Returns the name of the node's output.
  std::string node(const std::string& operation, const std::vector<std::string>& inputs,
                   const std::vector<Message>& attributes = {}, std::string output = {});
  /// Returns the name of the constant.
  std::string constant(const std::string& name, const Shape& shape, std::span<const float> values);
  std::string constant(const std::string& name, std::span<const std::int64_t> values);

  /// The model's bytes; nothing may be added after it.
  std::string finish(const std::string& name, int opset, const Shape& images, const Shape& logits);

 private:
  std::string add_constant(const std::string& name, const Shape& shape, int type,
                           std::string_view bytes);
  Message graph_;
  int nodes_ = 0, constants_ = 0;
};

}  // namespace tenprobes::network::onnx
