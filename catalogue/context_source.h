// ContextSource: the JSON-LD contexts that a document may name by URL. Nothing is fetched: a
// context is one that ships with rednode (catalogue/shipped.h), or one that the operator gave.
//
// Thread rule: one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "catalogue/json_value.h"
#include "catalogue/rdf_reader.h"

namespace rednode::catalogue {

class ContextSource {
 public:
  // REQUIRES: `given` outlives the source. Those go before the ones that ship.
  explicit ContextSource(const std::vector<NamedContext>& given) : given_(given) {}

  // The file under that URL, parsed once. Errors: kInvalid where there is none, with what to do.
  base::Result<std::shared_ptr<const JsonValue>> file(const std::string& url);

 private:
  const std::vector<NamedContext>& given_;
  std::map<std::string, std::shared_ptr<const JsonValue>, std::less<>> parsed_;
};

// The path below config/ of the context that is published under the URL, or "".
std::string_view shipped_context(std::string_view url);

}  // namespace rednode::catalogue
