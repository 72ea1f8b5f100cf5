// The keys of the store, as docs/formats/storage.md specifies them. Every number is big-endian, so
// that keys sort as their parts do; an origin ends with a zero octet, so that no origin's keys lie
// between another's.
//
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/digest.h"

namespace rednode::storage {

// The prefix of everything of one origin in a table, and the first key after it.
base::Bytes origin_prefix(std::string_view origin);
base::Bytes origin_end(std::string_view origin);
// Takes the origin and its zero octet off the front of a key; false where there is none.
bool take_origin(base::BytesView& key, std::string_view& origin);

base::Bytes update_key(std::string_view origin, std::uint64_t sequence);
base::Bytes tile_key(std::string_view origin, std::uint8_t level, std::uint64_t index);
base::Bytes content_key(const base::Digest& id);
base::Bytes record_key(std::string_view origin, std::string_view iri);
base::Bytes want_key(std::string_view origin, std::uint64_t sequence);
base::Bytes number_key(std::uint64_t number);  // change and quarantine

// The kinds of entry of the checkpoint table.
enum class CheckpointPart : char {
  kState = 's',       // what the log has come to
  kHeld = 'h',        // the signed checkpoint of exactly the updates that we hold, or a prefix
  kCosigned = 'c',    // followed by the cosigner's name
  kEvidence = 'e',    // that the origin contradicted itself
  kKey = 'k',         // followed by the sequence of an update that changed a key
  kGeneration = 'g',  // followed by its number: the note by which the origin began the log anew
  kLost = 'l',        // followed by a generation and a sequence: an update that did not come along
};
base::Bytes checkpoint_key(std::string_view origin, CheckpointPart part,
                           std::string_view detail = {});

}  // namespace rednode::storage
