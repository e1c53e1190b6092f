#include "core/proxies/quality.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/proxies/proxy_table.h"

namespace tenprobes::proxies {
namespace {

TEST(Quality, ComesOutOfItsPackToTheLastBit) {
  const std::vector<double> quality = combined_quality(exact_proxy_table().scores);
  const std::string packed = pack_quality(quality);
  EXPECT_EQ(packed.size(), 2 * quality.size());
  EXPECT_EQ(unpack_quality(packed, "packed"), quality);
}

TEST(Quality, APackOfAnotherLengthIsRefused) {
  const std::string packed = pack_quality(combined_quality(exact_proxy_table().scores));
  for (const std::string& bad : {std::string(), packed.substr(1), packed + "xx"}) {
    EXPECT_THROW(unpack_quality(bad, "packed"), Error);
  }
}

}  // namespace
}  // namespace tenprobes::proxies
