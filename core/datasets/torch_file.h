// PyTorch's files (torch.save): since 1.6 a zip archive whose NAME/data.pkl is the pickled object and
// whose NAME/data/KEY are the tensors' numbers; before, pickles one after another with the numbers
// behind them.
//
//   const Document document = parse_torch_file(bytes, "raspi4.pt");
#pragma once

#include <string>
#include <string_view>

#include "core/datasets/value.h"

namespace tenprobes::datasets {

/// Whether the bytes begin as PyTorch's files before 1.6 do.
bool is_legacy_torch_file(std::string_view bytes);

/// The object, tensors with their numbers. `bytes` must live as long as the document. Throws Error
/// on a file of either format that is cut off or damaged, and on a zip archive of something else.
Document parse_torch_file(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
