// CurveZMQ keys (rfc.zeromq.org/spec/26): the transport's identity of a node, apart from its log
// key.
//
// Thread rule: pure functions.
#pragma once

#include <string>

#include "base/signing.h"

namespace rednode::peers {

using CurveKey = base::PublicKey;  // 32 octets, public or secret

struct CurvePair {
  CurveKey public_key{};
  CurveKey secret_key{};
};

base::Result<CurvePair> generate_curve_pair();
base::Result<CurvePair> curve_pair_from_secret(const CurveKey& secret);

// Z85 (rfc.zeromq.org/spec/32): 40 characters.
std::string to_z85(const CurveKey& key);
base::Result<CurveKey> from_z85(const std::string& text);

}  // namespace rednode::peers
