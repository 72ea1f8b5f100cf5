#include "catalogue/annotations.h"

#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

std::string fault(const std::string& text) {
  const auto parsed = Annotations::parse("notes.toml", text);
  return parsed.ok() ? "" : parsed.error().message;
}

}  // namespace

TEST_CASE("annotations of holders and records") {
  const auto parsed = Annotations::parse("notes.toml", R"toml(
[[holder]]
iri = "https://example.org/registry"
trusted = true
[[holder]]
name = "Kankerregister"
trusted = true
[[holder]]
iri = "https://example.org/other"
trusted = false
[[record]]
iri = "https://example.org/d"
fees = "https://example.org/fees"
ip_note = "Protocol: trade secret (Art. 52)"
)toml");
  INFO((parsed.ok() ? "" : parsed.error().message));
  REQUIRE(parsed.ok());
  CHECK(parsed->trusted({"", "https://example.org/registry", {}}));
  CHECK(parsed->trusted({"", "", {{"nl", "Kankerregister"}}}));
  CHECK(parsed->trusted({"", "https://example.org/x", {{"fr", "R"}, {"nl", "Kankerregister"}}}));
  // What the IRI says goes before a name that somebody may have in common.
  CHECK_FALSE(parsed->trusted({"", "https://example.org/other", {{"nl", "Kankerregister"}}}));
  CHECK_FALSE(parsed->trusted({"", "", {{"nl", "kankerregister"}}}));
  CHECK_FALSE(parsed->trusted({}));
  const RecordAnnotation* const record = parsed->record("https://example.org/d");
  REQUIRE(record != nullptr);
  CHECK(record->fees == "https://example.org/fees");
  CHECK(record->terms.empty());
  CHECK(record->ip_note == "Protocol: trade secret (Art. 52)");
  CHECK(parsed->record("https://example.org/e") == nullptr);
  CHECK(Annotations::parse("notes.toml", "").ok());
}

TEST_CASE("every mistake in annotations has its line, its key and what to do") {
  const std::string all = fault(
      "trust = 1\n"
      "[[holder]]\n"
      "trusted = true\n"
      "[[holder]]\n"
      "name = \"A\"\n"
      "trusted = \"yes\"\n"
      "[[record]]\n"
      "iri = \"urn:d\"\n"
      "fees = \"see the site\"\n"
      "fee = \"x\"\n"
      "[[record]]\n"
      "terms = 7\n"
      "[[record]]\n"
      "iri = \"urn:d\"\n");
  for (const char* expected :
       {"notes.toml:1: unknown key trust: the tables are [[holder]] and [[record]]",
        "needs either iri or name", "notes.toml:6: trusted must be true or false",
        "notes.toml:9: fees must be a link that begins with https://",
        "notes.toml:10: unknown key fee: the keys here are iri, fees, terms, ip_note",
        "notes.toml:12: terms must be a text", "iri is missing",
        "the record urn:d is there twice"}) {
    INFO(all);
    CHECK(all.find(expected) != std::string::npos);
  }
  CHECK(fault("[[holder]\n").starts_with("notes.toml:1: "));
  CHECK(fault("[holder]\nname = \"A\"\n").find("write [[holder]]") != std::string::npos);
  CHECK(fault("[[holder]]\nname=\"A\"\niri=\"urn:a\"\ntrusted=true\n").find("either") !=
        std::string::npos);
  CHECK(fault("[[holder]]\nname=\"A\"\ntrusted=true\n[[holder]]\nname=\"A\"\ntrusted=false\n")
            .find("is there twice") != std::string::npos);
  CHECK(fault("[[record]]\niri=\"urn:d\"\nip_note=\"\"\n").find("leave the key out") !=
        std::string::npos);
  CHECK(fault(std::string((16 << 20) + 1, '#')).find("16 MiB") != std::string::npos);
}

}  // namespace rednode::catalogue
