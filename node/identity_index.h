// IdentityIndex: by what keys (catalogue/identity.h) our own live records are known. Derived from
// the contents; brought up to date when asked, so that only records that changed since are read.
//
// Thread rule: any thread; one question at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "catalogue/identity.h"
#include "storage/store.h"

namespace rednode::node {

class IdentityIndex {
 public:
  using Visit = std::function<base::Status(const std::string& iri,
                                           const std::vector<catalogue::IdentityKey>&)>;

  // Calls visit for each live record of the origin, in the order of their IRIs. A record that
  // cannot be read has no keys. Errors: those of the store and of the callback.
  base::Status visit(const storage::Reader& store, const std::string& origin, const Visit& visit);

 private:
  struct Entry {
    std::uint64_t put_sequence = 0;
    std::vector<catalogue::IdentityKey> keys;
  };

  base::Status refresh(const storage::Reader& store, const std::string& origin);

  std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // by IRI
};

}  // namespace rednode::node
