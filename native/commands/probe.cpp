// tenprobes probe: really runs networks on this machine and times them.
//
// --json of one architecture prints {"architecture", "index", "batch", "threads", "precision",
// "median_ms", "interval_ms" [low, high] (95 %, of the median), "quartiles_ms" [lower, upper],
// "interquartile_range_ms", "repeats", "runs_per_repeat", "outliers", "precise" (whether the wanted
// precision was reached), "clock_tick_us"}. --sample N --out FILE writes a table of N.
#include <cstdio>

#include "core/search_space/cells/network_cost.h"
#include "core/search_space/cells/notation.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/measuring.h"
#include "native/progress.h"

namespace tenprobes::native {
namespace {

struct Options : CommonOptions {
  std::optional<int> index, sample;
  std::string architecture, out;
  MeasuringOptions measuring;
};

void probe_one(const Options& options, const Cell& architecture) {
  const auto device = open_this_machine(options.measuring);
  Random unused(options.seed);
  device->probe(architecture, unused);
  const devices::Timing timing = *device->timing();
  const devices::RunSettings& run = options.measuring.run;
  if (options.json) {
    print_json({{"architecture", to_string(architecture)},
                {"index", index_of(architecture)},
                {"batch", run.batch},
                {"threads", run.threads},
                {"precision", name_of(run.precision)},
                {"median_ms", timing.median_ms},
                {"interval_ms", {timing.low_ms, timing.high_ms}},
                {"quartiles_ms", {timing.lower_quartile_ms, timing.upper_quartile_ms}},
                {"interquartile_range_ms", timing.upper_quartile_ms - timing.lower_quartile_ms},
                {"repeats", timing.repeats},
                {"runs_per_repeat", timing.runs_per_repeat},
                {"outliers", timing.outliers},
                {"precise", timing.precise},
                {"clock_tick_us", 1e6 * device->tick_seconds()}});
    return;
  }
  std::printf("%d  %s\n", index_of(architecture), to_string(architecture).c_str());
  std::printf("%s\n", device->name().c_str());
  std::printf("median %.4f ms, 95 %% interval %.4f to %.4f, quartiles %.4f and %.4f\n",
              timing.median_ms, timing.low_ms, timing.high_ms, timing.lower_quartile_ms,
              timing.upper_quartile_ms);
  std::printf("%d repeats of %d run%s, %d outliers, clock tick %.3g us%s\n", timing.repeats,
              timing.runs_per_repeat, timing.runs_per_repeat == 1 ? "" : "s", timing.outliers,
              1e6 * device->tick_seconds(),
              timing.precise ? "" : "; less precise than wanted: the machine is busy");
}

/// Architectures spread evenly over the order of multiply-accumulates: one drawn from each of
/// `count` strata of equal size.
std::vector<int> stratified_sample(int count, Random& random) {
  std::vector<int> by_cost(cell_count);
  for (int i = 0; i < cell_count; ++i) by_cost[static_cast<size_t>(i)] = i;
  std::stable_sort(by_cost.begin(), by_cost.end(), [](int a, int b) {
    return network_cost(cell_at(a)).macs < network_cost(cell_at(b)).macs;
  });
  std::vector<int> sample;
  for (int stratum = 0; stratum < count; ++stratum) {
    const int first = static_cast<int>(std::int64_t{cell_count} * stratum / count);
    const int last = static_cast<int>(std::int64_t{cell_count} * (stratum + 1) / count);
    sample.push_back(by_cost[static_cast<size_t>(first + random.below(last - first))]);
  }
  return sample;
}

/// Measures the sample in random order, so that drift of the machine hides in no stratum.
void probe_sample(const Options& options) {
  if (*options.sample < 1 || *options.sample > cell_count) {
    throw Error("--sample " + std::to_string(*options.sample) + ": it must be from 1 to " +
                std::to_string(cell_count));
  }
  if (options.out.empty()) throw Error("--sample also needs --out, the table to write");
  check_writable(options.out);
  const auto device = open_this_machine(options.measuring);
  Random random(options.seed);
  std::vector<int> sample = stratified_sample(*options.sample, random);
  for (size_t i = sample.size() - 1; i > 0; --i) {
    std::swap(sample[i], sample[static_cast<size_t>(random.below(static_cast<int>(i) + 1))]);
  }
  std::map<int, std::string> rows;
  int precise = 0;
  Progress progress("probe", *options.sample, "networks");
  for (const int index : sample) {
    device->probe(cell_at(index), random);
    const devices::Timing& timing = *device->timing();
    precise += timing.precise;
    char row[128];
    std::snprintf(row, sizeof row, "%d,%.5g,%.5g,%.5g,%d\n", index, timing.median_ms,
                  timing.lower_quartile_ms, timing.upper_quartile_ms, timing.repeats);
    rows[index] = row;
    progress.update(static_cast<std::int64_t>(rows.size()));
  }
  std::string csv = "index,latency_ms,lower_quartile_ms,upper_quartile_ms,repeats\n";
  for (const auto& [index, row] : rows) csv += row;
  write_file(options.out, csv);
  if (options.json) {
    print_json({{"out", options.out},
                {"device", device->name()},
                {"rows", rows.size()},
                {"precise_rows", precise}});
  } else {
    std::printf("%s: %zu networks on %s, %d of them to the wanted precision\n", options.out.c_str(),
                rows.size(), device->name().c_str(), precise);
  }
}

void run(const Options& options) {
  const int given =
      options.index.has_value() + !options.architecture.empty() + options.sample.has_value();
  if (given != 1) throw Error("give just one of --index, --architecture and --sample");
  if (options.sample) return probe_sample(options);
  probe_one(options,
            options.index ? cell_at(*options.index) : parse_cell_notation(options.architecture));
}

}  // namespace

void add_probe(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("probe", "Really runs one network on this machine and times it");
  add_common(*command, *options);
  command->add_option("--index", options->index, "The architecture by the benchmark's index")
      ->check(not_a_string());
  command->add_option("--architecture", options->architecture, "The architecture by its string");
  command->add_option("--sample", options->sample,
                      "Instead: this many, spread evenly over all by their multiply-accumulates");
  command->add_option("--out", options->out, "The table (.csv) that --sample writes")
      ->check(output_file());
  add_run_options(*command, options->measuring);
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
