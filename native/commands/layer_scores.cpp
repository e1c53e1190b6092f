// tenprobes proxies layers: training-free scores of a sample of a layered space's networks, and a sum
// over the layers fitted to them, as a quality that --quality takes.
#include "native/commands/layer_scores.h"

#include <array>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/devices/layered/layered_twin.h"
#include "core/network/layered/chain.h"
#include "core/proxies/layered/chain_scores.h"
#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"
#include "native/command.h"
#include "native/files.h"
#include "native/progress.h"
#include "native/spaces.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

struct LayersOptions : CommonOptions {
  std::string space = "fbnet", out;
  int networks = 1000, threads = 0;
  proxies::ScoreSettings settings{.draws = 2, .images = 32};
};

/// Random networks of a quality so made have this many points, give or take.
constexpr double mean_points = 50, deviation_points = 5;

/// The least of all blocks, which a sum over the layers hardly tells; it is reported alone.
constexpr std::string_view left_out = "progressivity";
constexpr std::array score_names = {"naswot", "logsynflow", "expressivity", "progressivity",
                                    "trainability"};
using Scores = std::array<std::vector<double>, score_names.size()>;  // by name, then by network

struct Sample {
  std::vector<Architecture> networks;
  std::vector<double> macs;
  Scores scores;
};

Sample score_sample(const LayeredSpace& space, const LayersOptions& options) {
  Sample sample;
  Random random(options.seed);
  for (int i = 0; i < options.networks; ++i) {
    sample.networks.push_back(space.random(random));
    sample.macs.push_back(space.feature(sample.networks.back(), *space.work_feature()));
  }
  for (std::vector<double>& score : sample.scores) score.resize(sample.networks.size());
  const StopRequested stop = stop_on_interrupt();
  Progress progress("proxies", options.networks, "networks");
  std::atomic<int> done = 0;
  parallel_for(options.threads)(options.networks, [&](int i) {
    if (stop()) return;
    const auto place = static_cast<std::size_t>(i);
    const auto [naswot, log_synflow, az_nas] =
        proxies::score_chain(space, sample.networks[place], options.settings);
    const std::array each = {naswot, log_synflow, az_nas.expressivity, az_nas.progressivity,
                             az_nas.trainability};
    for (std::size_t s = 0; s < each.size(); ++s) sample.scores[s][place] = each[s];
    progress.update(++done);
  });
  if (done < options.networks) throw Failure("stopped before all networks were scored");
  return sample;
}

std::vector<double> standardised(const std::vector<double>& values) {
  const double mean = statistics::mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(values.size()));
  if (!(deviation > 0)) throw Error("all networks of the sample have the same score");
  std::vector<double> result;
  for (const double value : values) result.push_back((value - mean) / deviation);
  return result;
}

/// As core/search_space/layered/layered_file.h has it.
nlohmann::ordered_json quality_of(const LayeredSpace& space, const devices::LayeredTable& table) {
  const auto rounded = [](double points) { return std::round(points * 1e4) / 1e4; };
  nlohmann::ordered_json document{
      {"kind", "sum"},
      {"name", "training-free"},
      {"label",
       "training-free points: a sum over layers fitted to NASWOT, logSynflow and AZ-NAS's scores"},
      {"base", rounded(table.constant[0])}};
  for (int c = 0; c < space.class_count(); ++c) {
    const LayerShape& shape = space.shape_of(c);
    for (std::size_t o = 0; o < shape.choices.size(); ++o) {
      const auto entry = static_cast<std::size_t>(space.entry_of(c, static_cast<int>(o)));
      document["choices"][shape.name][shape.choices[o].name] = rounded(table.constant[entry]);
    }
  }
  return document;
}

void run(LayersOptions& options) {
  const std::shared_ptr<const SearchSpace> opened = open_space(options.space);
  if (opened->form() != Form::layered) {
    throw Error(opened->title() + " is no layered space: 'proxies compute' scores cells");
  }
  const LayeredSpace& space = layered(*opened);
  network::require_runnable(space);
  if (space.has_resolution()) {
    throw Error(space.title() +
                " has several resolutions, which scores at one resolution tell nothing of");
  }
  const auto least = static_cast<int>(devices::least_networks_of_a_twin(space));
  if (options.networks < least) {
    throw Error("--networks " + std::to_string(options.networks) + ": a sum over the layers of " +
                space.title() + " takes at least " + std::to_string(least));
  }
  options.settings.seed = options.seed;
  proxies::validate(options.settings);
  Sample sample = score_sample(space, options);
  std::vector<double> quality(sample.networks.size());
  for (std::size_t s = 0; s < score_names.size(); ++s) {
    sample.scores[s] = standardised(sample.scores[s]);
    if (score_names[s] == left_out) continue;
    for (std::size_t i = 0; i < quality.size(); ++i) quality[i] += sample.scores[s][i];
  }
  quality = standardised(quality);
  for (double& points : quality) points = mean_points + deviation_points * points;

  nlohmann::ordered_json document{{"space", space.name()},
                                  {"networks", options.networks},
                                  {"resolution", options.settings.resolution},
                                  {"images", options.settings.images},
                                  {"draws", options.settings.draws},
                                  {"seed", options.seed}};
  const auto fitted = [&](const char* name, const std::vector<double>& values) {
    const devices::LayeredTwin fit = devices::fit_layered_twin(space, sample.networks, values);
    document["scores"].push_back({{"score", name},
                                  {"held_out_srcc", fit.fit.srcc},
                                  {"held_out_r2", fit.fit.r2},
                                  {"macs_srcc", statistics::spearman(sample.macs, values)}});
    return fit.table;
  };
  for (std::size_t s = 0; s < score_names.size(); ++s) fitted(score_names[s], sample.scores[s]);
  const devices::LayeredTable table = fitted("quality", quality);
  if (!options.out.empty()) {
    write_file(options.out, quality_of(space, table).dump(1) + "\n");
    document["out"] = options.out;
  }
  if (options.json) return print_json(document);
  std::printf("%-12s %14s %12s %10s\n", "score", "held-out SRCC", "held-out R2", "MACs' SRCC");
  for (const auto& row : document["scores"]) {
    std::printf("%-12s %14.4f %12.4f %10.4f\n", row["score"].get<std::string>().c_str(),
                row["held_out_srcc"].get<double>(), row["held_out_r2"].get<double>(),
                row["macs_srcc"].get<double>());
  }
}

}  // namespace

void add_score_settings(CLI::App& command, proxies::ScoreSettings& settings) {
  command.add_option("--draws", settings.draws, "Initialisations to average")
      ->capture_default_str();
  command.add_option("--images", settings.images, "Generated images, 2 to 64")
      ->capture_default_str();
  command.add_option("--resolution", settings.resolution, "Of the images, pixels")
      ->capture_default_str();
}

void add_layer_scores(CLI::App& proxies) {
  auto options = std::make_shared<LayersOptions>();
  CLI::App* command = proxies.add_subcommand(
      "layers", "Score random networks of a layered space, and fit a sum over the layers to them");
  add_common(*command, *options);
  add_space_option(*command, options->space);
  command->add_option("--out", options->out, "The quality to write (JSON), for --quality")
      ->check(output_file());
  command->add_option("--networks", options->networks, "How many; a fifth at a time is held out")
      ->check(CLI::Range(10, 1000000))
      ->capture_default_str();
  add_threads(*command, options->threads);
  add_score_settings(*command, options->settings);
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
