// NumPy's own files: .npy (numpy.save) and .npz of one array (numpy.savez).
//
//   const Document document = parse_npy(bytes, "cifar10.npy");
//
// Format: numpy/lib/format.py, versions 1 to 3.
#pragma once

#include <string>
#include <string_view>

#include "core/datasets/value.h"

namespace tenprobes::datasets {

bool is_npy(std::string_view bytes);

/// The array, or the list that an array of Python objects holds. `bytes` must live as long as the
/// document. Throws Error on anything cut off or damaged.
Document parse_npy(std::string_view bytes, const std::string& name);

}  // namespace tenprobes::datasets
