#include "core/datasets/pickle.h"

#include <gtest/gtest.h>

#include "core/base/random.h"
#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

Document parse(const std::string& opcodes) {
  return parse_pickle(pickle_program(opcodes), "file");
}

TEST(Pickle, ReadsWhatPythonWrites) {
  // CPython 3.11: pickle.dumps({"a": [1, -2, 300, 70000, 2.5], "b": ((), (1,), None, True), "c":
  // "x" * 3,
  //                             "d": -2**40}, protocol=P)
  const std::string protocol_2(
      "\x80\x02"
      "}q\x00"
      "(X\x01\x00\x00\x00"
      "aq\x01"
      "]q\x02"
      "(K\x01"
      "J\xfe\xff\xff\xff"
      "M,\x01"
      "Jp\x11\x01\x00"
      "G@\x04\x00\x00\x00\x00\x00\x00"
      "eX\x01\x00\x00\x00"
      "bq\x03"
      "()K\x01\x85"
      "q\x04"
      "N\x88"
      "tq\x05"
      "X\x01\x00\x00\x00"
      "cq\x06"
      "X\x03\x00\x00\x00"
      "xxxq\x07"
      "X\x01\x00\x00\x00"
      "dq\x08\x8a\x06\x00\x00\x00\x00\x00\xff"
      "u.",
      99);
  const std::string protocol_4(
      "\x80\x04\x95"
      "I\x00\x00\x00\x00\x00\x00\x00"
      "}\x94"
      "(\x8c\x01"
      "a\x94"
      "]\x94"
      "(K\x01"
      "J\xfe\xff\xff\xff"
      "M,\x01"
      "Jp\x11\x01\x00"
      "G@\x04\x00\x00\x00\x00\x00\x00"
      "e\x8c\x01"
      "b\x94"
      "()K\x01\x85\x94"
      "N\x88"
      "t\x94\x8c\x01"
      "c\x94\x8c\x03"
      "xxx\x94\x8c\x01"
      "d\x94\x8a\x06\x00\x00\x00\x00\x00\xff"
      "u.",
      84);
  for (const std::string& bytes : {protocol_2, protocol_4}) {
    const Document pickle = parse_pickle(bytes, "file");
    const Value root = pickle.root();
    ASSERT_TRUE(root.is_dict());
    ASSERT_EQ(root.size(), 4);
    EXPECT_EQ(root.pair(0).first.text(), "a");
    const Value list = root.pair(0).second;
    ASSERT_TRUE(list.is_list());
    ASSERT_EQ(list.size(), 5);
    const double expected[] = {1, -2, 300, 70000, 2.5};
    for (int i = 0; i < 5; ++i) EXPECT_EQ(list.item(i).number(), expected[i]);
    EXPECT_TRUE(list.item(3).is_integer());
    EXPECT_FALSE(list.item(4).is_integer());
    const Value tuple = root.pair(1).second;
    ASSERT_EQ(tuple.size(), 4);
    EXPECT_EQ(tuple.item(0).size(), 0);
    EXPECT_EQ(tuple.item(1).item(0).integer(), 1);
    EXPECT_FALSE(tuple.item(2).is_number());
    EXPECT_FALSE(tuple.item(3).is_number());
    EXPECT_EQ(root.pair(2).second.text(), "xxx");
    EXPECT_EQ(root.pair(3).second.integer(), -(std::int64_t{1} << 40));
  }
}

TEST(Pickle, SharesWhatItRecalls) {
  const Document pickle = parse("]q\x01(" + pickled(1.5) +
                                "e]q\x02(h\x01h\x01"
                                "e\x86");
  EXPECT_EQ(pickle.root().item(1).item(1).item(0).number(), 1.5);
}

TEST(Pickle, ReadsOlderProtocols) {
  // CPython 3.11: pickle.dumps({"a": [1, -2.5, True, 10**12], "\u00e9": (None, "x")}, protocol=0),
  // and =1
  const std::string protocol_0 =
      "(dp0\nVa\np1\n(lp2\nI1\naF-2.5\naI01\naL1000000000000L\nasV\xe9\np3\n(NVx\np4\ntp5\ns.";
  const std::string protocol_1(
      "}q\x00(X\x01\x00\x00\x00"
      "aq\x01]q\x02(K\x01G\xc0\x04\x00\x00\x00\x00\x00\x00I01\nL1000000000000L\neX\x02\x00\x00\x00"
      "\xc3\xa9q\x03(NX\x01\x00\x00\x00xq\x04tq\x05u.",
      72);
  for (const std::string& bytes : {protocol_0, protocol_1}) {
    ASSERT_TRUE(is_pickle(bytes));
    const Document document = parse_pickle(bytes, "file");
    const Value list = *document.root().find("a");
    ASSERT_EQ(list.size(), 4);
    EXPECT_EQ(list.item(0).integer(), 1);
    EXPECT_EQ(list.item(1).number(), -2.5);
    EXPECT_FALSE(list.item(2).is_number());
    EXPECT_EQ(list.item(3).integer(), 1000000000000);
    EXPECT_EQ(document.root().find("\xc3\xa9")->item(1).text(), "x");
  }
}

TEST(Pickle, WhatItDoesNotKnowIsANameAndIsNeverCalled) {
  const Document call = parse("cos\nsystem\n(X\x02" + std::string(3, '\0') + "lst" + "R");
  ASSERT_TRUE(call.root().is_object());
  EXPECT_EQ(call.root().object_name(), "os.system");
  EXPECT_EQ(call.root().description(), "a Python object ('os.system')");
  // With state, items and members set, whatever they are.
  const Document object =
      parse("cpandas.core.frame\nDataFrame\n)\x81}(" + pickled("k") + "K\x01ub");
  EXPECT_EQ(object.root().object_name(), "pandas.core.frame.DataFrame");
  EXPECT_EQ(parse("cm\nC\n)R(K\x01K\x02"
                  "e")
                .root()
                .object_name(),
            "m.C");
  EXPECT_EQ(parse("(cm\nC\nK\x01o").root().object_name(), "m.C");
  EXPECT_EQ(parse("(K\x01im\nC\n").root().object_name(), "m.C");
  EXPECT_EQ(parse(pickled("m") + pickled("C") + "\x93").root().object_name(), "m.C");
}

TEST(Pickle, PlainContainersComeInManyForms) {
  const std::string pair = pickled("k") + "K\x07\x86";
  EXPECT_EQ(
      parse("ccollections\nOrderedDict\n)R" + pickled("k") + "K\x07s").root().find("k")->integer(),
      7);
  EXPECT_EQ(parse("ccollections\nOrderedDict\n](" + pair + "e\x85R").root().find("k")->integer(),
            7);
  EXPECT_EQ(parse("ccollections\ndefaultdict\ncbuiltins\nlist\n\x85R" + pickled("k") + "K\x07s")
                .root()
                .find("k")
                ->integer(),
            7);
  EXPECT_EQ(parse("cbuiltins\nset\n](K\x01K\x02"
                  "e\x85R")
                .root()
                .size(),
            2);
  EXPECT_EQ(parse("\x8f(K\x01K\x02\x90").root().size(), 2);
  EXPECT_EQ(parse("(K\x01K\x02\x91").root().size(), 2);
  EXPECT_EQ(parse("(K\x01K\x02l").root().size(), 2);
  EXPECT_EQ(parse("(" + pickled("k") + "K\x07" + "d").root().find("k")->integer(), 7);
  EXPECT_EQ(parse("cdecimal\nDecimal\n" + pickled("4.5") + "\x85R").root().number(), 4.5);
  EXPECT_EQ(parse("K\x01K\x02"
                  "0")
                .root()
                .integer(),
            1);
}

TEST(Pickle, CopiesCannotMultiply) {
  // Each of these asks for the same big copy again and again, in a few bytes.
  std::string text = pickled(std::string(100000, 'x')) + "q\x01";
  std::string list = "](" + std::string(100000, 'N') + "eq\x01";
  std::string encode = text + pickled("latin1") +
                       "\x86q\x02"
                       "c_codecs\nencode\nq\x03";
  std::string again = encode + "](";
  for (int i = 0; i < 1000; ++i) again += "h\x03h\x02R";
  EXPECT_COMPLAINT(parse(again + "e"), "unfolds to many times its size");
  std::string dicts = "](" + pickled("k") + "K\x07\x86q\x04" +
                      [] {
                        std::string many;
                        for (int i = 0; i < 100000; ++i) many += "h\x04";
                        return many;
                      }() +
                      "e\x85q\x02"
                      "ccollections\nOrderedDict\nq\x03](";
  for (int i = 0; i < 1000; ++i) dicts += "h\x03h\x02R";
  EXPECT_COMPLAINT(parse(dicts + "e"), "unfolds to many times its size");
  std::string arguments = "(" + list.substr(0, list.size() - 2) +
                          "q\x02"
                          "cos\nsystem\nq\x03](";
  for (int i = 0; i < 1000; ++i) arguments += "h\x03h\x02R";
  EXPECT_EQ(parse(arguments + "et").nodes.size(), 1000u + 100000 + 4);
}

TEST(Pickle, EveryTruncationIsRefused) {
  const std::string whole = pickle_program("}q\x01(" + pickled("key") + pickled_list({1, 2}) +
                                           pickled("other") + "K\x05J\x01\x02\x03\x04\x86u");
  ASSERT_EQ(complaint([&] { parse_pickle(whole, "file"); }), "");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_NE(complaint([&] { parse_pickle(std::string_view(whole).substr(0, length), "file"); }),
              "")
        << length;
  }
}

TEST(Pickle, ATextThatWasCutOffIsStillKnownAsOne) {
  // pickle.dumps(..., protocol=0), which ends in a full stop
  const std::string dict = "(dp0\nV|nor_conv_3x3~0|\np1\nF4.6\nsV|none~0|\np2\nF5.2\ns.";
  ASSERT_EQ(parse_pickle(dict, "file").root().size(), 2);
  const std::string_view cut = std::string_view(dict).substr(0, dict.size() - 4);
  EXPECT_TRUE(is_pickle(cut));
  EXPECT_COMPLAINT(parse_pickle(cut, "file"), "is cut off");
  EXPECT_TRUE(is_pickle("cnumpy.core.multiarray\n_reconstruct\np0\n(cnum"));
  EXPECT_FALSE(is_pickle("(dp of what)\nindex,latency_ms\n0,1\n"));
}

TEST(Pickle, HugeLengthsAreRefused) {
  EXPECT_COMPLAINT(parse("X\xff\xff\xff\xff"
                         "abc"),
                   "is cut off");
  EXPECT_COMPLAINT(parse("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"
                         "abc"),
                   "is cut off");
  EXPECT_COMPLAINT(parse("\x95\xff\xff\xff\xff\xff\xff\xff\xff"
                         "N"),
                   "is cut off");
  EXPECT_TRUE(parse("\x8a\xff" + std::string(255, 'a')).root().is_number());
}

TEST(Pickle, DeepNestingIsRefused) {
  std::string lists, marks, tuples = ")";
  for (int i = 0; i < 100000; ++i) {
    lists += "]";
    marks += "(";
    tuples += "\x85";
  }
  EXPECT_COMPLAINT(parse(lists + std::string(99999, 'a')), "deep in one another");
  EXPECT_COMPLAINT(parse(marks), "deep in one another");
  EXPECT_COMPLAINT(parse(tuples), "deep in one another");
}

TEST(Pickle, NothingContainsItself) {
  const std::string append = "a";
  EXPECT_COMPLAINT(parse("]q\x01h\x01" + append), "is damaged");
  // a = []; b = [a]; a.append(b)
  EXPECT_COMPLAINT(parse("]q\x01]h\x01" + append + "q\x02(h\x01h\x02" + append), "is damaged");
  // An array of objects that holds itself.
  const std::string array = "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x01\x85" +
                            pickled("b") + "\x87Rq\x01(K\x01K\x01\x85" + "cnumpy\ndtype\n" +
                            pickled("O8") + "\x85R\x89](h\x01" + "etb";
  EXPECT_COMPLAINT(parse(array), "an array has no numbers");
}

TEST(Pickle, MalformedProgramsAreRefused) {
  EXPECT_COMPLAINT(parse_pickle("", "file"), "is cut off");
  EXPECT_COMPLAINT(parse_pickle("\x80\x06N.", "file"), "protocol 6, which is newer");
  for (const char* bad :
       {"a",    "e",    "}(Nu", "N(Ne",   "](Ns", "h\x07", "NN",    "",         "(",    "0",
        "1",    "2",    "R",    "b",      "Q",    "o",     "\x93",  "NN\x93",   "(o",   "\xff",
        "\x82", "\x97", "Ix\n", "I1.5\n", "Fx\n", "Sx\n",  "S'x\n", "V\\u00\n", "gx\n", "N)b0"}) {
    EXPECT_COMPLAINT(parse(bad), "file: is damaged, or not the pickle that it begins as");
  }
  EXPECT_COMPLAINT(parse_pickle(pickle_program("N") + "N", "file"),
                   "something else after its first");
}

TEST(Pickle, RandomProgramsDoNoHarm) {
  const std::string opcodes(
      "(]})aesut\x85\x86\x87NKqhr.X\x8cG\x94"
      "012RbQld\x8f\x90\x91\x81\x93io",
      37);
  Random random(11);
  int accepted = 0;
  for (int trial = 0; trial < 50000; ++trial) {
    std::string program;
    for (int i = random.below(24); i > 0; --i) {
      program += opcodes[static_cast<std::size_t>(random.below(static_cast<int>(opcodes.size())))];
      if (random.chance(0.2)) program += static_cast<char>(random.below(3));
    }
    if (complaint([&] { parse(program); }).empty()) ++accepted;
  }
  EXPECT_GT(accepted, 50);
}

TEST(Pickle, WhatPeopleAlsoPickleIsRead) {
  const auto described = [](const std::string& bytes) {
    return parse_pickle(bytes, "x").root().description();
  };
  EXPECT_TRUE(is_pickle("(F1.5\nF2.5\ntp0\n."));  // a tuple of protocol 0
  EXPECT_EQ(described("(F1.5\nF2.5\ntp0\n."), "a list of 2 values");
  EXPECT_EQ(
      described(pickle_program("ccollections\ndeque\n)R(" + pickled(1.5) + pickled(2.5) + "e")),
      "a list of 2 values");
  EXPECT_EQ(described(pickle_program("C\x03"
                                     "abc")),
            "the text 'abc'");
  // 2^64 and -2^64, which no 64-bit integer holds.
  const std::string power = std::string(8, '\0');
  EXPECT_EQ(described(pickle_program("\x8a\x09" + power + "\x01")), "the number 1.84467e+19");
  EXPECT_EQ(described(pickle_program("\x8a\x09" + power + "\xff")), "the number -1.84467e+19");
}

}  // namespace
}  // namespace tenprobes::datasets
