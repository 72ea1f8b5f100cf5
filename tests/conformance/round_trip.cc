#include "tests/conformance/round_trip.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "catalogue/canonical.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/writer.h"
#include "tests/conformance/suite.h"
#include "tests/unit/test.h"

namespace rednode::conformance {
namespace {

namespace cat = rednode::catalogue;

struct Kind {
  std::string_view sign;  // what the writer's error says
  const char* name;
};
constexpr std::array<Kind, 4> kKinds = {{
    {"the dataset has named graphs", "named graphs"},
    {"it does not end in a name of XML", "a property without a name of XML"},
    {"is a word of RDF/XML itself", "a property that is a word of RDF/XML"},
    {"XML cannot hold the character", "a character that XML cannot hold"},
}};

// The lines of one section: those behind "# SECTION" up to the next one.
std::set<std::string> expected_lines(std::string_view section) {
  std::istringstream file(
      read_file(std::filesystem::path(REDNODE_SOURCE_DIR) / "tests/conformance/unsayable.tsv"));
  std::set<std::string> lines;
  bool here = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("# ")) {
      here = line.substr(2) == section;
    } else if (here && !line.empty()) {
      lines.insert(line);
    }
  }
  return lines;
}

}  // namespace

std::string kind_of_unsayable(std::string_view error) {
  const auto* const kind = std::find_if(kKinds.begin(), kKinds.end(), [error](const Kind& k) {
    return error.find(k.sign) != std::string_view::npos;
  });
  return kind == kKinds.end() ? "" : kind->name;
}

RoundTrip round_trip(const cat::Dataset& dataset, cat::Format syntax, const std::string& canonical,
                     std::string_view first) {
  const auto text = cat::write_dataset(dataset, syntax, first);
  if (!text.ok()) {
    RoundTrip trip{{}, kind_of_unsayable(text.error().message)};
    if (trip.unsayable.empty()) trip.fault = "was not written: " + text.error().message;
    return trip;
  }
  const auto again = cat::read_dataset(*text, syntax);
  if (!again.ok()) return {"was not read back: " + again.error().message, {}};
  const auto form = cat::canonicalize(*again);
  if (!form.ok()) return {"has no canonical form any more: " + form.error().message, {}};
  return {*form == canonical ? "" : "came back as something else", {}};
}

void Unsayable::add(const std::string& what, cat::Format syntax, const std::string& kind) {
  ++counts_[{what, std::string(cat::format_name(syntax)), kind}];
}

void Unsayable::check(std::string_view section) const {
  std::set<std::string> actual;
  for (const auto& [key, count] : counts_) {
    const auto& [what, syntax, kind] = key;
    actual.insert(what + "\t" + syntax + "\t" + std::to_string(count) + "\t" + kind);
  }
  const std::set<std::string> expected = expected_lines(section);
  std::string difference;
  for (const std::string& line : actual) {
    if (!expected.contains(line)) difference += "\n+ " + line;
  }
  for (const std::string& line : expected) {
    if (!actual.contains(line)) difference += "\n- " + line;
  }
  INFO("tests/conformance/unsayable.tsv, " << section << ":" << difference);
  CHECK(difference.empty());
}

}  // namespace rednode::conformance
