#include "catalogue/dataset.h"

#include "tests/unit/test.h"

namespace rednode::catalogue {

TEST_CASE("datasets intern terms") {
  Dataset dataset;
  const TermId a = dataset.iri("urn:a");
  CHECK(dataset.iri("urn:a") == a);
  CHECK(dataset.blank("a") != a);
  CHECK(dataset.literal("urn:a") != a);
  CHECK(dataset.literal("x", {}, "en") != dataset.literal("x", {}, "EN"));
  CHECK(dataset.find_iri("urn:a") == a);
  CHECK_FALSE(dataset.find_iri("urn:b"));
  CHECK(dataset.text(a) == "<urn:a>");
}

TEST_CASE("datasets hold many terms, long ones too, and their texts stay where they are") {
  Dataset dataset;
  const std::string_view first = dataset.text(dataset.iri("urn:first"));
  const std::string large(300'000, 'x');
  const TermId big = dataset.literal(large);
  std::vector<TermId> ids;
  for (int i = 0; i < 50'000; ++i) ids.push_back(dataset.iri("urn:" + std::to_string(i)));
  for (int i = 0; i < 50'000; ++i) {
    REQUIRE(dataset.text(ids[static_cast<std::size_t>(i)]) == "<urn:" + std::to_string(i) + ">");
  }
  CHECK(first == "<urn:first>");
  CHECK(lexical_of(dataset.text(big)) == large);
  const Dataset moved = std::move(dataset);
  CHECK(moved.text(ids[7]) == "<urn:7>");
  CHECK(first == "<urn:first>");
}

TEST_CASE("datasets are sets once indexed, and find by subject and predicate") {
  Dataset dataset;
  const TermId a = dataset.iri("urn:a");
  const TermId b = dataset.iri("urn:b");
  const TermId p = dataset.iri("urn:p");
  const TermId q = dataset.iri("urn:q");
  dataset.add(b, p, a);
  dataset.add(a, q, b);
  dataset.add(a, p, b);
  dataset.add(a, p, b);
  dataset.add(a, p, b, b);
  CHECK(dataset.quads().size() == 5);
  CHECK_FALSE(dataset.indexed());
  dataset.index();
  CHECK(dataset.quads().size() == 4);
  CHECK(dataset.about(a).size() == 3);
  CHECK(dataset.about(a, p).size() == 2);
  CHECK(dataset.about(b).size() == 1);
  CHECK(dataset.about(p).empty());
  dataset.add(p, p, p);
  dataset.index();
  CHECK(dataset.about(p).size() == 1);
}

TEST_CASE("a cleared dataset is as good as new") {
  Dataset dataset;
  for (int round = 0; round < 3; ++round) {
    dataset.clear();
    CHECK(dataset.empty());
    CHECK(dataset.term_count() == 0);
    CHECK_FALSE(dataset.find_iri("urn:1"));
    for (int i = 0; i < 20'000; ++i) dataset.iri("urn:" + std::to_string(i));
    CHECK(dataset.term_count() == 20'000);
    CHECK(dataset.text(*dataset.find_iri("urn:19999")) == "<urn:19999>");
  }
}

}  // namespace rednode::catalogue
