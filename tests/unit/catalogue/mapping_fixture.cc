#include "tests/unit/catalogue/mapping_fixture.h"

#include <algorithm>

#include "catalogue/ntriples.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {

MappedOutcome read_mapped_text(std::string_view text, Format format, const Mapping* mapping,
                               std::size_t step) {
  MappedOutcome outcome;
  ReaderEvents events;
  events.on_quad = [&outcome](const QuadText& quad, Position) -> base::Status {
    append_nquad(outcome.quads, quad);
    return {};
  };
  events.on_error = [&outcome](SyntaxError&& error) -> base::Status {
    outcome.errors.push_back(std::move(error));
    return {};
  };
  events.on_unmapped = [&outcome](UnmappedField&& field) -> base::Status {
    outcome.unmapped.push_back(std::move(field));
    return {};
  };
  const ByteSource whole = source_of(text);
  const ByteSource source = [&whole, step](char* to, std::size_t room) {
    return whole(to, std::min(room, step));
  };
  const auto counts = read_rdf(source, format, {"", {}, mapping}, events);
  if (counts.ok()) {
    outcome.counts = *counts;
    const ValueCounts& values = outcome.counts.values;
    CHECK(values.values == values.used + values.ignored + values.unmapped);
  } else {
    outcome.failure = counts.error().message;
  }
  return outcome;
}

Mapping mapping_with(const std::string& rules, const std::string& rest, const std::string& source) {
  auto mapping =
      parse_mapping("name = \"test\"\n[source]\n" + source +
                        "[record]\niri = \"urn:r:{id}\"\nrules = [\n" + rules + "\n]\n" + rest,
                    "test.toml");
  INFO((mapping.ok() ? "" : mapping.error().message));
  REQUIRE(mapping.ok());
  return std::move(mapping).value();
}

std::vector<std::string> listed(const std::vector<UnmappedField>& unmapped) {
  std::vector<std::string> out;
  for (const UnmappedField& field : unmapped) {
    out.push_back(field.path + ": " + field.reason + " (" + std::to_string(field.count) + ")");
  }
  return out;
}

}  // namespace rednode::catalogue
