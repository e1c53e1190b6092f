#include "core/controller/policy_controller.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/controller/distribution.h"
#include "core/controller/edit_view.h"
#include "core/controller/information.h"

namespace tenprobes::controller {
namespace {

struct Kind {
  const char* name;
  const char* observation;
  bool has_priors;
  std::unique_ptr<SessionView> (*make)(const CostPriors&, std::shared_ptr<const Catalogues>);
};

const std::array<Kind, 2> kinds = {{
    {"edit", "edit-1", false,
     [](const CostPriors&, std::shared_ptr<const Catalogues>) -> std::unique_ptr<SessionView> {
       return std::make_unique<EditView>();
     }},
    {"whole-cell", "whole-cell-2", true,
     [](const CostPriors& priors,
        std::shared_ptr<const Catalogues> catalogues) -> std::unique_ptr<SessionView> {
       return std::make_unique<WholeCellView>(priors, std::move(catalogues));
     }},
}};

const Kind& kind_named(const std::string& name, const std::string& where) {
  for (const Kind& kind : kinds) {
    if (name == kind.name) return kind;
  }
  throw Error(where + "'" + name +
              "' is not a kind of controller: expected acquisition, edit or whole-cell");
}

NetworkShape shape_for(const std::string& kind, int hidden, const std::string& where) {
  const std::unique_ptr<SessionView> view = kind_named(kind, where).make({}, nullptr);
  return {.observation = view->shape(),
          .heads = view->heads(),
          .copies = view->copies(),
          .hidden = checked_hidden(hidden, where)};
}

CostPriors priors_of(const Safetensors& file) {
  const auto& means = file.floats("cost_prior.mean", {2, cost_count});
  const auto& covariances = file.floats("cost_prior.covariance", {2, cost_count, cost_count});
  CostPriors priors;
  for (std::size_t i = 0; i < priors.size(); ++i) {
    auto& [mean, covariance] = priors[i];
    std::copy_n(means.begin() + static_cast<std::ptrdiff_t>(i * mean.size()), mean.size(),
                mean.begin());
    std::copy_n(covariances.begin() + static_cast<std::ptrdiff_t>(i * covariance.size()),
                covariance.size(), covariance.begin());
    for (std::size_t k = 0; k < covariance.size(); ++k) {
      const bool diagonal = k % (cost_count + 1) == 0;
      if (!std::isfinite(covariance[k]) || (diagonal && covariance[k] <= 0)) {
        throw Error("tensor 'cost_prior.covariance' is no covariance");
      }
    }
    for (const float value : mean) {
      if (!std::isfinite(value)) throw Error("tensor 'cost_prior.mean' is not finite");
    }
  }
  return priors;
}

}  // namespace

PolicyController::PolicyController(const std::string& kind, int hidden, const CostPriors& priors,
                                   Random& random)
    : information_{.kind = kind, .observation = kind_named(kind, "").observation},
      priors_(priors),
      network_(shape_for(kind, hidden, ""), random) {}

PolicyController::PolicyController(const Safetensors& file, const std::string& name)
    : information_(read_information(
          file, file.require("controller_kind"),
          kind_named(file.require("controller_kind"), name + ": ").observation, name + ": ")),
      priors_(kind_named(information_.kind, "").has_priors ? priors_of(file) : CostPriors{}),
      network_(shape_for(information_.kind, read_hidden(file, name + ": "), name + ": "), file,
               name) {}

std::vector<std::unique_ptr<SessionView>> PolicyController::make_views(
    std::span<const double> quality, std::span<const std::uint8_t> allowed, int count) const {
  const Kind& kind = kind_named(information_.kind, "");
  std::shared_ptr<const Catalogues> catalogues;
  if (kind.has_priors) {
    catalogues = std::make_shared<const Catalogues>(
        Catalogues{Catalogue(quality, allowed, CountedEdges::all),
                   Catalogue(quality, allowed, CountedEdges::reaching_output)});
  }
  std::vector<std::unique_ptr<SessionView>> views;
  for (int i = 0; i < count; ++i) views.push_back(kind.make(priors_, catalogues));
  return views;
}

Architecture PolicyController::propose(const History& history, const Objective& objective,
                                       int probes_left, Random& random) const {
  const std::unique_ptr<SessionView> view =
      std::move(make_views(objective.quality, objective.allowed, 1).front());
  view->begin(objective, static_cast<int>(history.size()) + probes_left);
  if (history.empty()) {
    if (const auto start = view->start(random)) return *start;
  }
  for (const Probe& probe : history) view->tell(cell_of(probe.architecture), probe.latency_ms);

  const NetworkShape& shape = network_.shape();
  std::vector<std::uint16_t> indices(static_cast<std::size_t>(shape.observation.active));
  std::vector<float> numbers(static_cast<std::size_t>(shape.observation.numbers));
  std::vector<double> logits(static_cast<std::size_t>(shape.logits()));
  view->observe(indices, numbers);
  infer(network_, indices, numbers, logits);
  const float* pairs = network_.at(network_.layout().pairs);
  const auto open = [&view](int head, const Action& chosen) { return view->open(head, chosen); };
  if (const auto action = most_likely(shape.heads, logits, pairs, open)) {
    return view->architecture_of(*action);
  }
  const Cell wanted = history.empty() ? Cell{} : cell_of(history.back().architecture);
  return nearest_open(wanted, history, objective);
}

Safetensors PolicyController::to_file() const {
  Safetensors file;
  write_information(information_, network_.shape().hidden, file);
  network_.add_to(file);
  if (kind_named(information_.kind, "").has_priors) {
    std::vector<float> means, covariances;
    for (const CostPrior& prior : priors_) {
      means.insert(means.end(), prior.mean.begin(), prior.mean.end());
      covariances.insert(covariances.end(), prior.covariance.begin(), prior.covariance.end());
    }
    file.add("cost_prior.mean", {2, cost_count}, means);
    file.add("cost_prior.covariance", {2, cost_count, cost_count}, covariances);
  }
  return file;
}

Cell nearest_open(const Cell& wanted, const History& history, const Objective& objective) {
  std::optional<Cell> nearest, any;
  int least = edge_count + 1;
  double best_quality = 0;
  for (int index = 0; index < cell_count; ++index) {
    if (!objective.is_allowed(index)) continue;
    const Cell architecture = cell_at(index);
    any = architecture;
    const bool probed = std::any_of(history.begin(), history.end(), [&](const Probe& probe) {
      return cell_of(probe.architecture) == architecture;
    });
    if (probed) continue;
    int distance = 0;
    for (std::size_t edge = 0; edge < edge_count; ++edge) {
      distance += architecture.operations[edge] != wanted.operations[edge];
    }
    const double quality = objective.quality[static_cast<std::size_t>(index)];
    if (distance < least || (distance == least && quality > best_quality)) {
      nearest = architecture;
      least = distance;
      best_quality = quality;
    }
  }
  if (nearest) return *nearest;
  if (any) return *any;
  throw Error("the objective allows no architecture: at least one must be allowed");
}

}  // namespace tenprobes::controller
