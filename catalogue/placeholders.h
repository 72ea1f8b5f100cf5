// Placeholders: texts that fill a mandatory field and say nothing ("n/a", "tbd", "unbekannt"), as
// data: config/quality/placeholders.tsv.
//
// Thread rule: immutable after reading, safe to share.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace rednode::catalogue {

class Placeholders {
 public:
  static base::Result<Placeholders> shipped();
  // Errors: kInvalid, naming the line.
  static base::Result<Placeholders> parse(base::BytesView table);

  // Without regard to the case of ASCII letters, and to white space and full stops at both ends. An
  // empty text is one too.
  bool contains(std::string_view text) const;

 private:
  std::set<std::string, std::less<>> texts_;
};

}  // namespace rednode::catalogue
