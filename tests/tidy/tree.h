// The repository as a list of text files, for the rules that are checked by reading it.
//
// Thread rule: pure functions over files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rednode::tidy {

struct File {
  std::string path;  // from the root of the repository, with slashes
  std::vector<std::string> lines;

  std::string folder() const;     // "peers", the first part of the path
  std::string directory() const;  // "node/ctl", all but the last part
  std::string name() const;
  bool is_header() const;
  bool is_source() const;
  bool is_code() const { return is_header() || is_source(); }
  // Compiled into what operators run: neither tests nor benchmarks.
  bool is_product() const;
};

// Every text file that people wrote; builds, hidden folders and data are left out.
const std::vector<File>& tree();

// The findings as one failure each place; nothing where there are none.
void expect_none(const std::vector<std::string>& findings);

// "path:line: message"
std::string at(const File& file, std::size_t index, std::string_view message);

// The lines without comments and without what stands inside quotes, so that rules about code meet
// code only.
std::vector<std::string> code_of(const File& file);

// The paths that a file includes: quoted ones as "x", third-party and system ones as <x>.
struct Include {
  std::size_t index;
  bool quoted;
  std::string path;
};
std::vector<Include> includes_of(const File& file);

// True where the word stands in the text and no letter, digit or underscore touches it.
bool has_word(std::string_view text, std::string_view word);

}  // namespace rednode::tidy
