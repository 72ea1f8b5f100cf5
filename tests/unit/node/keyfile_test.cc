#include "node/keyfile.h"

#include <sys/stat.h>

#include "node/key_days.h"
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

TEST_CASE("A key's day stands in its file, and moves with it") {
  const TempFolder folder;
  const std::string keys = folder.path("keys");
  const auto day = parse_key_day("2028-11-26").value();
  const auto later = parse_key_day("2030-01-02").value();
  REQUIRE(create_keys(keys, {day, {}}).ok());
  CHECK_THAT(folder.read("keys/log.key"), Catch::Matchers::EndsWith(" expires=2028-11-26\n"));
  CHECK(read_public_keys(keys)->days.log == day);
  CHECK(read_public_keys(keys)->days.transport == day);
  const auto next = base::SigningKey::generate().value();
  REQUIRE(add_log_key(keys, next, {later, {}}).ok());
  CHECK(read_keys(keys)->days.log == day);
  REQUIRE(promote_log_key(keys, next).ok());
  CHECK(read_keys(keys)->days.log == later);
  CHECK(read_keys(keys)->days.transport == day);
  const auto files = list_keys(keys).value();
  REQUIRE(files.size() == 3);
  CHECK(files[0].key == next.public_key());
  CHECK(files[1].kind == KeyKind::kTransport);
  CHECK(files[2].expires == day);
}

TEST_CASE("A key's file without a day is read, and one with a day that is none is not") {
  const TempFolder folder;
  REQUIRE(create_keys(folder.path("keys")).ok());
  CHECK_FALSE(read_keys(folder.path("keys"))->days.first().has_value());
  const std::string log = folder.read("keys/log.key");
  CHECK(log.size() == 16 + 64 + 1);
  const std::string line = log.substr(0, log.size() - 1);
  for (const std::string more :
       {" expires=2028-02-30", " expires=", " until=2028-01-01", " expires=2028-01-01 x", "0"}) {
    folder.write("keys/log.key", line + more + "\n");
    CHECK_FALSE(read_keys(folder.path("keys")).ok());
    CHECK_FALSE(read_public_keys(folder.path("keys")).ok());
  }
}

TEST_CASE("Sealed keys are read with their passphrase, and what is public of them without") {
  const TempFolder folder;
  const std::string keys = folder.path("keys");
  const base::Secret passphrase("correct horse battery staple");
  const auto made = create_keys(keys, {parse_key_day("2028-11-26").value(), passphrase});
  REQUIRE(made.ok());
  const std::string text = folder.read("keys/log.key");
  CHECK_THAT(text, Catch::Matchers::StartsWith("rednode-log-key-sealed/1 public="));
  CHECK(text.find(base::to_hex(made->log.seed())) == std::string::npos);
  CHECK(mode_of(keys + "/log.key") == 0600);

  const auto open = read_public_keys(keys);
  REQUIRE(open.ok());
  CHECK(open->log == made->log.public_key());
  CHECK(open->curve == made->curve.public_key);
  CHECK(day_text(*open->days.log) == "2028-11-26");
  CHECK(list_keys(keys)->at(0).sealed);

  const auto read = read_keys(keys, passphrase);
  REQUIRE(read.ok());
  CHECK(read->log.seed() == made->log.seed());
  CHECK(read->curve.secret_key == made->curve.secret_key);

  for (const std::string wrong : {"", "another one"}) {
    const auto refused = read_keys(keys, base::Secret(wrong));
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == base::Code::kUnauthorised);
    CHECK_THAT(refused.error().message,
               Catch::Matchers::Contains("log.key") && Catch::Matchers::Contains("passphrase"));
  }
}

TEST_CASE("A sealed key whose head was changed is not opened") {
  const TempFolder folder;
  const std::string keys = folder.path("keys");
  const base::Secret passphrase("correct horse battery staple");
  REQUIRE(create_keys(keys, {parse_key_day("2028-11-26").value(), passphrase}).ok());
  const std::string text = folder.read("keys/log.key");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    folder.write("keys/log.key", changed);
    return read_keys(keys, passphrase).ok();
  };
  CHECK_FALSE(with("2028-11-26", "2038-11-26"));
  CHECK_FALSE(with(" expires=2028-11-26", ""));
  CHECK_FALSE(with("public=", "public=00"));
  CHECK_FALSE(with("scrypt=65536,8,1", "scrypt=1048576,32,16"));
  CHECK_FALSE(with("scrypt=65536,8,1", "scrypt=65536,8"));
  CHECK_FALSE(with("scrypt=65536,8,1", "scrypt=65536,8,1,1"));
  CHECK_FALSE(with("scrypt=65536,8,1", "scrypt=65536;8;1"));
  CHECK_FALSE(with("sealed/1", "sealed/2"));
  CHECK_FALSE(with("\n", " more=1\n"));
  CHECK(with("\n", "\n"));
}

TEST_CASE("Keys are sealed, sealed anew and unsealed, also after a stop in the middle") {
  const TempFolder folder;
  const std::string keys = folder.path("keys");
  const auto made = create_keys(keys).value();
  const std::string plain = folder.read("keys/curve.key");
  const base::Secret first("the first passphrase");
  const base::Secret second("the second passphrase");
  REQUIRE(rewrite_keys(keys, {}, first).ok());
  CHECK(mode_of(keys + "/log.key") == 0600);
  CHECK(read_keys(keys, first)->log.seed() == made.log.seed());
  CHECK_FALSE(rewrite_keys(keys, second, second).ok());

  // As if the machine had stopped between the two files.
  folder.write("keys/curve.key", plain);
  REQUIRE(rewrite_keys(keys, {}, first).ok());
  CHECK(read_keys(keys, first)->curve.secret_key == made.curve.secret_key);
  CHECK_THAT(folder.read("keys/curve.key"),
             Catch::Matchers::StartsWith("rednode-curve-key-sealed"));

  REQUIRE(rewrite_keys(keys, first, second).ok());
  CHECK(read_keys(keys, second)->log.seed() == made.log.seed());
  CHECK_FALSE(read_keys(keys, first).ok());
  REQUIRE(rewrite_keys(keys, second, {}).ok());
  CHECK(folder.read("keys/curve.key") == plain);
}

TEST_CASE("The next transport key is made once, and takes the place of the present one") {
  const TempFolder folder;
  const std::string keys = folder.path("keys");
  const auto made = create_keys(keys).value();
  CHECK(promote_curve_key(keys).error().code == base::Code::kNotFound);
  const auto day = parse_key_day("2030-01-02").value();
  REQUIRE(add_next_curve_key(keys, {day, {}}).ok());
  CHECK(add_next_curve_key(keys).error().code == base::Code::kConflict);
  CHECK(mode_of(keys + "/curve-next.key") == 0600);
  const auto both = read_keys(keys).value();
  CHECK(both.curve.public_key == made.curve.public_key);
  REQUIRE(both.curve_next.has_value());
  CHECK(read_public_keys(keys)->curve_next == both.curve_next->public_key);
  REQUIRE(promote_curve_key(keys).ok());
  const auto after = read_keys(keys).value();
  CHECK(after.curve.secret_key == both.curve_next->secret_key);
  CHECK(after.days.transport == day);
  CHECK_FALSE(after.curve_next.has_value());
  CHECK(after.log.seed() == made.log.seed());
}

}  // namespace rednode::node
