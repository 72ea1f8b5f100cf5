// JSON-LD as it is published: the pairs of DCAT-AP's examples say the same in Turtle, and what
// national catalogues serve is read, or refused with what to do.

#include <map>
#include <set>

#include "catalogue/canonical.h"
#include "catalogue/importer.h"
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
  for (const auto& entry : fs::recursive_directory_iterator(*root)) {
    fs::path turtle = entry.path();
    turtle.replace_extension(".ttl");
    if (entry.path().extension() != ".jsonld" || !fs::exists(turtle)) continue;
    INFO(entry.path().string());
    const Read one = read(entry.path());
    INFO(one.failure);
    for (const auto& error : one.errors) UNSCOPED_INFO(error.at.line << ": " << error.reason);
    for (const auto& note : one.notes) UNSCOPED_INFO("note: " << note);
    CHECK(one.failure.empty());
    CHECK(one.errors.empty());
    const auto other = cat::read_dataset(read_file(turtle), cat::Format::kTurtle);
    INFO((other.ok() ? "" : other.error().message));
    if (other.ok()) CHECK(one.canonical() == *cat::canonicalize(*other));
    ++pairs;
  }
  WARN(pairs << " pairs");
}

}  // namespace rednode::conformance
