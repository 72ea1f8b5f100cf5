#include "catalogue/iri.h"

#include "tests/unit/test.h"

namespace rednode::catalogue {

TEST_CASE("IRIs: RFC 3986 section 5.4, the reference examples") {
  const std::string base = "http://a/b/c/d;p?q";
  const std::pair<const char*, const char*> cases[] = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"g?y#s", "http://a/b/c/g?y#s"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"g#s/../x", "http://a/b/c/g#s/../x"},
  };
  for (const auto& [reference, expected] : cases) {
    INFO(reference);
    CHECK(resolve_iri(base, reference) == expected);
  }
  CHECK(resolve_iri("http://a", "b") == "http://a/b");
  CHECK(resolve_iri("urn:x:y", "#z") == "urn:x:y#z");
}

TEST_CASE("IRIs: what is wrong with one") {
  CHECK(iri_fault("http://a/b").empty());
  CHECK(iri_fault("urn:uuid:1").empty());
  CHECK(iri_fault("http://a/\xc3\xa9").empty());
  CHECK(iri_fault("http://a/b c").find("space") != std::string::npos);
  CHECK(iri_fault("http://a/\n").find("U+000A") != std::string::npos);
  for (const char* bad : {"http://a/<", "http://a/>", "http://a/\"", "http://a/{", "http://a/}",
                          "http://a/|", "http://a/^", "http://a/`", "http://a/\\"}) {
    INFO(bad);
    CHECK_FALSE(iri_fault(bad).empty());
  }
  for (const char* relative : {"", "a", "/a", "#a", "1a:b", ":a", "//a/b", "a/b:c"}) {
    INFO(relative);
    CHECK(iri_fault(relative).find("relative") != std::string::npos);
  }
}

TEST_CASE("IRIs: percent encoding leaves only unreserved characters") {
  CHECK(percent_encoded("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encoded("a/b c\xc3\xa9%") == "a%2Fb%20c%C3%A9%25");
}

}  // namespace rednode::catalogue
