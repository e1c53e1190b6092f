#include "core/datasets/zip.h"

#include <gtest/gtest.h>

#include "core/base/limits.h"
#include "core/base/random.h"
#include "core/datasets/inflate.h"
#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

// zlib 1.2.13, raw deflate (window bits -15), level 9.
const std::string sentence = "latency latency latency 12.5 ms, latency 13.5 ms; ";
const std::string fixed_codes(  // strategy Z_FIXED, of the sentence three times
    "\xcb\x49\x2c\x49\xcd\x4b\xae\x54\xc8\x41\xa3\x0d\x8d\xf4\x4c\x15\x72\x8b\x75\x10\x02\xc6\x60"
    "\x01"
    "\x6b\x0c\x95\xb4\xd0\x01\x00",
    31);
const std::string dynamic_text =
    "ababbaacaahacababcabbabbaacabdbdacaedaaafabaaaabbdbechbacfdbbacbaachacaaacdababadgahaabaaabaac"
    "afdaa"
    "abbbbeaabaafabaababba";
const std::string dynamic_codes(
    "\x25\x8c\xd1\x15\x00\x20\x08\x02\x67\x05\xd1\xda\x7f\x82\x90\xfc\xd0\x07\xc2\x81\x20\x81\x02"
    "\xae"
    "\x97\x45\xad\xfe\x16\x45\xf9\xb4\x00\x8c\x7f\x1e\xda\xeb\xba\x44\x8d\x1c\xaa\xcd\x6d\xd1\x47"
    "\xdb"
    "\x86\x8e\x41\xc9\x06\x31\x4a\x89\xec\x18\xa1\x04\xff\x00",
    62);
const std::string stored_block(
    "\x01\x03\x00\xfc\xff"
    "abc",
    8);

TEST(Inflate, ReadsEveryKindOfBlock) {
  EXPECT_EQ(inflate(fixed_codes, 150, "x"), sentence + sentence + sentence);
  EXPECT_EQ(inflate(dynamic_codes, 120, "x"), dynamic_text);
  EXPECT_EQ(inflate(stored_block, 3, "x"), "abc");
}

TEST(Inflate, RefusesWhatIsNotJustThatMany) {
  for (const std::uint64_t size : {0u, 119u, 121u}) {
    EXPECT_COMPLAINT(inflate(dynamic_codes, size, "x"), "x: is damaged: what it compresses");
  }
  EXPECT_COMPLAINT(inflate("", 0, "x"), "cannot be unpacked");
}

TEST(Inflate, NoDamageDoesHarm) {
  for (const std::string& packed : {fixed_codes, dynamic_codes, stored_block}) {
    for (std::size_t length = 0; length < packed.size(); ++length) {
      EXPECT_NE(complaint([&] { inflate(packed.substr(0, length), 120, "x"); }), "");
    }
  }
  Random random(3);
  for (int trial = 0; trial < 20000; ++trial) {
    std::string packed = trial % 2 == 0 ? dynamic_codes : fixed_codes;
    for (int i = random.below(4); i >= 0; --i) {
      packed[static_cast<std::size_t>(random.below(static_cast<int>(packed.size())))] =
          static_cast<char>(random.below(256));
    }
    complaint([&] { EXPECT_EQ(inflate(packed, 200, "x").size(), 200u); });
  }
}

TEST(Zip, ReadsStoredAndDeflatedFiles) {
  const std::string bytes =
      zipped({{"a/data.pkl", "plain", 0, 0, ""}, {"a/data/0", dynamic_text, 8, 0, dynamic_codes}});
  const std::string name = "x.pt";
  const ZipArchive archive(bytes, name);
  ASSERT_EQ(archive.entries().size(), 2u);
  EXPECT_EQ(archive.read(*archive.find("data.pkl")), "plain");
  EXPECT_EQ(archive.read(*archive.find("data/0")), dynamic_text);
  EXPECT_EQ(archive.find("0/data"), nullptr);
  EXPECT_EQ(archive.find("ata.pkl"), nullptr);
}

TEST(Zip, DamageIsNamed) {
  const std::string name = "x.pt";
  const auto read = [&](const std::string& bytes) {
    const ZipArchive archive(bytes, name);
    return archive.read(*archive.find("p"));
  };
  const std::string whole = zipped("content", "p");
  EXPECT_EQ(read(whole), "content");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_COMPLAINT(read(whole.substr(0, length)), "x.pt: is cut off");
  }
  EXPECT_COMPLAINT(read(zipped({{"p", "one", 0, 0, ""}, {"q/p", "two", 0, 0, ""}})), "'p' twice");
  std::string flipped = whole;
  flipped[35] = static_cast<char>(flipped[35] ^ 1);
  EXPECT_COMPLAINT(read(flipped), "its checksum differs");
  std::string huge = whole;  // a size beyond the limit in the directory
  const std::size_t size_at = whole.rfind("PK\x01\x02") + 24;
  huge.replace(size_at, 4, little_endian(limits::unpacked_bytes + 1, 4));
  EXPECT_COMPLAINT(read(huge), "more than the 512 MiB that are read of one part");
}

TEST(Zip, TheNumberOfFilesIsLimited) {
  const std::string name = "x.zip";
  for (const std::size_t count : {limits::archive_entries, limits::archive_entries + 1}) {
    const std::string bytes = zipped(std::vector<ZipFile>(count));
    EXPECT_EQ(complaint([&] { ZipArchive(bytes, name); }).find("more than the 40000 files") !=
                  std::string::npos,
              count > limits::archive_entries);
  }
}

}  // namespace
}  // namespace tenprobes::datasets
