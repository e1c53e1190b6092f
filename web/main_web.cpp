// The page's entry: what web/shell/page.js calls, and what calls it back.
//
// Every tenprobes_* function that can fail returns JSON, {"value": ...} or {"error": "a sentence"},
// with "awaits": a part's name, where it can be called again once tenprobes_supply() brought that;
// valid until the next call. Positions are in pixels of the canvas.
#include <GLES3/gl3.h>
#include <GLFW/glfw3.h>
#include <emscripten.h>
#include <emscripten/html5.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_internal.h>

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/error.h"
#include "web/app/awaited.h"
#include "web/app/text_faults.h"
#include "web/entry/touch.h"
#include "web/entry/window.h"

namespace {

using namespace tenprobes;
using nlohmann::ordered_json;

// clang-format off
EM_JS(void, resize_canvas, (int width, int height), {
  const canvas = Module['canvas'];
  canvas.width = width;
  canvas.height = height;
  Browser.updateResizeListeners();
});

EM_JS(void, tell_page, (const char* event, const char* text), {
  Module['onTenprobes'](UTF8ToString(event), UTF8ToString(text));
});

EM_JS(void, offer_file, (const char* name, const char* bytes, int size), {
  Module['onFile'](UTF8ToString(name), HEAPU8.slice(bytes, bytes + size));
});

EM_JS(void, begin_training, (const char* settings, const char* quality, int size), {
  Module['onTrain'](UTF8ToString(settings), HEAPU8.slice(quality, quality + size).buffer);
});

EM_JS(void, offer_picture, (const char* name, const char* pixels, int width, int height), {
  Module['onPicture'](UTF8ToString(name), HEAPU8.slice(pixels, pixels + 4 * width * height), width, height);
});

EM_JS(char*, qr_modules, (const char* text), {
  return allocateUTF8(Module['qrCode'](UTF8ToString(text)));
});

EM_JS(char*, pasted_text, (), {
  return allocateUTF8(Module['pastedText'] || "");
});
// clang-format on

struct Page {
  entry::Window window;
  entry::Touch touch;
  std::string announced, shared, pasted;
  int width = 0, height = 0;
  bool resting = false;  ///< no frame is asked for until tenprobes_wake()
};

std::unique_ptr<Page> page;

void wake() {
  page->window.wake();
  if (!page->resting) return;
  page->resting = false;
  emscripten_resume_main_loop();
}

template <class Work>
const char* answer(Work work) {
  ordered_json reply;
  try {
    reply["value"] = work();
  } catch (const nlohmann::json::exception& error) {
    reply = {{"error", std::string("the request is not valid JSON: ") + error.what()}};
  } catch (const app::Awaited& part) {
    reply = {{"error", part.what()}, {"awaits", part.name}};
  } catch (const std::exception& error) {
    reply = {{"error", error.what()}};
  }
  static std::string text;
  text = reply.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  return text.c_str();
}

/// A call that changes what is shown.
template <class Work>
const char* change(Work work) {
  wake();
  return answer([&] {
    work();
    return ordered_json(nullptr);
  });
}

/// What was just drawn, top row first.
void offer_picture(const app::Wish& wish) {
  const auto [left, top, right, bottom] = wish.corners;
  const int x = std::max(0, static_cast<int>(left)), y = std::max(0, static_cast<int>(top));
  const int wide = std::min(page->width, static_cast<int>(right)) - x;
  const int high = std::min(page->height, static_cast<int>(bottom)) - y;
  if (wide <= 0 || high <= 0) return;
  const size_t row = 4 * static_cast<size_t>(wide);
  std::string upside_down(row * static_cast<size_t>(high), '\0'), pixels;
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(x, page->height - y - high, wide, high, GL_RGBA, GL_UNSIGNED_BYTE,
               upside_down.data());
  for (size_t i = static_cast<size_t>(high); i-- > 0;) pixels.append(upside_down, i * row, row);
  offer_picture(wish.name.c_str(), pixels.data(), wide, high);
}

void grant_wishes() {
  for (const app::Wish& wish : page->window.app().take_wishes()) {
    switch (wish.kind) {
      case app::Wish::Kind::open_file:
        tell_page("open-file", "");
        break;
      case app::Wish::Kind::save_picture:
        offer_picture(wish);
        break;
      case app::Wish::Kind::start_training:
        begin_training(wish.name.c_str(), wish.bytes.data(), static_cast<int>(wish.bytes.size()));
        break;
      case app::Wish::Kind::fetch:
        tell_page("fetch", wish.name.c_str());
        break;
      case app::Wish::Kind::measure:
        tell_page("measure", wish.name.c_str());
        break;
      case app::Wish::Kind::stop_measuring:
        tell_page("stop-measuring", "");
        break;
      case app::Wish::Kind::save_network:
        tell_page("write-network", wish.name.c_str());
        break;
      case app::Wish::Kind::stop_training:
        tell_page("stop-training", "");
        break;
      case app::Wish::Kind::save_file:
        offer_file(wish.name.c_str(), wish.bytes.data(), static_cast<int>(wish.bytes.size()));
        break;
    }
  }
}

void fit_canvas(double pixel_ratio) {
  double width = 0, height = 0;
  emscripten_get_element_css_size("#canvas", &width, &height);
  const int wide = std::max(1, static_cast<int>(width * pixel_ratio + 0.5));
  const int high = std::max(1, static_cast<int>(height * pixel_ratio + 0.5));
  if (wide == page->width && high == page->height) return;
  page->width = wide;
  page->height = high;
  resize_canvas(wide, high);
  page->window.wake();
}

void frame() {
  const double pixel_ratio = emscripten_get_device_pixel_ratio();
  fit_canvas(pixel_ratio);
  if (page->touch.busy()) {
    page->touch.update(glfwGetTime());
    page->window.wake();
  }
  app::App& app = page->window.app();
  if (!page->window.draw(static_cast<float>(pixel_ratio))) {
    page->resting = true;
    emscripten_pause_main_loop();
    tell_page("rest", "");
    return;
  }
  grant_wishes();
  if (std::string announcement = app.announcement(); announcement != page->announced) {
    page->announced = std::move(announcement);
    tell_page("announcement", page->announced.c_str());
  }
  if (std::string shared = app.share(); shared != page->shared) {
    page->shared = std::move(shared);
    tell_page("link", page->shared.c_str());
  }
}

std::string qr_code(const std::string& text) {
  char* modules = qr_modules(text.c_str());
  std::string copy = modules;
  std::free(modules);
  return copy;
}

const char* clipboard_text(void*) {
  char* text = pasted_text();
  page->pasted = text;
  std::free(text);
  return page->pasted.c_str();
}

void set_clipboard_text(void*, const char* text) {
  tell_page("copy", text);
}

}  // namespace

extern "C" {

/// Opens the window; the page is drawn from then on.
EMSCRIPTEN_KEEPALIVE const char* tenprobes_start(int apple_keyboard) {
  return answer([&] {
    app::Resources resources = entry::read_resources("/");
    for (const app::LatePart& part : app::late_parts) resources.later.emplace(part.name);
    page.reset(
        new Page{.window = entry::Window(
                     "tenprobes", 1, 1, std::move(resources), entry::read_fonts("/fonts"),
                     {.training = true, .pictures = true, .measuring = true, .qr_code = qr_code})});
    page->shared = page->window.app().share();
    ImGuiIO& io = ImGui::GetIO();
    io.GetClipboardTextFn = clipboard_text;
    io.SetClipboardTextFn = set_clipboard_text;
    io.ConfigMacOSXBehaviors = apple_keyboard != 0;
    // tenprobes_pointer() reports the pointer: the backend must not ask GLFW for it.
    ImGui_ImplGlfw_CursorEnterCallback(page->window.handle(), 1);
    emscripten_set_main_loop(frame, 0, false);
    return ordered_json(nullptr);
  });
}

/// The files of a part (awaited.h) stand where they stand in the repository, below the root.
EMSCRIPTEN_KEEPALIVE const char* tenprobes_supply(const char* part) {
  const char* reply = change([&] { page->window.app().supply(part, entry::read_resources("/")); });
  grant_wishes();
  return reply;
}

/// The part cannot be had, for this reason. The value: the sentence that says so.
EMSCRIPTEN_KEEPALIVE const char* tenprobes_miss(const char* part, const char* reason) {
  wake();
  return answer([&] { return page->window.app().miss(part, reason); });
}

/// All that the graphics card held is gone: it gets it anew.
EMSCRIPTEN_KEEPALIVE void tenprobes_graphics_restored() {
  page->window.restore_graphics();
  wake();
}

/// Of anything that the page should look at: input, another size.
EMSCRIPTEN_KEEPALIVE void tenprobes_wake() {
  wake();
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_state() {
  return answer([] { return page->window.app().state(); });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_text_faults() {
  return answer([] { return ordered_json(app::text_faults()); });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_adapt(const char* request) {
  return answer([&] { return page->window.app().adapt(nlohmann::json::parse(request)); });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_load(const char* bytes, int size, const char* name) {
  return change([&] { page->window.app().load_file({bytes, static_cast<size_t>(size)}, name); });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_load_space(const char* bytes, int size,
                                                      const char* name) {
  return change([&] { page->window.app().load_space({bytes, static_cast<size_t>(size)}, name); });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_act(const char* action) {
  const char* reply = change([&] { page->window.app().act(nlohmann::json::parse(action)); });
  grant_wishes();
  return reply;
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_training_news(const char* news, const char* bytes,
                                                         int size) {
  return change([&] {
    page->window.app().tell_training(news, {bytes, static_cast<size_t>(size)});
  });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_measurement(const char* news) {
  const char* reply = change([&] { page->window.app().tell_measurement(news); });
  grant_wishes();
  return reply;
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_session() {
  return answer([] { return page->window.app().session(); });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_trained_weights() {
  return page->window.app().trained_weights().data();
}
EMSCRIPTEN_KEEPALIVE int tenprobes_trained_size() {
  return static_cast<int>(page->window.app().trained_weights().size());
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_restore(const char* fragment) {
  return change([&] { page->window.app().restore(fragment); });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_share() {
  return answer([] { return page->window.app().share(); });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_complain(const char* sentence) {
  return change([&] { page->window.app().complain(sentence); });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_prefer(int dark, int reduced_motion) {
  return change([&] {
    page->window.app().prefer_dark(dark != 0);
    page->window.app().prefer_reduced_motion(reduced_motion != 0);
  });
}

EMSCRIPTEN_KEEPALIVE const char* tenprobes_address(const char* address) {
  return change([&] { page->window.app().set_address(address); });
}

/// `button`: 0 left, 1 right, 2 middle, -1 none changed. `x` < 0: the pointer has left.
EMSCRIPTEN_KEEPALIVE void tenprobes_pointer(double x, double y, int button, int pressed) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(ImGuiMouseSource_Mouse);
  constexpr float nowhere = -3.4e38f;
  io.AddMousePosEvent(x < 0 ? nowhere : static_cast<float>(x),
                      x < 0 ? nowhere : static_cast<float>(y));
  if (button >= 0) io.AddMouseButtonEvent(button, pressed != 0);
}

/// `phase`: 0 down, 1 moved, 2 up, 3 taken away by the system.
EMSCRIPTEN_KEEPALIVE void tenprobes_touch(double x, double y, int phase) {
  const ImVec2 at(static_cast<float>(x), static_cast<float>(y));
  const double now = glfwGetTime();
  if (phase == 0) page->touch.down(at, now);
  if (phase == 1) page->touch.move(at, now);
  if (phase == 2) page->touch.up(at, now);
  if (phase == 3) page->touch.cancel();
  wake();
}

/// Whether something under the pointer can be scrolled: a menu, or a panel that is longer than its room.
EMSCRIPTEN_KEEPALIVE int tenprobes_scrolls() {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  const ImGuiWindow* window = context.HoveredWindow;
  return context.OpenPopupStack.Size > 0 || (window && window->ScrollMax.y > 0) ? 1 : 0;
}

/// Two fingers around this point: `turns` of the wheel, more than 0 where they part.
EMSCRIPTEN_KEEPALIVE void tenprobes_pinch(double x, double y, double turns) {
  page->touch.cancel();
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(static_cast<float>(x), static_cast<float>(y));
  io.AddMouseWheelEvent(0, static_cast<float>(turns));
  wake();
}

/// Text of an on-screen keyboard; '\b' deletes.
EMSCRIPTEN_KEEPALIVE void tenprobes_type(const char* text) {
  ImGuiIO& io = ImGui::GetIO();
  if (std::string_view(text) == "\b") {
    io.AddKeyEvent(ImGuiKey_Backspace, true);
    io.AddKeyEvent(ImGuiKey_Backspace, false);
  } else {
    io.AddInputCharactersUTF8(text);
  }
}

EMSCRIPTEN_KEEPALIVE int tenprobes_wants_text() {
  return ImGui::GetIO().WantTextInput;
}
}
