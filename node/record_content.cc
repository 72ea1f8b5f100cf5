#include "node/record_content.h"

#include "schema/content.h"
#include "storage/logs.h"

namespace rednode::node {

base::Result<base::Bytes> nquads_of(const storage::Reader& store, const base::Digest& id) {
  REDNODE_TRY(const auto content, storage::read_content(store, id));
  auto nquads = schema::unpack_content(content);
  // What we stored was verified then, so what does not fit now is damage.
  if (!nquads.ok()) return base::corrupt(nquads.error().message);
  return nquads;
}

}  // namespace rednode::node
