#include "web/app/library.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "web/app/codes.h"
#include "web/app/names.h"
#include "web/app/plot.h"

namespace tenprobes::app {
namespace {

std::shared_ptr<const Quality> quality_from(const proxies::ProxyTable& table) {
  return std::make_shared<TabulatedQuality>(
      *nas_bench_201(),
      QualityFacts{.name = "score", .label = "quality, % of networks with lower scores"},
      proxies::quality_of(table));
}

}  // namespace

std::string SpaceEntry::size_in_words() const {
  if (space->size() > 0) return with_commas(space->size()) + " networks";
  double powers_of_ten = 0;
  for (const Position& position : space->positions()) {
    powers_of_ten += std::log10(static_cast<double>(position.choices.size()));
  }
  return "10^" + std::to_string(static_cast<int>(powers_of_ten)) + " networks";
}

Library::Library(const Resources& resources) {
  proxies::ProxyTable table =
      resources.proxy_table.empty()
          ? proxies::exact_proxy_table()
          : proxies::parse_proxy_table(resources.proxy_table, "the shipped proxy table");
  SpaceEntry cells{.space = nas_bench_201(),
                   .quality = quality_from(table),
                   .devices = DeviceList(nas_bench_201(), resources.device_presets)};
  cells.default_device =
      cells.devices.find(Settings().device) ? Settings().device : std::string(synthetic_name);
  cells.default_network = Settings().network;
  spaces_.push_back(std::move(cells));
  scores_ = std::move(table.scores);
  if (!resources.edit_weights.empty()) {
    edit_controller_ =
        controller::Controller::parse(resources.edit_weights, "the shipped edit controller");
  }
  if (!resources.controller_weights.empty()) {
    controller_ =
        controller::Controller::parse(resources.controller_weights, "the shipped controller");
  }
  if (!resources.surrogate.empty()) {
    surrogate_ =
        proxies::AccuracySurrogate::parse(resources.surrogate, "the shipped accuracy surrogate");
  }
  if (!resources.help_weights.empty()) {
    help_ = std::make_shared<const prediction::HelpModel>(
        prediction::HelpModel::parse(resources.help_weights, "the shipped HELP weights"));
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
  std::string known;
  for (const SpaceEntry& entry : spaces_) {
    known += (known.empty() ? "" : ", ") + entry.space->name();
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

void Library::use_scores(const proxies::ProxyTable& table) {
  entry(default_space).quality = quality_from(table);
  scores_ = table.scores;
}

void Library::use_accuracies(std::vector<double> percent, const std::string& source) {
  accuracies_ = {std::move(percent), source};
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
  if (estimates_.empty() && surrogate_) estimates_ = surrogate_->estimates(0);
  return estimates_;
}

search::Accuracies Library::accuracies_for(std::string_view space, const Architecture& end) const {
  if (space != default_space) return {};
  if (!accuracies_.percent.empty() || !surrogate_) return accuracies_;
  search::Accuracies estimate{std::vector<double>(cell_count, std::nan("")), "estimate"};
  estimate.percent[static_cast<size_t>(nas_bench_201()->index_of(end))] =
      surrogate_->estimate(cell_of(end))[0];
  return estimate;
}

}  // namespace tenprobes::app
