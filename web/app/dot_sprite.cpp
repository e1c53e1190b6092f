#include "web/app/dot_sprite.h"

#include <algorithm>
#include <cmath>

namespace tenprobes::app {
namespace {

// The rectangle holds the triangle around a dot of radius r and a blank texel on every side for the
// texture filter: 4 r + 4 texels square.
struct Placed {
  const ImFontAtlasCustomRect& rectangle;
  float radius;
  ImVec2 centre;
};

Placed placed(const ImFontAtlas& atlas) {
  const ImFontAtlasCustomRect& rectangle = atlas.CustomRects[0];
  const float radius = (static_cast<float>(rectangle.Height) - 4) / 4;
  return {rectangle, radius, {2 * radius + 2, 2.3f * radius + 1.5f}};
}

// An equilateral triangle whose inscribed circle is the dot and its soft rim.
constexpr float inscribed = 1.15f;
constexpr ImVec2 corners[3] = {
    {0, -2 * inscribed}, {1.7320508f * inscribed, inscribed}, {-1.7320508f * inscribed, inscribed}};

}  // namespace

void reserve_dot_sprite(ImFontAtlas& atlas, int radius) {
  atlas.AddCustomRectRegular(4 * radius + 4, 4 * radius + 4);
}

void paint_dot_sprite(ImFontAtlas& atlas) {
  unsigned char* pixels = nullptr;
  int atlas_width = 0, atlas_height = 0;
  atlas.GetTexDataAsAlpha8(&pixels, &atlas_width, &atlas_height);
  const auto [rectangle, radius, centre] = placed(atlas);
  for (int y = 0; y < rectangle.Height; ++y) {
    for (int x = 0; x < rectangle.Width; ++x) {
      const float distance = std::hypot(static_cast<float>(x) + 0.5f - centre.x,
                                        static_cast<float>(y) + 0.5f - centre.y);
      const float cover = std::clamp(radius + 0.5f - distance, 0.0f, 1.0f);
      pixels[(rectangle.Y + y) * atlas_width + rectangle.X + x] =
          static_cast<unsigned char>(std::lround(255 * cover));
    }
  }
}

DotSprite dot_sprite(const ImFontAtlas& atlas) {
  const auto [rectangle, radius, centre] = placed(atlas);
  DotSprite sprite;
  for (int i = 0; i < 3; ++i) {
    sprite.offset[i] = corners[i];
    sprite.uv[i] = {
        (static_cast<float>(rectangle.X) + centre.x + radius * corners[i].x) * atlas.TexUvScale.x,
        (static_cast<float>(rectangle.Y) + centre.y + radius * corners[i].y) * atlas.TexUvScale.y};
  }
  return sprite;
}

}  // namespace tenprobes::app
