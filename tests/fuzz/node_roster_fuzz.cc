// Rosters, which come from peers and in files: any text. What is taken for one has the form that
// was signed and no other, and can be followed by a later one.
#include "base/assert.h"
#include "node/roster.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rednode;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto roster = node::parse_roster_text(text);
  if (roster.ok()) {
    REDNODE_ASSERT(node::roster_text(*roster) == text);
    REDNODE_ASSERT(roster->threshold >= 2 && roster->threshold <= roster->signers.size());
    for (const std::string& origin : roster->signers) {
      REDNODE_ASSERT(roster->cards.contains(origin));
    }
  }
  const auto signed_roster = node::parse_roster(text);
  if (signed_roster.ok()) {
    const auto nothing = [](const std::string&) { return std::vector<schema::KeyChange>(); };
    // Nobody can follow itself with another text of the same version.
    REDNODE_ASSERT(node::check_successor(*signed_roster, *signed_roster, nothing).ok());
    REDNODE_ASSERT(node::parse_roster(signed_roster->bytes()).ok());
  }
  return 0;
}
