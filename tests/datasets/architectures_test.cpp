#include "core/datasets/architectures.h"

#include <gtest/gtest.h>

#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

/// BININT.
std::string pickled(int number) {
  return "J" + little_endian(static_cast<std::uint32_t>(number), 4);
}

std::string index_archive(int changed, const std::string& key, int value) {
  std::string opcodes = "}(";
  for (int i = 0; i < cell_count; ++i) {
    opcodes += i == changed ? datasets::pickled(key) + pickled(value)
                            : datasets::pickled(to_string(cell_at(i))) + pickled(i);
  }
  return zipped(pickle_program(opcodes + "u"));
}

TEST(ArchitectureIndex, TheBenchmarksOwnFileAgreesWithOurOrder) {
  const std::string bytes = public_file("help/nasbench201/str_arch2idx.pt");
  SKIP_WITHOUT(bytes, "help/nasbench201/str_arch2idx.pt");
  const std::vector<Cell> architectures = parse_architecture_index(bytes, "s.pt");
  for (int i = 0; i < cell_count; ++i) {
    ASSERT_EQ(architectures[static_cast<std::size_t>(i)], cell_at(i)) << i;
  }
}

TEST(ArchitectureIndex, BadFilesAreRefused) {
  const std::string fifth = to_string(cell_at(5)), ninth = to_string(cell_at(9));
  const auto parse = [](const std::string& bytes) { parse_architecture_index(bytes, "s.pt"); };
  EXPECT_EQ(complaint([&] { parse(index_archive(5, fifth, 5)); }), "");
  EXPECT_COMPLAINT(parse(index_archive(5, ninth, 5)), "comes twice");
  EXPECT_COMPLAINT(parse(index_archive(5, fifth, 9)), "comes twice");
  EXPECT_COMPLAINT(parse(index_archive(5, fifth, 15625)), "index from 0 to 15624");
  EXPECT_COMPLAINT(parse(index_archive(5, fifth, -1)), "index from 0 to 15624");
  EXPECT_COMPLAINT(parse(index_archive(5, "|none~0|", 5)), "entry 5: '|none~0|' is not an arch");
  EXPECT_COMPLAINT(parse(zipped(pickle_program("}"))), "a dict of 0 keys");
}

}  // namespace
}  // namespace tenprobes::datasets
