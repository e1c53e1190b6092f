// The learned acquisition function (controller/acquisition.h) while it is trained.
//
// Each rollout plays settings.environments whole sessions (session_player.h), in each of
// settings.spaces as many devices. Budget and number of probes are drawn for each session
// (TaskSettings; the number of probes log-uniformly, as short sessions have more to learn from).
//
// The reward comes at the end: minus the regret, the points of quality that the answer lacks to the
// best network within the budget, / 10. A session without an answer that fits counts as
// infeasible_regret. The critic, which only training needs, also sees how far the
// session still is from that best network, so that what a session was dealt is no noise.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/training/learner.h"
#include "core/training/random_streams.h"

namespace tenprobes::training {
namespace {

using controller::candidate_features;
using controller::session_features;

constexpr int most_acquisition_shards = 16;
constexpr int sessions_per_device = 4;
constexpr int inputs = candidate_features + session_features;
constexpr int critic_inputs = session_features + 3;
constexpr std::size_t improvement_weights = 2;
constexpr double points_per_reward = 10;

controller::AcquisitionController fresh_acquisition(const TrainingSettings& settings) {
  Random random = stream(settings.seed, -1);
  return controller::AcquisitionController(settings.hidden, random);
}

nn::Mlp fresh_critic(const TrainingSettings& settings) {
  Random random = stream(settings.seed, -2);
  return nn::Mlp({critic_inputs, 64, 64, 1}, random);
}

class AcquisitionLearner final : public Learner {
 public:
  AcquisitionLearner(const TrainingSettings& settings, std::span<const double> quality,
                     const DrawDevice& draw_device, std::span<const TrainingSpace> others,
                     std::optional<controller::AcquisitionController> weights)
      : tasks_(settings.tasks),
        sessions_(settings.environments),
        controller_(weights ? std::move(*weights) : fresh_acquisition(settings)),
        critic_(fresh_critic(settings)),
        shards_(
            static_cast<std::size_t>(std::gcd(settings.environments, most_acquisition_shards))) {
    if (!settings.plays_cells() && others.empty()) {
      throw Error("the spaces to train in are named, but not given");
    }
    const auto pool =
        std::make_shared<const controller::CandidatePool>(quality, std::span<const std::uint8_t>());
    for (Shard& shard : shards_) {
      if (settings.plays_cells()) shard.players.push_back(play_cells(pool, quality, draw_device));
      for (const TrainingSpace& other : others) shard.players.push_back(play_space(other));
    }
  }

  controller::Controller& controller() override { return controller_; }
  /// Of the scorer, the improvement, then the critic.
  std::vector<std::span<float>> parameters() override {
    return {controller_.scorer().parameters(), controller_.improvement(), critic_.parameters()};
  }
  int parts() const override { return static_cast<int>(shards_.size()); }
  std::int64_t rollout_after(std::int64_t steps) const override { return steps; }
  void play(Random& random, const ParallelFor& parallel, const Share& share,
            Experience& experience) override;
  void differentiate(int part, std::span<const int> samples, double weight,
                     const SlopesAt& slopes_at, std::span<float> gradient) override;
  Safetensors to_file() const override;
  void read(const Safetensors& file) override {
    critic_ = nn::Mlp(critic_.widths(), file, "critic");
  }

 private:
  /// Decisions, one after another, session by session.
  struct Steps {
    std::vector<std::size_t> first = {0};  ///< of each decision's candidates, and the end
    std::vector<float> candidates;         ///< candidate_features each
    std::vector<float> session;            ///< session_features each decision
    std::vector<float> critic;             ///< critic_inputs each decision
    std::vector<std::uint8_t> choices, dones;
    std::vector<float> log_probabilities, values, rewards;
    int sessions = 0, feasible = 0;
    double final_value = 0;

    std::size_t count() const { return choices.size(); }
    void clear();
  };
  /// What one part of the sessions, or of a minibatch, needs for itself.
  struct Shard {
    std::vector<std::unique_ptr<SessionPlayer>> players;  ///< one a space
    Steps steps;
    nn::Mlp::Pass scores, values;
    AlignedFloats inputs, logits;
  };
  struct Place {
    std::uint32_t shard, step;
  };

  void play(int shard, int sessions, Random random);
  void play_session(Shard& shard, SessionPlayer& player, Random& random);
  /// shard.logits: the log-probabilities of candidates, candidate_features each, with these scores.
  void weigh(Shard& shard, std::span<const float> scores, const float* candidates) const;

  TaskSettings tasks_;
  int sessions_;  ///< a rollout
  controller::AcquisitionController controller_;
  nn::Mlp critic_;
  std::vector<Shard> shards_;
  std::vector<Place> places_;  ///< of the experience's samples
};

void AcquisitionLearner::Steps::clear() {
  first.assign(1, 0);
  for (auto* each : {&candidates, &session, &critic, &log_probabilities, &values, &rewards}) {
    each->clear();
  }
  choices.clear();
  dones.clear();
  sessions = feasible = 0;
  final_value = 0;
}

void AcquisitionLearner::play(Random& random, const ParallelFor& parallel, const Share& share,
                              Experience& experience) {
  std::vector<Random> streams;
  for (std::size_t s = 0; s < shards_.size(); ++s) streams.push_back(random.split());
  const int sessions = sessions_ / parts();
  parallel(parts(), [&](int s) {
    Shard& shard = shards_[static_cast<std::size_t>(s)];
    play(s, sessions, streams[static_cast<std::size_t>(s)]);
    Steps& steps = shard.steps;
    if (steps.count() == 0) return;
    critic_.forward(steps.critic, static_cast<int>(steps.count()), shard.values);
    const auto values = shard.values.outputs().first(steps.count());
    steps.values.assign(values.begin(), values.end());
  });
  if (share) {
    const auto members = [&](int s, const auto& use) {
      Steps& steps = shards_[static_cast<std::size_t>(s)].steps;
      return use(steps.first, steps.candidates, steps.session, steps.critic, steps.choices,
                 steps.dones, steps.log_probabilities, steps.values, steps.rewards, steps.sessions,
                 steps.feasible, steps.final_value);
    };
    share(
        parts(),
        [&](int s) { return members(s, [](const auto&... values) { return packed(values...); }); },
        [&](int s, std::string_view bytes) {
          members(s, [&](auto&... values) { unpack(bytes, values...); });
        });
  }

  experience = {};
  places_.clear();
  for (std::uint32_t s = 0; s < shards_.size(); ++s) {
    const Steps& steps = shards_[s].steps;
    for (std::uint32_t step = 0; step < steps.count(); ++step) places_.push_back({s, step});
    const auto append = [](auto& to, const auto& from) {
      to.insert(to.end(), from.begin(), from.end());
    };
    append(experience.log_probabilities, steps.log_probabilities);
    append(experience.values, steps.values);
    append(experience.rewards, steps.rewards);
    append(experience.dones, steps.dones);
    experience.sessions += steps.sessions;
    experience.feasible += steps.feasible;
    experience.final_value += steps.final_value;
  }
  experience.paths = {{.length = static_cast<int>(places_.size())}};  // whole sessions, so one path
  experience.resize(static_cast<int>(places_.size()));
}

void AcquisitionLearner::play(int number, int sessions, Random random) {
  Shard& shard = shards_[static_cast<std::size_t>(number)];
  shard.steps.clear();
  for (int session = 0; session < sessions; ++session) {
    const int device = number + session / sessions_per_device;
    SessionPlayer& player = *shard.players[static_cast<std::size_t>(device) % shard.players.size()];
    if (session % sessions_per_device == 0) player.draw_device(random);
    play_session(shard, player, random);
  }
}

void AcquisitionLearner::weigh(Shard& shard, std::span<const float> scores,
                               const float* candidates) const {
  shard.logits.resize(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    shard.logits[i] = scores[i] + controller_.improvement_of(candidates + i * candidate_features);
  }
  nn::log_softmax(shard.logits);
}

void AcquisitionLearner::play_session(Shard& shard, SessionPlayer& player, Random& random) {
  const double quantile = random.uniform(tasks_.lowest_quantile, tasks_.highest_quantile);
  const auto probes =
      static_cast<int>(random.log_uniform(tasks_.fewest_probes, tasks_.most_probes + 1));
  player.begin(quantile, std::min(probes, tasks_.most_probes), random);
  const auto regret = [&player] {
    return player.answer() ? std::min(player.reachable() - *player.answer(), infeasible_regret)
                           : infeasible_regret;
  };
  Steps& steps = shard.steps;
  const std::size_t begin = steps.count();
  while (player.observe(random)) {
    const controller::Shortlist& shortlist = player.shortlist();
    const auto count = static_cast<std::size_t>(shortlist.count);
    shard.inputs.resize(count * inputs);
    controller::scorer_inputs(shortlist, shard.inputs);
    controller_.scorer().forward(shard.inputs, shortlist.count, shard.scores);
    weigh(shard, shard.scores.outputs().first(count), shortlist.candidates.data());
    double left = random.uniform();
    std::size_t choice = 0;
    for (; choice + 1 < count; ++choice) {
      left -= std::exp(static_cast<double>(shard.logits[choice]));
      if (left < 0) break;
    }

    const double gap = regret();
    steps.session.insert(steps.session.end(), shortlist.session.begin(), shortlist.session.end());
    steps.critic.insert(steps.critic.end(), shortlist.session.begin(), shortlist.session.end());
    for (const double known : {gap / 20, std::log(1 + gap) / 4, player.reachable() / 100}) {
      steps.critic.push_back(static_cast<float>(known));
    }
    steps.candidates.insert(
        steps.candidates.end(), shortlist.candidates.begin(),
        shortlist.candidates.begin() + static_cast<std::ptrdiff_t>(count * candidate_features));
    steps.first.push_back(steps.first.back() + count);
    steps.choices.push_back(static_cast<std::uint8_t>(choice));
    steps.log_probabilities.push_back(shard.logits[choice]);
    steps.rewards.push_back(0);
    steps.dones.push_back(0);
    player.probe(static_cast<int>(choice), random);
  }
  ++steps.sessions;
  steps.feasible += player.answer().has_value();
  steps.final_value += player.answer().value_or(0) / 100;
  if (steps.count() == begin) return;
  steps.rewards.back() = static_cast<float>(-regret() / points_per_reward);
  steps.dones.back() = 1;
}

void AcquisitionLearner::differentiate(int part, std::span<const int> samples, double weight,
                                       const SlopesAt& slopes_at, std::span<float> gradient) {
  if (samples.empty()) return;
  Shard& shard = shards_[static_cast<std::size_t>(part)];
  std::vector<Place> places;
  for (const int sample : samples) places.push_back(places_[static_cast<std::size_t>(sample)]);
  shard.inputs.clear();
  std::vector<std::size_t> first = {0};
  for (const Place& place : places) {
    const Steps& steps = shards_[place.shard].steps;
    const float* session = &steps.session[std::size_t{place.step} * session_features];
    for (std::size_t i = steps.first[place.step]; i < steps.first[place.step + 1]; ++i) {
      const float* candidate = &steps.candidates[i * candidate_features];
      shard.inputs.insert(shard.inputs.end(), candidate, candidate + candidate_features);
      shard.inputs.insert(shard.inputs.end(), session, session + session_features);
    }
    first.push_back(shard.inputs.size() / inputs);
  }
  const nn::Mlp& scorer = controller_.scorer();
  const auto rows = static_cast<int>(first.back());
  scorer.forward(shard.inputs, rows, shard.scores);
  shard.inputs.clear();
  for (const Place& place : places) {
    const Steps& steps = shards_[place.shard].steps;
    const float* known = &steps.critic[std::size_t{place.step} * critic_inputs];
    shard.inputs.insert(shard.inputs.end(), known, known + critic_inputs);
  }
  critic_.forward(shard.inputs, static_cast<int>(places.size()), shard.values);

  double by_gain = 0, by_probability = 0;
  for (std::size_t n = 0; n < places.size(); ++n) {
    const Steps& steps = shards_[places[n].shard].steps;
    const std::size_t step = places[n].step, count = first[n + 1] - first[n];
    const float* candidates = &steps.candidates[steps.first[step] * candidate_features];
    weigh(shard, shard.scores.outputs().subspan(first[n], count), candidates);
    double entropy = 0;
    for (const float log_p : shard.logits) {
      entropy -= std::exp(static_cast<double>(log_p)) * static_cast<double>(log_p);
    }
    const std::size_t choice = steps.choices[step];
    const Slopes slopes =
        slopes_at(samples[n], {.log_probability = static_cast<double>(shard.logits[choice]),
                               .entropy = entropy,
                               .value = static_cast<double>(shard.values.outputs()[n])});
    for (std::size_t i = 0; i < count; ++i) {
      // d log p(a) / d z = one_hot(a) - p;  d entropy / d z = -p (log p + entropy)
      const auto log_p = static_cast<double>(shard.logits[i]);
      const double p = std::exp(log_p);
      const double slope = weight * (slopes.by_log_probability * ((i == choice ? 1 : 0) - p) -
                                     slopes.by_entropy * p * (log_p + entropy));
      shard.scores.outputs_gradient()[first[n] + i] = static_cast<float>(slope);
      const float* candidate = candidates + i * candidate_features;
      by_gain += 4 * slope * static_cast<double>(candidate[controller::gain_feature]);
      by_probability +=
          4 * slope * static_cast<double>(candidate[controller::log_probability_feature]);
    }
    shard.values.outputs_gradient()[n] = static_cast<float>(weight * slopes.by_value);
  }
  const std::size_t scorer_size = scorer.parameters().size();
  scorer.backward(rows, shard.scores, gradient.first(scorer_size));
  gradient[scorer_size] = static_cast<float>(by_gain);
  gradient[scorer_size + 1] = static_cast<float>(by_probability);
  critic_.backward(static_cast<int>(places.size()), shard.values,
                   gradient.subspan(scorer_size + improvement_weights));
}

Safetensors AcquisitionLearner::to_file() const {
  Safetensors file = controller_.to_file();
  critic_.add_to(file, "critic");
  return file;
}

}  // namespace

std::unique_ptr<Learner> make_acquisition_learner(
    const TrainingSettings& settings, std::span<const double> quality,
    const DrawDevice& draw_device, std::span<const TrainingSpace> others,
    std::optional<controller::AcquisitionController> weights) {
  return std::make_unique<AcquisitionLearner>(settings, quality, draw_device, others,
                                              std::move(weights));
}

}  // namespace tenprobes::training
