// RelatedRecords: what of other records has to do with one: those with its IRI in another
// catalogue, those with its holder and identifier in any (catalogue/identity.h), the members of a
// series, and what is around it for shapes to look at (catalogue/surroundings.h).
//
// Contents are searched as octets and only read where an identifier, or the series, stands in
// them: a catalogue of a hundred thousand records takes a few seconds, and no memory.
//
// Thread rule: one thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/identity.h"
#include "catalogue/surroundings.h"
#include "storage/records.h"
#include "storage/store.h"

namespace rednode::node {

class RelatedRecords {
 public:
  enum class Relation { kSameIri, kSameIdentity, kMember };
  using OnFound =
      std::function<base::Status(Relation relation, const std::string& origin,
                                 const std::string& iri, const storage::RecordState& state)>;

  struct Question {
    std::string origin;
    std::string iri;
    base::BytesView nquads;            // of the record; empty where its content is not here
    std::vector<std::string> origins;  // the catalogues to search, in that order
  };
  struct Searched {
    std::uint64_t records = 0;
    bool complete = true;                  // false: `stop` ended it
    std::array<std::uint64_t, 3> found{};  // by relation, also those that were not given
    base::Bytes context;                   // N-Quads
  };
  // Each record that is related, at most limits::kAlikeRecordsMax of a relation. `stop` is asked
  // for each record. Errors: those of the store and of the callback.
  static base::Result<Searched> find(const storage::Reader& store, const Question& question,
                                     const std::function<bool()>& stop, const OnFound& on_found);
};

}  // namespace rednode::node
