// tenprobes train: meta-trains a controller on synthetic devices.
//
// --json prints {"weights", "checkpoint", "finished", "env_steps" (by this run), "total_steps",
// "env_steps_per_second", "wall_seconds", "curve": [up to 200 of the points]}; every point of the
// curve (core/training/training_run.h) is a line of OUT's .curve.jsonl.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include "core/controller/acquisition.h"
#include "core/devices/distribution.h"
#include "core/proxies/proxy_table.h"
#include "core/proxies/quality.h"
#include "core/search_space/spaces.h"
#include "core/training/training_run.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/progress.h"
#include "native/ranks.h"
#include "native/session_inputs.h"
#include "native/spaces.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

namespace fs = std::filesystem;
using training::CurvePoint;
using training::TrainingRun;

struct TrainOptions : CommonOptions {
  std::string out, config, resume, kind = "acquisition";
  InputOptions inputs;
  std::optional<std::int64_t> steps;
  std::optional<double> exponent;
  std::vector<std::string> train_devices, spaces;
  int threads = 0;
  bool seed_given = false, kind_given = false, force = false;
};

/// "controller.safetensors" -> "controller.checkpoint.safetensors"
fs::path beside(const fs::path& weights, const std::string& ending) {
  return weights.parent_path() / (weights.stem().string() + ending);
}

/// A training that is forgotten to be gone on with must not take its place.
void check_new(const fs::path& checkpoint) {
  if (!native::exists(checkpoint)) return;
  throw Error(shown(checkpoint) +
              ": is there from an earlier training: go on with it by --resume " +
              shown(checkpoint) + ", or lose it by --force");
}

/// The points up to a checkpoint's steps: a killed run wrote some that its checkpoint does not know,
/// and that come again.
std::string curve_until(const fs::path& path, std::int64_t steps) {
  std::string kept;
  if (!native::exists(path)) return kept;
  std::istringstream lines(read_to_go_on(path));
  for (std::string line; std::getline(lines, line);) {
    const auto point = nlohmann::json::parse(line, nullptr, false);
    if (!point.is_object() || !point.contains("steps") || !point["steps"].is_number_integer())
      break;
    if (point["steps"].get<std::int64_t>() > steps) break;
    kept += line + "\n";
  }
  return kept;
}

/// The curve of the training that a checkpoint is of.
fs::path curve_beside(const std::string& checkpoint) {
  constexpr std::string_view ending = ".checkpoint.safetensors";
  const bool is_ours = checkpoint.ends_with(ending);
  return checkpoint.substr(0, checkpoint.size() - (is_ours ? ending.size() : 0)) + ".curve.jsonl";
}

/// Synthetic devices, unless real ones are named.
training::DrawDevice devices_of(const std::vector<std::string>& specs) {
  if (specs.empty()) return devices::draw_device;
  std::vector<std::vector<double>> tables;
  for (const std::string& spec : specs) {
    const std::unique_ptr<devices::Device> device = open_device(spec, cell_space());
    const std::span<const double> known = device->known_latencies();
    if (std::count_if(known.begin(), known.end(), [](double ms) { return std::isfinite(ms); }) !=
        cell_count) {
      throw Error(spec + ": its latencies are not all known: training needs all " +
                  std::to_string(cell_count));
    }
    tables.emplace_back(known.begin(), known.end());
  }
  return training::draw_from(std::move(tables));
}

/// Those beside NAS-Bench-201, each with the quality that sessions in it maximise by default.
std::vector<training::TrainingSpace> others_of(const std::vector<std::string>& names,
                                               const InputOptions& inputs) {
  std::vector<training::TrainingSpace> others;
  for (const std::string& name : names) {
    const std::shared_ptr<const SearchSpace> space = open_space(name);
    if (space->form() == Form::cells) continue;
    others.push_back({space, read_quality(*space, inputs)});
  }
  return others;
}

std::unique_ptr<TrainingRun> make_run(const TrainOptions& options) {
  const std::vector<double> quality = proxies::combined_quality(read_scores(options.inputs).scores);
  if (!options.resume.empty()) {
    const std::string checkpoint = read_to_go_on(options.resume);
    const training::TrainingSettings settings = training::settings_of(checkpoint, options.resume);
    return training::resume_training(checkpoint, options.resume, options.steps, quality,
                                     devices_of(settings.train_devices),
                                     others_of(settings.spaces, options.inputs));
  }
  training::TrainingSettings settings = training::default_settings(options.kind);
  if (!options.config.empty()) {
    settings = training::parse_settings(read_file(options.config), options.config);
    if (options.kind_given) settings.kind = options.kind;
  }
  if (options.steps) settings.steps = *options.steps;
  if (options.seed_given) settings.seed = options.seed;
  if (options.exponent) settings.tasks.exponent = options.exponent;
  if (!options.train_devices.empty()) settings.train_devices = options.train_devices;
  if (!options.spaces.empty()) settings.spaces = options.spaces;
  return training::start_training(settings, quality, devices_of(settings.train_devices),
                                  others_of(settings.spaces, options.inputs));
}

/// "1.25 of 3.00 M", or of fewer than a million "2000 of 20000".
std::string progress_text(std::int64_t steps, std::int64_t goal) {
  constexpr std::int64_t million = 1'000'000;
  if (goal < million) return std::to_string(steps) + " of " + std::to_string(goal);
  char text[64];
  std::snprintf(text, sizeof text, "%.2f of %.2f M", static_cast<double>(steps) / million,
                static_cast<double>(goal) / million);
  return text;
}

void log(const CurvePoint& point, std::int64_t goal, double per_second) {
  const auto left = static_cast<double>(goal - point.steps);
  std::fprintf(stderr,
               "%s steps, %.0f steps/s, %s left, return %.4f, feasible %.1f %%, KL "
               "%.4f, clipped %.3f, explained variance %.3f, entropy %.2f\n",
               progress_text(point.steps, goal).c_str(), per_second,
               clock_text(std::max(0.0, left) / per_second).c_str(), point.mean_final_value,
               100 * point.feasible_share, point.update.kl, point.update.clip_fraction,
               point.update.explained_variance, point.update.entropy);
}

nlohmann::ordered_json thinned(const std::vector<CurvePoint>& curve) {
  constexpr std::size_t most_points = 200;
  auto points = nlohmann::ordered_json::array();
  const std::size_t stride = (curve.size() + most_points - 1) / most_points;
  for (std::size_t i = curve.size(); i > 0; i -= std::min(i, stride)) {
    points.insert(points.begin(), nlohmann::ordered_json::parse(to_json(curve[i - 1])));
  }
  return points;
}

void run(const TrainOptions& options) {
  constexpr double seconds_between_lines = 5, seconds_between_checkpoints = 60;
  if (!options.resume.empty() &&
      (!options.config.empty() || options.kind_given || options.seed_given || options.exponent ||
       !options.train_devices.empty() || !options.spaces.empty())) {
    throw Error(
        "--resume goes on with the checkpoint's settings: leave out --config, --kind,"
        " --seed, --exponent, --space and --train-devices");
  }
  const fs::path weights = options.out;
  const fs::path checkpoint = beside(weights, ".checkpoint.safetensors");
  const fs::path curve_path = beside(weights, ".curve.jsonl");
  const bool in_place = !options.resume.empty() &&
                        fs::weakly_canonical(options.resume) == fs::weakly_canonical(checkpoint);
  if (!in_place && !options.force) check_new(checkpoint);
  const std::unique_ptr<TrainingRun> trainer = make_run(options);
  const std::int64_t first_step = trainer->controller().information().steps;
  if (!options.resume.empty() && options.steps && *options.steps < first_step) {
    throw Error(options.resume + " has " + std::to_string(first_step) +
                " steps behind it: --steps must be at least that many");
  }
  if (rank_share()) trainer->check_share();
  any_rank(false);  // all have looked whether files are there before the first writes one
  write_file(checkpoint, trainer->checkpoint());  // finds out now whether it can be written
  write_file(curve_path,
             options.resume.empty() ? "" : curve_until(curve_beside(options.resume), first_step));
  std::ofstream curve_file(rank() == 0 ? curve_path : "/dev/null", std::ios::app);

  const ParallelFor parallel = ranked_for(options.threads);
  const StopRequested stop = stop_on_interrupt();
  const double start = steady_seconds();
  double last_line = 0, last_checkpoint = 0;
  std::vector<CurvePoint> curve;
  if (rank() == 0 && !trainer->settings().spaces.empty() && !trainer->finished()) {
    std::fprintf(stderr, "a rollout is %d sessions: each line, and Ctrl-C's end, comes after one\n",
                 trainer->settings().environments);
  }
  while (!trainer->finished() && !any_rank(stop())) {
    curve.push_back(trainer->iterate(parallel, rank_share()));
    curve_file << to_json(curve.back()) << std::endl;
    if (!curve_file) throw Failure(curve_path.string() + ": cannot be written");
    const double seconds = steady_seconds() - start;
    if (rank() == 0 && (seconds - last_line >= seconds_between_lines || trainer->finished())) {
      log(curve.back(), trainer->settings().steps,
          static_cast<double>(curve.back().steps - first_step) / seconds);
      last_line = seconds;
    }
    if (seconds - last_checkpoint >= seconds_between_checkpoints) {
      write_file(checkpoint, trainer->checkpoint());
      last_checkpoint = seconds;
    }
  }
  const double seconds = steady_seconds() - start;
  if (trainer->settings().kind == controller::AcquisitionController::kind &&
      trainer->settings().steps > 0) {
    std::fprintf(stderr,
                 "note: on synthetic devices PPO has not beaten the untrained start of this kind"
                 " (--steps 0) by more than a seed's luck so far: hold both against each other with"
                 " 'tenprobes bench --weights'\n");
  }
  write_file(checkpoint, trainer->checkpoint());
  write_file(weights, trainer->controller().serialise());
  if (!trainer->finished()) {
    std::fprintf(stderr, "stopped; go on with --resume %s\n", checkpoint.c_str());
  }

  const std::int64_t total = trainer->controller().information().steps;
  const std::int64_t steps = total - first_step;
  const double per_second = seconds > 0 ? static_cast<double>(steps) / seconds : 0;
  if (options.json) {
    print_json({{"weights", weights.string()},
                {"checkpoint", checkpoint.string()},
                {"finished", trainer->finished()},
                {"env_steps", steps},
                {"total_steps", total},
                {"env_steps_per_second", per_second},
                {"wall_seconds", seconds},
                {"curve", thinned(curve)}});
  } else {
    std::printf("%s: %lld steps in %s, %.0f steps/s\n", weights.c_str(),
                static_cast<long long>(steps), clock_text(seconds).c_str(), per_second);
  }
}

}  // namespace

void add_train(CLI::App& app) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* command = app.add_subcommand("train", "Meta-train a controller on synthetic devices");
  add_out(*command, options->out, "Weights to write (.safetensors)");
  command
      ->add_option("--steps", options->steps,
                   "Environment steps in all, rounded up to whole rollouts; 0: the untrained start "
                   "(default: " +
                       std::to_string(training::default_settings("acquisition").steps) +
                       ", of kind edit " +
                       std::to_string(training::default_settings("edit").steps) + ")")
      ->check(not_negative());
  add_threads(*command, options->threads);
  command
      ->add_option("--kind", options->kind,
                   "acquisition, or edit (the one of the Sim-is-More paper)")
      ->check(one_of(std::vector<std::string>{"acquisition", "edit"}))
      ->capture_default_str();
  command->add_option("--exponent", options->exponent,
                      "Learn the scalarised objective with this exponent, and the budget as the"
                      " reference latency (edit)");
  command->add_option("--train-devices", options->train_devices,
                      "Learn on these devices, whose latencies must all be known, instead of"
                      " synthetic ones: the settings of Sim-is-More with one known and several real"
                      " devices");
  command->add_option(
      "--space", options->spaces,
      "Play sessions in each of these search spaces, on synthetic devices of its own"
      " (default: nas-bench-201; acquisition)");
  command->add_option("--config", options->config, "JSON of training settings");
  command->add_option("--resume", options->resume, "Checkpoint to go on from");
  command->add_flag("--force", options->force, "Lose the checkpoint of an earlier training there");
  command
      ->add_option("--scores", options->inputs.scores,
                   "Training-free scores that make the quality: shipped, exact, or a table's file")
      ->capture_default_str();
  add_common(*command, *options);
  command->callback([options, command] {
    options->seed_given = command->count("--seed") > 0;
    options->kind_given = command->count("--kind") > 0;
    run(*options);
  });
}

}  // namespace tenprobes::native
