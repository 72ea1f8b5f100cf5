// JsonLdNotes: what a JSON-LD document holds and RDF does not get, by the rules of JSON-LD itself.
// The algorithms drop it without a word; the operator is told, once for each kind.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/position.h"

namespace rednode::catalogue {

class JsonLdNotes {
 public:
  enum class Kind : std::uint8_t {
    kUnknownTerm,     // a key that no context maps to an IRI
    kIgnoredTerm,     // a key that the context maps to null
    kKeywordLike,     // "@something" that is no keyword
    kUnknownPrefix,   // "dct:title" where no context says what dct is
    kMismatchedTerm,  // a term that looks like one IRI and is defined as another
    kNull,            // a value that is null
    kFreeValue,       // a text or number that belongs to no node
    kDirection,       // the direction of a text, for which RDF 1.1 has no place
  };

  void count(Kind kind, std::string_view what, Position at);
  // A sentence each, in the order in which they were first met.
  std::vector<std::string> sentences() const;

 private:
  struct Note {
    std::uint64_t count = 0;
    Position first;
    std::uint64_t number = 0;
  };

  std::map<std::pair<Kind, std::string>, Note> notes_;
  std::uint64_t others_ = 0;
};

}  // namespace rednode::catalogue
