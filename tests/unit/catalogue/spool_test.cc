#include "catalogue/spool.h"

#include <filesystem>
#include <map>

#include "base/limits.h"
#include "base/random.h"
#include "catalogue/file_spool.h"
#include "catalogue/memory_spool.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

using Reference = std::map<std::string, std::vector<std::string>>;

std::string directory() {
  return std::filesystem::temp_directory_path().string();
}

std::unique_ptr<FileSpool> file_spool(std::size_t run_bytes) {
  auto spool = FileSpool::create(directory(), run_bytes);
  REQUIRE(spool.ok());
  return std::move(*spool);
}

Reference fill(StatementSpool& spool, std::uint64_t seed, std::size_t count) {
  base::Random random(seed);
  Reference reference;
  for (std::size_t i = 0; i < count; ++i) {
    std::string key = "key" + std::to_string(random.below(count / 4 + 1));
    if (random.chance(100)) key.append(random.below(3000), 'k');
    if (random.chance(200)) key = "hub";
    const std::string entry = std::to_string(i) + std::string(random.below(60), 'e');
    REQUIRE(spool.add(key, entry).ok());
    reference[key].push_back(entry);
  }
  REQUIRE(spool.seal().ok());
  return reference;
}

void check(StatementSpool& spool, const Reference& reference) {
  REQUIRE(spool.size() == reference.size());
  StatementSpool::Ordinal ordinal = 0;
  StatementSpool::Group group;
  for (const auto& [key, entries] : reference) {
    const auto found = spool.find(key);
    REQUIRE(found.ok());
    REQUIRE(*found == ordinal);
    REQUIRE(spool.read(ordinal, group).ok());
    REQUIRE(group.key == key);
    REQUIRE(std::vector<std::string>(group.entries.begin(), group.entries.end()) == entries);
    ++ordinal;
  }
  for (const char* absent : {"", "a", "key", "key0x", "zzz", "hua", "huc"}) {
    const auto found = spool.find(absent);
    REQUIRE(found.ok());
    CHECK_FALSE(found->has_value());
  }
}

}  // namespace

TEST_CASE("spools: in memory") {
  for (const std::size_t count : {0u, 1u, 10u, 20'000u}) {
    MemorySpool spool;
    check(spool, fill(spool, count, count));
  }
}

TEST_CASE("spools: on disk, in one run and in many") {
  for (const std::size_t run : {std::size_t{2000}, std::size_t{100'000}, std::size_t{64} << 20}) {
    for (const std::size_t count : {0u, 1u, 10u, 20'000u}) {
      const auto spool = file_spool(run);
      INFO(run << " " << count);
      check(*spool, fill(*spool, count, count));
    }
  }
}

TEST_CASE("spools: a subject of more statements than memory should hold is refused") {
  const std::string entry(1 << 20, 'e');
  const auto fault_of = [&entry](StatementSpool& spool) -> std::string {
    const std::size_t count = (base::limits::kSubjectBytesMax >> 20) + 1;
    for (std::size_t i = 0; i < count; ++i) {
      if (!spool.add("<urn:other>", "e").ok()) return "another subject";
      const auto added = spool.add("<urn:hub>", entry);
      if (!added.ok()) return added.error().message;
    }
    const auto sealed = spool.seal();
    return sealed.ok() ? "" : sealed.error().message;
  };
  MemorySpool memory;
  const std::string fault = fault_of(memory);
  CHECK(fault.starts_with("<urn:hub> has more than 64 MB of statements"));
  CHECK(fault_of(*file_spool(8 << 20)) == fault);
}

TEST_CASE("spools: a directory that is of no use says so at once") {
  const auto spool = FileSpool::create("/nonexistent/rednode");
  REQUIRE_FALSE(spool.ok());
  CHECK(spool.error().code == base::Code::kUnavailable);
}

TEST_CASE("spools: nothing is left on disk, not even meanwhile") {
  const auto count = [] {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory())) {
      if (entry.path().filename().string().starts_with("rednode-import-")) ++files;
    }
    return files;
  };
  const std::size_t before = count();
  const auto spool = file_spool(2000);
  fill(*spool, 1, 1000);
  CHECK(count() == before);
}

}  // namespace rednode::catalogue
