#include "catalogue/term.h"

#include "catalogue/names.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {

TEST_CASE("literals: canonical escapes there and back") {
  std::string lexical = "a\"b\\c\n\r\t\b\f\x01\x7f";
  lexical.push_back('\0');
  lexical.append("\xef\xbf\xbe\xef\xbf\xbf\xef\xbb\xbf\xc3\xa9");
  const std::string text = literal_text(lexical);
  CHECK(text ==
        "\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0001\\u007F\\u0000\\uFFFE\\uFFFF\xef\xbb\xbf\xc3\xa9\"");
  CHECK(lexical_of(text) == lexical);
  CHECK(language_of(text).empty());
  CHECK(datatype_of(text) == names::kXsdString);
}

TEST_CASE("literals: language and datatype") {
  const std::string tagged = literal_text("a@b^^\"c", names::kXsdInteger, "fr-t-NL");
  CHECK(tagged == "\"a@b^^\\\"c\"@fr-t-NL");
  CHECK(language_of(tagged) == "fr-t-NL");
  CHECK(datatype_of(tagged) == names::kRdfLangString);
  const std::string typed = literal_text("5", names::kXsdInteger);
  CHECK(typed == "\"5\"^^<http://www.w3.org/2001/XMLSchema#integer>");
  CHECK(datatype_of(typed) == names::kXsdInteger);
  CHECK(lexical_of(typed) == "5");
  CHECK(literal_text("x", names::kXsdString) == "\"x\"");
  CHECK(lexical_of(literal_text("")).empty());
}

TEST_CASE("terms know their kind") {
  CHECK(kind_of(iri_text("urn:x")) == TermKind::kIri);
  CHECK(kind_of("_:b") == TermKind::kBlank);
  CHECK(kind_of(literal_text("<")) == TermKind::kLiteral);
  CHECK(iri_of(iri_text("urn:x")) == "urn:x");
  CHECK(label_of("_:b") == "b");
}

TEST_CASE("language tags") {
  for (const char* good : {"en", "fr-t-nl", "ger", "EN-gb", "x-1a"}) CHECK(is_language_tag(good));
  for (const char* bad : {"", "-", "en-", "-en", "1", "en--x", "e1", "en_GB", "en ", "\xc3\xa9"}) {
    INFO(bad);
    CHECK_FALSE(is_language_tag(bad));
  }
}

}  // namespace rednode::catalogue
