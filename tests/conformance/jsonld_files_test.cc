// JSON-LD as it is published: the pairs of DCAT-AP's examples say the same in Turtle, and what
// national catalogues serve is read, or refused with what to do.

#include <algorithm>

#include "catalogue/canonical.h"
#include "catalogue/rdf_reader.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;
namespace fs = std::filesystem;

struct Read {
  cat::Dataset dataset;
  std::vector<cat::SyntaxError> errors;
  std::vector<std::string> notes;
  std::string failure;

  std::string canonical() const {
    const auto form = cat::canonicalize(dataset);
    return form.ok() ? *form : form.error().message;
  }
};

Read read(const fs::path& file, const std::string& base = {}) {
  Read read;
  cat::ReaderEvents events;
  events.on_quad = [&read](const cat::QuadText& quad, cat::Position at) -> base::Status {
    CHECK(at.line > 0);
    read.dataset.add(quad);
    return {};
  };
  events.on_error = [&read](cat::SyntaxError&& error) -> base::Status {
    read.errors.push_back(std::move(error));
    return {};
  };
  events.on_note = [&read](std::string&& note) { read.notes.push_back(std::move(note)); };
  const std::string text = read_file(file);
  const auto counts = cat::read_rdf(cat::source_of(text), cat::Format::kJsonLd, {base}, events);
  if (!counts.ok()) read.failure = counts.error().message;
  read.dataset.index();
  return read;
}

}  // namespace

TEST_CASE("JSON-LD files: the examples of DCAT-AP say what their Turtle says") {
  const auto root = fixtures("dcat-ap");
  if (!root) return;
  std::size_t pairs = 0;
  std::size_t broken = 0;
  for (const auto& entry : fs::recursive_directory_iterator(*root)) {
    fs::path turtle = entry.path();
    turtle.replace_extension(".ttl");
    if (entry.path().extension() != ".jsonld" || !fs::exists(turtle)) continue;
    INFO(entry.path().string());
    const Read one = read(entry.path());
    INFO(one.failure);
    CHECK(one.failure.empty());
    CHECK(one.errors.empty());
    const auto other = cat::read_dataset(read_file(turtle), cat::Format::kTurtle);
    if (!other.ok()) {
      ++broken;
      continue;
    }
    CHECK(one.canonical() == *cat::canonicalize(*other));
    ++pairs;
  }
  WARN(pairs << " pairs are equal, " << broken << " have a Turtle file that cannot be read");
  CHECK(pairs >= 27);
}

TEST_CASE("JSON-LD files: a context that cannot be had is refused, with its place and a way out") {
  const auto root = fixtures("catalogues/cz/sample");
  if (!root) return;
  for (const auto& entry : fs::directory_iterator(*root)) {
    INFO(entry.path().string());
    const Read one = read(entry.path());
    CHECK(one.dataset.empty());
    CHECK(one.failure.starts_with("line 2, column 15: "));
    CHECK(one.failure.find("https://ofn.gov.cz/") != std::string::npos);
    CHECK(one.failure.find("--context ") != std::string::npos);
  }
}

TEST_CASE("JSON-LD files: national catalogues, and what is wrong with some") {
  struct Expected {
    const char* file;
    const char* base;
    std::size_t quads;
    std::size_t errors;
  };
  const Expected all[] = {
      {"catalogues/no/datanorge_2018_05_31.jsonld", "", 3788, 1328},
      {"catalogues/no/datanorge_2018_05_31.jsonld", "http://base.example/", 19280, 0},
      {"catalogues/no/regression-cases/npolar.jsonld", "", 1393, 0},
      {"catalogues/no/regression-cases/entryscape.jsonld", "", 207, 0},
      {"catalogues/no/regression-cases/brreg-link.jsonld", "", 241, 30},
      {"catalogues/fr-udata/harvest-samples/dcat/flat.jsonld", "", 93, 0},
      {"catalogues/fr-udata/harvest-samples/dcat/nested.jsonld", "", 43, 0},
      {"catalogues/fr-udata/harvest-samples/dcat/bnodes.jsonld", "", 94, 0},
      {"healthdcat-ap/ckanext-dcat-examples/dcat/catalog_with_at_graph.jsonld", "", 21, 0},
      {"healthdcat-ap/ckanext-dcat-examples/dcat/catalog_pod.jsonld", "", 61, 0},
      {"healthdcat-ap/ckanext-dcat-examples/croissant/full_croissant_dataset.jsonld", "", 0, 1},
      {"catalogues/uk-scotland/dcat-json/edinburgh.json", "", 2274, 44},
      {"catalogues/uk-scotland/dcat-json/glasgow.json", "", 2942, 68},
      {"catalogues/uk-scotland/dcat-json/highland.json", "", 1129, 22},
      {"catalogues/uk-scotland/dcat-json/north_ayrshire.json", "", 6353, 126},
      {"catalogues/uk-scotland/dcat-json/north_lanarkshire.json", "", 1063, 21},
      {"hostile/no-space-in-uri.jsonld", "", 1330, 2},
  };
  const auto root = fixtures("");
  if (!root) return;
  for (const Expected& expected : all) {
    INFO(expected.file << " " << expected.base);
    const Read one = read(*root / expected.file, expected.base);
    CHECK(one.failure.empty());
    CHECK(one.dataset.quads().size() == expected.quads);
    CHECK(one.errors.size() == expected.errors);
    for (const cat::SyntaxError& error : one.errors) {
      CHECK_FALSE(error.original.empty());
      CHECK(error.at.line >= error.statement.line);
    }
  }
}

}  // namespace rednode::conformance
