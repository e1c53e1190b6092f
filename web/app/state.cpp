#include "web/app/state.h"

#include <nlohmann/json.hpp>

#include "core/search/document.h"

namespace tenprobes::app {
namespace {

using nlohmann::ordered_json;

ordered_json shown(const std::optional<belief::Prediction>& predicted) {
  if (!predicted) return nullptr;
  const auto [low, high] = interval_of(*predicted);
  return {{"mean_ms", predicted->mean}, {"low_ms", low}, {"high_ms", high}};
}

ordered_json shown(const Workbench& bench, const Probe& probe) {
  ordered_json document = search::architecture_json(bench.space(), probe.architecture);
  document["latency_ms"] = probe.latency_ms;
  document["feasible"] = probe.latency_ms <= bench.budget_ms();
  document["quality"] = bench.quality(probe.architecture);
  return document;
}

ordered_json shown(const Workbench& bench, const History& made) {
  ordered_json probes = ordered_json::array();
  for (const Probe& probe : made) probes.push_back(shown(bench, probe));
  return probes;
}

// Of each probe, before it was made.
ordered_json predicted_of(const Workbench& bench) {
  ordered_json rows = ordered_json::array();
  for (const auto& predicted : bench.predicted()) rows.push_back(shown(predicted));
  return rows;
}

ordered_json device_of(const Workbench& bench) {
  const World& world = bench.world();
  return {{"name", bench.device().name()}, {"kind", bench.device().kind()},
          {"known", world.known},          {"fastest_ms", world.fastest},
          {"slowest_ms", world.slowest},   {"pareto_front", world.front}};
}

ordered_json race_of(const Workbench& bench) {
  ordered_json lanes = ordered_json::array();
  for (const Lane& lane : bench.lanes()) {
    lanes.push_back(
        {{"method", lane.method}, {"sessions", lane.sessions}, {"mean_regret", lane.mean}});
  }
  return lanes;
}

ordered_json recommended_of(const Workbench& bench) {
  const auto end = bench.recommendation();
  if (!end) return nullptr;
  ordered_json document = search::to_json(bench.report().recommended, bench.space());
  if (end->latency_ms) document["latency_ms"] = *end->latency_ms;
  document["feasible"] = end->feasible;
  return document;
}

// The best dot of the world within the budget.
ordered_json known_best_of(const Workbench& bench) {
  const World& world = bench.world();
  const int dot = world.best_within(bench.budget_ms());
  if (dot < 0) return nullptr;
  ordered_json document = search::architecture_json(bench.space(), world.network(dot));
  document["latency_ms"] = world.latency[static_cast<size_t>(dot)];
  document["quality"] = world.quality[static_cast<size_t>(dot)];
  return document;
}

ordered_json network_of(const Workbench& bench) {
  const Architecture network = bench.network();
  ordered_json document = search::architecture_json(bench.space(), network);
  document["quality"] = bench.quality(network);
  document["predicted"] = shown(bench.insight().predict(network));
  return document;
}

ordered_json believed_of(const Workbench& bench) {
  ordered_json rows = ordered_json::array();
  if (bench.told().empty()) return rows;
  for (const belief::Aspect& aspect : bench.insight().aspects()) {
    rows.push_back({{"group", aspect.group},
                    {"name", aspect.name},
                    {"unit", aspect.unit},
                    {"value", aspect.value},
                    {"deviation", aspect.deviation}});
  }
  return rows;
}

ordered_json lesson_of(const Tutor& tutor, const Settings& settings) {
  const Lesson* lesson = tutor.lesson(settings);
  const Step* step = tutor.step(settings);
  if (!lesson || !step) return nullptr;
  ordered_json document = {
      {"name", lesson->name},     {"number", lesson->number},         {"title", lesson->title},
      {"step", settings.step},    {"steps", lesson->steps.size()},    {"text", step->text},
      {"ask", step->ask},         {"answers", ordered_json::array()}, {"until", nullptr},
      {"done", tutor.may_go_on()}};
  for (const Answer& answer : step->answers) {
    document["answers"].push_back({{"text", answer.text}, {"right", answer.right}});
  }
  if (step->until) {
    document["until"] = {{"fact", step->until->fact}, {"changed", step->until->changed}};
  }
  if (const auto& watched = tutor.watched()) {
    document["watched"] = {
        {"fact", watched->fact}, {"value", watched->value}, {"aim", watched->aim}};
  }
  return document;
}

ordered_json training_of(const TrainingRun& run) {
  ordered_json document = {{"running", run.running},
                           {"kind", run.kind ? run.kind->name : ""},
                           {"random_quality", run.random_quality},
                           {"start_quality", run.start_quality},
                           {"steps_per_second", run.steps_per_second},
                           {"curve", ordered_json::array()}};
  for (const TrainingRun::Point& p : run.curve) {
    document["curve"].push_back(
        {{"steps", p.steps}, {"quality", p.quality}, {"feasible", p.feasible}});
  }
  return document;
}

ordered_json prediction_of(const PredictPanel& panel) {
  const PredictionReview* review = panel.review();
  if (!review) return nullptr;
  ordered_json document = {{"srcc", review->srcc}, {"coverage90", review->coverage}};
  if (!panel.curves()) return document;
  for (const PredictionCurves::Curve& curve : panel.curves()->curves()) {
    document["curves"][curve.name] = curve.srcc;
  }
  return document;
}

}  // namespace

ordered_json state_document(const Parts& parts) {
  const Workbench& bench = parts.bench;
  const SearchSpace& space = bench.space();
  ordered_json document;
  document["settings"] = to_json(bench.settings());
  document["space"] = {{"name", space.name()},
                       {"title", space.title()},
                       {"size", space.size()},
                       {"quality", bench.quality().facts().label}};
  document["device"] = device_of(bench);
  document["budget_ms"] = bench.budget_ms();
  document["finished"] = bench.finished();
  document["probes"] = shown(bench, bench.history());
  document["predicted"] = predicted_of(bench);
  document["person"] = shown(bench, bench.user_probes());
  document["regret"] = bench.curve();
  document["race"] = race_of(bench);
  document["recommended"] = recommended_of(bench);
  document["known_best"] = known_best_of(bench);
  document["network"] = network_of(bench);
  document["cell"] = document["network"]["architecture"];
  document["believed"] = believed_of(bench);
  document["message"] = parts.screen.complaint;
  document["lesson"] = lesson_of(parts.tutor, bench.settings());
  document["drawn"] = parts.panels.synthetic.drawn();
  document["training"] = training_of(parts.panels.train.run());
  document["this_browser"] = bench.this_browser().state(space);
  const PanelKind& panel = panel_shown(parts.screen);
  document["panel"] = {{"title", panel_title(panel, space)},
                       {"about", panel.tooltip},
                       {"words", panel.of(parts.panels).words(parts.screen)}};
  document["prediction"] = prediction_of(parts.panels.predict);
  return document;
}

}  // namespace tenprobes::app
