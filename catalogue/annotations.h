// Annotations: what a nation notes about its holders and records and never sends to anybody, in one
// TOML file (docs/formats/annotations.md): which holders are trusted (Regulation (EU) 2025/327,
// Article 72(2)), where fees and terms stand (Article 62), what is protected by intellectual
// property rights or trade secrets (Article 52). HealthDCAT-AP Release 8 has no properties for
// them.
//
// The file is checked whole: every mistake is reported at once, with its line and remedy.
//
// Thread rule: immutable after parsing.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "catalogue/holder.h"

namespace rednode::catalogue {

struct RecordAnnotation {
  std::string fees;     // an http(s) link, or ""
  std::string terms;    // an http(s) link, or ""
  std::string ip_note;  // text, or ""
};

class Annotations {
 public:
  Annotations() = default;

  // `file` is for messages. Errors: kInvalid, a line for each mistake: file:line: key: remedy.
  static base::Result<Annotations> parse(const std::string& file, base::BytesView text);

  // By the holder's IRI, or by any of its names, exactly as written.
  bool trusted(const Holder& holder) const;
  // Null where nothing is noted.
  const RecordAnnotation* record(std::string_view iri) const;

 private:
  friend class AnnotationsReader;
  std::map<std::string, bool, std::less<>> holders_;  // by IRI or name: whether it is trusted
  std::map<std::string, RecordAnnotation, std::less<>> records_;
};

}  // namespace rednode::catalogue
