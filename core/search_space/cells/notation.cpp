#include "core/search_space/cells/notation.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/base/quote.h"

namespace tenprobes {
inline namespace search_space {
namespace {

struct Alias {
  std::string_view names;
  Operation operation;
};

// The last of convolutions and pooling are NASLib's modules, by which it names the operations.
constexpr Alias aliases[] = {
    {"none,zero,zeroize", Operation::none},
    {"skip_connect,skip_connection,skip,identity", Operation::skip_connect},
    {"nor_conv_1x1,conv_1x1,conv1x1,reluconvbn1x1", Operation::nor_conv_1x1},
    {"nor_conv_3x3,conv_3x3,conv3x3,reluconvbn3x3", Operation::nor_conv_3x3},
    {"avg_pool_3x3,avgpool_3x3,avg_pool3x3,avgpool3x3,avg_pool,avgpool,pool_3x3,avgpool1x1",
     Operation::avg_pool_3x3},
};

constexpr std::string_view between = "|+/~@#,;:&()[]{}<>\\'\"-= \t\r\n";
constexpr std::size_t longest = 1000;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// The words of a text; nullopt if anything but what may stand between them is left.
std::optional<std::vector<std::string>> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      if (between.find(text[at++]) == std::string_view::npos) return std::nullopt;
      continue;
    }
    std::string word;
    for (; at < text.size() && is_word(text[at]); ++at) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(text[at])));
    }
    // "conv_1x1~0skip_connect~1": the node's digit ends a word where letters follow.
    if (word.size() > 1 && std::isdigit(static_cast<unsigned char>(word[0])) != 0 &&
        std::isalpha(static_cast<unsigned char>(word[1])) != 0) {
      words.push_back(word.substr(0, 1));
      word.erase(0, 1);
    }
    words.push_back(std::move(word));
  }
  return words;
}

std::optional<Operation> operation_named(std::string_view word) {
  for (const Alias& alias : aliases) {
    if (lists(alias.names, word)) return alias.operation;
  }
  return std::nullopt;
}

bool is_number(const std::string& word) {
  return word.find_first_not_of("0123456789") == std::string::npos;
}

/// Six operations and the nodes that they read from; those that end in one node in any order.
std::optional<Cell> cell_of(const std::optional<std::vector<std::string>>& words) {
  constexpr std::size_t edges = edge_count;
  if (!words || words->size() != 2 * edges) return std::nullopt;
  Cell cell;
  std::array<bool, edges> seen{};
  for (std::size_t place = 0; place < edges; ++place) {
    const auto operation = operation_named((*words)[2 * place]);
    const std::string& node = (*words)[2 * place + 1];
    std::size_t edge = 0;
    while (edge < edges &&
           (edge_target[edge] != edge_target[place] || std::to_string(edge_source[edge]) != node)) {
      ++edge;
    }
    if (!operation || edge == edges || seen[edge]) return std::nullopt;
    seen[edge] = true;
    cell.operations[edge] = *operation;
  }
  return cell;
}

/// Six operations, each named with the edge that it stands on: "{'0_1': 'conv_3x3', ...}", "0->1:
/// skip", with nodes counted from 0 or from 1, in any order.
std::optional<Cell> cell_of_edges(const std::optional<std::vector<std::string>>& words) {
  constexpr std::size_t edges = edge_count;
  std::vector<std::string> parts;
  for (const std::string& word : words.value_or(std::vector<std::string>{})) {
    const bool is_pair = word.size() == 3 && word[1] == '_' && is_number(word.substr(0, 1)) &&
                         is_number(word.substr(2));
    if (is_pair) parts.push_back(word.substr(0, 1));
    parts.push_back(is_pair ? word.substr(2) : word);
  }
  if (parts.size() != 3 * edges) return std::nullopt;
  for (const int first : {0, 1}) {
    Cell cell;
    std::array<bool, edges> seen{};
    std::size_t found = 0;
    for (std::size_t place = 0; place < edges; ++place) {
      const auto operation = operation_named(parts[3 * place + 2]);
      for (std::size_t edge = 0; operation && edge < edges; ++edge) {
        if (seen[edge] || std::to_string(edge_source[edge] + first) != parts[3 * place] ||
            std::to_string(edge_target[edge] + first) != parts[3 * place + 1]) {
          continue;
        }
        seen[edge] = true;
        cell.operations[edge] = *operation;
        ++found;
      }
    }
    if (found == edges) return cell;
  }
  return std::nullopt;
}

/// "nor-conv-3*3" as "nor_conv_3x3", and characters that only look like those of the notation as
/// those: the multiplication sign, a full-width bar, the tilde operator, blanks that do not break.
std::string with_underscores(std::string_view text) {
  std::string plain(text);
  for (const auto& [like, meant] : {std::pair<std::string_view, char>{"\xc3\x97", 'x'},
                                    {"\xef\xbd\x9c", '|'},
                                    {"\xe2\x88\xbc", '~'},
                                    {"\xc2\xa0", ' '}}) {
    for (std::size_t at = 0; (at = plain.find(like, at)) != std::string::npos;) {
      plain.replace(at, like.size(), 1, meant);
    }
  }
  for (std::size_t at = 1; at + 1 < plain.size(); ++at) {
    const bool between_words = is_word(plain[at - 1]) && is_word(plain[at + 1]);
    if (between_words && plain[at] == '-') plain[at] = '_';
    if (between_words && plain[at] == '*') plain[at] = 'x';
  }
  return plain;
}

Error refusal(std::string_view text, const std::string& reason) {
  constexpr std::size_t shown = 120;  // all of a cell and a little more
  return Error(quote(text, shown) + " " + reason +
               "|op~0|+|op~0|op~1|+|op~0|op~1|op~2| with each op one of none, skip_connect, "
               "nor_conv_1x1, nor_conv_3x3, avg_pool_3x3");
}

/// A cell without what stands around it where NAS-Bench-201's Structure, Python's bytes, and
/// HW-NAS-Bench's settings of a network ("{'name': 'infer.tiny', 'arch_str': '|...|', ...}") print
/// themselves.
std::string_view without_surroundings(std::string_view text) {
  for (const std::string_view start : {"Structure(4 nodes with ", "b'", "b\""}) {
    if (text.starts_with(start)) text.remove_prefix(start.size());
  }
  const std::size_t first = text.find('|'), last = text.rfind('|');
  const bool is_setting = text.starts_with('{') && first < last &&
                          text.substr(0, first).find("arch_str") != std::string_view::npos;
  return is_setting ? text.substr(first, last - first + 1) : text;
}

}  // namespace

Cell parse_cell_notation(std::string_view text) {
  const std::string_view body = without_surroundings(text.substr(0, longest));
  const auto words = words_of(body);
  const auto all = [&](auto property) {
    return words && !words->empty() && std::all_of(words->begin(), words->end(), property);
  };
  if (all(is_number)) {
    throw refusal(text,
                  "names operations by numbers, which mean different ones in different tools: "
                  "write ");
  }
  if (words && words->size() == edge_count &&
      all([](const std::string& word) { return operation_named(word).has_value(); })) {
    throw refusal(text,
                  "names six operations without their edges, which tools order differently: "
                  "write ");
  }
  std::optional<Cell> cell;
  if (text.size() <= longest) cell = cell_of(words);
  if (!cell && text.size() <= longest) cell = cell_of(words_of(with_underscores(body)));
  if (!cell && text.size() <= longest) cell = cell_of_edges(words);
  if (!cell) throw refusal(text, "is not an architecture: expected ");
  return *cell;
}

}  // namespace search_space
}  // namespace tenprobes
