#include "core/prediction/listed_space.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/devices/catalogue/catalogue_device.h"

namespace tenprobes::prediction {
namespace {

std::shared_ptr<const CatalogueSpace> drawn_space() {
  Random random(5);
  std::string csv = "name,quality,gmacs,mactivations,mparams,group\n";
  for (int i = 0; i < 150; ++i) {
    const double macs = random.log_uniform(0.1, 50);
    csv += "n" + std::to_string(i) + "," + std::to_string(random.uniform(60, 90)) + "," +
           std::to_string(macs) + "," + std::to_string(macs * random.log_uniform(0.5, 5)) + "," +
           std::to_string(macs * random.log_uniform(1, 10)) + ",f" + std::to_string(i % 5) + "\n";
  }
  return parse_catalogue(csv, "drawn.csv");
}

TEST(ListedSpace, BeliefsPredictACatalogueFromTenProbes) {
  const auto space = drawn_space();
  const devices::CatalogueCosts costs(*space);
  Random random(3);
  devices::CatalogueModel model = draw_catalogue_model(costs.basis(), 5, random);
  model.noise = 0.03;
  model.clock_ms = 0;
  devices::CatalogueDevice device("mine", *space, model);
  const std::span<const double> known = device.known_latencies();
  ComparedDevice compared{
      .name = "mine",
      .scored = {known.begin(), known.end()},
      .allowed = std::vector<std::uint8_t>(known.size(), 1),
      .probe = [&](int place, Random& draws) { return device.probe(space->at(place), draws); }};
  std::vector<Architecture> all;
  for (int i = 0; i < space->size(); ++i) all.push_back(space->at(i));
  const std::vector<std::string> methods = {"bayes", "gp", "macs", "one-proxy", "mean-device"};
  const std::vector<std::span<const double>> reference = {known};
  const ComparedSpace listed = listed_space(methods, *space, all, reference);
  const ComparisonResult result = compare_predictors(
      {.samples = {10}, .seeds = 3}, listed, std::vector{compared}, [] { return 0.0; }, serial_for);
  ASSERT_EQ(result.rows.size(), methods.size());
  EXPECT_GT(result.rows[0].srcc.mean, 0.95);
  EXPECT_GT(result.rows[0].srcc.mean, result.rows[2].srcc.mean);
  EXPECT_GE(result.rows[0].coverage90->mean, 0.75);
  EXPECT_NEAR(result.rows[3].srcc.mean, 1, 1e-9);  // its own latencies are its proxy's
}

TEST(ListedSpace, SaysWhatAMethodLacks) {
  const auto space = parse_catalogue("name,quality\na,1\nb,2\n", "plain.csv");
  const std::vector<Architecture> all = {space->at(0), space->at(1)};
  const auto refuses = [&](const std::string& method) {
    const std::vector<std::string> methods = {method};
    EXPECT_THROW(listed_space(methods, *space, all, {}), Error) << method;
  };
  for (const char* method : {"macs", "gp", "one-proxy", "mean-device", "ridge"}) refuses(method);
}

}  // namespace
}  // namespace tenprobes::prediction
