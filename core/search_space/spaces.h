// The search spaces that come with tenprobes, and those that a user's file describes.
//
//   const BuiltInSpace& fbnet = *built_in_space("fbnet");
//   auto space = make_space(fbnet, fbnet.asset.empty() ? "" : read(fbnet.asset));
//   auto own = parse_space(bytes, "my-models.csv");
//
// A new built-in space of a known form is one file in assets/spaces and one line in spaces.cpp, whose hash
// a test (SpacesTest) tells.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/search_space/layered/layered_file.h"
#include "core/search_space/search_space.h"

namespace tenprobes {
inline namespace search_space {

struct BuiltInSpace {
  std::string_view name;   ///< as --space, files and links write it
  std::string_view title;  ///< as people read it
  std::string_view asset;  ///< its file below the repository's root; empty: made by code
  std::string_view hash;   ///< SearchSpace::hash(), which tells others of its name from it
  std::string_view earlier_name = {};  ///< what files and links of earlier versions call it
};

/// In the order in which menus show them; the first is what files mean that name no space.
std::span<const BuiltInSpace> built_in_spaces();

/// The space of form `cells`, made at the first call.
const std::shared_ptr<const SearchSpace>& cell_space();

/// Null where none is or was called so.
const BuiltInSpace* built_in_space(std::string_view name);

/// `bytes`: of the space's asset. Throws Error on a file that is damaged.
std::shared_ptr<const SearchSpace> make_space(const BuiltInSpace& space, std::string_view bytes);

/// A catalogue (.csv, catalogue/catalogue.h) or a layered space (JSON, layered/layered_space.h), told
/// apart by content. `file` is how errors call it, `open_beside` reads the files that a layered space
/// names. Throws Error on anything else, and on another space of a built-in one's name, which files
/// that name their space would be taken to be of.
std::shared_ptr<const SearchSpace> parse_space(std::string_view bytes, const std::string& file,
                                               const OpenBeside& open_beside = {});

}  // namespace search_space
}  // namespace tenprobes
