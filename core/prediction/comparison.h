// Prediction methods x devices x sample counts x seeds: how well each predicts what it has not
// seen.
//
//   ComparisonRequest request{.samples = {5, 10}, .seeds = 20};
//   const ComparedSpace space = compared_cells(methods, {});
//   ComparisonResult result = compare_predictors(request, space, devices, clock, serial_for);
//   for (const ComparisonRow& row : result.rows) print(row.method, row.device, row.srcc);
//
// Search spaces differ in their architectures alone: here an architecture is its place, 0..n-1, in
// the list of those that were measured.
//
// Draw s of 0..seeds-1 chooses the probes of one device; a shorter list of samples begins the
// longer one, and all methods get the same. Figures are means over draws, with the 95 % percentile
// bootstrap interval (2,000 resamples of whole draws).
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/share.h"
#include "core/prediction/evaluation.h"
#include "core/prediction/predictors.h"
#include "core/statistics/summary.h"

namespace tenprobes::prediction {

struct ComparedMethod {
  std::string name;
  /// Measured beside the samples, and first in every list that fit() gets.
  std::vector<int> references = {};
  bool only_references = false;  ///< fit() gets the references and no samples
  /// Learns a device from these and returns what it then predicts of a place. Called from several
  /// threads.
  Fit fit = {};
};

struct ComparedSpace {
  std::vector<ComparedMethod> methods;
  /// Makes a function that chooses the next place to probe, one where `allowed` is 1.
  using ChooseProbe =
      std::function<int(Probes probes, std::span<const std::uint8_t> allowed, Random& random)>;
  std::function<ChooseProbe()> planned = {};
};

/// The space of cells by index, predicted by these of predictor_kinds(). Throws Error on an unknown name
/// or missing training devices. `inputs` is copied, what it points to must outlive the space.
ComparedSpace compared_cells(std::span<const std::string> methods, const PredictorInputs& inputs);

struct ComparedDevice {
  std::string name;
  std::vector<double> scored = {};         ///< ms by place; NaN: not scored
  std::vector<std::uint8_t> allowed = {};  ///< by place, 1 where a sample may be taken
  std::function<double(int place, Random&)> probe = {};  ///< ms; called from several threads
  /// The most that Spearman's correlation with `scored` can be (ceiling.h).
  std::optional<double> srcc_ceiling = std::nullopt;
};

enum class Design {
  planned,  ///< each probe where it leaves the least expected variance
  random,   ///< uniform, without replacement
};

/// "planned" or "random".
std::string_view name_of(Design design);

struct ComparisonRequest {
  std::vector<int> samples = {5, 10, 20};
  std::vector<Design> designs = {Design::planned};
  int seeds = 20;
  std::uint64_t seed = 1;
};

/// One method on one device with one design and number of samples.
struct ComparisonRow {
  std::string method = {}, device = {};
  Design design = Design::planned;
  int samples = 0;
  int measurements = 0;  ///< all that it saw of the device: samples and references
  statistics::Interval srcc{}, kendall{}, mape{};
  std::optional<statistics::Interval> coverage90 = {};  ///< none: it gives no deviation
  double fit_microseconds = 0;                          ///< median over draws
  std::optional<double> srcc_ceiling = {};
};

struct ComparisonResult {
  std::vector<ComparisonRow> rows;   ///< by design, samples, method, device
  std::vector<ComparisonRow> means;  ///< over the devices, by design, samples, method
};

/// seconds: a clock of the calling thread's own time. on_draw is called after every draw of a
/// device, from any thread. Throws Error on an empty list, where a device may not be probed often
/// enough, or where the samples and references leave fewer than two places to score.
ComparisonResult compare_predictors(const ComparisonRequest& request, const ComparedSpace& space,
                                    std::span<const ComparedDevice> devices,
                                    const std::function<double()>& seconds,
                                    const ParallelFor& parallel,
                                    const std::function<void()>& on_draw = {},
                                    const Share& share = {});

/// As documents write a figure: NAME, NAME_low and NAME_high, null where there is none.
void put(nlohmann::ordered_json& row, const std::string& name,
         const std::optional<statistics::Interval>& figure);

/// {"format": "tenprobes-predict", "version": 1, "seed", "seeds",
///  "rows": [{"method", "device", "design" ("planned" or "random"), "samples", "measurements",
///  "srcc", "srcc_low", "srcc_high", and
///            the same for kendall, mape and coverage90 (null: unknown), "fit_microseconds",
///            "srcc_ceiling" (null: unknown)}],
///  "means": the same over devices, "device": "mean"}
nlohmann::ordered_json to_json(const ComparisonRequest& request, const ComparisonResult& result);

}  // namespace tenprobes::prediction
