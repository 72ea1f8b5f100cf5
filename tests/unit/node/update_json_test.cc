#include "node/update_json.h"

#include "tests/unit/test.h"

namespace rednode::node {

TEST_CASE("an update is told whatever time its origin stated") {
  schema::Update update;
  update.iri = "urn:r:1";
  for (const std::int64_t time : {INT64_MIN, std::int64_t{0}, INT64_MAX}) {
    update.time_ms = time;
    const std::string text = update_json(update)["time"];
    CHECK(text.ends_with("Z"));
    CHECK((text == "1970-01-01T00:00:00.000Z") == (time == 0));
  }
}

}  // namespace rednode::node
