#include "node/receipt_judge.h"

#include <algorithm>
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
  // It was superseded and let go in this moment: the record is another one now.
  judgement.waits = !nquads.ok() && nquads.error().code == base::Code::kNotFound;
  if (judgement.waits) return judgement;
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

base::Result<ReceiptJudge::Log*> ReceiptJudge::open(const peers::LogReport& log) {
  Log& known = logs_[log.origin];
  // A log that began anew was taken back, and what was judged of it with it.
  const bool fits = known.judged > 0 && known.generation == log.generation;
  if (fits && known.judged <= log.size) return &known;
  REDNODE_TRY(const auto judged, storage::read_judged(context_.store, Receipts::kOurs, log.origin));
  REDNODE_TRY(const auto noted, storage::read_receipts(context_.store, Receipts::kOurs, log.origin,
                                                       0, base::limits::kReceiptsMax));
  known = {std::min(judged.size, log.size), log.generation, noted.size()};
  return &known;
}

base::Result<bool> ReceiptJudge::judge(const peers::LogReport& log) {
  REDNODE_TRY(Log* const known, open(log));
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
  *known = {at, log.generation, refused};
  return at == end && end < log.size;
}

}  // namespace rednode::node
