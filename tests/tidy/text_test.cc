// How files look: lengths, widths, white space, links, words that promise work to somebody else.
#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <regex>

#include "tests/tidy/tree.h"
#include "tests/unit/test.h"

namespace rednode::tidy {
namespace {

constexpr std::size_t kLinesMax = 700;
constexpr std::size_t kColumnsMax = 100;

// Characters, not octets: a continuation octet of UTF-8 begins with the bits 10.
std::size_t columns_of(const std::string& line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// Relative targets of [text](target) outside of fenced blocks, with the index of their line.
std::vector<std::pair<std::size_t, std::string>> links_of(const File& file) {
  static const std::regex kLink(R"(\]\(([^)\s]+)[^)]*\))");
  std::vector<std::pair<std::size_t, std::string>> links;
  bool fenced = false;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string& line = file.lines[i];
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced) continue;
    for (std::sregex_iterator at(line.begin(), line.end(), kLink), end; at != end; ++at) {
      std::string target = (*at)[1];
      target = target.substr(0, target.find('#'));
      if (target.empty() || target.find(':') != target.npos) continue;
      links.emplace_back(i, target);
    }
  }
  return links;
}

}  // namespace

TEST_CASE("Every header is guarded") {
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    if (file.is_header() && std::ranges::find(file.lines, "#pragma once") == file.lines.end()) {
      findings.push_back(file.path + ": no #pragma once");
    }
  }
  expect_none(findings);
}

TEST_CASE("Files are short and lines are narrow") {
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    if (!file.is_code()) continue;
    if (file.lines.size() > kLinesMax) {
      findings.push_back(file.path + ": " + std::to_string(file.lines.size()) + " lines");
    }
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::size_t columns = columns_of(file.lines[i]);
      if (columns > kColumnsMax)
        findings.push_back(at(file, i, std::to_string(columns) + " columns"));
    }
  }
  expect_none(findings);
}

TEST_CASE("No tab, no white space at the end of a line") {
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      if (line.find('\t') != line.npos) findings.push_back(at(file, i, "a tab"));
      if (line.ends_with(' ') || line.ends_with('\r'))
        findings.push_back(at(file, i, "ends in space"));
    }
  }
  expect_none(findings);
}

TEST_CASE("No word that leaves work to somebody else") {
  // In two pieces, so that this file has none either.
  const std::array<std::string, 4> words = {std::string("to") + "do", std::string("fix") + "me",
                                            std::string("xx") + "x", std::string("ha") + "ck"};
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string line = lower(file.lines[i]);
      for (const auto& word : words) {
        if (has_word(line, word)) findings.push_back(at(file, i, "the word " + word));
      }
    }
  }
  expect_none(findings);
}

TEST_CASE("Every relative link leads to a file") {
  const std::filesystem::path root = REDNODE_SOURCE_DIR;
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    if (!file.path.ends_with(".md")) continue;
    for (const auto& [index, target] : links_of(file)) {
      if (std::filesystem::exists(root / file.directory() / target)) continue;
      findings.push_back(at(file, index, "leads nowhere: " + target));
    }
  }
  expect_none(findings);
}

}  // namespace rednode::tidy
