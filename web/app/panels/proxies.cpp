// Guessing accuracy without training: a score of every network against the accuracy it reaches.
#include <algorithm>
#include <cmath>

#include "core/statistics/ranking.h"
#include "core/statistics/summary.h"
#include "web/app/memo.h"
#include "web/app/panels/panels.h"
#include "web/app/scatter.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

struct ScoreWords {
  const char *name, *title, *tooltip;
};
constexpr ScoreWords known_scores[] = {
    {"quality", "quality: what search maximises",
     "The combination of scores that this page searches on (core/proxies/quality.h)."},
    {"naswot", "NASWOT",
     "How differently an untrained network responds to different images "
     "(Mellor et al., 2021)."},
    {"logsynflow", "logSynflow",
     "How much signal would flow through all of its weights (FreeREA, "
     "2023; after Tanaka et al., 2020)."},
    {"expressivity", "expressivity", "How evenly features fill their space (AZ-NAS, 2024)."},
    {"trainability", "trainability", "How evenly gradients flow backwards (AZ-NAS, 2024)."},
    {"progressivity", "progressivity", "How much expressivity grows with depth (AZ-NAS, 2024)."},
    {"skip", "skip", "How many nodes its skip connections jump over (FreeREA, 2023)."},
    {"macs", "MACs", "Multiply-accumulates: the simplest guess of all."},
    {"parameters", "parameters", "How many numbers training would set."},
    {"depth", "depth", "Convolutions in a row."},
};

const ScoreWords* score_words(const std::string& name) {
  const auto found = std::find_if(std::begin(known_scores), std::end(known_scores),
                                  [&](const ScoreWords& words) { return words.name == name; });
  return found == std::end(known_scores) ? nullptr : &*found;
}

std::string title_of(const std::string& name) {
  const ScoreWords* words = score_words(name);
  return words ? words->title : name;
}

// Ranks in percent, so that any score fills the axis.
std::vector<double> percentiles(const Workbench& bench, const std::string& score) {
  const auto& scores = bench.library().scores();
  const auto found = scores.find(score);
  if (found == scores.end()) {
    const auto quality = bench.quality().table();
    return {quality.begin(), quality.end()};
  }
  return statistics::percentile_ranks(
      std::vector<double>(found->second.begin(), found->second.end()));
}

// The network whose accuracy ranks furthest below its score, among the highest tenth of scores.
int most_overrated(const std::vector<double>& score, const std::vector<double>& accuracy) {
  int worst = -1;
  for (size_t i = 0; i < score.size(); ++i) {
    if (score[i] < 90 || std::isnan(accuracy[i])) continue;
    if (worst < 0 || accuracy[i] < accuracy[static_cast<size_t>(worst)])
      worst = static_cast<int>(i);
  }
  return worst;
}

class ProxiesPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;
  std::string words(const Screen& screen) const override;

 private:
  struct Review {
    std::vector<double> percentiles;
    double srcc = 0;
    int overrated = -1;  ///< the network whose accuracy disappoints most
  };

  void picker(Screen& screen);

  std::string score_ = "quality";
  Memo<Review, std::string, int> review_;
  Scatter scatter_;
};

}  // namespace

void ProxiesPanel::picker(Screen& screen) {
  const auto line = [&](const std::string& name) {
    const ScoreWords* words = score_words(name);
    if (choice(screen, title_of(name).c_str(), score_ == name,
               words ? words->tooltip : "A score of the table that was opened.")) {
      score_ = name;
    }
  };
  chooser("##score", title_of(score_), std::min(px(240), ImGui::GetContentRegionAvail().x * 0.6f),
          "The training-free score whose guess is compared with accuracy.", [&] {
            line("quality");
            for (const auto& [name, values] : screen.bench.library().scores()) line(name);
          });
}

void ProxiesPanel::draw(Screen& screen, ImVec2 size) {
  const Library& library = screen.bench.library();
  const Palette& c = *screen.colours;
  begin_card(screen, "Proxies",
             "A proxy scores an untrained network. The more the cloud is a rising line, the better "
             "it predicts accuracy. Accuracies are estimates of a small model until you open a "
             "table of true ones.",
             "A score without training against the accuracy after it.", size);
  const bool scored = is_here(screen, "proxies"), estimated = is_here(screen, "accuracy");
  if (!scored || !estimated) return end_card();
  const bool more = library.more_accuracies();
  const std::vector<double>& accuracy = library.all_accuracies();
  if (more) {
    faint_text(screen, "Estimating the accuracy of every network: " +
                           std::to_string(100 * accuracy.size() / cell_count) + " %");
    screen.moving = true;
    return end_card();
  }
  if (accuracy.empty()) {
    faint_text(screen,
               "No accuracies are at hand: open a table of them (.csv with index,accuracy).");
    return end_card();
  }
  picker(screen);
  const Review& review = review_.of({score_, screen.bench.version()}, [&] {
    Review made{.percentiles = percentiles(screen.bench, score_)};
    made.srcc = srcc_of_known(made.percentiles, accuracy);
    made.overrated = most_overrated(made.percentiles, accuracy);
    return made;
  });
  const auto some = library.accuracy(default_space, screen.bench.space().at(0));
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  ImGui::Text("Spearman %s", short_number(review.srcc).c_str());
  explain("1: the score puts all networks in the order of their accuracy; 0: it says nothing.");
  const std::string source = some ? some->label() + (", % (" + some->source + ")") : "accuracy, %";
  const Axis x{"score \u2192 higher (percent of networks below)", 0, 100};
  // From where nine in ten are.
  const double low = 5 * std::floor(statistics::quantile(accuracy, 0.1) / 5);
  const double high = 5 * std::ceil(statistics::quantile(accuracy, 1) / 5);
  const Axis y{source.c_str(), low, std::max(high, low + 5), false, true};
  Plot plot("proxies plot",
            "Across: the score's rank among all networks. Up: the accuracy after training. The "
            "ring: of the highest tenth of scores, the network whose accuracy is lowest.",
            ImGui::GetContentRegionAvail(), x, y, c);
  scatter_.follow(
      {screen.bench.version(), false, static_cast<double>(std::hash<std::string>()(score_))}, x, y,
      review.percentiles, accuracy, screen.reduced_motion);
  screen.moving |= scatter_.cloud.glide(screen.seconds);
  scatter_.cloud.draw(plot, [&](int) { return c.cloud_feasible; });
  if (review.overrated >= 0) {
    const auto k = static_cast<size_t>(review.overrated);
    const ImVec2 at = plot.at(review.percentiles[k], std::max(y.low, accuracy[k]));
    plot.canvas().AddCircle(at, px(8), c.error, 0, px(2));
    const char* words = "where the guess fails worst";
    const float width = ImGui::CalcTextSize(words).x;
    plot.canvas().AddRectFilled({at.x - width - px(20), at.y - ImGui::GetTextLineHeight() * 0.6f},
                                {at.x - px(10), at.y + ImGui::GetTextLineHeight() * 0.6f},
                                faded(c.card, 0.85f), px(5));
    plot.canvas().AddText({at.x - width - px(14), at.y - ImGui::GetTextLineHeight() / 2}, c.error,
                          words);
  }
  const int under = dot_under(screen, plot, scatter_);
  if (under >= 0) {
    describe_network(screen, *screen.pointed,
                     title_of(score_) + ": higher than " +
                         short_number(review.percentiles[static_cast<size_t>(under)]) +
                         " % of all networks.");
  }
  end_card();
}

std::string ProxiesPanel::words(const Screen&) const {
  const Review* review = review_.last();
  return review
             ? title_of(score_) + " against accuracy: Spearman " + short_number(review->srcc) + "."
             : "";
}

std::unique_ptr<Panel> proxies_panel() {
  return std::make_unique<ProxiesPanel>();
}

}  // namespace tenprobes::app
