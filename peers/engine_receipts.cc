// What nodes made of one another's records: which they refused, by which rule; all others they
// applied. A node judges what it mirrors outside of the engine, which knows no RDF; here it is told
// to the origin, who asks.

#include <algorithm>

#include "peers/engine_impl.h"
#include "storage/receipts.h"

namespace rednode::peers {

namespace limits = base::limits;
using storage::Receipts;

base::Result<schema::ReceiptsAnswer> Engine::Impl::serve_receipts(
    const schema::ReceiptsRequest& request) {
  schema::ReceiptsAnswer answer;
  answer.origin = request.origin;
  REDNODE_TRY(const auto judged, storage::read_judged(store, Receipts::kOurs, request.origin));
  // A log that was taken back has less than was judged of it.
  const storage::LogState* log = logs.find(request.origin);
  answer.total = std::min(judged.size, log == nullptr ? 0 : log->size());
  answer.from = std::min(request.from, answer.total);
  REDNODE_TRY(answer.refused, storage::read_receipts(store, Receipts::kOurs, request.origin,
                                                     answer.from, limits::kReceiptsPerAnswerMax));
  const bool full = answer.refused.size() == limits::kReceiptsPerAnswerMax;
  answer.judged = full ? answer.refused.back().sequence + 1 : answer.total;
  std::erase_if(answer.refused, [&](const auto& r) { return r.sequence >= answer.judged; });
  return answer;
}

void Engine::Impl::ask_receipts() {
  const storage::LogState* log = own();
  if (log == nullptr) return;
  for (const auto& [peer, cosigned] : log->cosigned) {
    const auto state = peers.find(peer);
    if (state == peers.end() || !heard(state->second)) continue;
    Receipted& theirs = receipted[peer];
    if (theirs.next > now.mono) continue;
    if (!theirs.known) {
      const auto judged = storage::read_judged(store, Receipts::kTheirs, peer);
      const auto kept =
          storage::read_receipts(store, Receipts::kTheirs, peer, 0, limits::kReceiptsMax);
      if (!judged.ok() || !kept.ok()) continue;  // `store check` tells of it
      theirs = {theirs.next, judged->size, kept->size(), true};
    }
    theirs.next = now.mono + options.receipts_interval;
    if (theirs.judged >= cosigned.size) continue;
    request(peer, Pending::Kind::kReceipts, options.origin, theirs.judged,
            schema::ReceiptsRequest{options.origin, theirs.judged});
  }
}

base::Status Engine::Impl::take_receipts(const std::string& peer, std::uint64_t asked_from,
                                         const schema::ReceiptsAnswer& answer) {
  const storage::LogState* log = own();
  Receipted& theirs = receipted[peer];
  if (log == nullptr || answer.origin != options.origin || answer.total > log->size()) {
    return base::invalid("receipts for what we did not publish");
  }
  if (answer.total < asked_from) {
    // It has begun to judge anew, as after an upgrade or with a new store.
    REDNODE_CHECK(storage::forget_receipts(store, batch->batch(), Receipts::kTheirs, peer));
    theirs = {now.mono + options.receipts_interval, 0, 0, true};
    return {};
  }
  if (answer.from != asked_from || !theirs.known) return base::invalid("receipts of another range");
  for (const schema::Receipt& receipt : answer.refused) {
    if (theirs.refused == limits::kReceiptsMax) break;
    storage::put_receipt(batch->batch(), Receipts::kTheirs, peer, receipt);
    ++theirs.refused;
  }
  if (answer.judged > theirs.judged) {
    theirs.judged = answer.judged;
    storage::put_judged(batch->batch(), Receipts::kTheirs, peer,
                        {answer.judged, now.wall.seconds()});
  }
  const bool more = answer.judged > asked_from && answer.judged < answer.total;
  if (more) theirs.next = now.mono;
  return {};
}

void Engine::Impl::handle_drop(std::uint64_t ticket, const DropContents& drop) {
  Completion done;
  done.ticket = ticket;
  const auto dropped = batch->drop_contents(drop.ids, drop.sizes);
  if (dropped.ok()) {
    counters.contents_dropped += *dropped;
  } else if (dropped.error().code == base::Code::kConflict) {
    done.status = dropped.error();
  } else {
    fatal(dropped.error());
    done.status = dropped.error();
  }
  submitted.push_back(std::move(done));
}

}  // namespace rednode::peers
