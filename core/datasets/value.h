// What a data file holds, whatever wrote it: plain Python values, arrays, JSON. Readers of containers
// (pickle.h, torch_file.h, npy.h, json_values.h) make a Document; what the values mean is asked
// elsewhere (measurements.h).
//
//   const Document document = read_document(bytes, "raspi4.pt");
//   const Value root = document.root();
//   if (const auto numbers = root.numbers()) use(*numbers);          // a list, an array, a tensor
//   else throw Error("raspi4.pt: holds " + root.description());
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tenprobes::datasets {

class Value;

/// How a number stands in an array's bytes.
enum class NumberType {
  unknown,
  f16,
  bf16,
  f32,
  f64,
  i8,
  i16,
  i32,
  i64,
  u8,
  u16,
  u32,
  u64,
  boolean
};

/// In the order of their types, what files call each: numpy.dtype.str without its byte order; PyTorch's storage, and its dtype, as
/// newer tensors name it beside an untyped storage. Empty: it has no such name.
struct NamedNumberType {
  NumberType type;
  std::size_t bytes;
  std::string_view numpy, torch_storage, torch_dtype;
};
inline constexpr NamedNumberType number_types[] = {
    {NumberType::unknown, 0, "", "", ""},
    {NumberType::f16, 2, "f2", "Half", "float16"},
    {NumberType::bf16, 2, "", "BFloat16", "bfloat16"},
    {NumberType::f32, 4, "f4", "Float", "float32"},
    {NumberType::f64, 8, "f8", "Double", "float64"},
    {NumberType::i8, 1, "i1", "Char", "int8"},
    {NumberType::i16, 2, "i2", "Short", "int16"},
    {NumberType::i32, 4, "i4", "Int", "int32"},
    {NumberType::i64, 8, "i8", "Long", "int64"},
    {NumberType::u8, 1, "u1", "Byte", "uint8"},
    {NumberType::u16, 2, "u2", "", "uint16"},
    {NumberType::u32, 4, "u4", "", "uint32"},
    {NumberType::u64, 8, "u8", "", "uint64"},
    {NumberType::boolean, 1, "b1", "Bool", "bool"},
};

/// Bytes of one number; 0 for unknown.
constexpr std::size_t width_of(NumberType type) {
  return number_types[static_cast<std::size_t>(type)].bytes;
}

/// The number at the front of `bytes`, which hold at least width_of(type). Of 64-bit integers beyond
/// 2^53 the nearest double.
double number_from(std::string_view bytes, NumberType type, bool big_endian);

class Document {
 public:
  struct None {};
  struct Bytes {
    std::string bytes;
  };
  struct List {
    std::vector<int> items;  ///< nodes
  };
  struct Dict {
    std::vector<int> items;  ///< nodes: key, value, key, value, ...
  };
  /// NumPy's and PyTorch's element type; `text` is how it calls itself.
  struct Type {
    NumberType type;
    bool big_endian;
    std::string text;
  };
  /// Numbers that tensors share; `bytes` point into the file or into what the document keeps.
  struct Storage {
    NumberType type;
    std::string key;
    std::string_view bytes;
  };
  struct Tensor {
    NumberType type;
    bool big_endian = false;
    std::vector<std::int64_t> shape, strides;  ///< strides in numbers
    std::int64_t offset = 0;                   ///< in numbers
    int source = -1;                           ///< the node of its Bytes or Storage
  };
  /// Something else of Python's, known by name only: never made, never called.
  struct Object {
    std::string name;  ///< "pandas.core.frame.DataFrame"
  };
  struct Node {
    std::variant<None, bool, std::int64_t, double, std::string, Bytes, List, Dict, Type, Storage,
                 Tensor, Object>
        value;
    int depth = 0;        ///< how deep what it holds is nested
    bool placed = false;  ///< it stands in a container and must not change any more
  };

  Value root() const;

  // For the readers that fill it.
  std::vector<Node> nodes;
  int root_node = 0;
  std::deque<std::string> kept;  ///< bytes that storages point into

  /// Takes in all nodes of another one that keeps no bytes; gives where its root stands now.
  int append(Document&& other);

  /// Throws Error unless every array's numbers lie within its bytes, and are not too many.
  void check_tensors(const std::string& name) const;
};

/// One value of a Document, which it must not outlive. Cheap to copy.
class Value {
 public:
  bool is_list() const { return has<Document::List>(); }  ///< a list, tuple or set
  bool is_dict() const { return has<Document::Dict>(); }
  /// An integer or a float; not a bool.
  bool is_number() const { return is_integer() || has<double>(); }
  bool is_integer() const { return has<std::int64_t>(); }
  /// Or bytes that are one, as Python 2 wrote texts.
  bool is_text() const { return find_text() != nullptr; }
  bool is_none() const { return has<Document::None>(); }
  /// NumPy's array or PyTorch's tensor.
  bool is_tensor() const { return has<Document::Tensor>(); }
  bool is_object() const { return has<Document::Object>(); }

  /// How many values a list, pairs a dict, or numbers a tensor holds; 0 for anything else.
  int size() const;

  // Each of these may be called only where the question above it says so.
  Value item(int i) const;                    ///< of a list, i < size()
  std::pair<Value, Value> pair(int i) const;  ///< key and value of a dict, i < size()
  double number() const { return is_integer() ? static_cast<double>(integer()) : *get<double>(); }
  std::int64_t integer() const { return *get<std::int64_t>(); }
  const std::string& text() const { return *find_text(); }
  /// Of a tensor.
  const std::vector<std::int64_t>& shape() const { return get<Document::Tensor>()->shape; }
  std::vector<double> tensor_numbers() const;  ///< in row-major order
  const std::string& object_name() const { return get<Document::Object>()->name; }

  /// The value of a dict's key of this text.
  std::optional<Value> find(std::string_view key) const;

  /// A list of numbers (each a number or an array of one), or an array with at most one dimension
  /// longer than 1. NaN stays NaN, None becomes NaN; nullopt for anything else.
  std::optional<std::vector<double>> numbers() const;

  /// What it is, for sentences: "a list of 3 values", "the text 'abc'", "a tensor of 4 x 2 numbers",
  /// "a Python object (pandas.core.frame.DataFrame)".
  std::string description() const;

 private:
  friend class Document;
  Value(const Document& document, int node)
      : document_(&document), node_(&document.nodes[static_cast<std::size_t>(node)]) {}
  template <class Kind>
  const Kind* get() const {
    return std::get_if<Kind>(&node_->value);
  }
  template <class Kind>
  bool has() const {
    return std::holds_alternative<Kind>(node_->value);
  }

  const std::string* find_text() const;

  const Document* document_;
  const Document::Node* node_;
};

/// Whether read_document() is for these bytes: a container that is no plain table of text.
bool is_container(std::string_view bytes);

/// Any container that is read: PyTorch's files, pickles, .npy, .npz of one array, JSON. Throws
/// Error.
Document read_document(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
