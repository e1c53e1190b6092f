// Once-for-All's published accuracy predictor as a quality of a layered space.
//
//   const auto accuracy = read_predicted_accuracy(bytes, "acc_predictor.pth", space);
//   double percent = accuracy->of(architecture);
//
// What the file holds (github han-cai/files, read by the tutorial of mit-han-lab/once-for-all): the
// weights of 128-400-400-400-1 with ReLU between, of a share of 1. Its inputs are one-hot: kernel 3, 5
// or 7 of each of 20 layers, then expansion 3, 4 or 6 of each (all 0 where a layer is left out), then
// the resolution in steps of 16 pixels from 112 on, rounded down.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/safetensors.h"
#include "core/search_space/layered/layered_space.h"

namespace tenprobes::datasets {

class Value;

/// Whether a document's root holds such weights.
bool is_ofa_predictor(const Value& root);

/// What a network predicts, "accuracy": such a file's, or one that layered_quality.h describes. Outlived
/// by the space. Throws Error as they say.
std::shared_ptr<const Quality> read_predicted_accuracy(std::string_view bytes,
                                                       const std::string& name,
                                                       const LayeredSpace& space);

/// As layered_quality.h says. Throws Error where the file holds anything else, and where the space
/// is not made as Once-for-All's.
Safetensors read_ofa_predictor(std::string_view bytes, const std::string& name,
                               const LayeredSpace& space);

}  // namespace tenprobes::datasets
