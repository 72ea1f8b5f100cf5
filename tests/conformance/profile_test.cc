// Our profiles give the verdicts of the published shapes: every result, on every real document.

#include "catalogue/profile.h"

#include <filesystem>
#include <set>

#include "catalogue/rdf_reader.h"
#include "catalogue/validator.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;
namespace fs = std::filesystem;

struct Published {
  std::string profile;
  std::size_t level;
  std::vector<std::string> files;
};

const std::string kSemic3 = "dcat-ap/semic-3.0.0/html/shacl/";
const std::string kSemic301 = "dcat-ap/semic-3.0.1/html/shacl/";
const std::string kR8 = "healthdcat-ap/r8/";

std::vector<std::string> release_8(const std::string& level) {
  return {kSemic3 + "shapes.ttl",
          kSemic3 + "range.ttl",
          kSemic3 + "shapes_recommended.ttl",
          kR8 + "ranges/range.ttl",
          kR8 + "shapes/" + level + "-shapes.ttl",
          kR8 + "controlled-vocabularies/mdr-vocabularies.shape.ttl",
          kR8 + "recommended/" + level + "-shapes_recommended.ttl"};
}

cat::Shapes read_published(const fs::path& data, const Published& published,
                           const cat::Vocabularies& vocabularies) {
  std::vector<cat::ShapesFile> files;
  for (const std::string& name : published.files) {
    auto graph =
        cat::read_dataset(read_file(data / name), cat::Format::kTurtle, "http://shapes.invalid/");
    INFO(name);
    REQUIRE(graph.ok());
    files.push_back({name, std::move(*graph)});
  }
  cat::Dataset background;
  for (const auto& vocabulary : vocabularies.all()) vocabulary.append_to(background);
  auto shapes = cat::Shapes::read(files, std::move(background));
  REQUIRE(shapes.ok());
  return std::move(*shapes);
}

std::set<std::string> results(const cat::Shapes& shapes, const cat::Dataset& document) {
  cat::Validator validator(shapes);
  const auto report = validator.validate(document);
  REQUIRE(report.ok());
  std::set<std::string> lines;
  for (const auto& result : report->results) {
    lines.insert(std::string(result.focus_node) + " " + std::string(result.path_text) + " " +
                 std::string(result.component) + " " + std::string(result.severity));
  }
  return lines;
}

std::optional<cat::Dataset> read_document(const fs::path& file) {
  const std::string text = read_file(file);
  const auto format = cat::detect_format(std::string_view(text).substr(0, cat::kDetectBytes),
                                         file.filename().string());
  if (!format.ok()) return std::nullopt;
  cat::Dataset document;
  cat::ReaderEvents events;
  events.on_quad = [&document](const cat::QuadText& quad, cat::Position) -> base::Status {
    document.add(quad);
    return {};
  };
  events.on_error = [](cat::SyntaxError&&) -> base::Status { return {}; };
  const auto read = cat::read_rdf(cat::source_of(text), *format, {"http://base.invalid/"}, events);
  if (!read.ok() || document.empty()) return std::nullopt;
  document.index();
  return document;
}

}  // namespace

TEST_CASE("Profiles give the results of the shapes that they were made from") {
  const auto data = fixtures("");
  if (!data) return;
  const std::vector<Published> all = {
      {"healthdcat-ap-8", 0, release_8("public")},
      {"healthdcat-ap-8", 1, release_8("restricted")},
      {"healthdcat-ap-8", 2, release_8("non-public")},
      {"healthdcat-ap-5",
       0,
       {kSemic3 + "shapes.ttl", kSemic3 + "range.ttl", kSemic3 + "shapes_recommended.ttl",
        "healthdcat-ap/r5-nonpublic/healthdcatap-shacl.ttl"}},
      {"dcat-ap-3",
       0,
       {kSemic301 + "shapes.ttl", kSemic301 + "range.ttl", kSemic301 + "shapes_recommended.ttl",
        kSemic301 + "mdr-vocabularies.shape.ttl"}},
  };
  const auto vocabularies = cat::Vocabularies::shipped();
  REQUIRE(vocabularies.ok());
  std::vector<fs::path> files;
  for (const char* folder : {"healthdcat-ap", "dcat-ap", "catalogues", "hostile"}) {
    for (const auto& entry : fs::recursive_directory_iterator(*data / folder)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::size_t compared = 0;
  for (const Published& published : all) {
    const cat::Shapes theirs = read_published(*data, published, *vocabularies);
    const auto profile = cat::Profile::shipped(published.profile, *vocabularies);
    INFO(published.profile << ": " << (profile.ok() ? "" : profile.error().message));
    REQUIRE(profile.ok());
    for (const fs::path& file : files) {
      const auto document = read_document(file);
      if (!document) continue;
      const auto expected = results(theirs, *document);
      const auto found = results(profile->shapes(published.level), *document);
      INFO(file << " level " << published.level);
      std::vector<std::string> apart;
      std::set_symmetric_difference(expected.begin(), expected.end(), found.begin(), found.end(),
                                    std::back_inserter(apart));
      CHECK(apart == std::vector<std::string>{});
      ++compared;
    }
  }
  CHECK(compared > 500);
}

}  // namespace rednode::conformance
