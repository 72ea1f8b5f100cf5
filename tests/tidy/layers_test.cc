// The tree is the architecture: who may include whom.
#include <map>
#include <set>

#include "tests/tidy/tree.h"
#include "tests/unit/test.h"

namespace rednode::tidy {
namespace {

using Names = std::set<std::string>;

const Names kEverything = {"base",   "schema", "catalogue", "storage", "peers",
                           "search", "node",   "bench",     "tests"};

// What each layer may include apart from itself.
const std::map<std::string, Names> kEdges = {
    {"base", {}},
    {"schema", {"base"}},
    {"catalogue", {"base", "schema"}},
    {"storage", {"base", "schema"}},
    {"peers", {"base", "schema", "storage"}},
    {"search", {"base", "schema", "storage"}},
    {"node", {"base", "schema", "catalogue", "storage", "peers", "search"}},
    {"bench", kEverything},
    {"tests", kEverything},
};

// Third-party headers that a header of ours may include.
const std::map<std::string, Names> kHeaderExceptions = {
    {"base/log.h", {"fmt/format.h"}},
    {"node/json.h", {"nlohmann/json.hpp"}},
    {"tests/unit/test.h", {"catch2/catch.hpp"}},
};

const Names kSystemHeaders = {"unistd.h", "stdlib.h", "fcntl.h", "signal.h", "poll.h",
                              "grp.h",    "pwd.h",    "netdb.h", "dirent.h", "termios.h"};

// Headers that show nlohmann::json: for .cc files only, apart from one another.
bool may_show_json(const File& file) {
  static const Names kHeaders = {
      "node/json.h",         "node/status.h",    "node/admin_call.h",       "node/admin_channel.h",
      "node/admin_lookup.h", "node/admin_ops.h", "node/admin_key_making.h", "node/update_json.h"};
  return kHeaders.contains(file.path) || file.path.starts_with("node/ctl/") ||
         file.folder() == "bench" || file.folder() == "tests";
}

bool is_generated(const std::string& path) {
  return path.ends_with(".capnp.h");
}

bool is_third_party(const std::string& path) {
  if (path.starts_with("sys/") || path.starts_with("netinet/") || path.starts_with("arpa/")) {
    return false;
  }
  return path.find('.') != path.npos && !kSystemHeaders.contains(path);
}

}  // namespace

TEST_CASE("A layer includes only the layers below it") {
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    const auto edges = kEdges.find(file.folder());
    if (!file.is_code() || edges == kEdges.end()) continue;
    for (const auto& include : includes_of(file)) {
      if (!include.quoted || is_generated(include.path)) continue;
      const std::string to = include.path.substr(0, include.path.find('/'));
      if (!kEdges.contains(to)) {
        findings.push_back(at(file, include.index, "not from the root: " + include.path));
      } else if (to != file.folder() && !edges->second.contains(to)) {
        findings.push_back(at(file, include.index, file.folder() + " must not include " + to));
      }
    }
  }
  expect_none(findings);
}

TEST_CASE("Third-party headers appear in .cc files only") {
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    if (!file.is_header() || file.path == "schema/capnp_compat.h") continue;
    const auto exceptions = kHeaderExceptions.find(file.path);
    for (const auto& include : includes_of(file)) {
      if (include.quoted || !is_third_party(include.path)) continue;
      if (exceptions != kHeaderExceptions.end() && exceptions->second.contains(include.path))
        continue;
      findings.push_back(at(file, include.index, "a third-party header: " + include.path));
    }
  }
  expect_none(findings);
}

TEST_CASE("Cap'n Proto stays in schema/*.cc") {
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    const bool allowed =
        file.folder() == "schema" && (file.is_source() || file.path == "schema/capnp_compat.h");
    if (!file.is_code() || allowed) continue;
    for (const auto& include : includes_of(file)) {
      if (!is_generated(include.path) && include.path != "schema/capnp_compat.h" &&
          !include.path.starts_with("capnp/") && !include.path.starts_with("kj/")) {
        continue;
      }
      findings.push_back(at(file, include.index, "Cap'n Proto outside schema: " + include.path));
    }
  }
  expect_none(findings);
}

TEST_CASE("JSON reaches .cc files of node, tests and bench only") {
  std::map<std::string, const File*> showing = {{"node/json.h", nullptr}};
  for (bool grown = true; grown;) {
    grown = false;
    for (const File& file : tree()) {
      if (!file.is_header() || showing.contains(file.path)) continue;
      for (const auto& include : includes_of(file)) {
        if (showing.contains(include.path))
          grown = showing.emplace(file.path, &file).second || grown;
      }
    }
  }
  std::vector<std::string> findings;
  for (const auto& [path, file] : showing) {
    if (file != nullptr && !may_show_json(*file))
      findings.push_back(path + ": shows JSON to others");
  }
  for (const File& file : tree()) {
    const Names allowed = {"node", "bench", "tests"};
    if (!file.is_source() || allowed.contains(file.folder())) continue;
    for (const auto& include : includes_of(file)) {
      if (showing.contains(include.path)) findings.push_back(at(file, include.index, "uses JSON"));
    }
  }
  expect_none(findings);
}

// The engine iterates in a fixed order, so that a seed of the simulator is a whole history.
TEST_CASE("peers/ has no unordered containers") {
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    if (file.folder() != "peers" || !file.is_code()) continue;
    const auto code = code_of(file);
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (code[i].find("unordered_") == std::string::npos) continue;
      findings.push_back(at(file, i, "the order of an unordered container is not fixed"));
    }
  }
  expect_none(findings);
}

}  // namespace rednode::tidy
