// What the daemon knows of one record, and what proves it: the answers to the questions that
// `redctl record explain` asks.
//
// Included by .cc files only (it brings JSON).
//
// Thread rule: one thread.
#pragma once

#include <string>
#include <vector>

#include "node/ctl/admin_client.h"
#include "node/ctl/known_keys.h"

namespace rednode::node {

struct RecordEvidence {
  std::string origin;         // whose record it is; "" where no log has it
  Json record;                // as the operation "records" describes it; null where no log has it
  std::vector<Json> updates;  // of the record, oldest first
  Json log;                   // the head of its log, with what it proves of the record
  Json quarantine = Json::array();  // entries
  Json related = Json::array();     // other records, as the operation "record_related" finds them
  std::uint64_t searched = 0;       // records that were looked at for them
  bool searched_all = true;
  Json found;  // by relation, how many there are, also those beyond the list; null if not asked
  base::Bytes content;          // canonical N-Quads; empty where it is not here
  std::string content_problem;  // why it is not
  base::Bytes context;          // what is around it, for judging

  bool known() const { return !origin.empty() || !quarantine.empty(); }
  // The update that made it what it is; null where its log does not say.
  Json current() const;
};

// `origin`: "" for our own, else any. Errors: those of the daemon; a record that nobody knows is
// none.
base::Result<RecordEvidence> gather_evidence(AdminClient& daemon, const KnownKeys& keys,
                                             const std::string& iri, const std::string& origin);

// Where a record was looked for that nobody knows, and what may have been meant:
// {logs: [{origin, live, withdrawn, state}], nearest: [{origin, iri, status}], searched, complete}.
base::Result<Json> where_looked(AdminClient& daemon, const std::string& iri);

}  // namespace rednode::node
