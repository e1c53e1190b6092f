// tenprobes train-help: meta-trains HELP's latency predictor on devices with known latencies.
//
// --json prints {"weights", "episodes", "wall_seconds", "references": [indices], "training": what
// the file's metadata says, "curve": [{"episodes", "loss", "srcc"}]}.
#include <cstdio>
#include <memory>

#include "core/search_space/spaces.h"
#include "core/training/train_help.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_spec.h"
#include "native/files.h"
#include "native/progress.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

struct TrainHelpOptions : CommonOptions {
  std::vector<std::string> train, valid;
  std::string out;
  int threads = 0;
  training::HelpTraining settings;
};

class Tables {
 public:
  explicit Tables(const std::vector<std::string>& specs) {
    for (const std::string& spec : specs) {
      opened_.push_back(open_device(spec, cell_space()));
      devices.push_back({opened_.back()->name(), opened_.back()->known_latencies()});
    }
  }
  std::vector<training::HelpDevice> devices;

 private:
  std::vector<std::unique_ptr<devices::Device>> opened_;
};

void run(TrainHelpOptions& options) {
  const Tables train(options.train), valid(options.valid);
  options.settings.seed = options.seed;
  options.settings.tasks = std::min(options.settings.tasks, static_cast<int>(train.devices.size()));
  const double start = steady_seconds();
  training::TrainedHelp trained;
  {
    Progress progress("help", options.settings.episodes, "episodes");
    trained = training::train_help(
        train.devices, valid.devices, options.settings, parallel_for(options.threads),
        stop_on_interrupt(), [&](const training::HelpProgress& now) {
          char extra[96];
          std::snprintf(extra, sizeof extra, "loss %.5f, SRCC %.4f (best %.4f)", now.loss, now.srcc,
                        now.best_srcc);
          progress.update(now.episodes, extra);
        });
  }
  write_file(options.out, trained.model.serialise());
  const double seconds = steady_seconds() - start;
  const training::HelpProgress& last = trained.curve.back();
  if (!options.json) {
    std::printf("%s: %d episodes in %s, SRCC %.4f on the validation devices\n", options.out.c_str(),
                last.episodes, clock_text(seconds).c_str(), last.best_srcc);
    return;
  }
  nlohmann::ordered_json curve;
  for (const training::HelpProgress& point : trained.curve) {
    curve.push_back({{"episodes", point.episodes}, {"loss", point.loss}, {"srcc", point.srcc}});
  }
  print_json({{"weights", options.out},
              {"episodes", last.episodes},
              {"wall_seconds", seconds},
              {"references", trained.model.references},
              {"training", nlohmann::json::parse(trained.model.training)},
              {"curve", curve}});
}

}  // namespace

void add_train_help(CLI::App& app) {
  auto options = std::make_shared<TrainHelpOptions>();
  training::HelpTraining& settings = options->settings;
  CLI::App* command = app.add_subcommand(
      "train-help", "Meta-train the latency predictor HELP on devices with known latencies");
  add_common(*command, *options);
  command->add_option("--train-devices", options->train, device_spec_help)
      ->required()
      ->expected(-1);
  command
      ->add_option("--valid-devices", options->valid,
                   "Devices that choose among the episodes' weights")
      ->required()
      ->expected(-1);
  add_out(*command, options->out, "Weights to write (.safetensors)");
  add_threads(*command, options->threads);
  command->add_option("--episodes", settings.episodes)->capture_default_str();
  command->add_option("--units", settings.units, "Width of the layers")->capture_default_str();
  command->add_option("--updates", settings.updates, "Steps of adaptation")->capture_default_str();
  command->add_option("--pool", settings.pool, "Architectures to train on: the first so many")
      ->capture_default_str();
  command->add_option("--learning-rate", settings.learning_rate, "Of Adam")->capture_default_str();
  command->add_option("--source", settings.source, "Whose measurements these are, for the file");
  command->add_option("--licence", settings.licence, "And under which licence");
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
