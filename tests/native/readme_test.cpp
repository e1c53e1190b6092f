// The README's own examples: its files are written as it shows them, its commands run.
#include <sys/stat.h>

#include <regex>
#include <sstream>
#include <vector>

#include "tests/native/preset_program.h"

namespace tenprobes::native {
namespace {

const std::filesystem::path root = std::filesystem::path(TENPROBES_EXAMPLES) / "../..";

struct Block {
  std::string language;
  std::vector<std::string> lines;
  std::string text;
};

std::vector<Block> blocks_of(const std::string& markdown) {
  std::vector<Block> blocks;
  bool inside = false;
  std::istringstream lines(markdown);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) blocks.push_back({line.substr(3), {}, ""});
    } else if (inside) {
      blocks.back().lines.push_back(line);
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

/// The file that one of the first lines names in a comment: "# models.csv", "# time.sh: ...".
std::string named_file(const Block& block) {
  for (const std::string& line : block.lines) {
    std::smatch match;
    if (std::regex_search(line, match, std::regex("^# ([a-z_]+\\.[a-z]+)"))) return match[1];
  }
  return "";
}

TEST(Readme, CommandsRunOnItsFiles) {
  const TemporaryFolder folder;
  int files = 0, commands = 0;
  for (const Block& block : blocks_of(whole_file(root / "README.md"))) {
    if (block.language == "csv" || block.language == "sh") {
      ASSERT_NE(named_file(block), "") << block.text;
      chmod(folder.write(named_file(block), block.text).c_str(), 0755);
      ++files;
    } else if (block.language == "json") {
      EXPECT_EQ(block.text, whole_file(root / "assets/spaces/example.json"));
      folder.write("example.json", block.text);
      ++files;
    } else if (block.language == "console") {
      for (const std::string& line : block.lines) {
        ASSERT_TRUE(line.starts_with("tenprobes ")) << line;
        const std::string shorter = line.find(" train ") < 11 ? " --steps 2000" : "";
        const std::string arguments = line.substr(10, line.find("   #") - 10) + shorter;
        const ProgramRun result = run_program(
            arguments, "cd '" + folder.path().string() + "' && TENPROBES_STORE=/nowhere");
        EXPECT_EQ(result.exit_code, 0) << line << "\n" << result.err;
        EXPECT_FALSE(result.out.empty() && result.err.empty()) << line;
        ++commands;
      }
    }
  }
  EXPECT_EQ(files, 3);
  EXPECT_GE(commands, 15);
}

}  // namespace
}  // namespace tenprobes::native
