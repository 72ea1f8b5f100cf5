#include "node/identity_index.h"

#include "catalogue/rdf_reader.h"
#include "node/record_scan.h"
#include "schema/content.h"
#include "storage/logs.h"
#include "storage/records.h"

namespace rednode::node {
namespace {

std::vector<catalogue::IdentityKey> keys_of(const storage::Reader& store,
                                            const storage::RecordState& state,
                                            const std::string& iri) {
  const auto packed = storage::read_content(store, state.content_id);
  if (!packed.ok()) return {};
  const auto nquads = schema::unpack_content(*packed);
  if (!nquads.ok()) return {};
  const auto record = catalogue::read_dataset(*nquads, catalogue::Format::kNQuads);
  if (!record.ok()) return {};
  return catalogue::identity_keys(*record, iri);
}

}  // namespace

base::Status IdentityIndex::refresh(const storage::Reader& store, const std::string& origin) {
  std::map<std::string, Entry> now;
  const auto take = [&](const std::string&, const std::string& iri,
                        const storage::RecordState& state) -> base::Result<bool> {
    if (!state.live() || state.wanted || state.left) return true;
    const auto known = entries_.find(iri);
    const bool same = known != entries_.end() && known->second.put_sequence == state.put_sequence;
    now.emplace_hint(
        now.end(), iri,
        same ? std::move(known->second) : Entry{state.put_sequence, keys_of(store, state, iri)});
    return true;
  };
  REDNODE_CHECK(scan_records(store, origin, take));
  entries_ = std::move(now);
  return {};
}

base::Status IdentityIndex::visit(const storage::Reader& store, const std::string& origin,
                                  const Visit& visit) {
  const std::lock_guard lock(mutex_);
  REDNODE_CHECK(refresh(store, origin));
  for (const auto& [iri, entry] : entries_) REDNODE_CHECK(visit(iri, entry.keys));
  return {};
}

}  // namespace rednode::node
