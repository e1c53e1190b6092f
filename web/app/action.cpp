#include "web/app/action.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace tenprobes::app {

int whole_in(const nlohmann::json& action, const char* member, int low, int high) {
  const auto found = action.find(member);
  const double number =
      found != action.end() && found->is_number() ? found->get<double>() : low - 1.0;
  if (!(number >= low) || !(number <= high) || number != std::floor(number)) {
    throw Error(std::string("action, \"") + member + "\": expected a whole number from " +
                std::to_string(low) + " to " + std::to_string(high));
  }
  return static_cast<int>(number);
}

std::string text_in(const nlohmann::json& action, const char* member) {
  const auto found = action.find(member);
  if (found == action.end() || !found->is_string()) {
    throw Error(std::string("action, \"") + member + "\": expected a text");
  }
  return found->get<std::string>();
}

}  // namespace tenprobes::app
