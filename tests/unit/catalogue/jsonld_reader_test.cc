// JSON-LD as an import reads it: what is read at once, what an error costs, and what is said about
// the rest. The algorithms themselves are tested by the W3C suite (tests/conformance).

#include <algorithm>
#include <memory>
#include <set>

#include "base/limits.h"
#include "catalogue/importer.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

struct Read {
  std::set<std::string> lines;
  std::vector<SyntaxError> errors;
  std::vector<std::string> notes;
  std::string failure;
  base::Code code = base::Code::kInvalid;

  bool says(const std::string& line) const { return lines.contains(line + " .\n"); }
};

Read read_source(const ByteSource& source, const ReaderOptions& options = {}) {
  Read read;
  ReaderEvents events;
  events.on_quad = [&read](const QuadText& quad, Position at) -> base::Status {
    REQUIRE(at.line > 0);
    std::string line;
    append_nquad(line, quad);
    read.lines.insert(std::move(line));
    return {};
  };
  events.on_error = [&read](SyntaxError&& error) -> base::Status {
    read.errors.push_back(std::move(error));
    return {};
  };
  events.on_note = [&read](std::string&& note) { read.notes.push_back(std::move(note)); };
  const auto counts = read_rdf(source, Format::kJsonLd, options, events);
  if (!counts.ok()) {
    read.failure = counts.error().message;
    read.code = counts.error().code;
  }
  return read;
}

Read read(const std::string& text, const ReaderOptions& options = {}) {
  Read whole = read_source(source_of(text), options);
  const ByteSource bytes = source_of(text);
  const Read parts = read_source(
      [&bytes](char* to, std::size_t room) { return bytes(to, std::min<std::size_t>(room, 3)); },
      options);
  CHECK(whole.lines == parts.lines);
  CHECK(whole.errors.size() == parts.errors.size());
  CHECK(whole.failure == parts.failure);
  return whole;
}

constexpr const char* kContext =
    "\"@context\": {\"dct\": \"http://purl.org/dc/terms/\", \"ex\": \"http://e/\", \"p\": "
    "{\"@id\": \"ex:p\", \"@type\": \"@id\"}, \"t\": \"ex:t\"}";

std::string with_context(const std::string& rest) {
  return "{" + std::string(kContext) + ", " + rest + "}";
}

// A document of that many bytes or a little more, made while it is read.
class Endless {
 public:
  Endless(std::string head, std::string element, std::string tail, std::size_t bytes)
      : next_(std::move(head)),
        element_(std::move(element)),
        tail_(std::move(tail)),
        left_(bytes) {}

  ByteSource source() {
    return [this](char* to, std::size_t room) -> base::Result<std::size_t> {
      if (next_.empty() && !ended_) refill();
      const std::size_t count = std::min(room, next_.size());
      std::copy_n(next_.data(), count, to);
      next_.erase(0, count);
      given_ += count;
      return count;
    };
  }
  std::size_t given() const { return given_; }

 private:
  void refill() {
    while (next_.size() < 65536 && left_ > 0) {
      next_ += element_;
      left_ -= std::min(left_, element_.size());
    }
    if (left_ > 0 || ended_) return;
    next_ += tail_;
    ended_ = true;
  }

  std::string next_;
  const std::string element_;
  const std::string tail_;
  std::size_t left_;
  std::size_t given_ = 0;
  bool ended_ = false;
};

}  // namespace

TEST_CASE("JSON-LD: elements of a graph, of a list and of a tree say the same") {
  const std::string one = "{\"@id\": \"ex:a\", \"t\": \"x\", \"p\": \"_:b\"}";
  const std::string two =
      "{\"@id\": \"_:b\", \"t\": [5, {\"@value\": \"y\", \"@language\": \"en\"}]}";
  const Read graph = read(with_context("\"@graph\": [" + one + ", " + two + "]"));
  CHECK(graph.errors.empty());
  CHECK(graph.failure.empty());
  CHECK(graph.lines.size() == 4);
  CHECK(graph.says("<http://e/a> <http://e/p> _:b"));
  CHECK(graph.says("_:b <http://e/t> \"5\"^^<http://www.w3.org/2001/XMLSchema#integer>"));
  // As one piece: a member behind "@graph" is in the way of reading element by element.
  const Read whole = read(with_context("\"@graph\": [" + one + ", " + two + "], \"x\": null"));
  CHECK(whole.lines == graph.lines);
  const auto in_place = [](const std::string& node) {
    return "{" + std::string(kContext) + ", " + node.substr(1);
  };
  const Read list = read("[" + in_place(one) + ", " + in_place(two) + "]");
  CHECK(list.lines == graph.lines);
}

TEST_CASE("JSON-LD: what stands beside a graph makes it a named one") {
  const std::string nodes = "\"@graph\": [{\"@id\": \"ex:a\", \"t\": \"x\"}]";
  const Read named = read(with_context("\"@id\": \"ex:g\", " + nodes));
  CHECK(named.lines.size() == 1);
  CHECK(named.says("<http://e/a> <http://e/t> \"x\" <http://e/g>"));
  CHECK(read(with_context(nodes + ", \"@id\": \"ex:g\"")).lines == named.lines);
  const Read behind = read(with_context(nodes + ", \"t\": \"of the graph\""));
  CHECK(behind.lines.size() == 2);
  CHECK(behind.says("_:anon-0000000001 <http://e/t> \"of the graph\""));
  CHECK(behind.says("<http://e/a> <http://e/t> \"x\" _:anon-0000000001"));
  // In a list an object with nothing but a graph is a node that has no name.
  const Read element = read("[{\"@graph\": [{\"@id\": \"http://e/a\", \"http://e/t\": \"x\"}]}]");
  CHECK(element.says("<http://e/a> <http://e/t> \"x\" _:anon-0000000001"));
}

TEST_CASE("JSON-LD: a graph whose name cannot be read is refused") {
  const Read read_it = read(with_context(
      "\"@id\": \"ex:g h\", \"@graph\": [{\"@id\": \"ex:a\", \"t\": \"x\"}, {\"@id\": \"ex:b\"}]"));
  CHECK(read_it.lines.empty());
  REQUIRE(read_it.errors.size() == 2);
  CHECK(read_it.errors[0].reason.find("the name of the graph") != std::string::npos);
  CHECK(read_it.errors[1].subject == "<http://e/a>");
}

TEST_CASE("JSON-LD: documents in lines are documents of their own") {
  const std::string line = with_context("\"@id\": \"_:x\", \"t\": \"1\"");
  const Read two = read(line + "\n" + line + "\n");
  CHECK(two.lines.size() == 2);
  CHECK(two.says("_:x <http://e/t> \"1\""));
  CHECK(two.says("_:anon-d2-x <http://e/t> \"1\""));
  const Read broken = read(line + "\n{\"@id\": [\n" + line + "\n");
  CHECK(broken.lines.size() == 2);
  REQUIRE(broken.errors.size() == 1);
  CHECK(broken.errors[0].at.line == 2);
  CHECK(broken.errors[0].original == "{\"@id\": [");
  const Read graphs = read(with_context("\"@graph\": [{\"@id\": \"ex:a\", \"t\": \"x\"}]") + "\n" +
                           with_context("\"@graph\": [{\"@id\": \"ex:b\", \"t\": \"x\"}]"));
  CHECK(graphs.lines.size() == 2);
}

TEST_CASE("JSON-LD: an element that is broken costs that element") {
  const Read some = read(with_context(
      "\"@graph\": [\n{\"@id\": \"ex:a\", \"t\": \"1\"},\n{\"@id\": \"ex:b\", \"@type\": \"ex:C\", "
      "\"t\": [1,], \"p\": {\"@id\": \"ex:inner\"}},\n{\"@id\": \"ex:c\", \"t\": \"3\"}\n]"));
  CHECK(some.lines.size() == 2);
  CHECK(some.says("<http://e/c> <http://e/t> \"3\""));
  REQUIRE(some.errors.size() == 1);
  const SyntaxError& error = some.errors[0];
  CHECK(error.at.line == 3);
  CHECK(error.at.column == 42);
  CHECK(error.statement.column == 1);
  CHECK(error.subject == "<http://e/b>");
  CHECK(error.type == "<http://e/C>");
  CHECK(error.others == std::vector<std::string>{"<http://e/b>", "<http://e/inner>"});
  CHECK(error.original.starts_with("{\"@id\": \"ex:b\""));
  CHECK(error.original.ends_with("\"ex:inner\"}}"));
}

TEST_CASE("JSON-LD: a node that is broken costs that node, and not those around it") {
  const Read some = read(with_context(
      "\"@graph\": [{\"@id\": \"ex:a\", \"t\": \"1\", \"p\": [{\"@id\": \"ex:b\", \"t\": "
      "{\"@value\": "
      "[]}, \"p\": {\"@id\": \"ex:c\", \"t\": \"2\"}}, {\"t\": {\"@value\": \"3\", \"@language\": "
      "\"e n\"}}]}]"));
  CHECK(some.says("<http://e/a> <http://e/t> \"1\""));
  CHECK(some.says("<http://e/a> <http://e/p> <http://e/b>"));
  CHECK(some.says("<http://e/a> <http://e/p> _:anon-0000000001"));
  CHECK(some.says("<http://e/c> <http://e/t> \"2\""));
  CHECK(some.lines.size() == 4);
  REQUIRE(some.errors.size() == 2);
  CHECK(some.errors[0].subject == "<http://e/b>");
  CHECK(some.errors[0].reason.starts_with("invalid value object value: "));
  CHECK(some.errors[1].subject == "_:anon-0000000001");
  CHECK(some.errors[1].reason == "\"e n\" is no language tag");
}

TEST_CASE("JSON-LD: relative IRIs need a base, and cost their nodes where there is none") {
  const std::string text = with_context(
      "\"@graph\": [{\"@id\": \"ex:a\", \"p\": \"text/csv\", \"t\": \"1\"}, {\"@id\": "
      "\"text/csv\", "
      "\"t\": \"2\"}, {\"@id\": \"ex:b\", \"t\": \"3\"}]");
  const Read none = read(text);
  CHECK(none.lines.size() == 1);
  REQUIRE(none.errors.size() == 2);
  CHECK(none.errors[0].subject == "<http://e/a>");
  CHECK(none.errors[0].reason == "the IRI <text/csv> is relative");
  CHECK(none.errors[0].remedy.find("--base") != std::string::npos);
  CHECK(none.errors[1].subject.empty());
  const Read based = read(text, {"http://b/x/"});
  CHECK(based.errors.empty());
  CHECK(based.says("<http://e/a> <http://e/p> <http://b/x/text/csv>"));
  const Read own =
      read("{\"@context\": {\"@base\": \"http://o/\"}, \"@id\": \"a\", \"http://e/t\": 1}",
           {"http://b/"});
  CHECK(own.lines.begin()->starts_with("<http://o/a>"));
}

TEST_CASE("JSON-LD: an IRI that is none costs the node that says it") {
  const Read some = read(with_context(
      "\"@id\": \"ex:a b\", \"@type\": \"http://www.w3.org/ns/dcat#Catalog\", \"p\": {\"@id\": "
      "\"ex:c\", \"t\": \"1\"}"));
  CHECK(some.lines.size() == 1);
  CHECK(some.says("<http://e/c> <http://e/t> \"1\""));
  REQUIRE(some.errors.size() == 1);
  CHECK(some.errors[0].subject.empty());
  CHECK(some.errors[0].type == "<http://www.w3.org/ns/dcat#Catalog>");
  CHECK(some.errors[0].reason.find("holds a space") != std::string::npos);
  CHECK(some.errors[0].remedy.find("%20") != std::string::npos);
}

TEST_CASE("JSON-LD: what says nothing is told once for each kind") {
  const Read some = read(with_context(
      "\"@graph\": [{\"@id\": \"ex:a\", \"unknown\": 1, \"t\": null, \"dcat:theme\": \"x\", "
      "\"@later\": 1}, {\"@id\": \"ex:b\", \"unknown\": 2}, \"free\"]"));
  const auto noted = [&some](std::string_view part) {
    return std::any_of(some.notes.begin(), some.notes.end(), [part](const std::string& note) {
      return note.find(part) != std::string::npos;
    });
  };
  CHECK(some.errors.empty());
  CHECK(some.notes.size() == 5);
  CHECK(noted("\"unknown\" is not in the context: what stands under it was left out (2 times"));
  CHECK(noted("null says nothing: it was left out (1 time, line 1"));
  CHECK(noted("what \"dcat\" in front of a colon stands for"));
  CHECK(noted("\"@later\" looks like a keyword"));
  CHECK(noted("belongs to no node"));
  CHECK(some.says("<http://e/a> <dcat:theme> \"x\""));
}

TEST_CASE("JSON-LD: labels that other formats do not take are rewritten") {
  const Read some = read(
      "[{\"@id\": \"_:anon-0000000001\", \"http://e/p\": [{}, {\"@id\": \"_:a b\"}, {\"@id\": "
      "\"_:\"}]}]");
  CHECK(some.lines.size() == 3);
  CHECK(some.says("_:anon-x-anon-0000000001 <http://e/p> _:anon-0000000001"));
  CHECK(some.says("_:anon-x-anon-0000000001 <http://e/p> _:anon-h-612062"));
  CHECK(some.says("_:anon-x-anon-0000000001 <http://e/p> _:anon-h-"));
}

TEST_CASE("JSON-LD: contexts come with the program, or from the operator, and from nowhere else") {
  const std::string url = "https://semiceu.github.io/DCAT-AP/releases/3.0.1/context/dcat-ap.jsonld";
  const Read shipped =
      read("{\"@context\": \"" + url +
           "\", \"@id\": \"http://e/a\", \"@type\": \"Dataset\", \"title\": \"x\"}");
  CHECK(shipped.says("<http://e/a> <http://purl.org/dc/terms/title> \"x\""));
  REQUIRE(shipped.notes.size() == 1);
  CHECK(shipped.notes[0].find(url + " defines terms as other IRIs") != std::string::npos);

  const std::string text =
      "{\n \"@context\": [{}, \"http://o/c\"], \"@id\": \"http://e/a\", \"t\": 1}";
  const Read refused = read(text);
  CHECK(refused.lines.empty());
  CHECK(
      refused.failure.starts_with("line 2, column 19: loading remote context failed: the context "
                                  "http://o/c is not one"));
  CHECK(refused.failure.find("--context http://o/c=FILE") != std::string::npos);
  const Read given = read(text, {"", {{"http://o/c", "{\"@context\": {\"t\": \"http://e/t\"}}"}}});
  CHECK(given.lines.size() == 1);
  const Read bad = read(text, {"", {{"http://o/c", "{\"@context\": {\"t\": 5}}"}}});
  CHECK(bad.failure.find("line 2, column 19: invalid term definition") == 0);
  CHECK(bad.failure.find("(line 1 of http://o/c)") != std::string::npos);
  CHECK(read("{\"@context\": \"https://schema.org/\"}").failure.find("DCAT-AP instead") !=
        std::string::npos);
  // Another release of SEMIC's defines other terms.
  const Read other = read(
      "{\"@context\": "
      "\"https://semiceu.github.io/DCAT-AP/releases/2.2.0/context/dcat-ap.jsonld\"}");
  CHECK(other.failure.find("other releases define other terms") != std::string::npos);
  CHECK(other.failure.find("/2.2.0/context/dcat-ap.jsonld=FILE") != std::string::npos);
  // In an element it costs the element.
  const Read element = read(
      "[{\"@context\": \"http://o/c\", \"@id\": \"http://e/a\", \"t\": 1}, "
      "{\"@id\": \"http://e/b\", \"http://e/t\": 1}]");
  CHECK(element.lines.size() == 1);
  REQUIRE(element.errors.size() == 1);
  CHECK(element.errors[0].subject == "<http://e/a>");
}

TEST_CASE("JSON-LD: documents that do not end, or begin, as they should") {
  CHECK(read("").lines.empty());
  CHECK(read("5").errors.at(0).reason.find("an object or a list") != std::string::npos);
  CHECK(read("[] x").errors.size() == 1);
  CHECK(read(with_context("\"@graph\": [{\"@id\": \"ex:a\", \"t\": 1}")).lines.size() == 1);
  CHECK(read("[{\"@id\": \"http://e/a\", \"http://e/t\": 1}")
            .errors.at(0)
            .reason.find("does not end") != std::string::npos);
  CHECK(read("[{\"@id\": \"http://e/a\", \"http://e/t\": 1},]").errors.size() == 1);
  CHECK(read("[{\"@id\": \"http://e/a\", \"http://e/t\": 1} {}]").errors.size() == 1);
  CHECK(read("[}, {\"@id\": \"http://e/a\", \"http://e/t\": 1}]").lines.size() == 1);
  CHECK(read("{\"@graph\": 5, \"a\"").errors.size() == 1);
}

TEST_CASE("JSON-LD: a long document is read as it comes") {
  const std::string element = "{\"@id\": \"ex:a\", \"t\": \"" + std::string(1000, 'x') + "\"},\n";
  const std::string head = "{" + std::string(kContext) + ", \"@graph\": [\n";
  const std::string last = "{\"@id\": \"ex:last\", \"t\": 1}]";
  std::size_t first_at = 0;
  Endless document(head, element, last + "}", 40 << 20);
  ReaderEvents events;
  std::uint64_t quads = 0;
  events.on_quad = [&](const QuadText&, Position) -> base::Status {
    if (quads++ == 0) first_at = document.given();
    return {};
  };
  const auto counts = read_rdf(document.source(), Format::kJsonLd, {}, events);
  REQUIRE(counts.ok());
  CHECK(quads > 40'000);
  CHECK(first_at <= 2 * base::limits::kJsonLookAheadBytes);
  CHECK(counts->bytes == document.given());
  // What would have changed the meaning of all that was read.
  Endless trailing(head, element, last + ", \"t\": \"of the graph\"}", 40 << 20);
  const Read refused = read_source(trailing.source());
  CHECK(refused.failure.find("behind the list of \"@graph\"") != std::string::npos);
}

TEST_CASE("JSON-LD: a long document with its context at the end is read twice") {
  const std::string element = "{\"@id\": \"ex:a\", \"t\": \"" + std::string(1000, 'x') + "\"},\n";
  const std::string last = "{\"@id\": \"ex:b\", \"t\": 1 2},\n{\"@id\": \"ex:last\", \"t\": 1}]";
  const std::size_t bytes = 20 << 20;
  const std::size_t elements = (bytes + element.size() - 1) / element.size();
  const auto read_tailed = [&](const std::string& tail, bool file = true) {
    Endless document("{\"@graph\": [\n", element, last + tail, bytes);
    std::vector<std::unique_ptr<Endless>> again;
    ReaderOptions options;
    if (file) {
      options.reopen = [&]() -> base::Result<ByteSource> {
        again.push_back(
            std::make_unique<Endless>("\xef\xbb\xbf{\"@graph\": [\n", element, last + tail, bytes));
        return again.back()->source();
      };
    }
    return read_source(document.source(), options);
  };

  const Read good = read_tailed(",\n " + std::string(kContext) + "\n}\n");
  CHECK(good.failure.empty());
  CHECK(good.lines.size() == 2);
  CHECK(
      good.says("<http://e/last> <http://e/t> "
                "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>"));
  REQUIRE(good.errors.size() == 1);  // at its place, as if the document had been read once
  CHECK(good.errors[0].statement.line == elements + 2);
  CHECK(good.errors[0].subject == "<http://e/b>");

  const Read named = read_tailed(", \"@id\": \"ex:g\", " + std::string(kContext) + "}");
  CHECK(
      named.says("<http://e/last> <http://e/t> "
                 "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g>"));

  const Read remote = read_tailed(",\n\"@context\": \"http://o/c\"}");
  CHECK(remote.lines.empty());
  CHECK(remote.failure.starts_with("line " + std::to_string(elements + 4) +
                                   ", column 13: loading remote context failed"));
  for (const std::string& tail : {std::string(", \"t\": 1, ") + kContext + "}",
                                  std::string(", ") + kContext + ", " + kContext + "}",
                                  std::string(", \"@context\" {}}"), std::string(", }")}) {
    CHECK(read_tailed(tail).failure.find("behind the list") != std::string::npos);
  }
  CHECK(read_tailed(", " + std::string(kContext) + "}", false).failure.find("is a file") !=
        std::string::npos);
}

TEST_CASE("JSON-LD: what must be read whole and is too long is passed over") {
  Endless document("[{\"http://e/t\": [", "\"" + std::string(9000, 'x') + "\",",
                   "1]}, {\"@id\": \"http://e/b\", \"http://e/t\": 1}]",
                   base::limits::kJsonPieceBytesMax + (8 << 20));
  const Read some = read_source(document.source());
  CHECK(some.failure.empty());
  CHECK(some.lines.size() == 1);
  REQUIRE(some.errors.size() == 1);
  CHECK(some.errors[0].remedy.find("\"@graph\"") != std::string::npos);
  std::string values = "[[";
  for (std::size_t i = 0; i < base::limits::kJsonValuesMax; ++i) values += "1,";
  const Read many =
      read_source(source_of(values + "1], {\"@id\": \"http://e/b\", \"http://e/t\": 1}]"));
  CHECK(many.lines.size() == 1);
  REQUIRE(many.errors.size() == 1);
  CHECK(many.errors[0].remedy == some.errors[0].remedy);
}

TEST_CASE("JSON-LD: contexts made to cost much are refused") {
  // Terms defined by way of one another.
  std::string chain = "{\"@context\": {\"t0\": \"http://e/\"";
  for (int i = 1; i < 100'000; ++i) {
    chain += ", \"t" + std::to_string(i) + "\": \"t" + std::to_string(i - 1) + ":x/\"";
  }
  std::string backwards = "{\"@context\": {";
  for (int i = 100'000; i > 0; --i) {
    backwards += "\"t" + std::to_string(i) + "\": \"t" + std::to_string(i - 1) + ":x\", ";
  }
  CHECK(
      read_source(source_of(backwards + "\"t0\": \"http://e/\"}}")).failure.find("by way of one") !=
      std::string::npos);
  CHECK(read_source(source_of(chain + "}}")).failure.find("is longer than") != std::string::npos);
  // One letter that stands for much.
  std::string wide =
      "{\"@context\": {\"a\": \"http://e/" + std::string(16'000, 'x') + "\"}, \"@graph\": [";
  for (int i = 0; i < 100'000; ++i) wide += "{\"a\":1},";
  const Read spent = read_source(source_of(wide + "{}]}"));
  CHECK(spent.code == base::Code::kExhausted);
  CHECK(spent.failure.find("256 times its size") != std::string::npos);
  // A context in every node, upon one another.
  std::string deep;
  for (int i = 0; i < 30; ++i) deep += "{\"@context\": {\"p\": \"http://e/p\"}, \"p\": ";
  CHECK(read(deep + "1" + std::string(30, '}')).errors.empty());
  // The same file again and again, each time upon another context.
  std::string file = "{\"@context\": {";
  for (int i = 0; i < 20'000; ++i) file += "\"t" + std::to_string(i) + "\": \"http://e/t\", ";
  file += "\"p\": \"http://e/p\"}}";
  std::string many = "[";
  for (int i = 0; i < 2000; ++i) {
    many += "{\"@context\": [{\"x\": \"http://e/x\"}, \"http://o/c\"], \"p\": 1},";
  }
  const Read again = read_source(source_of(many + "{}]"), {"", {{"http://o/c", file}}});
  CHECK(again.code == base::Code::kExhausted);
  CHECK(again.failure.find("too many terms") != std::string::npos);
}

TEST_CASE("JSON-LD: a record that reaches what is broken is refused, and no other") {
  const std::string text = with_context(
      "\"@graph\": [{\"@id\": \"ex:1\", \"@type\": \"http://www.w3.org/ns/dcat#Dataset\", \"p\": "
      "\"ex:d\"}, {\"@id\": \"ex:2\", \"@type\": \"http://www.w3.org/ns/dcat#Dataset\", \"p\": "
      "{\"t\": \"1\"}}, {\"@id\": \"ex:d\", \"t\": {\"@value\": \"x\", \"@language\": 5}}]");
  ImportEvents events;
  std::vector<std::string> records, refused;
  events.on_record = [&](RecordContent&& record) -> base::Status {
    records.push_back(record.iri);
    return {};
  };
  events.on_refusal = [&](Refusal&& refusal) -> base::Status {
    refused.push_back(refusal.record);
    return {};
  };
  const auto counts = import_document(source_of(text), {}, events);
  REQUIRE(counts.ok());
  CHECK(counts->format == Format::kJsonLd);
  CHECK(records == std::vector<std::string>{"http://e/2"});
  CHECK(refused == std::vector<std::string>{"http://e/d", "http://e/1"});
}

}  // namespace rednode::catalogue
