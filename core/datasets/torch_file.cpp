#include "core/datasets/torch_file.h"

#include <unordered_map>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/datasets/byte_reader.h"
#include "core/datasets/pickle.h"
#include "core/datasets/zip.h"

namespace tenprobes::datasets {
namespace {

// torch/serialization.py: MAGIC_NUMBER as a pickle of its own, then PROTOCOL_VERSION.
constexpr std::string_view legacy_magic("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 13);
constexpr std::int64_t legacy_version = 1001;

/// How many bytes the magic number's pickle has, of whichever protocol; 0 where there is none.
std::size_t legacy_start(std::string_view bytes) {
  constexpr std::size_t protocol = 2, frame = 9;
  if (!bytes.starts_with('\x80') || bytes.size() < protocol) return 0;
  const std::size_t at = protocol + (bytes.substr(protocol).starts_with('\x95') ? frame : 0);
  const bool is_legacy = at < bytes.size() && bytes.substr(at, legacy_magic.size()) == legacy_magic;
  return is_legacy ? at + legacy_magic.size() : 0;
}

Document::Storage* storage_of(Document::Node& node) {
  return std::get_if<Document::Storage>(&node.value);
}

/// A zip archive's storages: unpacked once each, all of them within the limit.
void fill_from_archive(Document& document, const ZipArchive& archive, const std::string& folder,
                       const std::string& name) {
  std::unordered_map<std::string_view, const ZipArchive::Entry*> entries;
  for (const ZipArchive::Entry& entry : archive.entries()) entries[entry.path] = &entry;
  std::unordered_map<std::string, std::string_view> known;
  std::uint64_t unpacked = 0;
  for (Document::Node& node : document.nodes) {
    Document::Storage* storage = storage_of(node);
    if (storage == nullptr) continue;
    auto found = known.find(storage->key);
    if (found == known.end()) {
      const auto entry = entries.find(folder + "data/" + storage->key);
      if (entry == entries.end()) {
        throw Error(name +
                    ": is damaged: the numbers of a tensor are missing; copy or save it "
                    "again");
      }
      unpacked += entry->second->size;
      if (unpacked > limits::unpacked_bytes) {
        throw Error(name + ": its tensors take more than the " +
                    limits::size_text(limits::unpacked_bytes) + " that are read");
      }
      document.kept.push_back(archive.read(*entry->second));
      found = known.emplace(storage->key, document.kept.back()).first;
    }
    storage->bytes = found->second;
  }
}

Document parse_archive(std::string_view bytes, const std::string& name) {
  const ZipArchive archive(bytes, name);
  const ZipArchive::Entry* object = archive.find("data.pkl");
  if (object == nullptr) {
    throw Error(name + ": is a zip archive, but not one of PyTorch's: unpack it first");
  }
  const std::string program = archive.read(*object);
  std::string_view rest = program;
  Document document = take_pickle(rest, name);
  if (const auto* order = archive.find("byteorder"); order != nullptr) {
    if (archive.read(*order) != "little") {
      throw Error(name + ": was saved on a machine of another byte order: save it on this one");
    }
  }
  const std::string folder = object->path.substr(0, object->path.rfind('/') + 1);
  fill_from_archive(document, archive, folder, name);
  document.check_tensors(name);
  return document;
}

Document parse_legacy(std::string_view bytes, const std::string& name) {
  std::string_view rest = bytes.substr(legacy_start(bytes));
  const Document version = take_pickle(rest, name);
  if (!version.root().is_integer() || version.root().integer() != legacy_version) {
    throw Error(name + ": is PyTorch's, of an unknown version: load it there and save it again");
  }
  take_pickle(rest, name);  // about the machine: little-endian wherever PyTorch runs
  Document document = take_pickle(rest, name);
  const Document keys = take_pickle(rest, name);
  std::unordered_map<std::string, std::string_view> known;
  std::unordered_map<std::string, NumberType> types;
  for (Document::Node& node : document.nodes) {
    if (const auto* storage = storage_of(node)) types[storage->key] = storage->type;
  }
  const Value list = keys.root();
  for (int i = 0; i < (list.is_list() ? list.size() : 0); ++i) {
    const auto type = list.item(i).is_text() ? types.find(list.item(i).text()) : types.end();
    if (type == types.end() || type->second == NumberType::unknown) {
      throw Error(name +
                  ": holds tensors of a kind that is not read: load it in PyTorch and save "
                  "plain tensors");
    }
    ByteReader in(rest, name);
    const std::uint64_t count = in.little_endian(8);
    const std::size_t width = width_of(type->second);
    if (count > limits::file_bytes / width) throw cut_off(name);
    known[type->first] = in.take(count * width);
    rest.remove_prefix(in.position());
  }
  for (Document::Node& node : document.nodes) {
    Document::Storage* storage = storage_of(node);
    if (storage == nullptr) continue;
    const auto found = known.find(storage->key);
    if (found == known.end()) throw cut_off(name);
    storage->bytes = found->second;
  }
  document.check_tensors(name);
  return document;
}

}  // namespace

bool is_legacy_torch_file(std::string_view bytes) {
  return legacy_start(bytes) > 0;
}

Document parse_torch_file(std::string_view bytes, const std::string& name) {
  return is_legacy_torch_file(bytes) ? parse_legacy(bytes, name) : parse_archive(bytes, name);
}

}  // namespace tenprobes::datasets
