// A layered space's networks on the page: a strip of blocks, one a layer, from input to output. A
// block's height says how much it computes, of what its layer could; its colour and number are the
// kernel; a line is a layer that computes nothing.
#pragma once

#include "web/app/memo.h"
#include "web/app/spaces/architecture_view.h"

namespace tenprobes::app {

/// What is drawn of one layer's choice.
struct LayerBlock {
  double share = 0;  ///< of the most that a choice of its layer computes; 0: nothing
  int kernel = 0;    ///< of its depthwise convolution; 0: it has none
};
using LayerBlocks = std::vector<std::vector<LayerBlock>>;  ///< [layers][choices]

class LayerStrip final : public ArchitectureView {
 public:
  const char* noun() const override { return "layers"; }
  const char* title() const override { return "Layers"; }
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
  const LayerBlocks& blocks(const SearchSpace& space) const;

  mutable Memo<LayerBlocks, std::string> blocks_;
};

}  // namespace tenprobes::app
