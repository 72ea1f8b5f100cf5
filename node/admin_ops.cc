#include "node/admin_ops.h"

#include <map>

#include "node/admin_call.h"
#include "schema/origin.h"

namespace rednode::node {
namespace {

const std::map<std::string, AdminOp>& operations() {
  static const std::map<std::string, AdminOp> kOperations = {
      {"status", op_status},
      {"submit", op_submit},
      {"await", op_await},
      {"records", op_records},
      {"record", op_record},
      {"record_related", op_record_related},
      {"record_nearest", op_record_nearest},
      {"history", op_history},
      {"freshness", op_freshness},
      {"identities", op_identities},
      {"log_head", op_log_head},
      {"log_list", op_log_list},
      {"log_certificate", op_log_certificate},
      {"log_file", op_log_file},
      {"log_generations", op_log_generations},
      {"log_prove", op_log_prove},
      {"bundle_chunk", op_bundle_chunk},
      {"bundle_apply", op_bundle_apply},
      {"peer_card", op_peer_card},
      {"peer_add", op_peer_add},
      {"peer_list", op_peer_list},
      {"peer_pause", op_peer_pause},
      {"peer_resume", op_peer_resume},
      {"peer_resync", op_peer_resync},
      {"peer_remove", op_peer_remove},
      {"reload", op_reload},
      {"backup", op_backup},
      {"recover", op_recover},
      {"key_list", op_key_list},
      {"key_rotate", op_key_rotate},
      {"transport_key_next", op_transport_key_next},
      {"transport_key_switch", op_transport_key_switch},
      {"quarantine_begin", op_quarantine_begin},
      {"quarantine_add", op_quarantine_add},
      {"quarantine_list", op_quarantine_list},
      {"quarantine_show", op_quarantine_show},
      {"receipts", op_receipts},
      {"roster_show", op_roster_show},
      {"roster_sign", op_roster_sign},
      {"roster_apply", op_roster_apply},
      {"record_receipts", op_record_receipts},
      {"store_stats", op_store_stats},
  };
  return kOperations;
}

AdminMessage message_of(const char* member, Json value, base::Bytes blob = {}) {
  AdminMessage message;
  message.json[member] = std::move(value);
  message.blob = std::move(blob);
  return message;
}

base::Error wrong(const char* member, const char* what) {
  return base::invalid(std::string("the member \"") + member + "\" must be " + what);
}

base::Result<OpResult> run(AdminContext& context, const AdminMessage& message,
                           const AdminReply& reply) {
  const AdminCall call{context, message.json, message.blob, reply};
  REDNODE_TRY(const auto name, call.text("op"));
  const auto op = operations().find(name);
  if (op == operations().end()) {
    return base::invalid("this daemon does not know the operation \"" + name +
                         "\": are redctl and rednoded of the same version?");
  }
  try {
    return op->second(call);
  } catch (const Json::exception& e) {  // a member of another type than the operation reads
    return base::invalid(std::string("the request is not as it should be: ") + e.what());
  }
}

}  // namespace

base::Status AdminCall::item(Json json, base::Bytes item_blob) const {
  return reply(message_of("item", std::move(json), std::move(item_blob)));
}

base::Result<std::string> AdminCall::text(const char* member) const {
  const auto at = request.find(member);
  if (at == request.end() || !at->is_string()) return wrong(member, "a text");
  return at->get<std::string>();
}

base::Result<std::string> AdminCall::text_or(const char* member, std::string otherwise) const {
  const auto at = request.find(member);
  if (at == request.end() || at->is_null()) return otherwise;
  return text(member);
}

base::Result<std::uint64_t> AdminCall::number_or(const char* member,
                                                 std::uint64_t otherwise) const {
  const auto at = request.find(member);
  if (at == request.end() || at->is_null()) return otherwise;
  if (!at->is_number_unsigned()) return wrong(member, "a whole number");
  return at->get<std::uint64_t>();
}

base::Result<bool> AdminCall::flag(const char* member) const {
  const auto at = request.find(member);
  if (at == request.end() || at->is_null()) return false;
  if (!at->is_boolean()) return wrong(member, "true or false");
  return at->get<bool>();
}

base::Result<std::string> AdminCall::origin_or_own() const {
  REDNODE_TRY(const auto origin, text_or("origin", context.config.origin));
  return schema::parse_origin(origin);
}

AdminMessage error_message(const base::Error& error) {
  return message_of("error", {{"code", base::code_name(error.code)}, {"message", error.message}});
}

base::Status run_admin_op(AdminContext& context, const AdminMessage& request,
                          const AdminReply& reply) {
  auto result = run(context, request, reply);
  if (!result.ok()) return reply(error_message(result.error()));
  return reply(message_of("ok", std::move(result->ok), std::move(result->blob)));
}

}  // namespace rednode::node
