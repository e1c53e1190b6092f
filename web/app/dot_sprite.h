// A round dot baked into the font atlas, so that one triangle draws one smooth dot: three corners each
// of 15,625 in every frame.
#pragma once

#include <imgui.h>

namespace tenprobes::app {

/// Before the atlas is built, on a cleared atlas. `radius` in texels: about that of the drawn dots.
void reserve_dot_sprite(ImFontAtlas& atlas, int radius);
/// After it.
void paint_dot_sprite(ImFontAtlas& atlas);

/// The texture coordinates of a triangle around the dot. A triangle with corners at
/// centre + radius * offset shows a dot of that radius.
struct DotSprite {
  ImVec2 offset[3];
  ImVec2 uv[3];
};
DotSprite dot_sprite(const ImFontAtlas& atlas);

}  // namespace tenprobes::app
