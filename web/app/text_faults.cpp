#include "web/app/text_faults.h"

#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <optional>

namespace tenprobes::app {
namespace {

// Glyphs' ink may touch by this much: their boxes are rounded up to whole pixels.
constexpr float slack = 1.5f;

struct Glyph {
  const ImFont* font;
  const ImFontGlyph* glyph;
};

// Glyphs by where they stand in the font texture.
class Glyphs {
 public:
  Glyphs() {
    for (const ImFont* font : ImGui::GetIO().Fonts->Fonts) {
      for (const ImFontGlyph& glyph : font->Glyphs) {
        if (glyph.Visible) by_corner_[{glyph.U0, glyph.V0, glyph.U1, glyph.V1}] = {font, &glyph};
      }
    }
  }

  std::optional<Glyph> whole(ImVec2 low, ImVec2 high) const {
    const auto found = by_corner_.find({low.x, low.y, high.x, high.y});
    return found == by_corner_.end() ? std::nullopt : std::optional(found->second);
  }

  // ImGui clips a glyph of a button's label itself, and leaves part of its place in the texture.
  std::optional<Glyph> part(ImVec2 low, ImVec2 high) const {
    if (!(high.x > low.x && high.y > low.y)) return std::nullopt;
    for (const auto& [at, glyph] : by_corner_) {
      const bool inside = low.x >= at[0] && low.y >= at[1] && high.x <= at[2] && high.y <= at[3];
      if (inside) return glyph;
    }
    return std::nullopt;
  }

 private:
  std::map<std::array<float, 4>, Glyph> by_corner_;
};

const ImGuiWindow* window_of(const ImDrawList* list) {
  for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
    if (window->DrawList == list) return window;
  }
  return nullptr;
}

bool scrolls(const ImGuiWindow* window) {
  for (; window; window = window->ParentWindow) {
    if (window->ScrollMax.y > 0) return true;
  }
  return false;
}

std::string utf8(ImWchar character) {
  char bytes[5] = {};
  ImTextCharToUtf8(bytes, character);
  return bytes;
}

// Puts the glyphs of one draw list together.
class DocumentReader {
 public:
  DocumentReader(const Glyphs& glyphs, const ImDrawList& list, std::vector<ShownText>& texts)
      : glyphs_(glyphs), list_(list), texts_(texts), window_(window_of(&list)) {
    for (const ImDrawCmd& command : list.CmdBuffer) read(command);
  }

 private:
  void read(const ImDrawCmd& command) {
    open_ = false;
    for (unsigned i = 0; i + 3 <= command.ElemCount; i += 3) {
      if (i + 6 <= command.ElemCount && quad(command, command.IdxOffset + i)) {
        i += 3;
      } else {
        open_ = false;
      }
    }
  }

  bool quad(const ImDrawCmd& command, unsigned at) {
    const ImDrawIdx* index = list_.IdxBuffer.Data + at;
    if (index[3] != index[0] || index[4] != index[2] || index[2] != index[0] + 2) return false;
    const ImDrawVert* corner = list_.VtxBuffer.Data + command.VtxOffset + index[0];
    const ImDrawVert &low = corner[0], &high = corner[2];
    std::optional<Glyph> found = glyphs_.whole(low.uv, high.uv);
    if (!found) found = glyphs_.part(low.uv, high.uv);
    if (!found || (low.col >> IM_COL32_A_SHIFT) == 0) return false;
    const ImFontGlyph& glyph = *found->glyph;
    add(*found, {low.pos.x, low.pos.y, high.pos.x, high.pos.y}, command.ClipRect,
        low.uv.x > glyph.U0 || high.uv.x<glyph.U1, low.uv.y> glyph.V0 || high.uv.y < glyph.V1);
    return true;
  }

  // `narrow`, `low`: ImGui has cut its width, its height.
  void add(const Glyph& found, ImVec4 ink, const ImVec4& clip, bool narrow, bool low) {
    if (ink.z <= clip.x || ink.x >= clip.z || ink.w <= clip.y || ink.y >= clip.w) return;  // unseen
    const float em = found.font->FontSize, pen = ink.x - found.glyph->X0, gap = pen - pen_;
    const float line = ink.y - found.glyph->Y0;
    if (!open_ || std::abs(line - line_) > 1 || gap < -2 || gap > em) {
      texts_.push_back({.words = "", .box = ink, .window = name()});
    } else if (gap > 0.15f * em) {
      texts_.back().words += ' ';
    }
    ShownText& text = texts_.back();
    text.words += utf8(static_cast<ImWchar>(found.glyph->Codepoint));
    narrow |= ink.x < clip.x - slack || ink.z > clip.z + slack;
    low |= ink.y < clip.y - slack || ink.w > clip.w + slack;
    text.cut |= narrow || (low && !scrolls(window_));
    ink = {std::max(ink.x, clip.x), std::max(ink.y, clip.y), std::min(ink.z, clip.z),
           std::min(ink.w, clip.w)};
    text.box = {std::min(text.box.x, ink.x), std::min(text.box.y, ink.y),
                std::max(text.box.z, ink.z), std::max(text.box.w, ink.w)};
    open_ = true;
    pen_ = pen + found.glyph->AdvanceX;
    line_ = line;
  }

  std::string name() const { return window_ ? window_->RootWindow->Name : ""; }

  const Glyphs& glyphs_;
  const ImDrawList& list_;
  std::vector<ShownText>& texts_;
  const ImGuiWindow* window_;
  bool open_ = false;         ///< the next glyph may belong to the last text
  float pen_ = 0, line_ = 0;  ///< where the next glyph would begin
};

bool cover(const ShownText& a, const ShownText& b) {
  return a.window == b.window && std::min(a.box.z, b.box.z) - std::max(a.box.x, b.box.x) > slack &&
         std::min(a.box.w, b.box.w) - std::max(a.box.y, b.box.y) > slack;
}

}  // namespace

std::vector<ShownText> shown_texts() {
  std::vector<ShownText> texts;
  const ImDrawData* data = ImGui::GetDrawData();
  if (!data) return texts;
  const Glyphs glyphs;
  for (const ImDrawList* list : data->CmdLists) DocumentReader(glyphs, *list, texts);
  return texts;
}

std::vector<std::string> text_faults() {
  const std::vector<ShownText> texts = shown_texts();
  std::vector<std::string> faults;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].cut) faults.push_back("'" + texts[i].words + "' is cut off");
    for (size_t j = 0; j < i; ++j) {
      if (!cover(texts[i], texts[j])) continue;
      faults.push_back("'" + texts[i].words + "' covers '" + texts[j].words + "'");
    }
  }
  return faults;
}

}  // namespace tenprobes::app
