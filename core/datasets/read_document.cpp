// The one place that knows every container.
#include <algorithm>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/quote.h"
#include "core/datasets/json_values.h"
#include "core/datasets/npy.h"
#include "core/datasets/pickle.h"
#include "core/datasets/torch_file.h"
#include "core/datasets/value.h"
#include "core/datasets/zip.h"

namespace tenprobes::datasets {
namespace {

/// The first characters of a text in whatever encoding that are no blanks.
std::string first_letters(std::string_view bytes) {
  constexpr std::size_t looked_at = 256, letters = 40;
  std::string first;
  for (const char c : bytes.substr(0, looked_at)) {
    if (std::string_view(" \t\r\n\0\xef\xbb\xbf\xff\xfe", 10).find(c) == std::string_view::npos) {
      first += c;
    }
    if (first.size() == letters) break;
  }
  return first;
}

/// Whether a list's first number is one and not a counter in front of a line: "[3/40] ...", "[12:00]
/// ...", or as R prints "[1] 4.6 5.2".
bool begins_number(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789+-.eE_");
  if (end == std::string_view::npos || end == 0 || text[end] == ',') return true;
  if (text[end] != ']' && text[end] != ')') return false;
  const std::string_view rest = text.substr(end + 1);
  return rest.empty() || std::string_view("0123456789+-.").find(rest[0]) == std::string_view::npos;
}

/// A dict, or a list: of numbers, texts, lists, dicts; not what programs log ("[INFO] ...").
bool is_json(std::string_view bytes) {
  const std::string first = first_letters(bytes);
  if (first.starts_with('{') || assigned_text(bytes)) return true;
  if (!first.starts_with('[') && !first.starts_with('(')) return false;
  const std::string_view next = std::string_view(first).substr(1);
  constexpr std::string_view starts = "[]({\"'", digits = "+-.0123456789";
  if (next.empty() || starts.find(next[0]) != std::string_view::npos) return true;
  if (digits.find(next[0]) != std::string_view::npos && begins_number(next)) return true;
  for (const std::string_view word :
       {"NaN", "nan", "None", "null", "np.f", "tens", "Infi", "-Inf"}) {
    if (next.starts_with(word)) return true;
  }
  return false;
}

/// numpy.savez's arrays as a dict by their names; a single one without a name as itself.
Document read_arrays(const ZipArchive& archive, const std::vector<const ZipArchive::Entry*>& files,
                     const std::string& name) {
  if (files.size() > limits::arrays) {
    throw Error(name + ": holds more than the " + std::to_string(limits::arrays) +
                " arrays that are read");
  }
  Document all;
  Document::Dict dict;
  std::uint64_t unpacked = 0;
  for (const ZipArchive::Entry* file : files) {
    unpacked += file->size;
    if (unpacked > limits::unpacked_bytes) {
      throw Error(name + ": its arrays take more than the " +
                  limits::size_text(limits::unpacked_bytes) + " that are read");
    }
    // The array's numbers point into what the document keeps.
    all.kept.push_back(archive.read(*file));
    const int array = all.append(parse_npy(all.kept.back(), name));
    const std::string key(file->path.substr(0, file->path.size() - 4));
    if (files.size() == 1 && key == "arr_0") {
      all.root_node = array;
      return all;
    }
    dict.items.push_back(static_cast<int>(all.nodes.size()));
    all.nodes.push_back({key, 0, true});
    dict.items.push_back(array);
  }
  all.root_node = static_cast<int>(all.nodes.size());
  all.nodes.push_back({std::move(dict), 0, false});
  return all;
}

Document read_archive(std::string_view bytes, const std::string& name) {
  const ZipArchive archive(bytes, name);
  const auto has = [&](std::string_view path) { return archive.find(path) != nullptr; };
  if (has("constants.pkl")) {
    throw Error(name + ": is a TorchScript model, not data: save what is measured by torch.save");
  }
  if (has("data.pkl")) return parse_torch_file(bytes, name);
  if (has("xl/workbook.xml")) {
    throw Error(name + ": is an Excel workbook: save its sheet as CSV");
  }
  if (has("content.xml")) throw Error(name + ": is an OpenDocument file: save its sheet as CSV");
  std::vector<const ZipArchive::Entry*> files;
  for (const ZipArchive::Entry& entry : archive.entries()) {
    if (!entry.path.ends_with('/')) files.push_back(&entry);
  }
  const bool are_arrays = std::all_of(
      files.begin(), files.end(), [](const auto* file) { return file->path.ends_with(".npy"); });
  if (!files.empty() && are_arrays) return read_arrays(archive, files, name);
  if (files.empty()) throw Error(name + ": is an empty archive");
  throw Error(name + ": is a zip archive of " + std::to_string(files.size()) +
              (files.size() == 1 ? " file" : " files") + " (" + quote(files[0]->path) +
              "): unpack it first");
}

}  // namespace

bool is_container(std::string_view bytes) {
  return is_zip_archive(bytes) || is_npy(bytes) || is_legacy_torch_file(bytes) ||
         is_pickle(bytes) || is_json(bytes);
}

Document read_document(std::string_view bytes, const std::string& name) {
  if (bytes.size() > limits::file_bytes) {
    throw Error(name + ": is larger than the " + limits::size_text(limits::file_bytes) +
                " that are read of a file");
  }
  if (is_zip_archive(bytes)) return read_archive(bytes, name);
  if (is_npy(bytes)) return parse_npy(bytes, name);
  if (is_legacy_torch_file(bytes)) return parse_torch_file(bytes, name);
  if (is_pickle(bytes)) return parse_pickle(bytes, name);
  return parse_json_values(bytes, name);
}

}  // namespace tenprobes::datasets
