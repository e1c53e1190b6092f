// What a training step is made of.
#include <benchmark/benchmark.h>

#include "core/devices/distribution.h"
#include "core/proxies/proxy_table.h"
#include "core/training/trainer.h"

namespace tenprobes::training {
namespace {

constexpr const char* kinds[] = {"edit", "whole-cell"};

const std::vector<double>& quality() {
  static const std::vector<double> values = proxies::quality_of(proxies::exact_proxy_table());
  return values;
}

controller::PolicyController fresh(std::int64_t kind) {
  Random random(1);
  return controller::PolicyController(kinds[kind], 64, {}, random);
}

/// The first open choice of every head.
controller::Action first_open(const controller::SessionView& view, int heads) {
  controller::Action action{};
  for (int head = 0; head < heads; ++head) {
    controller::OpenChoices open = view.open(head, action);
    std::uint8_t choice = 0;
    for (; (open & 1) == 0; open >>= 1) ++choice;
    action[static_cast<std::size_t>(head)] = choice;
  }
  return action;
}

/// Of sessions that take the first open choices.
struct Observations {
  std::vector<std::uint16_t> indices;
  controller::AlignedFloats numbers;
  controller::Batch batch;

  Observations(const controller::PolicyController& controller, int count) {
    Environment environment(std::move(controller.make_views(quality(), {}, 1).front()), quality(),
                            {}, devices::draw_device);
    environment.restart(Random(1));
    const controller::SessionView& view = environment.view();
    const auto active = static_cast<std::size_t>(view.shape().active);
    const auto reals = static_cast<std::size_t>(view.shape().numbers);
    const auto heads = static_cast<int>(view.heads().size());
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      indices.resize((i + 1) * active);
      numbers.resize((i + 1) * reals);
      view.observe(std::span(indices).last(active), std::span(numbers).last(reals));
      environment.step(first_open(view, heads));
    }
    batch = {count, indices.data(), numbers.data()};
  }
};

void environment_step(benchmark::State& state) {
  Environment environment(std::move(fresh(state.range(0)).make_views(quality(), {}, 1).front()),
                          quality(), {}, devices::draw_device);
  environment.restart(Random(1));
  const auto heads = static_cast<int>(environment.view().heads().size());
  for (auto _ : state) environment.step(first_open(environment.view(), heads));
  state.SetItemsProcessed(state.iterations());
  state.SetLabel(kinds[state.range(0)]);
}
BENCHMARK(environment_step)->Arg(0)->Arg(1);

void observe(benchmark::State& state) {
  const auto view = std::move(fresh(state.range(0)).make_views(quality(), {}, 1).front());
  view->begin({.quality = quality(), .budget_ms = 3}, 10);
  for (int i = 0; i < 5; ++i) view->tell(cell_at(i), 1.0 + i);
  std::vector<std::uint16_t> indices(static_cast<std::size_t>(view->shape().active));
  std::vector<float> numbers(static_cast<std::size_t>(view->shape().numbers));
  for (auto _ : state) {
    view->observe(indices, numbers);
    benchmark::DoNotOptimize(numbers.data());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetLabel(kinds[state.range(0)]);
}
BENCHMARK(observe)->Arg(0)->Arg(1);

void network_forward(benchmark::State& state) {
  const controller::PolicyController controller = fresh(state.range(0));
  const Observations observations(controller, 512);
  controller::Activations activations;
  for (auto _ : state) forward(controller.network(), observations.batch, activations);
  state.SetItemsProcessed(state.iterations() * observations.batch.count);
  state.SetLabel(kinds[state.range(0)]);
}
BENCHMARK(network_forward)->Arg(0)->Arg(1);

void network_backward(benchmark::State& state) {
  const controller::PolicyController controller = fresh(state.range(0));
  const Observations observations(controller, 512);
  controller::Activations activations;
  forward(controller.network(), observations.batch, activations);
  controller::AlignedFloats gradient(controller.network().layout().size);
  for (auto _ : state) {
    backward(controller.network(), observations.batch, activations, gradient);
  }
  state.SetItemsProcessed(state.iterations() * observations.batch.count);
  state.SetLabel(kinds[state.range(0)]);
}
BENCHMARK(network_backward)->Arg(0)->Arg(1);

void draw_task_device(benchmark::State& state) {
  TaskDevice device(quantile_sample(TaskSettings{}.quantile_sample));
  Random random(1);
  for (auto _ : state) device.draw(devices::draw_device, random);
}
BENCHMARK(draw_task_device);

void train(benchmark::State& state) {
  TrainingSettings settings;
  settings.kind = kinds[state.range(0)];
  settings.target_kl = 0;
  Trainer trainer(settings, quality(), devices::draw_device);
  for (auto _ : state) trainer.iterate(serial_for);
  state.SetItemsProcessed(state.iterations() * settings.environments * settings.horizon);
  state.SetLabel(kinds[state.range(0)]);
}
BENCHMARK(train)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tenprobes::training
