// What columns of a table mean, and tables of NAS-Bench-201 as we write them.
//
//   std::string bytes = write_csv_column(ms, latency_column);
//
// Reading is measurements.h's, which takes far more than this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/latency.h"

namespace tenprobes::datasets {

/// Other names of a column, in lower case, with underscores for blanks, without a unit and without
/// what middle value it is ("mean", "median", "p50"). Those of
/// `timed_names` mean a latency only where a unit stands with them ("Time (ms)").
inline constexpr std::string_view latency_names =
    "latency,lat,inference_time,latencies,latenz,latence,latencia";
inline constexpr std::string_view timed_names =
    ",runtime,run_time,time,duration,elapsed,elapsed_time,exec_time,execution_time,execution,"
    "forward,forward_time,infer,inference,infer_time,wall_time,delay,t,response_time";
inline constexpr std::string_view accuracy_names =
    "acc,test_accuracy,test_acc,top1,top_1,top1_accuracy,top_1_accuracy,accuracy_percent,"
    "test_acc_percent,accuracies";

/// What a column holds. Values run over low < value <= high, or low <= value where low is allowed.
struct CsvColumn {
  const char* name;
  double low, high;
  bool low_allowed;
  const char* expected;  ///< ends the sentence "... is not "
  std::string_view other_names;
  bool is_time;  ///< in milliseconds, unless its name or its values say another unit
};

inline constexpr CsvColumn latency_column = {
    "latency_ms", 0, longest_ms, false, latency_in_words, latency_names, true};
inline constexpr CsvColumn accuracy_column = {
    "accuracy", 0, 100, true, "a percentage from 0 to 100", accuracy_names, false};

/// `index` and the column; rows that are NaN are left out. Reading it gives the same numbers.
std::string write_csv_column(const std::vector<double>& values, const CsvColumn& column);

}  // namespace tenprobes::datasets
