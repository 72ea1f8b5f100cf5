#include "tests/unit/catalogue/graph_maker.h"

#include <algorithm>

#include "catalogue/names.h"

namespace rednode::catalogue {
namespace {

using base::Random;

template <std::size_t N>
const char* pick(Random& random, const char* const (&list)[N]) {
  return list[random.below(N)];
}

constexpr const char* kPredicates[] = {
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/ns/dcat#distribution",
    "urn:p",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://example.org/a/b#c.d",
    "http://purl.org/dc/terms/",
    "http://example.org/\xc3\xa9t\xc3\xa9?q=(1)'*",
};
// Properties that end in a name, some of them in an odd place.
constexpr const char* kXmlPredicates[] = {
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#_2",
    "urn:p",
    "http://example.org/a/b#c.d",
    "http://example.org/2a&b'c",
    "http://example.org/\xc3\xa9t\xc3\xa9",
    "http://www.w3.org/2000/xmlns/ab",
};
constexpr const char* kSubjects[] = {
    "http://example.org/1",
    "http://example.org/2",
    "urn:uuid:3",
    "http://www.w3.org/ns/dcat#Dataset",
    "http://purl.org/dc/terms/2a",
    "http://xmlns.com/foaf/0.1/-x",
};
constexpr const char* kTexts[] = {
    "",
    "plain",
    "two\nlines",
    "\"",
    "\"\"\"",
    "a\"",
    "\\",
    "\\n",
    "tab\t",
    "\r\n",
    "'''",
    "\x01",
    "ends\\",
    "caf\xc3\xa9 \xf0\x9f\x98\x80",
    "\xef\xbf\xbf",
    "multi\n\"\"\"\n\\u0041",
    " ",
    "#no",
};
constexpr const char* kXmlTexts[] = {
    "",
    " ",
    "two\nlines\n",
    "\r\n\r",
    "tab\t",
    "<b>&amp;</b>",
    "]]>",
    "\"'",
    "\\n",
    "caf\xc3\xa9 \xf0\x9f\x98\x80",
    "\x7f\xc2\x85\xe2\x80\xa8",
    "\xef\xbb\xbfmark",
};
constexpr const char* kNumbers[] = {"5", "-5",  "+05", "1.50", ".5", "5.",    "true", "false",
                                    "1", "1e3", "x",   "",     "-",  "1.2.3", " 5"};
constexpr const char* kLanguages[] = {"en", "fr-t-nl", "ger", "EN"};

TermId literal(Random& random, Dataset& dataset, GraphShape shape) {
  const char* text = shape.xml ? pick(random, kXmlTexts) : pick(random, kTexts);
  switch (random.below(4)) {
    case 0:
      return dataset.literal(text);
    case 1:
      return dataset.literal(text, {}, pick(random, kLanguages));
    case 2:
      return dataset.literal(text, random.chance(500) ? "urn:datatype" : names::kRdfXmlLiteral);
    default:
      break;
  }
  const std::string_view types[] = {names::kXsdInteger, names::kXsdDecimal, names::kXsdBoolean,
                                    names::kXsdDouble};
  return dataset.literal(pick(random, kNumbers), types[random.below(4)]);
}

TermId node(Random& random, Dataset& dataset, std::uint64_t blanks) {
  if (random.chance(500)) return dataset.iri(pick(random, kSubjects));
  return dataset.blank("n" + std::to_string(random.below(blanks)));
}

void add_list(Random& random, Dataset& dataset, GraphShape shape, std::uint64_t number,
              TermId subject) {
  const TermId first = dataset.iri(names::kRdfFirst);
  const TermId rest = dataset.iri(names::kRdfRest);
  TermId next = random.chance(900) ? dataset.iri(names::kRdfNil) : dataset.iri("urn:not-nil");
  const std::uint64_t length = random.below(20);
  const std::uint32_t literals = random.chance(500) ? 700 : 50;
  for (std::uint64_t i = 0; i < length; ++i) {
    const TermId cell = dataset.blank("l" + std::to_string(number) + "x" + std::to_string(i));
    dataset.add(
        cell, first,
        random.chance(literals) ? literal(random, dataset, shape) : node(random, dataset, 4));
    dataset.add(cell, rest, next);
    if (random.chance(30)) dataset.add(cell, rest, subject);  // no list any more
    next = cell;
  }
  dataset.add(subject, dataset.iri("urn:list"), next);
}

void add_chain(Random& random, Dataset& dataset, GraphShape shape, TermId subject) {
  const TermId p = dataset.iri("urn:chain");
  const std::uint64_t length = 1 + random.below(100);
  const bool circle = random.chance(300);
  TermId at = circle ? dataset.blank("c0") : subject;
  for (std::uint64_t i = 1; i < length; ++i) {
    const TermId next = dataset.blank("c" + std::to_string(i));
    dataset.add(at, p, next);
    if (random.chance(300)) dataset.add(at, dataset.iri("urn:v"), literal(random, dataset, shape));
    at = next;
  }
  if (circle) dataset.add(at, p, dataset.blank("c0"));
}

}  // namespace

Dataset make_graph(Random& random, GraphShape shape) {
  Dataset dataset;
  const std::uint64_t blanks = 1 + random.below(8);
  const std::uint64_t count = random.below(30);
  for (std::uint64_t i = 0; i < count; ++i) {
    const TermId subject = node(random, dataset, blanks);
    const TermId object =
        random.chance(500) ? literal(random, dataset, shape) : node(random, dataset, blanks);
    TermId graph = kDefaultGraph;
    if (shape.graphs && random.chance(400)) graph = node(random, dataset, blanks);
    const char* predicate = shape.xml ? pick(random, kXmlPredicates) : pick(random, kPredicates);
    dataset.add(subject, dataset.iri(predicate), object, graph);
  }
  for (std::uint64_t i = random.below(3); i > 0; --i) {
    add_list(random, dataset, shape, i, node(random, dataset, blanks));
  }
  if (random.chance(300)) add_chain(random, dataset, shape, node(random, dataset, blanks));
  dataset.index();
  return dataset;
}

Dataset shuffled(const Dataset& dataset, Random& random) {
  std::vector<Quad> quads(dataset.quads().begin(), dataset.quads().end());
  for (std::size_t i = quads.size(); i > 1; --i) std::swap(quads[i - 1], quads[random.below(i)]);
  std::vector<std::uint64_t> numbers(dataset.term_count());
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
  for (std::size_t i = numbers.size(); i > 1; --i)
    std::swap(numbers[i - 1], numbers[random.below(i)]);
  Dataset other;
  const auto term = [&](TermId id) {
    if (id == kDefaultGraph) return id;
    return dataset.is_blank(id) ? other.blank("z" + std::to_string(numbers[id]))
                                : other.intern(dataset.text(id));
  };
  for (const Quad& q : quads) {
    other.add(term(q.subject), term(q.predicate), term(q.object), term(q.graph));
    if (random.chance(100)) other.add(other.quads().back());  // a dataset is a set
  }
  return other;
}

}  // namespace rednode::catalogue
