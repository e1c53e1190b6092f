// The GLFW window and Dear ImGui around the app, for the page and the desktop alike.
//
//   Window window("tenprobes", 1440, 900, read_resources(home), read_fonts(folder));
//   while (!glfwWindowShouldClose(window.handle())) {
//     window.resting() ? glfwWaitEventsTimeout(0.5) : glfwPollEvents();
//     window.draw(pixels_per_point);
//   }
#pragma once

#include <memory>
#include <string>

#include "web/app/app.h"
#include "web/entry/resources.h"

struct GLFWwindow;

namespace tenprobes::entry {

class Window {
 public:
  /// Opens the window, `width` x `height` in screen coordinates, and makes its OpenGL context
  /// current. Throws Error if there is no screen or no OpenGL 3 (WebGL 2), or a shipped file is
  /// not what it should be.
  Window(const std::string& title, int width, int height, app::Resources resources, Fonts fonts,
         app::Offers offers = {});
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  GLFWwindow* handle() { return handle_.get(); }
  app::App& app() { return *app_; }

  /// Nothing has moved and nothing was input for a moment: draw() would draw the same again.
  bool resting() const;

  /// Something outside the window's input changed the app: draw() draws again.
  void wake();

  /// The OpenGL context was lost and is there again: draw() gives it its fonts and shaders anew.
  void restore_graphics() { pixels_per_point_ = 0; }

  /// One frame on the screen, or nothing while resting(). `pixels_per_point`: of the screen the
  /// window is on now. Returns whether it drew.
  bool draw(float pixels_per_point);

 private:
  struct Close {
    void operator()(GLFWwindow* window) const;
  };
  struct Backends {
    explicit Backends(GLFWwindow* window);
    ~Backends();
    Backends(const Backends&) = delete;
    Backends& operator=(const Backends&) = delete;
  };

  Fonts fonts_;
  std::unique_ptr<GLFWwindow, Close> handle_;
  std::unique_ptr<Backends> backends_;
  std::unique_ptr<app::App> app_;
  float pixels_per_point_ = 0;
  double drawn_at_ = 0, awake_until_ = 0;
  int settling_ = 0;  ///< frames still to be drawn after the last change
  bool rested_ = true;
};

}  // namespace tenprobes::entry
