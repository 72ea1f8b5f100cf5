// Documents that are made to cost time, memory or disk, or to say what they do not say.
#include "base/limits.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

constexpr std::size_t kMany = 1'000'000;
constexpr const char* kGood = "<urn:a> <urn:b> <urn:c> .\n";

struct Outcome {
  std::string quads;  // N-Quads lines, the first MiB of them
  std::vector<SyntaxError> errors;
  std::string failure;
  std::uint64_t delivered = 0;  // statements
};

// In pieces as an unpacked file comes.
Outcome read(std::string_view text, Format format = Format::kTurtle, std::size_t step = 64 << 10) {
  Outcome outcome;
  ReaderEvents events;
  events.on_quad = [&outcome](const QuadText& quad, Position) -> base::Status {
    ++outcome.delivered;
    if (outcome.quads.size() < 1 << 20) append_nquad(outcome.quads, quad);
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
  const auto counts = read_rdf(source, format, {}, events);
  if (!counts.ok()) outcome.failure = counts.error().message;
  return outcome;
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("hostile Turtle: what stands in a comment is never read, however long it is") {
  const std::string comment = "# " + repeated("x . <urn:never> <urn:b> <urn:c> . ", 200'000) + "\n";
  REQUIRE(comment.size() > limits::kRdfStatementBytesMax);
  for (const Format format : {Format::kTurtle, Format::kTrig}) {
    const Outcome between = read(kGood + comment + kGood + comment, format);
    CHECK(between.errors.empty());
    CHECK(between.quads == repeated(kGood, 2));
    // Here it is a part of a statement that is too long.
    const Outcome within = read("<urn:a> <urn:b> " + comment + " <urn:c> .\n" + kGood, format);
    REQUIRE(within.errors.size() == 1);
    CHECK(within.errors[0].subject == "<urn:a>");
    CHECK(within.quads == kGood);
  }
}

TEST_CASE("hostile Turtle: any number of blanks and comments between statements") {
  const std::string blank(limits::kRdfStatementBytesMax + 100, ' ');
  const std::string comments = repeated("#\n", limits::kRdfStatementBytesMax);
  const Outcome outcome =
      read(blank + kGood + blank + comments + "\n<urn:a> <urn:b> x .\n" + kGood);
  CHECK(outcome.quads == repeated(kGood, 2));
  REQUIRE(outcome.errors.size() == 1);
  CHECK(outcome.errors[0].at.line == limits::kRdfStatementBytesMax + 3);
}

TEST_CASE("hostile Turtle: dots within a name, a label and a number") {
  const std::string dots(kMany, '.');
  const std::string head = "@prefix e: <urn:e:> .\n";
  const Outcome name = read(head + "e:a e:b e:c" + dots + "d .\n");
  CHECK(name.errors.size() == 1);
  CHECK(name.delivered == 0);
  const Outcome label = read(head + "e:a e:b _:c" + dots + "d .\n");
  CHECK(label.errors.empty());
  CHECK(label.delivered == 1);  // a label may be as long as a statement
  // A '.' behind a number ends the statement, and each other is an empty one.
  CHECK(read(head + "e:a e:b 1" + dots + "5 .\n").failure.find("more than 100000 statements") == 0);
}

TEST_CASE("hostile Turtle: a base and prefixes may not stand for far more than is said") {
  const std::string iri = "urn:" + std::string(limits::kRdfIriBytesMax - 100, 'x');
  const std::string statement = "e:a e:b e:c .\n";
  const std::string many = "@prefix e: <" + iri + "> .\n" + repeated(statement, 20'000);
  const Outcome outcome = read(many);
  CHECK(outcome.failure.find("stands for far more than it says") != std::string::npos);
  CHECK(outcome.failure.starts_with("line "));
  const std::uint64_t said = many.size() * limits::kRdfExpansionMax + (16 << 20);
  CHECK(outcome.delivered * 3 * limits::kRdfIriBytesMax < said + (1 << 20));
  // So may the name of a graph.
  const Outcome graph =
      read("@prefix e: <" + iri + "> .\ne:g {" + repeated("<u:a> <u:b> <u:c> .\n", 20'000) + "}",
           Format::kTrig);
  CHECK(graph.failure.find("stands for far more than it says") != std::string::npos);
  // A few long ones are what catalogues have.
  CHECK(read("@prefix e: <" + iri + "> .\n" + repeated(statement, 300)).failure.empty());
}

TEST_CASE("hostile Turtle: the end of the document is no zero byte") {
  for (const std::size_t step : {std::size_t{1}, std::size_t{100}}) {
    const Outcome outcome = read("<urn:a>\n<urn:b>\n", Format::kTurtle, step);
    REQUIRE(outcome.errors.size() == 1);
    CHECK(outcome.errors[0].reason == "the statement does not end: a '.' is missing");
  }
}

TEST_CASE("hostile N-Triples: many errors on one physical line are all placed") {
  const std::string wrong = std::string(38, 'y') + "\r";
  const std::size_t count = limits::kSyntaxErrorsMax - 1;
  const Outcome outcome = read(repeated(wrong, count) + "\n" + kGood, Format::kNTriples);
  REQUIRE(outcome.errors.size() == count);
  CHECK(outcome.errors.back().statement.column == (count - 1) * wrong.size() + 1);
  CHECK(outcome.quads == kGood);
}

TEST_CASE("hostile strings: one that does not end, in small pieces, costs its statement") {
  for (const char* const quote : {"\"", "'''"}) {
    const Outcome outcome = read(std::string("<urn:a> <urn:b> ") + quote +
                                 std::string(5 * limits::kRdfStatementBytesMax, 'x'));
    REQUIRE(outcome.errors.size() == 1);
    CHECK(outcome.errors[0].subject == "<urn:a>");
    CHECK(outcome.delivered == 0);
  }
}

}  // namespace rednode::catalogue
