// A lesson on paper: what to do and to answer, with room to write, and the answers on a page of their
// own for the teacher.
//
//   screen.save_file("worksheet.html", worksheet_html(lesson));
//   minutes_of(lesson);                                          // 7
#pragma once

#include <string>

#include "web/app/lesson.h"

namespace tenprobes::app {

/// How long it takes: its words at 150 a minute, half a minute for each question and each thing to do.
int minutes_of(const Lesson& lesson);

/// A whole HTML document to be printed; needs no other file.
std::string worksheet_html(const Lesson& lesson);

}  // namespace tenprobes::app
