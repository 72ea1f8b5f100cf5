// Certificate of convergence: a portable text that proves which nodes hold exactly this log,
// durably, and up to where (docs/formats/proofs.md). Whoever knows the nodes' keys can check it,
// without a network and without a store.
//
// Thread rule: pure functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/checkpoint.h"
#include "schema/log_keys.h"
#include "storage/logs.h"

namespace rednode::peers {

inline constexpr std::string_view kCertificateTitle = "rednode-certificate/v1";

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
