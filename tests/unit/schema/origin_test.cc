#include "schema/origin.h"

#include "tests/unit/test.h"

using namespace rednode::schema;

TEST_CASE("origins are two capitals and, where needed, a part") {
  for (const char* good : {"FR", "BE", "FR-HDH", "DE-BW2", "FR-ABCDEFGHIJKLMNOP"}) {
    INFO(good);
    CHECK(is_origin(good));
  }
  for (const char* bad :
       {"", "F", "fr", "FRA", "FR-", "FR-hdh", "FR-ABCDEFGHIJKLMNOPQ", "FR HDH", "FR\n"}) {
    INFO(bad);
    CHECK_FALSE(is_origin(bad));
  }
}

TEST_CASE("a record is named by an absolute IRI") {
  for (const char* good :
       {"https://www.data.gouv.fr/datasets/x", "urn:uuid:1", "http://é.example/ü"}) {
    INFO(good);
    CHECK(is_record_iri(good));
  }
  for (const char* bad : {"", "relative/path", "http:", "http://a b", "http://a<b>", "1http://x",
                          "_:b0", "http://x\n"}) {
    INFO(bad);
    CHECK_FALSE(is_record_iri(bad));
  }
  CHECK_FALSE(is_record_iri("http://x/" + std::string(3000, 'a')));
}
