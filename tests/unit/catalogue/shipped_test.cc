#include "catalogue/shipped.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/test.h"

namespace rednode::catalogue {

TEST_CASE("Shipped files are those of the tree, byte for byte") {
  const auto paths = shipped_files("");
  REQUIRE_FALSE(paths.empty());
  for (const std::string_view path : paths) {
    INFO(path);
    std::ifstream in(std::filesystem::path(REDNODE_SOURCE_DIR) / "config" / path, std::ios::binary);
    std::stringstream original;
    original << in.rdbuf();
    REQUIRE(in.good());
    const auto shipped = shipped_file(path);
    REQUIRE(shipped);
    CHECK(*shipped == original.str());
  }
}

TEST_CASE("Shipped files are found by exact path and by prefix") {
  CHECK(shipped_file("vocabularies/access-right.tsv"));
  CHECK_FALSE(shipped_file("vocabularies/access-right"));
  CHECK_FALSE(shipped_file(""));
  CHECK(shipped_files("nothing/").empty());
  for (const std::string_view path : shipped_files("vocabularies/")) {
    CHECK(path.starts_with("vocabularies/"));
  }
}

}  // namespace rednode::catalogue
