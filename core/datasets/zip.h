// Zip archives: PyTorch's files, NumPy's .npz, and what else is one (spreadsheets, apps).
//
//   const ZipArchive archive(bytes, "raspi4.pt");
//   if (const auto* entry = archive.find("data.pkl")) std::string pickle = archive.read(*entry);
//
// Stored and deflated entries; sizes and checksums are verified.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::datasets {

/// Whether the bytes begin as a zip archive does.
bool is_zip_archive(std::string_view bytes);

class ZipArchive {
 public:
  struct Entry {
    std::string path;
    std::uint64_t flags, method, crc, packed_size, size, offset;
  };

  /// `bytes` and `name` must live as long. Throws Error where the archive's directory is missing
  /// (the file was cut off), damaged, or lists more entries than are read.
  ZipArchive(std::string_view bytes, const std::string& name);

  const std::vector<Entry>& entries() const { return entries_; }

  /// The one entry of this path, in whatever folder: "data.pkl" finds "archive/data.pkl". Null if
  /// there is none; throws Error if there are several.
  const Entry* find(std::string_view path) const;

  /// Unpacked. Throws Error where it is damaged (its checksum differs), encrypted, compressed in
  /// another way, or larger than is read.
  std::string read(const Entry& entry) const;

 private:
  std::string_view bytes_;
  const std::string& name_;
  std::vector<Entry> entries_;
};

}  // namespace tenprobes::datasets
