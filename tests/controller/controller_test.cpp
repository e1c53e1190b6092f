#include "core/controller/controller.h"
#include "core/base/hash.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/controller/acquisition.h"
#include "core/controller/edit.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "tests/controller/qualities.h"

namespace tenprobes::controller {
namespace {

template <class Kind>
std::unique_ptr<Controller> fresh_of(const Information& information) {
  Random random(4);
  auto controller = std::make_unique<Kind>(16, random);
  const std::string observation = controller->information().observation;
  controller->information() = information;
  controller->information().kind = Kind::kind;
  controller->information().observation = observation;
  return controller;
}

std::unique_ptr<Controller> fresh(const std::string& kind, const Information& information = {}) {
  return kind == EditController::kind ? fresh_of<EditController>(information)
                                      : fresh_of<AcquisitionController>(information);
}

std::string message_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

class ControllerOfKind : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Kinds, ControllerOfKind, testing::Values("acquisition", "edit"));

TEST_P(ControllerOfKind, FileGivesTheSameControllerBack) {
  const std::string bytes = fresh(GetParam(), {.kind = "",
                                               .observation = "",
                                               .training = R"({"steps": 77})",
                                               .seed = 12345678901234567890u,
                                               .steps = 77,
                                               .quality_hash = "abc"})
                                ->serialise();
  const auto back = Controller::parse(bytes, "w");
  EXPECT_EQ(back->information().kind, GetParam());
  EXPECT_EQ(back->information().seed, 12345678901234567890u);
  EXPECT_EQ(back->information().steps, 77);
  EXPECT_EQ(back->information().training, R"({"steps": 77})");
  EXPECT_TRUE(back->serialise() == bytes);
}

TEST_P(ControllerOfKind, NeverProposesTheSameTwiceAndOnlyWhatIsAllowed) {
  const std::unique_ptr<Controller> controller = fresh(GetParam());
  const std::vector<double> quality = qualities();
  std::vector<std::uint8_t> allowed(cell_count, 0);
  Random random(6);
  std::set<int> wanted;
  while (wanted.size() < 12) wanted.insert(random.below(cell_count));
  for (const int index : wanted) allowed[static_cast<std::size_t>(index)] = 1;
  const Objective objective{
      .space = nas_bench_201().get(), .quality = quality, .allowed = allowed, .budget_ms = 10};
  History history;
  for (int left = 12; left > 0; --left) {
    const Architecture next = controller->propose(history, objective, left, random);
    EXPECT_EQ(wanted.erase(index_of(cell_of(next))), 1u);
    history.push_back({next, 5.0 + left});
  }
  EXPECT_TRUE(allowed[static_cast<std::size_t>(
      index_of(cell_of(controller->propose(history, objective, 1, random))))]);
}

TEST_P(ControllerOfKind, FollowsTheLatencies) {
  const std::unique_ptr<Controller> controller = fresh(GetParam());
  const std::vector<double> quality = qualities();
  const Objective objective{.space = nas_bench_201().get(), .quality = quality, .budget_ms = 10};
  std::set<int> proposed;
  for (int i = 0; i < 40; ++i) {
    Random random(1);
    const History history = {{cell_at(5), 1.0 + i}, {cell_at(6), 40.0 - i}};
    proposed.insert(index_of(cell_of(controller->propose(history, objective, 8, random))));
  }
  EXPECT_GT(proposed.size(), 1u);
}

TEST(Controller, RefusesWhatDoesNotMatchInOneSentence) {
  const Safetensors good = Safetensors::parse(fresh("edit")->serialise(), "w");
  const auto refuse = [&](const std::function<void(Safetensors&)>& change) {
    Safetensors file = good;
    change(file);
    const std::string bytes = file.serialise();
    return message_of([&] { Controller::parse(bytes, "w.safetensors"); });
  };
  EXPECT_EQ(refuse([](Safetensors&) {}), "");
  EXPECT_NE(refuse([](Safetensors& f) { f.metadata["kind"] = "proxy-table"; }).find("proxy-table"),
            std::string::npos);
  EXPECT_NE(
      refuse([](Safetensors& f) { f.metadata["controller_kind"] = "psychic"; }).find("psychic"),
      std::string::npos);
  EXPECT_EQ(refuse([](Safetensors& f) { f.metadata["controller_kind"] = "whole-cell"; }),
            "w.safetensors: holds a controller of kind 'whole-cell', which is retired: use the one"
            " that is built in, or train one of kind acquisition or edit");
  EXPECT_NE(refuse([](Safetensors& f) { f.metadata["observation"] = "edit-0"; }).find("edit-0"),
            std::string::npos);
  EXPECT_NE(refuse([](Safetensors& f) { f.metadata["hidden"] = "32"; }), "");
  EXPECT_NE(refuse([](Safetensors& f) { f.metadata["hidden"] = "1e9"; }).find("1e9"),
            std::string::npos);
  EXPECT_NE(refuse([](Safetensors& f) { f.metadata["hidden"] = "1000000"; }), "");
  EXPECT_NE(refuse([](Safetensors& f) { f.tensors.erase("logits.bias"); }), "");
  EXPECT_NE(refuse([](Safetensors& f) { f.tensors.at("input.bias").values[0] = INFINITY; }), "");
  EXPECT_NE(message_of([] { Controller::parse("no weights", "w"); }), "");
}

TEST(Controller, HashTellsQualitiesApart) {
  std::vector<double> quality = qualities();
  const std::string hash = hash_of(quality);
  EXPECT_EQ(hash.size(), 16u);
  EXPECT_EQ(hash, hash_of(qualities()));
  quality[9] += 1;
  EXPECT_NE(hash, hash_of(quality));
}

}  // namespace
}  // namespace tenprobes::controller
