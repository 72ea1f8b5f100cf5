#include "node/passphrase.h"

#include <sys/stat.h>

#include <cstdlib>

#include "base/limits.h"
#include "tests/unit/node/temp_folder.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

std::string private_file(const TempFolder& folder, const std::string& text, mode_t mode = 0600) {
  folder.write("passphrase", text);
  REQUIRE(chmod(folder.path("passphrase").c_str(), mode) == 0);
  return folder.path("passphrase");
}

}  // namespace

TEST_CASE("A passphrase is the first line of its file") {
  const TempFolder folder;
  CHECK(read_passphrase(private_file(folder, "several words\n"))->view() == "several words");
  CHECK(read_passphrase(private_file(folder, "several words"))->view() == "several words");
  CHECK(read_passphrase(private_file(folder, "one\ntwo\n"))->view() == "one");
  const std::string longest(base::limits::kPassphraseBytesMax, 'w');
  CHECK(read_passphrase(private_file(folder, longest + "\n"))->view() == longest);
}

TEST_CASE("A passphrase that is none, or that others can read, is refused with its file") {
  const TempFolder folder;
  const std::string longer(base::limits::kPassphraseBytesMax + 1, 'w');
  for (const std::string& text : {std::string(), std::string("\nx"), longer, longer + longer}) {
    const auto refused = read_passphrase(private_file(folder, text));
    REQUIRE_FALSE(refused.ok());
    CHECK_THAT(refused.error().message, Catch::Matchers::Contains(folder.path("passphrase")));
  }
  for (const mode_t mode : {0640, 0604, 0620}) {
    CHECK(read_passphrase(private_file(folder, "several words", mode)).error().code ==
          base::Code::kUnauthorised);
  }
  CHECK(read_passphrase(folder.path("nothing")).error().code == base::Code::kNotFound);
  CHECK_FALSE(check_new_passphrase(base::Secret("1234567")).ok());
  CHECK(check_new_passphrase(base::Secret("12345678")).ok());
}

TEST_CASE("The configuration's file comes before systemd's credential, and neither is needed") {
  const TempFolder folder;
  Config config;
  unsetenv("CREDENTIALS_DIRECTORY");
  CHECK(passphrase_of(config)->empty());
  setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
  CHECK(passphrase_of(config)->empty());
  folder.write("rednode-passphrase", "of systemd\n");
  // systemd's access list looks like a group that may read.
  REQUIRE(chmod(folder.path("rednode-passphrase").c_str(), 0440) == 0);
  CHECK(passphrase_of(config)->view() == "of systemd");
  config.passphrase_file = private_file(folder, "of the file\n");
  CHECK(passphrase_of(config)->view() == "of the file");
  unsetenv("CREDENTIALS_DIRECTORY");
}

}  // namespace rednode::node
