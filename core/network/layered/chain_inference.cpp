#include "core/network/layered/chain_inference.h"

#include <algorithm>

namespace tenprobes::network {
namespace {

/// The place of each layer's output in as few buffers as do: one whose value nobody reads any more
/// is written again, while it is still in the cache.
std::vector<std::size_t> assign_buffers(const Chain& chain) {
  const int count = static_cast<int>(chain.layers.size());
  std::vector<int> last_read(chain.layers.size() + 1);
  for (int i = 0; i < count; ++i) {
    last_read[static_cast<std::size_t>(i)] = i;
    const int residual = chain.layers[static_cast<std::size_t>(i)].residual;
    if (residual >= 0) last_read[static_cast<std::size_t>(residual)] = i;
  }
  std::vector<std::size_t> buffer;
  std::vector<int> free_from;  // of each buffer: the first layer that may write it
  for (int i = 0; i < count; ++i) {
    const auto found =
        std::find_if(free_from.begin(), free_from.end(), [&](int first) { return first <= i; });
    buffer.push_back(static_cast<std::size_t>(found - free_from.begin()));
    if (found == free_from.end()) free_from.push_back(0);
    free_from[buffer.back()] = last_read[static_cast<std::size_t>(i + 1)] + 1;
  }
  return buffer;
}

}  // namespace

template <typename Scalar>
ChainInference<Scalar>::ChainInference(const Chain& chain)
    : layers_(chain.layers.begin(), chain.layers.end()), buffer_(assign_buffers(chain)) {
  buffers_.resize(1 + *std::max_element(buffer_.begin(), buffer_.end()));
}

template <typename Scalar>
const InterleavedMap<Scalar>& ChainInference<Scalar>::run(const InterleavedMap<Scalar>& images) {
  const auto value = [&](int place) -> const InterleavedMap<Scalar>& {
    return place == 0 ? images : buffers_[buffer_[static_cast<std::size_t>(place - 1)]];
  };
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const int residual = layers_[i].layer.residual;
    run_layer(layers_[i], value(static_cast<int>(i)), residual < 0 ? nullptr : &value(residual),
              buffers_[buffer_[i]], scratch_);
  }
  return buffers_[buffer_.back()];
}

template class ChainInference<float>;
template class ChainInference<double>;

}  // namespace tenprobes::network
