// What scripts ask of the page.
//
//   AdaptRequest request = parse_adapt_request(json, settings);
//   run_session(request.session, *list.make(request.device, settings), ...);
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/search/adaptation.h"
#include "web/app/settings.h"

namespace tenprobes::app {

struct AdaptRequest {
  std::string space;
  std::string device;  ///< empty: the space's first
  std::string quality = std::string(own_quality);
  std::string bounds = "none";  ///< as in settings
  search::SessionRequest session;
};

/// {space, device, quality, probes, budgetQuantile or budgetMs, where, method, seed}, all optional: what is left
/// out is as in the settings. Throws Error naming the first member that is unknown, of the wrong type or out
/// of its range.
AdaptRequest parse_adapt_request(const nlohmann::json& json, const Settings& settings);

}  // namespace tenprobes::app
