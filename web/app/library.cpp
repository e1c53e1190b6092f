#include "web/app/library.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/datasets/ofa_predictor.h"
#include "core/proxies/quality.h"
#include "core/search_space/layered/layered_file.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "core/search_space/spaces.h"
#include "web/app/awaited.h"
#include "web/app/codes.h"
#include "web/app/names.h"
#include "web/app/plot.h"
#include "web/app/slice.h"

namespace tenprobes::app {
namespace {

constexpr std::chrono::milliseconds estimating_slice(30);  // of a frame
constexpr int estimates_at_once = 16;

std::shared_ptr<const Quality> quality_from(const proxies::ProxyTable& table) {
  return std::make_shared<TabulatedQuality>(*nas_bench_201(), proxies::training_free_facts(),
                                            proxies::combined_quality(table.scores));
}

// The devices that spaces begin with, where they have them.
constexpr std::string_view first_devices[] = {"pixel3", "fp32-nchw-pt240-cpu-i7_12700h-dynamo"};

SpaceEntry entry_of_space(std::shared_ptr<const SearchSpace> space, std::string_view file,
                          const std::map<std::string, std::string>& presets) {
  if (!space->quality()) {
    throw Error(space->title() + ": nothing says what is good there: expected a quality");
  }
  SpaceEntry entry{.space = space,
                   .qualities = {std::shared_ptr<const Quality>(space, space->quality())},
                   .devices = DeviceList(space, presets)};
  if (space->form() == Form::layered) entry.file = file;
  entry.default_device = entry.devices.default_device("");
  for (const std::string_view device : first_devices) {
    if (entry.devices.find(device)) entry.default_device = device;
  }
  Random random(1);
  entry.default_network = code_of(*space, space->random(random));
  return entry;
}

}  // namespace

std::string SpaceEntry::size_in_words() const {
  if (space->size() > 0) return with_commas(space->size()) + " networks";
  std::set<size_t> choices;
  double powers_of_ten = 0;
  for (const Position& position : space->positions()) {
    choices.insert(position.choices.size());
    powers_of_ten += std::log10(static_cast<double>(position.choices.size()));
  }
  if (choices.size() == 1) {
    return std::to_string(*choices.begin()) + "^" + std::to_string(space->positions().size()) +
           " networks";
  }
  return "some 10^" + std::to_string(static_cast<int>(powers_of_ten)) + " networks";
}

const std::shared_ptr<const Quality>& SpaceEntry::quality(std::string_view name) const {
  if (name == own_quality) return qualities.front();
  std::string known(own_quality);
  for (const auto& quality : qualities) {
    if (quality->facts().name == name) return quality;
    known += ", " + quality->facts().name;
  }
  throw Error("'" + std::string(name.substr(0, 60)) + "' is no quality of " + space->title() +
              " that is known here: expected " + known + ", or one whose file was opened");
}

void SpaceEntry::add(std::shared_ptr<const Quality> quality) {
  for (auto& known : qualities) {
    if (known->facts().name == quality->facts().name) return known.swap(quality);
  }
  qualities.push_back(std::move(quality));
}

Library::Library(const Resources& resources) : later_(resources.later) {
  SpaceEntry cells{.space = nas_bench_201(),
                   .qualities = {},
                   .devices = DeviceList(nas_bench_201(), resources.device_presets)};
  cells.default_device =
      cells.devices.find(Settings().device) ? Settings().device : std::string(synthetic_name);
  cells.default_network = Settings().network;
  spaces_.push_back(std::move(cells));
  if (later_.contains("proxies")) {
    spaces_[0].add(std::make_shared<TabulatedQuality>(
        *nas_bench_201(), proxies::training_free_facts(),
        proxies::unpack_quality(resources.quality, "the shipped quality")));
  }
  if (!resources.controller_weights.empty()) {
    controller_ =
        controller::Controller::parse(resources.controller_weights, "the shipped controller");
    shipped_controller_ = controller_;
  }
  for (const LatePart& part : late_parts) {
    if (!later_.contains(part.name)) take(part.name, resources);
  }
}

void Library::supply(std::string_view part, const Resources& resources) {
  const auto expected = later_.find(part);
  if (expected == later_.end()) return;
  take(part, resources);
  later_.erase(expected);
}

void Library::require(std::string_view part) const {
  if (expects(part)) throw Awaited(part);
}

void Library::take(std::string_view part, const Resources& resources) {
  if (part == "spaces") take_spaces(resources);
  if (part == "proxies") {
    const bool came_later = later_.contains(part);
    proxies::ProxyTable table =
        resources.proxy_table.empty()
            ? proxies::exact_proxy_table()
            : proxies::parse_proxy_table(resources.proxy_table, "the shipped proxy table");
    if (!came_later) spaces_[0].add(quality_from(table));
    if (scores_.empty()) scores_ = std::move(table.scores);  // unless others were opened meanwhile
  }
  if (part == "edit" && !resources.edit_weights.empty()) {
    edit_controller_ =
        controller::Controller::parse(resources.edit_weights, "the shipped edit controller");
  }
  if (part == "accuracy" && !resources.surrogate.empty()) {
    surrogate_ =
        proxies::AccuracySurrogate::parse(resources.surrogate, "the shipped accuracy surrogate");
  }
  if (part == "help" && !resources.help_weights.empty()) {
    help_ = std::make_shared<const prediction::HelpModel>(
        prediction::HelpModel::parse(resources.help_weights, "the shipped HELP weights"));
  }
}

// Behind the cells, before the spaces that were opened.
void Library::take_spaces(const Resources& resources) {
  auto place = spaces_.begin() + 1;
  for (const BuiltInSpace& built_in : built_in_spaces()) {
    const auto asset = resources.spaces.find(std::string(built_in.asset));
    if (asset == resources.spaces.end() || asset->second.empty()) continue;
    const std::string name(built_in.name);
    const auto presets = resources.space_presets.find(name);
    SpaceEntry entry = entry_of_space(make_space(built_in, asset->second), asset->second,
                                      presets == resources.space_presets.end()
                                          ? std::map<std::string, std::string>()
                                          : presets->second);
    if (const auto written = resources.qualities.find(name); written != resources.qualities.end()) {
      entry.add(parse_layered_quality(written->second, "the shipped quality of " + name,
                                      layered(*entry.space)));
    }
    place = 1 + spaces_.insert(place, std::move(entry));
  }
}

const SpaceEntry* Library::find(std::string_view space) const {
  const auto found = std::find_if(spaces_.begin(), spaces_.end(), [&](const SpaceEntry& entry) {
    return entry.space->name() == space;
  });
  return found == spaces_.end() ? nullptr : &*found;
}

const SpaceEntry& Library::at(std::string_view space) const {
  if (const SpaceEntry* entry = find(space)) return *entry;
  for (const BuiltInSpace& built_in : built_in_spaces()) {
    if (built_in.name == space) require("spaces");
  }
  std::string known = listed(built_in_spaces(), &BuiltInSpace::name);
  for (const SpaceEntry& entry : spaces_) {
    if (!built_in_space(entry.space->name())) known += ", " + entry.space->name();
  }
  throw Error("search space '" + std::string(space.substr(0, 60)) +
              "' is not known here: expected " + known + ", or one whose file was opened");
}

SpaceEntry& Library::entry(std::string_view space) {
  const auto place = &at(space) - spaces_.data();
  return spaces_[static_cast<size_t>(place)];
}

DeviceList& Library::devices_of(std::string_view space) {
  return entry(space).devices;
}

std::string Library::add_space(std::string_view bytes, const std::string& name) {
  SpaceEntry entry = entry_of_space(parse_space(bytes, name), bytes, {});
  entry.shipped = false;
  const std::string& named = entry.space->name();
  if (const SpaceEntry* known = find(named); known && known->shipped) {
    throw Error(name + ": a search space of the name " + named +
                " comes with this page: expected another name for the file");
  }
  std::erase_if(spaces_, [&](const SpaceEntry& known) { return known.space->name() == named; });
  spaces_.push_back(std::move(entry));
  return spaces_.back().space->name();
}

std::string Library::add_predictor(std::string_view space, std::string_view bytes,
                                   const std::string& name) {
  SpaceEntry& predicted = entry(space);
  if (predicted.space->form() != Form::layered) {
    throw Error(name +
                ": predicts accuracies of layered networks: choose their search space first");
  }
  auto quality = datasets::read_predicted_accuracy(bytes, name, layered(*predicted.space));
  std::string named = quality->facts().name;
  predicted.add(std::move(quality));
  return named;
}

void Library::use_scores(const proxies::ProxyTable& table) {
  entry(default_space).add(quality_from(table));
  scores_ = table.scores;
}

void Library::use_accuracies(std::vector<double> percent, const std::string& source) {
  accuracies_ = {.percent = std::move(percent), .source = source};
  const auto known = [](double value) { return std::isfinite(value); };
  if (!std::all_of(accuracies_.percent.begin(), accuracies_.percent.end(), known)) return;
  entry(default_space)
      .add(std::make_shared<TabulatedQuality>(
          *nas_bench_201(),
          facts_of(accuracies_.percent, "accuracy", "test accuracy, % (" + source + ")"),
          accuracies_.percent));
}

std::optional<Accuracy> Library::accuracy(std::string_view space,
                                          const Architecture& architecture) const {
  if (space != default_space) return std::nullopt;
  if (!accuracies_.percent.empty()) {
    const double percent =
        accuracies_.percent[static_cast<size_t>(nas_bench_201()->index_of(architecture))];
    if (std::isnan(percent)) return std::nullopt;
    return Accuracy{percent, accuracies_.source};
  }
  if (!surrogate_) return std::nullopt;
  return Accuracy{surrogate_->estimate(cell_of(architecture))[0],
                  "estimate, \u00b1" +
                      short_number(surrogate_->held_out().random_folds[0].mean_absolute_error)};
}

const std::vector<double>& Library::all_accuracies() const {
  if (!accuracies_.percent.empty()) return accuracies_.percent;
  return estimates_;
}

bool Library::more_accuracies() const {
  if (!accuracies_.percent.empty() || !surrogate_) return false;
  for (const Slice slice(estimating_slice); estimates_.size() < cell_count;) {
    if (!slice.left()) return true;
    for (int i = 0; i < estimates_at_once && estimates_.size() < cell_count; ++i) {
      const Cell cell = cell_at(static_cast<int>(estimates_.size()));
      estimates_.push_back(surrogate_->estimate(cell)[0]);
    }
  }
  return false;
}

search::Accuracies Library::accuracies_of(std::string_view space) const {
  if (space != default_space) return {};
  if (!accuracies_.percent.empty() || !surrogate_) return accuracies_;
  return {.source = "estimate", .estimate = [this](const Architecture& architecture) {
            return surrogate_->estimate(cell_of(architecture))[0];
          }};
}

}  // namespace tenprobes::app
