// How the page draws an architecture: the one thing in which the forms of search spaces differ here.
//
//   ArchitectureView& view = view_of(space);
//   view.draw(space, architecture, {320, view.height(320)}, palette);       // the next item of the window
//   faint_text(screen, view.words(space, architecture));
//
// A new form is one class in this folder, its function below, and one line of view_of().
#pragma once

#include <imgui.h>

#include <optional>
#include <string>

#include "core/search_space/search_space.h"
#include "web/app/screen.h"

namespace tenprobes::app {

class ArchitectureView {
 public:
  virtual ~ArchitectureView() = default;

  virtual const char* noun() const = 0;   ///< "cell", for sentences
  virtual const char* title() const = 0;  ///< "Cell", of the panel that edits one
  virtual const char* help() const = 0;   ///< what that panel shows
  /// What the drawing shows, for its tooltip.
  virtual const char* legend() const = 0;
  /// "2 x conv 3x3, 1 x skip": an architecture in a line.
  virtual std::string words(const SearchSpace& space, const Architecture& architecture) const = 0;

  /// The height that a drawing of that width wants, pixels.
  virtual float height(float width) const = 0;
  /// As the window's next item.
  virtual void draw(const SearchSpace& space, const Architecture& architecture, ImVec2 size,
                    const Palette& palette) const = 0;
  /// In miniature, for a row of a list: as the next item.
  virtual float glyph_width(float height) const = 0;
  virtual void glyph(const SearchSpace& space, const Architecture& architecture, float height,
                     const Palette& palette) const = 0;

  /// Widgets to change it; the changed one, once it is.
  virtual std::optional<Architecture> edit(Screen& screen, const Architecture& architecture,
                                           float width) = 0;
};

/// The view of the space's form. What it keeps between frames (what is typed) is one a form.
ArchitectureView& view_of(const SearchSpace& space);

/// Each form's, in the file of that name; only view_of() needs them.
ArchitectureView& cell_view();
ArchitectureView& layer_strip();
ArchitectureView& model_card();

}  // namespace tenprobes::app
