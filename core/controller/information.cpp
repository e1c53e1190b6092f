#include "core/controller/information.h"

#include "core/base/error.h"

namespace tenprobes::controller {
namespace {

constexpr int largest_hidden = 1024;

}  // namespace

Information read_information(const Safetensors& file, const std::string& kind,
                             const std::string& observation, const std::string& where) {
  Information information{.kind = kind,
                          .observation = file.require("observation"),
                          .training = file.require("training"),
                          .seed = file.whole<std::uint64_t>("seed"),
                          .steps = file.whole<std::int64_t>("steps"),
                          .quality_hash = file.require("quality_hash")};
  if (information.observation != observation) {
    throw Error(where + "trained on observations '" + information.observation +
                "', this version gives '" + observation + "': train it again");
  }
  return information;
}

int checked_hidden(int hidden, const std::string& where) {
  if (hidden < 1 || hidden > largest_hidden) {
    throw Error(where + "hidden layers of " + std::to_string(hidden) + " units: expected 1 to " +
                std::to_string(largest_hidden));
  }
  return hidden;
}

int read_hidden(const Safetensors& file, const std::string& where) {
  return checked_hidden(file.whole<int>("hidden"), where);
}

void write_information(const Information& information, int hidden, Safetensors& file) {
  file.metadata["kind"] = "controller";
  file.metadata["controller_kind"] = information.kind;
  file.metadata["observation"] = information.observation;
  file.metadata["hidden"] = std::to_string(hidden);
  file.metadata["training"] = information.training;
  file.metadata["seed"] = std::to_string(information.seed);
  file.metadata["steps"] = std::to_string(information.steps);
  file.metadata["quality_hash"] = information.quality_hash;
}

}  // namespace tenprobes::controller
