// NAS-Bench-201's cells on the page: the graph, six squares in miniature, a button an operation and
// edge.
#pragma once

#include "web/app/spaces/architecture_view.h"

namespace tenprobes::app {

class CellView final : public ArchitectureView {
 public:
  const char* noun() const override { return "cell"; }
  const char* title() const override { return "Cell"; }
  const char* help() const override;
  const char* legend() const override;
  std::string words(const SearchSpace& space, const Architecture& architecture) const override;
  float height(float width) const override;
  void draw(const SearchSpace& space, const Architecture& architecture, ImVec2 size,
            const Palette& palette) const override;
  float glyph_width(float height) const override;
  void glyph(const SearchSpace& space, const Architecture& architecture, float height,
             const Palette& palette) const override;
  std::optional<Architecture> edit(Screen& screen, const Architecture& architecture,
                                   float width) override;
};

}  // namespace tenprobes::app
