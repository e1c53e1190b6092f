// Python's pickles, read as data: plain values become themselves, NumPy's arrays and PyTorch's
// tensors become arrays, and anything else only its name. Nothing is imported, made or called,
// whatever the file asks for.
//
//   const Document document = parse_pickle(bytes, "devices.pickle");
//
// Protocols 0 to 5 (Python's Lib/pickletools.py describes every instruction; NumPy's and PyTorch's
// ways of putting arrays into them are those of ndarray.__reduce__, and of torch/_utils.py).
#pragma once

#include <string>
#include <string_view>

#include "core/datasets/value.h"

namespace tenprobes::datasets {

/// Whether the bytes begin as a pickle does: of protocol 2 and later, or one of the usual
/// beginnings of older ones.
bool is_pickle(std::string_view bytes);

/// `name` is how errors call the file. Throws Error on anything cut off or damaged, nested or filled
/// beyond core/base/limits.h, or that contains itself. Memory stays within a constant factor of the
/// bytes. Every array's numbers are there.
Document parse_pickle(std::string_view bytes, const std::string& name);

/// The same for a pickle that other bytes may follow; takes it off the front of `bytes`. Storages of
/// tensors are not filled yet, as their bytes lie elsewhere (torch_file.h): the caller fills them and
/// then calls check_tensors(), before any array is looked at.
Document take_pickle(std::string_view& bytes, const std::string& name);

}  // namespace tenprobes::datasets
