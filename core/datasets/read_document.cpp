// The one place that knows every container.
#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/base/quote.h"
#include "core/base/text_encoding.h"
#include "core/datasets/json_values.h"
#include "core/datasets/npy.h"
#include "core/datasets/pickle.h"
#include "core/datasets/torch_file.h"
#include "core/datasets/value.h"
#include "core/datasets/zip.h"

namespace tenprobes::datasets {
namespace {

/// The first character of a text in whatever encoding that is no blank.
char first_letter(std::string_view bytes) {
  constexpr std::size_t looked_at = 256;
  for (const char c : bytes.substr(0, looked_at)) {
    if (std::string_view(" \t\r\n\0\xef\xbb\xbf\xff\xfe", 10).find(c) == std::string_view::npos) {
      return c;
    }
  }
  return '\0';
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
  if (files.size() == 1 && files[0]->path.ends_with(".npy")) {
    std::string unpacked = archive.read(*files[0]);
    // The array's numbers point into what the document keeps.
    std::deque<std::string> kept;
    kept.push_back(std::move(unpacked));
    Document document = parse_npy(kept.back(), name);
    document.kept = std::move(kept);
    return document;
  }
  if (!files.empty() && files[0]->path.ends_with(".npy")) {
    throw Error(name + ": holds " + std::to_string(files.size()) +
                " arrays (numpy.savez): save the one that is meant by numpy.save");
  }
  throw Error(name + ": is a zip archive of " + std::to_string(files.size()) +
              (files.size() == 1 ? " file" : " files") +
              (files.empty() ? "" : " (" + quote(files[0]->path) + ")") + ": unpack it first");
}

}  // namespace

bool is_container(std::string_view bytes) {
  if (is_zip_archive(bytes) || is_npy(bytes) || is_legacy_torch_file(bytes) || is_pickle(bytes)) {
    return true;
  }
  const char first = first_letter(bytes);
  return first == '{' || first == '[';
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
