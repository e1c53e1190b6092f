// A QR code of a text, for phones to open a link from a wall: byte mode, error correction L
// (ISO/IEC 18004, model 2).
//
//   QrCode code = qr_code("https://example.org/#v=2");
//   if (code.dark(x, y)) ...                            // x, y from 0 to code.side - 1
//
// Leave four modules of light around it.
#pragma once

#include <string_view>
#include <vector>

namespace tenprobes::app {

struct QrCode {
  int side = 0;  ///< modules
  std::vector<bool> modules;

  bool dark(int x, int y) const { return modules[static_cast<size_t>(y * side + x)]; }
};

/// Throws Error on more than 2953 bytes, which is all that a code holds.
QrCode qr_code(std::string_view bytes);

}  // namespace tenprobes::app
