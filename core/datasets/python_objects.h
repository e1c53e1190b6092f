// What the few kinds of Python objects that hold numbers stand for in a Document: NumPy's arrays,
// scalars and types, PyTorch's tensors, ordered dicts. The pickle reader asks; anything unknown
// becomes a Document::Object, its name alone.
#pragma once

#include <string>
#include <string_view>

#include "core/datasets/value.h"

namespace tenprobes::datasets {

class PythonObjects {
 public:
  /// What is copied into new values stays within twice `file_bytes`: a file could ask for the same
  /// copy any number of times. Throws Error beyond that.
  PythonObjects(Document& document, const std::string& name, std::size_t file_bytes)
      : document_(document), name_(name), copies_left_(2 * file_bytes + 1024) {}

  /// A module's member, "torch" and "FloatStorage": the node of a callable or type, by name only.
  int global(std::string_view module, std::string_view member);

  /// What calling `callable` with the tuple `arguments` stands for (nodes).
  int call(int callable, int arguments);

  /// Sets an object's state: an array's numbers, a type's byte order. Any other is passed over.
  void build(int object, int state);

  /// PyTorch's reference to a storage, a tuple ('storage', type, key, place, count, ...).
  int persistent(int id);

  /// An array of the numbers in the node `source`, whose type is the node `type`.
  int array(int source, int type, std::vector<std::int64_t> shape, bool column_major);

  /// NumPy's element type by its text, "<f8".
  int type_of(std::string_view text);

  /// What a source's bytes are, of Python's bytes or of a storage in the file.
  std::string_view source_bytes(int source) const;

  /// A new node.
  int add(decltype(Document::Node::value) value);

 private:
  template <class Kind>
  const Kind* get(int node) const {
    return std::get_if<Kind>(&document_.nodes[static_cast<std::size_t>(node)].value);
  }
  const std::vector<int>* items(int node) const;  ///< of a list or tuple, else null
  const std::string* raw(int node) const;         ///< of bytes or text, else null
  /// Whole numbers of a list or a single one; empty and false if it holds anything else.
  bool whole_numbers(int node, std::vector<std::int64_t>& numbers) const;

  int unknown(int callable);
  int dict_from(const std::vector<int>& arguments);
  int encoded(const std::vector<int>& arguments);
  int number_type(const std::vector<int>& arguments);
  int scalar(const std::vector<int>& arguments);
  /// A list of these nodes; of an array of two dimensions, a list of its rows. `depth` is a row's.
  int rows_of(const std::vector<int>& cells, const std::vector<std::int64_t>& shape, int depth);
  /// `bytes` are no node's own, as nodes move when one is added.
  int text_array(const std::string& bytes, const Document::Type& type,
                 const std::vector<std::int64_t>& shape);
  int array_from_buffer(const std::vector<int>& arguments);
  int tensor(const std::vector<int>& arguments, NumberType type);
  void spend(std::size_t copied);

  Document& document_;
  const std::string& name_;
  std::size_t copies_left_;
};

}  // namespace tenprobes::datasets
