#include "core/search_space/layered/ofa_configuration.h"

namespace tenprobes {
inline namespace search_space {
namespace {

const InvertedResidual* only_block(const LayerChoice& choice) {
  if (!choice.blocks || choice.blocks->size() != 1) return nullptr;
  return std::get_if<InvertedResidual>(&choice.blocks->front().what);
}

}  // namespace

std::optional<Json> ofa_configuration(const LayeredSpace& space, const Architecture& architecture) {
  const std::vector<LayerStage>& stages = space.parts().stages;
  if (!space.has_resolution() || stages.empty()) return std::nullopt;
  std::vector<int> kernels, expansions, depths;
  for (const LayerStage& stage : stages) {
    if (stage.first != static_cast<int>(kernels.size()) ||
        stage.last - stage.first != stages[0].last - stages[0].first) {
      return std::nullopt;
    }
    depths.push_back(0);
    for (int layer = stage.first; layer <= stage.last; ++layer) {
      const std::vector<LayerChoice>& choices = space.shape_of(space.class_of(layer)).choices;
      const bool is_there = !space.is_left_out(layer, architecture[layer]);
      depths.back() += is_there;
      const auto choice = static_cast<std::size_t>(is_there ? architecture[layer] : 0);
      const InvertedResidual* block = only_block(choices[choice]);
      if (!block) return std::nullopt;
      kernels.push_back(block->kernel);
      expansions.push_back(block->expansion);
    }
  }
  if (static_cast<int>(kernels.size()) != space.layer_count()) return std::nullopt;
  const int resolution =
      space.parts().resolutions[static_cast<std::size_t>(space.resolution_of(architecture))];
  return Json{{"ks", kernels},
              {"e", expansions},
              {"d", depths},
              {"r", resolution},
              {"image_size", resolution}};
}

}  // namespace search_space
}  // namespace tenprobes
