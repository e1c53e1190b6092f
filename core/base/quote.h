// Foreign text inside our sentences and commands.
#pragma once

#include <string>
#include <string_view>

namespace tenprobes {

/// 'text', cut after so many bytes, with a question mark for whatever is no visible character: control
/// characters, those that steer how text is laid out, and bytes that are no UTF-8.
std::string quote(std::string_view text, std::size_t most = 60);

/// As one word of a shell's (POSIX), between quotation marks where it has to be.
std::string shell_quoted(std::string_view text);

}  // namespace tenprobes
