// The controller of kind "edit" while it is trained: many environments side by side, each a number
// of steps, through as many sessions as these hold (environment.h).
#include <algorithm>
#include <numeric>

#include "core/base/error.h"
#include "core/nn/maps.h"
#include "core/training/learner.h"
#include "core/training/random_streams.h"

namespace tenprobes::training {
namespace {

/// At most this many parts are worked on at once; fixed, so that sums do not depend on threads.
constexpr int most_edit_shards = 8;

controller::EditController fresh_edit(const TrainingSettings& settings) {
  Random random = stream(settings.seed, -1);
  random.next();  // once used for something else: the same seed still gives the same weights
  return controller::EditController(settings.hidden, random);
}

class EditLearner final : public Learner {
 public:
  EditLearner(const TrainingSettings& settings, std::span<const double> quality,
              const DrawDevice& draw_device, std::optional<controller::EditController> weights)
      : controller_(weights ? std::move(*weights) : fresh_edit(settings)),
        horizon_(settings.horizon),
        shards_(static_cast<std::size_t>(std::gcd(settings.environments, most_edit_shards))) {
    actors_.reserve(static_cast<std::size_t>(settings.environments));
    for (int i = 0; i < settings.environments; ++i) {
      actors_.push_back({Environment(quality, settings.tasks, draw_device)});
    }
    const nn::ObservationShape& shape = controller_.network().shape().observation;
    indices_.resize(nn::product(size() + settings.environments, shape.active));
    numbers_.resize(nn::product(size() + settings.environments, shape.numbers));
    actions_.resize(static_cast<std::size_t>(size()));
    open_.resize(static_cast<std::size_t>(size()));
  }

  controller::Controller& controller() override { return controller_; }
  std::vector<std::span<float>> parameters() override {
    return {controller_.network().parameters()};
  }
  int parts() const override { return static_cast<int>(shards_.size()); }
  std::int64_t rollout_after(std::int64_t steps) const override { return steps / size(); }
  void check_share() const override;
  void play(Random& random, const ParallelFor& parallel, const Share& share,
            Experience& experience) override;
  void differentiate(int part, std::span<const int> samples, double weight,
                     const SlopesAt& slopes_at, std::span<float> gradient) override;
  Safetensors to_file() const override { return controller_.to_file(); }

 private:
  /// One environment and the generator of its policy's draws.
  struct Actor {
    Environment environment;
    Random random{0};
  };
  /// Neighbouring environments, stepped one after another; and a part's buffers.
  struct Shard {
    nn::Activations activations;
    std::vector<std::uint16_t> indices;
    AlignedFloats numbers;
    int sessions = 0, feasible = 0;
    double final_value = 0;
  };

  int size() const { return horizon_ * static_cast<int>(actors_.size()); }
  int shard_environments() const { return static_cast<int>(actors_.size()) / parts(); }
  void play(std::size_t shard, Experience& experience);

  controller::EditController controller_;
  int horizon_;
  std::vector<Actor> actors_;
  std::vector<Shard> shards_;
  // Of the rollout. Sample (shard, t, e) stands at (shard * horizon + t) * shard's environments + e;
  // behind them stand the observations after the last step.
  std::vector<std::uint16_t> indices_;  ///< [size + environments, active]
  AlignedFloats numbers_;               ///< [size + environments, numbers]
  std::vector<std::uint8_t> actions_;   ///< [size]
  std::vector<nn::OpenChoices> open_;   ///< [size]
};

void EditLearner::check_share() const {
  throw Error("a controller of kind edit is trained by one process: --kind acquisition by several");
}

void EditLearner::play(Random& random, const ParallelFor& parallel, const Share& share,
                       Experience& experience) {
  if (share) check_share();
  for (Actor& actor : actors_) {
    actor.environment.restart(random.split());
    actor.random = random.split();
  }
  experience.resize(size());
  experience.paths.resize(actors_.size());
  parallel(parts(), [&](int shard) { play(static_cast<std::size_t>(shard), experience); });
  experience.sessions = experience.feasible = 0;
  experience.final_value = 0;
  for (const Shard& shard : shards_) {
    experience.sessions += shard.sessions;
    experience.feasible += shard.feasible;
    experience.final_value += shard.final_value;
  }
}

void EditLearner::play(std::size_t number, Experience& experience) {
  const nn::ActorCritic& network = controller_.network();
  const int logits = network.shape().logits;
  const int active = network.shape().observation.active;
  const int numbers = network.shape().observation.numbers;
  const int count = shard_environments(), begin = static_cast<int>(number) * count;
  const std::span<Actor> actors =
      std::span(actors_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
  Shard& shard = shards_[number];
  shard.sessions = shard.feasible = 0;
  shard.final_value = 0;
  const auto observe = [&](int first) {
    for (int e = 0; e < count; ++e) {
      actors[static_cast<std::size_t>(e)].environment.view().observe(
          {&indices_[nn::product(first + e, active)], static_cast<std::size_t>(active)},
          {&numbers_[nn::product(first + e, numbers)], static_cast<std::size_t>(numbers)});
    }
    nn::forward(
        network,
        {count, &indices_[nn::product(first, active)], &numbers_[nn::product(first, numbers)]},
        shard.activations);
  };
  for (int t = 0; t < horizon_; ++t) {
    const int first = begin * horizon_ + t * count;
    observe(first);
    for (int e = 0; e < count; ++e) {
      const auto sample = static_cast<std::size_t>(first) + static_cast<std::size_t>(e);
      Actor& actor = actors[static_cast<std::size_t>(e)];
      open_[sample] = actor.environment.view().open();
      const nn::Choice action = nn::sample(
          {&shard.activations.logits[nn::product(e, logits)], static_cast<std::size_t>(logits)},
          open_[sample], actor.random);
      const Transition transition = actor.environment.step(action.choice);
      actions_[sample] = static_cast<std::uint8_t>(action.choice);
      experience.log_probabilities[sample] = action.log_probability;
      experience.values[sample] = shard.activations.values[static_cast<std::size_t>(e)];
      experience.rewards[sample] = transition.reward;
      experience.dones[sample] = transition.done;
      if (transition.done) {
        ++shard.sessions;
        shard.feasible += transition.feasible;
        shard.final_value += static_cast<double>(transition.final_value);
      }
    }
  }
  observe(size() + begin);
  for (int e = 0; e < count; ++e) {
    experience.paths[static_cast<std::size_t>(begin) + static_cast<std::size_t>(e)] = {
        .first = static_cast<std::size_t>(begin * horizon_ + e),
        .length = horizon_,
        .stride = count,
        .next_value = shard.activations.values[static_cast<std::size_t>(e)]};
  }
}

void EditLearner::differentiate(int part, std::span<const int> samples, double weight,
                                const SlopesAt& slopes_at, std::span<float> gradient) {
  if (samples.empty()) return;
  const nn::ActorCritic& network = controller_.network();
  const auto logits = static_cast<std::size_t>(network.shape().logits);
  const int active = network.shape().observation.active;
  const int numbers = network.shape().observation.numbers;
  const auto count = static_cast<int>(samples.size());
  Shard& shard = shards_[static_cast<std::size_t>(part)];
  nn::Activations& activations = shard.activations;
  shard.indices.resize(std::max(shard.indices.size(), nn::product(count, active)));
  shard.numbers.resize(std::max(shard.numbers.size(), nn::product(count, numbers)));
  for (int i = 0; i < count; ++i) {
    const int sample = samples[static_cast<std::size_t>(i)];
    std::copy_n(&indices_[nn::product(sample, active)], active,
                &shard.indices[nn::product(i, active)]);
    std::copy_n(&numbers_[nn::product(sample, numbers)], numbers,
                &shard.numbers[nn::product(i, numbers)]);
  }
  const nn::Batch batch{count, shard.indices.data(), shard.numbers.data()};
  nn::forward(network, batch, activations);

  std::fill_n(activations.logits_gradient.begin(), samples.size() * logits, 0.0f);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto sample = static_cast<std::size_t>(samples[i]);
    const nn::Categorical policy({&activations.logits[i * logits], logits}, actions_[sample],
                                 open_[sample]);
    const Slopes slopes =
        slopes_at(samples[i], {.log_probability = static_cast<double>(policy.log_probability()),
                               .entropy = static_cast<double>(policy.entropy()),
                               .value = static_cast<double>(activations.values[i])});
    policy.add_gradient(static_cast<float>(weight * slopes.by_log_probability),
                        static_cast<float>(weight * slopes.by_entropy),
                        {&activations.logits_gradient[i * logits], logits});
    activations.values_gradient[i] = static_cast<float>(weight * slopes.by_value);
  }
  nn::backward(network, batch, activations, gradient);
}

}  // namespace

std::unique_ptr<Learner> make_edit_learner(const TrainingSettings& settings,
                                           std::span<const double> quality,
                                           const DrawDevice& draw_device,
                                           std::optional<controller::EditController> weights) {
  return std::make_unique<EditLearner>(settings, quality, draw_device, std::move(weights));
}

}  // namespace tenprobes::training
