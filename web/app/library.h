// What there is to choose from: the search spaces with their devices and quality, and what serves
// all sessions: controllers, predictors' weights, scores, accuracies.
//
//   Library library(resources);
//   const SpaceEntry& entry = library.at("nas-bench-201");       // throws Error
//   library.add_space(bytes, "mine.csv");
//   std::optional<Accuracy> accuracy = library.accuracy("nas-bench-201", architecture);
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/controller/controller.h"
#include "core/prediction/help.h"
#include "core/proxies/accuracy_surrogate.h"
#include "core/proxies/proxy_table.h"
#include "core/search/adaptation.h"
#include "web/app/app.h"
#include "web/app/devices.h"
#include "web/app/settings.h"

namespace tenprobes::app {

struct SpaceEntry {
  std::shared_ptr<const SearchSpace> space;
  std::vector<std::shared_ptr<const Quality>> qualities;  ///< what may be maximised: its own first
  DeviceList devices;
  std::string file = {};  ///< of a layered space: as it was read
  bool shipped = true;
  std::string default_device = {}, default_network = {};  ///< in settings

  /// "15,625 networks", or "9^22 networks" where they are too many to list.
  std::string size_in_words() const;
  /// The space's own, or the one of that name. Throws Error that lists those there are.
  const std::shared_ptr<const Quality>& quality(std::string_view name = own_quality) const;
  /// Replaces one of the same name.
  void add(std::shared_ptr<const Quality> quality);
};

struct Accuracy {
  double percent;
  std::string source;

  /// Of which data set is only known where the shipped estimates stand.
  const char* label() const {
    return source.starts_with("estimate") ? "test accuracy on CIFAR-10" : "test accuracy";
  }
};

class Library {
 public:
  /// Throws Error if a shipped file is not what it should be.
  explicit Library(const Resources& resources);

  /// See App.
  void supply(std::string_view part, const Resources& resources);
  /// Whether the part (awaited.h) is still to come.
  bool expects(std::string_view part) const { return later_.contains(part); }
  /// Throws Awaited if it is.
  void require(std::string_view part) const;

  /// In the order of the menu.
  const std::vector<SpaceEntry>& spaces() const { return spaces_; }
  /// nullptr if there is none of that name.
  const SpaceEntry* find(std::string_view space) const;
  /// Throws Error that lists the spaces there are, Awaited if it is one of those to come.
  const SpaceEntry& at(std::string_view space) const;
  DeviceList& devices_of(std::string_view space);

  /// Replaces one of the same name that was opened before. Returns its name. Throws Error if the
  /// file is no space, says no quality, or is called as a shipped one.
  std::string add_space(std::string_view bytes, const std::string& name);

  /// What an accuracy predictor's file says of a layered space's networks becomes a quality of it;
  /// returns its name. Throws Error where the file is of other networks.
  std::string add_predictor(std::string_view space, std::string_view bytes,
                            const std::string& name);

  /// NAS-Bench-201 from here on: its scores, which quality is made of, by name, [15625] each.
  const std::map<std::string, std::vector<float>>& scores() const { return scores_; }
  void use_scores(const proxies::ProxyTable& table);
  /// They become a quality, too, where none is missing.
  void use_accuracies(std::vector<double> percent, const std::string& source);
  std::optional<Accuracy> accuracy(std::string_view space, const Architecture& architecture) const;
  /// Of every network, [15625] by index, NaN where unknown; empty where nothing tells. As many are
  /// there from the first as have been worked out.
  const std::vector<double>& all_accuracies() const;
  /// Works out more of them, for a part of a frame; whether there are more to come.
  bool more_accuracies() const;
  /// For reports; outlived by the library.
  search::Accuracies accuracies_of(std::string_view space) const;

  const std::shared_ptr<const controller::Controller>& controller() const { return controller_; }
  const std::shared_ptr<const controller::Controller>& edit_controller() const {
    return edit_controller_;
  }
  void use_controller(std::shared_ptr<const controller::Controller> controller) {
    controller_ = std::move(controller);
  }
  /// Whether it is the one that comes with the page.
  bool has_shipped_controller() const { return controller_ == shipped_controller_; }
  /// HELP's weights; null where none are shipped.
  const std::shared_ptr<const prediction::HelpModel>& help() const { return help_; }

 private:
  SpaceEntry& entry(std::string_view space);
  void take(std::string_view part, const Resources& resources);
  void take_spaces(const Resources& resources);

  std::set<std::string, std::less<>> later_;  ///< parts that are still to come
  std::vector<SpaceEntry> spaces_;
  std::map<std::string, std::vector<float>> scores_;
  search::Accuracies accuracies_;          ///< imported ones
  mutable std::vector<double> estimates_;  ///< those worked out so far
  std::shared_ptr<const prediction::HelpModel> help_;
  std::optional<proxies::AccuracySurrogate> surrogate_;  ///< asked where none are imported
  std::shared_ptr<const controller::Controller> controller_, edit_controller_, shipped_controller_;
};

}  // namespace tenprobes::app
