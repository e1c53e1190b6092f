#include "core/devices/catalogue/catalogue_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/devices/catalogue/catalogue_device.h"
#include "core/devices/catalogue/fit.h"
#include "core/devices/catalogue/latency_table.h"
#include "core/devices/device_file.h"
#include "core/devices/parse_device.h"
#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"
#include "tests/search_space/catalogue/drawn_csv.h"

namespace tenprobes::devices {
namespace {

TEST(CatalogueCosts, AreLogRatiosToTheMedian) {
  const auto space = parse_catalogue(
      "name,quality,GFLOPs,mactivations,year\na,1,1,,2001\nb,2,2,6,2002\nc,3,8,3,2003\n", "m.csv");
  const CatalogueCosts costs(*space);
  EXPECT_EQ(costs.basis(), CostBasis::measured);
  EXPECT_FALSE(costs.has(Cost::weights));
  EXPECT_FALSE(costs.has(Cost::launches));
  EXPECT_NEAR(costs.log_ratios(Cost::compute)[2], std::log(4), 1e-15);
  EXPECT_NEAR(costs.log_ratios(Cost::memory)[2], std::log(0.5), 1e-15);
  // What a lacks is taken from what it has.
  EXPECT_NEAR(costs.log_ratios(Cost::memory)[0], costs.log_ratios(Cost::compute)[0], 1e-15);
}

TEST(CatalogueCosts, StandInsTakeThePlaceOfCompute) {
  const auto sizes = parse_catalogue("name,quality,size_mb\na,1,1\nb,2,2\nc,3,8\n", "m.csv");
  const CatalogueCosts by_size(*sizes);
  EXPECT_EQ(by_size.basis(), CostBasis::weights);
  EXPECT_NEAR(by_size.log_ratios(Cost::compute)[2], std::log(4), 1e-15);

  const auto plain = parse_catalogue("name,quality\na,1\nb,2\nc,2\nd,9\n", "m.csv");
  const CatalogueCosts by_quality(*plain);
  EXPECT_EQ(by_quality.basis(), CostBasis::quality);
  const auto scores = by_quality.log_ratios(Cost::compute);
  EXPECT_NEAR(scores[0], -scores[3], 1e-15);
  EXPECT_NEAR(scores[1], 0, 1e-15);
  EXPECT_EQ(scores[1], scores[2]);
  EXPECT_LT(scores[0], scores[1]);
}

TEST(CatalogueModel, IsTheRooflineOfItsHeader) {
  const auto space = parse_catalogue(
      "name,quality,gmacs,mactivations,mparams,group\n"
      "a,1,1,4,7,x\nb,2,2,5,8,y\nc,3,8,6,16,y\n",
      "m.csv");
  const CatalogueCosts costs(*space);
  CatalogueModel model{.compute_ms = 3,
                       .compute_exponent = 0.7,
                       .memory_ms = 5,
                       .memory_exponent = 0.9,
                       .weights_ms = 0.4,
                       .launches_ms = 0.2,
                       .family = {2.0}};
  const double compute = 3 * std::pow(4, 0.7), memory = 5 * std::pow(1.2, 0.9);
  const double rest = 0.4 * 2 + 0.2 * std::sqrt(1.2);
  EXPECT_NEAR(roofline_latency(model, costs, 2), compute + memory + rest, 1e-12);
  EXPECT_NEAR(expected_latency(model, costs, 2, 1), compute + memory + rest, 1e-12);
  EXPECT_NEAR(expected_latency(model, costs, 0, 0), 2 * roofline_latency(model, costs, 0), 1e-12);
  EXPECT_EQ(expected_latency(model, costs, 0, -1), roofline_latency(model, costs, 0));
  model.overlapped = true;
  EXPECT_NEAR(roofline_latency(model, costs, 2),
              std::pow(std::pow(compute, 4) + std::pow(memory, 4), 0.25) + rest, 1e-12);
}

TEST(CatalogueModel, LeavesOutWhatACatalogueDoesNotTell) {
  const auto space = parse_catalogue("name,quality,gmacs\na,1,1\nb,2,2\nc,3,8\n", "m.csv");
  const CatalogueCosts costs(*space);
  const CatalogueModel model{.compute_ms = 3,
                             .compute_exponent = 1,
                             .memory_ms = 5,
                             .weights_ms = 0.4,
                             .launches_ms = 0.2};
  EXPECT_NEAR(roofline_latency(model, costs, 2), 12.2, 1e-12);
}

TEST(CatalogueModel, ManyAtOnceAreTheSameAsOneByOne) {
  const auto space = parse_catalogue(drawn_csv(30, 3), "m.csv");
  const CatalogueCosts costs(*space);
  Random random(1);
  std::vector<CatalogueModel> models;
  for (int i = 0; i < 50; ++i) models.push_back(draw_roofline(costs.basis(), random));
  const Rooflines rooflines(models);
  std::vector<double> logs(models.size());
  rooflines.log_latencies(costs, 17, logs);
  for (std::size_t m = 0; m < models.size(); ++m) {
    EXPECT_NEAR(logs[m], std::log(roofline_latency(models[m], costs, 17)), 1e-14);
  }
}

TEST(CatalogueModel, DrawsAreValidAndDiffer) {
  Random random(2);
  bool clock = false, exact = false, overlapped = false, apart = false;
  for (int i = 0; i < 200; ++i) {
    const CatalogueModel model = draw_catalogue_model(CostBasis::measured, 4, random);
    EXPECT_NO_THROW(validate(model));
    EXPECT_EQ(model.family.size(), 4u);
    (model.clock_ms > 0 ? clock : exact) = true;
    (model.overlapped ? overlapped : apart) = true;
  }
  EXPECT_TRUE(clock && exact && overlapped && apart);
}

TEST(CatalogueModel, RefusesWhatNoDeviceIs) {
  const auto says = [](const CatalogueModel& model) -> std::string {
    try {
      validate(model);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(says({}), "none");
  EXPECT_EQ(says({.noise = 1.5}), "noise is 1.5; it must be from 0 to 1");
  EXPECT_EQ(says({.memory_ms = NAN}), "memory_ms is nan; it must be from 0 to 1e+09");
  EXPECT_NE(says({.family = {1, 0}}).find("family is 0"), std::string::npos);
  EXPECT_NE(
      says({.compute_ms = 0, .memory_ms = 0, .weights_ms = 0, .launches_ms = 0}).find("all 0"),
      std::string::npos);
}

TEST(CatalogueModel, MeasurementsAreLogNormalAndOnTheClock) {
  Random random(3);
  std::vector<double> logs;
  for (int i = 0; i < 20000; ++i)
    logs.push_back(std::log(measure(CatalogueModel{.noise = 0.1}, 7, random)));
  EXPECT_NEAR(statistics::mean(logs), std::log(7), 0.003);
  EXPECT_NEAR(statistics::standard_deviation(logs), 0.1, 0.002);
  const double clocked = measure(CatalogueModel{.noise = 0.1, .clock_ms = 0.5}, 7, random);
  EXPECT_EQ(clocked, std::round(clocked * 2) / 2);
  EXPECT_EQ(measure(CatalogueModel{.clock_ms = 2}, 0.1, random), 2);
  const Random before = random;
  EXPECT_EQ(measure(CatalogueModel{}, 1.25, random), 1.25);
  EXPECT_EQ(random, before);
}

TEST(CatalogueFit, FindsADrawnDeviceAgain) {
  const auto space = parse_catalogue(drawn_csv(300, 3), "m.csv");
  const CatalogueCosts costs(*space);
  Random random(7);
  for (int device = 0; device < 3; ++device) {
    CatalogueModel truth = draw_catalogue_model(costs.basis(), 3, random);
    truth.noise = 0.02;
    truth.clock_ms = 0;
    std::vector<double> latencies;
    for (int row = 0; row < space->size(); ++row) {
      latencies.push_back(measure(
          truth,
          expected_latency(truth, costs, static_cast<std::size_t>(row), space->group_of(row)),
          random));
    }
    latencies[5] *= 20;  // an outlier, and some that were not measured
    for (std::size_t row = 10; row < 60; ++row) latencies[row] = NAN;
    const CatalogueTwin twin = fit_catalogue_model(*space, latencies);
    EXPECT_NO_THROW(validate(twin.model));
    EXPECT_EQ(twin.quality.rows, 250);
    EXPECT_GT(twin.quality.srcc, 0.98);  // the outlier is in it
    EXPECT_NEAR(twin.model.noise, 0.02, 0.01);
    for (std::size_t row = 10; row < 60; ++row) {
      const int group = space->group_of(static_cast<int>(row));
      EXPECT_NEAR(expected_latency(twin.model, costs, row, group) /
                      expected_latency(truth, costs, row, group),
                  1, 0.06);
    }
  }
}

TEST(CatalogueFit, NeedsSomeRows) {
  const auto space = parse_catalogue(drawn_csv(12, 3), "m.csv");
  std::vector<double> latencies(12, NAN);
  for (std::size_t i = 0; i < 9; ++i) latencies[i] = 1;
  EXPECT_THROW(fit_catalogue_model(*space, latencies), Error);
}

TEST(CatalogueLatencies, AreReadByName) {
  const auto space = parse_catalogue("name,quality\na,1\nb,2\nc,3\n", "m.csv");
  const CatalogueLatencies table = parse_catalogue_latencies(
      "# title: My phone\n# chip: X1\nlatency_ms,name,note\n3.5,c,hot\n1,a,\n", "p.csv", *space);
  EXPECT_EQ(table.title, "My phone");
  EXPECT_EQ(table.chip, "X1");
  EXPECT_EQ(table.latency_ms[0], 1);
  EXPECT_TRUE(std::isnan(table.latency_ms[1]));
  EXPECT_EQ(table.latency_ms[2], 3.5);

  const struct {
    const char *bytes, *says;
  } cases[] = {
      {"# c\nname,latency_ms\nz,1\n", "p.csv, line 3: no network of m is called 'z'"},
      {"name,latency_ms\na,0\n", "p.csv, line 2: "},
      {"name,latency_ms\na,1\n\na,2\n", "p.csv, line 4: "},
      {"name,latency_ms\n", "p.csv: "},
  };
  for (const auto& [bytes, says] : cases) {
    std::string said = "none";
    try {
      parse_catalogue_latencies(bytes, "p.csv", *space);
    } catch (const Error& error) {
      said = error.what();
    }
    EXPECT_NE(said.find(says), std::string::npos) << said;
  }
}

TEST(CatalogueDevice, AnswersAsItsModel) {
  const auto space = parse_catalogue(drawn_csv(30, 3), "m.csv");
  const CatalogueCosts costs(*space);
  CatalogueModel model{.family = {1, 2, 1}, .noise = 0.1};
  CatalogueDevice device("mine", *space, model);
  EXPECT_EQ(device.kind(), "synthetic");
  ASSERT_EQ(device.known_latencies().size(), 30u);
  EXPECT_NEAR(device.known_latencies()[4], 2 * roofline_latency(model, costs, 4), 1e-6);
  Random one(3), other(3);
  EXPECT_EQ(device.probe(space->at(4), one), measure(model, device.known_latencies()[4], other));
  EXPECT_THROW(CatalogueDevice("bad", *space, CatalogueModel{.noise = 2}), Error);
}

TEST(CatalogueDevice, FilesReadBackAsTheyWereWritten) {
  const auto space = parse_catalogue(drawn_csv(30, 3), "m.csv");
  Random random(4);
  const DeviceFile file{.name = "laptop",
                        .kind = "twin",
                        .title = "My laptop",
                        .group = "CPU",
                        .model = draw_catalogue_model(CostBasis::measured, 3, random),
                        .fit = FitQuality{.rows = 20, .r2 = 0.9, .srcc = 0.95}};
  const std::string bytes = serialise_device_file(file, *space);
  EXPECT_EQ(parse_device_file(bytes, "l.json", *space), file);
  const auto device = parse_device(bytes, "l.json", space);
  EXPECT_EQ(device->name(), "laptop");
  EXPECT_EQ(device->kind(), "twin");

  const auto says = [&](const std::string& from, const std::string& to) -> std::string {
    std::string changed = bytes;
    changed.replace(changed.find(from), from.size(), to);
    try {
      parse_device_file(changed, "l.json", *space);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_NE(says("\"space\": \"m\"", "\"space\": \"other\"").find("of the space 'other', not of m"),
            std::string::npos);
  EXPECT_NE(says("\"f1\"", "\"f9\"").find("'f9'"), std::string::npos);
  EXPECT_NE(says("\"compute_ms\"", "\"speed\"").find("compute_ms"), std::string::npos);
}

}  // namespace
}  // namespace tenprobes::devices
