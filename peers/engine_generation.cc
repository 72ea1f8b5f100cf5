// An origin begins its log anew (schema/generation.h): because it lost the end of it and nobody
// could be asked, or because two histories stood against each other. A mirror goes back to the
// point that the origin names, keeps what lies beyond aside, says so, and follows the new one.

#include "peers/engine_impl.h"
#include "peers/serve.h"
#include "peers/verify.h"
#include "storage/receipts.h"

namespace rednode::peers {

namespace limits = base::limits;
using storage::LogState;

namespace {

// Whoever passes a note on may have added to it: only what verifies is kept and told to others.
base::Bytes verified_note(const schema::Note& note, const schema::LogKeys& keys) {
  schema::Note kept{note.text, {}};
  for (const schema::NoteSignature& signature : note.signatures) {
    const schema::NoteVerifier* key = keys.find(signature.key_id);
    if (key == nullptr || carries(kept, *key)) continue;
    if (schema::verify_note({note.text, {signature}}, *key).ok()) {
      kept.signatures.push_back(signature);
    }
  }
  return schema::format_note(kept);
}

}  // namespace

void Engine::Impl::handle_generation(const std::string& peer, const std::string& origin,
                                     const base::Bytes& bytes) {
  const LogState* log = logs.find(origin);
  const std::uint32_t present = log == nullptr ? 1 : log->generation();
  const auto note = schema::parse_note(bytes);
  const auto claimed = note.ok() ? schema::parse_generation_text(note->text) : note.error();
  // They come in the order of their numbers; each needs the one before it.
  if (claimed.ok() && (claimed->number != present + 1 || beginnings.contains(origin))) return;
  if (origin != options.origin && (!directory.contains(origin) || !taken(origin))) return;
  const schema::LogKeys& keys = *keys_of(origin);
  auto generation = schema::open_generation(bytes, keys);
  if (!generation.ok() || generation->origin != origin) {
    return blame(peer, "a new beginning of the log of " + origin + " that its key did not sign");
  }
  if (log != nullptr && log->size() >= generation->size) {
    const auto root = root_of(store, *log, generation->size);
    if (!root.ok()) return fatal(root.error());
    if (*root != generation->root) {
      return blame(peer, "the log of " + origin +
                             " was begun anew from a history that is not the one held here");
    }
  }
  // What is due to be announced of our own is not of that log.
  if (origin == options.origin) publisher.discard();
  beginnings.insert_or_assign(origin,
                              Beginning{std::move(*generation), verified_note(*note, keys)});
}

// First in a tick, before anything else of the log is staged. A long way back takes several ticks;
// each leaves a log that is whole, and a stop in between is made good by the next head.
void Engine::Impl::begin_generations() {
  for (auto at = beginnings.begin(); at != beginnings.end();) {
    const auto& [origin, beginning] = *at;
    const schema::Generation& generation = beginning.generation;
    const LogState* log = batch->find(origin);
    if (log != nullptr && log->generation() >= generation.number) {
      // It was committed. What was said and heard of the log before counts no more.
      cosigns.erase(origin);
      alarmed.erase(origin);
      at = beginnings.erase(at);
      continue;
    }
    ++at;
    if (paused(origin) || !commit_backoff.ready(now.mono)) continue;
    if (origin == options.origin) forget_own_past();
    const std::uint64_t before = log == nullptr ? 0 : log->size();
    if (before > generation.size) {
      const auto taken = batch->take_back(origin, generation.size, limits::kTakenBackPerTick);
      if (!taken.ok()) return fatal(taken);
      if (batch->find(origin)->size() > generation.size) continue;
    }
    batch->begin_generation(origin, beginning.note);
    outcome.notices.push_back(
        {Notice::Level::kWarn, "log-began-anew", origin,
         schema::log_name(origin, generation.number) + " goes on from entry " +
             std::to_string(generation.size) + ": " + generation.reason +
             ". What came behind it is kept aside: redctl log generations --origin " + origin});
  }
}

// Our own log is another one elsewhere: nothing is written before the peers were heard about that.
void Engine::Impl::forget_own_past() {
  heard_enough = false;
  first_own_answer.reset();
  own_checkpoint_saved = true;
  for (auto& [origin, peer] : peers) {
    peer.showed_heads = false;
    peer.next_heads = now.mono;
    peer.ask_now = true;
    const auto forgotten =
        storage::forget_receipts(store, batch->batch(), storage::Receipts::kTheirs, origin);
    if (!forgotten.ok()) fatal(forgotten);
  }
  receipted.clear();
}

void Engine::Impl::handle_recover(std::uint64_t ticket, const Recover& recover) {
  Completion done;
  done.ticket = ticket;
  const LogState* log = batch->find(options.origin);
  update_writable();
  if (not_writable_because.empty()) {
    done.status = base::conflict("there is nothing to recover from: this node may write");
  } else if (!may_sign()) {
    done.status = base::unavailable(not_writable_because);
  } else if (log == nullptr || publisher.pending() || recovering ||
             beginnings.contains(options.origin)) {
    done.status = base::unavailable("our log is not at rest: try again in a moment");
  } else if (log->generation() == limits::kGenerationsMax) {
    done.status = base::exhausted("the log has begun anew as often as it may");
  } else {
    schema::Generation generation{options.origin,   log->generation() + 1, log->size(),
                                  log->tree.root(), now.wall.seconds(),    recover.reason};
    const std::string text = schema::generation_text(generation);
    if (const auto sound = schema::parse_generation_text(text); !sound.ok()) {
      done.status = sound.error();
    } else {
      batch->begin_generation(options.origin,
                              schema::format_note(publisher.signer().sign_with_all(text)));
      batch->hold(publisher.checkpoint_of(batch->log(options.origin)));
      recovering = true;
      next_heartbeat = now.mono;
    }
  }
  submitted.push_back(std::move(done));
}

}  // namespace rednode::peers
