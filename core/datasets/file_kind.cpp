#include "core/datasets/file_kind.h"

#include <cstdint>
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "core/base/foreign_files.h"
#include "core/base/limits.h"
#include "core/base/text_encoding.h"
#include "core/datasets/csv.h"
#include "core/datasets/freerea.h"
#include "core/datasets/measurements.h"
#include "core/datasets/ofa_predictor.h"
#include "core/datasets/table_header.h"
#include "core/datasets/value.h"
#include "core/search_space/catalogue/catalogue.h"
#include "core/search_space/cells/cell.h"

namespace tenprobes::datasets {
namespace {

// HELP's lists of what it measured in a space of layers: so many networks, each a list of choices.
constexpr int measured_count = 5000;

bool is_safetensors(std::string_view bytes) {
  std::uint64_t header_length = 0;
  if (bytes.size() <= sizeof header_length || bytes[sizeof header_length] != '{') return false;
  std::memcpy(&header_length, bytes.data(), sizeof header_length);
  // Of the beginning of such a file, its reader says what is missing.
  return header_length <= std::max<std::size_t>(bytes.size(), limits::safetensors_header_bytes);
}

/// Whether a dict gives each of 0..15624 once: no latencies do, whole milliseconds or not.
bool is_index(const Value& dict) {
  if (dict.size() != cell_count) return false;
  std::vector<bool> seen(cell_count);
  for (int i = 0; i < cell_count; ++i) {
    const Value value = dict.pair(i).second;
    if (!value.is_integer() || value.integer() < 0 || value.integer() >= cell_count) return false;
    const auto at = static_cast<std::size_t>(value.integer());
    if (seen[at]) return false;
    seen[at] = true;
  }
  return true;
}

/// Metrics of devices by name, each of as many numbers as there are cells.
bool is_metrics(const Value& dict) {
  for (int i = 0; i < (dict.is_dict() ? dict.size() : 0); ++i) {
    const auto [key, value] = dict.pair(i);
    if (!key.is_text() || (!key.text().ends_with("_latency") && !key.text().ends_with("_energy"))) {
      continue;
    }
    if ((value.is_list() || value.is_tensor()) && value.size() == cell_count) return true;
  }
  return false;
}

bool names_column(const Value& dict, const CsvColumn& column) {
  for (int i = 0; i < dict.size(); ++i) {
    const Value key = dict.pair(i).first;
    if (key.is_text() && scale_of_name(key.text(), column)) return true;
  }
  return false;
}

/// A network as whole numbers, one a layer; [index, 4.6] is none.
bool is_choices(const Value& list) {
  for (int i = 0; i < (list.is_list() ? list.size() : 0); ++i) {
    if (!list.item(i).is_integer()) return false;
  }
  return list.is_list() && list.size() > 1;
}

/// A network as Once-for-All writes it: kernels, expansions and depths.
bool is_configuration(const Value& dict) {
  return dict.is_dict() && dict.find("ks") && dict.find("e") && dict.find("d");
}

bool lists_networks(const Value& list) {
  return list.is_list() && list.size() > 0 &&
         (is_choices(list.item(0)) || is_configuration(list.item(0)));
}

FileKind identify_dict(const Value& root, const std::string& name) {
  if (root.find("format")) return FileKind::json;
  if (root.find("nasbench201")) return FileKind::hw_nas_bench;
  if (names_column(root, latency_column)) return FileKind::latency_table;
  if (names_column(root, accuracy_column)) return FileKind::accuracy_table;
  if (is_index(root)) return FileKind::architecture_index;
  if (const auto list = root.find("arch"); list && lists_networks(*list)) {
    return FileKind::measured_architectures;
  }
  if (is_ofa_predictor(root)) return FileKind::accuracy_predictor;
  refuse_weights(root, name);
  if (root.size() > 0 && is_metrics(root.pair(0).second)) return FileKind::hw_nas_bench;
  return FileKind::latency_table;
}

FileKind identify_document(const Value& root, const std::string& name) {
  if (root.is_dict()) return identify_dict(root, name);
  if (root.is_list() && root.size() > 0) {
    const Value first = root.item(0);
    if (lists_networks(root)) return FileKind::measured_architectures;
    if (first.is_dict() && names_column(first, accuracy_column) &&
        !names_column(first, latency_column)) {
      return FileKind::accuracy_table;
    }
  }
  const bool is_row = root.is_list() || root.is_tensor();
  return is_row && root.size() == measured_count && root.numbers() ? FileKind::measured_latencies
                                                                   : FileKind::latency_table;
}

}  // namespace

bool is_own_document(std::string_view bytes) {
  constexpr std::size_t looked_at = 400;
  try {
    const std::size_t whole = std::min(bytes.size(), looked_at) & ~std::size_t{3};
    return utf8_text(bytes.substr(0, whole), "").find("\"format\"") != std::string::npos;
  } catch (const Error&) {
    return false;
  }
}

void refuse_other_kind(std::string_view bytes, const std::string& name, FileKind kind,
                       const std::string& wanted) {
  FileKind found = kind;
  try {
    found = identify(bytes, name);
  } catch (const Error&) {
    const bool is_archive = bytes.starts_with("PK\x03\x04");
    if (is_archive && (kind == FileKind::json || kind == FileKind::weights)) {
      throw Error(name + ": is an archive (.pt, .npz or .zip), not " + wanted);
    }
    return;  // what the reader says of it is said
  }
  // Of a document of ours its own reader knows more.
  if (found == kind || (found == FileKind::json && kind == FileKind::catalogue)) return;
  throw Error(name + ": holds " + std::string(description(found)) + ", not " + wanted);
}

std::string_view description(FileKind kind) {
  // In the order of FileKind.
  constexpr std::string_view by_kind[] = {"a latency table",
                                          "an accuracy table",
                                          "FreeREA's training-free scores",
                                          "HW-NAS-Bench's measurements",
                                          "an index of architectures",
                                          "a list of architectures, layer by layer",
                                          "a list of latencies in the order of another list",
                                          "Once-for-All's accuracy predictor",
                                          "a catalogue of networks (a search space)",
                                          "a safetensors file",
                                          "a JSON document"};
  return by_kind[static_cast<std::size_t>(kind)];
}

FileKind identify(std::string_view bytes, const std::string& name) {
  if (bytes.size() > limits::file_bytes) {
    throw Error(name + ": is larger than the " + limits::size_text(limits::file_bytes) +
                " that are read of a file");
  }
  if (const auto sentence = foreign_file(bytes)) throw Error(name + ": " + *sentence);
  if (is_safetensors(bytes)) return FileKind::weights;
  if (is_container(bytes)) {
    if (is_own_document(bytes)) return FileKind::json;
    const Document document = read_document(bytes, name);
    const FileKind kind = identify_document(document.root(), name);
    // The one that is left where nothing else is seen: its reader says what is wrong.
    if (kind == FileKind::latency_table) measurements_in(document.root(), name, latency_column);
    return kind;
  }
  if (is_freerea_scores(bytes)) return FileKind::freerea_scores;
  if (is_freerea_training(bytes)) return FileKind::accuracy_table;
  const std::string text = utf8_text(bytes, name);
  if (has_column(text, name, latency_column)) return FileKind::latency_table;
  if (has_column(text, name, accuracy_column)) return FileKind::accuracy_table;
  if (looks_like_catalogue(bytes)) return FileKind::catalogue;
  const Measurements numbers = read_measurements(bytes, name, latency_column);
  return numbers.positions == measured_count ? FileKind::measured_latencies
                                             : FileKind::latency_table;
}

}  // namespace tenprobes::datasets
