// How the operations of the admin socket find a record and its content.
// Included by the .cc files of the operations.
//
// Thread rule: as AdminServer.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "node/admin_call.h"
#include "node/record_content.h"
#include "storage/records.h"

namespace rednode::node {

struct FoundRecord {
  std::string origin;
  storage::RecordState state;
};

// The record of the origin that the request names, else of our own, else of any. kNotFound.
base::Result<FoundRecord> find_record(const AdminCall& call, const std::string& iri);
// The origins of all logs here, our own first.
base::Result<std::vector<std::string>> origins_here(const AdminCall& call);

// kUnavailable where the operator's policy keeps the catalogue from readers in its present state,
// unless the request says `any_age`.
base::Status check_fresh(const AdminCall& call, const std::string& origin);
// The origins of which that is so.
base::Result<std::set<std::string>> rejected_origins(const AdminCall& call);

// As the operation "records" describes it.
Json record_json(const std::string& origin, const std::string& iri,
                 const storage::RecordState& state);

}  // namespace rednode::node
