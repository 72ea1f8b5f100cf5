#include "base/limits.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

struct Outcome {
  std::string quads;  // N-Quads lines in order
  std::vector<SyntaxError> errors;
  std::string failure;
  ReadCounts counts;
};

// `step`: bytes that the source gives at a time.
Outcome read(std::string_view text, Format format = Format::kTurtle, std::string base = {},
             std::size_t step = 1 << 20) {
  Outcome outcome;
  ReaderEvents events;
  events.on_quad = [&outcome](const QuadText& quad, Position) -> base::Status {
    append_nquad(outcome.quads, quad);
    return {};
  };
  events.on_error = [&outcome](SyntaxError&& error) -> base::Status {
    outcome.errors.push_back(std::move(error));
    return {};
  };
  const ByteSource whole = source_of(text);
  const ByteSource source = [&whole, step](char* to, std::size_t room) {
    return whole(to, std::min(room, step));
  };
  const auto counts = read_rdf(source, format, {std::move(base)}, events);
  if (counts.ok()) {
    outcome.counts = *counts;
  } else {
    outcome.failure = counts.error().message;
  }
  return outcome;
}

std::string object(const std::string& text) {
  const Outcome outcome = read("@prefix : <urn:> . <urn:a> <urn:b> " + text + " .");
  if (!outcome.errors.empty()) return "error: " + outcome.errors.front().reason;
  constexpr std::size_t kFront = 16;
  return outcome.quads.substr(kFront, outcome.quads.size() - kFront - 3);
}

std::string good(int i) {
  return "<urn:" + std::to_string(i) + "> <urn:p> \"ok\" .\n";
}

}  // namespace

TEST_CASE("Turtle: what it says") {
  const Outcome outcome = read(
      "@prefix : <http://e/> . @base <http://b/c/> . PREFIX x: <y#>\n"
      ":a a :B ; :p 5, 1.5, 1e0, true, 'x'@en, \"\"\"l\n\"m\"\"\", x:z ; .\n<d> :q <#e>.[] :r ( 1 "
      ").");
  REQUIRE(outcome.errors.empty());
  CHECK(outcome.quads ==
        "<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/B> .\n"
        "<http://e/a> <http://e/p> \"5\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
        "<http://e/a> <http://e/p> \"1.5\"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n"
        "<http://e/a> <http://e/p> \"1e0\"^^<http://www.w3.org/2001/XMLSchema#double> .\n"
        "<http://e/a> <http://e/p> \"true\"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n"
        "<http://e/a> <http://e/p> \"x\"@en .\n"
        "<http://e/a> <http://e/p> \"l\\n\\\"m\" .\n"
        "<http://e/a> <http://e/p> <http://b/c/y#z> .\n"
        "<http://b/c/d> <http://e/q> <http://b/c/#e> .\n"
        "_:anon-0000000001 <http://e/r> _:anon-0000000002 .\n"
        "_:anon-0000000002 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> "
        "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
        "_:anon-0000000002 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n");
}

TEST_CASE("Turtle: where statements end") {
  CHECK(object("1.0") == "\"1.0\"^^<http://www.w3.org/2001/XMLSchema#decimal>");
  CHECK(object("1.e5") == "\"1.e5\"^^<http://www.w3.org/2001/XMLSchema#double>");
  CHECK(object(".5") == "\".5\"^^<http://www.w3.org/2001/XMLSchema#decimal>");
  CHECK(object(":a.b.c") == "<urn:a.b.c>");
  CHECK(object(":a\\.") == "<urn:a.>");
  CHECK(object(":a%2Eb") == "<urn:a%2Eb>");
  CHECK(object("<urn:a.b.>") == "<urn:a.b.>");
  CHECK(object("\". <urn:x> .\"") == "\". <urn:x> .\"");
  CHECK(object("'''. '' ' .\n'''") == "\". '' ' .\\n\"");
  CHECK(object("\"\\\"\"") == "\"\\\"\"");
  CHECK(object("\"\\\\\"") == "\"\\\\\"");
  CHECK(object("# . \" <\n 7") == "\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>");
  CHECK(object("_:a.b") == "_:a.b");
  for (const char* tight : {"1.", "\"x\"@en.", ":a.", "_:a.", "<urn:c>.", "'x'^^:t.", "true."}) {
    const std::string text =
        "@prefix : <urn:> . :a :b " + std::string(tight) + "\n" + good(1) + ":a :b " + tight;
    INFO(text);
    const Outcome outcome = read(text);
    CHECK(outcome.errors.empty());
    CHECK(outcome.counts.quads == 3);
  }
  CHECK(read("<urn:a> <urn:b> <urn:c>.<urn:d> <urn:e> <urn:f>.").counts.quads == 2);
}

TEST_CASE("Turtle: the source may give any number of bytes at a time") {
  std::string text = "\xef\xbb\xbf@prefix e: <http://e/> .\n";
  for (int i = 0; i < 40; ++i) {
    text +=
        "e:s" + std::to_string(i) +
        " e:p \"\"\"a \"\\n\" \\u00e9\"\"\", 'b\\'.', 1.5e+3, 1.0, [ e:q ( _:b1 \"x\"@en-GB ) ], "
        "<http://e/\\u00e9> ; # note .\n e:r.x e:t.u .\n";
  }
  const Outcome all = read(text);
  REQUIRE(all.errors.empty());
  for (const std::size_t step : {1u, 2u, 3u, 7u, 64u, 1000u}) {
    INFO(step);
    const Outcome some = read(text, Format::kTurtle, {}, step);
    CHECK(some.errors.empty());
    CHECK(some.quads == all.quads);
  }
}

TEST_CASE("Turtle: an escape behind a quote in a long string is an escape") {
  CHECK(object("\"\"\"x \"\\n y\"\"\"") == "\"x \\\"\\n y\"");
  CHECK(object("\"\"\"x \"\"\\\"y\"\"\"") == "\"x \\\"\\\"\\\"y\"");
  CHECK(object("'''x '\\t'''") == "\"x '\\t\"");
}

TEST_CASE("Turtle: blank labels meet no made-up ones") {
  const Outcome outcome = read("_:b1 <urn:p> _:B1, _:xb1, _:anon-0000000001, [] .");
  REQUIRE(outcome.errors.empty());
  CHECK(outcome.quads ==
        "_:b1 <urn:p> _:B1 .\n_:b1 <urn:p> _:xb1 .\n_:b1 <urn:p> _:anon-x-anon-0000000001 .\n"
        "_:b1 <urn:p> _:anon-0000000001 .\n");
  const Outcome after = read("[] <urn:p> 1 . <urn:a> <urn:b> x . [] <urn:p> 2 .");
  CHECK(after.errors.size() == 1);
  CHECK(after.quads.find("_:anon-0000000001 <urn:p> \"1\"") != std::string::npos);
  CHECK(after.quads.find("_:anon-0000000002 <urn:p> \"2\"") != std::string::npos);
}

TEST_CASE("Turtle: an error costs its statement, and is placed") {
  struct Bad {
    const char* text;
    const char* reason;
    const char* subject;
    std::uint64_t line, column;  // of the error; the statement begins at line 2, column 1
  };
  const Bad cases[] = {
      {"<urn:x> u:p 1 .", "the prefix 'u' is not declared", "<urn:x>", 2, 9},
      {"<urn:x> <urn:p> u:q .", "the prefix 'u' is not declared", "<urn:x>", 2, 17},
      {"e:x e:p <http://a b> .", "a space", "<http://e/x>", 2, 18},
      {"e:x e:p 1 ; e:q \"a\"^^<<http://t> .", "'<'", "<http://e/x>", 2, 23},
      {"e:x e:p <http://a\\u0020b> .", "", "<http://e/x>", 2, 0},
      {"e:x e:p <rel> .", "relative", "<http://e/x>", 2, 10},
      {"<rel> e:p 1 .", "relative", "", 2, 0},
      {"e:x e:p\n \"a\"@en-- .", "no language tag", "<http://e/x>", 3, 6},
      {"e:x e:p \"a\nb\" .", "does not end on its line", "<http://e/x>", 2, 9},
      {"e:x e:p \"a. <urn:y> .\n", "does not end on its line", "<http://e/x>", 2, 9},
      {"e:x e:p \"One.\nTwo.\nThree\" .", "does not end on its line", "<http://e/x>", 2, 9},
      {"e:x e:p \"\\uD800\" .", "no Unicode character", "<http://e/x>", 2, 10},
      {"e:x e:p \"\\U00110000\" .", "no Unicode character", "<http://e/x>", 2, 10},
      {"e:x e:p \"\\q\" .", "no such escape", "<http://e/x>", 2, 10},
      {"e:x e:p [ e:q 1 .", "a '.' inside brackets", "<http://e/x>", 2, 17},
      {"e:x e:p 1 ] .", "a bracket is closed", "<http://e/x>", 2, 11},
      {"e:x e:p <http://a .", "an IRI does not end", "<http://e/x>", 2, 9},
      {"_:x e:p .", "", "_:x", 2, 0},
      {"_:b1 e:p e:q e:r .", "", "_:b1", 2, 0},
      {"\"x\" e:p 1 .", "", "", 2, 0},
      {"e:x \"p\" 1 .", "", "<http://e/x>", 2, 0},
      {"{ e:a e:b e:c }.", "'{' cannot stand here", "", 2, 1},
      {"e:x e:p \"\xff\" .", "not UTF-8", "<http://e/x>", 2, 1},
      {"e:x e:p 'é', u:p .", "the prefix 'u' is not declared", "<http://e/x>", 2, 14},
  };
  for (const Bad& bad : cases) {
    for (const std::size_t step : {1u, 1u << 20}) {
      const Outcome outcome =
          read("@prefix e: <http://e/> .\n" + std::string(bad.text) + "\n" + good(1),
               Format::kTurtle, {}, step);
      INFO(bad.text);
      REQUIRE(outcome.errors.size() == 1);
      const SyntaxError& error = outcome.errors.front();
      INFO(error.reason << " at " << error.at.line << ":" << error.at.column);
      CHECK(error.reason.find(bad.reason) != std::string::npos);
      CHECK(error.subject == bad.subject);
      CHECK(error.statement.line == 2);
      CHECK(error.statement.column == 1);
      CHECK(error.at.line == bad.line);
      if (bad.column > 0) CHECK(error.at.column == bad.column);
      CHECK(error.original ==
            std::string_view(bad.text).substr(0, 1 + std::string_view(bad.text).rfind('.')));
      CHECK(outcome.quads == "<urn:1> <urn:p> \"ok\" .\n");
      CHECK(outcome.counts.errors == 1);
    }
  }
}

TEST_CASE("Turtle: a relative IRI needs a base, and the error says where from") {
  const Outcome outcome = read("<x> <urn:p> 1 .");
  REQUIRE(outcome.errors.size() == 1);
  CHECK(outcome.errors[0].remedy.find("--base") != std::string::npos);
  CHECK(read("<x> <urn:p> 1 .", Format::kTurtle, "http://a/b").quads.starts_with("<http://a/x> "));
  CHECK(read("", Format::kTurtle, "a/b").failure.find("base IRI") != std::string::npos);
}

TEST_CASE("Turtle: nothing of a bad statement gets through") {
  const Outcome outcome = read("<urn:a> <urn:p> 1, 2, 3 ; <urn:q> u:x .");
  CHECK(outcome.errors.size() == 1);
  CHECK(outcome.quads.empty());
}

TEST_CASE("Turtle: a directive without its '.' is an error of one statement") {
  const Outcome outcome = read("@prefix a: <http://a/>\n@prefix b: <http://b/> .\na:x b:y 1 .");
  REQUIRE(outcome.errors.size() == 1);
  CHECK(outcome.errors[0].reason.find("'.' is missing") != std::string::npos);
  CHECK(outcome.counts.quads == 1);
}

TEST_CASE("Turtle: the end of the document is no end of a statement") {
  for (const char* text : {"<urn:a> <urn:b> 1", "<urn:a> <urn:b> \"x", "<urn:a> <urn:b> '''x''",
                           "<urn:a> <urn:b", "<urn:a> <urn:b> [ <urn:c> 1", "@prefix a:"}) {
    INFO(text);
    const Outcome outcome = read(good(1) + text);
    CHECK(outcome.errors.size() == 1);
    CHECK(outcome.counts.quads == 1);
  }
}

TEST_CASE("Turtle: what is missing is said in plain words") {
  const auto reason = [](std::string_view text) {
    const Outcome outcome = read(text);
    return outcome.errors.empty() ? std::string() : outcome.errors.front().reason;
  };
  CHECK(reason("<urn:a> .") == "the statement ends where a property or a value is expected");
  CHECK(reason("<urn:a> <urn:b> .") == "a value is expected here, and this is none");
  CHECK(reason("<urn:a> <urn:b> ; <urn:c> 1 .") == "a value is expected here, and this is none");
  CHECK(reason("<urn:a> 1 2 .") == "a property is expected here, and this is none");
}

TEST_CASE("Turtle: nesting is limited, far below what would break a parser") {
  for (const char bracket : {'[', '('}) {
    for (const std::size_t depth :
         {limits::kRdfNestingMax, limits::kRdfNestingMax + 1, std::size_t{300'000}}) {
      std::string text = "<urn:a> <urn:b> ";
      for (std::size_t i = 0; i < depth; ++i) text += bracket == '[' ? "[ <urn:p> " : "( ";
      text += "1";
      text.append(depth, bracket == '[' ? ']' : ')');
      const Outcome outcome = read(text + " .\n" + good(1));
      INFO(bracket << depth);
      CHECK(outcome.errors.size() == (depth <= limits::kRdfNestingMax ? 0 : 1));
      CHECK(outcome.quads.ends_with("\"ok\" .\n"));
    }
  }
}

TEST_CASE("Turtle: a statement that is too long is passed over") {
  std::string list;
  while (list.size() < limits::kRdfStatementBytesMax + 1000) list += "<urn:object>, \"x . y\",\n ";
  const std::string texts[] = {
      "<urn:a> <urn:b> " + list + " 1 .\n",
      "<urn:a> <urn:b> \"\"\"" + list + "\"\"\" .\n",
      "<urn:a> <urn:b> \"" + std::string(limits::kRdfStatementBytesMax + 1000, 'x') + "\" .\n",
      "<urn:a> <urn:b> [ <urn:c> " + list + " 1 ] .\n",
  };
  for (const std::string& text : texts) {
    const Outcome outcome = read(good(1) + text + good(2), Format::kTurtle, {}, 100'000);
    REQUIRE_FALSE(outcome.errors.empty());
    CHECK(outcome.errors[0].reason.find("more than") != std::string::npos);
    CHECK(outcome.errors[0].subject == "<urn:a>");
    CHECK(outcome.errors[0].original.size() <= limits::kQuarantineBytesMax);
    CHECK(outcome.errors[0].statement.line == 2);
    CHECK(outcome.quads == "<urn:1> <urn:p> \"ok\" .\n<urn:2> <urn:p> \"ok\" .\n");
  }
}

TEST_CASE("Turtle: other limits") {
  const std::string long_iri = "urn:" + std::string(limits::kRdfIriBytesMax, 'x');
  CHECK(read("<" + long_iri + "> <urn:p> 1 .").errors.size() == 1);
  CHECK(read("@prefix e: <" + long_iri + "> .").errors.size() == 1);
  CHECK(read("@prefix e: <" + long_iri.substr(0, limits::kRdfIriBytesMax) + "> . e:xx <urn:p> 1 .")
            .errors.size() == 1);
  CHECK(object("\"" + std::string(limits::kRdfTermBytesMax + 1, 'x') + "\"").starts_with("error"));
  std::string prefixes;
  for (std::size_t i = 0; i <= limits::kRdfPrefixesMax; ++i) {
    prefixes += "@prefix p" + std::to_string(i) + ": <urn:x> .\n";
  }
  CHECK(read(prefixes).errors.size() == 1);
  // A little text that stands for a lot.
  std::string bomb =
      "@prefix e: <" + long_iri.substr(0, limits::kRdfIriBytesMax - 10) + "> .\ne:a e:b e:c";
  for (int i = 0; i < 10'000; ++i) bomb += ",e:d";
  const Outcome outcome = read(bomb + " .");
  REQUIRE(outcome.errors.size() == 1);
  CHECK(outcome.errors[0].reason.find("far more than it says") != std::string::npos);
  std::string errors;
  for (std::size_t i = 0; i <= limits::kSyntaxErrorsMax; ++i) errors += "x .";
  CHECK(read(errors).failure.find("could not be read") != std::string::npos);
}

TEST_CASE("N-Triples: an error costs its line, and is placed") {
  const Outcome outcome =
      read(good(1) + "<urn:a> <urn:\xc3\xa9> <c> .\r\n" + good(2) + "<urn:a> <urn:b> \"x",
           Format::kNTriples);
  REQUIRE(outcome.errors.size() == 2);
  CHECK(outcome.errors[0].at.line == 2);
  CHECK(outcome.errors[0].at.column == 20);
  CHECK(outcome.errors[0].subject == "<urn:a>");
  CHECK(outcome.errors[0].original == "<urn:a> <urn:\xc3\xa9> <c> .");
  CHECK(outcome.errors[1].at.line == 4);
  CHECK(outcome.counts.quads == 2);
}

TEST_CASE("N-Triples: line ends, long lines, small pieces") {
  CHECK(
      read("<urn:a> <urn:b> <urn:c> .\r<urn:a> <urn:b> <urn:d> .\r\n\n\r<urn:a> <urn:b> <urn:e> .",
           Format::kNTriples)
          .counts.quads == 3);
  const std::string large =
      "<urn:a> <urn:b> \"" + std::string(limits::kRdfStatementBytesMax + 1, 'x') + "\" .\n";
  const Outcome outcome = read(good(1) + large + good(2), Format::kNTriples, {}, 100'000);
  REQUIRE(outcome.errors.size() == 1);
  CHECK(outcome.errors[0].at.line == 2);
  CHECK(outcome.quads == "<urn:1> <urn:p> \"ok\" .\n<urn:2> <urn:p> \"ok\" .\n");
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += good(i);
  CHECK(read(lines, Format::kNTriples, {}, 1).quads == read(lines, Format::kNTriples).quads);
}

TEST_CASE("readers stop where a callback fails, and pass on what the source says") {
  ReaderEvents events;
  events.on_quad = [](const QuadText&, Position) -> base::Status {
    return base::unavailable("full");
  };
  const auto stopped = read_rdf(source_of("<urn:a> <urn:b> 1 ."), Format::kTurtle, {}, events);
  REQUIRE_FALSE(stopped.ok());
  CHECK(stopped.error().message == "full");
  const ByteSource broken = [](char*, std::size_t) -> base::Result<std::size_t> {
    return base::unavailable("gone");
  };
  CHECK(read_rdf(broken, Format::kNTriples, {}, events).error().message == "gone");
  const auto strict = read_dataset("<urn:a> <urn:b> 1 .\n<urn:a> u:b 1 .", Format::kTurtle);
  REQUIRE_FALSE(strict.ok());
  CHECK(strict.error().message.find("line 2, column 9") != std::string::npos);
}

}  // namespace rednode::catalogue
