#include "core/base/foreign_files.h"

#include <algorithm>
#include <cctype>

namespace tenprobes {
namespace {

struct Signature {
  std::size_t at;
  std::string_view bytes;
  const char* sentence;
};

// The beginnings are those that file(1) knows these formats by.
const Signature signatures[] = {
    {0, "\x1f\x8b", "is compressed with gzip: unpack it first (gunzip)"},
    {0, "BZh", "is compressed with bzip2: unpack it first (bunzip2)"},
    {0, std::string_view("\xfd\x37zXZ\0", 6), "is compressed with xz: unpack it first (unxz)"},
    {0, "\x28\xb5\x2f\xfd", "is compressed with zstd: unpack it first (unzstd)"},
    {0, "7z\xbc\xaf\x27\x1c", "is a 7z archive: unpack it first"},
    {0, "Rar!\x1a\x07", "is a RAR archive: unpack it first"},
    {257, "ustar", "is a tar archive: unpack it first (tar xf)"},
    {0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel or Office file: save it as CSV"},
    {0, "\x89HDF\r\n\x1a\n", "is an HDF5 file: save the numbers as CSV or .npy"},
    {0, "MATLAB 5.0", "is a MATLAB file: save the numbers as CSV"},
    {0, "PAR1", "is a Parquet file: save it as CSV (frame.to_csv)"},
    {0, "ARROW1", "is an Arrow file: save it as CSV (frame.to_csv)"},
    {0, "FEA1", "is a Feather file: save it as CSV (frame.to_csv)"},
    {0, std::string_view("SQLite format 3\0", 16),
     "is an SQLite database: export the table as CSV"},
    {0, "\x89PNG\r\n\x1a\n", "is a picture (PNG), not data"},
    {0, "\xff\xd8\xff", "is a picture (JPEG), not data"},
    {0, "GIF8", "is a picture (GIF), not data"},
    {0, "{\\rtf", "is rich text (RTF), not data: save it as CSV"},
    {0, "%PDF", "is a PDF document, not data: copy its table into a CSV"},
    {4, "TFL3", "is a TensorFlow Lite model, not measurements"},
    {0,
     "\x7f"
     "ELF",
     "is a program, not data; to measure by a program say --device cmd:PROGRAM"},
    {0, "#!", "is a script, not data; to measure by a program say --device cmd:PROGRAM"},
    {0, "version https://git-lfs.github.com/spec/",
     "is a Git LFS pointer, not the file itself: fetch that by 'git lfs pull', or download it raw"},
    {0, "/annex/objects/",
     "is a git-annex pointer, not the file itself: fetch that by 'git annex get'"},
    {0, "404: Not Found", "is the message that a server found no such file: check the address"},
};

bool begins(std::string_view text, std::string_view wanted) {
  if (text.size() < wanted.size()) return false;
  return std::equal(wanted.begin(), wanted.end(), text.begin(), [](char a, char b) {
    return a == std::tolower(static_cast<unsigned char>(b));
  });
}

}  // namespace

std::optional<std::string> foreign_file(std::string_view bytes) {
  if (bytes.empty()) return "is empty";
  for (const Signature& each : signatures) {
    if (bytes.size() >= each.at && bytes.substr(each.at).starts_with(each.bytes)) {
      return each.sentence;
    }
  }
  std::string_view text = bytes.starts_with("\xef\xbb\xbf") ? bytes.substr(3) : bytes;
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.empty()) return "holds nothing but blanks";
  for (const std::string_view start : {"<!doctype html", "<html", "<head", "<body", "<!--"}) {
    if (begins(text, start)) {
      return "is a web page, not the file itself: download that (on GitHub, by 'raw')";
    }
  }
  if (begins(text, "<?xml") || begins(text, "<svg")) return "is an XML document, not a table";
  return std::nullopt;
}

}  // namespace tenprobes
