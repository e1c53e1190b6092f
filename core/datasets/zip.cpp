#include "core/datasets/zip.h"

#include <array>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/datasets/byte_reader.h"
#include "core/datasets/inflate.h"

// Field names and offsets: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
namespace tenprobes::datasets {
namespace {

constexpr std::uint32_t local_signature = 0x04034b50, central_signature = 0x02014b50;
constexpr std::string_view end_signature("PK\x05\x06", 4);
constexpr std::size_t end_size = 22, comment_limit = 0xffff;
constexpr std::uint64_t stored = 0, deflated = 8;

std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t entry = i;
    for (int bit = 0; bit < 8; ++bit) entry = (entry >> 1) ^ ((entry & 1) != 0 ? 0xedb88320u : 0u);
    table[i] = entry;
  }
  return table;
}

std::uint32_t crc32(std::string_view bytes) {
  static const std::array<std::uint32_t, 256> table = crc_table();
  std::uint32_t crc = 0xffffffffu;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(byte)) & 0xffu];
  }
  return ~crc;
}

Error damaged(const std::string& name, const std::string& what) {
  return Error(name + ": is damaged: " + what + "; copy or download it again");
}

struct Directory {
  std::uint64_t entries, size, offset;
};

Directory find_directory(std::string_view bytes, const std::string& name) {
  const std::size_t searched =
      bytes.size() > comment_limit + end_size ? bytes.size() - comment_limit - end_size : 0;
  const std::size_t found = bytes.rfind(end_signature);
  if (found == std::string_view::npos || found < searched) throw cut_off(name);
  ByteReader in(bytes.substr(found), name);
  in.skip(4 + 2 + 2 + 2);
  Directory directory{};
  directory.entries = in.little_endian(2);
  directory.size = in.little_endian(4);
  directory.offset = in.little_endian(4);
  const std::uint64_t comment = in.little_endian(2);
  if (found + end_size + comment != bytes.size() || directory.offset > found ||
      directory.size > found - directory.offset) {
    throw damaged(name, "the archive's directory points outside the file");
  }
  return directory;
}

ZipArchive::Entry read_entry(ByteReader& in, const std::string& name) {
  if (in.little_endian(4) != central_signature) {
    throw damaged(name, "the archive's directory cannot be read");
  }
  ZipArchive::Entry entry{};
  in.skip(2 + 2);
  entry.flags = in.little_endian(2);
  entry.method = in.little_endian(2);
  in.skip(2 + 2);
  entry.crc = in.little_endian(4);
  entry.packed_size = in.little_endian(4);
  entry.size = in.little_endian(4);
  const std::uint64_t path_length = in.little_endian(2);
  const std::uint64_t extra_length = in.little_endian(2);
  const std::uint64_t comment_length = in.little_endian(2);
  in.skip(2 + 2 + 4);
  entry.offset = in.little_endian(4);
  entry.path = in.take(path_length);
  in.skip(extra_length + comment_length);
  return entry;
}

bool is_path(std::string_view whole, std::string_view wanted) {
  return whole == wanted ||
         (whole.ends_with(wanted) && whole[whole.size() - wanted.size() - 1] == '/');
}

}  // namespace

bool is_zip_archive(std::string_view bytes) {
  return bytes.starts_with(std::string_view("PK\x03\x04", 4)) || bytes.starts_with(end_signature);
}

ZipArchive::ZipArchive(std::string_view bytes, const std::string& name)
    : bytes_(bytes), name_(name) {
  const Directory directory = find_directory(bytes, name);
  if (directory.entries > limits::archive_entries) {
    throw Error(name + ": holds more than the " + std::to_string(limits::archive_entries) +
                " files that are read of an archive");
  }
  ByteReader in(bytes.substr(static_cast<std::size_t>(directory.offset),
                             static_cast<std::size_t>(directory.size)),
                name);
  for (std::uint64_t i = 0; i < directory.entries; ++i) entries_.push_back(read_entry(in, name));
}

const ZipArchive::Entry* ZipArchive::find(std::string_view path) const {
  const Entry* found = nullptr;
  for (const Entry& entry : entries_) {
    if (!is_path(entry.path, path)) continue;
    if (found != nullptr) throw damaged(name_, "it holds '" + std::string(path) + "' twice");
    found = &entry;
  }
  return found;
}

std::string ZipArchive::read(const Entry& entry) const {
  if ((entry.flags & 1) != 0) {
    throw Error(name_ + ": is protected by a password: save it without one");
  }
  if (entry.method != stored && entry.method != deflated) {
    throw Error(name_ + ": is compressed in a way that is not read: save it again as it was made");
  }
  if (entry.size > limits::unpacked_bytes) {
    throw Error(name_ + ": holds more than the " + limits::size_text(limits::unpacked_bytes) +
                " that are read of one part of an archive");
  }
  if (entry.offset >= bytes_.size()) throw damaged(name_, "a part of it lies outside the file");
  ByteReader in(bytes_.substr(static_cast<std::size_t>(entry.offset)), name_);
  if (in.little_endian(4) != local_signature) throw damaged(name_, "a part of it is missing");
  in.skip(22);
  const std::uint64_t path_length = in.little_endian(2);
  const std::uint64_t extra_length = in.little_endian(2);
  if (in.take(path_length) != entry.path) throw damaged(name_, "a part of it has two names");
  in.skip(extra_length);
  const std::string_view packed = in.take(entry.packed_size);
  if (entry.method == stored && packed.size() != entry.size) {
    throw damaged(name_, "a part of it has two sizes");
  }
  std::string bytes =
      entry.method == stored ? std::string(packed) : inflate(packed, entry.size, name_);
  if (crc32(bytes) != entry.crc) throw damaged(name_, "its checksum differs");
  return bytes;
}

}  // namespace tenprobes::datasets
