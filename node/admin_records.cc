#include "base/limits.h"
#include "node/admin_lookup.h"
#include "node/record_scan.h"
#include "node/update_json.h"
#include "storage/keys.h"
#include "storage/logs.h"

namespace rednode::node {
namespace {

using storage::RecordState;

struct Page {
  base::Bytes from_key;
  base::Bytes end_key;  // exclusive; empty: to the end
  std::uint64_t limit = 0;
  bool withdrawn = false;
  bool contents = false;
  bool profiles = false;
  std::set<std::string> rejected;  // origins that are passed over
};

// The origins that the request names as those to leave out, else those that the policy rejects now.
base::Result<std::set<std::string>> left_out(const AdminCall& call) {
  const auto named = call.request.find("except");
  if (named == call.request.end()) return rejected_origins(call);
  std::set<std::string> origins;
  if (!named->is_array() || named->size() > base::limits::kLogsMax) {
    return base::invalid("the member \"except\" must be a list of origins");
  }
  for (const Json& origin : *named) {
    if (!origin.is_string())
      return base::invalid("the member \"except\" must be a list of origins");
    origins.insert(origin.get<std::string>());
  }
  return origins;
}

base::Result<Page> page_from(const AdminCall& call) {
  constexpr std::uint64_t kPageMax = 1'000'000'000;
  Page page;
  REDNODE_TRY(page.limit, call.number_or("limit", kPageMax));
  REDNODE_TRY(page.withdrawn, call.flag("withdrawn"));
  REDNODE_TRY(page.contents, call.flag("contents"));
  REDNODE_TRY(page.profiles, call.flag("profiles"));
  REDNODE_TRY(const auto origin, call.text_or("origin", ""));
  // What is read is decided once: a catalogue does not come and go between the pages of one answer.
  const bool first = !call.request.contains("after") || call.request["after"].is_null();
  if (origin.empty()) {
    REDNODE_TRY(page.rejected, left_out(call));
  } else {
    if (first) REDNODE_CHECK(check_fresh(call, origin));
    page.from_key = storage::origin_prefix(origin);
    page.end_key = storage::origin_end(origin);
  }
  const auto after = call.request.find("after");
  if (after != call.request.end() && !after->is_null()) {
    const Json origin_after = after->is_object() ? after->value("origin", Json()) : Json();
    const Json iri_after = after->is_object() ? after->value("iri", Json()) : Json();
    if (!origin_after.is_string() || !iri_after.is_string()) {
      return base::invalid("the member \"after\" must be an object with an origin and an iri");
    }
    page.from_key =
        storage::record_key(origin_after.get<std::string>(), iri_after.get<std::string>());
    page.from_key.push_back('\0');  // the first key after that one
  }
  return page;
}

// What the record's last put says that it was judged by; null where it says nothing.
Json profile_json(const storage::Reader& store, const std::string& origin,
                  const RecordState& state) {
  const auto bytes = storage::read_update(store, origin, state.put_sequence);
  const auto update = bytes.ok() ? schema::decode_update(*bytes) : bytes.error();
  if (!update.ok() || update->profile.empty()) return nullptr;
  return update->profile;
}

base::Status send_record(const AdminCall& call, const Page& page, const std::string& origin,
                         const std::string& iri, const RecordState& state) {
  Json json = record_json(origin, iri, state);
  if (page.profiles) json["profile"] = profile_json(call.context.store, origin, state);
  base::Bytes blob;
  if (page.contents && !state.wanted && !state.left && state.live()) {
    auto nquads = nquads_of(call.context.store, state.content_id);
    if (nquads.ok()) {
      blob = std::move(*nquads);
    } else {
      json["problem"] = nquads.error().message;  // one bad record never breaks an export
    }
  }
  return call.item(std::move(json), std::move(blob));
}

// The put that was current at the sequence.
base::Result<schema::Update> put_at(const AdminCall& call, const std::string& origin,
                                    const RecordState& state, std::uint64_t at) {
  for (auto sequence = state.history.rbegin(); sequence != state.history.rend(); ++sequence) {
    if (*sequence > at) continue;
    REDNODE_TRY(const auto bytes, storage::read_update(call.context.store, origin, *sequence));
    REDNODE_TRY(auto update, schema::decode_update(bytes));
    if (update.kind == schema::UpdateKind::kWithdraw) {
      return base::not_found("the record was withdrawn at that position");
    }
    if (update.kind == schema::UpdateKind::kPut) return update;
  }
  return base::not_found("the record did not exist at that position");
}

}  // namespace

base::Result<OpResult> op_records(const AdminCall& call) {
  REDNODE_TRY(Page page, page_from(call));
  bool more = false;
  const auto send = [&](const std::string& origin, const std::string& iri,
                        const RecordState& state) -> base::Result<bool> {
    if (!state.live() && !page.withdrawn) return true;
    if (page.rejected.contains(origin)) return true;
    more = page.limit == 0;  // this one is the first of the next page
    if (more) return false;
    --page.limit;
    REDNODE_CHECK(send_record(call, page, origin, iri, state));
    return true;
  };
  REDNODE_CHECK(scan_records(call.context.store, page.from_key, page.end_key, send));
  return OpResult{{{"more", more}}, {}};
}

base::Result<OpResult> op_record(const AdminCall& call) {
  constexpr std::uint64_t kNow = UINT64_MAX;
  REDNODE_TRY(const auto iri, call.text("iri"));
  REDNODE_TRY(const auto found, find_record(call, iri));
  REDNODE_TRY(const auto at, call.number_or("at", kNow));
  REDNODE_TRY(const bool state_only, call.flag("state_only"));
  OpResult result;
  result.ok = record_json(found.origin, iri, found.state);
  result.ok["profile"] = profile_json(call.context.store, found.origin, found.state);
  if (state_only) return result;
  REDNODE_CHECK(check_fresh(call, found.origin));
  base::Digest id = found.state.content_id;
  if (at != kNow) {
    REDNODE_TRY(const auto put, put_at(call, found.origin, found.state, at));
    id = put.content_id;
    result.ok["put_sequence"] = put.sequence;
    result.ok["content_id"] = base::to_hex(put.content_id);
    result.ok["content_size"] = put.content_size;
  } else if (found.state.wanted) {
    return base::unavailable("the content of this record has not arrived yet");
  } else if (found.state.left) {
    return base::not_found(
        "this node does not take the contents of records of this category: see [subscribe] in the "
        "configuration");
  }
  auto nquads = nquads_of(call.context.store, id);
  if (!nquads.ok() && nquads.error().code == base::Code::kNotFound) {
    return base::not_found(
        "what the record said then is not kept any more: [retention] says for "
        "how long, and redctl record history whether it was erased");
  }
  REDNODE_TRY(result.blob, std::move(nquads));
  return result;
}

base::Result<OpResult> op_history(const AdminCall& call) {
  REDNODE_TRY(const auto iri, call.text("iri"));
  REDNODE_TRY(const auto found, find_record(call, iri));
  for (const std::uint64_t sequence : found.state.history) {
    REDNODE_TRY(const auto bytes, storage::read_update(call.context.store, found.origin, sequence));
    REDNODE_TRY(const auto update, schema::decode_update(bytes));
    REDNODE_CHECK(call.item(update_json(update)));
  }
  return OpResult{{{"origin", found.origin}}, {}};
}

}  // namespace rednode::node
