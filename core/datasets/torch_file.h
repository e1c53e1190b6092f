// PyTorch's files (torch.save): since 1.6 a zip archive whose NAME/data.pkl is the pickled object and
// whose NAME/data/KEY are the tensors' numbers; before, pickles one after another with the numbers
// behind them.
//
//   const Document document = parse_torch_file(bytes, "raspi4.pt");
//   for (const auto& [name, tensor] : read_state_dict(bytes, "acc_predictor.pth")) use(tensor);
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/datasets/value.h"

namespace tenprobes::datasets {

/// Whether the bytes begin as PyTorch's files before 1.6 do.
bool is_legacy_torch_file(std::string_view bytes);

/// The object, tensors with their numbers. `bytes` must live as long as the document. Throws Error
/// on a file of either format that is cut off or damaged, and on a zip archive of something else.
Document parse_torch_file(std::string_view bytes, const std::string& name);

struct StateTensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;  ///< in row-major order
};

/// A network's weights, name -> tensor, as torch.save(model.state_dict(), ...) writes them, or under
/// the key "state_dict" of a checkpoint. Throws Error where the file holds anything else.
std::map<std::string, StateTensor> read_state_dict(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
