#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <new>

#include "core/base/quote.h"
#include "core/base/text_encoding.h"
#include "native/command.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/ranks.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

/// Names and texts end up in JSON and on terminals, which take neither other encodings nor control
/// characters: said before anything is measured.
void check_arguments(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (!is_utf8(argument)) {
      throw Error("the argument " + quote(argument) +
                  " is not UTF-8: rename the file, or write the name in UTF-8");
    }
    if (argument.find_first_of("\x1b\x07\x08\x7f") != std::string_view::npos) {
      throw Error("the argument '" + printable(argument) + "' holds control characters");
    }
  }
}

/// The sentence for "Could not convert: --budget-ms = 10ms".
std::string unread_value(const std::string& said) {
  const std::size_t name = said.find(": "), equals = said.find(" = ");
  if (name == std::string::npos || equals == std::string::npos || equals < name) return said;
  const std::string value = said.substr(equals + 3);
  const std::string given = said.substr(name + 2, equals - name - 2) + " is given " + quote(value);
  if (value.find_first_not_of("0123456789") == std::string::npos)
    return given + ", which is too large";
  return given +
         ", which it does not take: numbers stand without a unit and have a decimal point; --help "
         "after the command lists what else there is";
}

int run(int argc, char** argv) {
  CLI::App app("tenprobes: the best neural network for your device with about ten latency probes");
  app.set_version_flag("--version", build_facts());
  app.require_subcommand(1);
  for (const auto add : all_commands) add(app);
  check_numbers(app);
  const auto say = [](const char* what, const char* sentence) {
    if (rank() > 0) sleep(2);  // what all ranks know, the first says: it then ends them
    std::fprintf(stderr, "tenprobes: %s%s\n", what, printable(sentence).c_str());
  };
  try {
    check_arguments(argc, argv);
    require_that_it_splits(argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "");
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ConversionError& error) {
    say("", unread_value(error.what()).c_str());
    return 2;
  } catch (const CLI::RequiredError& error) {
    const bool is_unknown = app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-';
    if (!is_unknown) return app.exit(error), 2;
    say("no command is called ", (quote(argv[1]) + "; 'tenprobes --help' lists them").c_str());
    return 2;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const Failure& error) {
    say("", error.what());
    return 1;
  } catch (const Error& error) {
    say("", error.what());
    return was_interrupted() ? 1 : 2;  // good input, and yet it was not done
  } catch (const std::bad_alloc&) {
    say("", "this needs more memory than there is");
    return 1;
  } catch (const std::exception& error) {
    say("unexpected: ", error.what());
    return 1;
  }
}

/// A result that nobody could read is a failure.
int flushed(int code) {
  std::cout.flush();
  errno = 0;
  const bool is_written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good();
  if (is_written) return code;
  std::fprintf(stderr, "tenprobes: the output could not be written: %s\n",
               errno != 0 ? std::strerror(errno) : "is the disk full?");
  return code == 0 ? 1 : code;
}

}  // namespace
}  // namespace tenprobes::native

int main(int argc, char** argv) {
  using namespace tenprobes::native;
  const Ranks ranks;
  const int code = flushed(run(argc, argv));
  if (code != 0) ranks.end_all(code);
  return code;
}
