// What the first picture needs and what is seen before it, worked out here once while the page is built
// (run under Node), by the page's own code:
//
//   first_picture REPOSITORY FOLDER
//
// FOLDER/quality.bin, the shipped scores' quality in few bytes (core/proxies/quality.h), and
// FOLDER/first-session.json, the session that the page opens with, played to its end (shell/first.js):
// {"device", "budget_ms", "budget": across, "cloud": [across, up, ...] of every tenth network, "probes":
// [{"across", "up", "fits", "best": of those so far}]}, where across (latency, logarithmic) and up
// (quality) are thousandths of the World panel's axes.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/proxies/proxy_table.h"
#include "core/proxies/quality.h"
#include "web/app/workbench.h"
#include "web/entry/resources.h"

namespace {

using namespace tenprobes;
using nlohmann::ordered_json;

constexpr int cloud_stride = 10;

ordered_json played(app::Workbench& bench) {
  while (!bench.finished()) bench.step();
  const app::World& world = bench.world();
  const double low = std::log(world.nearly_fastest), high = std::log(world.slowest);
  const double least = world.least_quality;
  const auto thousandths = [](double share) {
    return std::lround(1000 * std::clamp(share, 0.0, 1.0));
  };
  const auto across = [&](double ms) { return thousandths((std::log(ms) - low) / (high - low)); };
  const auto up = [&](double quality) { return thousandths((quality - least) / (100 - least)); };
  ordered_json session{{"device", bench.devices().find(bench.settings().device)->title},
                       {"budget_ms", bench.budget_ms()},
                       {"budget", across(bench.budget_ms())}};
  for (size_t i = 0; i < world.latency.size(); i += cloud_stride) {
    if (world.latency[i] < world.nearly_fastest || world.quality[i] < least) continue;
    session["cloud"].push_back(across(world.latency[i]));
    session["cloud"].push_back(up(world.quality[i]));
  }
  double best = -1;
  for (const Probe& probe : bench.history()) {
    const double quality = bench.quality(probe.architecture);
    const bool fits = probe.latency_ms <= bench.budget_ms(), improves = fits && quality > best;
    if (improves) best = quality;
    session["probes"].push_back({{"across", across(probe.latency_ms)},
                                 {"up", up(quality)},
                                 {"fits", fits},
                                 {"best", improves}});
  }
  return session;
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream stream(path, std::ios::binary);
  stream << bytes << std::flush;
  if (!stream) throw Error(path + " cannot be written");
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: first_picture REPOSITORY FOLDER\n";
    return 2;
  }
  try {
    const std::string folder = arguments[2];
    app::Resources shipped = entry::read_resources(arguments[1]);
    const auto table =
        proxies::parse_proxy_table(shipped.proxy_table, "assets/proxies.safetensors");
    write(folder + "/quality.bin", proxies::pack_quality(proxies::combined_quality(table.scores)));
    app::Workbench bench(std::move(shipped));
    write(folder + "/first-session.json", played(bench).dump());
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
