// What this page is: its colours, words, sources and keys, in one window.
#include <algorithm>

#include "web/app/panels/toolbar.h"
#include "web/app/spaces/cell_graph.h"
#include "web/app/widgets.h"

namespace tenprobes::app {
namespace {

void paragraph(const char* text) {
  wrapped_text(text);
  ImGui::Spacing();
}

void key(const Screen& screen, ImU32 colour, const char* words) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float line = ImGui::GetTextLineHeight();
  ImGui::GetWindowDrawList()->AddCircleFilled({at.x + px(8), at.y + line / 2}, px(5), colour);
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + px(22));
  coloured_text(screen.colours->text, words);
}

void page_tab(const Screen& screen) {
  paragraph(
      "A neural network that is fast on one machine may be slow on another, and measuring them "
      "all takes days. This page shows how to find a good one for a machine it has never seen, "
      "by measuring only ten.");
  paragraph(
      "Every dot is one of the 15,625 networks of NAS-Bench-201. Its height is a guess of how "
      "accurate it will be, made without training it. How far right it is says how long it takes "
      "on the chosen device, which the method does not know: it must probe. You see the whole "
      "cloud; the method only sees its own numbered probes.");
  paragraph(
      "The aim: the highest dot left of the budget line. Drag the line, change the device, pick "
      "another method, or click dots to try it yourself. Learn has short lessons.");
  paragraph(
      "It opens with a rule, not with a lucky seed: the first device of the list on which the best "
      "network found improves at least three times.");
  paragraph(
      "The list at the top of Device changes to other search spaces; a file of your own networks "
      "is one too: drop it on the page.");
  ImGui::SeparatorText("Colours");
  for (const Operation o : all_operations) {
    key(screen, screen.colours->operation[static_cast<size_t>(o)], words_of(o));
  }
  key(screen, screen.colours->method, "the method at work: filled where a probe meets the budget");
  key(screen, screen.colours->budget, "the latency budget, and what a lesson points at");
  key(screen, screen.colours->user, "your own probes, and the truth where it is known");
  key(screen, screen.colours->rival, "what the method is held against");
}

struct Entry {
  const char *term, *words;
};

void entries(const Screen& screen, std::span<const Entry> all) {
  for (const Entry& entry : all) {
    ImGui::PushFont(bold_font());
    wrapped_text(entry.term);
    ImGui::PopFont();
    faint_text(screen, entry.words);
  }
}

constexpr Entry glossary[] = {
    {"Architecture",
     "Which operations a network is made of and how they are joined. Here: a cell of "
     "six edges, repeated fifteen times."},
    {"Cell, edge, operation",
     "Four nodes joined by six edges; each edge carries one of five "
     "operations: nothing, skip, 1x1 or 3x3 convolution, 3x3 pooling."},
    {"Device",
     "What runs the network: a phone, a board, a GPU. A twin is a model fitted to a real "
     "device's published measurements."},
    {"Probe", "One latency measurement of one network on the device."},
    {"Latency budget", "The longest time the chosen network may take."},
    {"Feasible", "Within the budget."},
    {"Quality",
     "The percent of all networks whose training-free scores are lower. Search maximises "
     "it, since accuracy is not known without training."},
    {"Proxy score", "A number taken from an untrained network that predicts its accuracy."},
    {"Regret",
     "Percent of the networks within the budget that beat the one recommended. 0: nothing "
     "better fits."},
    {"Pareto front", "The networks that no other beats in both latency and quality."},
    {"Controller",
     "A small neural network that decides what to probe next, and can be trained by reinforcement "
     "learning (PPO) on synthetic devices. The one here is its untrained start, which no training "
     "has beaten yet."},
    {"Synthetic device",
     "A device drawn at random, for training and as what is expected before the first probe. No "
     "real measurement is in it."},
    {"MACs", "Multiply-accumulates: how many multiplications one image takes."},
    {"Spearman (SRCC)", "How alike two orders are: 1 the same, 0 unrelated, -1 reversed."},
    {"Latency monotonicity", "Two devices put networks in the same order."},
    {"Dead edge", "An edge that cannot matter to the output. Some runtimes skip it."},
    {"Regime",
     "Which edges a runtime executes: all, or only live ones, one by one or side by side."},
    {"Posterior, belief", "What is thought likely about the device, given the probes so far."},
};

constexpr Entry sources[] = {
    {"Sim-is-More (Capuano et al., arXiv 2504.00663), section 3",
     "A controller meta-trained on synthetic devices, "
     "adapted by a few measurements: the idea of this page."},
    {"NAS-Bench-201 (Dong and Yang, ICLR 2020, arXiv 2001.00326), section 2",
     "The search space: cells, "
     "operations, index."},
    {"FBNet (Wu et al., CVPR 2019, arXiv 1812.03443), section 3, tables 1 and 2",
     "The other search space."},
    {"HELP (Lee et al., NeurIPS 2021, arXiv 2106.08630), section 3",
     "Latency prediction from ten "
     "samples; the measured devices."},
    {"One Proxy Device Is Enough (Lu et al., SIGMETRICS 2022, arXiv 2111.01203), sections 3 and 4",
     "Latency monotonicity; reusing a proxy device's Pareto set."},
    {"AZ-NAS (Lee and Ham, CVPR 2024, arXiv 2403.19232), section 3",
     "Training-free scores and how "
     "ranks combine."},
    {"NASWOT (Mellor et al., ICML 2021, arXiv 2006.04647), section 3",
     "The score of activation codes."},
    {"FreeREA (Cavagnero et al., WACV 2023, arXiv 2207.05135), section 3",
     "logSynflow, skip, and the "
     "genetic search."},
    {"HW-NAS-Bench (Li et al., ICLR 2021, arXiv 2103.10584), section 3",
     "Measurements of six devices."},
    {"A Comprehensive Survey on HW-NAS (Benmeziane et al., 2021, arXiv 2101.09336)",
     "The four parts of the map."},
    {"Regularised evolution (Real et al., AAAI 2019), algorithm 1", "The method evolution."},
    {"Random search for NAS (Li and Talwalkar, UAI 2019)", "The baseline to beat."},
    {"PPO (Schulman et al., 2017, arXiv 1707.06347), section 3",
     "How a controller learns in Train."},
    {"Colours: Okabe and Ito, Color Universal Design, 2008", "Hues told apart by most eyes."},
};

constexpr Entry keys[] = {
    {"Space", "play or pause"},
    {"S, R", "one probe; from the beginning"},
    {"L, N", "the lessons; the lesson's next step"},
    {"1 to 9", "the panels of the middle: world, cell, MACs, ..."},
    {"Ctrl-C, Ctrl-V", "copy the recommended network's name; paste a network's name or a link"},
    {"Ctrl-Z, Ctrl-Y", "undo and redo what you set or probed"},
    {"T, H, G", "light or dark; this window; the legend"},
    {"F", "the next search space"},
    {"+ and \u2212, or the wheel", "zoom the world towards the best networks"},
    {"Tab, Shift-Tab, arrows",
     "move between the controls; space or enter presses, and left and "
     "right move a slider that was entered"},
    {"Escape, then Tab",
     "leaves the playground for the rest of the page, where everything shown is "
     "told in words"},
};

}  // namespace

void draw_help(Screen& screen) {
  if (!begin_window(screen, "What is this page?", screen.help, 640)) return;
  if (ImGui::BeginTabBar("help")) {
    const float height = std::min(px(430), ImGui::GetMainViewport()->WorkSize.y - px(190));
    const auto tab = [&](const char* title, const char* words, const auto& contents) {
      const bool shown = ImGui::BeginTabItem(title);
      explain(words);
      if (!shown) return;
      begin_scroll(title, {0, height});
      contents();
      ImGui::EndChild();
      ImGui::EndTabItem();
    };
    tab("This page", "What it shows, and its colours", [&] { page_tab(screen); });
    tab("Words", "The field's words, explained", [&] { entries(screen, glossary); });
    tab("Sources", "The papers behind it", [&] { entries(screen, sources); });
    tab("Keys", "What the keyboard does", [&] { entries(screen, keys); });
    ImGui::EndTabBar();
  }
  ImGui::Spacing();
  end_window(screen);
}

}  // namespace tenprobes::app
