// Writing and reading back: what each syntax makes of a dataset.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "catalogue/dataset.h"
#include "catalogue/format.h"

namespace rednode::conformance {

inline constexpr std::array<catalogue::Format, 6> kSyntaxes = {
    catalogue::Format::kTurtle, catalogue::Format::kTrig,   catalogue::Format::kNTriples,
    catalogue::Format::kNQuads, catalogue::Format::kRdfXml, catalogue::Format::kJsonLd};

struct RoundTrip {
  std::string fault;      // what went wrong; empty: it came back, or the syntax cannot say it
  std::string unsayable;  // the kind of the writer's error, "named graphs"; empty: it was written
};

// `canonical`: the dataset's canonical form; `first`: see catalogue/writer.h.
RoundTrip round_trip(const catalogue::Dataset& dataset, catalogue::Format syntax,
                     const std::string& canonical, std::string_view first = {});

// The kind of an error of a writer, such as "named graphs"; empty where it is none of those that a
// syntax may have.
std::string kind_of_unsayable(std::string_view error);

// What syntaxes could not say: how often, by what was written, the syntax and the kind of error.
class Unsayable {
 public:
  void add(const std::string& what, catalogue::Format syntax, const std::string& kind);
  // Fails the test where that is not, line by line, what tests/conformance/unsayable.tsv has of
  // this section.
  void check(std::string_view section) const;

 private:
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> counts_;
};

}  // namespace rednode::conformance
