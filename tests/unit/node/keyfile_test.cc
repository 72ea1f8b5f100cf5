#include "node/keyfile.h"

#include <sys/stat.h>

#include "tests/unit/node/temp_folder.h"
#include "tests/unit/test.h"

namespace rednode::node {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat info{};
  REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777;
}

}  // namespace

TEST_CASE("New keys are their owner's alone, and read back the same") {
  const TempFolder folder;
  const std::string keys = folder.path("keys");
  const auto made = create_keys(keys);
  REQUIRE(made.ok());
  CHECK(mode_of(keys) == 0700);
  CHECK(mode_of(keys + "/log.key") == 0600);
  CHECK(mode_of(keys + "/curve.key") == 0600);
  CHECK(std::filesystem::exists(keys + "/" + kFreshMark));
  const auto read = read_keys(keys);
  REQUIRE(read.ok());
  CHECK(read->log.public_key() == made->log.public_key());
  CHECK(read->curve.public_key == made->curve.public_key);
  CHECK(read->curve.secret_key == made->curve.secret_key);
  CHECK(made->log.seed() !=
        std::string(made->curve.secret_key.begin(), made->curve.secret_key.end()));
}

TEST_CASE("Keys that exist are never written over") {
  const TempFolder folder;
  const auto made = create_keys(folder.path("keys"));
  REQUIRE(made.ok());
  const std::string before = folder.read("keys/log.key");
  const auto again = create_keys(folder.path("keys"));
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().code == base::Code::kConflict);
  CHECK(folder.read("keys/log.key") == before);
  CHECK(read_keys(folder.path("keys"))->curve.secret_key == made->curve.secret_key);
}

TEST_CASE("A key that others can read is not used") {
  for (const std::string name : {"log.key", "curve.key"}) {
    for (const mode_t mode : {0640, 0604, 0620, 0601}) {
      const TempFolder folder;
      REQUIRE(create_keys(folder.path("keys")).ok());
      REQUIRE(chmod(folder.path("keys/" + name).c_str(), mode) == 0);
      const auto read = read_keys(folder.path("keys"));
      REQUIRE_FALSE(read.ok());
      CHECK(read.error().code == base::Code::kUnauthorised);
      CHECK_THAT(read.error().message, Catch::Matchers::Contains(name));
    }
  }
}

TEST_CASE("A key file that is missing or is not one is an error with its path") {
  const TempFolder folder;
  REQUIRE(create_keys(folder.path("keys")).ok());
  const std::string log = folder.read("keys/log.key");
  const std::string path = folder.path("keys/log.key");
  const std::string bad[] = {"", "nonsense\n", folder.read("keys/curve.key"),
                             log.substr(0, log.size() - 10),
                             "rednode-log-key " + std::string(64, 'g')};
  for (const auto& text : bad) {
    folder.write("keys/log.key", text);
    const auto read = read_keys(folder.path("keys"));
    CHECK_FALSE(read.ok());
    if (!read.ok()) CHECK_THAT(read.error().message, Catch::Matchers::Contains(path));
  }
  std::filesystem::remove(path);
  const auto read = read_keys(folder.path("keys"));
  REQUIRE_FALSE(read.ok());
  CHECK_THAT(read.error().message, Catch::Matchers::Contains(path));
}

TEST_CASE("A further log key signs once it was promoted, and the old one is kept") {
  const TempFolder folder;
  const std::string keys = folder.path("keys");
  const auto made = create_keys(keys);
  REQUIRE(made.ok());
  const auto next = base::SigningKey::generate().value();
  REQUIRE(add_log_key(keys, next).ok());
  CHECK_FALSE(add_log_key(keys, next).ok());
  CHECK(mode_of(keys + "/" + other_log_file(next.public_key())) == 0600);
  CHECK(read_keys(keys)->log.public_key() == made->log.public_key());
  CHECK(read_keys(keys)->all_logs().size() == 2);
  for (int again = 0; again < 2; ++again) {
    REQUIRE(promote_log_key(keys, next).ok());
    const auto read = read_keys(keys).value();
    CHECK(read.log.public_key() == next.public_key());
    REQUIRE(read.other_logs.size() == 1);
    CHECK(read.other_logs[0].public_key() == made->log.public_key());
  }
  CHECK(mode_of(keys + "/log.key") == 0600);
}

TEST_CASE("A further log key that was refused leaves nothing behind") {
  const TempFolder folder;
  const std::string keys = folder.path("keys");
  REQUIRE(create_keys(keys).ok());
  const auto next = base::SigningKey::generate().value();
  REQUIRE(add_log_key(keys, next).ok());
  REQUIRE(drop_log_key(keys, next.public_key()).ok());
  CHECK(read_keys(keys)->other_logs.empty());
  CHECK_FALSE(promote_log_key(keys, next).ok());
}

}  // namespace rednode::node
