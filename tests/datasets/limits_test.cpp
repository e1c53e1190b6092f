// core/base/limits.h: at each limit a file is read, and one beyond it the refusal says the limit.
#include "core/base/limits.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/json_fields.h"
#include "core/base/safetensors.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/npy.h"
#include "core/datasets/pickle.h"
#include "core/datasets/value.h"
#include "core/search_space/catalogue/catalogue.h"
#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

/// A pickle of lists in one another.
std::string nested(int depth) {
  std::string program;
  for (int i = 0; i < depth; ++i) program += "]";
  return pickle_program(program + std::string(static_cast<std::size_t>(depth - 1), 'a'));
}

TEST(Limits, PicklesMayBeSoDeep) {
  EXPECT_EQ(complaint([] { parse_pickle(nested(limits::pickle_depth), "x"); }), "");
  EXPECT_COMPLAINT(parse_pickle(nested(limits::pickle_depth + 2), "x"),
                   "stand more than " + number(limits::pickle_depth) + " deep");
  const auto marks = [](std::size_t count) {
    return pickle_program(std::string(count, '(') + std::string(count, 't'));
  };
  EXPECT_EQ(complaint([&] { parse_pickle(marks(limits::pickle_depth), "x"); }), "");
  EXPECT_COMPLAINT(parse_pickle(marks(limits::pickle_marks + 1), "x"), "deep in one another");
}

std::string bytes_array(const std::string& shape, const std::string& bytes) {
  return npy("|u1", "False", "(" + shape + ")", bytes);
}

TEST(Limits, ArraysMayHaveSoManyNumbersAndDimensions) {
  std::string most;
  for (int i = 0; i < limits::tensor_dimensions; ++i) most += "1,";
  EXPECT_EQ(complaint([&] { parse_npy(bytes_array(most, "a"), "x"); }), "");
  EXPECT_NE(complaint([&] { parse_npy(bytes_array(most + "1,", "a"), "x"); }), "");
  const std::string bytes(limits::tensor_numbers, '\1');
  EXPECT_EQ(complaint([&] { parse_npy(bytes_array(number(bytes.size()) + ",", bytes), "x"); }), "");
  EXPECT_COMPLAINT(parse_npy(bytes_array(number(bytes.size() + 1) + ",", bytes + "a"), "x"),
                   "at most " + number(limits::tensor_numbers) + " in " +
                       number(limits::tensor_dimensions) + " dimensions are read");
}

TEST(Limits, AnArchiveMayHoldSoManyArrays) {
  const auto archive = [](std::size_t count) {
    std::vector<ZipFile> files;
    for (std::size_t i = 0; i < count; ++i) {
      files.push_back({"a" + number(i) + ".npy", bytes_array("1,", "a"), 0, 0, ""});
    }
    return zipped(files);
  };
  EXPECT_EQ(complaint([&] { read_document(archive(limits::arrays), "x"); }), "");
  EXPECT_COMPLAINT(read_document(archive(limits::arrays + 1), "x"),
                   "holds more than the " + number(limits::arrays) + " arrays");
}

TEST(Limits, FilesMayBeSoLarge) {
  const std::string large(limits::file_bytes + 1, '\n');
  EXPECT_COMPLAINT(identify(large, "x"), "is larger than the 512 MiB that are read of a file");
  EXPECT_COMPLAINT(identify(std::string_view(large).substr(1), "x"), "holds nothing but blanks");
}

TEST(Limits, SafetensorsMayHaveSuchHeaders) {
  const auto file = [](std::uint64_t length) {
    std::string bytes = little_endian(length, 8) + "{";
    return bytes + std::string(length - 2, ' ') + "}";
  };
  EXPECT_EQ(complaint([&] {
              Safetensors::parse(file(limits::safetensors_header_bytes), "x");
            }).find("its header is larger"),
            std::string::npos);
  EXPECT_COMPLAINT(Safetensors::parse(file(limits::safetensors_header_bytes + 1), "x"),
                   "its header is larger than the 16 MiB that are read of one");
}

TEST(Limits, TextsMayBeSoLong) {
  const auto json = [](std::size_t length) { return Json{{"name", std::string(length, 'a')}}; };
  EXPECT_EQ(complaint([&] {
              const Json document = json(limits::text_bytes);
              Fields(document, "x").text("name");
            }),
            "");
  EXPECT_COMPLAINT(
      [&] {
        const Json document = json(limits::text_bytes + 1);
        Fields(document, "x").text("name");
      }(),
      "is not a text of 1 to 2000 bytes");
}

TEST(Limits, CataloguesMayHaveSuchColumns) {
  const auto catalogue = [](std::size_t features, std::size_t name) {
    std::string header = "name,quality", row = std::string(name, 'a') + ",1";
    for (std::size_t i = 0; i < features; ++i) {
      header += ",f" + number(i);
      row += ",1";
    }
    return header + "\n" + row + "\n";
  };
  EXPECT_EQ(
      complaint([&] { parse_catalogue(catalogue(limits::features, limits::name_bytes), "x"); }),
      "");
  EXPECT_COMPLAINT(parse_catalogue(catalogue(limits::features + 1, 1), "x"),
                   "33 features are too many: at most 32 are read");
  EXPECT_COMPLAINT(parse_catalogue(catalogue(1, limits::name_bytes + 1), "x"),
                   "is not a text of 1 to 200 bytes");
}

}  // namespace
}  // namespace tenprobes::datasets
