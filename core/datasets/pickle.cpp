#include "core/datasets/pickle.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "core/base/bits.h"
#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/text_encoding.h"
#include "core/base/text_numbers.h"
#include "core/datasets/byte_reader.h"
#include "core/datasets/python_objects.h"

namespace tenprobes::datasets {
namespace {

using List = Document::List;
using Dict = Document::Dict;

/// The stack machine that a pickle is a program for.
class PickleReader {
 public:
  PickleReader(std::string_view bytes, const std::string& name)
      : name_(name), in_(bytes, name), objects_(document_, name, bytes.size()) {}

  Document read() {
    for (;;) {
      instruction_at_ = in_.position();
      const unsigned char instruction = in_.byte();
      if (instruction == '.') break;
      execute(instruction);
    }
    if (stack_.size() != 1 || !marks_.empty()) fail();
    document_.root_node = stack_.back();
    return std::move(document_);
  }

  std::size_t position() const { return in_.position(); }

 private:
  void execute(unsigned char instruction) {
    switch (instruction) {
      case 0x80:  // PROTO
        if (const int protocol = in_.byte(); protocol > 5) {
          throw Error(name_ + ": is a pickle of protocol " + std::to_string(protocol) +
                      ", which is newer than what is read: save it with protocol=4");
        }
        return;
      case 0x95:  // FRAME: how much may be read ahead
        in_.require(in_.little_endian(8));
        return;
      case '(':
        mark();
        return;
      case '0':  // POP, which takes a mark where one stands on top
        if (!marks_.empty() && marks_.back() == stack_.size()) {
          marks_.pop_back();
        } else {
          drop(1);
        }
        return;
      case '1':
        drop(above_mark());
        return;
      case '2':
        stack_.push_back(top());
        return;
      case 'N':
        return push(Document::None{});
      case 0x88:
        return push(true);
      case 0x89:
        return push(false);
      case 'I':
        return push_line_integer();
      case 'J':
        return push(std::int64_t{static_cast<std::int32_t>(in_.little_endian(4))});
      case 'K':
        return push(static_cast<std::int64_t>(in_.little_endian(1)));
      case 'M':
        return push(static_cast<std::int64_t>(in_.little_endian(2)));
      case 'L':
        return push_line_integer();
      case 0x8a:
        return push_long(in_.byte());
      case 0x8b:
        return push_long(in_.little_endian(4));
      case 'F':
        return push_line_float();
      case 'G':
        return push(bit_cast<double>(in_.big_endian(8)));
      case 'S':
        return push(quoted_line());
      case 'V':
        return push(escaped_line());
      case 0x8c:
      case 'U':
        return push(std::string(in_.take(in_.little_endian(1))));
      case 'X':
      case 'T':
        return push(std::string(in_.take(in_.little_endian(4))));
      case 0x8d:
        return push(std::string(in_.take(in_.little_endian(8))));
      case 'C':
        return push(Document::Bytes{std::string(in_.take(in_.little_endian(1)))});
      case 'B':
        return push(Document::Bytes{std::string(in_.take(in_.little_endian(4)))});
      case 0x8e:
      case 0x96:
        return push(Document::Bytes{std::string(in_.take(in_.little_endian(8)))});
      case ']':
      case ')':
      case 0x8f:  // a set
        return push(List{});
      case '}':
        return push(Dict{});
      case 'a':
        return append(1);
      case 'e':
      case 0x90:
        return append(above_mark());
      case 's':
        return set_items(2);
      case 'u':
        return set_items(above_mark());
      case 'l':
      case 't':
      case 0x91:
        return make<List>(above_mark());
      case 'd':
        return make_dict(above_mark());
      case 0x85:
        return make<List>(1);
      case 0x86:
        return make<List>(2);
      case 0x87:
        return make<List>(3);
      case 'p':
        memo_[line_key()] = top();
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
      case 'g':
        return recall(line_key());
      case 'h':
        return recall(in_.little_endian(1));
      case 'j':
        return recall(in_.little_endian(4));
      case 'c': {
        const std::string_view module = in_.take_line();
        stack_.push_back(objects_.global(module, in_.take_line()));
        return;
      }
      case 0x93:
        return stack_global();
      case 'R':
      case 0x81:
        return call(2);
      case 0x92:  // with arguments by name, which nothing that is read has
        need(3);
        drop(1);
        return call(2);
      case 'i': {
        const std::string_view module = in_.take_line();
        const int made = objects_.global(module, in_.take_line());
        drop(above_mark());
        stack_.push_back(made);
        return;
      }
      case 'o': {
        const std::size_t count = above_mark();
        if (count == 0) fail();
        const int made = stack_[stack_.size() - count];
        drop(count);
        stack_.push_back(made);
        return;
      }
      case 'b':
        return build();
      case 'P':
        in_.take_line();
        return push(Document::Object{"a reference to another file"});
      case 'Q': {
        const int made = objects_.persistent(top());
        drop(1);
        stack_.push_back(made);
        return;
      }
      default:
        fail();
    }
  }

  [[noreturn]] void fail() const {
    throw Error(name_ + ": is damaged, or not the pickle that it begins as (at byte " +
                std::to_string(instruction_at_) + "): copy or save it again");
  }

  [[noreturn]] void fail_depth() const {
    throw Error(name_ + ": its lists and dicts stand more than " +
                std::to_string(limits::pickle_depth) +
                " deep in one another, which no file of measurements needs");
  }

  void push(decltype(Document::Node::value) value) {
    stack_.push_back(objects_.add(std::move(value)));
  }

  void push_long(std::uint64_t length) {
    const std::string_view digits = in_.take(length);
    std::uint64_t number = 0;
    if (length > 8) return push_very_long(digits);
    for (std::size_t i = digits.size(); i-- > 0;) {
      number = number << 8 | static_cast<unsigned char>(digits[i]);
    }
    if (length == 0) return push(std::int64_t{0});
    const int unused = 64 - 8 * static_cast<int>(length);
    push(static_cast<std::int64_t>(number << unused) >> unused);
  }

  /// Beyond what is counted exactly, the nearest double.
  void push_very_long(std::string_view digits) {
    const bool negative = (static_cast<unsigned char>(digits.back()) & 0x80) != 0;
    double number = 0;
    for (std::size_t i = digits.size(); i-- > 0;) {
      const auto byte = static_cast<unsigned char>(digits[i]);
      number = 256 * number + (negative ? 255 - byte : byte);
    }
    push(negative ? -number - 1 : number);
  }

  void push_line_integer() {
    std::string_view line = trimmed(in_.take_line());
    if (line == "00") return push(false);
    if (line == "01") return push(true);
    if (line.ends_with('L')) line.remove_suffix(1);
    const auto number = parse_number(line);
    if (!number || line.find_first_of(".eE") != std::string_view::npos) fail();
    constexpr double exact = 9007199254740992.0;  // 2^53
    if (*number < -exact || *number > exact) return push(*number);
    push(static_cast<std::int64_t>(*number));
  }

  void push_line_float() {
    const std::string_view line = trimmed(in_.take_line());
    const auto number = parse_number(line);
    if (number) return push(*number);
    if (line == "nan" || line == "-nan") return push(std::numeric_limits<double>::quiet_NaN());
    if (line == "inf") return push(std::numeric_limits<double>::infinity());
    if (line == "-inf") return push(-std::numeric_limits<double>::infinity());
    fail();
  }

  static int hexadecimal(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
  }

  /// The character that `digits` hexadecimal digits after `at` name; moves `at` behind them.
  char32_t escaped(std::string_view line, std::size_t& at, std::size_t digits) const {
    char32_t code = 0;
    for (std::size_t i = 0; i < digits; ++i, ++at) {
      const int digit = at < line.size() ? hexadecimal(line[at]) : -1;
      if (digit < 0) fail();
      code = code << 4 | static_cast<char32_t>(digit);
    }
    return code;
  }

  /// Python 2's repr of bytes.
  std::string quoted_line() {
    std::string_view line = trimmed(in_.take_line());
    if (line.size() < 2 || line.front() != line.back() ||
        (line.front() != '\'' && line.front() != '"')) {
      fail();
    }
    line = line.substr(1, line.size() - 2);
    std::string text;
    for (std::size_t at = 0; at < line.size();) {
      if (line[at] != '\\' || at + 1 == line.size()) {
        text += line[at++];
        continue;
      }
      const char kind = line[at + 1];
      at += 2;
      switch (kind) {
        case 'n':
          text += '\n';
          break;
        case 't':
          text += '\t';
          break;
        case 'r':
          text += '\r';
          break;
        case 'x':
          text += static_cast<char>(static_cast<unsigned char>(escaped(line, at, 2)));
          break;
        default:
          text += kind;
      }
    }
    return text;
  }

  /// Text with \uXXXX, its raw-unicode-escape form.
  std::string escaped_line() {
    const std::string_view line = in_.take_line();
    std::string text;
    for (std::size_t at = 0; at < line.size();) {
      const bool short_one = line.substr(at).starts_with("\\u");
      if (short_one || line.substr(at).starts_with("\\U")) {
        at += 2;
        const char32_t code = escaped(line, at, short_one ? 4 : 8);
        if (code > 0x10ffff) fail();
        append_utf8(text, code);
      } else {
        append_utf8(text, static_cast<unsigned char>(line[at++]));
      }
    }
    return text;
  }

  std::uint64_t line_key() {
    const auto key = parse_whole_number(in_.take_line());
    if (!key) fail();
    return static_cast<std::uint64_t>(*key);
  }

  void mark() {
    if (marks_.size() >= limits::pickle_marks) fail_depth();
    marks_.push_back(stack_.size());
  }

  /// How many values lie above the last mark, which is taken away.
  std::size_t above_mark() {
    if (marks_.empty()) fail();
    const std::size_t count = stack_.size() - marks_.back();
    marks_.pop_back();
    return count;
  }

  void need(std::size_t count) const {
    const std::size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() - floor < count) fail();
  }

  void drop(std::size_t count) {
    need(count);
    stack_.resize(stack_.size() - count);
  }

  int top() const {
    need(1);
    return stack_.back();
  }

  void recall(std::uint64_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) fail();
    stack_.push_back(found->second);
  }

  Document::Node& node(int i) { return document_.nodes[static_cast<std::size_t>(i)]; }

  /// Moves the topmost `count` values into a container. What stands in a container stays as it is
  /// from then on, so nothing can come to contain itself.
  void move_into(int container, std::vector<int>& items, std::size_t count) {
    for (auto value = stack_.end() - static_cast<std::ptrdiff_t>(count); value != stack_.end();
         ++value) {
      if (*value == container) fail();
      node(*value).placed = true;
      int& depth = node(container).depth;
      depth = std::max(depth, node(*value).depth + 1);
      if (depth > limits::pickle_depth) fail_depth();
      items.push_back(*value);
    }
    stack_.resize(stack_.size() - count);
  }

  template <class Container>
  void fill(std::size_t count) {
    need(count + 1);
    const int container = stack_[stack_.size() - count - 1];
    if (std::holds_alternative<Document::Object>(node(container).value)) return drop(count);
    Container* found = std::get_if<Container>(&node(container).value);
    if (found == nullptr || (node(container).placed && count > 0)) fail();
    move_into(container, found->items, count);
  }

  void append(std::size_t count) { fill<List>(count); }

  void set_items(std::size_t count) {
    if (count % 2 != 0) fail();
    fill<Dict>(count);
  }

  template <class Container>
  void make(std::size_t count) {
    need(count);
    const int made = objects_.add(Container{});
    std::vector<int> items;
    items.reserve(count);
    move_into(made, items, count);
    std::get<Container>(node(made).value).items = std::move(items);
    stack_.push_back(made);
  }

  void make_dict(std::size_t count) {
    if (count % 2 != 0) fail();
    make<Dict>(count);
  }

  void stack_global() {
    need(2);
    const auto* member = std::get_if<std::string>(&node(stack_[stack_.size() - 1]).value);
    const auto* module = std::get_if<std::string>(&node(stack_[stack_.size() - 2]).value);
    if (member == nullptr || module == nullptr) fail();
    const int made = objects_.global(*module, *member);
    drop(2);
    stack_.push_back(made);
  }

  void call(std::size_t count) {
    need(count);
    const int arguments = stack_.back(), callable = stack_[stack_.size() - 2];
    const int made = objects_.call(callable, arguments);
    if (node(made).depth > limits::pickle_depth) fail_depth();
    drop(count);
    stack_.push_back(made);
  }

  void build() {
    need(2);
    const int state = stack_.back(), object = stack_[stack_.size() - 2];
    if (object != state && !node(object).placed) {
      // An array's state may be in it only after it is whole.
      objects_.build(object, state);
      if (node(object).depth > limits::pickle_depth) fail_depth();
    }
    drop(1);
  }

  const std::string& name_;
  ByteReader in_;
  std::size_t instruction_at_ = 0;
  Document document_;
  PythonObjects objects_;
  std::vector<int> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, int> memo_;
};

}  // namespace

namespace {

/// "cposix\nsystem\n...": protocols 0 and 1 of an object begin with its module and name.
bool begins_with_global(std::string_view bytes) {
  const std::size_t first = bytes.find('\n');
  if (!bytes.starts_with('c') || first == std::string_view::npos) return false;
  const std::size_t second = bytes.find('\n', first + 1);
  if (second == std::string_view::npos || first == 1 || second == first + 1) return false;
  const std::string_view names = bytes.substr(1, second - 1);
  return std::all_of(names.begin(), names.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '\n';
  });
}

}  // namespace

bool is_pickle(std::string_view bytes) {
  if (bytes.size() >= 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] < 32) return true;
  // No text begins so: what does and has no end was cut off.
  for (const std::string_view start : {"(lp0\n", "(lp1\n", "(dp0\n", "(dp1\n", "cnumpy", "ctorch",
                                       "cpandas", "ccollections\n", "ccopy_reg\n"}) {
    if (bytes.starts_with(start)) return true;
  }
  if (!bytes.ends_with('.')) return false;
  for (const std::string_view start : {"(lp", "(dp", "(F", "(G", "(I", "(K", "(J", "(M", "(l.",
                                       "(d.", "]q", "}q", "]r", "}r", "(tp"}) {
    if (bytes.starts_with(start)) return true;
  }
  return begins_with_global(bytes);
}

Document parse_pickle(std::string_view bytes, const std::string& name) {
  std::string_view rest = bytes;
  Document document = take_pickle(rest, name);
  if (!rest.empty()) {
    throw Error(name + ": holds something else after its first pickle: save one object only");
  }
  document.check_tensors(name);
  return document;
}

Document take_pickle(std::string_view& bytes, const std::string& name) {
  PickleReader reader(bytes, name);
  Document document = reader.read();
  bytes.remove_prefix(reader.position());
  return document;
}

}  // namespace tenprobes::datasets
