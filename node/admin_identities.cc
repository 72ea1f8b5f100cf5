// Operation "identities": by what our own live records are known, for the importer.

#include "node/admin_call.h"

namespace rednode::node {
namespace {

constexpr std::size_t kRecordsOfItem = 500;

std::string hex_of(const catalogue::IdentityKey& key) {
  return base::to_hex({reinterpret_cast<const char*>(key.data()), sizeof key});
}

}  // namespace

base::Result<OpResult> op_identities(const AdminCall& call) {
  Json records = Json::array();
  REDNODE_CHECK(call.context.identities.visit(
      call.context.store, call.context.config.origin,
      [&](const std::string& iri, const std::vector<catalogue::IdentityKey>& keys) -> base::Status {
        Json record = Json::array({iri});
        for (const auto& key : keys) record.push_back(hex_of(key));
        records.push_back(std::move(record));
        if (records.size() < kRecordsOfItem) return {};
        return call.item({{"records", std::exchange(records, Json::array())}});
      }));
  if (!records.empty()) REDNODE_CHECK(call.item({{"records", std::move(records)}}));
  return OpResult{};
}

}  // namespace rednode::node
