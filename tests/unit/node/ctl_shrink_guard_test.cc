#include "node/ctl/shrink_guard.h"
#include "tests/unit/test.h"

using rednode::node::shrink_refusal;
using rednode::node::ShrinkQuestion;

namespace {

bool allowed(ShrinkQuestion question) {
  return shrink_refusal(question).empty();
}

}  // namespace

TEST_CASE("a fifth of the catalogue may go, and five records always") {
  CHECK(allowed({.live = 100, .absent = 20, .contained = 80}));
  CHECK_FALSE(allowed({.live = 100, .absent = 21, .contained = 79}));
  CHECK(allowed({.live = 6, .absent = 5, .contained = 1}));
  CHECK_FALSE(allowed({.live = 7, .absent = 6, .contained = 1}));
  CHECK(allowed({.live = 149, .absent = 29, .contained = 120}));  // 20 % of 149 is 29.8
  CHECK_FALSE(allowed({.live = 149, .absent = 30, .contained = 119}));
}

TEST_CASE("what is accepted may shrink, but never on an empty or a damaged document") {
  CHECK(allowed({.live = 100, .absent = 99, .contained = 1, .accepted = true}));
  CHECK_FALSE(allowed({.live = 100, .absent = 100, .contained = 0, .accepted = true}));
  CHECK_FALSE(allowed({.live = 3, .absent = 1, .contained = 0, .accepted = true}));
  CHECK_FALSE(allowed({.live = 100, .absent = 1, .contained = 99, .errors = 1, .accepted = true}));
}

TEST_CASE("where nothing is absent nothing is refused") {
  CHECK(allowed({}));
  CHECK(allowed({.live = 0, .absent = 0, .contained = 0, .errors = 7}));
}

TEST_CASE("a catalogue of any size is no overflow") {
  const std::uint64_t huge = UINT64_MAX - 1;
  CHECK_FALSE(allowed({.live = huge, .absent = huge, .contained = 1}));
  CHECK(allowed({.live = huge, .absent = huge / 10, .contained = 1}));
}

TEST_CASE("the refusal says the numbers and the remedy") {
  const auto text = shrink_refusal({.live = 1'200, .absent = 1'000, .contained = 200});
  CHECK(text.find("1,000 of the 1,200 records") != std::string::npos);
  CHECK(text.find("--accept-shrink") != std::string::npos);
  const auto empty = shrink_refusal({.live = 10, .absent = 10});
  CHECK(empty.find("--accept-shrink") == std::string::npos);
}
