#include "storage/keys.h"

#include <algorithm>
#include <vector>

#include "tests/unit/test.h"

using namespace rednode;
using storage::CheckpointPart;

TEST_CASE("keys have the octets that docs/formats/storage.md writes down") {
  CHECK(base::to_hex(storage::update_key("FR", 258)) == "4652000000000000000102");
  CHECK(base::to_hex(storage::want_key("FR", 258)) == "4652000000000000000102");
  CHECK(base::to_hex(storage::tile_key("BE", 1, 3)) == "424500010000000000000003");
  CHECK(storage::record_key("FR", "urn:a") == base::Bytes("FR\0urn:a", 8));
  CHECK(storage::checkpoint_key("FR", CheckpointPart::kState) == base::Bytes("FR\0s", 4));
  CHECK(storage::checkpoint_key("FR", CheckpointPart::kHeld) == base::Bytes("FR\0h", 4));
  CHECK(storage::checkpoint_key("FR", CheckpointPart::kCosigned, "BE") ==
        base::Bytes("FR\0cBE", 6));
  CHECK(storage::checkpoint_key("FR", CheckpointPart::kEvidence) == base::Bytes("FR\0e", 4));
  CHECK(base::to_hex(storage::number_key(7)) == "0000000000000007");
  CHECK(storage::content_key(base::sha256("x")) == base::sha256("x").view());
}

TEST_CASE("keys sort as their numbers do, and no origin lies between another's keys") {
  std::vector<base::Bytes> keys;
  for (const char* origin : {"FR", "FR-A", "FR-HDH", "FS"}) {
    for (const std::uint64_t n : {0ULL, 1ULL, 255ULL, 256ULL, 65'536ULL, ~0ULL}) {
      keys.push_back(storage::update_key(origin, n));
      CHECK(storage::origin_prefix(origin) <= keys.back());
      CHECK(keys.back() < storage::origin_end(origin));
    }
  }
  CHECK(std::is_sorted(keys.begin(), keys.end()));
  CHECK(storage::origin_end("FR") < storage::origin_prefix("FR-A"));
}

TEST_CASE("the origin comes off the front of a key") {
  const base::Bytes key = storage::record_key("FR-HDH", "urn:a");
  base::BytesView rest = key;
  std::string_view origin;
  REQUIRE(storage::take_origin(rest, origin));
  CHECK(origin == "FR-HDH");
  CHECK(rest == "urn:a");
  base::BytesView none = "FR";
  CHECK_FALSE(storage::take_origin(none, origin));
  CHECK(none == "FR");
}
