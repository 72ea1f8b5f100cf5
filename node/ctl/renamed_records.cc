#include "node/ctl/renamed_records.h"

#include <cstring>

namespace rednode::node {
namespace {

base::Result<catalogue::IdentityKey> key_of(const Json& hex) {
  catalogue::IdentityKey key{};
  if (!hex.is_string()) return base::invalid("the daemon sent a key that is no text");
  REDNODE_TRY(const base::Bytes bytes, base::from_hex(hex.get<std::string>()));
  if (bytes.size() != sizeof key) return base::invalid("the daemon sent a key of another size");
  std::memcpy(key.data(), bytes.data(), sizeof key);
  return key;
}

}  // namespace

std::optional<RenamePolicy> rename_policy(const std::string& name) {
  if (name == "follow") return RenamePolicy::kFollow;
  if (name == "new") return RenamePolicy::kNew;
  if (name == "quarantine") return RenamePolicy::kQuarantine;
  return std::nullopt;
}

base::Status RenamedRecords::load(AdminClient& daemon) {
  const auto take = [this](const Json& item, base::Bytes&&) -> base::Status {
    for (const Json& record : list_member(item, "records")) {
      if (!record.is_array() || record.empty() || !record[0].is_string()) {
        return base::invalid("the daemon sent a record without an IRI");
      }
      const std::string iri = record[0].get<std::string>();
      live_.insert(iri);
      for (std::size_t i = 1; i < record.size(); ++i) {
        REDNODE_TRY(const auto key, key_of(record[i]));
        known_.emplace(key, iri);
      }
    }
    return {};
  };
  const auto answer = daemon.call("identities", Json::object(), {}, take);
  return answer.ok() ? base::Status() : base::Status(answer.error());
}

std::string RenamedRecords::former(const std::string& iri,
                                   const std::vector<catalogue::IdentityKey>& keys) {
  std::string former;
  bool shares = false;
  for (const auto& key : keys) {
    auto& holder = known_[key];
    if (!holder.empty() && holder != iri) {
      if (delivered_.contains(holder)) {
        shares = true;
      } else if (!live_.contains(iri) && former.empty()) {
        former = holder;
      }
    }
    holder = iri;
  }
  // One key is free and another is not: it is not the record that the free one was of.
  if (shares) former.clear();
  if (shares) ++shared_;
  delivered_.insert(iri);
  return former;
}

}  // namespace rednode::node
