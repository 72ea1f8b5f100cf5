#include "catalogue/shape_path.h"

#include <algorithm>

#include "base/limits.h"
#include "tests/unit/catalogue/shacl_graphs.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

// What `path` in Turtle says, as the value of sh:path.
base::Result<Path> read(std::string_view path, std::string_view more = "") {
  const Dataset graph =
      graph_of(":shape sh:path " + std::string(path) + " .\n" + std::string(more));
  const auto value = graph.about(*graph.find_iri("http://e/shape"),
                                 *graph.find_iri("http://www.w3.org/ns/shacl#path"));
  REQUIRE(value.size() == 1);
  return read_path(graph, value.front().object);
}

std::string text_of(std::string_view path) {
  const auto read_it = read(path);
  return read_it.ok() ? short_text(path_text(*read_it)) : read_it.error().message;
}

// Where a path leads from :a, over the record and what stands behind it.
Lines walk(std::string_view path, std::string_view record, std::string_view background = "") {
  auto what = read(path);
  REQUIRE(what.ok());
  Dataset behind = graph_of(background);
  std::vector<Path*> parts = {&*what};
  while (!parts.empty()) {
    Path* const part = parts.back();
    parts.pop_back();
    if (part->kind == Path::Kind::kPredicate) part->predicate = behind.iri(part->iri);
    for (Path& inner : part->parts) parts.push_back(&inner);
  }
  const NodeId start = behind.iri("http://e/a");
  const Background all(std::move(behind));
  const Dataset own = graph_of(record);
  DataGraph graph(all);
  graph.load(own);
  std::vector<NodeId> nodes = {4711};  // what is there already stays, and is not looked at
  walk_path(*what, graph, start, nodes);
  REQUIRE(nodes.front() == 4711);
  Lines lines;
  for (std::size_t i = 1; i < nodes.size(); ++i) lines.push_back(short_text(graph.text(nodes[i])));
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

TEST_CASE("paths: their text is a SPARQL property path") {
  CHECK(text_of(":p") == ":p");
  CHECK(text_of("[ sh:inversePath :p ]") == "^:p");
  CHECK(text_of("( :p :q :r )") == ":p/:q/:r");
  CHECK(text_of("[ sh:alternativePath ( :p :q ) ]") == ":p|:q");
  CHECK(text_of("[ sh:zeroOrMorePath :p ]") == ":p*");
  CHECK(text_of("[ sh:oneOrMorePath :p ]") == ":p+");
  CHECK(text_of("[ sh:zeroOrOnePath :p ]") == ":p?");
  CHECK(text_of("( [ sh:alternativePath ( :p :q ) ] [ sh:inversePath :r ] )") == "(:p|:q)/^:r");
  CHECK(text_of("[ sh:inversePath ( :p :q ) ]") == "^(:p/:q)");
  CHECK(text_of("[ sh:zeroOrMorePath [ sh:inversePath :p ] ]") == "(^:p)*");
  CHECK(text_of("[ sh:alternativePath ( ( :p :q ) :r ) ]") == ":p/:q|:r");
  CHECK(text_of("( ( :p :q ) :r )") == "(:p/:q)/:r");
}

TEST_CASE("paths: what is ill-formed says why") {
  CHECK(text_of("\"p\"").find("a literal") != std::string::npos);
  CHECK(text_of("[]").find("without an operator") != std::string::npos);
  CHECK(text_of("( :p )").find("fewer than two") != std::string::npos);
  CHECK(text_of("[ sh:alternativePath () ]").find("fewer than two") != std::string::npos);
  CHECK(text_of("[ sh:inversePath :p, :q ]").find("twice") != std::string::npos);
  CHECK(text_of("[ sh:alternativePath :p ]").find("not well formed") != std::string::npos);
  CHECK(text_of("[ sh:inversePath \"x\" ]").find("a literal") != std::string::npos);
}

TEST_CASE("paths: lists and paths without end are errors, not endless work") {
  const auto list = read("_:l", "_:l rdf:first :p ; rdf:rest _:l .");
  REQUIRE_FALSE(list.ok());
  CHECK(list.error().message.find("no end") != std::string::npos);
  const auto path = read("_:p", "_:p sh:inversePath _:p .");
  REQUIRE_FALSE(path.ok());
  CHECK(path.error().message.find("no end") != std::string::npos);
  // Each of thirty lists has the next one twice: a billion steps in ninety statements.
  std::string lists;
  for (int i = 0; i < 30; ++i) {
    const std::string next = "_:l" + std::to_string(i + 1);
    lists += "_:l" + std::to_string(i) + " rdf:first " + next + " ; rdf:rest [ rdf:first " + next +
             " ; rdf:rest () ] .\n";
  }
  const auto large = read("_:l0", lists + "_:l30 sh:inversePath :p .");
  REQUIRE_FALSE(large.ok());
  CHECK(large.error().message.find(std::to_string(base::limits::kShapePathPartsMax)) !=
        std::string::npos);
}

TEST_CASE("paths: one that was written is read as it was") {
  for (const char* const turtle :
       {":p", "[ sh:inversePath :p ]", "( :p :q )", "[ sh:alternativePath ( :p ( :q :r ) ) ]",
        "[ sh:oneOrMorePath [ sh:zeroOrOnePath ( :p [ sh:zeroOrMorePath :q ] ) ] ]"}) {
    const auto path = read(turtle);
    REQUIRE(path.ok());
    Dataset into;
    std::uint64_t next = 0;
    const TermId first = write_path(*path, into, next);
    const TermId second = write_path(*path, into, next);
    into.index();
    for (const TermId node : {first, second}) {
      const auto again = read_path(into, node);
      REQUIRE(again.ok());
      CHECK(path_text(*again) == path_text(*path));
    }
  }
}

TEST_CASE("paths: each operator leads where it should") {
  const std::string_view record = ":a :p :b, :c . :b :q :d . :c :q :d, :e . :d :p :a . :x :p :b .";
  CHECK(walk(":p", record) == Lines{":b", ":c"});
  CHECK(walk("( :p :q )", record) == Lines{":d", ":e"});
  CHECK(walk("[ sh:inversePath :p ]", record) == Lines{":d"});
  CHECK(walk("[ sh:alternativePath ( :p [ sh:inversePath :p ] ) ]", record) ==
        Lines{":b", ":c", ":d"});
  CHECK(walk("[ sh:zeroOrOnePath :p ]", record) == Lines{":a", ":b", ":c"});
  CHECK(walk("[ sh:zeroOrMorePath [ sh:alternativePath ( :p :q ) ] ]", record) ==
        Lines{":a", ":b", ":c", ":d", ":e"});
  CHECK(walk("[ sh:oneOrMorePath :q ]", record) == Lines{});
  CHECK(walk("( :p [ sh:inversePath :p ] )", record) == Lines{":a", ":x"});
}

TEST_CASE("paths: against the direction of each operator") {
  const std::string_view record = ":d :p :c . :c :q :b, :a . :b :p :a . :a :q :f .";
  CHECK(walk("[ sh:inversePath ( :p :q ) ]", record) == Lines{":d"});
  CHECK(walk("[ sh:inversePath [ sh:alternativePath ( :p :q ) ] ]", record) == Lines{":b", ":c"});
  CHECK(walk("[ sh:inversePath [ sh:inversePath :q ] ]", record) == Lines{":f"});
  CHECK(walk("[ sh:inversePath [ sh:oneOrMorePath [ sh:alternativePath ( :p :q ) ] ] ]", record) ==
        Lines{":b", ":c", ":d"});
  CHECK(walk("[ sh:inversePath [ sh:zeroOrOnePath :p ] ]", record) == Lines{":a", ":b"});
}

TEST_CASE("paths: circles end") {
  const std::string_view record = ":a :p :b . :b :p :c . :c :p :a, :c .";
  CHECK(walk("[ sh:oneOrMorePath :p ]", record) == Lines{":a", ":b", ":c"});
  CHECK(walk("[ sh:zeroOrMorePath :p ]", record) == Lines{":a", ":b", ":c"});
  CHECK(walk("[ sh:zeroOrMorePath [ sh:zeroOrMorePath :p ] ]", record) == Lines{":a", ":b", ":c"});
}

TEST_CASE("paths: over what record and background say, each node once") {
  CHECK(walk(":p", ":a :p :b, :c .", ":a :p :b, :d .") == Lines{":b", ":c", ":d"});
  CHECK(walk("[ sh:inversePath :p ]", ":b :p :a .", ":b :p :a . :c :p :a .") == Lines{":b", ":c"});
  CHECK(walk("( :p :q )", ":a :p :b .", ":b :q :c .") == Lines{":c"});
  CHECK(walk("[ sh:oneOrMorePath :p ]", ":b :p :c .", ":a :p :b . :c :p :d .") ==
        Lines{":b", ":c", ":d"});
}

}  // namespace rednode::catalogue
