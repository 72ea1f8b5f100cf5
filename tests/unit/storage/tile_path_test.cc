#include "storage/tile_path.h"

#include <algorithm>

#include "tests/unit/test.h"

using namespace rednode;
using storage::TilePath;

namespace {

std::string round_trip(const std::string& text) {
  const auto path = storage::parse_tile_path(text);
  return path.has_value() ? storage::format_tile_path(*path) : "refused";
}

}  // namespace

TEST_CASE("Paths of tiles are those of the specification") {
  CHECK(storage::format_tile_path({0, 1'234'067, 256}) == "tile/0/x001/x234/067");
  CHECK(storage::format_tile_path({std::nullopt, 0, 256}) == "tile/entries/000");
  CHECK(storage::format_tile_path({2, 0, 1}) == "tile/2/000.p/1");
  CHECK(storage::format_tile_path({std::nullopt, 1000, 17}) == "tile/entries/x001/000.p/17");
  CHECK(storage::parse_tile_path("tile/0/x001/x234/067") == TilePath{0, 1'234'067, 256});
  CHECK(storage::parse_tile_path("tile/63/999.p/255") == TilePath{63, 999, 255});
  for (std::uint64_t index = 1; index < 1'000'000'000'000'000; index = index * 7 + 3) {
    const std::string text = storage::format_tile_path({1, index, 256});
    CHECK(round_trip(text) == text);
  }
}

TEST_CASE("Every other spelling of a path is refused") {
  for (const char* text : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/1",
                           "tile/0/0001",
                           "tile/00/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/+1/000",
                           "tile/0/x000/001",
                           "tile/0/001/002",
                           "tile/0/x001",
                           "tile/0/x001/x002",
                           "tile/0/x001//002",
                           "tile/0/000/",
                           "tile/0//000",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/",
                           "tile/0/000.p",
                           "tile/0/000.p/1/2",
                           "tile/0/ 00",
                           "tile/0/00a",
                           "tile/data/000",
                           "tile/entries/x001/x002",
                           "tile/0/x999/x999/x999/x999/x999/x999/999",
                           "entries/000",
                           "/tile/0/000",
                           "tile/99999999999999999999/000"}) {
    INFO(text);
    CHECK(round_trip(text) == "refused");
  }
}

TEST_CASE("What a log of a size has") {
  // The example of the specification.
  CHECK(storage::bundle_path(0, 70'000) == TilePath{std::nullopt, 0, 256});
  CHECK(storage::bundle_path(272 * 256, 70'000) == TilePath{std::nullopt, 272, 256});
  CHECK(storage::bundle_path(273 * 256, 70'000) == TilePath{std::nullopt, 273, 112});
  CHECK(storage::open_tile_paths(70'000) ==
        std::vector<TilePath>{{0, 273, 112}, {1, 1, 17}, {2, 0, 1}});
  for (const auto& path : storage::open_tile_paths(70'000)) {
    INFO(storage::format_tile_path(path));
    CHECK(storage::is_within(path, 70'000));
    // What is the last of a level is not there in a log that is shorter by that much.
    CHECK_FALSE(storage::is_within(path, path.first()));
  }
  CHECK(storage::is_within({0, 272, 256}, 70'000));
  CHECK(storage::is_within({0, 273, 112}, 70'000));
  CHECK_FALSE(storage::is_within({0, 273, 113}, 70'000));
  CHECK_FALSE(storage::is_within({1, 1, 18}, 70'000));
  CHECK_FALSE(storage::is_within({8, 0, 1}, UINT64_MAX));
  CHECK_FALSE(storage::is_within({0, 999'999'999'999'999'999, 256}, UINT64_MAX));
  CHECK(storage::open_tile_paths(0).empty());
  // A tree of 256 entries has a full tile and one hash above it.
  CHECK(storage::open_tile_paths(256) == std::vector<TilePath>{{1, 0, 1}});
}

TEST_CASE("A size may be any number that somebody signed") {
  constexpr std::uint64_t kHuge = std::uint64_t{1} << 62;
  CHECK(storage::bundle_path(0, kHuge) == TilePath{std::nullopt, 0, 256});
  CHECK(storage::open_tile_paths(kHuge) == std::vector<TilePath>{{7, 0, 64}});
  CHECK(storage::open_tile_paths(UINT64_MAX).size() == 8);
  CHECK(storage::bundle_path(UINT64_MAX - 255, UINT64_MAX).width == 255);
  CHECK(storage::is_within({0, UINT64_MAX / 256, 255}, UINT64_MAX));
  CHECK_FALSE(storage::is_within({0, UINT64_MAX / 256, 256}, UINT64_MAX));
}
