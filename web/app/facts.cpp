#include "web/app/facts.h"

#include "core/search_space/cells/live_edges.h"
#include "web/app/names.h"
#include "web/app/panels/panels.h"

namespace tenprobes::app {
namespace {

double last_of(const std::vector<double>& curve) {
  return curve.empty() ? 100 : curve.back();
}

double count(size_t number) {
  return static_cast<double>(number);
}

double macs_of_network(const Parts& parts) {
  const SearchSpace& space = parts.bench.space();
  const int feature = counted_feature(space);
  return feature < 0 ? 0 : space.feature(parts.bench.network(), feature);
}

double is_network_connected(const Parts& parts) {
  if (parts.bench.space().form() != Form::cells) return 1;
  return is_connected(cell_of(parts.bench.network()));
}

// Percent, as its slider shows it.
double noise(const Parts& parts) {
  const Settings& settings = parts.bench.settings();
  if (settings.device == synthetic_name) return 100 * settings.synthetic.noise;
  const DeviceEntry* entry = parts.bench.devices().find(settings.device);
  return entry && entry->model ? 100 * entry->model->noise : 0;
}

constexpr Fact fact_table[] = {
    {"probes", "probes made", [](const Parts& p) { return count(p.bench.history().size()); }},
    {"finished", "", [](const Parts& p) -> double { return p.bench.finished(); }},
    {"person", "probes of your own",
     [](const Parts& p) { return count(p.bench.user_probes().size()); }},
    {"edits", "changes", [](const Parts& p) -> double { return p.bench.edits(); }},
    {"macs", "million MACs", macs_of_network},
    {"connected", "", is_network_connected},
    {"quality", "quality", [](const Parts& p) { return p.bench.quality(p.bench.network()); }},
    {"drawn", "devices drawn",
     [](const Parts& p) { return static_cast<double>(p.panels.synthetic.drawn()); }},
    {"trained", "probes of training", [](const Parts& p) { return p.panels.train.run().steps(); }},
    {"regret", "% of those that fit are better",
     [](const Parts& p) { return last_of(p.bench.curve()); }},
    {"srcc", "Spearman",
     [](const Parts& p) {
       const PredictionReview* review = p.panels.predict.review();
       return review ? review->srcc : 0;
     }},
    {"person_regret", "% of those that fit beat yours",
     [](const Parts& p) { return last_of(p.bench.user_curve()); }},
    {"budget", "", [](const Parts& p) { return p.bench.settings().budget_quantile; }},
    {"noise", "% noise", noise},
};

}  // namespace

std::span<const Fact> all_facts() {
  return fact_table;
}

const Fact* find_fact(std::string_view name) {
  for (const Fact& fact : fact_table) {
    if (fact.name == name) return &fact;
  }
  return nullptr;
}

}  // namespace tenprobes::app
