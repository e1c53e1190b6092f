#include "web/app/actions.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "web/app/widgets.h"
#include "web/app/worksheet.h"

namespace tenprobes::app {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const char* member, const std::string& expected) {
  throw Error(std::string("action, \"") + member + "\": expected " + expected);
}

int whole_in(const json& action, const char* member, int low, int high) {
  const auto found = action.find(member);
  const double number =
      found != action.end() && found->is_number() ? found->get<double>() : low - 1.0;
  if (!(number >= low) || !(number <= high) || number != std::floor(number)) {
    refuse(member, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  }
  return static_cast<int>(number);
}

std::string text_in(const json& action, const char* member) {
  const auto found = action.find(member);
  if (found == action.end() || !found->is_string()) refuse(member, "a text");
  return found->get<std::string>();
}

// Of several names for the same member, the one that is there.
const char* member_in(const json& action, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (action.contains(name)) return name;
  }
  return *names.begin();
}

// By "index" or "architecture".
Architecture network_in(const SearchSpace& space, const json& action) {
  if (action.contains("architecture")) return space.parse(text_in(action, "architecture"));
  if (space.size() == 0) refuse("architecture", "a text in the notation of " + space.title());
  return space.at(whole_in(action, "index", 0, space.size() - 1));
}

// The one that the action names, else the user's.
Architecture named_or_own(const Parts& parts, const json& action) {
  const bool named = action.contains("index") || action.contains("architecture");
  return named ? network_in(parts.bench.space(), action) : parts.bench.network();
}

void set(const Parts& parts, const json& action) {
  const auto found = action.find("settings");
  if (found == action.end() || !found->is_object()) refuse("settings", "an object of settings");
  Settings settings = parts.bench.settings();
  for (const auto& [key, value] : found->items()) {
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_boolean()) text = value.get<bool>() ? "1" : "0";
    assign(settings, key, text);
  }
  parts.tutor.check(settings);
  parts.bench.change(settings);
}

void step(const Parts& parts, const json&) {
  Settings settings = parts.bench.settings();
  settings.playing = false;
  parts.bench.change(settings);
  parts.bench.step();
}

void probe(const Parts& parts, const json& action) {
  parts.bench.probe_by_user(named_or_own(parts, action));
}

void edit(const Parts& parts, const json& action) {
  Architecture network = parts.bench.network();
  const auto positions = parts.bench.space().positions();
  const int position = whole_in(action, member_in(action, {"position", "edge", "layer"}), 0,
                                static_cast<int>(positions.size()) - 1);
  const auto& choices = positions[static_cast<size_t>(position)].choices;
  network.set(position, whole_in(action, member_in(action, {"choice", "operation"}), 0,
                                 static_cast<int>(choices.size()) - 1));
  parts.bench.take(network);
}

void answer(const Parts& parts, const json& action) {
  const Step* step = parts.tutor.step(parts.bench.settings());
  if (!step || step->ask.empty()) throw Error("no lesson is asking anything now");
  parts.tutor.answer(whole_in(action, "choice", 0, static_cast<int>(step->answers.size()) - 1));
}

void next(const Parts& parts, const json&) {
  if (!parts.tutor.may_go_on()) throw Error("the lesson's step is not done yet");
  parts.bench.change(parts.tutor.next(parts.bench.settings()));
}

void measure_here(const Parts& parts, const json&) {
  if (!parts.screen.offers.measuring) {
    throw Error("nothing here can measure: the page in a browser can");
  }
  parts.bench.measure_here();
}

void stop_measuring(const Parts& parts, const json&) {
  parts.bench.stop_measuring();
  parts.screen.wishes.push_back({Wish::Kind::stop_measuring, "", ""});
}

void picture(const Parts& parts, const json&) {
  if (!parts.screen.offers.pictures) {
    throw Error("nothing here can save pictures: the page in a browser can");
  }
  parts.screen.picture_asked = true;
}

void train(const Parts& parts, const json& action) {
  const TrainingKind& kind = action.contains("kind")
                                 ? training_kind(text_in(action, "kind"))
                                 : *TrainPanel::kinds_for(parts.bench.space()).front();
  parts.panels.train.begin(parts.screen, kind, whole_in(action, "steps", 1000, 1000000000),
                           static_cast<std::uint64_t>(whole_in(action, "seed", 0, 999999)));
}

void worksheet(const Parts& parts, const json& action) {
  const std::string name = text_in(action, "name");
  const Lesson* lesson = parts.tutor.find(name);
  if (!lesson) refuse("name", "a lesson of the list in Learn");
  parts.screen.save_file(name + ".html", worksheet_html(*lesson));
}

struct Action {
  std::string_view name;
  void (*run)(const Parts& parts, const json& action);
};
constexpr Action action_table[] = {
    {"set", set},
    {"step", step},
    {"undo", [](const Parts& p, const json&) { p.screen.travel(false); }},
    {"redo", [](const Parts& p, const json&) { p.screen.travel(true); }},
    {"reset", [](const Parts& p, const json&) { p.bench.restart(); }},
    {"probe", probe},
    {"cell", [](const Parts& p, const json& a) { p.bench.take(network_in(p.bench.space(), a)); }},
    {"edit", edit},
    {"imagine",
     [](const Parts& p, const json& a) {
       p.panels.synthetic.draw_devices(p.bench.space(),
                                       whole_in(a, "count", 1, SyntheticPanel::most_drawn));
     }},
    {"lesson",
     [](const Parts& p, const json& a) {
       p.bench.change(
           p.tutor.start(text_in(a, "name"), p.bench.settings(), p.bench.first_settings()));
     }},
    {"next", next},
    {"back", [](const Parts& p, const json&) { p.bench.change(p.tutor.back(p.bench.settings())); }},
    {"stop", [](const Parts& p, const json&) { p.bench.change(p.tutor.stop(p.bench.settings())); }},
    {"answer", answer},
    {"worksheet", worksheet},
    {"save-answers",
     [](const Parts& p, const json&) { p.screen.save_file("answers.csv", p.tutor.answers_csv()); }},
    {"measure-here", measure_here},
    {"stop-measuring", stop_measuring},
    {"device",
     [](const Parts& p, const json&) {
       Settings settings = p.bench.settings();
       settings.device = next_synthetic(settings.device);
       settings.playing = true;
       p.bench.change(settings);
     }},
    {"fit-twin", [](const Parts& p, const json&) { p.bench.fit_twin(); }},
    {"picture", picture},
    {"csv",
     [](const Parts& p, const json&) { p.screen.save_file("probes.csv", p.bench.probes_csv()); }},
    {"copy-command",
     [](const Parts& p, const json&) {
       ImGui::SetClipboardText(p.bench.command().c_str());
       p.screen.notice = "The command was copied.";
     }},
    {"save-session",
     [](const Parts& p, const json&) {
       p.screen.save_file("session.json", p.bench.saved_session());
     }},
    {"save-device",
     [](const Parts& p, const json&) {
       p.screen.save_file(p.bench.settings().device + ".json", p.bench.saved_device());
     }},
    {"save-network",
     [](const Parts& p, const json& a) { save_network(p.screen, named_or_own(p, a)); }},
    {"save-training", [](const Parts& p, const json&) { p.panels.train.save(p.screen); }},
    {"train", train},
    {"stop-training", [](const Parts& p, const json&) { p.panels.train.stop(p.screen); }},
    {"use-training", [](const Parts& p, const json&) { p.panels.train.use(p.screen); }},
};

}  // namespace

void run_action(const Parts& parts, const json& action) {
  if (!action.is_object()) throw Error("the action is no JSON object with \"do\"");
  const std::string name = text_in(action, "do");
  for (const Action& known : action_table) {
    if (known.name == name) return known.run(parts, action);
  }
  throw Error("action '" + name.substr(0, 40) + "' is unknown: expected one of " +
              listed(action_table, &Action::name));
}

}  // namespace tenprobes::app
