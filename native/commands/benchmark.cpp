// tenprobes benchmark: the speeds that matter, each beside the machine's limit of the same run.
//
// --json prints {"threads", "figures": [{"name", "value" (median of the repeats), "best", "unit",
// "machine_share"}]}; machine_share, where it makes sense, is the time that the machine would need at
// least over the time taken: for the arithmetic at the speed of plain Eigen products on as many
// threads or, where that takes longer, for the values read and written at the speed of a copy of as
// many.
#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/controller/acquisition.h"
#include "core/controller/edit_view.h"
#include "core/devices/distribution.h"
#include "core/network/convolution.h"
#include "core/network/layered/chain_layers.h"
#include "core/proxies/proxy_table.h"
#include "core/proxies/quality.h"
#include "core/search_space/spaces.h"
#include "core/training/training_run.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

struct BenchmarkOptions : CommonOptions {
  int threads = 2;
  int repeats = 5;
};

struct Figure {
  std::string name, unit;
  double value, best;
  std::optional<double> machine_share = std::nullopt;
};

double seconds_of(const std::function<void()>& work) {
  const double start = steady_seconds();
  work();
  return steady_seconds() - start;
}

/// `work` does `amount` of what is counted each time; once more beforehand to warm up.
Figure rate(const std::string& name, const std::string& unit, int repeats, double amount,
            const std::function<void()>& work) {
  std::fprintf(stderr, "%s...\n", name.c_str());
  work();
  std::vector<double> rates;
  for (int i = 0; i < repeats; ++i) rates.push_back(amount / seconds_of(work));
  std::sort(rates.begin(), rates.end());
  return {name, unit, rates[rates.size() / 2], rates.back()};
}

/// Products of 256 x 256 matrices on each thread at the same time.
Figure matrix_product(int threads, int repeats) {
  constexpr int size = 256, products = 100;
  struct Operands {
    Eigen::MatrixXf a = Eigen::MatrixXf::Constant(size, size, 0.5f), b = a, c = a;
  };
  std::vector<Operands> operands(static_cast<std::size_t>(threads));
  const ParallelFor parallel = parallel_for(threads);
  const double work = 2e-9 * size * size * size * products * threads;
  return rate(
      "plain Eigen product, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads"),
      "GFLOP/s", repeats, work, [&] {
        parallel(threads, [&](int i) {
          Operands& own = operands[static_cast<std::size_t>(i)];
          for (int k = 0; k < products; ++k) own.c.noalias() = own.a * own.b;
        });
      });
}

int any_open(const controller::EditView& view, Random& random) {
  const nn::OpenChoices open = view.open();
  int choice = 0;
  do {
    choice = random.below(std::bit_width(open));
  } while ((open >> choice & 1) == 0);
  return choice;
}

/// Sessions of random open actions with every observation made, on one thread.
Figure environment_alone(const std::vector<double>& quality, const BenchmarkOptions& options) {
  constexpr int steps = 500'000;
  Random random(options.seed);
  training::Environment environment(quality, {}, devices::draw_device);
  environment.restart(random.split());
  const controller::EditView& view = environment.view();
  std::vector<std::uint16_t> indices(static_cast<std::size_t>(view.shape().active));
  std::vector<float> numbers(static_cast<std::size_t>(view.shape().numbers));
  return rate("environment alone, edit, 1 thread", "steps/s", options.repeats, steps, [&] {
    for (int i = 0; i < steps; ++i) {
      view.observe(indices, numbers);
      environment.step(any_open(view, random));
    }
  });
}

/// Multiply-adds of the dense layers for one environment step: a forward pass in the rollout, and a
/// forward and a backward (twice a forward) one an epoch.
double dense_flops(double hidden, int epochs) {
  const double forward = 2 * hidden * controller::EditView::shape().numbers + 2 * hidden * hidden +
                         hidden * controller::EditView::actions + hidden;
  return 2 * forward * (1 + 3 * epochs);
}

/// Rollout and update of the default settings, seed aside.
Figure full_ppo(const std::vector<double>& quality, const BenchmarkOptions& options,
                const Figure& machine) {
  training::TrainingSettings settings = training::default_settings("edit");
  settings.seed = options.seed;
  settings.ppo.target_kl = 0;  // every epoch runs
  const auto trainer = training::start_training(settings, quality, devices::draw_device);
  const ParallelFor parallel = parallel_for(options.threads);
  Figure figure =
      rate("full PPO, edit, " + std::to_string(settings.hidden) + "-" +
               std::to_string(settings.hidden) + ", " + std::to_string(settings.ppo.epochs) +
               " epochs, " + std::to_string(options.threads) + " threads",
           "steps/s", options.repeats, settings.environments * settings.horizon,
           [&] { trainer->iterate(parallel); });
  const double flops = dense_flops(settings.hidden, settings.ppo.epochs);
  figure.machine_share = figure.value * flops * 1e-9 / machine.value;
  return figure;
}

/// Probes from which the acquisition function learns, rollout and update of the default settings.
Figure acquisition_training(const std::vector<double>& quality, const BenchmarkOptions& options) {
  training::TrainingSettings settings = training::default_settings("acquisition");
  settings.seed = options.seed;
  settings.ppo.target_kl = 0;
  const auto trainer = training::start_training(settings, quality, devices::draw_device);
  const ParallelFor parallel = parallel_for(options.threads);
  const auto probes = [&] { return trainer->controller().information().steps; };
  trainer->iterate(parallel);
  Figure figure = rate("full PPO, acquisition, " + std::to_string(options.threads) + " threads",
                       "iterations/s", options.repeats, 1, [&] { trainer->iterate(parallel); });
  // An iteration is of whole sessions, whose lengths differ.
  const double mean = static_cast<double>(probes()) / (options.repeats + 2);
  figure.value *= mean;
  figure.best *= mean;
  figure.unit = "probes/s";
  return figure;
}

/// Whole decisions of a session of ten probes, the history read anew each time.
Figure proposals(const std::vector<double>& quality, const BenchmarkOptions& options) {
  constexpr int decisions = 1000, probes = 10;
  Random random(options.seed);
  const controller::AcquisitionController fresh(16, random);
  History history;
  for (int i = 0; i < probes / 2; ++i) history.push_back({cell_at(i), 1.0 + i});
  const Objective objective{.space = cell_space().get(), .quality = quality, .budget_ms = 3};
  return rate("controller's decisions, acquisition, 1 thread", "decisions/s", options.repeats,
              decisions, [&] {
                for (int i = 0; i < decisions; ++i) {
                  fresh.propose(history, objective, probes - probes / 2, random);
                }
              });
}

/// A cell's 3 x 3 convolution for 32 images of 32 x 32 pixels at 16 channels, or its like later on.
Figure convolution(int channels, const BenchmarkOptions& options, const Figure& machine) {
  network::Convolution layer;
  layer.inputs = layer.outputs = channels;
  layer.kernel = 3;
  layer.relu_before = true;
  layer.weights.assign(layer.weight_count(), 0.1f);
  constexpr int images = 32, repeats = 20;
  const int size = 32 * 16 / channels;
  const network::FeatureMap input(images, size, size, channels);
  network::FeatureMap output;
  network::Workspace workspace;
  const auto macs = static_cast<double>(network::macs_of(layer, size, size));
  Figure figure = rate("3x3 convolution, " + std::to_string(channels) + " channels, 1 thread",
                       "GFLOP/s", options.repeats, 2e-9 * images * macs * repeats, [&] {
                         for (int i = 0; i < repeats; ++i) {
                           network::convolve(layer, input, output, workspace);
                         }
                       });
  figure.machine_share = figure.value / machine.value;
  return figure;
}

/// Seconds to copy this many numbers once, at best.
double copy_seconds(std::size_t count, int repeats) {
  std::vector<float> from(count, 1.0f), to(count);
  const int copies = static_cast<int>(std::max<std::size_t>(1, (std::size_t{1} << 22) / count));
  double best = 1e9;
  for (int i = 0; i <= repeats; ++i) {
    best = std::min(best, seconds_of([&] {
                      for (int k = 0; k < copies; ++k) {
                        std::copy(from.begin(), from.end(), to.begin());
                        std::swap(from, to);
                      }
                    }));
  }
  return best / copies;
}

/// One layer of layered networks on one image of `side` pixels a side.
Figure layer_of_a_chain(const std::string& name, network::ChainLayer layer, int side,
                        const BenchmarkOptions& options, const Figure& machine) {
  using Kind = network::ChainLayer::Kind;
  const bool is_squeeze = layer.kind == Kind::squeeze;
  const int weights =
      is_squeeze ? layer.squeezed * layer.inputs
      : layer.kind == Kind::convolution
          ? layer.outputs * (layer.inputs / layer.groups) * layer.kernel * layer.kernel
          : 0;
  layer.weights.assign(static_cast<std::size_t>(weights), 0.1f);
  layer.bias.assign(static_cast<std::size_t>(is_squeeze ? layer.squeezed : layer.outputs), 0.1f);
  if (is_squeeze) {
    layer.gate_weights = layer.weights;
    layer.gate_bias.assign(static_cast<std::size_t>(layer.inputs), 0.1f);
  }
  const network::PackedLayer<float> packed(layer);
  network::InterleavedMap<float> input(1, side, side, layer.inputs), output;
  std::fill(input.values.begin(), input.values.end(), 0.5f);
  network::LayerScratch<float> scratch;
  network::run_layer<float>(packed, input, nullptr, output, scratch);
  const double pixels = is_squeeze ? 1 : output.pixels();
  const double flops = 2.0 * pixels * (is_squeeze ? 2 * weights : weights);
  const std::size_t values =
      input.values.size() + output.values.size() + static_cast<std::size_t>(weights);
  const double least =
      std::max(1e-9 * flops / machine.value, copy_seconds(values / 2, options.repeats));
  const int runs = std::max(1, static_cast<int>(0.02 / least));
  Figure figure =
      rate(name + ", " + std::to_string(side) + "x" + std::to_string(side) + ", 1 thread",
           "layers/s", options.repeats, runs, [&] {
             for (int i = 0; i < runs; ++i) {
               network::run_layer<float>(packed, input, nullptr, output, scratch);
             }
           });
  figure.machine_share = figure.value * least;
  return figure;
}

/// One of each kind that networks of layers are made of, as large as it is in Once-for-All's.
std::vector<Figure> layers_of_chains(const BenchmarkOptions& options, const Figure& machine) {
  using Kind = network::ChainLayer::Kind;
  std::vector<Figure> figures;
  const auto add = [&](const std::string& name, const network::ChainLayer& layer, int side) {
    figures.push_back(layer_of_a_chain(name, layer, side, options, machine));
  };
  add("3x3 stem, 3 to 24", {.inputs = 3, .outputs = 24, .kernel = 3, .stride = 2}, 224);
  add("1x1, 24 to 96, relu", {.inputs = 24, .outputs = 96, .activation = Activation::relu}, 56);
  add("1x1, 96 to 576, h-swish", {.inputs = 96, .outputs = 576, .activation = Activation::h_swish},
      14);
  add("1x1, 1152 to 192", {.inputs = 1152, .outputs = 192}, 7);
  add("1x1 in 2 groups, 184 to 552", {.inputs = 184, .outputs = 552, .groups = 2}, 14);
  for (const int kernel : {3, 5, 7}) {
    add("depthwise " + std::to_string(kernel) + "x" + std::to_string(kernel) + ", 576, h-swish",
        {.inputs = 576,
         .outputs = 576,
         .kernel = kernel,
         .groups = 576,
         .activation = Activation::h_swish},
        14);
    add("depthwise " + std::to_string(kernel) + "x" + std::to_string(kernel) + " stride 2, 192",
        {.inputs = 192, .outputs = 192, .kernel = kernel, .stride = 2, .groups = 192}, 56);
  }
  add("squeeze-and-excitation, 576",
      {.kind = Kind::squeeze, .inputs = 576, .outputs = 576, .squeezed = 144}, 14);
  add("channel shuffle, 184", {.kind = Kind::shuffle, .inputs = 184, .outputs = 184, .groups = 2},
      14);
  add("linear, 1536 to 1000", {.inputs = 1536, .outputs = 1000}, 1);
  return figures;
}

void run(const BenchmarkOptions& options) {
  const std::vector<double> quality =
      proxies::combined_quality(proxies::exact_proxy_table().scores);
  std::vector<Figure> figures;
  figures.push_back(matrix_product(1, options.repeats));
  const Figure machine_alone = figures.back();
  for (const int channels : {16, 32, 64}) {
    figures.push_back(convolution(channels, options, machine_alone));
  }
  for (Figure& figure : layers_of_chains(options, machine_alone)) {
    figures.push_back(std::move(figure));
  }
  figures.push_back(matrix_product(options.threads, options.repeats));
  const Figure machine = figures.back();
  figures.push_back(environment_alone(quality, options));
  figures.push_back(full_ppo(quality, options, machine));
  figures.push_back(acquisition_training(quality, options));
  figures.push_back(proposals(quality, options));

  if (options.json) {
    nlohmann::ordered_json document{{"threads", options.threads}};
    auto& list = document["figures"] = nlohmann::ordered_json::array();
    for (const Figure& figure : figures) {
      nlohmann::ordered_json entry{{"name", figure.name},
                                   {"value", figure.value},
                                   {"best", figure.best},
                                   {"unit", figure.unit}};
      if (figure.machine_share) entry["machine_share"] = *figure.machine_share;
      list.push_back(std::move(entry));
    }
    print_json(document);
    return;
  }
  for (const Figure& figure : figures) {
    std::printf("%-52s %12.4g %-11s best %10.4g", figure.name.c_str(), figure.value,
                figure.unit.c_str(), figure.best);
    if (figure.machine_share)
      std::printf("  (%.0f %% of the machine)", 100 * *figure.machine_share);
    std::printf("\n");
  }
}

}  // namespace

void add_benchmark(CLI::App& app) {
  auto options = std::make_shared<BenchmarkOptions>();
  CLI::App* command =
      app.add_subcommand("benchmark", "The speeds that matter, beside the machine's own");
  command->add_option("--threads", options->threads, "Threads of training")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--repeats", options->repeats, "Measurements of each figure")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  add_common(*command, *options);
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
