#include "core/datasets/ofa_predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "core/base/random.h"
#include "core/datasets/file_kind.h"
#include "core/search_space/layered/layered_file.h"
#include "core/search_space/layered/layered_quality.h"
#include "tests/datasets/files.h"

namespace tenprobes::datasets {
namespace {

std::shared_ptr<const LayeredSpace> shipped(const std::string& name) {
  std::ifstream file(std::string(std::getenv("TENPROBES_SOURCE")) + "/assets/spaces/" + name +
                     ".json");
  return parse_layered_space(std::string(std::istreambuf_iterator<char>(file), {}), name);
}

struct Layer {
  int in, out;
  std::vector<float> weight, bias;
};

std::vector<Layer> drawn_layers() {
  std::vector<Layer> layers = {
      {128, 400, {}, {}}, {400, 400, {}, {}}, {400, 400, {}, {}}, {400, 1, {}, {}}};
  Random random(11);
  for (Layer& layer : layers) {
    layer.weight.resize(static_cast<std::size_t>(layer.in * layer.out));
    layer.bias.resize(static_cast<std::size_t>(layer.out));
    for (float& value : layer.weight) value = static_cast<float>(0.1 * random.normal());
    for (float& value : layer.bias) value = static_cast<float>(0.1 * random.normal());
  }
  return layers;
}

/// A whole number as a pickle writes it in two bytes.
std::string whole(int number) {
  return "M" + little_endian(static_cast<std::uint64_t>(number), 2);
}

/// torch.save(state_dict) before 1.6.
std::string state_dict(const std::vector<Layer>& layers) {
  std::string dict = "}(", keys = "](", storages;
  int next = 100;
  const auto add = [&](const std::string& name, const std::vector<float>& values,
                       const std::string& shape, const std::string& strides) {
    const std::string key = std::to_string(next++);
    dict += pickled(name) + "ctorch._utils\n_rebuild_tensor_v2\n((" + pickled("storage") +
            "ctorch\nFloatStorage\n" + pickled(key) + pickled("cpu") + "J" +
            little_endian(values.size(), 4) + "NtQK" + std::string(1, '\0') + shape + strides +
            "\x89"
            "ccollections\nOrderedDict\n)RtR";
    keys += pickled(key);
    storages += little_endian(values.size(), 8) +
                std::string(reinterpret_cast<const char*>(values.data()), 4 * values.size());
  };
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::string place = std::to_string(2 * i);
    add(place + ".weight", layers[i].weight, whole(layers[i].out) + whole(layers[i].in) + "\x86",
        whole(layers[i].in) + whole(1) + "\x86");
    add(place + ".bias", layers[i].bias, whole(layers[i].out) + "\x85", whole(1) + "\x85");
  }
  return std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15) +
         pickle_program("M\xe9\x03") + pickle_program("}") + pickle_program(dict + "u") +
         pickle_program(keys + "e") + storages;
}

/// The tutorial's own way: one-hot features, then the layers.
double by_features(const std::vector<Layer>& layers, const std::vector<int>& ks,
                   const std::vector<int>& e, const std::vector<int>& d, int r) {
  std::vector<double> values(128);
  for (int layer = 0; layer < 20; ++layer) {
    if (layer % 4 >= d[static_cast<std::size_t>(layer / 4)]) continue;
    const auto at = static_cast<std::size_t>(layer);
    values[at * 3 + static_cast<std::size_t>((ks[at] - 3) / 2)] = 1;
    values[60 + at * 3 + (e[at] == 6 ? 2u : static_cast<std::size_t>(e[at] - 3))] = 1;
  }
  values[120 + static_cast<std::size_t>((r - 112) / 16)] = 1;
  for (const Layer& layer : layers) {
    std::vector<double> next(layer.bias.begin(), layer.bias.end());
    for (std::size_t o = 0; o < next.size(); ++o) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        next[o] += layer.weight[o * values.size() + i] * values[i];
      }
      if (next.size() > 1) next[o] = std::max(0.0, next[o]);
    }
    values = next;
  }
  return values[0];
}

TEST(OfaPredictor, IsTheNetworkOnOneHotFeatures) {
  const auto space = shipped("ofa-mobilenetv3");
  const std::vector<Layer> layers = drawn_layers();
  const std::string bytes = state_dict(layers);
  EXPECT_EQ(identify(bytes, "acc_predictor.pth"), FileKind::accuracy_predictor);
  const Safetensors file = read_ofa_predictor(bytes, "acc_predictor.pth", *space);
  const LayeredNetwork quality(*space, "accuracy", "predicted top-1, %", file, "x");
  const std::vector<int> ks = {3, 5, 7, 3, 5, 7, 3, 5, 7, 3, 5, 7, 3, 5, 7, 3, 5, 7, 3, 5};
  const std::vector<int> e = {3, 4, 6, 6, 4, 3, 3, 4, 6, 6, 4, 3, 3, 4, 6, 6, 4, 3, 3, 4};
  const std::vector<int> d = {2, 3, 4, 2, 3};
  for (const int r : {128, 132, 160, 224}) {
    std::string text;
    for (int layer = 0; layer < 20; ++layer) {
      const auto at = static_cast<std::size_t>(layer);
      const bool squeezes = layer / 4 == 1 || layer / 4 >= 3;
      text += layer % 4 >= d[at / 4] ? "absent"
                                     : "k" + std::to_string(ks[at]) + "_e" + std::to_string(e[at]) +
                                           (squeezes ? "_se" : "");
      text += '|';
    }
    EXPECT_NEAR(quality.of(space->parse(text + "r" + std::to_string(r))),
                100 * by_features(layers, ks, e, d, r), 1e-3);
  }
}

TEST(OfaPredictor, AnythingElseIsOneSentence) {
  const auto space = shipped("ofa-mobilenetv3");
  std::vector<Layer> layers = drawn_layers();
  EXPECT_NE(complaint([&] {
              read_ofa_predictor(state_dict(layers), "x", *shipped("fbnet"));
            }).find("is not made as Once-for-All's"),
            std::string::npos);
  layers[1].bias[0] = std::nanf("");
  EXPECT_NE(complaint([&] {
              read_ofa_predictor(state_dict(layers), "x", *space);
            }).find("'2.bias' holds what is no number"),
            std::string::npos);
  layers = drawn_layers();
  layers.pop_back();
  EXPECT_NE(complaint([&] {
              read_ofa_predictor(state_dict(layers), "x", *space);
            }).find("128-400-400-400-1"),
            std::string::npos);
  const std::string whole_file = state_dict(drawn_layers());
  for (std::size_t length = 40; length < whole_file.size(); length += 40'000) {
    EXPECT_NE(complaint([&] { read_ofa_predictor(whole_file.substr(0, length), "x", *space); }),
              "");
  }
}

TEST(OfaPredictor, ThePublishedOneIsPlausible) {
  const std::string bytes = public_file("ofa/acc_predictor.pth");
  SKIP_WITHOUT(bytes, "ofa/acc_predictor.pth");
  const auto space = shipped("ofa-mobilenetv3");
  const LayeredNetwork quality(*space, "accuracy", "predicted top-1, %",
                               read_ofa_predictor(bytes, "acc_predictor.pth", *space), "x");
  EXPECT_GT(quality.facts().least, 60);
  EXPECT_LT(quality.facts().best, 85);
}

}  // namespace
}  // namespace tenprobes::datasets
