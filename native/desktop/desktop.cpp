// tenprobes desktop: the page's app in a window of this machine.
#include <GLFW/glfw3.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "web/entry/window.h"

namespace tenprobes::native {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> files;
  std::string state;
  int width = 1440, height = 900;
};

constexpr double resting_seconds = 0.25;

void load(app::App& app, const std::filesystem::path& path) {
  app.load_file(read_file(path), path.filename().string());
}

void load_dropped(GLFWwindow* handle, int count, const char** paths) {
  auto& window = *static_cast<entry::Window*>(glfwGetWindowUserPointer(handle));
  for (int i = 0; i < count; ++i) {
    try {
      load(window.app(), paths[i]);
    } catch (const Error& error) {
      window.app().complain(error.what());
    }
  }
  window.wake();
}

/// In this folder, as browsers do: "session.json", or "session (2).json" where that is taken.
std::string free_path(const std::string& wanted) {
  const fs::path name = fs::path(wanted).filename();
  fs::path path = name;
  for (int copy = 2; fs::exists(path); ++copy) {
    path = name.stem().string() + " (" + std::to_string(copy) + ")" + name.extension().string();
  }
  return path.string();
}

void grant(const app::Wish& wish, entry::Window& window) {
  switch (wish.kind) {
    case app::Wish::Kind::open_file:
      window.app().complain(
          "Drop the file on this window, or name it when you start: tenprobes desktop FILE.");
      break;
    case app::Wish::Kind::save_picture:
    case app::Wish::Kind::start_training:
    case app::Wish::Kind::stop_training:
    case app::Wish::Kind::fetch:
    case app::Wish::Kind::measure:
    case app::Wish::Kind::stop_measuring:
    case app::Wish::Kind::save_network:
      break;  // not offered
    case app::Wish::Kind::save_file: {
      const std::string path = free_path(wish.name);
      write_file(path, wish.bytes);
      std::fprintf(stderr, "wrote %s\n", path.c_str());
      break;
    }
  }
}

float pixels_per_point(GLFWwindow* window) {
  float x = 1, y = 1;
  glfwGetWindowContentScale(window, &x, &y);
  return std::max(x, 1.0f);
}

void run(const Options& options) {
  entry::Window window("tenprobes", options.width, options.height,
                       entry::read_resources(shipped_file("assets").parent_path()),
                       entry::read_fonts(TENPROBES_FONTS));
  for (const std::string& file : options.files) load(window.app(), file);
  if (!options.state.empty()) window.app().restore(options.state);
  glfwSwapInterval(1);
  glfwSetWindowUserPointer(window.handle(), &window);
  glfwSetDropCallback(window.handle(), load_dropped);
  while (!glfwWindowShouldClose(window.handle())) {
    if (window.resting()) {
      glfwWaitEventsTimeout(resting_seconds);
    } else {
      glfwPollEvents();
    }
    if (!window.draw(pixels_per_point(window.handle()))) continue;
    for (const app::Wish& wish : window.app().take_wishes()) {
      try {
        grant(wish, window);
      } catch (const Error& error) {
        window.app().complain(error.what());
      }
      window.wake();
    }
  }
}

}  // namespace

void add_desktop(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("desktop", "Opens the playground in a window");
  command->add_option("files", options->files, "Devices, weights or tables to open");
  command->add_option("--state", options->state, "What a shared link has behind its #");
  command->add_option("--width", options->width, "Of the window")->check(CLI::Range(200, 10000));
  command->add_option("--height", options->height, "Of the window")->check(CLI::Range(200, 10000));
  command->callback([options] { run(*options); });
}

}  // namespace tenprobes::native
