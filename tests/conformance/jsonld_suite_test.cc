// The W3C JSON-LD 1.1 suite (json-ld-api): toRdf, and expand, which is the larger part of it.

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "catalogue/canonical.h"
#include "catalogue/json_parser.h"
#include "catalogue/jsonld_reader.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;
namespace fs = std::filesystem;

struct LdCase {
  std::string id;  // "#t0001"
  std::string type;
  std::string input;
  std::string expect;
  std::string error_code;
  std::string base;
  std::string expand_context;  // a file
  std::string direction;
  bool only_1_0 = false;
  bool mode_1_0 = false;
  bool generalized = false;
};

std::string text_of(const cat::JsonValue* object, std::string_view key) {
  const cat::JsonValue* value = object == nullptr ? nullptr : object->find(key);
  return value != nullptr && value->is_string() ? value->text() : std::string();
}

struct Suite {
  fs::path folder;
  std::string base;
  std::vector<LdCase> cases;
  std::vector<cat::NamedContext> files;  // what the tests may name by URL
};

Suite read_suite(const fs::path& folder, const std::string& name) {
  Suite suite;
  suite.folder = folder;
  const cat::JsonParse manifest = cat::parse_json(read_file(folder / (name + "-manifest.jsonld")));
  INFO(manifest.fault);
  REQUIRE(manifest.ok());
  suite.base = text_of(&manifest.value, "baseIri");
  for (const cat::JsonValue& test : manifest.value.find("sequence")->items()) {
    const cat::JsonValue* option = test.find("option");
    LdCase one;
    one.id = text_of(&test, "@id");
    one.type = test.find("@type")->items().front().text();
    one.input = text_of(&test, "input");
    one.expect = text_of(&test, "expect");
    one.error_code = text_of(&test, "expectErrorCode");
    one.base = text_of(option, "base");
    if (one.base.empty()) one.base = suite.base + one.input;
    one.expand_context = text_of(option, "expandContext");
    one.direction = text_of(option, "rdfDirection");
    one.only_1_0 = text_of(option, "specVersion") == "json-ld-1.0";
    one.mode_1_0 = text_of(option, "processingMode") == "json-ld-1.0";
    one.generalized = option != nullptr && option->find("produceGeneralizedRdf") != nullptr;
    suite.cases.push_back(std::move(one));
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder / name)) {
    if (entry.path().extension() != ".jsonld") continue;
    const std::string path = entry.path().lexically_relative(folder).generic_string();
    suite.files.push_back({suite.base + path, read_file(entry.path())});
  }
  return suite;
}

// Tests that do not apply to a processor of JSON-LD 1.1 and RDF 1.1, and why.
std::string_view not_applicable(const LdCase& test) {
  if (test.only_1_0) return "says what JSON-LD 1.0 did and 1.1 does otherwise";
  if (test.generalized) return "needs blank nodes as properties, which RDF 1.1 does not have";
  return {};
}

// Those that not_applicable() may leave out; nothing else is.
constexpr std::array kToRdfLeftOut = {"#t0118", "#te014", "#te026", "#te038", "#te071", "#te075",
                                      "#te115", "#te116", "#ter02", "#ter03", "#ter24", "#ter32"};
constexpr std::array kExpandLeftOut = {"#t0026", "#t0038", "#t0071", "#t0115", "#t0116",
                                       "#ter02", "#ter03", "#ter24", "#ter32"};

cat::JsonLdOptions options_of(const LdCase& test, const std::string& expand_context) {
  cat::JsonLdOptions options;
  options.mode = {true, test.mode_1_0};
  options.expand_context = expand_context;
  if (test.direction == "i18n-datatype") options.direction = cat::RdfDirection::kI18nDatatype;
  if (test.direction == "compound-literal") options.direction = cat::RdfDirection::kCompoundLiteral;
  return options;
}

std::string context_file(const Suite& suite, const LdCase& test) {
  return test.expand_context.empty() ? std::string()
                                     : read_file(suite.folder / test.expand_context);
}

std::string canonical(const cat::Dataset& dataset) {
  auto bytes = cat::canonicalize(dataset);
  return bytes.ok() ? *bytes : "not canonical: " + bytes.error().message;
}

// "" where the error is the one that must come, else what came.
std::string judge_error(const LdCase& test, const base::Status& status) {
  if (status.ok()) return "was read, and must be refused: " + test.error_code;
  if (status.error().message.starts_with(test.error_code + ": ")) return "";
  return "was refused, but not for \"" + test.error_code + "\": " + status.error().message;
}

std::string run_to_rdf(const Suite& suite, const LdCase& test) {
  const std::string text = read_file(suite.folder / test.input);
  const std::string expand_context = context_file(suite, test);
  cat::Dataset dataset;
  cat::ReaderEvents events;
  events.on_quad = [&dataset](const cat::QuadText& quad, cat::Position) -> base::Status {
    dataset.add(quad);
    return {};
  };
  const cat::ByteSource source = cat::source_of(text);
  cat::InputBuffer input(source, events);
  const auto counts =
      cat::read_jsonld(input, {test.base, suite.files}, options_of(test, expand_context), events);
  if (test.type == "jld:NegativeEvaluationTest") {
    return judge_error(test, counts.ok() ? base::Status{} : base::Status(counts.error()));
  }
  if (!counts.ok()) return "was refused: " + counts.error().message;
  if (test.type == "jld:PositiveSyntaxTest") return "";
  dataset.index();
  const auto expected =
      cat::read_dataset(read_file(suite.folder / test.expect), cat::Format::kNQuads);
  if (!expected.ok()) return "its result was refused: " + expected.error().message;
  if (canonical(dataset) == canonical(*expected)) return "";
  return "says\n" + canonical(dataset) + "and not\n" + canonical(*expected);
}

// As the suite compares JSON: the order of a list counts under "@list" only.
bool same_json(const cat::JsonValue& a, const cat::JsonValue& b, bool ordered) {
  if (a.kind() != b.kind()) return false;
  if (a.is_object()) {
    if (a.members().size() != b.members().size()) return false;
    return std::all_of(a.members().begin(), a.members().end(), [&b](const cat::JsonMember& member) {
      const cat::JsonValue* other = b.find(member.key);
      return other != nullptr && same_json(member.value, *other, member.key == "@list");
    });
  }
  if (!a.is_array()) return a == b;
  if (a.items().size() != b.items().size()) return false;
  std::set<std::size_t> used;
  for (std::size_t i = 0; i < a.items().size(); ++i) {
    bool found = false;
    for (std::size_t k = ordered ? i : 0; k < (ordered ? i + 1 : b.items().size()); ++k) {
      if (found || used.contains(k) || !same_json(a.items()[i], b.items()[k], false)) continue;
      found = used.insert(k).second;
    }
    if (!found) return false;
  }
  return true;
}

std::string run_expand(const Suite& suite, const LdCase& test) {
  cat::JsonParse parse = cat::parse_json(read_file(suite.folder / test.input));
  if (!parse.ok()) return "is no JSON: " + parse.fault;
  const auto document = std::make_shared<const cat::JsonValue>(std::move(parse.value));
  const cat::JsonLdMode mode{true, test.mode_1_0};
  cat::JsonLdBudget budget;
  cat::JsonLdNotes notes;
  cat::ContextSource source(suite.files);
  cat::ContextProcessor contexts(test.base, mode, source, budget, notes);
  cat::ContextPtr active = contexts.initial();
  if (!test.expand_context.empty()) {
    cat::JsonParse given = cat::parse_json(context_file(suite, test));
    const auto file = std::make_shared<const cat::JsonValue>(std::move(given.value));
    active = *contexts.process(active, {{file, file->find("@context")}, nullptr, true});
  }
  cat::Expander expander(contexts, mode, budget, notes);
  const auto expanded = expander.expand_document(active, document, true, true);
  if (test.type == "jld:NegativeEvaluationTest") {
    return judge_error(test, expanded.ok() ? base::Status{} : base::Status(expanded.error()));
  }
  if (!expanded.ok()) return "was refused: " + expanded.error().message;
  const cat::JsonParse expected = cat::parse_json(read_file(suite.folder / test.expect));
  return same_json(*expanded, expected.value, false) ? "" : "expands to something else";
}

template <typename Run, std::size_t N>
void run_suite(const std::string& name, const Run& run,
               const std::array<const char*, N>& left_out) {
  const auto folder = fixtures("conformance/json-ld-api/tests");
  if (!folder) return;
  const Suite suite = read_suite(*folder, name);
  std::size_t passed = 0;
  for (const LdCase& test : suite.cases) {
    const std::string_view why = not_applicable(test);
    CHECK(why.empty() == (std::find(left_out.begin(), left_out.end(), test.id) == left_out.end()));
    if (!why.empty()) continue;
    const std::string wrong = run(suite, test);
    INFO(name << " " << test.id << " (" << test.input << "): " << wrong);
    CHECK(wrong.empty());
    if (wrong.empty()) ++passed;
  }
  WARN("JSON-LD " << name << ": " << passed << " of " << suite.cases.size() << ", " << N
                  << " not applicable");
}

}  // namespace

TEST_CASE("JSON-LD 1.1: the W3C toRdf suite") {
  run_suite("toRdf", run_to_rdf, kToRdfLeftOut);
}

TEST_CASE("JSON-LD 1.1: the W3C expand suite") {
  run_suite("expand", run_expand, kExpandLeftOut);
}

}  // namespace rednode::conformance
