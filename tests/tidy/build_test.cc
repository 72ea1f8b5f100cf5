// No file is dead: sources are built, headers are included.
#include <map>
#include <set>

#include "tests/tidy/tree.h"
#include "tests/unit/test.h"

namespace rednode::tidy {
namespace {

// The path of the file as seen from the folder.
std::string below(const std::string& path, const std::string& folder) {
  return folder.empty() ? path : path.substr(folder.size() + 1);
}

bool is_listed(const File& file, const std::map<std::string, const File*>& lists) {
  std::string folder = file.directory();
  for (;;) {
    const auto list = lists.find(folder);
    if (list != lists.end()) {
      for (const auto& line : list->second->lines) {
        if (has_word(line, below(file.path, folder))) return true;
      }
    }
    if (folder.empty()) return false;
    const auto slash = folder.rfind('/');
    folder = slash == folder.npos ? "" : folder.substr(0, slash);
  }
}

}  // namespace

TEST_CASE("Every source file is built and every header is included") {
  std::map<std::string, const File*> lists;
  std::set<std::string> included;
  for (const File& file : tree()) {
    if (file.name() == "CMakeLists.txt") lists[file.directory()] = &file;
    for (const auto& include : includes_of(file)) included.insert(include.path);
    // The precompiled header of the tests is named by the build.
    for (const auto& line : file.lines) {
      if (file.path.ends_with(".cmake") && line.find("tests/unit/test.h") != line.npos) {
        included.insert("tests/unit/test.h");
      }
    }
  }
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    if (file.is_source() && !is_listed(file, lists))
      findings.push_back(file.path + ": built by nobody");
    if (file.is_header() && !included.contains(file.path) && !is_listed(file, lists)) {
      findings.push_back(file.path + ": included by nobody");
    }
  }
  expect_none(findings);
}

}  // namespace rednode::tidy
