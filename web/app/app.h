// The whole app, as widgets of a Dear ImGui frame: the same code in the page and in the window.
//
//   app::set_up_fonts(regular, semibold, pixel_ratio);   // theme.h; before the first frame
//   app::App app(std::move(resources));
//   for (;;) { ImGui::NewFrame(); app.frame(seconds); ImGui::Render(); ... }
//
// The entry (web/main_web.cpp, native/desktop) owns the window, the clock and the files. The app
// has none of them: what it needs from outside it asks for by take_wishes().
#pragma once

#include <array>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tenprobes::app {

/// The shipped files, as bytes. Empty text where a file is not shipped.
struct Resources {
  std::string controller_weights;                     ///< safetensors
  std::string edit_weights;                           ///< safetensors; may be empty
  std::string proxy_table;                            ///< safetensors; may be empty
  std::map<std::string, std::string> device_presets;  ///< name, e.g. "raspi4", to device JSON
  std::map<std::string, std::string> spaces;          ///< BuiltInSpace::asset to its bytes
  /// Of the other spaces, by their names: file name, e.g. "pixel3.json", to bytes.
  std::map<std::string, std::map<std::string, std::string>> space_presets;
  std::string surrogate;                       ///< safetensors; may be empty
  std::string help_weights;                    ///< safetensors; may be empty
  std::map<std::string, std::string> lessons;  ///< name to JSON
  /// What is left out above and comes by App::supply(): names of late_parts (awaited.h).
  std::set<std::string, std::less<>> later = {};
  std::map<std::string, std::string> qualities =
      {};                    ///< of layered spaces, by name, beside their own: JSON
  std::string quality = {};  ///< while the proxy table is to come: proxies::pack_quality()
};

/// Something only the entry can do.
struct Wish {
  enum class Kind {
    open_file,       ///< let the user pick a file, then call load_file()
    save_file,       ///< offer `bytes` as a file called `name`
    save_picture,    ///< offer what the screen shows in `corners` as a PNG called `name`
    start_training,  ///< train with the settings in `name` (JSON) on the quality in `bytes`
                     ///< ([15625] doubles), and tell_training() what happens
    stop_training,
    measure,  ///< run and time the network that `name` says, {"ticket", "space", "architecture"}: the
              ///< space's file, empty for cells, and the network's text), in a worker, and
              ///< tell_measurement() with the ticket
    stop_measuring,
    save_network,  ///< make ONNX of the network that `name` says, as above without a ticket, in a worker,
                   ///< and offer it as a file
    fetch,         ///< the part `name` (awaited.h) is wanted now: supply() it
  };
  Kind kind;
  std::string name;
  std::string bytes;
  std::array<float, 4> corners = {};  ///< pixels: left, top, right, bottom
};

/// What the entry offers beyond files and the clipboard.
struct Offers {
  bool training = false, pictures = false;
  bool measuring = false;  ///< a worker that runs networks and writes them
  /// The modules of a QR code of a text, row by row, '#' where one is dark; "" where there is none.
  std::string (*qr_code)(const std::string& text) = nullptr;
};

class App {
 public:
  /// Throws Error if a shipped file is not what it should be.
  explicit App(Resources resources, Offers offers = {});
  ~App();

  /// The widgets of one ImGui frame, filling the display; `seconds` since the last frame. Needs an
  /// ImGui context and set_up_fonts().
  void frame(double seconds);

  /// False when nothing moves: the entry may skip frames until there is input or a call below.
  bool busy() const;

  /// Everything shown: settings, device, cloud summary, probes, recommendation, curves, message.
  nlohmann::ordered_json state() const;

  /// One adaptation session at once, beside the one shown: {space, device, probes, budgetQuantile or
  /// budgetMs, method, seed}, each with the page's own setting as its default. The document of
  /// `tenprobes adapt --json`. Throws Error.
  nlohmann::ordered_json adapt(const nlohmann::json& request);

  /// A device (JSON, HELP's .pt, .csv), a search space (.csv, JSON), controller weights
  /// (.safetensors), a session, a lesson, or a table of scores or accuracies, told apart by content.
  /// Throws Error and changes nothing then.
  void load_file(std::string_view bytes, const std::string& name);

  /// A search space from a file, which becomes the one shown. Throws Error and changes nothing then.
  void load_space(std::string_view bytes, const std::string& name);

  /// A part of `Resources::later` has come: it is in `resources` now. What waited for it in the page
  /// (not by the functions here, which throw Awaited) is done. Throws Error if a file is not what it
  /// should be.
  void supply(std::string_view part, const Resources& resources);

  /// The part could not be had, for this reason: what waited for it is given up. Returns the sentence
  /// that says so, for who waited outside.
  std::string miss(std::string_view part, const std::string& reason);

  /// What can be done in the page, for scripts and tests: actions.h lists it. Throws Error.
  void act(const nlohmann::json& action);

  /// News of the measuring worker (this_browser.h).
  void tell_measurement(std::string_view news);
  /// The session shown, as `tenprobes adapt --save` writes it. Throws Error before its first probe.
  nlohmann::ordered_json session() const;

  /// News of the training worker (training_run.h) with the weights that belong to them.
  void tell_training(std::string_view news, std::string_view weights);
  /// The weights trained so far; empty before the first.
  const std::string& trained_weights() const;

  /// Shows a sentence in the page and announces it, as for a file that was refused. The user
  /// dismisses it.
  void complain(const std::string& sentence);

  /// The settings as a URL fragment (without '#') that restore() takes back.
  std::string share() const;

  /// Throws Error, and changes nothing, on a fragment that share() would not write. Of files of the
  /// sender's own, which are not here, the banner tells.
  void restore(const std::string& fragment);

  /// The last event as a sentence, for screen readers: of the session, a sentence in the banner,
  /// or the reply to a lesson's answer.
  std::string announcement() const;

  /// The theme that the system asks for, unless the user has chosen another. Links leave it out.
  void prefer_dark(bool dark);

  /// Where the page stands, without a fragment: for codes that other people open.
  void set_address(const std::string& address);

  /// No gliding points where the user asked the system for less motion.
  void prefer_reduced_motion(bool reduced);

  /// What the widgets asked for since the last call.
  std::vector<Wish> take_wishes();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace tenprobes::app
