#include "web/entry/window.h"

#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>

#include <algorithm>

#ifdef __EMSCRIPTEN__
#include <GLES3/gl3.h>
#endif

#include "core/base/error.h"
#include "web/app/theme.h"

namespace tenprobes::entry {
namespace {

/// How long frames go on after the last input: tooltips appear after a delay.
constexpr double linger_seconds = 0.8;
/// How many frames follow the last one in which something changed: a box that fits itself to what
/// it holds has its height a frame later.
constexpr int settling_frames = 3;
/// The app sees no longer step than this, and after a rest the other, so that nothing jumps.
constexpr double longest_step_seconds = 0.5, first_step_seconds = 1.0 / 60;

#ifdef __EMSCRIPTEN__
constexpr const char* glsl_version = "#version 300 es";
#else
constexpr const char* glsl_version = "#version 130";
#endif

std::string& glfw_error() {
  static std::string error;
  return error;
}

GLFWwindow* open(const std::string& title, int width, int height) {
  glfwSetErrorCallback([](int, const char* description) { glfw_error() = description; });
  if (!glfwInit()) throw Error("no window can be opened: " + glfw_error());
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  GLFWwindow* window = glfwCreateWindow(width, height, title.c_str(), nullptr, nullptr);
  if (window == nullptr) {
    glfwTerminate();
    throw Error("no window with OpenGL 3 can be opened: " + glfw_error());
  }
  glfwMakeContextCurrent(window);
  return window;
}

}  // namespace

void Window::Close::operator()(GLFWwindow* window) const {
  glfwDestroyWindow(window);
  glfwTerminate();
}

Window::Backends::Backends(GLFWwindow* window) {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  ImGui_ImplGlfw_InitForOpenGL(window, true);
  ImGui_ImplOpenGL3_Init(glsl_version);
}

Window::Backends::~Backends() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImGui::DestroyContext();
}

Window::Window(const std::string& title, int width, int height, app::Resources resources,
               Fonts fonts, app::Offers offers)
    : fonts_(std::move(fonts)),
      handle_(open(title, width, height)),
      backends_(std::make_unique<Backends>(handle_.get())),
      app_(std::make_unique<app::App>(std::move(resources), offers)) {}

Window::~Window() = default;

bool Window::resting() const {
  return glfwGetTime() > awake_until_ && !app_->busy() && settling_ == 0 &&
         ImGui::GetCurrentContext()->InputEventsQueue.empty() && !ImGui::GetIO().WantTextInput;
}

void Window::wake() {
  awake_until_ = glfwGetTime() + linger_seconds;
}

bool Window::draw(float pixels_per_point) {
  const bool rescaled = pixels_per_point != pixels_per_point_;
  if (resting() && !rescaled) {
    rested_ = true;
    return false;
  }
  settling_ = app_->busy() ? settling_frames : std::max(0, settling_ - 1);
  if (!ImGui::GetCurrentContext()->InputEventsQueue.empty()) wake();
  if (rescaled) {
    pixels_per_point_ = pixels_per_point;
    app::set_up_fonts(fonts_.regular, fonts_.semibold, pixels_per_point);
    ImGui_ImplOpenGL3_DestroyDeviceObjects();  // the next NewFrame makes them anew
    wake();
  }
  const double now = glfwGetTime();
  const double step =
      rested_ ? first_step_seconds : std::min(now - drawn_at_, longest_step_seconds);
  rested_ = false;
  drawn_at_ = now;

  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
  app_->frame(step);
  ImGui::Render();

  int width = 0, height = 0;
  glfwGetFramebufferSize(handle_.get(), &width, &height);
  glViewport(0, 0, width, height);
  const ImVec4 page = ImGui::GetStyleColorVec4(ImGuiCol_WindowBg);
  glClearColor(page.x, page.y, page.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(handle_.get());
  return true;
}

}  // namespace tenprobes::entry
