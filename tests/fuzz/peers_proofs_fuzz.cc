// Files that prove something and come from anybody: certificates and evidence. Whatever the octets
// are, they are refused or say what they prove; and nothing that was bent is taken for verified:
// what verifies was signed.
#include "base/assert.h"
#include "peers/certificate.h"
#include "peers/evidence.h"
#include "tests/fuzz/signed_world.h"

namespace {

using namespace rednode;

const fuzz::SignedWorld& world() {
  static const fuzz::SignedWorld kWorld;
  return kWorld;
}

void check_certificate(base::BytesView bytes) {
  const auto certificate =
      peers::open_certificate(bytes, [](const std::string& name) { return world().keys_of(name); });
  if (!certificate.ok()) return;
  REDNODE_ASSERT(world().has_signed(certificate->checkpoint.checkpoint));
  for (const peers::Holder& holder : certificate->holders) {
    REDNODE_ASSERT(holder.verified == holder.problem.empty());
    const bool said = world().has_cosigned(holder.origin, holder.size);
    REDNODE_ASSERT(!holder.verified || said);
  }
}

void check_evidence(base::BytesView bytes) {
  const auto evidence = peers::open_evidence(bytes, *world().keys_of(fuzz::kOrigin));
  if (!evidence.ok()) return;
  REDNODE_ASSERT(world().has_signed(evidence->first.checkpoint));
  REDNODE_ASSERT(world().has_signed(evidence->second.checkpoint));
  REDNODE_ASSERT(!(evidence->first.checkpoint == evidence->second.checkpoint));
  const auto again =
      peers::open_evidence(peers::format_evidence(*evidence), *world().keys_of(fuzz::kOrigin));
  REDNODE_ASSERT(again.ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const base::BytesView bytes(reinterpret_cast<const char*>(data), size);
  check_certificate(bytes);
  check_evidence(bytes);
  return 0;
}
