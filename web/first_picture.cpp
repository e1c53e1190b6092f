// What the page's first picture needs, worked out while the page is built: run under Node, once the
// rooms are compiled.
//
//   first_picture SCORES QUALITY
//
// SCORES: the shipped proxy table. QUALITY: the quality that it makes, packed.
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "core/base/error.h"
#include "core/proxies/proxy_table.h"
#include "core/proxies/quality.h"

namespace {

using namespace tenprobes;

std::string read(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  if (!stream) throw Error(std::string(path) + " cannot be read");
  return bytes;
}

void write(const char* path, const std::string& bytes) {
  std::ofstream stream(path, std::ios::binary);
  stream << bytes << std::flush;
  if (!stream) throw Error(std::string(path) + " cannot be written");
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: first_picture SCORES QUALITY\n";
    return 2;
  }
  try {
    const auto table = proxies::parse_proxy_table(read(arguments[1]), arguments[1]);
    write(arguments[2], proxies::pack_quality(proxies::quality_of(table)));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
