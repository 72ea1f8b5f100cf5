// Certificate of convergence: a portable text that proves which nodes hold exactly this log,
// durably, and up to where. Whoever knows the nodes' keys can check it, without a network and
// without a store.
//
//   rednode-certificate/v1
//   FR                                    the origin
//   <octets of the note>                  decimal, then the note itself: the origin's checkpoint,
//   ...                                   with the cosignatures that are on exactly that one
//   <cosigner> <size> <root> <cosignature> <hash>...
//   ...
//
// A line for each further cosigner, whose cosignature is on an earlier checkpoint of the same log:
// its size, the root there, and key id, time and signature (as in the line of a note), all in
// base64, then the consistency proof (RFC 6962, section 2.1.2) from there to the note's checkpoint.
// An origin that publishes without pause is never cosigned by all at one size, and yet they hold
// one log.
//
// Thread rule: pure functions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "schema/checkpoint.h"
#include "schema/log_keys.h"
#include "storage/logs.h"

namespace rednode::peers {

// Who holds the log, as a certificate says.
struct Holder {
  std::string origin;
  std::uint64_t size = 0;
  std::int64_t time_seconds = 0;
  bool verified = false;  // its key is known, and the cosignature and the proof verify
  std::string problem;    // why not
};

struct Certificate {
  schema::SignedCheckpoint checkpoint;
  std::vector<Holder> holders;  // by origin
};

// The certificate of the log as it is held, with all cosignatures that the store has. kNotFound
// where the node holds no checkpoint of it.
base::Result<base::Bytes> make_certificate(const storage::Reader& store,
                                           const storage::LogState& log);

// Nothing where the keys of that name are not known.
using KeysFor = std::function<const schema::LogKeys*(const std::string& name)>;

// kUnauthorised where the origin's signature does not verify or its key is not known; kInvalid
// where the text is not a certificate. A cosignature that cannot be verified is told, and does not
// make the rest invalid.
base::Result<Certificate> open_certificate(base::BytesView text, const KeysFor& keys);

}  // namespace rednode::peers
