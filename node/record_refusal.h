// Whether a record that another nation published can be shown here: what its content must be so
// that every reader understands it. What a profile says of it is another matter: that is told and
// refuses nothing.
//
// Thread rule: pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rednode::node {

struct RecordRefusal {
  std::string rule;     // a word that programs may compare: docs/formats/wire.md lists them
  std::string message;  // for people
};

// Nothing where the record can be shown. `nquads`: the content, of which the hash was verified.
std::optional<RecordRefusal> refusal_of(std::string_view nquads, const std::string& iri);

}  // namespace rednode::node
