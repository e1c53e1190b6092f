// tenprobes manual: man pages and bash completion, as packages install them.
#include <cstdio>
#include <filesystem>

#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/manual.h"

namespace tenprobes::native {
namespace {

namespace fs = std::filesystem;

struct ManualOptions {
  std::string out;
  bool bash = false;
};

void run(const ManualOptions& options, const CLI::App& program) {
  if (options.bash == !options.out.empty()) throw Error("give just one of --out and --bash");
  if (options.bash) {
    std::fputs(bash_completion(program).c_str(), stdout);
    return;
  }
  const fs::path pages = fs::path(options.out) / "man/man1";
  const fs::path completions = fs::path(options.out) / "bash-completion/completions";
  std::error_code ignored;  // write_file() says what is wrong
  fs::create_directories(pages, ignored);
  fs::create_directories(completions, ignored);
  for (const ManualPage& page : manual_pages(program)) write_file(pages / page.name, page.text);
  write_file(completions / "tenprobes", bash_completion(program));
}

}  // namespace

void add_manual(CLI::App& app) {
  auto options = std::make_shared<ManualOptions>();
  CLI::App* command = app.add_subcommand("manual", "Man pages, and completion for bash");
  command->add_option("--out", options->out,
                      "Write both below this folder, as share/ has them: man/man1 and"
                      " bash-completion/completions");
  command->add_flag("--bash", options->bash,
                    "Print the completion: source <(tenprobes manual --bash)");
  command->callback([options, &app] { run(*options, app); });
}

}  // namespace tenprobes::native
