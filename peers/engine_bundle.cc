// What comes by hand and not over a link: pieces of logs from an offline bundle. The way in is that
// of the wire, and so is the verification.

#include "peers/engine_impl.h"
#include "peers/verify.h"

namespace rednode::peers {

using storage::LogState;

void Engine::Impl::handle_deliver(std::uint64_t ticket, Deliver deliver) {
  Completion done;
  done.ticket = ticket;
  for (schema::Chunk& chunk : deliver.chunks) {
    done.status = take_delivered(std::move(chunk));
    if (!done.status.ok()) break;
  }
  submitted.push_back(std::move(done));
}

// Stages one piece, as if its own origin had sent it: whoever carried it does not matter. Where the
// log changes its key ahead, the piece is proved to more than one checkpoint: the first is that of
// the change, and kept for others once it is reached.
base::Status Engine::Impl::take_delivered(schema::Chunk chunk) {
  const std::string origin = chunk.origin;
  Follower* f = follower(origin);
  if (f == nullptr) {
    return base::not_found("there is no peer " + origin +
                           ": compare its card's fingerprint and add it first");
  }
  if (!taken(origin) && !paused(origin)) {
    return base::unavailable(origin +
                             " is not subscribed to: see [subscribe] in the configuration");
  }
  if (paused(origin)) return base::unavailable(origin + " is paused: resume it first");
  for (const base::Bytes& note : chunk.generations) handle_generation(origin, origin, note);
  if (beginnings.contains(origin)) {
    return base::unavailable(origin +
                             " began its log anew, and our copy is being taken back to "
                             "where it goes on: apply the bundle again");
  }
  std::string cause;
  const Follower::Blame blame = [&cause](const std::string&, const std::string& why) {
    cause = why;
  };
  const base::Bytes nearest = chunk.checkpoint;
  choose_checkpoint(chunk, f->keys());
  f->on_head(origin, chunk.checkpoint, store, logs, *batch, blame);
  const LogState& log = batch->log(origin);
  if (!cause.empty()) return base::unauthorised(cause);
  if (log.contradicted) return base::conflict(origin + " signed two histories: its log is frozen");
  if (chunk.first > log.size()) {
    return base::invalid("the piece begins at " + std::to_string(chunk.first) +
                         ", and this node holds " + std::to_string(log.size()) + " entries of " +
                         origin);
  }
  const std::uint64_t end = chunk.first + chunk.updates.size();
  if (end <= log.size()) {
    // Held already; but contents that have not arrived may be among these.
    if (log.wanted > 0) {
      f->on_contents(origin, {std::move(chunk.contents)}, now.mono, store, *batch, blame, counters);
    }
    return cause.empty() ? base::Status() : base::invalid(cause);
  }
  f->on_chunk(origin, std::move(chunk), true, now.mono, logs, counters, blame);
  const auto staged = f->stage(now.mono, *batch, counters, blame);
  if (!staged.ok()) {
    fatal(staged);
    return staged;
  }
  if (cause.empty() && batch->log(origin).size() < end) cause = "the piece was not taken";
  if (cause.empty()) f->keep_rotation(nearest, *batch);
  return cause.empty() ? base::Status() : base::invalid(cause);
}

}  // namespace rednode::peers
