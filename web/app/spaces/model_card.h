// A catalogue's networks on the page: a card with a model's name, quality and costs, and a list to
// pick from.
#pragma once

#include "web/app/spaces/architecture_view.h"

namespace tenprobes::app {

class ModelCard final : public ArchitectureView {
 public:
  const char* noun() const override { return "model"; }
  const char* title() const override { return "Models"; }
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

 private:
  std::string wanted_;  ///< what a name must contain, as it is being typed
};

}  // namespace tenprobes::app
