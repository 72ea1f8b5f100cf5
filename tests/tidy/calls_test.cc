// Calls that product code does not make.
#include <set>

#include "tests/tidy/tree.h"
#include "tests/unit/test.h"

namespace rednode::tidy {
namespace {

struct Ban {
  std::string call;
  std::string instead;
};

std::vector<std::string> calls_in(const File& file, const std::vector<Ban>& bans) {
  std::vector<std::string> findings;
  const auto code = code_of(file);
  for (std::size_t i = 0; i < code.size(); ++i) {
    for (const auto& ban : bans) {
      if (has_word(code[i], ban.call)) findings.push_back(at(file, i, ban.call + ban.instead));
    }
  }
  return findings;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

// Programs own standard output; a library that writes there spoils what a program says.
bool is_library(const File& file) {
  return file.is_product() && file.path != "node/rednoded.cc" &&
         !file.path.starts_with("node/ctl/");
}

}  // namespace

TEST_CASE("Product code asserts with REDNODE_ASSERT and starts no shell") {
  const std::vector<Ban> bans = {
      {"assert(", ": use REDNODE_ASSERT"}, {"system(", ": no shell"}, {"popen(", ": no shell"}};
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    if (file.is_code() && file.is_product()) append(findings, calls_in(file, bans));
  }
  expect_none(findings);
}

TEST_CASE("Libraries do not write to standard output") {
  const std::vector<Ban> bans = {{"printf(", ": standard output is the program's"},
                                 {"puts(", ": standard output is the program's"},
                                 {"putchar(", ": standard output is the program's"},
                                 {"std::cout", ": standard output is the program's"},
                                 {"stdout", ": standard output is the program's"}};
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    if (file.is_code() && is_library(file)) append(findings, calls_in(file, bans));
  }
  expect_none(findings);
}

// The engine is handed the time, and the store waits for the disk and for nothing else.
TEST_CASE("peers/ and storage/ never sleep") {
  // One pause each, with the reason.
  const std::set<std::string> allowed = {
      "peers/zmq_transport.cc",  // an address that libzmq has just given back is not free at once
  };
  const std::vector<Ban> bans = {{"sleep_for(", ": who waits here?"},
                                 {"sleep_until(", ": who waits here?"},
                                 {"sleep(", ": who waits here?"},
                                 {"usleep(", ": who waits here?"},
                                 {"nanosleep(", ": who waits here?"}};
  std::vector<std::string> findings;
  for (const File& file : tree()) {
    if (!file.is_code() || (file.folder() != "peers" && file.folder() != "storage")) continue;
    auto found = calls_in(file, bans);
    if (allowed.contains(file.path) && found.size() <= 1) found.clear();
    append(findings, found);
  }
  expect_none(findings);
}

}  // namespace rednode::tidy
