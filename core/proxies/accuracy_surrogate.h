// An estimate of a network's test accuracy, for showing and evaluating; search never sees it.
//
//   AccuracySurrogate surrogate = AccuracySurrogate::parse(bytes, "accuracy.safetensors");
//   DataSetAccuracies estimate = surrogate.estimate(architecture);  // %, e.g. {93.6, 70.9, 44.8}
//   surrogate.held_out().random_folds[0].mean_absolute_error;   // points, shown beside it
//
// A small network (54 features of the live cell, two hidden layers, one output a data set) fitted
// to the test accuracies of NAS-Bench-201 (Dong and Yang, ICLR 2020, as tabulated by FreeREA) by
// `tenprobes surrogate fit`.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/search_space/cells/cell.h"

namespace tenprobes::proxies {

inline constexpr int accuracy_data_sets = 3;
inline constexpr std::array<std::string_view, accuracy_data_sets> accuracy_data_set_names = {
    "cifar10", "cifar100", "imagenet16-120"};
/// What guessing scores, %: the accuracy of a network whose output does not depend on its input.
inline constexpr std::array<double, accuracy_data_sets> chance_accuracy = {10.0, 1.0, 100.0 / 120};

/// Test accuracy in %, by data set in the order above.
using DataSetAccuracies = std::array<double, accuracy_data_sets>;

inline constexpr int surrogate_feature_count = 54;
using SurrogateFeatures = std::array<float, surrogate_feature_count>;

/// What the estimate is made from; equal for cells that differ in dead edges only. With dead edges
/// taken as none: 24 one-hot inputs (edge x operation but none); for each of the four paths from
/// node 0 to 3, 0 if it is cut, else its numbers of skips, 1x1, 3x3, poolings and convolutions and
/// a 1; the five operation counts; the depth in convolutions.
SurrogateFeatures surrogate_features(const Cell& architecture);

/// Fully connected 54 - hidden - hidden - 3 with ReLU, on standardised features.
struct SurrogateNetwork {
  int hidden = 0;
  std::vector<float> feature_mean, feature_scale;  ///< [54]
  std::vector<float> weight[3];                    ///< row-major [outputs, inputs]
  std::vector<float> bias[3];                      ///< [outputs]
  /// Output o stands for log(101 - accuracy), shifted and scaled: accuracy = 101 - exp(mean + scale
  /// o)
  std::array<float, accuracy_data_sets> target_mean{}, target_scale{};
};

/// Cross-validated errors over connected networks.
struct HeldOutError {
  double spearman = 0;
  double mean_absolute_error = 0;  ///< points
};

/// Errors by data set, measured in two ways.
struct HeldOutErrors {
  /// Folds drawn at random, as the literature does: a cell may be held out while one that differs
  /// from it in dead edges only was fitted.
  std::array<HeldOutError, accuracy_data_sets> random_folds;
  /// Cells of equal features share a fold: the error on networks of which no equal was fitted.
  std::array<HeldOutError, accuracy_data_sets> unseen_features;
};

class AccuracySurrogate {
 public:
  /// `training`: how it was made, JSON. Throws Error if a size does not fit.
  AccuracySurrogate(SurrogateNetwork network, const HeldOutErrors& held_out, std::string training);

  /// Throws Error in one sentence on anything but what serialise() wrote.
  static AccuracySurrogate parse(std::string_view bytes, const std::string& name);
  std::string serialise() const;

  /// chance_accuracy where the output does not depend on the input.
  DataSetAccuracies estimate(const Cell& architecture) const;

  const HeldOutErrors& held_out() const { return held_out_; }
  const std::string& training() const { return training_; }

 private:
  SurrogateNetwork network_;
  HeldOutErrors held_out_;
  std::string training_;
};

/// The raw outputs of the network; chance and the logarithm are the caller's.
std::array<double, accuracy_data_sets> evaluate(const SurrogateNetwork& network,
                                                const SurrogateFeatures& features);

}  // namespace tenprobes::proxies
