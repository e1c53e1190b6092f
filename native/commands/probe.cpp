// tenprobes probe: really runs networks on this machine and times them.
//
// --json of one architecture prints {"space", "architecture", "index" (where enumerable), "batch",
// "threads", "precision", "median_ms", "interval_ms" [low, high] (95 %, of the median),
// "quartiles_ms" [lower, upper], "interquartile_range_ms", "repeats", "runs_per_repeat", "outliers",
// "precise" (whether the wanted precision was reached), "clock_tick_us"}. --sample N --out FILE writes a table of N.
#include <cstdio>

#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/measuring.h"
#include "native/named_architecture.h"
#include "native/progress.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

struct ProbeOptions : CommonOptions {
  ArchitectureOptions architecture;
  std::string space, out;
  std::optional<int> sample;
  MeasuringOptions measuring;
};

void probe_one(const ProbeOptions& options, const std::shared_ptr<const SearchSpace>& space,
               const Architecture& architecture) {
  const auto device = open_this_machine(options.measuring, space);
  Random unused(options.seed);
  device->probe(architecture, unused);
  const devices::Timing timing = *device->timing();
  const devices::RunSettings& run = options.measuring.run;
  if (options.json) {
    nlohmann::ordered_json document = names_of(*space, architecture);
    document.update(
        {{"batch", run.batch},
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
    print_json(document);
    return;
  }
  std::printf("%s\n", shown_name(*space, architecture).c_str());
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
/// `count` strata of equal size, of all there are or of many drawn.
std::vector<Architecture> stratified_sample(const SearchSpace& space, int count, Random& random) {
  std::vector<Architecture> pool;
  if (space.size() > 0) {
    pool = all_of(space);
  } else {
    for (int i = 0; i < 20 * count; ++i) pool.push_back(space.random(random));
  }
  if (const std::optional<int> work = space.work_feature()) {
    std::stable_sort(pool.begin(), pool.end(), [&](const Architecture& a, const Architecture& b) {
      return space.feature(a, *work) < space.feature(b, *work);
    });
  }
  const auto all = static_cast<std::int64_t>(pool.size());
  std::vector<Architecture> sample;
  for (int stratum = 0; stratum < count; ++stratum) {
    const int first = static_cast<int>(all * stratum / count);
    const int last = static_cast<int>(all * (stratum + 1) / count);
    const int drawn = first + random.below(last - first);
    sample.push_back(pool[static_cast<size_t>(drawn)]);
  }
  return sample;
}

/// Measures the sample in random order, so that drift of the machine hides in no stratum. The table
/// has indices where the space's architectures are numbered, else their texts.
void probe_sample(const ProbeOptions& options, const std::shared_ptr<const SearchSpace>& space) {
  const int most = space->size() > 0 ? space->size() : 100'000;
  if (*options.sample < 1 || *options.sample > most) {
    throw Error("--sample " + std::to_string(*options.sample) + ": it must be from 1 to " +
                std::to_string(most));
  }
  if (options.out.empty()) throw Error("--sample also needs --out, the table to write");
  const auto device = open_this_machine(options.measuring, space);
  Random random(options.seed);
  std::vector<Architecture> sample = stratified_sample(*space, *options.sample, random);
  random.shuffle(sample);
  const bool by_index = space->form() == Form::cells;
  std::map<Architecture, std::string> rows;
  int precise = 0, done = 0;
  Progress progress("probe", *options.sample, "networks");
  std::string ended;  // why, where it was before its time
  for (const Architecture& architecture : sample) {
    try {
      device->probe(architecture, random);
    } catch (const Error& error) {
      if (rows.empty()) throw;
      ended = error.what();
      break;
    }
    const devices::Timing& timing = *device->timing();
    precise += timing.precise;
    char row[128];
    std::snprintf(row, sizeof row, ",%.5g,%.5g,%.5g,%d\n", timing.median_ms,
                  timing.lower_quartile_ms, timing.upper_quartile_ms, timing.repeats);
    rows[architecture] =
        (by_index ? std::to_string(space->index_of(architecture)) : space->text(architecture)) +
        row;
    progress.update(++done);
  }
  std::string csv = std::string(by_index ? "index" : "architecture") +
                    ",latency_ms,lower_quartile_ms,upper_quartile_ms,repeats\n";
  for (const auto& [architecture, row] : rows) csv += row;
  write_file(options.out, csv);
  if (!ended.empty()) {
    throw Failure(ended + "; the " + std::to_string(rows.size()) +
                  " networks measured before it are in " + options.out);
  }
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

void run(const ProbeOptions& options) {
  const auto space = open_space(options.space, {});
  if (options.sample.has_value() == options.architecture.is_given()) {
    throw Error("give just one of --index, --architecture and --sample");
  }
  if (options.sample) return probe_sample(options, space);
  probe_one(options, space, read_architecture(options.architecture, *space));
}

}  // namespace

void add_probe(CLI::App& app) {
  auto options = std::make_shared<ProbeOptions>();
  CLI::App* command =
      app.add_subcommand("probe", "Really runs one network on this machine and times it");
  add_common(*command, *options);
  add_space_option(*command, options->space);
  add_architecture_options(*command, options->architecture);
  command->add_option("--sample", options->sample,
                      "Instead: this many, spread evenly over all by their multiply-accumulates");
  command->add_option("--out", options->out, "The table (.csv) that --sample writes")
      ->check(output_file());
  add_run_options(*command, options->measuring);
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
