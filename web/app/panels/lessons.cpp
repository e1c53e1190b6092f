// The step of the lesson at hand, the window that lists the lessons, and the ring that points.
#include <algorithm>
#include <cfloat>
#include <cmath>

#include "web/app/facts.h"
#include "web/app/panels/panels.h"
#include "web/app/panels/toolbar.h"
#include "web/app/widgets.h"
#include "web/app/worksheet.h"

namespace tenprobes::app {
namespace {

void header(Screen& screen, const Lesson& lesson) {
  const float side = reachable(screen, 24);
  ImGui::PushFont(small_font());
  ImGui::AlignTextToFramePadding();
  const std::string place =
      std::to_string(screen.settings().step) + " of " + std::to_string(lesson.steps.size());
  coloured_text(screen.colours->method,
                "Lesson " + std::to_string(lesson.number) + ": " + lesson.title);
  if (!lesson.source.empty()) explain(lesson.source.c_str());
  ImGui::SameLine(0, px(10));
  coloured_text(screen.colours->faint_text, place);
  ImGui::PopFont();
  ImGui::SameLine(ImGui::GetContentRegionMax().x - side);
  if (icon_button(screen, "end lesson", Icon::close, "End the lesson", side)) {
    screen.change([&tutor = screen.tutor](Settings& settings) { settings = tutor.stop(settings); });
  }
}

void question(Screen& screen, const Step& step) {
  ImGui::PushFont(bold_font());
  wrapped_text(step.ask);
  ImGui::PopFont();
  const std::optional<int> choice = screen.tutor.choice();
  for (size_t i = 0; i < step.answers.size(); ++i) {
    const Answer& answer = step.answers[i];
    const bool chosen = choice == static_cast<int>(i);
    ImGui::PushID(static_cast<int>(i));
    const ImU32 ink = answer.right ? screen.colours->method : screen.colours->error;
    if (chosen) ImGui::PushStyleColor(ImGuiCol_Button, faded(ink, 0.25f));
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float room = ImGui::GetContentRegionAvail().x, pad = px(9);
    const ImVec2 text = ImGui::CalcTextSize(answer.text.c_str(), nullptr, false, room - 2 * pad);
    const float above = px(screen.compact ? 13 : 4);
    const float width = screen.compact ? room : std::min(room, text.x + 2 * pad);
    // Beside the last one where there is room.
    if (ImGui::Button("##answer", {width, text.y + 2 * above})) {
      screen.tutor.answer(static_cast<int>(i));
    }
    if (chosen) ImGui::PopStyleColor();
    explain("Answer with this: the reply says why it is right or wrong.");
    ImGui::GetWindowDrawList()->AddText(ImGui::GetFont(), ImGui::GetFontSize(),
                                        {low.x + pad, low.y + above}, screen.colours->text,
                                        answer.text.c_str(), nullptr, room - 2 * pad);
    ImGui::PopID();
    if (i + 1 < step.answers.size() && !screen.compact) {
      const ImVec2 next = ImGui::CalcTextSize(step.answers[i + 1].text.c_str());
      const float right = ImGui::GetItemRectMax().x + px(6) + next.x + 2 * pad;
      if (right < ImGui::GetWindowPos().x + ImGui::GetContentRegionMax().x)
        ImGui::SameLine(0, px(6));
    }
  }
  if (choice) {
    const Answer& answer = step.answers[static_cast<size_t>(*choice)];
    ImGui::PushStyleColor(ImGuiCol_Text,
                          answer.right ? screen.colours->method : screen.colours->error);
    wrapped_text(answer.reply);
    ImGui::PopStyleColor();
  }
}

// The number that the step waits for, in a box of its own, so that nobody has to look for it; false
// where it waits for none.
bool number_to_watch(Screen& screen) {
  const auto& watched = screen.tutor.watched();
  const Fact* fact = watched ? find_fact(watched->fact) : nullptr;
  if (!fact || !*fact->words) return false;
  const bool done = screen.tutor.may_go_on();
  const ImU32 ink = done ? screen.colours->method : screen.colours->text;
  const std::string value = short_number(watched->value);
  const std::string words = std::string(fact->words) + ", " + watched->aim;
  const float height = reachable(screen, 26), pad = px(9), gap = px(6);
  const float figure =
      bold_font()->CalcTextSizeA(bold_font()->FontSize, FLT_MAX, 0, value.c_str()).x;
  const float text =
      small_font()->CalcTextSizeA(small_font()->FontSize, FLT_MAX, 0, words.c_str()).x;
  const float wide = figure + text + gap + 2 * pad;
  beside(wide);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  canvas.AddRectFilled(low, {low.x + wide, low.y + height}, faded(screen.colours->method, 0.10f),
                       px(6));
  canvas.AddText(bold_font(), bold_font()->FontSize,
                 {low.x + pad, low.y + (height - bold_font()->FontSize) / 2}, ink, value.c_str());
  canvas.AddText(small_font(), small_font()->FontSize,
                 {low.x + pad + figure + gap, low.y + (height - small_font()->FontSize) / 2},
                 screen.colours->faint_text, words.c_str());
  ImGui::Dummy({wide, height});
  explain("What this step waits for.");
  return true;
}

void steps(Screen& screen, const Lesson& lesson) {
  const ImVec2 size = {px(screen.compact ? 64 : 84), reachable(screen, 26)};
  ImGui::BeginDisabled(screen.settings().step <= 1);
  if (button("Back", "The step before", size))
    screen.change([&tutor = screen.tutor](Settings& settings) { settings = tutor.back(settings); });
  ImGui::EndDisabled();
  ImGui::SameLine();
  const bool last = screen.settings().step >= static_cast<std::int64_t>(lesson.steps.size());
  const bool ready = screen.tutor.may_go_on();
  ImGui::BeginDisabled(!ready);
  if (main_button(screen, last ? "Finish" : "Next",
                  ready ? "Go on (N)" : "Go on, once this step is done", size)) {
    screen.change([&tutor = screen.tutor](Settings& settings) { settings = tutor.next(settings); });
  }
  ImGui::EndDisabled();
  const bool watching = number_to_watch(screen);
  if (last && ready && !lesson.source.empty()) {
    ImGui::SameLine();
    ImGui::AlignTextToFramePadding();
    faint_text(screen, "After " + lesson.source);
  }
  if (ready || watching) return;
  const char* words =
      screen.tutor.step(screen.settings())->ask.empty() ? "your turn" : "choose an answer";
  beside(words);
  ImGui::AlignTextToFramePadding();
  faint_text(screen, words);
}

}  // namespace

void draw_lesson(Screen& screen, float width) {
  const Lesson* lesson = screen.tutor.lesson(screen.settings());
  const Step* step = screen.tutor.step(screen.settings());
  if (!lesson || !step) return;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(5)});
  ImGui::PushStyleColor(ImGuiCol_Border, faded(screen.colours->method, 0.7f));
  if (screen.low) {  // the panel has the rest
    const float most = 0.45f * ImGui::GetMainViewport()->WorkSize.y;
    ImGui::SetNextWindowSizeConstraints({width, 0}, {width, most});
  }
  begin_box("lesson", {width, 0}, {14, 8});
  header(screen, *lesson);
  wrapped_text(step->text);
  if (!step->ask.empty()) question(screen, *step);
  ImGui::Spacing();
  steps(screen, *lesson);
  ImGui::EndChild();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
}

namespace {

// A lesson in the list: its number, title and minutes, what it is about; and its worksheet beside it.
void lesson_row(Screen& screen, const Lesson& lesson) {
  const float line = ImGui::GetTextLineHeight(), sheet = px(82), left = px(34);
  const float room = ImGui::GetContentRegionAvail().x - (screen.shows("files") ? sheet + px(8) : 0);
  const std::string words =
      "Start this lesson." + (lesson.source.empty() ? "" : " After " + lesson.source + ".");
  const float wrap = room - px(screen.compact ? 90 : 40);
  const float about =
      small_font()->CalcTextSizeA(small_font()->FontSize, FLT_MAX, wrap, lesson.about.c_str()).y;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float high = reachable(screen, (line + about) / px(1) + 8);
  const bool pressed =
      ImGui::Selectable("##lesson", screen.settings().lesson == lesson.name, 0, {room, high});
  explain(words.c_str(), lesson.title);
  if (pressed) {
    screen.change([&tutor = screen.tutor, &fresh = screen.bench.first_settings(),
                   name = lesson.name](Settings& settings) {
      settings = tutor.start(name, settings, fresh);
    });
    ImGui::CloseCurrentPopup();
  }
  if (&lesson == &screen.tutor.lessons().front()) ImGui::SetItemDefaultFocus();
  ImDrawList& canvas = *ImGui::GetWindowDrawList();
  const bool done = screen.tutor.has_finished(lesson.name);
  const std::string minutes = std::string(done ? "done" : "") + (done ? ", " : "") +
                              std::to_string(minutes_of(lesson)) + " min";
  const float end =
      small_font()->CalcTextSizeA(small_font()->FontSize, FLT_MAX, 0, minutes.c_str()).x;
  const std::string number = std::to_string(lesson.number);
  canvas.AddText(title_font(), title_font()->FontSize, {low.x + px(6), low.y + px(6)},
                 screen.colours->method, number.c_str());
  ImGui::PushFont(bold_font());
  const float title_room = room - left - (screen.compact ? 0 : end) - px(14);
  canvas.AddText({low.x + left, low.y + px(2)}, screen.colours->text,
                 fitted(lesson.title, title_room).c_str());
  ImGui::PopFont();
  const float beside =
      screen.compact ? low.y + px(3) + line : low.y + px(4);  // a phone's titles fill it
  canvas.AddText(small_font(), small_font()->FontSize, {low.x + room - end - px(4), beside},
                 done ? screen.colours->method : screen.colours->faint_text, minutes.c_str());
  canvas.AddText(small_font(), small_font()->FontSize, {low.x + left, low.y + px(3) + line},
                 screen.colours->faint_text, lesson.about.c_str(), nullptr, wrap);
  if (!screen.shows("files")) return;
  ImGui::SameLine(0, px(8));
  ImGui::PushFont(small_font());
  if (button("worksheet",
             "This lesson on paper, with room to write and the answers on a page of "
             "their own: a file to print.",
             {sheet, reachable(screen, 24)})) {
    screen.save_file(lesson.name + ".html", worksheet_html(lesson));
  }
  ImGui::PopFont();
}

}  // namespace

void draw_learn(Screen& screen) {
  if (!begin_window(screen, "Learn", screen.learn, 640)) return;
  faint_text(screen,
             "Short lessons that you do rather than read. Each can be left at any step, and a "
             "link keeps your place.");
  ImGui::Spacing();
  // As many as fit; on a small screen the list scrolls.
  const float below = reachable(screen, 32) + px(40);
  const float room = ImGui::GetMainViewport()->WorkSize.y - px(16) - ImGui::GetCursorPosY() - below;
  float wanted = 0;
  for (size_t i = 0; i < screen.tutor.lessons().size(); ++i) wanted += reachable(screen, 46);
  begin_scroll("lessons", {0, std::min(room, std::max(wanted, px(120)))});
  for (const Lesson& lesson : screen.tutor.lessons()) {
    ImGui::PushID(lesson.name.c_str());
    lesson_row(screen, lesson);
    ImGui::PopID();
  }
  ImGui::EndChild();
  if (screen.shows("files") && screen.tutor.has_answers()) {
    if (button("Your answers",
               "What you answered and did, and how long it took, as a table (.csv).",
               {0, reachable(screen, 32)})) {
      screen.save_file("answers.csv", screen.tutor.answers_csv());
    }
    ImGui::SameLine();
  }
  end_window(screen);
}

void draw_pointer(Screen& screen) {
  const Step* step = screen.tutor.step(screen.settings());
  if (!step || step->point.empty() || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup)) return;
  const auto place = screen.places.find(step->point);
  if (place == screen.places.end()) return;
  const std::string now = screen.tutor.place(screen.settings());
  if (screen.pointed_step != now) {
    screen.pointed_step = now;
    screen.pointed_since = screen.time;
  }
  // It beats for a moment and then stands still, so that an idle page rests.
  const double age = screen.time - screen.pointed_since;
  const double beat =
      screen.reduced_motion || age > pointing_seconds ? 0 : 0.5 - 0.5 * std::cos(age * 6.283);
  const auto grow = px(2 + 4 * static_cast<float>(beat));
  const ImVec4& at = place->second;
  ImGui::GetForegroundDrawList()->AddRect({at.x - grow, at.y - grow}, {at.z + grow, at.w + grow},
                                          screen.colours->budget, px(10), 0, px(2.5f));
}

}  // namespace tenprobes::app
