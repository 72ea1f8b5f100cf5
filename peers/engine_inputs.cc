#include <algorithm>
#include <utility>

#include "peers/engine_impl.h"
#include "peers/evidence.h"
#include "peers/serve.h"
#include "peers/verify.h"
#include "schema/codec.h"

namespace rednode::peers {

using storage::Cosigned;
using storage::LogState;

namespace {

constexpr std::size_t kKeyIdBytes = 4;

schema::NoteSignature signature_from(const schema::Cosignature& c) {
  schema::NoteSignature out{c.cosigner, 0, c.signature.substr(kKeyIdBytes)};
  base::ByteReader(c.signature).take_u32(out.key_id);
  return out;
}

// Two of one second may have overtaken each other.
bool newer(const Cosigned& a, const Cosigned& b) {
  if (a.time_seconds != b.time_seconds) return a.time_seconds > b.time_seconds;
  return a.size > b.size;
}

}  // namespace

void Engine::Impl::handle(Incoming& in) {
  if (in.kind == Incoming::Kind::kLink) return handle_link(in);
  const auto peer = peers.find(in.peer);
  if (peer == peers.end()) return;  // it was removed while the message was on its way
  counters.bytes_in += in.bytes.size();
  auto frame = in.frame.has_value() ? std::move(*in.frame) : schema::decode_frame(in.bytes);
  if (!frame.ok()) return blame(in.peer, frame.error().message);
  // That a peer reaches us does not say that we reach it: it asks over a connection of its own.
  if (in.kind != Incoming::Kind::kRequest) {
    peer->second.last_heard = now.mono;
    peer->second.link = LinkEvent::kConnected;
  }
  if (in.kind == Incoming::Kind::kFeed && std::holds_alternative<schema::Chunk>(*frame)) {
    handle_feed(in.peer, std::get<schema::Chunk>(std::move(*frame)));
  } else if (in.kind == Incoming::Kind::kRequest &&
             std::holds_alternative<schema::Request>(*frame)) {
    handle_request(in, std::get<schema::Request>(*frame));
  } else if (in.kind == Incoming::Kind::kAnswer && std::holds_alternative<schema::Answer>(*frame)) {
    handle_answer(in.peer, std::get<schema::Answer>(std::move(*frame)));
  } else {
    blame(in.peer, "a frame that does not belong on this channel");
  }
}

void Engine::Impl::handle_link(const Incoming& in) {
  const auto at = peers.find(in.peer);
  if (at == peers.end()) return;
  if (in.link == LinkEvent::kCrowded) return blame(in.peer, in.detail);
  PeerState& peer = at->second;
  peer.link = in.link;
  peer.cause = in.detail;
  if (in.link == LinkEvent::kConnected) {
    peer.cause.clear();
    peer.next_heads = now.mono;  // equal nodes should know it at once
    peer.ask_now = true;
  }
}

void Engine::Impl::handle_feed(const std::string& peer, schema::Chunk chunk) {
  hear_of_roster(peer, chunk.roster_version);
  Follower* f = follower(chunk.origin);
  if (f == nullptr || directory.at(peer).paused || !taken(chunk.origin)) return;
  if (chunk.updates.empty()) {
    handle_cosignatures(chunk);
    const bool now_please = chunk.cosign_now;
    f->on_head(peer, chunk.checkpoint, store, logs, *batch, blamer());
    if (now_please) f->on_chunk(peer, std::move(chunk), false, now.mono, logs, counters, blamer());
    return;
  }
  f->on_chunk(peer, std::move(chunk), false, now.mono, logs, counters, blamer());
}

void Engine::Impl::handle_request(const Incoming& in, const schema::Request& request) {
  schema::Answer answer;
  answer.id = request.id;
  const auto put = [&](auto result) {
    if (result.ok()) {
      answer.body = std::move(*result);
    } else {
      if (result.error().code == base::Code::kCorrupt) fatal(result.error());
      answer.body = schema::Refusal{base::code_name(result.error().code), result.error().message};
    }
  };
  if (std::holds_alternative<schema::HeadsRequest>(request.body)) {
    answer.body = heads();
  } else if (const auto* range = std::get_if<schema::RangeRequest>(&request.body)) {
    put(serve_range(store, logs, *range));
  } else if (const auto* contents = std::get_if<schema::ContentsRequest>(&request.body)) {
    put(serve_contents(store, *contents));
  } else if (const auto* proof = std::get_if<schema::ProofRequest>(&request.body)) {
    put(serve_proof(store, logs, *proof));
  } else if (const auto* receipts = std::get_if<schema::ReceiptsRequest>(&request.body)) {
    // Receipts that cannot be read are a nuisance, and no reason to stop.
    auto served = serve_receipts(*receipts);
    if (served.ok()) {
      answer.body = std::move(*served);
    } else {
      answer.body = schema::Refusal{base::code_name(served.error().code), served.error().message};
    }
  } else if (std::holds_alternative<schema::RosterRequest>(request.body)) {
    answer.body = schema::RosterAnswer{roster.note};
  } else if (const auto* cosign = std::get_if<schema::CosignRequest>(&request.body)) {
    const auto status = handle_cosign(in.peer, *cosign);
    if (!status.ok()) {
      blame(in.peer, status.error().message);
      answer.body = schema::Refusal{base::code_name(status.error().code), status.error().message};
    } else {
      answer.body = schema::AcceptedAnswer{};
    }
  }
  send(Outgoing::Kind::kAnswer, in.peer, answer, in.route);
}

// A peer says, signed, that it holds our log durably up to a checkpoint that we signed.
base::Status Engine::Impl::handle_cosign(const std::string& peer,
                                         const schema::CosignRequest& request) {
  if (request.origin != options.origin) return base::invalid("a cosignature for another origin");
  REDNODE_TRY(const auto note, schema::parse_note(request.checkpoint));
  REDNODE_TRY(const auto checkpoint, schema::parse_checkpoint_text(note.text));
  const LogState* log = own();
  // It has not heard yet that our log began anew.
  if (log != nullptr && checkpoint.generation < log->generation()) return {};
  if (beginnings.contains(options.origin)) return {};
  if (checkpoint.origin != options.origin || log == nullptr || checkpoint.size > log->size() ||
      checkpoint.generation != log->generation()) {
    return base::invalid("a cosignature of a checkpoint that is not ours");
  }
  REDNODE_TRY(const auto root, root_of(store, *log, checkpoint.size));
  if (root != checkpoint.root) return base::conflict("a cosignature of another history of ours");
  REDNODE_TRY(const auto signature, verify_cosignature(note, peer, *keys_of(peer)));
  const Cosigned theirs = storage::cosigned_from(signature, checkpoint.size);
  LogState& staged = batch->log(options.origin);
  const auto known = staged.cosigned.find(peer);
  // Two of one second may have overtaken each other.
  if (known != staged.cosigned.end() && !newer(theirs, known->second)) return {};
  batch->cosigned(options.origin, peer, theirs);
  return {};
}

// Who else holds a log that we mirror, as its origin passes it on. Each is verified against our own
// copy; what goes beyond it is heard again later.
void Engine::Impl::handle_cosignatures(const schema::Chunk& chunk) {
  const LogState* log = logs.find(chunk.origin);
  base::MonoTime& next = next_cosignatures[chunk.origin];
  if (chunk.cosignatures.empty() || log == nullptr || log->contradicted || now.mono < next) return;
  next = now.mono + options.heartbeat / 2;
  for (const schema::Cosignature& c : chunk.cosignatures) {
    const schema::LogKeys* keys = keys_of(c.cosigner);
    if (keys == nullptr || c.cosigner == options.origin || c.size > log->size()) continue;
    const auto signature = signature_from(c);
    const Cosigned theirs = storage::cosigned_from(signature, c.size);
    const auto known = log->cosigned.find(c.cosigner);
    if (known != log->cosigned.end() && !newer(theirs, known->second)) continue;
    const auto root = root_of(store, *log, c.size);
    if (!root.ok()) return fatal(root.error());
    const schema::Note note{
        schema::checkpoint_text({chunk.origin, c.size, *root, log->generation()}), {signature}};
    if (!verify_cosignature(note, c.cosigner, *keys).ok()) {
      // An old key of it, or a lie of whoever passed it on. Nothing follows from it.
      ++counters.cosignatures_refused;
      continue;
    }
    batch->cosigned(chunk.origin, c.cosigner, theirs);
  }
}

void Engine::Impl::handle_answer(const std::string& peer, schema::Answer answer) {
  const auto at = pending.find(answer.id);
  if (at == pending.end() || at->second.peer != peer) return;  // late, or not asked for
  const Pending asked = at->second;
  pending.erase(at);
  Follower* f = asked.kind == Pending::Kind::kHeads ? nullptr : follower(asked.origin);
  if (f != nullptr && asked.is_pull() && beginnings.contains(asked.origin)) return;
  if (auto* chunk = std::get_if<schema::Chunk>(&answer.body);
      chunk != nullptr && asked.kind == Pending::Kind::kRange && f != nullptr) {
    if (chunk->origin == asked.origin && chunk->first == asked.first && !chunk->updates.empty()) {
      return f->on_chunk(peer, std::move(*chunk), true, now.mono, logs, counters, blamer());
    }
    blame(peer, "a range that was not asked for");
  } else if (const auto* heads_answer = std::get_if<schema::HeadsAnswer>(&answer.body);
             heads_answer != nullptr && asked.kind == Pending::Kind::kHeads) {
    return handle_heads(peer, *heads_answer);
  } else if (const auto* contents = std::get_if<schema::ContentsAnswer>(&answer.body);
             contents != nullptr && asked.kind == Pending::Kind::kContents && f != nullptr) {
    return f->on_contents(peer, *contents, now.mono, store, *batch, blamer(), counters);
  } else if (const auto* proof = std::get_if<schema::ProofAnswer>(&answer.body);
             proof != nullptr && asked.kind == Pending::Kind::kProof && f != nullptr) {
    return f->on_proof(peer, *proof, logs, *batch, blamer());
  } else if (const auto* receipts = std::get_if<schema::ReceiptsAnswer>(&answer.body);
             receipts != nullptr && asked.kind == Pending::Kind::kReceipts) {
    const auto status = take_receipts(peer, asked.first, *receipts);
    if (!status.ok()) blame(peer, status.error().message);
    return;
  } else if (auto* later = std::get_if<schema::RosterAnswer>(&answer.body);
             later != nullptr && asked.kind == Pending::Kind::kRoster) {
    if (!later->note.empty()) outcome.rosters.push_back(std::move(later->note));
    return;
  }
  if (f != nullptr && asked.is_pull()) {
    f->on_failed(peer,
                 asked.kind == Pending::Kind::kRange ? std::optional(asked.first) : std::nullopt,
                 now.mono);
  }
}

void Engine::Impl::handle_heads(const std::string& peer, const schema::HeadsAnswer& answer) {
  PeerState& state = peers.at(peer);
  state.showed_heads = true;
  for (const auto& head : answer.heads) {
    Follower* f = follower(head.origin);
    if (f == nullptr) continue;
    for (const auto& note : head.generations) handle_generation(peer, head.origin, note);
    // What is being taken back is told of again when that is done.
    if (beginnings.contains(head.origin)) continue;
    if (!head.evidence.empty()) handle_evidence(peer, head);
    for (const auto& note : head.rotations) f->on_rotation(peer, note, store, logs, *batch);
    f->on_head(peer, head.checkpoint, store, logs, *batch, blamer());
    if (!head.word.empty()) f->on_word(head.word);
  }
  if (!first_own_answer.has_value()) first_own_answer = now.mono;
}

// Somebody else was shown another history than we were. The evidence speaks for itself.
void Engine::Impl::handle_evidence(const std::string& peer, const schema::Head& head) {
  const LogState* log = batch->find(head.origin);
  if (log != nullptr && log->contradicted) return;
  const auto evidence = open_evidence(head.evidence, *keys_of(head.origin));
  const std::uint32_t generation = log == nullptr ? 1 : log->generation();
  if (evidence.ok() && evidence->first.checkpoint.generation != generation) return;
  if (!evidence.ok()) {
    return blame(peer, "evidence against " + head.origin + ": " + evidence.error().message);
  }
  batch->contradict(head.origin, head.evidence);
}

//-- commands

void Engine::Impl::handle(Command& command) {
  if (auto* submit = std::get_if<Submit>(&command.body)) {
    handle_submit(command.ticket, std::move(*submit));
  } else if (const auto* recover = std::get_if<Recover>(&command.body)) {
    handle_recover(command.ticket, *recover);
  } else if (auto* rotation = std::get_if<RotateKey>(&command.body)) {
    handle_rotate(command.ticket, std::move(*rotation));
  } else if (auto* await = std::get_if<Await>(&command.body)) {
    waiting.push_back({command.ticket, *await, now.mono + await->timeout});
    if (await->origin.empty() || await->origin == options.origin) {
      next_heartbeat = now.mono;  // carries the wish to be cosigned at once
    }
  } else if (const auto* drop = std::get_if<DropContents>(&command.body)) {
    handle_drop(command.ticket, *drop);
  } else if (auto* set = std::get_if<SetRoster>(&command.body)) {
    handle_set_roster(command.ticket, std::move(*set));
  } else if (auto* deliver = std::get_if<Deliver>(&command.body)) {
    handle_deliver(command.ticket, std::move(*deliver));
  } else if (auto* set = std::get_if<SetDirectory>(&command.body)) {
    set_directory(std::move(set->directory));
    outcome.completions.push_back({command.ticket, {}, {}, {}, {}});  // needs no disk
  } else if (const auto* resync = std::get_if<Resync>(&command.body)) {
    const auto at = peers.find(resync->peer);
    base::Status status;
    if (at == peers.end()) {
      status = base::not_found("there is no peer " + resync->peer);
    } else {
      at->second.next_heads = now.mono;
      at->second.ask_now = true;
      if (Follower* f = follower(resync->peer)) f->reset();
    }
    outcome.completions.push_back({command.ticket, status, {}, {}, {}});
  }
}

void Engine::Impl::handle_submit(std::uint64_t ticket, Submit submit) {
  Completion done;
  done.ticket = ticket;
  update_writable();
  if (!not_writable_because.empty()) {
    done.status = base::unavailable(not_writable_because);
    submitted.push_back(std::move(done));
    return;
  }
  if (submit.cosign_now) publisher.cosign_now();
  for (const Change& change : submit.changes) {
    auto staged = publisher.stage(change, now.wall, *batch);
    if (!staged.ok()) {
      fatal(staged.error());
      done.status = staged.error();
      break;
    }
    done.outcomes.push_back(std::move(*staged));
  }
  submitted.push_back(std::move(done));
}

void Engine::Impl::handle_rotate(std::uint64_t ticket, RotateKey rotation) {
  Completion done;
  done.ticket = ticket;
  update_writable();
  if (!not_writable_because.empty()) {
    done.status = base::unavailable(not_writable_because);
  } else {
    auto staged = publisher.stage_rotation(std::move(rotation), now.wall, *batch);
    if (staged.ok()) {
      done.outcomes.push_back(std::move(*staged));
    } else {
      fatal(staged.error());
      done.status = staged.error();
    }
  }
  submitted.push_back(std::move(done));
}

// What was asked for is not waited for any more, and what has arrived is not applied: a pause that
// was acknowledged has begun.
void Engine::Impl::stop_following(const std::string& origin) {
  if (Follower* f = follower(origin)) f->reset();
  std::erase_if(pending, [&](const auto& item) {
    const Pending& asked = item.second;
    return asked.origin == origin && asked.is_pull();
  });
}

void Engine::Impl::set_directory(Directory next) {
  for (const auto& [origin, peer] : directory) {
    const auto same = next.find(origin);
    const bool stays = same != next.end() && is_key_of(origin, same->second.log_key);
    if (stays || origin == options.origin) continue;  // a peer with another key is another peer
    for (auto& [log, f] : followers) f.forget_peer(origin);
    peers.erase(origin);
    receipted.erase(origin);
    beginnings.erase(origin);
    followers.erase(origin);
    std::erase_if(pending, [&](const auto& item) { return item.second.peer == origin; });
  }
  for (const auto& [origin, peer] : next) {
    if (peer.paused && !paused(origin)) stop_following(origin);
  }
  directory = std::move(next);
  directory_changed = true;
  make_followers();
  outcome.directory = directory;
}

}  // namespace rednode::peers
