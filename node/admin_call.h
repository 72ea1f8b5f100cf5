// What every operation of the admin socket is given: the request, and where its items go.
// Included by the .cc files of the operations.
#pragma once

#include "node/admin_ops.h"
#include "node/json.h"

namespace rednode::node {

struct AdminCall {
  AdminContext& context;
  const Json& request;
  const base::Bytes& blob;
  const AdminReply& reply;

  base::Status item(Json json, base::Bytes item_blob = {}) const;

  // Members of the request. An error names the member.
  base::Result<std::string> text(const char* member) const;  // required
  base::Result<std::string> text_or(const char* member, std::string otherwise) const;
  base::Result<std::uint64_t> number_or(const char* member, std::uint64_t otherwise) const;
  base::Result<bool> flag(const char* member) const;  // absent: false
  // The origin that the request names, else our own.
  base::Result<std::string> origin_or_own() const;
};

// What the last line says, or the error.
struct OpResult {
  Json ok = Json::object();
  base::Bytes blob;
};
using AdminOp = base::Result<OpResult> (*)(const AdminCall&);

base::Result<OpResult> op_status(const AdminCall& call);
base::Result<OpResult> op_submit(const AdminCall& call);
base::Result<OpResult> op_await(const AdminCall& call);
base::Result<OpResult> op_records(const AdminCall& call);
base::Result<OpResult> op_record(const AdminCall& call);
base::Result<OpResult> op_record_related(const AdminCall& call);
base::Result<OpResult> op_record_nearest(const AdminCall& call);
base::Result<OpResult> op_freshness(const AdminCall& call);
base::Result<OpResult> op_history(const AdminCall& call);
base::Result<OpResult> op_identities(const AdminCall& call);
base::Result<OpResult> op_log_head(const AdminCall& call);
base::Result<OpResult> op_log_list(const AdminCall& call);
base::Result<OpResult> op_log_certificate(const AdminCall& call);
base::Result<OpResult> op_log_file(const AdminCall& call);
base::Result<OpResult> op_log_prove(const AdminCall& call);
base::Result<OpResult> op_log_generations(const AdminCall& call);
base::Result<OpResult> op_recover(const AdminCall& call);
base::Result<OpResult> op_bundle_chunk(const AdminCall& call);
base::Result<OpResult> op_bundle_apply(const AdminCall& call);
base::Result<OpResult> op_peer_card(const AdminCall& call);
base::Result<OpResult> op_peer_add(const AdminCall& call);
base::Result<OpResult> op_peer_list(const AdminCall& call);
base::Result<OpResult> op_peer_pause(const AdminCall& call);
base::Result<OpResult> op_peer_resume(const AdminCall& call);
base::Result<OpResult> op_peer_resync(const AdminCall& call);
base::Result<OpResult> op_peer_remove(const AdminCall& call);
base::Result<OpResult> op_reload(const AdminCall& call);
base::Result<OpResult> op_backup(const AdminCall& call);
base::Result<OpResult> op_key_list(const AdminCall& call);
base::Result<OpResult> op_key_rotate(const AdminCall& call);
base::Result<OpResult> op_transport_key_next(const AdminCall& call);
base::Result<OpResult> op_transport_key_switch(const AdminCall& call);
base::Result<OpResult> op_quarantine_begin(const AdminCall& call);
base::Result<OpResult> op_quarantine_add(const AdminCall& call);
base::Result<OpResult> op_quarantine_list(const AdminCall& call);
base::Result<OpResult> op_quarantine_show(const AdminCall& call);
base::Result<OpResult> op_roster_show(const AdminCall& call);
base::Result<OpResult> op_roster_sign(const AdminCall& call);
base::Result<OpResult> op_roster_apply(const AdminCall& call);
base::Result<OpResult> op_receipts(const AdminCall& call);
base::Result<OpResult> op_record_receipts(const AdminCall& call);
base::Result<OpResult> op_store_stats(const AdminCall& call);

}  // namespace rednode::node
