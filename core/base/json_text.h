// JSON from outside: every document that a user brings is read here, so that limits and sentences
// are the same everywhere.
//
//   const auto document = parse_json<nlohmann::ordered_json>(bytes, "device.json");
//
// Encodings: UTF-8 with or without a byte-order mark, UTF-16. The limits are those of
// core/base/limits.h. A key that comes twice in one object is refused: either value could be meant.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <vector>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/lines.h"
#include "core/base/text_encoding.h"

namespace tenprobes {

/// Where in a text a byte stands, and what is wrong there: "line 3, column 14: ...". `at` counts
/// from 1, as the parser counts.
std::string json_fault(std::string_view text, std::size_t at);

/// The line, from 1, on which a value starts. `value` counts from 0 all that stand in a valid text,
/// lists and objects before what they hold; names of values are none.
int json_line(std::string_view text, std::size_t value);

/// Throws Error where the bytes are a known file of another kind (foreign_files.h).
void refuse_foreign(std::string_view bytes, const std::string& name);

/// Builds a document as its parts come, without recursion.
template <class Json>
class JsonBuilder {
 public:
  JsonBuilder(std::string_view text, const std::string& name, int deepest)
      : text_(text), name_(name), deepest_(deepest) {}

  Json document;

  bool null() { return place(nullptr); }
  bool boolean(bool value) { return place(value); }
  bool number_integer(typename Json::number_integer_t value) { return place(value); }
  bool number_unsigned(typename Json::number_unsigned_t value) { return place(value); }
  bool number_float(typename Json::number_float_t value, const std::string&) {
    return place(value);
  }
  bool string(std::string& value) { return place(std::move(value)); }
  bool binary(typename Json::binary_t&) { return false; }
  bool start_object(std::size_t) {
    open(Json::value_t::object);
    keys_.emplace_back();
    return true;
  }
  bool start_array(std::size_t) { return open(Json::value_t::array); }
  bool end_object() {
    keys_.pop_back();
    open_.pop_back();
    return true;
  }
  bool end_array() {
    open_.pop_back();
    return true;
  }
  bool key(std::string& key) {
    if (!keys_.back().insert(key).second) {
      throw fault("the key " + Json(key.substr(0, 60)).dump(-1, ' ', true) +
                  " comes twice in one object: keep one of them");
    }
    key_ = std::move(key);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    throw Error(name_ + ", " + json_fault(text_, position));
  }

 private:
  /// At the value that comes next.
  Error fault(const std::string& what) const {
    return Error(at_line(name_, json_line(text_, count_)) + what);
  }

  template <class Value>
  bool place(Value&& value) {
    add(Json(std::forward<Value>(value)));
    return true;
  }

  Json* add(Json&& value) {
    if (count_ == limits::values) {
      throw fault("holds more than " + std::to_string(limits::values) + " values");
    }
    ++count_;
    if (open_.empty()) {
      document = std::move(value);
      return &document;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      auto& items = parent.template get_ref<typename Json::array_t&>();
      items.push_back(std::move(value));
      return &items.back();
    }
    auto& members = parent.template get_ref<typename Json::object_t&>();
    if constexpr (std::is_same_v<Json, nlohmann::ordered_json>) {
      // Its own emplace() looks through all members first; key() has looked already.
      using Members = std::vector<typename Json::object_t::value_type>;
      return &static_cast<Members&>(members).emplace_back(std::move(key_), std::move(value)).second;
    } else {
      return &members.emplace(std::move(key_), std::move(value)).first->second;
    }
  }

  bool open(typename Json::value_t type) {
    if (static_cast<int>(open_.size()) >= deepest_) {
      throw fault("its lists and objects stand more than " + std::to_string(deepest_) +
                  " deep in one another, which no file of this kind needs");
    }
    open_.push_back(add(Json(type)));
    return true;
  }

  std::string_view text_;
  const std::string& name_;
  int deepest_;
  std::size_t count_ = 0;
  std::vector<Json*> open_;
  std::vector<std::unordered_set<std::string>> keys_;
  std::string key_;
};

/// The document in `bytes`. `name` is how errors call the file. Throws Error on anything that is not
/// JSON (with line and column), holds a key twice, or is beyond `most_bytes` or `deepest`.
template <class Json>
Json parse_json(std::string_view bytes, const std::string& name,
                std::size_t most_bytes = limits::json_bytes, int deepest = limits::json_depth) {
  if (bytes.size() > most_bytes) {
    throw Error(name + ": is larger than the " + limits::size_text(most_bytes) +
                " that are read of such a file");
  }
  refuse_foreign(bytes, name);
  const std::string text = utf8_text(bytes, name);
  JsonBuilder<Json> builder(text, name, deepest);
  Json::sax_parse(text, &builder);
  return std::move(builder.document);
}

}  // namespace tenprobes
