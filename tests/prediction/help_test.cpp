#include "core/prediction/help.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/safetensors.h"

namespace tenprobes::prediction {
namespace {

constexpr int small = 5;  // units

HardwareEmbedding some_embedding(Random& random) {
  HardwareEmbedding embedding;
  for (double& value : embedding) value = random.uniform();
  return embedding;
}

HelpSamples some_samples(int count, Random& random) {
  std::vector<Cell> architectures;
  std::vector<double> targets;
  for (int i = 0; i < count; ++i) {
    architectures.push_back(cell_at(random.below(cell_count)));
    targets.push_back(random.uniform());
  }
  return {HelpCells(architectures), targets};
}

template <class Scalar>
void fill(AlignedVector<Scalar>& values, double low, double high, Random& random) {
  for (Scalar& value : values) value = static_cast<Scalar>(random.uniform(low, high));
}

template <class Scalar>
HelpWeights<Scalar> some_weights(Random& random) {
  HelpWeights<Scalar> weights(small);
  fill(weights.initial, -0.4, 0.5, random);
  fill(weights.rates, 0, 0.02, random);
  fill(weights.modulator, -1, 1, random);
  return weights;
}

/// Central differences, at many places of `values` spread evenly.
template <class Loss>
void expect_slope(AlignedVector<double>& values, const AlignedVector<double>& gradient,
                  const Loss& loss) {
  constexpr double step = 1e-6;
  const std::size_t stride = std::max<std::size_t>(1, values.size() / 150);
  for (std::size_t i = 0; i < values.size(); i += stride) {
    const double kept = values[i];
    values[i] = kept + step;
    const double above = loss();
    values[i] = kept - step;
    const double below = loss();
    values[i] = kept;
    EXPECT_NEAR(gradient[i], (above - below) / (2 * step), 1e-6 * (1 + std::abs(gradient[i])))
        << "at " << i;
  }
}

TEST(HelpNetwork, GradientIsTheFiniteDifference) {
  Random random(3);
  HelpWeights<double> weights = some_weights<double>(random);
  const HardwareEmbedding embedding = some_embedding(random);
  const HelpSamples samples = some_samples(27, random);
  AlignedVector<double> gradient(weights.layout.size), unused(weights.layout.size);
  help_loss<double>(weights.layout, weights.initial, embedding, samples, gradient);
  EXPECT_LT(std::count(gradient.begin(), gradient.end(), 0), gradient.size() / 2);
  expect_slope(weights.initial, gradient, [&] {
    return help_loss<double>(weights.layout, weights.initial, embedding, samples, unused);
  });
}

TEST(HelpNetwork, MetaGradientIsTheFiniteDifference) {
  Random random(4);
  HelpWeights<double> weights = some_weights<double>(random);
  const HardwareEmbedding embedding = some_embedding(random);
  const HelpSamples support = some_samples(4, random), query = some_samples(6, random);
  HelpWeights<double> gradient(small), unused(small);
  const auto loss = [&] { return help_meta_loss(weights, embedding, support, query, 2, unused); };
  help_meta_loss(weights, embedding, support, query, 2, gradient);
  expect_slope(weights.initial, gradient.initial, loss);
  expect_slope(weights.rates, gradient.rates, loss);
  expect_slope(weights.modulator, gradient.modulator, loss);
}

/// The encoder, written out node by node from the paper's formula with a general adjacency matrix.
double plain_output(const HelpWeights<double>& weights, const HardwareEmbedding& embedding,
                    const Cell& architecture) {
  using Values = std::vector<double>;
  const auto dense = [&](std::size_t layer, const Values& inputs, bool rectified) {
    const HelpLayer& at = weights.layout.layers[layer];
    Values outputs;
    for (int o = 0; o < at.outputs; ++o) {
      double sum = weights.initial[at.bias + static_cast<std::size_t>(o)];
      for (int i = 0; i < at.inputs; ++i) {
        sum += weights.initial[at.weight + static_cast<std::size_t>(o * at.inputs + i)] *
               inputs[static_cast<std::size_t>(i)];
      }
      outputs.push_back(rectified ? std::max(0.0, sum) : sum);
    }
    return outputs;
  };
  // Nodes: input, 0->1, 0->2, 1->2, 0->3, 1->3, 2->3, output, global; what feeds each.
  const std::vector<std::vector<std::size_t>> fed_by = {
      {0},       {0, 1},       {0, 2},
      {1, 3},    {0, 4},       {1, 5},
      {2, 3, 6}, {4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7, 8}};
  std::vector<Values> states(9, Values(8, 0.0));
  states[0][0] = states[7][6] = states[8][7] = 1;
  for (std::size_t edge = 0; edge < 6; ++edge) {
    states[1 + edge][1 + static_cast<std::size_t>(architecture.operations[edge])] = 1;
  }
  for (std::size_t layer = 0; layer < 4; ++layer) {
    std::vector<Values> next;
    for (const auto& sources : fed_by) {
      Values sum(states[0].size(), 0.0);
      for (const std::size_t source : sources) {
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += states[source][i];
      }
      next.push_back(dense(layer, sum, true));
    }
    states = next;
  }
  Values joined = states[8];
  const Values hardware =
      dense(5, dense(4, Values(embedding.begin(), embedding.end()), true), true);
  joined.insert(joined.end(), hardware.begin(), hardware.end());
  return dense(8, dense(7, dense(6, joined, true), true), false)[0];
}

TEST(HelpNetwork, IsTheGraphConvolutionOfThePaper) {
  Random random(5);
  const HelpWeights<double> weights = some_weights<double>(random);
  const HardwareEmbedding embedding = some_embedding(random);
  std::vector<Cell> architectures;
  for (int i = 0; i < 5; ++i) architectures.push_back(cell_at(random.below(15625)));
  std::vector<double> outputs(architectures.size());
  help_forward<double>(weights.layout, weights.initial, embedding, HelpCells(architectures),
                       outputs);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    EXPECT_NEAR(outputs[i], plain_output(weights, embedding, architectures[i]), 1e-9);
  }
}

TEST(HelpNetwork, DoesNotDependOnWhoElseIsInTheBatch) {
  Random random(6);
  const HelpWeights<double> weights = some_weights<double>(random);
  const HardwareEmbedding embedding = some_embedding(random);
  std::vector<Cell> cells;
  for (int i = 0; i < 60; ++i) cells.push_back(cell_at(random.below(cell_count)));
  const std::vector<Cell> reversed(cells.rbegin(), cells.rend());
  std::vector<double> forth(cells.size()), back(cells.size());
  help_forward<double>(weights.layout, weights.initial, embedding, HelpCells(cells), forth);
  help_forward<double>(weights.layout, weights.initial, embedding, HelpCells(reversed), back);
  for (std::size_t i = 0; i < cells.size(); ++i) EXPECT_NEAR(forth[i], back[59 - i], 1e-12);
  EXPECT_GT(
      *std::max_element(forth.begin(), forth.end()) - *std::min_element(forth.begin(), forth.end()),
      0.1);
}

TEST(HelpWeights, TheDeviceMovesTheStartOfTheJoinAlone) {
  Random random(7);
  const HelpWeights<float> weights = some_weights<float>(random);
  const AlignedFloats one = help_start(weights, some_embedding(random));
  const AlignedFloats other = help_start(weights, some_embedding(random));
  for (std::size_t l = 0; l < weights.layout.layers.size(); ++l) {
    const HelpLayer& layer = weights.layout.layers[l];
    const auto last = static_cast<std::ptrdiff_t>(layer.bias) + layer.outputs;
    const auto first = static_cast<std::ptrdiff_t>(layer.weight);
    const bool same = std::equal(one.begin() + first, one.begin() + last, other.begin() + first);
    EXPECT_EQ(same, l < 6) << layer.name;
  }
}

HelpModel some_model(std::uint64_t seed = 8) {
  Random random(seed);
  HelpModel model;
  model.weights = some_weights<float>(random);
  for (std::size_t r = 0; r < model.references.size(); ++r) {
    model.references[r] = static_cast<int>(1500 * r + 7);
  }
  model.updates = 3;
  model.training = R"({"seed": 8})";
  return model;
}

TEST(HelpModel, ReadsWhatItWrote) {
  const HelpModel model = some_model();
  const std::string bytes = model.serialise();
  const HelpModel back = HelpModel::parse(bytes, "help");
  EXPECT_EQ(back.weights.initial, model.weights.initial);
  EXPECT_EQ(back.weights.rates, model.weights.rates);
  EXPECT_EQ(back.weights.modulator, model.weights.modulator);
  EXPECT_EQ(back.references, model.references);
  EXPECT_EQ(back.updates, 3);
  EXPECT_EQ(back.training, model.training);
  EXPECT_EQ(back.serialise(), bytes);
}

TEST(HelpModel, RefusesOtherFilesInASentence) {
  const std::string bytes = some_model().serialise();
  const auto complaint = [&](const auto& change) {
    Safetensors file = Safetensors::parse(bytes, "help");
    change(file);
    try {
      HelpModel::parse(file.serialise(), "help");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  const auto metadata = [&](const std::string& key, const std::string& value) {
    return complaint([&](Safetensors& file) { file.metadata[key] = value; });
  };
  EXPECT_NE(metadata("kind", "controller").find("help-predictor"), std::string::npos);
  EXPECT_NE(metadata("units", "5000000").find("1 to 1024"), std::string::npos);
  EXPECT_NE(metadata("units", "6").find("shape"), std::string::npos);
  EXPECT_NE(metadata("updates", "0").find("updates"), std::string::npos);
  EXPECT_NE(metadata("updates", "two").find("not a whole number"), std::string::npos);
  EXPECT_NE(metadata("references", "1 2 3").find("ten different"), std::string::npos);
  EXPECT_NE(metadata("references", "1 2 3 4 5 6 7 8 9 9").find("ten different"), std::string::npos);
  EXPECT_NE(metadata("references", "1 2 3 4 5 6 7 8 9 15625").find("ten different"),
            std::string::npos);
  EXPECT_NE(metadata("references", "1 2 3 4 5 6 7 8 9 99999999999").find("ten different"),
            std::string::npos);
  EXPECT_NE(complaint([](Safetensors& file) { file.metadata.erase("training"); }).find("training"),
            std::string::npos);
  EXPECT_NE(complaint([](Safetensors& file) {
              file.tensors["join_2.weight"].values[3] = std::nanf("");
            }).find("not finite"),
            std::string::npos);
  EXPECT_NE(complaint([](Safetensors& file) {
              file.tensors.erase("rate.cell_1.bias");
            }).find("rate.cell_1.bias"),
            std::string::npos);
  EXPECT_THROW(HelpModel::parse(bytes.substr(0, bytes.size() / 2), "help"), Error);
  EXPECT_THROW(HelpModel::parse("", "help"), Error);
}

TEST(HelpScale, SpansTheReferencesAndBack) {
  const HelpScale scale({4, 6, 2, 12, 5, 5, 5, 5, 5, 5});
  EXPECT_DOUBLE_EQ(scale.embedding[2], 0);
  EXPECT_DOUBLE_EQ(scale.embedding[3], 1);
  EXPECT_DOUBLE_EQ(scale.embedding[0], 0.2);
  EXPECT_DOUBLE_EQ(scale.latency_ms(scale.normalise(17)), 17);
  const HelpScale flat({3, 3, 3, 3, 3, 3, 3, 3, 3, 3});  // a coarse clock
  EXPECT_DOUBLE_EQ(flat.embedding[0], 0);
  EXPECT_DOUBLE_EQ(flat.latency_ms(flat.normalise(6)), 6);
}

double made_up_latency(const Cell& architecture) {
  const auto counts = operation_counts(architecture);
  return 1 + 0.5 * counts[2] + 2 * counts[3] + 0.2 * counts[4];
}

History references_of(const HelpModel& model) {
  History history;
  for (const int index : model.references) {
    history.push_back({cell_at(index), made_up_latency(cell_at(index))});
  }
  return history;
}

TEST(HelpPredictor, AdaptingToADeviceLowersTheErrorOnIt) {
  HelpModel model = some_model();
  const auto error = [&](int updates) {
    model.updates = updates;
    HelpPredictor predictor(std::make_shared<HelpModel>(model));
    predictor.fit(references_of(model));
    double squares = 0;
    for (int index = 0; index < 400; ++index) {
      const Cell architecture = cell_at(index);
      squares += std::pow(predictor.predict(architecture).mean - made_up_latency(architecture), 2);
    }
    return squares;
  };
  std::fill(model.weights.rates.begin(), model.weights.rates.end(), 2e-3f);
  EXPECT_LT(error(20), 0.5 * error(1));
}

TEST(HelpPredictor, RepeatsItselfScalesAndTakesTheReferencesInAnyPlace) {
  const auto model = std::make_shared<HelpModel>(some_model());
  History history = references_of(*model);
  for (int index = 0; index < 5; ++index) {
    history.push_back({cell_at(index), made_up_latency(cell_at(index))});
  }
  HelpPredictor first(model), second(model), doubled(model);
  first.fit(history);
  History other(history.begin() + 10, history.end());  // the samples before the references
  other.insert(other.end(), history.begin(), history.begin() + 10);
  second.fit(other);
  for (Probe& probe : history) probe.latency_ms *= 2;
  doubled.fit(history);
  for (int index = 0; index < 100; ++index) {
    const Prediction prediction = first.predict(cell_at(index));
    EXPECT_EQ(prediction.mean, second.predict(cell_at(index)).mean);
    EXPECT_EQ(2 * prediction.mean, doubled.predict(cell_at(index)).mean);
    EXPECT_TRUE(std::isnan(prediction.standard_deviation));
  }
}

TEST(HelpPredictor, UsesTheSamplesBesideTheReferences) {
  const auto model = std::make_shared<HelpModel>(some_model());
  History history = references_of(*model);
  history.push_back({cell_at(1), 4.0});
  HelpPredictor predictor(model);
  predictor.fit(history);
  const double before = predictor.predict(cell_at(1)).mean;
  history.back().latency_ms = 5;
  predictor.fit(history);
  EXPECT_GT(predictor.predict(cell_at(1)).mean, before + 1e-3);
}

TEST(HelpPredictor, RefusesWhereAReferenceIsMissing) {
  const auto model = std::make_shared<HelpModel>(some_model());
  History history = references_of(*model);
  history.erase(history.begin() + 4);
  HelpPredictor predictor(model);
  EXPECT_THROW(predictor.predict_more(), Error);  // of nothing
  EXPECT_THROW(predictor.fit(history), Error);
  EXPECT_THROW(predictor.fit({}), Error);
}

}  // namespace
}  // namespace tenprobes::prediction
