#include "base/log.h"

#include <cstdio>

#include "tests/unit/test.h"

using namespace rednode::base;

namespace {

class FixedClock final : public Clock {
 public:
  Now now() const override { return {{1'700'000'000'123'456}, {0}}; }
};

std::string logged(bool journal, Level least, Level level, std::string_view value) {
  FixedClock clock;
  char buffer[512] = {};
  std::FILE* out = fmemopen(buffer, sizeof buffer, "w");
  Logger logger(clock, out, least, journal);
  logger.log(level, "peer-lost", {{"peer", "BE"}, {"cause", value}});
  std::fclose(out);
  return buffer;
}

}  // namespace

TEST_CASE("a line has time, level, event and fields") {
  CHECK(logged(false, Level::kInfo, Level::kInfo, "timeout") ==
        "2023-11-14T22:13:20.123Z info  peer-lost peer=BE cause=timeout\n");
}

TEST_CASE("on the journal the priority stands in front and the time is left to it") {
  CHECK(logged(true, Level::kInfo, Level::kError, "x") == "<3>peer-lost peer=BE cause=x\n");
}

TEST_CASE("values cannot break a line or write to the terminal") {
  CHECK(logged(true, Level::kInfo, Level::kWarn, "a b\n\x1b[31m\"") ==
        "<4>peer-lost peer=BE cause=\"a b\\x0a\\x1b[31m\\\"\"\n");
}

TEST_CASE("what is below the level is not written") {
  CHECK(logged(false, Level::kWarn, Level::kInfo, "x").empty());
}
