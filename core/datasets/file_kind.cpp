#include "core/datasets/file_kind.h"

#include <cstdint>
#include <cstring>
#include <optional>

#include "core/base/error.h"
#include "core/datasets/csv.h"
#include "core/datasets/freerea.h"
#include "core/base/lines.h"
#include "core/datasets/pickle.h"
#include "core/datasets/torch_archive.h"
#include "core/search_space/fbnet.h"

namespace tenprobes::datasets {
namespace {

bool is_safetensors(std::string_view bytes) {
  std::uint64_t header_length = 0;
  if (bytes.size() <= sizeof header_length || bytes[sizeof header_length] != '{') return false;
  std::memcpy(&header_length, bytes.data(), sizeof header_length);
  return header_length <= bytes.size();
}

FileKind identify_object(const PickleValue& root, const std::string& name) {
  const bool is_list = root.is_list() && root.size() > 0;
  if (is_list && root.item(0).is_number()) {
    return root.size() == fbnet_measured_count ? FileKind::fbnet_latencies
                                               : FileKind::latency_table;
  }
  if (is_list && root.item(0).is_list()) return FileKind::fbnet_architectures;
  if (root.is_dict()) return FileKind::architecture_index;
  throw Error(name + ": holds " + root.description() +
              "; expected a list of latencies or of architectures");
}

std::optional<FileKind> identify_text(std::string_view bytes) {
  if (is_freerea_scores(bytes)) return FileKind::freerea_scores;
  if (is_freerea_training(bytes)) return FileKind::accuracy_table;
  const std::string_view header = Lines(bytes).next().value_or("");
  if (header.starts_with('{')) return FileKind::json;
  if (header.find(latency_column.name) != std::string_view::npos) return FileKind::latency_table;
  if (header.find(accuracy_column.name) != std::string_view::npos) return FileKind::accuracy_table;
  return std::nullopt;
}

}  // namespace

std::string_view description(FileKind kind) {
  switch (kind) {
    case FileKind::latency_table:
      return "a latency table";
    case FileKind::accuracy_table:
      return "an accuracy table";
    case FileKind::freerea_scores:
      return "FreeREA's training-free scores";
    case FileKind::hw_nas_bench:
      return "HW-NAS-Bench's measurements";
    case FileKind::architecture_index:
      return "an index of architectures";
    case FileKind::fbnet_architectures:
      return "a list of FBNet architectures";
    case FileKind::fbnet_latencies:
      return "a list of FBNet latencies";
    case FileKind::weights:
      return "a safetensors file";
    case FileKind::json:
      return "a JSON document";
  }
  return "";
}

FileKind identify(std::string_view bytes, const std::string& name) {
  if (is_zip_archive(bytes)) {
    return identify_object(Pickle::parse(torch_archive_pickle(bytes, name), name).root(), name);
  }
  if (bytes.starts_with('\x80')) return FileKind::hw_nas_bench;
  if (is_safetensors(bytes)) return FileKind::weights;
  if (const auto kind = identify_text(bytes)) return *kind;
  throw Error(name +
              ": not a file that tenprobes reads: expected a device (.json), a latency table "
              "(.pt, or .csv with a column latency_ms), accuracies, or weights (.safetensors)");
}

}  // namespace tenprobes::datasets
