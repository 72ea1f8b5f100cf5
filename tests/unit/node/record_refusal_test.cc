// What must be so of a record of others for it to be shown.

#include "node/record_refusal.h"

#include "tests/unit/test.h"

using namespace rednode;
using node::refusal_of;

namespace {

std::string rule_of(const std::string& nquads) {
  const auto refusal = refusal_of(nquads, "urn:r:1");
  if (refusal.has_value()) CHECK_FALSE(refusal->message.empty());
  return refusal.has_value() ? refusal->rule : "";
}

}  // namespace

TEST_CASE("a canonical content about its record is shown") {
  CHECK(rule_of("<urn:r:1> <urn:p> \"a\" .\n<urn:r:1> <urn:p> \"b\"@fr .\n").empty());
  CHECK(rule_of("<urn:r:1> <urn:p> _:c14n0 .\n_:c14n0 <urn:q> \"x\" .\n").empty());
}

TEST_CASE("what others could not read alike is refused, by a rule that is named") {
  CHECK(rule_of("this is no statement") == "not-nquads");
  CHECK(rule_of("<urn:r:1> <urn:p> \"a\"\n") == "not-nquads");
  CHECK(rule_of("<urn:r:2> <urn:p> \"a\" .\n") == "not-about-its-iri");
  CHECK(rule_of("<urn:s> <urn:p> <urn:r:1> .\n") == "not-about-its-iri");
  // Not in order; a label that is not the canonical one; a statement twice; more space.
  CHECK(rule_of("<urn:r:1> <urn:p> \"b\" .\n<urn:r:1> <urn:p> \"a\" .\n") == "not-canonical");
  CHECK(rule_of("<urn:r:1> <urn:p> _:x .\n_:x <urn:q> \"x\" .\n") == "not-canonical");
  CHECK(rule_of("<urn:r:1> <urn:p> \"a\" .\n<urn:r:1> <urn:p> \"a\" .\n") == "not-canonical");
  CHECK(rule_of("<urn:r:1>  <urn:p> \"a\" .\n") == "not-canonical");
}
