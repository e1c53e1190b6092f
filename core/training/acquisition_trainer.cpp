#include "core/training/acquisition_trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/training/gae.h"
#include "core/training/random_streams.h"

namespace tenprobes::training {
namespace {

using controller::candidate_features;
using controller::session_features;

constexpr int most_shards = 16;
constexpr int sessions_per_device = 4;
constexpr int inputs = candidate_features + session_features;
constexpr int critic_inputs = session_features + 3;
constexpr std::size_t improvement_weights = 2;
constexpr double points_per_reward = 10;

/// Turns logits into log-probabilities in place.
void log_softmax(std::span<float> logits) {
  const float highest = *std::max_element(logits.begin(), logits.end());
  float sum = 0;
  for (float& logit : logits) {
    logit -= highest;
    sum += std::exp(logit);
  }
  const float log_sum = std::log(sum);
  for (float& logit : logits) logit -= log_sum;
}

controller::AcquisitionController fresh_controller(const TrainingSettings& settings) {
  validate(settings);
  Random random = stream(settings.seed, -1);
  return controller::AcquisitionController(settings.hidden, random);
}

controller::Mlp fresh_critic(const TrainingSettings& settings) {
  Random random = stream(settings.seed, -2);
  return controller::Mlp({critic_inputs, 64, 64, 1}, random);
}

}  // namespace

void AcquisitionTrainer::Steps::clear() {
  first.assign(1, 0);
  for (auto* values_ : {&candidates, &session, &critic, &log_probabilities, &values, &rewards,
                        &advantages, &returns}) {
    values_->clear();
  }
  choices.clear();
  dones.clear();
  sessions = feasible = 0;
  final_value = 0;
}

AcquisitionTrainer::AcquisitionTrainer(const TrainingSettings& settings,
                                       std::vector<double> quality, DrawDevice draw_device)
    : AcquisitionTrainer(settings, std::move(quality), std::move(draw_device),
                         fresh_controller(settings)) {}

AcquisitionTrainer::AcquisitionTrainer(const TrainingSettings& settings,
                                       std::vector<double> quality, DrawDevice draw_device,
                                       controller::AcquisitionController controller)
    : settings_(settings),
      quality_(std::move(quality)),
      by_quality_(cell_count),
      draw_device_(std::move(draw_device)),
      controller_(std::move(controller)),
      critic_(fresh_critic(settings)),
      adam_(controller_.scorer().parameters().size() + improvement_weights +
            critic_.parameters().size()),
      shards_(static_cast<std::size_t>(std::gcd(settings.environments, most_shards))),
      parts_(shards_.size()) {
  if (quality_.size() != cell_count) {
    throw Error("quality of " + std::to_string(quality_.size()) + " architectures: expected all " +
                std::to_string(cell_count));
  }
  std::iota(by_quality_.begin(), by_quality_.end(), 0);
  std::stable_sort(by_quality_.begin(), by_quality_.end(), [this](int a, int b) {
    return quality_[static_cast<std::size_t>(a)] > quality_[static_cast<std::size_t>(b)];
  });
  controller::Information& information = controller_.information();
  information.seed = settings_.seed;
  information.quality_hash = hash_of(quality_);
  information.training = training::to_json(settings_);
  const auto pool =
      std::make_shared<const controller::CandidatePool>(quality_, std::span<const std::uint8_t>());
  for (Shard& shard : shards_) {
    shard.view = std::make_unique<controller::AcquisitionView>(pool);
    shard.latencies.resize(cell_count);
  }
  for (Part& part : parts_) part.gradient.resize(adam_.first.size());
}

void AcquisitionTrainer::play(Shard& shard, int sessions, Random random) {
  const TaskSettings& tasks = settings_.tasks;
  shard.steps.clear();
  for (int session = 0; session < sessions; ++session) {
    if (session % sessions_per_device == 0) {
      draw_device_(random).measure_all(
          std::span<double, cell_count>(shard.latencies.data(), cell_count), random);
      shard.sorted = shard.latencies;
    }
    const double quantile = random.uniform(tasks.lowest_quantile, tasks.highest_quantile);
    const auto place = static_cast<std::ptrdiff_t>(quantile * (cell_count - 1));
    std::nth_element(shard.sorted.begin(), shard.sorted.begin() + place, shard.sorted.end());
    const double budget_ms = shard.sorted[static_cast<std::size_t>(place)];
    const auto probes =
        static_cast<int>(random.log_uniform(tasks.fewest_probes, tasks.most_probes + 1));
    play_session(shard, budget_ms, std::min(probes, tasks.most_probes), random);
  }
}

void AcquisitionTrainer::play_session(Shard& shard, double budget_ms, int probes, Random& random) {
  double reachable = 0;
  for (const int index : by_quality_) {
    if (shard.latencies[static_cast<std::size_t>(index)] > budget_ms) continue;
    reachable = quality_[static_cast<std::size_t>(index)];
    break;
  }
  controller::AcquisitionView& view = *shard.view;
  Steps& steps = shard.steps;
  view.begin({.quality = quality_, .budget_ms = budget_ms}, probes);
  const std::size_t begin = steps.count();
  while (view.probes_left() > 0 && view.observe(shard.shortlist)) {
    const controller::Shortlist& shortlist = shard.shortlist;
    const auto count = static_cast<std::size_t>(shortlist.count);
    shard.inputs.resize(count * inputs);
    controller::scorer_inputs(shortlist, shard.inputs);
    controller_.scorer().forward(shard.inputs, shortlist.count, shard.scores);
    shard.logits.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      shard.logits[i] = shard.scores.outputs()[i] +
                        controller_.improvement_of(&shortlist.candidates[i * candidate_features]);
    }
    log_softmax(shard.logits);
    double left = random.uniform();
    std::size_t choice = 0;
    for (; choice + 1 < count; ++choice) {
      left -= std::exp(static_cast<double>(shard.logits[choice]));
      if (left < 0) break;
    }

    const double gap = view.has_feasible() ? reachable - view.best_value() : infeasible_regret;
    steps.session.insert(steps.session.end(), shortlist.session.begin(), shortlist.session.end());
    steps.critic.insert(steps.critic.end(), shortlist.session.begin(), shortlist.session.end());
    for (const double known :
         {std::min(gap, infeasible_regret) / 20, std::log(1 + gap) / 4, reachable / 100}) {
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
    const Cell architecture = shortlist.architecture(static_cast<int>(choice));
    view.tell(architecture, shard.latencies[static_cast<std::size_t>(index_of(architecture))]);
  }
  ++steps.sessions;
  steps.feasible += view.has_feasible();
  steps.final_value += view.best_value() / 100;
  if (steps.count() == begin) return;
  const double regret = view.has_feasible()
                            ? std::min(reachable - view.best_value(), infeasible_regret)
                            : infeasible_regret;
  steps.rewards.back() = static_cast<float>(-regret / points_per_reward);
  steps.dones.back() = 1;
}

void AcquisitionTrainer::differentiate(Shard& shard, Part& part, std::span<const Place> places,
                                       int of, const PpoSettings& ppo) {
  if (places.empty()) return;
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
  const controller::Mlp& scorer = controller_.scorer();
  const auto rows = static_cast<int>(first.back());
  scorer.forward(shard.inputs, rows, shard.scores);
  shard.inputs.clear();
  for (const Place& place : places) {
    const Steps& steps = shards_[place.shard].steps;
    const float* known = &steps.critic[std::size_t{place.step} * critic_inputs];
    shard.inputs.insert(shard.inputs.end(), known, known + critic_inputs);
  }
  critic_.forward(shard.inputs, static_cast<int>(places.size()), shard.values);

  const auto share = 1 / static_cast<double>(of);
  double by_gain = 0, by_probability = 0;
  for (std::size_t n = 0; n < places.size(); ++n) {
    const Steps& steps = shards_[places[n].shard].steps;
    const std::size_t step = places[n].step, count = first[n + 1] - first[n];
    const float* candidates = &steps.candidates[steps.first[step] * candidate_features];
    shard.logits.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      shard.logits[i] = shard.scores.outputs()[first[n] + i] +
                        controller_.improvement_of(candidates + i * candidate_features);
    }
    log_softmax(shard.logits);
    double entropy = 0;
    for (const float log_p : shard.logits) {
      entropy -= std::exp(static_cast<double>(log_p)) * static_cast<double>(log_p);
    }
    const std::size_t choice = steps.choices[step];
    const SampleLoss loss = sample_loss(
        ppo, static_cast<double>(shard.logits[choice]),
        static_cast<double>(steps.log_probabilities[step]),
        static_cast<double>(steps.advantages[step]), static_cast<double>(shard.values.outputs()[n]),
        static_cast<double>(steps.values[step]), static_cast<double>(steps.returns[step]));
    for (std::size_t i = 0; i < count; ++i) {
      // d log p(a) / d z = one_hot(a) - p;  d entropy / d z = -p (log p + entropy)
      const auto log_p = static_cast<double>(shard.logits[i]);
      const double p = std::exp(log_p);
      const double slope = share * (loss.by_log_probability * ((i == choice ? 1 : 0) - p) +
                                    ppo.entropy * p * (log_p + entropy));
      shard.scores.outputs_gradient()[first[n] + i] = static_cast<float>(slope);
      const float* candidate = candidates + i * candidate_features;
      by_gain += 4 * slope * static_cast<double>(candidate[controller::gain_feature]);
      by_probability +=
          4 * slope * static_cast<double>(candidate[controller::log_probability_feature]);
    }
    shard.values.outputs_gradient()[n] =
        static_cast<float>(share * ppo.value_weight * loss.by_value);
    part.add(loss, entropy);
  }
  const std::size_t scorer_size = scorer.parameters().size();
  const std::span<float> gradient(part.gradient);
  scorer.backward(rows, shard.scores, gradient.first(scorer_size));
  gradient[scorer_size] = static_cast<float>(by_gain);
  gradient[scorer_size + 1] = static_cast<float>(by_probability);
  critic_.backward(static_cast<int>(places.size()), shard.values,
                   gradient.subspan(scorer_size + improvement_weights));
}

UpdateReport AcquisitionTrainer::update(const PpoSettings& ppo, Random& random,
                                        const ParallelFor& parallel) {
  std::vector<Place> places;
  double sum = 0, squares = 0, return_sum = 0, return_squares = 0;
  for (std::size_t s = 0; s < shards_.size(); ++s) {
    Steps& steps = shards_[s].steps;
    for (std::size_t step = 0; step < steps.count(); ++step) {
      places.push_back({static_cast<std::uint32_t>(s), static_cast<std::uint32_t>(step)});
      const auto advantage = static_cast<double>(steps.advantages[step]);
      const auto expected = static_cast<double>(steps.returns[step]);
      sum += advantage;
      squares += advantage * advantage;
      return_sum += expected;
      return_squares += expected * expected;
    }
  }
  const auto count = static_cast<double>(places.size());
  const double mean = sum / count;
  const double deviation = std::sqrt(std::max(0.0, squares / count - mean * mean)) + 1e-8;
  const double return_variance = return_squares / count - return_sum * return_sum / count / count;
  for (Shard& shard : shards_) {
    for (float& advantage : shard.steps.advantages) {
      advantage = static_cast<float>((static_cast<double>(advantage) - mean) / deviation);
    }
  }

  std::vector<float> parameters(adam_.first.size());
  UpdateReport report = run_epochs(
      ppo, static_cast<int>(places.size()), parts_, random, parallel,
      [&](std::size_t part, std::span<const int> samples, int of) {
        std::vector<Place> chosen;
        for (const int sample : samples) chosen.push_back(places[static_cast<std::size_t>(sample)]);
        differentiate(shards_[part], parts_[part], chosen, of, ppo);
      },
      [&](std::span<const float> gradient, double scale) {
        const std::span<float> scorer = controller_.scorer().parameters();
        const std::span<float> critic = critic_.parameters();
        std::copy(scorer.begin(), scorer.end(), parameters.begin());
        const auto behind = parameters.begin() + static_cast<std::ptrdiff_t>(scorer.size());
        std::copy_n(controller_.improvement().begin(), improvement_weights, behind);
        std::copy(critic.begin(), critic.end(), behind + improvement_weights);
        adam_.step(parameters, gradient, scale, ppo.learning_rate);
        std::copy_n(parameters.begin(), scorer.size(), scorer.begin());
        std::copy_n(behind, improvement_weights, controller_.improvement().begin());
        std::copy_n(behind + improvement_weights, critic.size(), critic.begin());
      });
  if (return_variance > 0) {
    report.explained_variance = 1 - deviation * deviation / return_variance;
  }
  return report;
}

CurvePoint AcquisitionTrainer::iterate(const ParallelFor& parallel) {
  controller::Information& information = controller_.information();

  Random random = stream(settings_.seed, information.steps);
  std::vector<Random> streams;
  for (std::size_t s = 0; s < shards_.size(); ++s) streams.push_back(random.split());
  const int sessions = settings_.environments / static_cast<int>(shards_.size());
  parallel(static_cast<int>(shards_.size()), [&](int s) {
    Shard& shard = shards_[static_cast<std::size_t>(s)];
    play(shard, sessions, streams[static_cast<std::size_t>(s)]);
    Steps& steps = shard.steps;
    if (steps.count() == 0) return;
    critic_.forward(steps.critic, static_cast<int>(steps.count()), shard.values);
    const auto values = shard.values.outputs().first(steps.count());
    steps.values.assign(values.begin(), values.end());
    steps.advantages.resize(steps.count());
    estimate_advantages({.length = static_cast<int>(steps.count()),
                         .rewards = steps.rewards.data(),
                         .values = steps.values.data(),
                         .dones = steps.dones.data()},
                        settings_.discount, settings_.gae_lambda, steps.advantages.data());
    steps.returns = steps.advantages;
    for (std::size_t i = 0; i < steps.count(); ++i) steps.returns[i] += steps.values[i];
  });

  CurvePoint point;
  const PpoSettings ppo = ppo_settings(settings_, information.steps);
  point.learning_rate = ppo.learning_rate;
  point.update = update(ppo, random, parallel);
  double played = 0;
  for (const Shard& shard : shards_) {
    information.steps += static_cast<std::int64_t>(shard.steps.count());
    point.mean_final_value += shard.steps.final_value;
    point.feasible_share += shard.steps.feasible;
    played += shard.steps.sessions;
  }
  point.mean_final_value /= played;
  point.feasible_share /= played;
  point.steps = information.steps;
  return point;
}

std::string AcquisitionTrainer::checkpoint() const {
  Safetensors file = controller_.to_file();
  adam_.add_to(file);
  critic_.add_to(file, "critic");
  return file.serialise();
}

AcquisitionTrainer AcquisitionTrainer::resume(std::string_view checkpoint, const std::string& name,
                                              std::optional<std::int64_t> steps,
                                              std::vector<double> quality, DrawDevice draw_device) {
  const Safetensors file = Safetensors::parse(checkpoint, name);
  if (!file.tensors.count("adam.first")) {
    throw Error(name + ": holds no optimiser state: expected a checkpoint of tenprobes train");
  }
  controller::AcquisitionController controller(file, name);
  TrainingSettings settings = parse_settings(controller.information().training, name);
  if (steps) settings.steps = *steps;
  validate(settings);
  if (settings.kind != controller.information().kind || settings.hidden != controller.hidden()) {
    throw Error(name + ": its training settings are not those of its network");
  }
  if (controller.information().quality_hash != hash_of(quality)) {
    throw Error(name + ": was trained for another quality: resume with the proxy table it had");
  }
  AcquisitionTrainer trainer(settings, std::move(quality), std::move(draw_device),
                             std::move(controller));
  try {
    trainer.critic_ = controller::Mlp(trainer.critic_.widths(), file, "critic");
    trainer.adam_.read(file);
  } catch (const Error& error) {
    throw Error(name + ": " + error.what());
  }
  return trainer;
}

}  // namespace tenprobes::training
