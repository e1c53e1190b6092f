#include "core/datasets/pickle.h"

#include <algorithm>
#include <cstdio>
#include <unordered_map>

#include "core/base/bits.h"
#include "core/base/error.h"
#include "core/datasets/byte_reader.h"
#include "core/base/quote.h"

namespace tenprobes::datasets {
namespace {

constexpr int depth_limit = 32;
constexpr std::size_t mark_limit = 64;
constexpr std::size_t node_limit = 1u << 26;

struct NamedOpcode {
  unsigned char code;
  const char* name;
};

/// Opcodes that are refused, so that the sentence can name them.
constexpr NamedOpcode refused_opcodes[] = {
    {'0', "POP"},
    {'1', "POP_MARK"},
    {'2', "DUP"},
    {'F', "FLOAT"},
    {'I', "INT"},
    {'L', "LONG"},
    {'P', "PERSID"},
    {'Q', "BINPERSID"},
    {'R', "REDUCE"},
    {'S', "STRING"},
    {'V', "UNICODE"},
    {'b', "BUILD"},
    {'c', "GLOBAL"},
    {'d', "DICT"},
    {'g', "GET"},
    {'i', "INST"},
    {'l', "LIST"},
    {'o', "OBJ"},
    {'p', "PUT"},
    {0x81, "NEWOBJ"},
    {0x82, "EXT1"},
    {0x83, "EXT2"},
    {0x84, "EXT4"},
    {0x8b, "LONG4"},
    {'B', "BINBYTES"},
    {'C', "SHORT_BINBYTES"},
    {0x8e, "BINBYTES8"},
    {0x8f, "EMPTY_SET"},
    {0x90, "ADDITEMS"},
    {0x91, "FROZENSET"},
    {0x92, "NEWOBJ_EX"},
    {0x93, "STACK_GLOBAL"},
    {0x96, "BYTEARRAY8"},
    {0x97, "NEXT_BUFFER"},
    {0x98, "READONLY_BUFFER"},
};

std::string name_of_opcode(unsigned char opcode) {
  for (const NamedOpcode& known : refused_opcodes) {
    if (known.code == opcode) return known.name;
  }
  char text[8];
  std::snprintf(text, sizeof text, "0x%02x", opcode);
  return text;
}

}  // namespace

/// The stack machine that a pickle is a program for.
class PickleReader {
 public:
  PickleReader(std::string_view bytes, const std::string& name) : name_(name), in_(bytes, name) {}

  Pickle read() {
    if (in_.at_end() || in_.byte() != 0x80) fail_here("does not begin with PROTO");
    const int protocol = in_.byte();
    if (protocol < 2 || protocol > 5) {
      throw Error(name_ + ": a pickle of protocol " + std::to_string(protocol) +
                  "; only 2 to 5 are read");
    }
    for (;;) {
      opcode_at_ = in_.position();
      const unsigned char opcode = in_.byte();
      if (opcode == '.') break;
      execute(opcode);
    }
    if (stack_.size() != 1 || !marks_.empty()) fail_here("STOP finds not just one value");
    if (!in_.at_end()) fail_here("bytes follow its STOP");
    pickle_.root_ = stack_.back();
    return std::move(pickle_);
  }

 private:
  using Node = Pickle::Node;
  using List = Pickle::List;
  using Dict = Pickle::Dict;

  void execute(unsigned char opcode) {
    switch (opcode) {
      case 0x95:
        in_.require(in_.little_endian(8));
        return;  // FRAME: how much may be read ahead
      case '(':
        mark();
        return;
      case 'N':
        push({});
        return;
      case 0x88:
        push(true);
        return;
      case 0x89:
        push(false);
        return;
      case 'J':
        push(std::int64_t{static_cast<std::int32_t>(in_.little_endian(4))});
        return;
      case 'K':
        push(static_cast<std::int64_t>(in_.little_endian(1)));
        return;
      case 'M':
        push(static_cast<std::int64_t>(in_.little_endian(2)));
        return;
      case 0x8a:
        push(long_integer(in_.byte()));
        return;
      case 'G':
        push(bit_cast<double>(in_.big_endian(8)));
        return;
      case 0x8c:
      case 'U':
        push(std::string(in_.take(in_.little_endian(1))));
        return;
      case 'X':
      case 'T':
        push(std::string(in_.take(in_.little_endian(4))));
        return;
      case 0x8d:
        push(std::string(in_.take(in_.little_endian(8))));
        return;
      case ']':
      case ')':
        push(List{});
        return;
      case '}':
        push(Dict{});
        return;
      case 'a':
        append(1);
        return;
      case 'e':
        append(above_mark());
        return;
      case 's':
        set_items(2);
        return;
      case 'u':
        set_items(above_mark());
        return;
      case 't':
        make_tuple(above_mark());
        return;
      case 0x85:
        make_tuple(1);
        return;
      case 0x86:
        make_tuple(2);
        return;
      case 0x87:
        make_tuple(3);
        return;
      case 'q':
        memo_[in_.little_endian(1)] = top();
        return;
      case 'r':
        memo_[in_.little_endian(4)] = top();
        return;
      case 0x94:
        memo_[memo_.size()] = top();
        return;
      case 'h':
        recall(in_.little_endian(1));
        return;
      case 'j':
        recall(in_.little_endian(4));
        return;
      default:
        refuse(opcode);
    }
  }

  [[noreturn]] void refuse(unsigned char opcode) const {
    throw Error(name_ + ": the pickle opcode " + name_of_opcode(opcode) + " at byte " +
                std::to_string(opcode_at_) +
                " is refused: only lists, tuples, dicts, numbers and text are read");
  }

  [[noreturn]] void fail_here(const std::string& what) const {
    throw Error(name_ + ": not a valid pickle: " + what + " (byte " + std::to_string(opcode_at_) +
                ")");
  }

  void push(decltype(Node::value) value) {
    if (pickle_.nodes_.size() >= node_limit) fail_here("it holds too many values");
    pickle_.nodes_.push_back({std::move(value), 0, false});
    stack_.push_back(static_cast<int>(pickle_.nodes_.size()) - 1);
  }

  std::int64_t long_integer(std::size_t length) {
    if (length > 8) fail_here("an integer has more than 64 bits");
    if (length == 0) return 0;
    const int unused = 64 - 8 * static_cast<int>(length);
    return static_cast<std::int64_t>(in_.little_endian(length) << unused) >> unused;
  }

  void mark() {
    if (marks_.size() >= mark_limit) fail_here("it is nested too deeply");
    marks_.push_back(stack_.size());
  }

  /// How many values lie above the last mark, which is taken away.
  std::size_t above_mark() {
    if (marks_.empty()) fail_here("an opcode finds no MARK");
    const std::size_t count = stack_.size() - marks_.back();
    marks_.pop_back();
    return count;
  }

  void need(std::size_t count) const {
    const std::size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() - floor < count) fail_here("an opcode finds too few values");
  }

  int top() const {
    need(1);
    return stack_.back();
  }

  void recall(std::uint64_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) fail_here("it recalls a value that it has not stored");
    stack_.push_back(found->second);
  }

  /// Moves the topmost `count` values into a container. What stands in a container stays as it is
  /// from then on, so nothing can come to contain itself.
  void move_into(int container, std::vector<int>& items, std::size_t count) {
    for (auto value = stack_.end() - static_cast<std::ptrdiff_t>(count); value != stack_.end();
         ++value) {
      if (*value == container) fail_here("a container contains itself");
      Node& node = pickle_.nodes_[static_cast<std::size_t>(*value)];
      node.placed = true;
      int& depth = pickle_.nodes_[static_cast<std::size_t>(container)].depth;
      depth = std::max(depth, node.depth + 1);
      if (depth > depth_limit) fail_here("it is nested too deeply");
      items.push_back(*value);
    }
    stack_.resize(stack_.size() - count);
  }

  template <class Container>
  void fill(std::size_t count, const char* what) {
    need(count + 1);
    const int container = stack_[stack_.size() - count - 1];
    Node& node = pickle_.nodes_[static_cast<std::size_t>(container)];
    Container* found = std::get_if<Container>(&node.value);
    if (found == nullptr) fail_here(what);
    if (node.placed && count > 0) fail_here("a container changes after it was put into another");
    move_into(container, found->items, count);
  }

  void append(std::size_t count) { fill<List>(count, "it appends to something else than a list"); }

  void set_items(std::size_t count) {
    if (count % 2 != 0) fail_here("a dict's key has no value");
    fill<Dict>(count, "it sets items of something else than a dict");
  }

  void make_tuple(std::size_t count) {
    need(count);
    push(List{});
    const int tuple = stack_.back();
    stack_.pop_back();
    std::vector<int> items;
    move_into(tuple, items, count);
    std::get<List>(pickle_.nodes_[static_cast<std::size_t>(tuple)].value).items = std::move(items);
    stack_.push_back(tuple);
  }

  const std::string& name_;
  ByteReader in_;
  std::size_t opcode_at_ = 0;
  Pickle pickle_;
  std::vector<int> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, int> memo_;
};

Pickle Pickle::parse(std::string_view bytes, const std::string& name) {
  return PickleReader(bytes, name).read();
}

PickleValue Pickle::root() const {
  return {*this, root_};
}

bool PickleValue::is_list() const {
  return std::holds_alternative<Pickle::List>(node_->value);
}
bool PickleValue::is_dict() const {
  return std::holds_alternative<Pickle::Dict>(node_->value);
}
bool PickleValue::is_text() const {
  return std::holds_alternative<std::string>(node_->value);
}
bool PickleValue::is_integer() const {
  return std::holds_alternative<std::int64_t>(node_->value);
}

bool PickleValue::is_number() const {
  return is_integer() || std::holds_alternative<double>(node_->value);
}

int PickleValue::size() const {
  if (is_list()) return static_cast<int>(std::get<Pickle::List>(node_->value).items.size());
  if (is_dict()) return static_cast<int>(std::get<Pickle::Dict>(node_->value).items.size() / 2);
  return 0;
}

PickleValue PickleValue::item(int i) const {
  const auto& items = std::get<Pickle::List>(node_->value).items;
  return {*pickle_, items[static_cast<std::size_t>(i)]};
}

std::pair<PickleValue, PickleValue> PickleValue::pair(int i) const {
  const auto& items = std::get<Pickle::Dict>(node_->value).items;
  const auto at = static_cast<std::size_t>(2 * i);
  return {{*pickle_, items[at]}, {*pickle_, items[at + 1]}};
}

double PickleValue::number() const {
  return is_integer() ? static_cast<double>(integer()) : std::get<double>(node_->value);
}

std::int64_t PickleValue::integer() const {
  return std::get<std::int64_t>(node_->value);
}

const std::string& PickleValue::text() const {
  return std::get<std::string>(node_->value);
}

std::string PickleValue::description() const {
  if (is_list()) return "a list of " + std::to_string(size()) + " values";
  if (is_dict()) return "a dict of " + std::to_string(size()) + " keys";
  if (is_text()) return "the text " + quote(text());
  if (is_number()) return "the number " + number_text(number());
  return "neither a number, text, a list nor a dict";
}

}  // namespace tenprobes::datasets
