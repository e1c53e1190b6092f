// Meta-trains HELP (core/prediction/help.h) on devices whose latencies are known.
//
//   HelpTraining settings;                                     // defaults made pretrained/help
//   TrainedHelp trained = train_help(train, valid, settings, parallel, stop, progress);
//   write(trained.model.serialise());
//
// Each episode adapts to a few samples of several devices and descends the mean loss on other
// samples of theirs, second derivatives of the adaptation included (MAML: Finn et al., ICML 2017).
// The weights returned are those that rank best on the validation devices.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/prediction/help.h"

namespace tenprobes::training {

/// The authors' values, but for what is said.
struct HelpTraining {
  int units = 100;      ///< of a layer, 1..1024
  int episodes = 2000;  ///< >= 1
  int tasks = 8;        ///< devices an episode, at most as many as there are
  int support = 10;     ///< samples adapted to, >= 1
  int queries = 200;    ///< samples the loss is taken on, >= 1
  int pool = 900;       ///< architectures 0..pool-1 are trained on, support + queries..14625
  int updates = 2;      ///< steps of adaptation, 1..100
  double learning_rate = 1e-4;  ///< of Adam
  int validate_every = 50;      ///< episodes, >= 1
  std::uint64_t seed = 1;
  std::string source = "", licence = "";  ///< of the latencies; go into the file
};

struct HelpDevice {
  std::string name;
  /// [15625] by index, ms. Not owned.
  std::span<const double> latencies;
};

/// Where the training stands; Spearman's correlations are means over the validation devices.
struct HelpProgress {
  int episodes = 0;
  double loss = 0;       ///< mean over the episodes since the last validation
  double srcc = 0;       ///< ten references and ten samples
  double best_srcc = 0;  ///< of the weights that would be returned now
};

struct TrainedHelp {
  prediction::HelpModel model;
  std::vector<HelpProgress> curve;  ///< a point a validation
};

/// The same bytes for the same settings and devices, whatever `parallel` does. `progress` is told
/// after each episode. Once `stop` is true, ends with the best weights so far. Throws Error if a
/// setting is out of range, a device's latencies are not all known, or if stopped before the first
/// validation.
TrainedHelp train_help(std::span<const HelpDevice> train, std::span<const HelpDevice> valid,
                       const HelpTraining& settings, const ParallelFor& parallel,
                       const StopRequested& stop,
                       const std::function<void(const HelpProgress&)>& progress);

}  // namespace tenprobes::training
