// What `redctl record explain` says to people, from the document that scripts get.

#include "node/ctl/explain_text.h"
#include "tests/unit/test.h"

using namespace rednode::node;

namespace {

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Numbers that are written here are signed ones, and those of a document are not.
Json as_read(const Json& json) {
  return *parse_json(to_line(json));
}

// As document_of() makes it, with what the tests look at.
Json document() {
  return as_read(
      {{"iri", "https://e/d"},
       {"origin", "BE"},
       {"own", false},
       {"state", "live"},
       {"title", "A \x1b[2Jregister"},
       {"type", "http://www.w3.org/ns/dcat#Dataset"},
       {"update", {{"sequence", 1'234}, {"kind", "put"}, {"time", "2026-11-26T05:40:12Z"}}},
       {"updates", 3},
       {"updates_all", true},
       {"confirmed", "2026-11-26T05:40:12Z"},
       {"content", {{"id", std::string(64, 'a')}, {"size", 4'312}, {"here", true}}},
       {"log",
        {{"origin", "BE"},
         {"state", "stale"},
         {"signed", "2026-11-26T05:41:00Z"},
         {"size", 2'000},
         {"root", "ROOT"},
         {"covers_update", true},
         {"signature", "good"},
         {"held_by",
          {{{"origin", "FR"}, {"size", 2'000}, {"signed", "T"}, {"covers_update", true}},
           {{"origin", "DE"}, {"size", 12}, {"signed", "T"}, {"covers_update", false}}}},
         {"contradicted", false}}},
       {"judged", {{"profile", "healthdcat-ap/8/public"}, {"verdict", "warnings"}}},
       {"now",
        {{"profile", "healthdcat-ap/9/public"},
         {"verdict", "violations"},
         {"violations", 2},
         {"warnings", 1},
         {"older_terms",
          {{{"property", "http://purl.org/dc/terms/accessRights"},
            {"value", "http://old/x"},
            {"now", "http://new/x"}}}}}},
       {"judged_otherwise", true},
       {"quarantine", Json::array()}});
}

}  // namespace

TEST_CASE("explain: the evidence of a live record") {
  const std::string text = explain_text(document(), "  violation  dct:title: is missing\n");
  CHECK(says(text, "a dcat:Dataset of BE: live"));
  CHECK_FALSE(says(text, "\x1b"));
  CHECK(says(text, "1,234 of the log of BE: put"));
  CHECK(says(text, "aaaaaaaaaaaaaaaa, 4,312 octets"));
  CHECK(says(text, "stale, signed last on 2026-11-26T05:41:00Z"));
  CHECK(says(text, "size 2,000, root ROOT; it covers this update"));
  CHECK(says(text, "FR up to 2,000 (T)"));
  CHECK(says(text, "not yet by   DE up to 12 (T)"));
  CHECK(says(text, "warnings, by healthdcat-ap/8/public"));
  CHECK(says(text, "violations, by healthdcat-ap/9/public: 2 violations, 1 warning"));
  CHECK(says(text, "by its own profile"));
  CHECK(says(text, "dct:accessRights: http://old/x is now http://new/x"));
  CHECK(says(text, "\n  violation  dct:title: is missing\n"));
  CHECK_FALSE(says(text, "QUARANTINE"));

  Json own = document();
  own["own"] = true;
  CHECK(says(explain_text(own, ""), "redctl record rejudge"));
  own["judged_otherwise"] = false;
  CHECK_FALSE(says(explain_text(own, ""), "rejudge"));
}

TEST_CASE("explain: what is not known is not said") {
  Json unknown = document();
  unknown["log"]["signed"] = nullptr;
  unknown["log"]["root"] = nullptr;
  unknown["log"]["held_by"] = Json::array();
  unknown["log"]["state"] = "unknown";
  const std::string text = explain_text(unknown, "");
  CHECK(says(text, "unknown; not known when it was signed last"));
  CHECK(says(text, "nobody else has said so"));
  CHECK_FALSE(says(text, "checkpoint"));
}

TEST_CASE("explain: lists that end say how many there are") {
  Json known = document();
  Json others = Json::array();
  for (int i = 0; i < 100; ++i) {
    others.push_back({{"iri", "urn:x"}, {"origin", "FR"}, {"status", "live"}});
  }
  known["updates_all"] = false;
  known["identity"] = {{"also_known_as", others},
                       {"members", others},
                       {"found", {{"same-iri", 1}, {"same-identity", 119}, {"member", 250}}},
                       {"searched", 500},
                       {"complete", true}};
  const std::string text = explain_text(as_read(known), "");
  CHECK(says(text, "3 updates, and perhaps older ones"));
  CHECK(says(text, "20 more records"));
  CHECK(says(text, "250 records of the series"));
}

TEST_CASE("explain: a content that has not arrived, and a record that was withdrawn") {
  Json wanted = document();
  wanted["state"] = "wanted";
  wanted["title"] = nullptr;
  wanted["now"] = nullptr;
  wanted["not_judged_because"] = "not judged: its content is not here";
  wanted["content"]["problem"] = "the content of this record has not arrived yet";
  const std::string text = explain_text(wanted, "");
  CHECK(says(text, "its content has not arrived here yet"));
  CHECK(says(text, "not readable here: the content of this record has not arrived yet"));
  CHECK(says(text, "not judged: its content is not here"));

  Json gone = document();
  gone["state"] = "withdrawn";
  gone["update"] = {{"sequence", 7}, {"kind", "withdraw"}, {"reason", "superseded"}};
  CHECK(says(explain_text(gone, ""), "of BE: withdrawn"));
  CHECK(says(explain_text(gone, ""), "superseded"));
}

TEST_CASE("explain: in quarantine, beside a good description or alone") {
  Json json = document();
  json["quarantine"] = {{{"id", 12},
                         {"source", "/in/x.ttl"},
                         {"line", 6},
                         {"field", "urn:p"},
                         {"reason", "it is bad"},
                         {"remedy", "mend it"}}};
  const std::string beside = explain_text(as_read(json), "");
  CHECK(says(beside, "/in/x.ttl:6"));
  CHECK(says(beside, "redctl quarantine show 12"));
  CHECK(says(beside, "the last good description"));
  const std::string alone = explain_text(
      {{"iri", "urn:x"}, {"state", "quarantined"}, {"quarantine", json["quarantine"]}}, "");
  CHECK(says(alone, "in quarantine, and in no catalogue here"));
  CHECK_FALSE(says(alone, "last good"));
  CHECK_FALSE(says(alone, "LOG"));
}

TEST_CASE("explain: an IRI that nobody knows") {
  Json looked = {{"logs", {{{"origin", "FR"}, {"live", 24}, {"withdrawn", 1}, {"state", "live"}}}},
                 {"nearest", {{{"iri", "urn:b"}, {"origin", "FR"}, {"status", "live"}}}},
                 {"searched", 25},
                 {"complete", true}};
  CHECK(unknown_text(as_read(looked)) ==
        "Looked for it in FR (24 live, 1 withdrawn, live), and the quarantine.\n"
        "Nearest to it are:\n  urn:b of FR, live\n");
  looked["nearest"] = Json::array();
  CHECK(says(unknown_text(as_read(looked)), "No IRI is near to it"));
  looked["complete"] = false;
  CHECK_FALSE(says(unknown_text(as_read(looked)), "No IRI is near to it"));
  CHECK(says(unknown_text(as_read(looked)), "There was time to compare it with 25 records alone"));
}
