#include "core/search_space/spaces.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/foreign_files.h"
#include "core/base/json_lines.h"
#include "core/base/json_text.h"
#include "core/base/quote.h"
#include "core/base/text_encoding.h"
#include "core/search_space/catalogue/catalogue.h"
#include "core/search_space/layered/layered_file.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"

namespace tenprobes {
inline namespace search_space {
namespace {

constexpr BuiltInSpace spaces[] = {
    {"nas-bench-201", "NAS-Bench-201", "", "0000000000000201", "nasbench201"},
    {"fbnet", "FBNet", "assets/spaces/fbnet.json", "161a23c176e3d850"},
    {"ofa-mobilenetv3", "Once-for-All MobileNetV3", "assets/spaces/ofa-mobilenetv3.json",
     "82e975099941d931"},
    {"imagenet-pretrained", "Pretrained image models", "assets/spaces/imagenet-pretrained.csv",
     "978386d3807aee39"},
};

/// Of any name.
std::shared_ptr<const SearchSpace> read_space(std::string_view bytes, const std::string& file,
                                              const OpenBeside& open_beside) {
  if (const auto sentence = foreign_file(bytes)) throw Error(file + ": " + *sentence);
  const std::string text = utf8_text(bytes, file);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && text[first] == '{')
    return parse_layered_space(text, file, open_beside);
  if (names_catalogue_columns(bytes)) return parse_catalogue(bytes, file);
  // JSON with a comment in front, which the reader names.
  if (first != std::string::npos && text[first] == '/' && text.find('{') != std::string::npos) {
    return parse_layered_space(text, file, open_beside);
  }
  throw Error(
      file +
      ": is no search space: expected a catalogue (.csv with the columns name and quality) or a"
      " layered space (JSON)");
}

}  // namespace

std::span<const BuiltInSpace> built_in_spaces() {
  return spaces;
}

const std::shared_ptr<const SearchSpace>& cell_space() {
  return nas_bench_201();
}

const BuiltInSpace* built_in_space(std::string_view name) {
  const auto found =
      std::find_if(std::begin(spaces), std::end(spaces), [&](const BuiltInSpace& each) {
        return each.name == name || (!name.empty() && each.earlier_name == name);
      });
  return found == std::end(spaces) ? nullptr : found;
}

std::shared_ptr<const SearchSpace> make_space(const BuiltInSpace& space, std::string_view bytes) {
  if (space.asset.empty()) return nas_bench_201();
  return read_space(bytes, std::string(space.asset), {});
}

std::shared_ptr<const SearchSpace> parse_space(std::string_view bytes, const std::string& file,
                                               const OpenBeside& open_beside) {
  auto space = read_space(bytes, file, open_beside);
  const BuiltInSpace* own = built_in_space(space->name());
  if (!own || own->hash == space->hash()) return space;
  const auto sentence = [&](const char* what) {
    return file + ": is called " + quote(space->name()) +
           " like a built-in space and is another: give " + what + " another name";
  };
  if (space->form() == Form::catalogue) throw Error(sentence("the file"));
  const Json document = parse_json<Json>(bytes, file);
  throw with_line({document.at("name"), sentence("it")}, document, bytes, file);
}

}  // namespace search_space
}  // namespace tenprobes
