// The core as a library for JavaScript: what tenprobes.mjs calls, without a window or a canvas.
//
// One function takes a request and returns a reply, both JSON, the reply valid until the next call and
// {"error": "a sentence"} where the request cannot be met. "do" says what: see `deeds` below. Spaces
// and sessions are numbers from 1 on.
#include <emscripten.h>

#include <cmath>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/quote.h"
#include "core/controller/controller.h"
#include "core/devices/external_device.h"
#include "core/prediction/bayesian.h"
#include "core/proxies/proxy_table.h"
#include "core/proxies/quality.h"
#include "core/search/live_session.h"
#include "core/search_space/spaces.h"

namespace {

using namespace tenprobes;
using Json = nlohmann::ordered_json;

/// The scores that make the quality of cells, and that training takes.
constexpr const char* proxies_file = "assets/proxies.safetensors";

/// Files that came with the package, by their path in the repository, once JavaScript has read them.
std::map<std::string, std::string> files;

const std::string& shipped(const std::string& path) {
  const auto found = files.find(path);
  if (found == files.end()) throw Error(path + " was not loaded");
  return found->second;
}

struct Space {
  std::shared_ptr<const SearchSpace> space;
  std::shared_ptr<const Quality> quality;
};

struct Session {
  Space space;
  std::unique_ptr<devices::ExternalDevice> device;
  std::unique_ptr<search::LiveSession> live;
};

template <class T>
class Numbered {
 public:
  int add(T value) {
    values_.emplace(++last_, std::move(value));
    return last_;
  }
  T& at(int number) {
    const auto found = values_.find(number);
    if (found == values_.end()) throw Error("it was closed before");
    return found->second;
  }
  void remove(int number) { values_.erase(number); }

 private:
  std::map<int, T> values_;
  int last_ = 0;
};
Numbered<Space> spaces;
Numbered<Session> sessions;

Space with_quality(std::shared_ptr<const SearchSpace> space) {
  if (const Quality* own = space->quality()) return {space, {space, own}};
  if (space->form() != Form::cells) throw Error(space->title() + " knows no quality of its own");
  const auto table = proxies::parse_proxy_table(shipped(proxies_file), "proxies");
  return {space, std::make_shared<TabulatedQuality>(*space, proxies::training_free_facts(),
                                                    proxies::combined_quality(table.scores))};
}

const BuiltInSpace& built_in(const Json& request) {
  const auto name = request.at("name").get<std::string>();
  const BuiltInSpace* space = built_in_space(name);
  if (space == nullptr) throw Error("no space is called " + quote(name));
  return *space;
}

search::Ingredients ingredients_of(const std::string& method, const Json& request) {
  search::Ingredients ingredients;
  const search::Need need = search::strategy_kind(method).need;
  if (need == search::Need::proxy_device) throw Error("the method " + method + " is not for here");
  const auto read = [&](const char* path) {
    return controller::Controller::parse(shipped(request.value("weights", path)), "the weights");
  };
  if (need == search::Need::controller) {
    ingredients.controller = read("pretrained/controller.safetensors");
  }
  if (need == search::Need::edit_controller) {
    ingredients.edit_controller = read("pretrained/controller-edit.safetensors");
  }
  return ingredients;
}

/// The session of a request or of a trace on a device of that name.
template <class Told>
Json session_of(const Told& told, const Space& space, const std::string& device,
                const Json& request) {
  auto own = std::make_unique<devices::ExternalDevice>(devices::told_device(device, space.space));
  auto live = std::make_unique<search::LiveSession>(told, *own, *space.quality,
                                                    ingredients_of(told.method, request));
  return {{"session", sessions.add({space, std::move(own), std::move(live)})}};
}

Json opened(Space space) {
  return {{"space", spaces.add(space)},
          {"name", space.space->name()},
          {"title", space.space->title()},
          {"size", space.space->size()}};
}

/// The file that open_space() reads.
Json file(const Json& request) {
  const BuiltInSpace& space = built_in(request);
  return {{"file", space.asset.empty() ? proxies_file : space.asset}};
}

Json open_space(const Json& request) {
  const BuiltInSpace& space = built_in(request);
  const std::string asset(space.asset);
  return opened(with_quality(make_space(space, asset.empty() ? "" : shipped(asset))));
}

Json parse(const Json& request) {
  return opened(with_quality(
      parse_space(request.at("text").get<std::string>(), request.at("name").get<std::string>())));
}

Json list(const Json& request) {
  const Space& space = spaces.at(request.at("space"));
  Json names = Json::array(), features = Json::object();
  for (const Architecture& network : all_of(*space.space)) {
    names.push_back(space.space->text(network));
    for (std::size_t i = 0; i < space.space->features().size(); ++i) {
      const double value = space.space->feature(network, static_cast<int>(i));
      features[space.space->features()[i]].push_back(std::isfinite(value) ? Json(value) : Json());
    }
  }
  Json quality = Json::array();
  for (const double value : space.quality->table()) {
    quality.push_back(std::isfinite(value) ? Json(value) : Json());
  }
  return {{"names", names}, {"features", features}, {"quality", quality}};
}

Json sample(const Json& request) {
  const Space& space = spaces.at(request.at("space"));
  Random random(request.at("seed").get<std::uint64_t>());
  Json names = Json::array();
  for (int left = request.at("count"); left > 0; --left) {
    names.push_back(space.space->text(space.space->random(random)));
  }
  return {{"names", names}};
}

std::optional<double> number(const Json& request, const char* key) {
  if (!request.contains(key) || request[key].is_null()) return std::nullopt;
  return request[key].get<double>();
}

Json start(const Json& request) {
  const Space space = spaces.at(request.at("space"));
  search::SessionRequest wanted{.method = request.value("method", "controller"),
                                .probes = request.value("probes", 10),
                                .budget_ms = number(request, "budgetMs"),
                                .budget_quantile = number(request, "budgetQuantile"),
                                .seed = request.value("seed", std::uint64_t{1})};
  for (const Json& bound : request.value("where", Json::array())) {
    wanted.bounds.push_back(parse_bound(bound.get<std::string>(), *space.space));
  }
  return session_of(wanted, space, request.value("device", "external"), request);
}

Json load(const Json& request) {
  const Space space = spaces.at(request.at("space"));
  const search::SessionReport trace = search::parse_session(
      request.at("text").get<std::string>(), "the session",
      [&](const std::string& name) { return name == space.space->name() ? space.space : nullptr; });
  return session_of(trace, space, trace.device, request);
}

Json ask(const Json& request) {
  Session& session = sessions.at(request.at("session"));
  return {{"name", session.space.space->text(session.live->ask())}};
}

Json tell(const Json& request) {
  Session& session = sessions.at(request.at("session"));
  if (!request.at("latencyMs").is_number()) throw Error("the latency is no number of milliseconds");
  session.live->tell(request.at("latencyMs").get<double>());
  return {{"finished", session.live->finished()}};
}

Json report(const Json& request) {
  const Session& session = sessions.at(request.at("session"));
  const search::SessionReport report = session.live->report();
  return {{"finished", session.live->finished()},
          {"probesLeft", session.live->probes_left()},
          {"text", search::serialise(report)}};
}

Json predict(const Json& request) {
  const SearchSpace& space = *spaces.at(request.at("space")).space;
  std::vector<std::pair<std::string, double>> probes;
  for (const auto& [name, latency] :
       request.at("probes").get<std::vector<std::pair<std::string, Json>>>()) {
    probes.emplace_back(name, latency.is_number() ? latency.get<double>() : std::nan(""));
  }
  std::vector<Architecture> asked;
  if (request.contains("names") && !request["names"].is_null()) {
    for (const Json& name : request["names"]) asked.push_back(space.parse(name.get<std::string>()));
  } else {
    asked = all_of(space);
  }
  Json mean = Json::array(), deviation = Json::array();
  for (const auto& one : prediction::predict_all(space, history_of(space, probes), asked)) {
    mean.push_back(one.mean);
    deviation.push_back(one.standard_deviation);
  }
  return {{"meanMs", mean}, {"deviationMs", deviation}};
}

Json close(const Json& request) {
  if (request.contains("space")) spaces.remove(request["space"]);
  if (request.contains("session")) sessions.remove(request["session"]);
  return Json::object();
}

/// The 15,625 percentile points that training takes.
Json training_quality(const Json&) {
  const proxies::ProxyTable table = proxies::parse_proxy_table(shipped(proxies_file), "proxies");
  return {{"quality", proxies::combined_quality(table.scores)}};
}

struct Deed {
  const char* name;
  Json (*done)(const Json&);
};
constexpr Deed deeds[] = {{"file", file},
                          {"open", open_space},
                          {"parse", parse},
                          {"list", list},
                          {"sample", sample},
                          {"start", start},
                          {"load", load},
                          {"ask", ask},
                          {"tell", tell},
                          {"report", report},
                          {"predict", predict},
                          {"close", close},
                          {"trainingQuality", training_quality}};

Json reply_to(const Json& request) {
  for (const Deed& deed : deeds) {
    if (request.at("do") == deed.name) return deed.done(request);
  }
  throw Error("nothing is called " + request.at("do").dump());
}

}  // namespace

extern "C" {

/// Takes a file over: `bytes` are copied.
EMSCRIPTEN_KEEPALIVE void library_file(const char* path, const char* bytes, int size) {
  files[path].assign(bytes, static_cast<std::size_t>(size));
}

EMSCRIPTEN_KEEPALIVE const char* library_call(const char* request) {
  static std::string reply;
  try {
    reply = reply_to(Json::parse(request)).dump();
  } catch (const std::exception& error) {
    reply = Json{{"error", error.what()}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return reply.c_str();
}
}
