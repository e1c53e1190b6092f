// Fits the accuracy surrogate to a benchmark's test accuracies.
//
//   SurrogateFit fit;                                          // defaults made pretrained/accuracy
//   AccuracySurrogate surrogate = fit_surrogate(accuracies, fit, parallel, stop, progress);
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>

#include "core/base/parallel.h"
#include "core/proxies/accuracy_surrogate.h"

namespace tenprobes::training {

struct SurrogateFit {
  int hidden = 256;             ///< width of both hidden layers, 1..4096
  int epochs = 200;             ///< passes over the data, >= 1
  int batch = 128;              ///< >= 1
  double learning_rate = 2e-3;  ///< of Adam at the start; a cosine takes it to 0
  double weight_decay = 3e-4;   ///< L2, added to the gradient
  int folds = 5;                ///< of the cross-validation, >= 2
  std::uint64_t seed = 1;
};

/// `accuracies`: per data set, [15625] test accuracy in % by index. Only connected networks are
/// fitted. The held-out errors come from `folds` networks, each fitted without one fold and asked
/// about it, once for each of the two kinds of folds. The network returned is fitted to all. Throws
/// Error on a value outside 0..100 and if stopped. progress is told the epochs done, of (2 folds +
/// 1) * epochs in all, from any thread.
proxies::AccuracySurrogate fit_surrogate(
    const std::array<std::span<const double>, proxies::accuracy_data_sets>& accuracies,
    const SurrogateFit& fit, const ParallelFor& parallel, const StopRequested& stop,
    const std::function<void(int epochs)>& progress);

}  // namespace tenprobes::training
