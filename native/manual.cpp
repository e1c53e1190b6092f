#include "native/manual.h"

#include <algorithm>
#include <map>

#include "core/base/named.h"
#include "core/search/strategies.h"
#include "native/commands.h"
#include "native/device_spec.h"
#include "native/spaces.h"

namespace tenprobes::native {
namespace {

/// Text that troff takes as it stands: no escape, no hyphen for a minus, no request at a line's start.
std::string troff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool starts_line = out.empty() || out.back() == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (starts_line && (c == '.' || c == '\'')) {
      out += std::string("\\&") + c;
    } else {
      out += c;
    }
  }
  return out;
}

/// --help's own options are no different from the others: without them a command has none.
std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return !option->get_group().empty(); });
}

std::vector<const CLI::App*> subcommands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

/// "tenprobes devices fit".
std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? "tenprobes"
                                     : full_name(*app.get_parent()) + " " + app.get_name();
}

std::string described_options(const CLI::App& app) {
  std::string text;
  for (const CLI::Option* option : options_of(app)) {
    text += ".TP\n\\fB" + troff(option->get_name(option->get_positional(), true)) + "\\fR";
    if (option->get_type_size() != 0) text += " \\fI" + troff(option->get_type_name()) + "\\fR";
    text += "\n" + troff(option->get_description());
    if (option->get_required()) text += " (required)";
    const std::string value = option->get_default_str();
    if (!value.empty() && option->get_type_size() != 0) text += " (default: " + troff(value) + ")";
    text += "\n";
  }
  return text;
}

void append_commands(const CLI::App& app, std::string& text) {
  for (const CLI::App* command : subcommands_of(app)) {
    text += ".SH " + troff(full_name(*command)) + "\n" + troff(command->get_description()) + "\n" +
            described_options(*command);
    append_commands(*command, text);
  }
}

ManualPage page_of(const CLI::App& app) {
  std::string name = full_name(app);
  std::replace(name.begin(), name.end(), ' ', '-');
  std::string text = ".TH " + troff(name) + " 1 \"\" \"tenprobes " + version() + "\"\n.SH NAME\n" +
                     troff(name) + " \\- " + troff(app.get_description()) + "\n.SH SYNOPSIS\n\\fB" +
                     troff(full_name(app)) + "\\fR " +
                     (subcommands_of(app).empty() ? "" : "\\fICOMMAND\\fR ") +
                     "[\\fIOPTION\\fR]...\n.SH OPTIONS\n" + described_options(app);
  const bool is_program = app.get_parent() == nullptr;
  if (is_program) {
    text += ".SH COMMANDS\n";
    for (const CLI::App* command : subcommands_of(app)) {
      text += ".TP\n\\fBtenprobes\\-" + troff(command->get_name()) + "\\fR(1)\n" +
              troff(command->get_description()) + "\n";
    }
  } else {
    append_commands(app, text);
  }
  text +=
      ".SH EXIT STATUS\n0; 1 where good input could not be dealt with; 2 for bad usage or input.\n";
  if (!is_program) text += ".SH SEE ALSO\n\\fBtenprobes\\fR(1)\n";
  return {name + ".1", text};
}

/// What may stand behind an option; empty: a file, or anything.
std::string values_of(const CLI::Option& option) {
  const std::string name = option.get_name();
  std::vector<std::string> words;
  if (name == "--space") {
    for (const BuiltInSpace& space : built_in_spaces()) words.emplace_back(space.name);
  } else if (name == "--device" || name == "--proxy-device" || name == "--train-devices") {
    words = preset_names(*open_space(std::string(built_in_spaces().front().name)));
    words.insert(words.end(), {"this-machine", "synthetic:", "cmd:", "ssh:", "adb:"});
  } else if (name == "--method") {
    for (const search::StrategyKind& kind : search::strategy_kinds()) words.emplace_back(kind.name);
  } else {  // "TEXT:{budget,scalarised}"
    const std::string type = option.get_type_name();
    const std::size_t begin = type.find('{'), end = type.find('}');
    if (begin == std::string::npos || end == std::string::npos) return "";
    std::string listed = type.substr(begin + 1, end - begin - 1);
    std::replace(listed.begin(), listed.end(), ',', ' ');
    return listed;
  }
  return joined(words, " ");
}

/// Three tables by the command's words: its subcommands, its options, their values.
void append_tables(const CLI::App& app, std::string& text) {
  std::vector<std::string> commands, options;
  for (const CLI::App* command : subcommands_of(app)) commands.push_back(command->get_name());
  const std::string name = full_name(app);
  for (const CLI::Option* option : options_of(app)) {
    if (option->get_positional()) continue;
    options.push_back(option->get_name());
    if (const std::string values = values_of(*option); !values.empty()) {
      text += "_tenprobes_words['" + name + " " + option->get_name() + "']='" + values + "'\n";
    }
  }
  text += "_tenprobes_words['" + name + "']='" + joined(commands, " ") + "'\n_tenprobes_words['" +
          name + " --']='" + joined(options, " ") + "'\n";
  for (const CLI::App* command : subcommands_of(app)) append_tables(*command, text);
}

}  // namespace

std::vector<ManualPage> manual_pages(const CLI::App& program) {
  std::vector<ManualPage> pages = {page_of(program)};
  for (const CLI::App* command : subcommands_of(program)) pages.push_back(page_of(*command));
  return pages;
}

std::string bash_completion(const CLI::App& program) {
  std::string text =
      "# bash completion of tenprobes, made by 'tenprobes manual --bash'\n"
      "declare -gA _tenprobes_words\n";
  append_tables(program, text);
  // A colon ends a word of readline's, so what follows one ("synthetic:7") is left to the user.
  return text + R"sh(_tenprobes() {
  local current=${COMP_WORDS[COMP_CWORD]} command=tenprobes option='' word words
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == -* ]]; then
      option=$word
    elif [[ " ${_tenprobes_words[$command]} " == *" $word "* ]]; then
      command+=" $word"
    fi
  done
  if [[ $current == -* ]]; then
    words=${_tenprobes_words[$command --]}
  elif [[ -n $option ]]; then
    words=${_tenprobes_words[$command $option]}
  else
    words=${_tenprobes_words[$command]}
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _tenprobes tenprobes
)sh";
}

}  // namespace tenprobes::native
