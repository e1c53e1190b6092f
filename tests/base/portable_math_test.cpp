// Against the library's own functions in extended precision, over the whole range.
#include "core/base/portable_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/base/random.h"

namespace tenprobes {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(PortableMath, ExpIsExactToAboutOneUnitInTheLastPlace) {
  Random random(1);
  for (int i = 0; i < 200000; ++i) {
    const double x = random.uniform(i % 2 ? -708 : -2, i % 2 ? 709 : 2);
    const long double exact = std::exp(static_cast<long double>(x));
    EXPECT_NEAR(static_cast<double>(portable_exp(x) / exact), 1, 4.5e-16) << x;
  }
  EXPECT_EQ(portable_exp(0), 1);
  EXPECT_EQ(portable_exp(-1000), 0);
  EXPECT_EQ(portable_exp(1000), infinity);
  EXPECT_TRUE(std::isnan(portable_exp(NAN)));
}

TEST(PortableMath, LogIsExactToAboutOneUnitInTheLastPlace) {
  Random random(2);
  for (int i = 0; i < 200000; ++i) {
    const double x = i % 2 ? std::exp(random.uniform(-708, 709)) : random.uniform(0.5, 2);
    const long double exact = std::log(static_cast<long double>(x));
    const double scale = std::max(std::abs(static_cast<double>(exact)), 1e-300);
    EXPECT_LE(std::abs(static_cast<double>(portable_log(x) - exact)), 4.5e-16 * scale) << x;
  }
  EXPECT_EQ(portable_log(1), 0);
  EXPECT_NEAR(portable_log(5e-324), std::log(5e-324), 1e-12);
  EXPECT_EQ(portable_log(0), -infinity);
  EXPECT_EQ(portable_log(infinity), infinity);
  EXPECT_TRUE(std::isnan(portable_log(-1)));
  EXPECT_TRUE(std::isnan(portable_log(NAN)));
}

TEST(PortableMath, NormalShareIsThatOfTheComplementaryErrorFunction) {
  Random random(4);
  for (int i = 0; i < 100000; ++i) {
    const double z = random.uniform(-9, 9);
    const double exact = 0.5 * std::erfc(-z / std::numbers::sqrt2);
    EXPECT_NEAR(portable_normal_share(z), exact, 4e-16) << z;
    EXPECT_NEAR(portable_normal_share(z) / exact, 1, 2e-7) << z;
  }
  EXPECT_EQ(portable_normal_share(0), 0.5);
  EXPECT_EQ(portable_normal_share(-infinity), 0);
  EXPECT_EQ(portable_normal_share(infinity), 1);
  EXPECT_TRUE(std::isnan(portable_normal_share(NAN)));
}

}  // namespace
}  // namespace tenprobes
