#include "node/admin_call.h"
#include "storage/logs.h"

namespace rednode::node {
namespace {

Json hashes_json(const std::vector<base::Digest>& hashes) {
  Json json = Json::array();
  for (const auto& hash : hashes) json.push_back(base::to_base64(hash.view()));
  return json;
}

// Which entry of the log the request means: its number, or the one that made a record what it is.
base::Result<std::uint64_t> wanted_entry(const AdminCall& call, const LogView& view) {
  REDNODE_TRY(const auto iri, call.text_or("iri", ""));
  if (iri.empty()) return call.number_or("sequence", 0);
  const std::string& origin = view.checkpoint().origin;
  REDNODE_TRY(const auto record, storage::read_record(view.store(), origin, iri));
  if (!record.has_value()) return base::not_found("the log of " + origin + " has no record " + iri);
  if (record->sequence >= view.checkpoint().size) {
    return base::unavailable("the record " + iri +
                             " changed a moment ago and is under no checkpoint yet: try again");
  }
  return record->sequence;
}

base::Result<OpResult> prove_consistency(const LogView& view, std::uint64_t old_size) {
  REDNODE_TRY(const auto hashes, view.consistency(old_size));
  REDNODE_TRY(const auto root, view.root_at(old_size));
  return OpResult{{{"origin", view.checkpoint().origin},
                   {"note", view.note()},
                   {"old_size", old_size},
                   {"old_root", base::to_base64(root.view())},
                   {"hashes", hashes_json(hashes)}},
                  {}};
}

base::Result<OpResult> prove_inclusion(const AdminCall& call, const LogView& view) {
  REDNODE_TRY(const auto index, wanted_entry(call, view));
  REDNODE_TRY(const auto hashes, view.inclusion(index));
  REDNODE_TRY(auto entry, storage::read_update(view.store(), view.checkpoint().origin, index));
  return OpResult{{{"origin", view.checkpoint().origin},
                   {"note", view.note()},
                   {"index", index},
                   {"hashes", hashes_json(hashes)}},
                  std::move(entry)};
}

}  // namespace

base::Result<OpResult> op_log_file(const AdminCall& call) {
  REDNODE_TRY(const auto origin, call.origin_or_own());
  REDNODE_TRY(const auto text, call.text("path"));
  REDNODE_TRY(const auto view, call.context.views.view(origin));
  if (text == "checkpoint") return OpResult{Json::object(), view.note()};
  const auto path = storage::parse_tile_path(text);
  if (!path.has_value()) return base::invalid("\"" + text + "\" is no path of a tile");
  REDNODE_TRY(auto bytes, view.file(*path));
  return OpResult{Json::object(), std::move(bytes)};
}

base::Result<OpResult> op_log_prove(const AdminCall& call) {
  REDNODE_TRY(const auto origin, call.origin_or_own());
  REDNODE_TRY(const auto view, call.context.views.view(origin));
  if (!call.request.contains("from")) return prove_inclusion(call, view);
  REDNODE_TRY(const auto from, call.number_or("from", 0));
  return prove_consistency(view, from);
}

}  // namespace rednode::node
