#include "base/log.h"
#include "node/ctl/time_text.h"
#include "tests/unit/test.h"

using rednode::base::to_rfc3339;
using rednode::node::parse_time;

TEST_CASE("times are read as RFC 3339 writes them") {
  const auto read = [](const std::string& text) {
    const auto time = parse_time(text);
    return time.ok() ? to_rfc3339(*time) : "refused";
  };
  CHECK(read("2026-11-24") == "2026-11-24T00:00:00.000Z");
  CHECK(read("2026-11-24T09:30:00Z") == "2026-11-24T09:30:00.000Z");
  CHECK(read("2026-11-24T09:30:00.123456789Z") == "2026-11-24T09:30:00.123Z");
  CHECK(read("2026-11-24T01:30:00+02:00") == "2026-11-23T23:30:00.000Z");
  CHECK(read("1970-01-01T00:00:00Z") == "1970-01-01T00:00:00.000Z");
  for (const char* wrong :
       {"", "24", "2026-13-01", "2026-02-30", "2026-11-24T09:30:00", "2026-11-24T25:00:00Z",
        "2026-11-24T09:30Z", "2026-11-24T09:30:00.Z", "2026-11-24T09:30:00Zx", "-026-11-24"}) {
    INFO(wrong);
    CHECK(read(wrong) == "refused");
  }
}
