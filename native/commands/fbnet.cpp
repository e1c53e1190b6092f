// tenprobes fbnet --device SPEC: searches FBNet's 9^22 networks with few probes.
//
// The JSON: the first session's document (core/search/fbnet_report.h, which the page opens), and
// "seeds", "known_best": {"architecture", "latency_ms", "quality"} where all latencies are known,
// "feasible": share of sessions, "regret": percent of the known best's quality that feasible
// sessions miss, with _low and _high, "random_feasible", "random_regret": as many random probes
// instead.
#include <cmath>
#include <cstdio>
#include <optional>

#include "core/search/fbnet_optimum.h"
#include "core/search/fbnet_report.h"
#include "core/search/fbnet_search.h"
#include "core/statistics/summary.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/device_spec.h"

namespace tenprobes::native {
namespace {

struct Options : CommonOptions {
  std::string device, architectures;
  int probes = 10, seeds = 1;
  double budget_quantile = 0.25;
};

/// Percent of the best's quality that each session's answer misses; infeasible ones are left out.
struct Regrets {
  std::vector<double> percent;
  int sessions = 0;

  void add(const devices::FbnetDevice& device, const search::FbnetObjective& objective,
           const FbnetArchitecture& best, const std::vector<search::FbnetProbe>& probes) {
    ++sessions;
    const search::FbnetProbe* chosen = search::best_within(probes, objective);
    // Judged without noise, with what its deviation excuses.
    const double excused = objective.budget_ms * (1 + 2 * device.noise);
    if (!chosen || device.latency(chosen->architecture) > excused) return;
    percent.push_back(search::fbnet_regret(chosen->architecture, best));
  }
  double feasible() const { return static_cast<double>(percent.size()) / sessions; }
  std::optional<statistics::Interval> interval(std::uint64_t seed) const {
    if (percent.empty()) return std::nullopt;
    Random random(seed);
    return statistics::bootstrap_mean(percent, random);
  }
};

void run(const Options& options) {
  const devices::FbnetDeviceFile file = open_fbnet_device(options.device, options.architectures);
  const devices::FbnetDevice& device = file.device;
  const double budget = devices::fbnet_budget(device, options.budget_quantile);
  const auto optimum = search::FbnetOptimum(device.costs, budget).within(budget);
  if (!optimum) throw Error("no network meets a budget of " + std::to_string(budget) + " ms");
  const FbnetArchitecture& known = *optimum;
  const search::FbnetObjective objective{.quality = search::fbnet_quality, .budget_ms = budget};

  Regrets searched, drawn;
  std::vector<search::FbnetProbe> first;
  for (int session = 0; session < options.seeds; ++session) {
    const std::uint64_t seed = options.seed + static_cast<std::uint64_t>(session);
    search::FbnetSearch search(objective, Random(seed));
    Random noise = search::fbnet_noise(seed), draws(seed ^ 0x1234567u);
    std::vector<search::FbnetProbe> random_probes;
    for (int probe = 0; probe < options.probes; ++probe) {
      search.tell(device.probe(search.ask(), noise));
      const FbnetArchitecture other = random_fbnet_architecture(draws);
      random_probes.push_back({other, device.probe(other, draws)});
    }
    if (session == 0) first = search.history();
    searched.add(device, objective, known, search.history());
    drawn.add(device, objective, known, random_probes);
  }
  const search::FbnetProbe* best = search::best_within(first, objective);
  const auto regret = searched.interval(options.seed), random_regret = drawn.interval(options.seed);

  if (options.json) {
    nlohmann::ordered_json document = to_json(search::FbnetReport{
        .device = options.device,
        .r2 = file.fit ? std::optional(file.fit->r2) : std::nullopt,
        .seed = options.seed,
        .budget_ms = budget,
        .budget_quantile = options.budget_quantile,
        .probes = first,
    });
    document["seeds"] = options.seeds;
    document["known_best"] = {{"architecture", to_string(known)},
                              {"latency_ms", device.latency(known)},
                              {"quality", search::fbnet_quality(known)}};
    document["feasible"] = searched.feasible();
    const auto put = [&](const char* name, const std::optional<statistics::Interval>& figure) {
      document[name] = figure ? nlohmann::ordered_json(figure->mean) : nullptr;
      document[std::string(name) + "_low"] = figure ? nlohmann::ordered_json(figure->low) : nullptr;
      document[std::string(name) + "_high"] =
          figure ? nlohmann::ordered_json(figure->high) : nullptr;
    };
    put("regret", regret);
    document["random_feasible"] = drawn.feasible();
    put("random_regret", random_regret);
    return print_json(document);
  }
  std::printf("%s, budget %.4g ms (quantile %g)", options.device.c_str(), budget,
              options.budget_quantile);
  if (file.fit) std::printf("; twin, R2 %.3f", file.fit->r2);
  std::printf("\n\nprobe  latency ms  million MACs  feasible  architecture\n");
  for (std::size_t i = 0; i < first.size(); ++i) {
    std::printf("%5zu  %10.4g  %12.2f  %-8s  %s\n", i + 1, first[i].latency_ms,
                search::fbnet_quality(first[i].architecture),
                first[i].latency_ms <= budget ? "yes" : "no",
                to_string(first[i].architecture).c_str());
  }
  if (best) {
    std::printf("\nrecommended: %.2f million MACs in %.4g ms\n",
                search::fbnet_quality(best->architecture), best->latency_ms);
  } else {
    std::printf("\nnothing fitted the budget\n");
  }
  std::printf("the best where every latency is known: %.2f in %.4g ms\n",
              search::fbnet_quality(known), device.latency(known));
  const auto print = [](const char* name, const Regrets& regrets,
                        const std::optional<statistics::Interval>& interval) {
    std::printf("%-14s feasible %3.0f %%", name, 100 * regrets.feasible());
    if (interval) {
      std::printf(", misses %.1f %% [%.1f, %.1f] of the best's MACs", interval->mean, interval->low,
                  interval->high);
    }
    std::printf("\n");
  };
  std::printf("over %d sessions:\n", options.seeds);
  print("  search", searched, regret);
  print("  random probes", drawn, random_regret);
}

}  // namespace

void add_fbnet(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "fbnet",
      "Searches FBNet's 9^22 networks for the most multiply-accumulates within a latency"
      " budget, with few probes");
  add_common(*command, *options);
  command
      ->add_option("--device", options->device,
                   "A preset's name (see 'tenprobes devices list --space fbnet'), a device file"
                   " (.json), synthetic:SEED, or HELP's list of FBNet latencies (.pt): its twin,"
                   " fitted to all of it, answers the probes, as any network may be asked for")
      ->required();
  command->add_option("--architectures", options->architectures,
                      "The networks of that list (HELP's arch.pt)");
  command->add_option("--probes", options->probes, "Measurements a session")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command
      ->add_option("--budget-quantile", options->budget_quantile,
                   "The latency budget as a quantile of random networks' latencies")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--seeds", options->seeds, "Sessions, with seeds seed, seed + 1, ...")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
