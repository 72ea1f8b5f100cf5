#include "node/receipt_judge.h"

#include <optional>

#include "base/limits.h"
#include "node/record_content.h"
#include "node/record_refusal.h"
#include "storage/logs.h"
#include "storage/receipts.h"

namespace rednode::node {
namespace {

using storage::Receipts;

constexpr std::uint64_t kUpdatesAtOnce = 256;

struct Judgement {
  bool waits = false;  // the content has not come yet
  std::optional<RecordRefusal> refusal;
  std::string iri;
};

base::Result<Judgement> judge_update(const storage::Reader& store, const std::string& origin,
                                     std::uint64_t sequence) {
  Judgement judgement;
  REDNODE_TRY(const auto bytes, storage::read_update(store, origin, sequence));
  const auto update = schema::decode_update(bytes);
  if (!update.ok()) {
    judgement.refusal = RecordRefusal{"unknown-update", update.error().message};
    return judgement;
  }
  if (update->kind != schema::UpdateKind::kPut) return judgement;
  judgement.iri = update->iri;
  REDNODE_TRY(const auto state, storage::read_record(store, origin, update->iri));
  const bool current =
      state.has_value() && state->live() && state->put_sequence == update->sequence;
  // What was superseded since is nobody's concern; what this node does not take, it cannot judge.
  if (!current || state->left) return judgement;
  judgement.waits = state->wanted;
  if (judgement.waits) return judgement;
  const auto nquads = nquads_of(store, update->content_id);
  if (!nquads.ok() && nquads.error().code == base::Code::kCorrupt) return nquads.error();
  judgement.refusal = nquads.ok() ? refusal_of(*nquads, update->iri)
                                  : RecordRefusal{"not-nquads", nquads.error().message};
  return judgement;
}

}  // namespace

bool ReceiptJudge::look(const peers::Report& report) {
  bool more = false;
  for (const peers::LogReport& log : report.logs) {
    if (log.own || log.size == 0) continue;
    const auto judged = judge(log);
    if (judged.ok()) {
      more = more || *judged;
    } else if (judged.error().code != base::Code::kUnavailable) {
      context_.logger.error("not-judged",
                            {{"origin", log.origin}, {"cause", judged.error().message}});
    }
  }
  return more;
}

base::Result<ReceiptJudge::Log*> ReceiptJudge::open(const std::string& origin) {
  if (const auto at = logs_.find(origin); at != logs_.end()) return &at->second;
  REDNODE_TRY(const auto judged, storage::read_judged(context_.store, Receipts::kOurs, origin));
  REDNODE_TRY(const auto noted, storage::read_receipts(context_.store, Receipts::kOurs, origin, 0,
                                                       base::limits::kReceiptsMax));
  return &logs_.emplace(origin, Log{judged.size, noted.size()}).first->second;
}

base::Result<bool> ReceiptJudge::judge(const peers::LogReport& log) {
  REDNODE_TRY(Log* const known, open(log.origin));
  if (known->judged > log.size) logs_.erase(log.origin);  // it was taken back: read it again
  if (known->judged >= log.size) return false;
  storage::Batch batch;
  std::uint64_t at = known->judged;
  const std::uint64_t end = std::min(log.size, at + kUpdatesAtOnce);
  std::size_t refused = known->refused;
  for (; at < end; ++at) {
    REDNODE_TRY(const auto judgement, judge_update(context_.store, log.origin, at));
    if (judgement.waits) break;
    if (!judgement.refusal.has_value()) continue;
    const auto& [rule, message] = *judgement.refusal;
    context_.logger.warn("record-refused", {{"origin", log.origin},
                                            {"sequence", std::to_string(at)},
                                            {"record", judgement.iri},
                                            {"rule", rule}});
    if (refused == base::limits::kReceiptsMax) continue;
    storage::put_receipt(batch, Receipts::kOurs, log.origin, {at, judgement.iri, rule, message});
    ++refused;
  }
  if (at == known->judged) return false;  // it waits for a content
  storage::put_judged(batch, Receipts::kOurs, log.origin,
                      {at, context_.clock.now().wall.seconds()});
  REDNODE_CHECK(context_.loop.write(std::move(batch)));
  *known = {at, refused};
  return at == end && end < log.size;
}

}  // namespace rednode::node
