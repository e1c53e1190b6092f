#include "core/prediction/comparison.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_fields.h"
#include "core/belief/beliefs.h"
#include "core/belief/cells/regimes.h"
#include "core/prediction/design.h"
#include "core/search_space/cells/cell.h"
#include "core/search_space/spaces.h"

namespace tenprobes::prediction {

namespace {

using statistics::Interval;

/// What one fit of one method came to.
struct Trial {
  PredictionScore score{};
  double fit_microseconds = 0;
};

History history_of(Probes probes) {
  History history;
  for (const PlacedProbe& probe : probes) {
    history.push_back({cell_at(probe.place), probe.latency_ms});
  }
  return history;
}

ComparedMethod compared_method(const std::string& name, const PredictorInputs& inputs) {
  make_predictor(name, inputs);  // for its complaints
  ComparedMethod method{.name = name};
  const PredictorKind& kind = predictor_kind(name);
  if (kind.references) {
    const std::span<const int> references = kind.references(inputs);
    method.references.assign(references.begin(), references.end());
    method.only_references = kind.only_references;
  }
  method.fit = [name, inputs](Probes probes) {
    const std::shared_ptr<LatencyPredictor> predictor = make_predictor(name, inputs);
    predictor->fit(history_of(probes));
    return [predictor](int place) { return predictor->predict(cell_at(place)); };
  };
  return method;
}

int random_choice(std::span<const std::uint8_t> allowed, Random& random) {
  std::vector<int> open;
  for (size_t place = 0; place < allowed.size(); ++place) {
    if (allowed[place]) open.push_back(static_cast<int>(place));
  }
  return open[static_cast<size_t>(random.below(static_cast<int>(open.size())))];
}

std::vector<PlacedProbe> draw_samples(Design design, const ComparedSpace& space,
                                      const ComparedDevice& device, int count, Random& random) {
  std::vector<std::uint8_t> allowed = device.allowed;
  if (std::count(allowed.begin(), allowed.end(), 1) < count) {
    throw Error("device " + device.name + ": " + std::to_string(count) +
                " samples were asked for, but only " +
                std::to_string(std::count(allowed.begin(), allowed.end(), 1)) +
                " architectures may be probed");
  }
  ComparedSpace::ChooseProbe planned;
  if (design == Design::planned) planned = space.planned();
  std::vector<PlacedProbe> samples;
  while (static_cast<int>(samples.size()) < count) {
    const int place = planned ? planned(samples, allowed, random) : random_choice(allowed, random);
    samples.push_back({place, device.probe(place, random)});
    allowed[static_cast<size_t>(place)] = 0;
  }
  return samples;
}

Trial run_trial(const ComparedMethod& method, const ComparedDevice& device, Probes samples,
                const std::function<double()>& seconds, Random random) {
  std::vector<PlacedProbe> probes;
  for (const int place : method.references) {
    const auto sampled =
        std::find_if(samples.begin(), samples.end(),
                     [&](const PlacedProbe& probe) { return probe.place == place; });
    probes.push_back(sampled == samples.end() ? PlacedProbe{place, device.probe(place, random)}
                                              : *sampled);
  }
  if (!method.only_references) probes.insert(probes.end(), samples.begin(), samples.end());
  const double start = seconds();
  const auto predict = method.fit(probes);
  const double took = seconds() - start;

  std::vector<double> scored = device.scored;
  for (const PlacedProbe& probe : probes) {
    scored[static_cast<size_t>(probe.place)] = std::nan("");
  }
  std::vector<Prediction> predictions(scored.size(), Prediction{std::nan(""), std::nan("")});
  for (size_t place = 0; place < scored.size(); ++place) {
    if (scored[place] > 0) predictions[place] = predict(static_cast<int>(place));
  }
  return {score_predictions(predictions, scored), took * 1e6};
}

void set_figures(ComparisonRow& row, std::span<const Trial> trials, std::uint64_t seed) {
  const auto interval = [&](auto of) {
    std::vector<double> values;
    for (const Trial& trial : trials) values.push_back(of(trial));
    Random random(seed);
    return statistics::bootstrap_mean(values, random);
  };
  row.srcc = interval([](const Trial& trial) { return trial.score.srcc; });
  row.kendall = interval([](const Trial& trial) { return trial.score.kendall; });
  row.mape = interval([](const Trial& trial) { return trial.score.mape; });
  row.coverage90.reset();
  if (std::none_of(trials.begin(), trials.end(),
                   [](const Trial& trial) { return std::isnan(trial.score.coverage90); })) {
    row.coverage90 = interval([](const Trial& trial) { return trial.score.coverage90; });
  }
  std::vector<double> times;
  for (const Trial& trial : trials) times.push_back(trial.fit_microseconds);
  row.fit_microseconds = statistics::quantile(times, 0.5);
}

nlohmann::ordered_json to_json(const std::vector<ComparisonRow>& rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const ComparisonRow& row : rows) {
    nlohmann::ordered_json entry = {{"method", row.method},
                                    {"device", row.device},
                                    {"design", name_of(row.design)},
                                    {"samples", row.samples},
                                    {"measurements", row.measurements}};
    put(entry, "srcc", row.srcc);
    put(entry, "kendall", row.kendall);
    put(entry, "mape", row.mape);
    put(entry, "coverage90", row.coverage90);
    entry["fit_microseconds"] = row.fit_microseconds;
    entry["srcc_ceiling"] = or_null(row.srcc_ceiling);
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

void put(nlohmann::ordered_json& row, const std::string& name,
         const std::optional<Interval>& figure) {
  const auto number = [&](double Interval::*member) {
    return figure ? nlohmann::ordered_json((*figure).*member) : nlohmann::ordered_json(nullptr);
  };
  row[name] = number(&Interval::mean);
  row[name + "_low"] = number(&Interval::low);
  row[name + "_high"] = number(&Interval::high);
}

std::string_view name_of(Design design) {
  return design == Design::planned ? "planned" : "random";
}

ComparedSpace compared_cells(std::span<const std::string> methods, const PredictorInputs& inputs) {
  ComparedSpace space;
  for (const std::string& method : methods) {
    space.methods.push_back(compared_method(method, inputs));
  }
  space.planned = [] {
    const auto design = std::make_shared<ProbeDesign>(belief::make_belief(*cell_space()));
    return [design](Probes probes, std::span<const std::uint8_t> allowed, Random& random) {
      std::vector<std::uint8_t> open(allowed.begin(), allowed.end());
      for (const PlacedProbe& probe : probes) open[static_cast<size_t>(probe.place)] = 0;
      const std::vector<Architecture> candidates = belief::one_of_every_group(open, random);
      return index_of(cell_of(design->next(history_of(probes), candidates, random)));
    };
  };
  return space;
}

ComparisonResult compare_predictors(const ComparisonRequest& request, const ComparedSpace& space,
                                    std::span<const ComparedDevice> devices,
                                    const std::function<double()>& seconds,
                                    const ParallelFor& parallel,
                                    const std::function<void()>& on_draw, const Share& share) {
  if (space.methods.empty()) throw Error("no prediction method to compare");
  if (devices.empty()) throw Error("no device to predict");
  if (request.designs.empty()) throw Error("no probe design to compare");
  if (request.samples.empty()) throw Error("no number of samples to predict from");
  if (request.seeds < 1) throw Error("seeds must be at least 1");
  for (const int samples : request.samples) {
    if (samples < 1) throw Error("a prediction needs at least one sample");
  }
  const int most = *std::max_element(request.samples.begin(), request.samples.end());
  const auto draws = static_cast<size_t>(request.seeds);
  const size_t methods = space.methods.size();

  // By device, design, sample count, method, draw.
  const size_t counts = request.samples.size(), designs = request.designs.size();
  std::vector<Trial> trials(devices.size() * designs * counts * methods * draws);
  const auto at = [&](size_t device, size_t design, size_t count, size_t method) {
    return (((device * designs + design) * counts + count) * methods + method) * draws;
  };
  parallel(static_cast<int>(devices.size() * draws), [&](int task) {
    const size_t device = static_cast<size_t>(task) / draws;
    const size_t draw = static_cast<size_t>(task) % draws;
    for (size_t design = 0; design < designs; ++design) {
      Random random((request.seed + draw) * 1'000'003 + device);
      const std::vector<PlacedProbe> samples =
          draw_samples(request.designs[design], space, devices[device], most, random);
      for (size_t count = 0; count < counts; ++count) {
        const std::span<const PlacedProbe> first(samples.data(),
                                                 static_cast<size_t>(request.samples[count]));
        for (size_t method = 0; method < methods; ++method) {
          trials[at(device, design, count, method) + draw] =
              run_trial(space.methods[method], devices[device], first, seconds, random);
        }
      }
    }
    if (on_draw) on_draw();
  });
  // A task's trials, in one order for those who made them and those who are told.
  const auto each_trial = [&](int task, const std::function<void(Trial&)>& visit) {
    const size_t device = static_cast<size_t>(task) / draws;
    const size_t draw = static_cast<size_t>(task) % draws;
    for (size_t row = 0; row < designs * counts * methods; ++row) {
      visit(trials[at(device, 0, 0, 0) + row * draws + draw]);
    }
  };
  if (share) {
    share(
        static_cast<int>(devices.size() * draws),
        [&](int task) {
          std::string bytes;
          each_trial(task, [&](const Trial& trial) { append_bytes(bytes, trial); });
          return bytes;
        },
        [&](int task, std::string_view bytes) {
          each_trial(task, [&](Trial& trial) { take_bytes(bytes, trial); });
        });
  }

  ComparisonResult result;
  for (size_t design = 0; design < designs; ++design) {
    for (size_t count = 0; count < counts; ++count) {
      for (size_t method = 0; method < methods; ++method) {
        const ComparedMethod& compared = space.methods[method];
        const int samples = request.samples[count];
        ComparisonRow row{.method = compared.name,
                          .design = request.designs[design],
                          .samples = samples,
                          .measurements = static_cast<int>(compared.references.size()) +
                                          (compared.only_references ? 0 : samples)};
        std::vector<Trial> means(draws);
        double ceiling = 0;
        const double part = 1 / static_cast<double>(devices.size());
        for (size_t device = 0; device < devices.size(); ++device) {
          const std::span<const Trial> own(&trials[at(device, design, count, method)], draws);
          row.device = devices[device].name;
          row.srcc_ceiling = devices[device].srcc_ceiling;
          set_figures(row, own, request.seed);
          result.rows.push_back(row);
          ceiling += part * devices[device].srcc_ceiling.value_or(std::nan(""));
          for (size_t draw = 0; draw < draws; ++draw) {
            means[draw].score.srcc += part * own[draw].score.srcc;
            means[draw].score.kendall += part * own[draw].score.kendall;
            means[draw].score.mape += part * own[draw].score.mape;
            means[draw].score.coverage90 += part * own[draw].score.coverage90;
            means[draw].fit_microseconds += part * own[draw].fit_microseconds;
          }
        }
        row.device = "mean";
        row.srcc_ceiling = std::isnan(ceiling) ? std::nullopt : std::optional(ceiling);
        set_figures(row, means, request.seed);
        result.means.push_back(row);
      }
    }
  }
  return result;
}

nlohmann::ordered_json to_json(const ComparisonRequest& request, const ComparisonResult& result) {
  return {{"format", "tenprobes-predict"}, {"version", 1},
          {"seed", request.seed},          {"seeds", request.seeds},
          {"rows", to_json(result.rows)},  {"means", to_json(result.means)}};
}

}  // namespace tenprobes::prediction
