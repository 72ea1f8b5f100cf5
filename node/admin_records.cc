#include "base/limits.h"
#include "node/admin_call.h"
#include "node/update_json.h"
#include "storage/keys.h"
#include "storage/logs.h"

namespace rednode::node {
namespace {

using storage::RecordState;
using storage::Table;

std::string time_text(std::int64_t ms) {
  return base::to_rfc3339({ms * 1000});
}

Json record_json(const std::string& origin, const std::string& iri, const RecordState& state) {
  return {{"origin", origin},
          {"iri", iri},
          {"status", state.live() ? "live" : "withdrawn"},
          {"sequence", state.sequence},
          {"put_sequence", state.put_sequence},
          {"changed", time_text(state.changed_ms)},
          {"confirmed", time_text(state.confirmed_ms)},
          {"content_id", base::to_hex(state.content_id)},
          {"content_size", state.content_size},
          {"verdict", schema::verdict_name(state.verdict)},
          {"wanted", state.wanted}};
}

base::Result<base::Bytes> nquads_of(const storage::Reader& store, const base::Digest& id) {
  REDNODE_TRY(const auto content, storage::read_content(store, id));
  auto nquads = schema::unpack_content(content);
  // What we stored was verified then, so what does not fit now is damage.
  if (!nquads.ok()) return base::corrupt(nquads.error().message);
  return nquads;
}

struct Page {
  std::string after_key;  // exclusive; empty: from the beginning
  std::string end_key;    // exclusive; empty: to the end
  std::uint64_t limit = 0;
  bool withdrawn = false;
  bool contents = false;
};

base::Result<Page> page_from(const AdminCall& call) {
  constexpr std::uint64_t kPageMax = 1'000'000'000;
  Page page;
  REDNODE_TRY(page.limit, call.number_or("limit", kPageMax));
  REDNODE_TRY(page.withdrawn, call.flag("withdrawn"));
  REDNODE_TRY(page.contents, call.flag("contents"));
  REDNODE_TRY(const auto origin, call.text_or("origin", ""));
  if (!origin.empty()) {
    page.after_key = storage::origin_prefix(origin);
    page.end_key = storage::origin_end(origin);
  }
  const auto after = call.request.find("after");
  if (after != call.request.end() && !after->is_null()) {
    const Json origin_after = after->is_object() ? after->value("origin", Json()) : Json();
    const Json iri_after = after->is_object() ? after->value("iri", Json()) : Json();
    if (!origin_after.is_string() || !iri_after.is_string()) {
      return base::invalid("the member \"after\" must be an object with an origin and an iri");
    }
    page.after_key =
        storage::record_key(origin_after.get<std::string>(), iri_after.get<std::string>());
    page.after_key.push_back('\0');  // the first key after that one
  }
  return page;
}

// Record keys are gathered page by page, so that no snapshot is held while the client reads slowly.
base::Result<bool> send_page(const AdminCall& call, Page& page) {
  constexpr std::size_t kStep = 256;
  std::vector<std::pair<base::Bytes, base::Bytes>> found;
  REDNODE_CHECK(call.context.store.scan(Table::kRecord, page.after_key, page.end_key,
                                        [&](auto key, auto value) {
                                          found.emplace_back(key, value);
                                          return found.size() < kStep;
                                        }));
  for (const auto& [key, value] : found) {
    if (page.limit == 0) return true;  // this one is the first of the next page
    page.after_key = key;
    page.after_key.push_back('\0');
    REDNODE_TRY(const auto state, storage::decode_record(value));
    if (!state.live() && !page.withdrawn) continue;
    base::BytesView rest = key;
    std::string_view origin;
    storage::take_origin(rest, origin);
    Json json = record_json(std::string(origin), std::string(rest), state);
    base::Bytes blob;
    if (page.contents && !state.wanted && state.live()) {
      auto nquads = nquads_of(call.context.store, state.content_id);
      if (nquads.ok()) {
        blob = std::move(*nquads);
      } else {
        json["problem"] = nquads.error().message;  // one bad record never breaks an export
      }
    }
    REDNODE_CHECK(call.item(std::move(json), std::move(blob)));
    --page.limit;
  }
  return found.size() == kStep;
}

// The record under our own origin first, then under any other.
base::Result<std::pair<std::string, RecordState>> find_record(const AdminCall& call,
                                                              const std::string& iri) {
  REDNODE_TRY(const auto named, call.text_or("origin", ""));
  REDNODE_TRY(const auto own, call.origin_or_own());
  REDNODE_TRY(auto state, storage::read_record(call.context.store, own, iri));
  if (state.has_value()) return std::pair(own, std::move(*state));
  if (named.empty()) {
    REDNODE_TRY(const auto report, call.context.loop.report());
    for (const auto& log : report.logs) {
      REDNODE_TRY(state, storage::read_record(call.context.store, log.origin, iri));
      if (state.has_value()) return std::pair(log.origin, std::move(*state));
    }
  }
  return base::not_found("no record <" + iri + ">" +
                         (named.empty() ? " in any catalogue here" : " of " + named));
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
  bool more = true;
  while (more && page.limit > 0) {
    REDNODE_TRY(more, send_page(call, page));
  }
  return OpResult{{{"more", more}}, {}};
}

base::Result<OpResult> op_record(const AdminCall& call) {
  constexpr std::uint64_t kNow = UINT64_MAX;
  REDNODE_TRY(const auto iri, call.text("iri"));
  REDNODE_TRY(const auto found, find_record(call, iri));
  REDNODE_TRY(const auto at, call.number_or("at", kNow));
  const auto& [origin, state] = found;
  OpResult result;
  result.ok = record_json(origin, iri, state);
  base::Digest id = state.content_id;
  if (at != kNow) {
    REDNODE_TRY(const auto put, put_at(call, origin, state, at));
    id = put.content_id;
    result.ok["put_sequence"] = put.sequence;
    result.ok["content_id"] = base::to_hex(put.content_id);
    result.ok["content_size"] = put.content_size;
  } else if (state.wanted) {
    return base::unavailable("the content of this record has not arrived yet");
  }
  REDNODE_TRY(result.blob, nquads_of(call.context.store, id));
  return result;
}

base::Result<OpResult> op_history(const AdminCall& call) {
  REDNODE_TRY(const auto iri, call.text("iri"));
  REDNODE_TRY(const auto found, find_record(call, iri));
  for (const std::uint64_t sequence : found.second.history) {
    REDNODE_TRY(const auto bytes, storage::read_update(call.context.store, found.first, sequence));
    REDNODE_TRY(const auto update, schema::decode_update(bytes));
    REDNODE_CHECK(call.item(update_json(update)));
  }
  return OpResult{{{"origin", found.first}}, {}};
}

}  // namespace rednode::node
