#include "core/base/safetensors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"

namespace tenprobes {
namespace {

Safetensors example() {
  Safetensors file;
  file.metadata["kind"] = "example";
  file.metadata["text"] = "quotes \" and \xc3\xa9";
  file.add("weights", {2, 3}, std::vector<float>{1, -2, 3.5f, 0, 1e-30f, 1e30f});
  file.add("bias", {2}, std::vector<float>{0.25f, -0.125f});
  file.add("empty", {0, 4}, {});
  file.add("scalar", {}, std::vector<float>{7});
  return file;
}

std::string with_header(std::string header, std::string_view data) {
  const std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + std::string(data);
}

/// What parse() says, or "" if it accepts.
std::string complaint(std::string_view bytes) {
  try {
    Safetensors::parse(bytes, "file");
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(Safetensors, RoundTrips) {
  const Safetensors file = example();
  const std::string bytes = file.serialise();
  const Safetensors back = Safetensors::parse(bytes, "file");
  ASSERT_EQ(back.tensors.size(), file.tensors.size());
  for (const auto& [name, tensor] : file.tensors) {
    EXPECT_EQ(back.floats(name, tensor.shape), tensor.values) << name;
  }
  EXPECT_EQ(back.require("kind"), "example");
  EXPECT_EQ(back.require("text"), file.metadata.at("text"));
  EXPECT_EQ(back.serialise(), bytes);
}

TEST(Safetensors, KeepsNotANumber) {
  Safetensors file;
  file.add("x", {2}, std::vector<float>{std::numeric_limits<float>::quiet_NaN(), 1});
  EXPECT_TRUE(std::isnan(Safetensors::parse(file.serialise(), "file").floats("x", {2})[0]));
}

TEST(Safetensors, HeaderIsPaddedAndTensorsAligned) {
  const std::string bytes = example().serialise();
  std::uint64_t length;
  std::memcpy(&length, bytes.data(), 8);
  EXPECT_EQ(length % 8, 0u);
  EXPECT_EQ(bytes[8], '{');
}

TEST(Safetensors, MisuseIsRefused) {
  Safetensors file = example();
  EXPECT_THROW(file.add("weights", {1}, std::vector<float>{1}), Error);
  EXPECT_THROW(file.add("__metadata__", {1}, std::vector<float>{1}), Error);
  EXPECT_THROW(file.add("short", {3}, std::vector<float>{1, 2}), Error);
  EXPECT_THROW(file.add("negative", {-1, -2}, std::vector<float>{1, 2}), Error);
  EXPECT_THROW(file.floats("absent", {1}), Error);
  EXPECT_THROW(file.floats("weights", {3, 2}), Error);
  EXPECT_THROW(file.require("absent"), Error);
  file.metadata["bad"] = "\xff";
  EXPECT_THROW(file.serialise(), Error);
}

TEST(Safetensors, EveryTruncationIsRefused) {
  const std::string bytes = example().serialise();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(complaint(std::string_view(bytes).substr(0, length)), "") << length;
  }
  EXPECT_NE(complaint(bytes + '\0'), "");
}

TEST(Safetensors, EveryFlippedBitIsRefused) {
  const std::string bytes = example().serialise();
  const Safetensors original = Safetensors::parse(bytes, "file");
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      EXPECT_NE(complaint(flipped), "") << "byte " << at << " bit " << bit;
    }
  }
}

TEST(Safetensors, RandomBytesAreRefused) {
  Random random(1);
  for (int trial = 0; trial < 2000; ++trial) {
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(random.below(60));
    for (int i = random.below(100); i > 0; --i) bytes += static_cast<char>(random.below(256));
    EXPECT_NE(complaint(bytes), "");
  }
}

TEST(Safetensors, HugeLengthsAreRefused) {
  EXPECT_NE(complaint(std::string(16, '\xff')).find("is no file of weights or scores"),
            std::string::npos);
  const std::string bytes = std::string(8, '\xff') + "{       ";
  EXPECT_NE(complaint(bytes).find("header should have 18446744073709551615 bytes"),
            std::string::npos);
  const std::string metadata = R"("__metadata__":{"format_version":"1"})";
  for (
      const char* tensor : {
          R"("x":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]})",
          R"("x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]})",
          R"("x":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]})",
          R"("x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]})",
          R"("x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]})",
          R"("x":{"dtype":"F32","shape":[1e9],"data_offsets":[0,4]})",
          R"("x":{"dtype":"F32","shape":[1],"data_offsets":[0]})",
          R"("x":{"dtype":"F32","shape":[1]})",
          R"("x":{"dtype":"F16","shape":[2],"data_offsets":[0,4]})",
          R"("x":[])",
          R"("x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})",
          R"("x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]})",
      }) {
    const std::string header = "{" + metadata + "," + tensor + "}";
    const std::string said = complaint(with_header(header, std::string(4, '\0')));
    EXPECT_NE(said, "") << tensor;
    EXPECT_EQ(said.find("content_hash"), std::string::npos) << tensor;
  }
}

TEST(Safetensors, DeepNestingIsRefused) {
  for (const char open : {'[', '{'}) {
    std::string header = R"({"x":)";
    for (int i = 0; i < 1000000; ++i) header += open == '[' ? "[" : R"({"a":)";
    EXPECT_NE(complaint(with_header(header, "")).find("more than 3 deep in one another"),
              std::string::npos);
  }
}

TEST(Safetensors, AHeaderOfCountlessObjectsIsReadInTime) {
  std::string header = R"({"x":[{})";
  for (int i = 0; i < 1000000; ++i) header += ",{}";
  EXPECT_NE(complaint(with_header(header + "]}", "")), "");
}

TEST(Safetensors, DuplicatesAndOtherVersionsAreRefused) {
  const std::string tensor = R"("x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  const std::string data(4, '\0');
  EXPECT_NE(complaint(with_header(R"({"__metadata__":{"format_version":"1"},)" + tensor + "," +
                                      tensor + "}",
                                  data))
                .find("comes twice in one object"),
            std::string::npos);
  EXPECT_NE(
      complaint(with_header(R"({"__metadata__":{"format_version":"2"},)" + tensor + "}", data))
          .find("format_version is '2'"),
      std::string::npos);
  EXPECT_NE(complaint(with_header("{" + tensor + "}", data)).find("__metadata__"),
            std::string::npos);
  EXPECT_NE(complaint(with_header("[]", "")), "");
  EXPECT_NE(complaint(with_header(R"({"__metadata__":{"format_version":1}})", "")), "");
}

}  // namespace
}  // namespace tenprobes
