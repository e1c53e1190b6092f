// The members of an action (App::act), read from JSON.
//
//   const std::string name = text_in(action, "do");
//   const int edge = whole_in(action, "edge", 0, 5);
//
// Both throw Error naming the member and what it must be.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace tenprobes::app {

int whole_in(const nlohmann::json& action, const char* member, int low, int high);
std::string text_in(const nlohmann::json& action, const char* member);

}  // namespace tenprobes::app
