// core/base/limits.h, of the rooms above core/datasets (tests/datasets/limits_test.cpp has the rest): at
// each limit the input is taken, and one beyond it the refusal says the limit.
#include "core/base/limits.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/datasets/hw_nas_bench.h"
#include "core/devices/external_answer.h"
#include "core/devices/fields.h"
#include "core/search/document.h"
#include "core/search_space/layered/layered_file.h"
#include "core/training/settings.h"
#include "tests/datasets/files.h"
#include "tests/native/program.h"

namespace tenprobes::native {
namespace {

using datasets::complaint;
using Json = nlohmann::ordered_json;

/// The document with blanks before it, so that it is so long.
std::string padded(const std::string& document, std::size_t length) {
  return std::string(length - document.size(), ' ') + document;
}

/// A document with lists in it, so that it is `depth` deep.
std::string deep(const std::string& members, int depth) {
  const auto lists = static_cast<std::size_t>(depth - 1);
  return "{" + members + "\"x\": " + std::string(lists, '[') + std::string(lists, ']') + "}";
}

TEST(Limits, DeviceFilesMayBeSoLong) {
  using devices::parse_device_json;
  EXPECT_EQ(complaint([] { parse_device_json(padded("{}", limits::device_bytes), "x"); }), "");
  EXPECT_COMPLAINT(parse_device_json(padded("{}", limits::device_bytes + 1), "x"), "1 MiB");
}

/// A layered space with so many choices of its one layer, and resolutions.
std::string layered(std::size_t choices, std::size_t resolutions) {
  Json shape = Json::object(), sides = Json::array();
  for (std::size_t i = 0; i < choices; ++i) {
    shape["c" + std::to_string(i)] =
        Json::array({Json::array({"dense", 0.1 + 0.001 * static_cast<double>(i), 0.1, 0.1, 1, 8})});
  }
  for (std::size_t i = 0; i < resolutions; ++i) sides.push_back(32 + i);
  return Json{{"format", "tenprobes-space"},
              {"version", 1},
              {"name", "large"},
              {"title", "Large"},
              {"resolution", {{"reference", 32}, {"choices", sides}}},
              {"units", {{"macs", 1e6}, {"activations", 1e6}, {"parameters", 1e6}}},
              {"fixed", Json::array()},
              {"shapes", {{"one", shape}}},
              {"positions", {"one"}},
              {"quality", {{"kind", "macs"}}}}
      .dump();
}

TEST(Limits, LayeredSpacesMayBeSoLarge) {
  const auto parse = [](const std::string& space) { return parse_layered_space(space, "x"); };
  EXPECT_EQ(complaint([&] { parse(layered(limits::choices, limits::resolutions)); }), "");
  EXPECT_COMPLAINT(parse(layered(limits::choices + 1, 1)),
                   "has 201 choices; 1 to 200 are possible");
  EXPECT_COMPLAINT(parse(layered(2, limits::resolutions + 1)),
                   "'choices' holds more than 64 resolutions");
  EXPECT_EQ(complaint([&] { parse(padded(layered(2, 1), limits::layered_space_bytes)); }), "");
  EXPECT_COMPLAINT(parse(padded(layered(2, 1), limits::layered_space_bytes + 1)), "4 MiB");
}

TEST(Limits, AnswersMayBeSoLongAndDeep) {
  using devices::parse_answer;
  EXPECT_EQ(parse_answer(padded("12.5", limits::answer_bytes)).latency_ms, 12.5);
  EXPECT_COMPLAINT(parse_answer(padded("12.5", limits::answer_bytes + 1)),
                   "a line of more than 64 KiB");
  const std::string latency = "\"latency_ms\": 3, ";
  EXPECT_EQ(parse_answer(deep(latency, limits::answer_depth)).latency_ms, 3);
  EXPECT_COMPLAINT(parse_answer(deep(latency, limits::answer_depth + 1)), "8 deep");
}

TEST(Limits, ProgramsMayPrintSoMuch) {
  const auto adapt = [](std::size_t blanks) {
    return run_program("adapt --method random --probes 1 --budget-ms 99 --device \"cmd:head -c " +
                       std::to_string(blanks) + " /dev/zero | tr '\\\\0' ' '; echo; echo 12.5 #\"");
  };
  EXPECT_EQ(adapt(limits::output_bytes - 6).exit_code, 0);
  const ProgramRun beyond = adapt(limits::output_bytes + 1);
  EXPECT_EQ(beyond.exit_code, 1);
  EXPECT_NE(beyond.err.find("prints without end (1 MiB are read)"), std::string::npos)
      << beyond.err;
}

TEST(Limits, SessionsMayBeSoDeep) {
  const std::string format = "\"format\": \"tenprobes-session\", \"version\": 1, ";
  const auto parse = [&](int depth) {
    return search::parse_document(deep(format, depth), "x", "tenprobes-session");
  };
  EXPECT_EQ(complaint([&] { parse(limits::session_depth); }), "");
  EXPECT_COMPLAINT(parse(limits::session_depth + 1), "6 deep");
}

TEST(Limits, TrainingMayKeepSoManySteps) {
  const auto parse = [](std::int64_t environments) {
    return training::parse_settings(
        Json{{"kind", "edit"}, {"horizon", 64}, {"environments", environments}}.dump(), "x");
  };
  const std::int64_t most = limits::rollout_steps / 64;
  EXPECT_EQ(complaint([&] { parse(most); }), "");
  EXPECT_COMPLAINT(parse(most + 1), "at most 2097152 steps are kept in memory");
}

TEST(Limits, APickleMayHoldSoManyMetrics) {
  // {'0': {'config': []}, '1': {'config': []}, ...}
  const auto text = [](const std::string& name) {
    return "X" + std::string(1, static_cast<char>(name.size())) + std::string(3, '\0') + name;
  };
  const auto said = [&](std::size_t count) {
    std::string program = "}(";
    for (std::size_t i = 0; i < count; ++i)
      program += text(std::to_string(i)) + "}" + text("config") + "]s";
    return complaint(
        [&] { datasets::hw_nas_bench_devices(datasets::pickle_program(program + "u"), "x"); });
  };
  EXPECT_EQ(said(limits::metrics), "x: holds no metric of NAS-Bench-201");
  EXPECT_EQ(said(limits::metrics + 1), "x: holds more than the 200 metrics that are read");
}

}  // namespace
}  // namespace tenprobes::native
