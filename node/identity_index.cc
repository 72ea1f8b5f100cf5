#include "node/identity_index.h"

#include "catalogue/rdf_reader.h"
#include "schema/content.h"
#include "storage/keys.h"
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
  constexpr std::size_t kStep = 256;
  std::map<std::string, Entry> now;
  base::Bytes next = storage::origin_prefix(origin);
  const base::Bytes end = storage::origin_end(origin);
  std::vector<std::pair<base::Bytes, base::Bytes>> found;
  do {
    found.clear();
    REDNODE_CHECK(store.scan(storage::Table::kRecord, next, end, [&](auto key, auto value) {
      found.emplace_back(key, value);
      return found.size() < kStep;
    }));
    for (const auto& [key, value] : found) {
      next = key;
      next.push_back('\0');
      REDNODE_TRY(const auto state, storage::decode_record(value));
      if (!state.live() || state.wanted) continue;
      base::BytesView rest = key;
      std::string_view of;
      storage::take_origin(rest, of);
      const std::string iri(rest);
      const auto known = entries_.find(iri);
      const bool same = known != entries_.end() && known->second.put_sequence == state.put_sequence;
      now.emplace_hint(
          now.end(), iri,
          same ? std::move(known->second) : Entry{state.put_sequence, keys_of(store, state, iri)});
    }
  } while (found.size() == kStep);
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
