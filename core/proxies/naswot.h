// NASWOT (Mellor, Turner, Storkey and Crowley, "Neural Architecture Search without Training", ICML
// 2021, arXiv 2006.04647, section 3): how well an untrained network tells images apart by which of
// its ReLUs let them through.
//
//   ActivationCodes codes(64);                                 // images
//   forward(block, input, network::Normalisation::batch, state, workspace);
//   codes.observe(block, input, state);                        // after every block
//   double score = codes.log_determinant(network::DeadCode::drop);
#pragma once

#include <cstdint>
#include <vector>

#include "core/network/layered/interleaved_map.h"
#include "core/network/network.h"

namespace tenprobes::proxies {

/// The kernel K_H: for every two images, how many ReLUs agree on whether they let them through.
class ActivationCodes {
 public:
  explicit ActivationCodes(int images);

  /// Adds the ReLUs of a block that forward() has just run.
  void observe(const network::Block& block, const network::FeatureMap& input,
               const network::BlockState& state);

  /// Adds ReLUs by what they let through, live ones.
  void observe(const network::InterleavedMap<float>& outputs);

  /// log |det K_H|, and 0 where two images have the same code or there is no ReLU. With
  /// DeadCode::observe, ReLUs that the output does not depend on count too, as in FreeREA's
  /// published figures, whose networks run every edge; the network must then have been built so.
  double log_determinant(network::DeadCode dead_code) const;

 private:
  struct Kernel {
    std::int64_t length = 0;                ///< of the code, bits
    std::vector<std::int64_t> differences;  ///< [images * images]; only above the diagonal
  };
  void add(const network::FeatureMap& map, int repeats, Kernel& kernel);
  /// As `words_` holds them, so many an image.
  void add_words(int words, int repeats, Kernel& kernel);

  int images_;
  Kernel live_, dead_;
  std::vector<std::uint64_t> words_;
};

}  // namespace tenprobes::proxies
