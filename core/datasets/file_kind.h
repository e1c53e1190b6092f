// What a file is, told from its content: the command line and the page take any of them by one
// door.
//
//   switch (identify(bytes, "dropped.pt")) {
//     case FileKind::latency_table: load(parse_latency_table(bytes, "dropped.pt")); break;
//     case FileKind::json: open(bytes); break;   // a device or a session: its `format` says which
//     default: refuse(bytes);
//   }
#pragma once

#include <string>
#include <string_view>

namespace tenprobes::datasets {

enum class FileKind {
  latency_table,           ///< parse_latency_table: NAS-Bench-201 latencies, .pt or .csv
  accuracy_table,          ///< parse_accuracy_table: FreeREA's perfmetrics or a .csv
  freerea_scores,          ///< parse_freerea_scores: FreeREA's cachedmetrics
  hw_nas_bench,            ///< hw_nas_bench_devices: many devices' latencies in one pickle
  architecture_index,      ///< HELP's str_arch2idx.pt, which nothing needs
  measured_architectures,  ///< parse_measured_archives: HELP's arch.pt
  measured_latencies,      ///< parse_latency_list: HELP's, in the order of its arch.pt
  accuracy_predictor,      ///< read_ofa_predictor: Once-for-All's network of accuracies
  catalogue,               ///< parse_catalogue: a search space, a network a row
  weights,                 ///< Safetensors::parse: its metadata `kind` says whose
  json,                    ///< a device, session or report of ours
};

/// How a sentence calls it: "a latency table".
std::string_view description(FileKind kind);

/// Whether a document says its format near its beginning, as all of ours do.
bool is_own_document(std::string_view bytes);

/// For readers that could not read their own kind: throws Error "NAME: holds a latency table, not
/// WANTED" where the bytes are a known file of another kind.
void refuse_other_kind(std::string_view bytes, const std::string& name, FileKind kind,
                       const std::string& wanted);

/// Looks at the content only as far as it must; the reader of that kind may still refuse it. Throws
/// Error where it is none of these, or is damaged beyond telling.
FileKind identify(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
