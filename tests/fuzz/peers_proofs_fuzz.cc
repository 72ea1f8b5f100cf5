// Files that prove something and come from anybody: certificates and evidence. Whatever the octets
// are, they are refused or say what they prove; and nothing that was bent is taken for verified.
#include <cstdlib>
#include <map>

#include "peers/certificate.h"
#include "peers/evidence.h"

namespace {

using namespace rednode;

// Keys that signed nothing of what the fuzzer makes.
const schema::LogKeys* keys_of(const std::string& name) {
  static std::map<std::string, schema::LogKeys> known = [] {
    std::map<std::string, schema::LogKeys> keys;
    for (const char* origin : {"FR", "BE"}) {
      const auto key = base::SigningKey::from_seed(base::Bytes(32, origin[0])).value();
      keys.emplace(origin,
                   schema::LogKeys(schema::NoteVerifier::create(
                                       origin, schema::SignatureType::kEd25519, key.public_key())
                                       .value()));
    }
    return keys;
  }();
  const auto at = known.find(name);
  return at == known.end() ? nullptr : &at->second;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const base::BytesView bytes(reinterpret_cast<const char*>(data), size);
  const auto certificate = peers::open_certificate(bytes, keys_of);
  if (certificate.ok() && certificate->checkpoint.note.signatures.empty()) std::abort();
  const auto evidence = peers::open_evidence(bytes, *keys_of("FR"));
  if (evidence.ok() && peers::format_evidence(*evidence).empty()) std::abort();
  return 0;
}
