// NumPy's arrays and PyTorch's tensors, in every container that holds them.
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/limits.h"
#include "core/datasets/npy.h"
#include "core/datasets/pickle.h"
#include "core/datasets/torch_file.h"
#include "core/datasets/value.h"
#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

const std::vector<double> three = {1.5, -2.25, 1000};

/// What numpy.dtype pickles itself as: ("f4", False, True), then (3, order, None, ...).
std::string pickled_type(const std::string& kind, const std::string& order = "<") {
  return "cnumpy\ndtype\n" + pickled(kind) + "\x89\x88\x87R(K\x03" + pickled(order) +
         "NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK" + std::string(1, '\0') + "tb";
}

std::string short_bytes(const std::string& bytes) {
  return "C" + little_endian(bytes.size(), 1) + bytes;
}

/// numpy.ndarray.__reduce__ of protocols 2 to 4; `room` is numpy.core or numpy._core.
std::string pickled_array(const std::string& shape, const std::string& type,
                          const std::string& bytes, const std::string& room = "numpy.core") {
  return "c" + room + ".multiarray\n_reconstruct\ncnumpy\nndarray\nK" + std::string(1, '\0') +
         "\x85" + short_bytes("b") + "\x87R(K\x01" + shape + type + "\x89" + bytes + "tb";
}

template <class Number>
std::string raw_three() {
  std::string bytes;
  for (const double number : three) bytes += raw_number(static_cast<Number>(number));
  return bytes;
}

std::vector<double> numbers_in(const Document& document) {
  return document.root().numbers().value_or(std::vector<double>{});
}

TEST(NumpyPickle, ArraysOfEveryTypeAreRead) {
  const auto read = [](const std::string& type, const std::string& bytes) {
    return numbers_in(
        parse_pickle(pickle_program(pickled_array("K\x03\x85", type, short_bytes(bytes))), "x"));
  };
  const std::vector<double> whole = {1, -2, 1000};
  EXPECT_EQ(read(pickled_type("f8"), raw_three<double>()), three);
  EXPECT_EQ(read(pickled_type("f4"), raw_three<float>()), three);
  EXPECT_EQ(read(pickled_type("i8"), raw_three<std::int64_t>()), whole);
  EXPECT_EQ(read(pickled_type("i4"), raw_three<std::int32_t>()), whole);
  EXPECT_EQ(read(pickled_type("i2"), raw_three<std::int16_t>()), whole);
  // 1.5, -2.25, 1000 and, below, 65504 and the least above 0 in half precision.
  EXPECT_EQ(read(pickled_type("f2"), std::string("\x00\x3e\x80\xc0\xd0\x63", 6)), three);
  EXPECT_EQ(read(pickled_type("f2"), std::string("\xff\x7b\x01\x00\x00\x00", 6)),
            (std::vector<double>{65504, std::ldexp(1, -24), 0}));
  EXPECT_EQ(read(pickled_type("f4", ">"), std::string("\x3f\xc0\0\0\xc0\x10\0\0\x44\x7a\0\0", 12)),
            three);
  EXPECT_EQ(read(pickled_type("u1"), "\x01\x02\xff"), (std::vector<double>{1, 2, 255}));
  EXPECT_EQ(read(pickled_type("i1"), "\x01\x02\xff"), (std::vector<double>{1, 2, -1}));
}

TEST(NumpyPickle, EveryVersionsNamesAreRead) {
  const std::string type = pickled_type("f8"), bytes = short_bytes(raw_three<double>());
  for (const char* room : {"numpy.core", "numpy._core"}) {
    EXPECT_EQ(numbers_in(
                  parse_pickle(pickle_program(pickled_array("K\x03\x85", type, bytes, room)), "x")),
              three);
    // Scalars, and protocol 5's way with its buffer in the pickle.
    const std::string scalar = std::string("c") + room + ".multiarray\nscalar\n" + type +
                               short_bytes(raw_number(1.5)) + "\x86R";
    EXPECT_EQ(parse_pickle(pickle_program(scalar), "x").root().number(), 1.5);
    const std::string buffer = std::string("c") + room + ".numeric\n_frombuffer\n(\x96" +
                               little_endian(24, 8) + raw_three<double>() + type + "K\x03\x85" +
                               pickled("C") + "tR";
    EXPECT_EQ(numbers_in(parse_pickle(pickle_program(buffer), "x")), three);
  }
  // Protocol 2 has no bytes: text of Latin-1 characters stands for them.
  const std::string encoded =
      "c_codecs\nencode\n" + pickled("\x01\xc3\xbf\xc2\x80") + pickled("latin1") + "\x86R";
  EXPECT_EQ(numbers_in(parse_pickle(
                pickle_program(pickled_array("K\x03\x85", pickled_type("u1"), encoded)), "x")),
            (std::vector<double>{1, 255, 128}));
}

TEST(NumpyPickle, ArraysWithoutTheirNumbersAreRefused) {
  const auto said = [](const std::string& program) {
    return complaint([&] { parse_pickle(pickle_program(program), "x"); });
  };
  const std::string short_one = short_bytes(raw_three<double>().substr(0, 23));
  EXPECT_NE(said(pickled_array("K\x03\x85", pickled_type("f8"), short_one)).find("too few bytes"),
            std::string::npos);
  const std::string never_filled =
      "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x01\x85" + short_bytes("b") +
      "\x87R";
  EXPECT_NE(said(never_filled).find("an array has no numbers"), std::string::npos);
  EXPECT_NE(said(pickled_array("K\x03\x85", pickled_type("f8"), "K\x07")).find("x: "),
            std::string::npos);
}

TEST(NumpyPickle, WhatHasNoNumbersIsNamed) {
  const auto described = [](const std::string& program) {
    return parse_pickle(pickle_program(program), "x").root().description();
  };
  EXPECT_EQ(described(pickled_array("K\x03\x85", pickled_type("c16"), short_bytes("abc"))),
            "a Python object ('numpy.ndarray of c16')");
  const std::string masked =
      "cnumpy.core.multiarray\n_reconstruct\ncnumpy.ma\nMaskedArray\nK\x01\x85" + short_bytes("b") +
      "\x87R";
  EXPECT_EQ(described(masked), "a Python object ('numpy.ma.MaskedArray')");
}

TEST(Npy, IsRead) {
  const std::string bytes = npy("<f8", "False", "(3,)", raw_three<double>());
  EXPECT_EQ(numbers_in(parse_npy(bytes, "x")), three);
  const std::string row = npy("<f8", "True", "(1, 3)", raw_three<double>());
  EXPECT_EQ(numbers_in(read_document(row, "x")), three);
  const std::string archive = zipped({{"arr_0.npy", bytes, 0, 0, ""}});
  EXPECT_EQ(numbers_in(read_document(archive, "x")), three);
  // Several are a dict by their names.
  const std::string several = zipped({{"index.npy", bytes, 0, 0, ""}, {"b.npy", row, 0, 0, ""}});
  const Document both = read_document(several, "x");
  ASSERT_EQ(both.root().size(), 2);
  EXPECT_EQ(both.root().find("index")->numbers(), three);
  EXPECT_EQ(both.root().find("b")->numbers(), three);
  // Column-major order of two by two, read row by row.
  const std::string square = npy("|u1", "True", "(2, 2)", "\x01\x02\x03\x04");
  EXPECT_EQ(parse_npy(square, "x").root().tensor_numbers(), (std::vector<double>{1, 3, 2, 4}));
  // Texts of one width, in 32 bits or one byte each.
  const std::string wide =
      npy("<U2", "False", "(2,)", std::string("a\0\0\0b\0\0\0c\0\0\0\0\0\0\0", 16));
  const Document texts = parse_npy(wide, "x");
  ASSERT_EQ(texts.root().size(), 2);
  EXPECT_EQ(texts.root().item(0).text() + texts.root().item(1).text(), "abc");
  EXPECT_EQ(parse_npy(npy("|S3", "False", "()", std::string("ab\0", 3)), "x").root().text(), "ab");
  EXPECT_COMPLAINT(parse_npy(npy("<U2", "False", "(3,)", std::string(16, 'a')), "x"), "is cut off");
  EXPECT_COMPLAINT(parse_npy(npy("<U0", "False", "(3,)", ""), "x"), "save plain numbers");
  // Rows of two texts are lists.
  const Document pairs = parse_npy(npy("|S1", "False", "(2, 2)", "a1b2"), "x");
  ASSERT_EQ(pairs.root().size(), 2);
  EXPECT_EQ(pairs.root().item(1).item(0).text() + pairs.root().item(1).item(1).text(), "b2");
  EXPECT_COMPLAINT(parse_npy(npy("|S1", "False", "(4611686018427387905, 4)", "a1b2"), "x"),
                   "is cut off");
  for (std::size_t length = 6; length < bytes.size(); ++length) {
    EXPECT_NE(complaint([&] { parse_npy(std::string_view(bytes).substr(0, length), "x"); }), "");
  }
  EXPECT_COMPLAINT(parse_npy(npy("<c16", "False", "(3,)", "abc"), "x"),
                   "array of type '<c16': save plain numbers");
  EXPECT_COMPLAINT(parse_npy(npy("<f8", "False", "(4,)", raw_three<double>()), "x"),
                   "an array of 4 numbers has too few bytes");
  EXPECT_COMPLAINT(parse_npy(npy("<f8", "False", "(99999999999,)", "abc"), "x"),
                   "at most 67108864");
  EXPECT_COMPLAINT(parse_npy(npy("<f8", "False", "(-3,)", "abc"), "x"), "an array of -3 numbers");
}

TEST(Npy, AStructuredArrayIsItsColumns) {
  const auto npy = [](const std::string& type, const std::string& shape, const std::string& bytes) {
    const std::string header =
        "{'descr': " + type + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
    return std::string("\x93NUMPY\x01\x00", 8) + little_endian(header.size(), 2) + header + bytes;
  };
  const std::string type = "[('name', '|S2'), ('', '|V1'), ('latency_ms', '>u2')]";
  const std::string bytes(
      "ab.\0\x05"
      "c\0.\1\0",
      10);
  const Document table = parse_npy(npy(type, "(2,)", bytes), "x");
  ASSERT_EQ(table.root().size(), 2);
  EXPECT_EQ(table.root().find("name")->item(0).text(), "ab");
  EXPECT_EQ(table.root().find("name")->item(1).text(), "c");
  EXPECT_EQ(table.root().find("latency_ms")->numbers(), (std::vector<double>{5, 256}));
  EXPECT_COMPLAINT(parse_npy(npy(type, "(3,)", bytes), "x"), "is cut off");
  EXPECT_COMPLAINT(parse_npy(npy(type, "(4611686018427387905, 4)", bytes), "x"), "is cut off");
  for (const char* other : {"[('a', '<f8', (3,))]", "[('a', [('b', '<f8')])]", "[('a', '|O')]",
                            "[('a', '|S0')]", "[(('title', 'a'), '<f8')]", "[('a", "['a']", "["}) {
    EXPECT_COMPLAINT(parse_npy(npy(other, "(1,)", bytes), "x"),
                     "columns are more than one number or text in each row");
  }
}

/// torch.save's reference to a storage, and a tensor of it.
std::string pickled_tensor(const std::string& kind, const std::string& key,
                           const std::string& shape, const std::string& strides, int offset = 0) {
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + pickled("storage") + "ctorch\n" + kind +
         "Storage\n" + pickled(key) + pickled("cpu") + "K\x03tQK" +
         std::string(1, static_cast<char>(offset)) + shape + strides +
         "\x89"
         "ccollections\nOrderedDict\n)RtR";
}

std::string torch_archive(const std::string& program, const std::string& storage) {
  return zipped({{"a/data.pkl", pickle_program(program), 0, 0, ""},
                 {"a/byteorder", "little", 0, 0, ""},
                 {"a/data/0", storage, 0, 0, ""},
                 {"a/version", "3\n", 0, 0, ""}});
}

TEST(TorchFile, TensorsOfEveryTypeAreRead) {
  const auto read = [](const std::string& kind, const std::string& storage) {
    return numbers_in(parse_torch_file(
        torch_archive(pickled_tensor(kind, "0", "K\x03\x85", "K\x01\x85"), storage), "x"));
  };
  EXPECT_EQ(read("Float", raw_three<float>()), three);
  EXPECT_EQ(read("Double", raw_three<double>()), three);
  EXPECT_EQ(read("Half", std::string("\x00\x3e\x80\xc0\xd0\x63", 6)), three);
  EXPECT_EQ(read("BFloat16", std::string("\xc0\x3f\x10\xc0\x7a\x44", 6)), three);
  EXPECT_EQ(read("Long", raw_three<std::int64_t>()), (std::vector<double>{1, -2, 1000}));
  EXPECT_EQ(read("Byte", "\x01\x02\x03"), (std::vector<double>{1, 2, 3}));
  EXPECT_COMPLAINT(read("Float", "short"), "an array of 3 numbers has too few bytes");
}

TEST(TorchFile, ViewsAreRead) {
  // Every second of six numbers from the second on: offset 1, stride 2.
  std::string storage;
  for (int i = 0; i < 6; ++i) storage += raw_number(static_cast<float>(i));
  const std::string bytes =
      torch_archive(pickled_tensor("Float", "0", "K\x03\x85", "K\x02\x85", 1), storage);
  EXPECT_EQ(numbers_in(parse_torch_file(bytes, "x")), (std::vector<double>{1, 3, 5}));
  EXPECT_COMPLAINT(
      parse_torch_file(
          torch_archive(pickled_tensor("Float", "0", "K\x03\x85", "K\x02\x85", 2), storage), "x"),
      "has too few bytes");
  EXPECT_COMPLAINT(
      parse_torch_file(
          torch_archive(pickled_tensor("Float", "1", "K\x03\x85", "K\x01\x85"), storage), "x"),
      "the numbers of a tensor are missing");
  // One number that pretends to be very many.
  EXPECT_COMPLAINT(
      parse_torch_file(
          torch_archive(pickled_tensor("Float", "0", "J\xff\xff\xff\x7fK\x02\x86", "I0\nI0\n\x86"),
                        storage),
          "x"),
      "at most 67108864 in 16 dimensions are read");
}

/// torch.save before 1.6.
std::string legacy_file(const std::string& program, const std::string& keys,
                        const std::string& storages) {
  return std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15) +
         pickle_program("M\xe9\x03") + pickle_program("}") + pickle_program(program) +
         pickle_program(keys) + storages;
}

std::string legacy_tensor(const std::string& kind, const std::string& key, const std::string& shape,
                          const std::string& strides) {
  std::string program = pickled_tensor(kind, key, shape, strides);
  return program.replace(program.find("K\x03tQ"), 4, "K\x03NtQ");
}

TEST(TorchFile, TheFormatBeforeArchivesIsRead) {
  const std::string list = legacy_file(pickled_list(three), "]", "");
  EXPECT_EQ(numbers_in(parse_torch_file(list, "x")), three);
  const std::string tensor =
      legacy_file(legacy_tensor("Float", "651", "K\x03\x85", "K\x01\x85"),
                  "](" + pickled("651") + "e", little_endian(3, 8) + raw_three<float>());
  EXPECT_EQ(numbers_in(parse_torch_file(tensor, "x")), three);
  // By protocol 4 the magic number stands in a frame.
  const std::string framed = std::string("\x80\x04\x95\x0d\0\0\0\0\0\0\0", 11) + list.substr(2);
  EXPECT_EQ(numbers_in(parse_torch_file(framed, "x")), three);
  for (std::size_t length = 15; length < tensor.size(); ++length) {
    EXPECT_NE(complaint([&] { parse_torch_file(tensor.substr(0, length), "x"); }), "") << length;
  }
}

}  // namespace
}  // namespace tenprobes::datasets
