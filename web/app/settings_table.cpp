// The settings, one row each.
#include "web/app/settings.h"

namespace tenprobes::app {
namespace {

using S = Settings;
using devices::CatalogueModel, devices::LatencyModel;

/// Where a setting lives, by one member in the other.
template <auto... members>
auto& at(S& s) {
  return (s.*....*members);
}
template <Operation operation>
double& operation_ms(S& s) {
  return s.synthetic.operation_ms[static_cast<size_t>(operation)];
}

std::vector<std::string> execution_names() {
  std::vector<std::string> names;
  for (const devices::Execution execution : devices::all_executions) {
    names.emplace_back(devices::name_of(execution));
  }
  return names;
}

Setting any_name(const char* key, const char* label, const char* tooltip, Scope scope,
                 std::string& (*field)(S&)) {
  return {key, label, tooltip, "", scope, field};
}

Setting one_of(const char* key, const char* label, const char* tooltip, std::string& (*field)(S&),
               std::vector<std::string> choices, bool several = false) {
  return {.key = key,
          .label = label,
          .tooltip = tooltip,
          .unit = "",
          .scope = Scope::view,
          .field = field,
          .choices = std::move(choices),
          .several = several};
}

/// A time of the device under the sliders, ms.
Setting cost(const char* key, const char* label, const char* tooltip, double& (*field)(S&),
             double high = 1000) {
  return {key, label, tooltip, "ms", Scope::device, field, 0, high, true};
}

template <int edge>
Setting position(const char* key) {
  return {key,  "Position",    "How much dearer an operation is on this edge.",
          "",   Scope::device, +[](S& s) -> double& { return s.synthetic.edge_factor[edge]; },
          0.01, 100,           true};
}

std::vector<Setting> make_table() {
  return {
      any_name("space", "Search space", "Which networks there are to choose from.", Scope::space,
               at<&S::space>),
      any_name("device", "Device", "The machine whose latency budget must be met.", Scope::device,
               at<&S::device>),
      any_name(
          "proxy", "Proxy device",
          "The one device that was measured before: the method One proxy reuses its best networks, "
          "and the bars of Devices say what that loses.",
          Scope::session, at<&S::proxy>),
      any_name(
          "quality", "Quality",
          "What is maximised within the budget: the search space's own quality, or another that is "
          "known of its networks.",
          Scope::quality, at<&S::quality>),
      any_name("method", "Method", "Who decides which network to measure next.", Scope::session,
               at<&S::method>),
      any_name("rivals", "Race against", "Methods whose regret curves are drawn beside this one's.",
               Scope::race, at<&S::rivals>),
      {.key = "probes",
       .label = "Probes",
       .tooltip = "How many networks may be measured on the device before choosing one.",
       .unit = "",
       .scope = Scope::session,
       .field = at<&S::probes>,
       .low = 1,
       .high = most_probes,
       .slider_high = 50},
      {"budget", "Budget",
       "The chosen network may take at most this long: the share of all networks that are fast "
       "enough.",
       "%", Scope::session, at<&S::budget_quantile>, 0.01, 1},
      {"budget-ms", "Budget in ms",
       "The budget where it was given as a time: 0 where it is a share of the networks.", "ms",
       Scope::session, at<&S::budget_ms>, 0, 1e9},
      {.key = "where",
       .label = "Bounds",
       .tooltip = "What is known of a network before it is measured, and has to be so.",
       .unit = "",
       .scope = Scope::session,
       .field = at<&S::bounds>,
       .long_text = true},
      {"seed", "Seed", "The same seed repeats the same session, measurement noise included.", "",
       Scope::session, at<&S::seed>, 0, static_cast<double>(largest_seed)},
      {"speed", "Speed", "Probes a second.", "probes/s", Scope::view, at<&S::speed>, 0.25, 20,
       true},
      {"play", "Play", "Whether the session runs by itself.", "", Scope::view, at<&S::playing>},
      {"log", "Logarithmic latency", "Equal ratios of latency take equal room.", "", Scope::view,
       at<&S::log_latency>},
      {"from", "Quality from",
       "Where the quality axis begins: the best networks are close together.", "", Scope::view,
       at<&S::quality_from>, 0, 95},
      one_of("theme", "Theme", "Light or dark.", at<&S::theme>, {"light", "dark"}),
      one_of("panel", "Panel", "What stands in the middle of the page.", at<&S::panel>,
             panel_names()),
      one_of("tab", "Tab", "What a small screen shows.", at<&S::tab>,
             {"device", "middle", "story", "good"}),
      any_name("lesson", "Lesson", "The lesson at hand.", Scope::view, at<&S::lesson>),
      {"step", "Step", "Where in the lesson.", "", Scope::view, at<&S::step>, 1, 40},
      one_of("hide", "Hidden", "Controls that are left out, for a classroom.", at<&S::hide>,
             {"none", "device", "story", "good", "panels", "method", "probes", "seed", "speed",
              "budget", "rivals", "files", "learn", "theme", "toolbar", "tabs"},
             true),
      {"embed", "Embedded", "Only the panel and a button, to stand within another page.", "",
       Scope::view, at<&S::embed>},
      one_of("own", "Own files", "What the link was made with and cannot hold.", at<&S::own>,
             {"none", "weights"}),
      {"shuffle", "Shuffle latencies",
       "Tell the method the latency of another network each time: whatever it learnt about devices "
       "is of no use then.",
       "", Scope::session, at<&S::shuffle>},
      cost("base", "Fixed part",
           "What every network pays, whatever its cell: input layers, reductions, classifier.",
           at<&S::synthetic, &LatencyModel::base_ms>),
      cost("conv3x3", "3x3 convolution", "Cost of one edge that carries a 3x3 convolution.",
           operation_ms<Operation::nor_conv_3x3>),
      cost("conv1x1", "1x1 convolution", "Cost of one edge that carries a 1x1 convolution.",
           operation_ms<Operation::nor_conv_1x1>),
      cost("pool", "3x3 pooling", "Cost of one edge that averages 3x3 neighbours.",
           operation_ms<Operation::avg_pool_3x3>),
      cost("skip", "Skip connection", "Cost of one edge that only hands its input on.",
           operation_ms<Operation::skip_connect>),
      cost("memory", "Memory floor",
           "The least any executed edge takes, for its data must move through memory: raise it and "
           "pooling and skipping stop being cheap.",
           at<&S::synthetic, &LatencyModel::memory_ms>),
      cost("launch", "Launch overhead",
           "Added for every executed edge: the time to start one more kernel.",
           at<&S::synthetic, &LatencyModel::launch_ms>),
      {"overlap", "Overlap",
       "0 %: edges run one after another. 100 %: branches run side by side, so only the longest "
       "path counts.",
       "%", Scope::device, at<&S::synthetic, &LatencyModel::overlap>, 0, 1},
      {"noise", "Noise", "How much two measurements of the same network differ.", "%",
       Scope::device, at<&S::synthetic, &LatencyModel::noise>, 0, 0.5},
      cost("clock", "Clock step",
           "The device's clock only tells multiples of this; some phones tell whole milliseconds.",
           at<&S::synthetic, &LatencyModel::clock_ms>, 100),
      cost("none", "Nothing", "Cost of an edge without an operation: some frameworks fill zeros.",
           operation_ms<Operation::none>),
      cost("roof-compute", "Compute",
           "What the median model's multiplications take: less on a faster chip.",
           at<&S::roofline, &CatalogueModel::compute_ms>),
      cost(
          "roof-memory", "Memory",
          "What moving the median model's activations takes: less where memory has more bandwidth.",
          at<&S::roofline, &CatalogueModel::memory_ms>),
      cost("roof-weights", "Weights",
           "What reading the median model's parameters takes, once an image or batch.",
           at<&S::roofline, &CatalogueModel::weights_ms>),
      cost("roof-launches", "Launches",
           "What starting the median model's operations takes, one after another.",
           at<&S::roofline, &CatalogueModel::launches_ms>),
      {"roof-noise", "Noise", "How much two measurements of the same model differ.", "%",
       Scope::device, at<&S::roofline, &CatalogueModel::noise>, 0, 0.5},
      {"roof-filling", "Growth of compute",
       "1: twice the multiplications take twice the time. Less: big models fill the chip better.",
       "", Scope::device, at<&S::roofline, &CatalogueModel::compute_exponent>, 0, 2},
      {"roof-streaming", "Growth of memory",
       "1: twice the activations take twice the time. Less: big transfers are more efficient.", "",
       Scope::device, at<&S::roofline, &CatalogueModel::memory_exponent>, 0, 2},
      {"roof-overlap", "Side by side", "Whether memory moves while the chip computes.", "",
       Scope::device, at<&S::roofline, &CatalogueModel::overlapped>},
      cost("roof-clock", "Clock step", "The device's clock only tells multiples of this.",
           at<&S::roofline, &CatalogueModel::clock_ms>, 100),
      {.key = "kernels",
       .label = "Kernels",
       .tooltip = "How many times as long a family's models take as their costs say: 1 where its "
                  "kernels run as well as any.",
       .unit = "",
       .scope = Scope::device,
       .field = at<&S::kernels>,
       .long_text = true},
      any_name("network", "Your network",
               "The network in your hands, by its number or its choices.", Scope::view,
               at<&S::network>),
      {.key = "yours",
       .label = "Your probes",
       .tooltip = "The networks that you probed yourself, in that order.",
       .unit = "",
       .scope = Scope::user,
       .field = at<&S::yours>,
       .long_text = true},
      {.key = "runs",
       .label = "What runs",
       .tooltip =
           "Which edges the runtime executes: all of them, or only those that can matter to the "
           "output.",
       .unit = "",
       .scope = Scope::device,
       .field = at<&S::synthetic, &LatencyModel::execution>,
       .choices = execution_names()},
      position<0>("edge01"),
      position<1>("edge02"),
      position<2>("edge12"),
      position<3>("edge03"),
      position<4>("edge13"),
      position<5>("edge23"),
  };
}

}  // namespace

std::span<const Setting> all_settings() {
  static const std::vector<Setting> table = make_table();
  return table;
}

}  // namespace tenprobes::app
