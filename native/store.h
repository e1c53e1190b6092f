// The user's own folder of imported tables, so that --device, --accuracy and --scores know them by
// name: $TENPROBES_STORE, else $XDG_DATA_HOME/tenprobes, else ~/.local/share/tenprobes.
//
//   keep(StoreKind::latency, "raspi4", csv, false);
//   if (auto path = stored_file(StoreKind::latency, "raspi4")) bytes = read_file(*path);
//   bytes = read_file(stored_or_path(StoreKind::accuracy, "cifar10"));   // or a file's path
//
// Inside stand latency/NAME.csv and accuracy/NAME.csv (core/datasets/csv.h) scores/NAME.txt
// (core/datasets/freerea.h) and predictor/NAME.safetensors (layered_quality.h).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::native {

enum class StoreKind {
  latency,    ///< a device: --device NAME
  accuracy,   ///< true accuracies: --accuracy NAME
  scores,     ///< published training-free scores: --scores NAME
  predictor,  ///< a network that predicts accuracies of a layered space: --quality NAME
};

inline constexpr StoreKind all_store_kinds[] = {StoreKind::latency, StoreKind::accuracy,
                                                StoreKind::scores, StoreKind::predictor};

/// "latency", "accuracy", "scores" or "predictor".
std::string_view name_of(StoreKind kind);

/// Throws Error if none of the three variables above (the last is HOME) is set.
std::filesystem::path store_folder();

/// The file of this name; nullopt if there is none, also where there is no store.
std::optional<std::filesystem::path> stored_file(StoreKind kind, const std::string& name);

/// The names of a kind, sorted; none where there is no store.
std::vector<std::string> stored_names(StoreKind kind);

/// The stored file of this name, else the path itself. Throws Error, naming what is stored, where
/// neither exists.
std::filesystem::path stored_or_path(StoreKind kind, const std::string& name_or_path);

/// Throws Error unless a table may be called so (1 to 64 of A-Z a-z 0-9 . _ - beginning with a letter
/// or digit), and if the name stands for other content already and `replace` is false.
void check_keep(StoreKind kind, const std::string& name, std::string_view bytes, bool replace);

/// Writes the file as a whole or not at all, after check_keep(). Throws Failure where the disk says
/// no.
std::filesystem::path keep(StoreKind kind, const std::string& name, std::string_view bytes,
                           bool replace);

/// Removes a table; throws Error if there is none of this name.
void remove_stored(StoreKind kind, const std::string& name);

}  // namespace tenprobes::native
