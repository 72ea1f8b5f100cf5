// Update: one entry of a log, and its canonical encoding.
//
// The encoding is the canonical single-segment Cap'n Proto form of schema/update.capnp, without a
// segment table, at most limits::kUpdateBytesMax octets. Those octets are hashed, stored and sent
// unchanged; nobody encodes a foreign update again.
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"

namespace rednode::schema {

enum class UpdateKind : std::uint16_t { kPut = 0, kWithdraw = 1, kConfirm = 2, kRotateKey = 3 };
enum class Verdict : std::uint16_t {
  kNotJudged = 0,
  kConforms = 1,
  kWarnings = 2,
  kViolations = 3,
  kPendingHdab = 4  // nothing is wrong but that no health data access body is named
};

const char* kind_name(UpdateKind kind);
const char* verdict_name(Verdict verdict);

struct Update {
  std::uint64_t sequence = 0;
  std::int64_t time_ms = 0;  // the origin's clock, milliseconds since 1970
  UpdateKind kind = UpdateKind::kPut;
  Verdict verdict = Verdict::kNotJudged;
  std::uint32_t content_size = 0;  // octets of canonical N-Quads
  std::string iri;
  base::Digest content_id;  // of a put; else zeroes
  std::string profile;
  std::string reason;
  std::string new_key;  // of a rotate-key: the verifier key that signs from here on,
  std::string old_key;  // and the one that signed until here
  bool erase = false;   // of a withdraw: no node shall keep what the record said
  // Of a put: notations of its health categories, ascending, each once. None says nothing.
  std::vector<std::string> categories = {};
};

// Whether the text may stand among the categories of an update: letters, digits, '-' and '_'.
bool is_category(const std::string& text);

// kInvalid where a field breaks its limit or does not belong to the kind.
base::Result<base::Bytes> encode_update(const Update& update);

// kInvalid where the octets are not a canonical encoding of an update that this version
// understands. A log may well hold such an entry (a newer origin wrote it): it is kept and not
// applied.
base::Result<Update> decode_update(base::BytesView bytes);

}  // namespace rednode::schema
