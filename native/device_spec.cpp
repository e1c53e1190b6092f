#include "native/device_spec.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <numeric>

#include "core/base/error.h"
#include "core/datasets/file_kind.h"
#include "core/devices/parse_device.h"
#include "core/devices/plausibility.h"
#include "core/devices/synthetic.h"
#include "native/files.h"
#include "native/spaces.h"
#include "native/store.h"

namespace tenprobes::native {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view synthetic_prefix = "synthetic:", program_prefix = "cmd:";

std::uint64_t seed_in(const std::string& spec) {
  const std::string digits = spec.substr(synthetic_prefix.size());
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seed);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    throw Error("device '" + spec + "': '" + digits + "' is not a seed; write e.g. synthetic:7");
  }
  return seed;
}

std::unique_ptr<devices::Device> open_synthetic(const std::string& spec, const SearchSpace& space) {
  Random random(seed_in(spec));
  return devices::draw_synthetic(space, spec, random);
}

/// Where a space's presets stand: the first one's in the folder itself.
fs::path preset_folder(const SearchSpace& space) {
  const fs::path folder = "assets/devices";
  return space.name() == built_in_spaces().front().name ? folder : folder / space.name();
}

/// How many letters must be changed, added or removed (Levenshtein).
std::size_t edits_between(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0u);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

/// ": did you mean raspi4, pixel3?", or nothing where no name is near.
std::string near_names(const std::string& spec, const std::vector<std::string>& names) {
  constexpr std::size_t longest = 64, most = 3;
  if (spec.size() > longest) return "";
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& name : names) {
    const std::size_t edits = edits_between(spec, name);
    const bool is_part = spec.size() >= 3 && name.find(spec) != std::string::npos;
    if (is_part || 2 * edits <= spec.size()) near.emplace_back(is_part ? 0 : edits, name);
  }
  std::sort(near.begin(), near.end());
  std::string text;
  for (std::size_t i = 0; i < std::min(most, near.size()); ++i) {
    text += (text.empty() ? "did you mean " : ", ") + near[i].second;
  }
  return text.empty() ? text : text + "? ";
}

fs::path preset_file(const fs::path& folder, const std::string& name) {
  const fs::path json = shipped_file(folder.string()) / (name + ".json");
  return fs::exists(json) ? json : shipped_file(folder.string()) / (name + ".csv");
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  const std::optional<fs::path> shipped = find_shipped(folder);
  if (!shipped) return names;
  for (const fs::directory_entry& entry : fs::directory_iterator(*shipped)) {
    const fs::path extension = entry.path().extension();
    if (extension == ".json" || extension == ".csv") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool holds(const std::vector<std::string>& sorted_names, const std::string& name) {
  return std::binary_search(sorted_names.begin(), sorted_names.end(), name);
}

void require_preset(const std::string& name, const std::vector<std::string>& names) {
  if (holds(names, name)) return;
  throw Error("no preset is called '" + name + "': " + near_names(name, names) +
              "'tenprobes devices list' names them all");
}

}  // namespace

std::vector<std::string> preset_names(const SearchSpace& space) {
  return names_in(preset_folder(space));
}

fs::path preset_path(const std::string& name, const SearchSpace& space) {
  require_preset(name, preset_names(space));
  return preset_file(preset_folder(space), name);
}

std::unique_ptr<devices::Device> open_device(const std::string& spec,
                                             std::shared_ptr<const SearchSpace> space,
                                             const MeasuringOptions& measuring) {
  if (spec.starts_with(synthetic_prefix)) return open_synthetic(spec, *space);
  if (spec == "this-machine") return open_this_machine(measuring, space);
  if (is_board(spec)) return open_board(spec, space, measuring.board, measuring.timeout_seconds);
  if (spec.starts_with(program_prefix)) {
    return open_program(spec.substr(program_prefix.size()), space, measuring);
  }
  const bool stores_hold = space->form() == Form::cells;
  if (const auto imported = stores_hold ? stored_file(StoreKind::latency, spec) : std::nullopt) {
    return devices::parse_device(read_file(*imported), imported->string(), space);
  }
  std::vector<std::string> names = preset_names(*space);
  if (holds(names, spec)) {
    const fs::path path = preset_file(preset_folder(*space), spec);
    return devices::parse_device(read_file(path), path.string(), space);
  }
  if (exists(spec)) {
    const std::string bytes = read_file(spec);
    auto device = devices::parse_device(bytes, spec, space);
    std::vector<std::string> doubts = devices::doubts_about(*device);
    if (device->kind() == "twin" && !datasets::is_own_document(bytes)) {
      doubts.push_back(
          "in " + space->title() +
          " a twin that is fitted to these latencies answers, of any network; 'tenprobes"
          " devices fit' shows how close it comes");
    }
    note(spec, doubts);
    return device;
  }
  if (stores_hold) {
    for (const std::string& name : stored_names(StoreKind::latency)) names.push_back(name);
  }
  throw Error("device '" + shown(spec) + "' is neither a preset of " + space->title() +
              " nor a file: " + near_names(spec, names) +
              "'tenprobes devices list' names the presets");
}

std::unique_ptr<devices::Device> open_known(const std::string& spec,
                                            std::shared_ptr<const SearchSpace> space,
                                            const std::string& purpose) {
  auto device = open_device(spec, std::move(space));
  if (devices::knows_latencies(*device)) return device;
  throw Error("device '" + spec + "' only answers probes; " + purpose);
}

}  // namespace tenprobes::native
