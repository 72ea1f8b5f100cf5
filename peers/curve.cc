#include "peers/curve.h"

#include <zmq.h>

#include <array>

namespace rednode::peers {
namespace {

constexpr std::size_t kTextBytes = 40;

}  // namespace

std::string to_z85(const CurveKey& key) {
  std::array<char, kTextBytes + 1> text{};
  REDNODE_ASSERT(zmq_z85_encode(text.data(), key.data(), key.size()) != nullptr);
  return text.data();
}

base::Result<CurveKey> from_z85(const std::string& text) {
  CurveKey key{};
  if (text.size() != kTextBytes || zmq_z85_decode(key.data(), text.c_str()) == nullptr) {
    return base::invalid("a CURVE key is 40 characters of Z85");
  }
  return key;
}

base::Result<CurvePair> generate_curve_pair() {
  std::array<char, kTextBytes + 1> public_text{};
  std::array<char, kTextBytes + 1> secret_text{};
  if (zmq_curve_keypair(public_text.data(), secret_text.data()) != 0) {
    return base::unavailable("this libzmq has no CURVE");
  }
  CurvePair pair;
  REDNODE_TRY(pair.public_key, from_z85(public_text.data()));
  REDNODE_TRY(pair.secret_key, from_z85(secret_text.data()));
  return pair;
}

base::Result<CurvePair> curve_pair_from_secret(const CurveKey& secret) {
  std::array<char, kTextBytes + 1> public_text{};
  if (zmq_curve_public(public_text.data(), to_z85(secret).c_str()) != 0) {
    return base::invalid("not a CURVE secret key");
  }
  CurvePair pair;
  pair.secret_key = secret;
  REDNODE_TRY(pair.public_key, from_z85(public_text.data()));
  return pair;
}

}  // namespace rednode::peers
