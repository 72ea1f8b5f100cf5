#include "tests/sim/checkers.h"

#include <algorithm>

#include "peers/evidence.h"
#include "schema/codec.h"
#include "storage/keys.h"
#include "tests/sim/audit.h"
#include "tests/sim/world.h"

namespace rednode::sim {
namespace {

using storage::Table;

// A node never has reason to ask a peer more often than this.
constexpr std::uint64_t kRequestsPerSecondMax = 300;

// The branches, as bits, that have this update at this position.
unsigned branches_of(const std::vector<Branch>& branches, std::uint64_t sequence,
                     const base::Bytes& update) {
  unsigned bits = 0;
  for (std::size_t b = 0; b < branches.size(); ++b) {
    if (sequence < branches[b].size() && branches[b].updates[sequence] == update) bits |= 1U << b;
  }
  return bits;
}

unsigned branches_of_prefix(const storage::Reader& store, const std::vector<Branch>& branches,
                            const std::string& origin, std::uint64_t size) {
  unsigned bits = ~0U;
  for (std::uint64_t i = 0; i < size && bits != 0; ++i) {
    const auto update = storage::read_update(store, origin, i);
    bits &= update.ok() ? branches_of(branches, i, *update) : 0U;
  }
  return bits;
}

}  // namespace

std::uint64_t stored_size(const storage::Reader& store, const std::string& origin) {
  const auto last =
      store.last(Table::kUpdate, storage::origin_prefix(origin), storage::origin_end(origin));
  if (!last.ok() || !last->has_value()) return 0;
  base::BytesView key = (*last)->first;
  std::string_view name;
  std::uint64_t sequence = 0;
  const bool sound = storage::take_origin(key, name) && base::ByteReader(key).take_u64(sequence);
  return sound ? sequence + 1 : 0;
}

void Checkers::fail(const Node& node, const std::string& text) {
  if (!node.damaged) world_.findings().fail("node " + node.origin + ": " + text);
}

void Checkers::on_start(Node& node) {
  for (const auto& [origin, size] : node.durable) {
    if (stored_size(node.store, origin) < size) {
      fail(node, "lost synced updates of log " + origin);
    }
  }
  for (auto& [origin, checked] : node.checked) {
    node.branches[origin] = ~0U;
    checked = 0;  // compare again: what was not synced may be gone
  }
  // A torn commit may have reached the disk whole: then it is as good as any.
  on_commit(node, true);
  on_tick(node);
}

void Checkers::check_own(Node& node) {
  Branch& branch = world_.truth().branch(node.origin, node.branch);
  const std::uint64_t size = stored_size(node.store, node.origin);
  std::uint64_t& checked = node.checked[node.origin];
  for (; checked < size; ++checked) {
    const auto update = storage::read_update(node.store, node.origin, checked);
    if (!update.ok()) return fail(node, "cannot read its own update");
    if (checked == branch.size()) {
      branch.append(*update);
    } else if (*update != branch.updates[checked]) {
      return fail(node, "signed another update " + std::to_string(checked) + " than before");
    }
  }
}

void Checkers::on_commit(Node& node, bool synced) {
  check_own(node);
  if (!synced) return;
  for (NodeId id = 0; id < world_.size(); ++id) {
    const std::string& origin = world_.node(id).origin;
    const std::uint64_t size = stored_size(node.store, origin);
    std::uint64_t& durable = node.durable[origin];
    if (size < durable) fail(node, "log " + origin + " became shorter");
    durable = size;
    std::uint64_t& ever = node.ever_durable[origin];
    ever = std::max(ever, size);
  }
}

void Checkers::check_outcome(Node& node, const peers::Change& change,
                             const peers::ChangeOutcome& outcome, const peers::Completion& done) {
  using Kind = peers::ChangeOutcome::Kind;
  if (outcome.kind == Kind::kRefused) return world_.findings().count("changes refused");
  const Branch& branch = world_.truth().branch(node.origin, node.branch);
  if (outcome.sequence >= branch.size() || outcome.sequence >= node.durable[node.origin]) {
    return fail(node, "acknowledged update " + std::to_string(outcome.sequence) +
                          ", which is not on its disk");
  }
  const auto update = schema::decode_update(branch.updates[outcome.sequence]);
  if (!update.ok() || update->iri != change.iri || update->kind != change.kind) {
    return fail(node, "acknowledged another update than was asked for");
  }
  if (change.kind == schema::UpdateKind::kPut) {
    const base::Digest& asked = change.content.has_value() ? change.content->id : *change.judged;
    if (update->content_id != asked) {
      return fail(node, "acknowledged another content than was asked for");
    }
  }
  if (done.checkpoint->size <= outcome.sequence) fail(node, "acknowledged beyond its checkpoint");
  world_.findings().count(outcome.kind == Kind::kAppended ? "changes appended"
                                                          : "changes unchanged");
}

void Checkers::on_completion(Node& node, const peers::Completion& done) {
  if (node.damaged) return;
  if (const auto at = submits_.find(done.ticket); at != submits_.end()) {
    const peers::Submit submit = std::move(at->second);
    submits_.erase(at);
    if (!done.status.ok()) {
      if (!done.outcomes.empty()) fail(node, "a failed submission has outcomes");
      return world_.findings().count("submissions refused");
    }
    if (done.outcomes.size() != submit.changes.size()) fail(node, "outcomes are missing");
    if (!done.checkpoint.has_value()) return fail(node, "a submission has no checkpoint");
    for (std::size_t i = 0; i < done.outcomes.size(); ++i) {
      check_outcome(node, submit.changes[i], done.outcomes[i], done);
    }
    return;
  }
  const auto await = node.awaits.find(done.ticket);
  if (await == node.awaits.end()) return;
  world_.findings().count(done.status.ok() ? "awaits met" : "awaits timed out");
  if (!done.status.ok() && await->second.timeout == kCertifyTimeout) {
    fail(node, "no certificate in fair weather: " + done.status.error().message);
  }
  if (done.status.ok() && done.holders.size() < await->second.count) {
    fail(node, "an await was met by too few");
  }
  for (const std::string& holder : done.holders) {
    for (NodeId id = 0; id < world_.size(); ++id) {
      Node& other = world_.node(id);
      if (other.origin != holder || other.hostile || other.damaged || other.id == node.id) continue;
      if (world_.lies(holder) || world_.lies(node.origin)) continue;
      if (other.ever_durable[node.origin] < await->second.size) {
        fail(node, "believes that " + holder + " holds what it does not");
      }
    }
  }
  node.awaits.erase(await);
}

// Any checkpoint that leaves a node must be one that the origin signed, of a tree that is true, and
// of no more than the node has on its disk.
void Checkers::check_checkpoint(const Node& node, base::BytesView bytes, bool may_be_mirror) {
  const auto note = schema::parse_note(bytes);
  if (!note.ok()) return fail(node, "sent a note that is none");
  const auto checkpoint = schema::parse_checkpoint_text(note->text);
  if (!checkpoint.ok()) return fail(node, "sent a checkpoint that is none");
  const std::string& origin = checkpoint->origin;
  if (!may_be_mirror && origin != node.origin) return fail(node, "fed a log that is not its own");
  if (!schema::verify_note(*note, world_.log_keys(origin).signer(checkpoint->size)).ok()) {
    return fail(node, "sent a checkpoint of " + origin + " that is not signed");
  }
  const auto& branches = world_.truth().branches(origin);
  const bool known = std::any_of(branches.begin(), branches.end(), [&](const Branch& branch) {
    return checkpoint->size < branch.roots.size() &&
           branch.roots[checkpoint->size] == checkpoint->root;
  });
  if (!known) {
    return fail(node, "sent a checkpoint of " + origin + " at " + std::to_string(checkpoint->size) +
                          " that contradicts its history");
  }
  const auto durable = node.durable.find(origin);
  const std::uint64_t size = durable == node.durable.end() ? 0 : durable->second;
  if (checkpoint->size > size) {
    fail(node, "announced " + origin + " up to " + std::to_string(checkpoint->size) + " with " +
                   std::to_string(size) + " on its disk");
  }
}

void Checkers::check_chunk(const Node& node, const schema::Chunk& chunk) {
  const auto& branches = world_.truth().branches(chunk.origin);
  for (std::size_t i = 0; i < chunk.updates.size(); ++i) {
    const bool known = std::any_of(branches.begin(), branches.end(), [&](const Branch& branch) {
      return chunk.first + i < branch.size() && branch.updates[chunk.first + i] == chunk.updates[i];
    });
    if (!known) return fail(node, "sent an update that " + chunk.origin + " never signed");
  }
  world_.findings().at_most("chunk updates, greatest", chunk.updates.size());
}

void Checkers::check_cosign(const Node& node, const schema::CosignRequest& request) {
  const storage::LogState* log = node.engine->logs().find(request.origin);
  if (log == nullptr || log->contradicted || log->wanted > 0) {
    return fail(node, "cosigned a log of " + request.origin + " that it does not hold whole");
  }
  world_.findings().count("cosignatures");
  std::uint64_t missing = 0;
  if (world_.random().chance(50)) missing = contents_missing(node.store, request.origin).all;
  if (missing > 0) fail(node, "cosigned a log of " + request.origin + " without its contents");
}

void Checkers::check_rate(Node& node) {
  if (world_.now() - node.requests_since >= kSecond) {
    node.requests_since = world_.now();
    node.requests = 0;
  }
  if (++node.requests > kRequestsPerSecondMax * (world_.size() - 1))
    fail(node, "asks its peers without end");
  world_.findings().at_most("requests a second, greatest", node.requests);
}

void Checkers::on_send(Node& node, const peers::Outgoing& out) {
  if (out.kind == peers::Outgoing::Kind::kRequest) check_rate(node);
  if (node.damaged) return;
  const auto frame = schema::decode_frame(out.bytes);
  if (!frame.ok()) return fail(node, "sent what is no frame: " + frame.error().message);
  if (const auto* chunk = std::get_if<schema::Chunk>(&*frame)) {
    check_checkpoint(node, chunk->checkpoint, false);
    check_chunk(node, *chunk);
  } else if (const auto* answer = std::get_if<schema::Answer>(&*frame)) {
    if (const auto* range = std::get_if<schema::Chunk>(&answer->body)) {
      check_checkpoint(node, range->checkpoint, true);
      check_chunk(node, *range);
    } else if (const auto* heads = std::get_if<schema::HeadsAnswer>(&answer->body)) {
      for (const auto& head : heads->heads) check_checkpoint(node, head.checkpoint, true);
    }
  } else if (const auto* request = std::get_if<schema::Request>(&*frame)) {
    if (const auto* cosign = std::get_if<schema::CosignRequest>(&request->body)) {
      check_checkpoint(node, cosign->checkpoint, true);
      check_cosign(node, *cosign);
    }
  }
}

// Most ticks change no log.
bool Checkers::seen(Node& node, const storage::LogState& log) {
  auto& last = node.seen[log.origin];
  std::optional<schema::Checkpoint> held;
  if (log.held.has_value()) held = log.held->checkpoint;
  const bool same = last.size == log.size() && last.held == held;
  last = {log.size(), std::move(held)};
  return same && log.size() == node.checked[log.origin];
}

void Checkers::check_mirror(Node& node, const storage::LogState& log) {
  if (seen(node, log)) return;
  const auto& branches = world_.truth().branches(log.origin);
  unsigned& fits = node.branches.try_emplace(log.origin, ~0U).first->second;
  std::uint64_t& checked = node.checked[log.origin];
  for (; checked < log.size(); ++checked) {
    const auto update = storage::read_update(node.store, log.origin, checked);
    if (!update.ok()) return fail(node, "cannot read its mirror of " + log.origin);
    fits &= branches_of(branches, checked, *update);
    // A branch that was too short before may have caught up with the other since.
    if (fits == 0) fits = branches_of_prefix(node.store, branches, log.origin, checked + 1);
    if (fits == 0) {
      return fail(node,
                  "its mirror of " + log.origin + " is no prefix at " + std::to_string(checked));
    }
  }
  if (log.held.has_value() && log.held->checkpoint.size > log.size()) {
    fail(node, "holds a checkpoint of " + log.origin + " beyond its mirror");
  }
  for (std::size_t b = 0; b < branches.size(); ++b) {
    if ((fits & 1U << b) == 0 || log.size() > branches[b].size()) continue;
    if (log.tree.root() != branches[b].roots[log.size()]) {
      fail(node, "its tree of " + log.origin + " is not that of its updates");
    }
    if (log.held.has_value() &&
        log.held->checkpoint.root != branches[b].roots[log.held->checkpoint.size]) {
      fail(node, "holds a checkpoint of " + log.origin + " that does not fit its mirror");
    }
  }
  if (log.held.has_value() &&
      !schema::verify_note(log.held->note,
                           world_.log_keys(log.origin).signer(log.held->checkpoint.size))
           .ok()) {
    fail(node, "holds a checkpoint of " + log.origin + " that its origin did not sign");
  }
}

void Checkers::check_evidence(const Node& node, const std::string& origin) {
  base::Bytes text;
  const auto found =
      node.store.get(Table::kCheckpoint,
                     storage::checkpoint_key(origin, storage::CheckpointPart::kEvidence), text);
  if (!found.ok() || !*found) return fail(node, "froze " + origin + " without evidence");
  const auto evidence = peers::open_evidence(text, world_.log_keys(origin));
  if (!evidence.ok())
    fail(node, "its evidence against " + origin + ": " + evidence.error().message);
}

void Checkers::check_frozen(Node& node, const storage::LogState& log) {
  const auto frozen = node.frozen.find(log.origin);
  if (frozen == node.frozen.end()) {
    if (!log.contradicted) return;
    if (!world_.lies(log.origin)) return fail(node, "accuses " + log.origin + ", which is honest");
    node.frozen[log.origin] = log.size();
    world_.findings().count("contradictions found");
    return check_evidence(node, log.origin);
  }
  if (!log.contradicted) fail(node, "forgot that " + log.origin + " contradicted itself");
  if (log.size() != frozen->second) fail(node, "a frozen mirror of " + log.origin + " moved");
}

void Checkers::on_tick(Node& node) {
  if (node.damaged || !node.up()) return;
  for (const auto& [origin, log] : node.engine->logs().all()) {
    if (origin != node.origin) check_mirror(node, log);
    if (origin == node.origin && log.size() > world_.truth().branch(origin, node.branch).size()) {
      fail(node, "its own log is longer than its truth");
    }
    if (!(origin == node.origin && world_.lies(origin))) check_frozen(node, log);
  }
}

// --- at rest
// --------------------------------------------------------------------------------------

std::string Checkers::unsettled_log(Node& node, const std::string& origin) {
  const storage::LogState* log = node.engine->logs().find(origin);
  const std::string what = node.origin + " of " + origin + ": ";
  if (log == nullptr) return what + "no log";
  if (world_.lies(origin)) return {};
  const std::uint64_t size = world_.truth().branches(origin)[0].size();
  if (log->size() != size) {
    return what + std::to_string(log->size()) + " of " + std::to_string(size);
  }
  if (!log->held.has_value() || log->held->checkpoint.size != size) return what + "no checkpoint";
  const Missing lacks = contents_missing(node.store, origin);
  const std::uint64_t missing = lacks.wanted();
  if (lacks.left > 0 && node.options.interest.takes_all(origin)) {
    return what + "left out contents that it was to take";
  }
  if (log->wanted != missing) return what + "wants more than what is missing";
  if (missing > 0 && !world_.poisoned(origin)) return what + std::to_string(missing) + " wanted";
  if (!world_.poisoned(origin)) return {};
  for (NodeId id = 0; id < world_.size(); ++id) {
    Node& source = world_.node(id);
    if (source.origin == origin && contents_missing(source.store, origin).all != missing &&
        lacks.left == 0) {
      return what + "contents that could be had are missing";
    }
  }
  return {};
}

std::string Checkers::uncaught(const std::string& origin) {
  if (!world_.truth().contradicts(origin)) return {};
  const std::uint64_t fork = world_.truth().fork_point(origin);
  std::vector<const Node*> sides[2];
  for (NodeId id = 0; id < world_.size(); ++id) {
    const Node& node = world_.node(id);
    if (!node.up() || node.retired || node.origin == origin) continue;
    const auto* log = node.engine->logs().find(origin);
    // Only a signed checkpoint beyond the fork can be shown to others.
    if (log == nullptr || !log->held.has_value() || log->held->checkpoint.size <= fork) continue;
    const auto fits = node.branches.find(origin);
    if (fits == node.branches.end()) continue;
    sides[(fits->second & 1U) != 0 ? 0 : 1].push_back(&node);
  }
  if (sides[0].empty() || sides[1].empty()) return {};
  for (const auto& side : sides) {
    for (const Node* node : side) {
      if (!node->engine->logs().find(origin)->contradicted) {
        return node->origin + " did not find that " + origin + " signed two histories";
      }
    }
  }
  return {};
}

std::string Checkers::unsettled() {
  for (NodeId id = 0; id < world_.size(); ++id) {
    Node& node = world_.node(id);
    if (node.retired) continue;
    if (!node.up()) return node.origin + " is down";
    if (world_.lies(node.origin)) {
      if (auto why = uncaught(node.origin); !why.empty()) return why;
    }
    for (const auto& [origin, peer] : node.directory) {
      if (auto why = unsettled_log(node, origin); !why.empty()) return why;
    }
    if (auto why = unsettled_log(node, node.origin); !why.empty()) return why;
    const auto report = node.engine->report(node.clock(world_.now()));
    if (!report.writable && world_.expected_writable(node)) {
      return node.origin + " cannot be written to: " + report.not_writable_because;
    }
    for (const auto& log : report.logs) {
      if (world_.lies(log.origin) || world_.poisoned(log.origin)) continue;
      if (log.state != peers::State::kLive) {
        return node.origin + " of " + log.origin + ": " + peers::state_name(log.state);
      }
    }
  }
  return {};
}

void Checkers::at_end() {
  for (NodeId id = 0; id < world_.size(); ++id) {
    Node& node = world_.node(id);
    if (node.retired || node.damaged) continue;
    for (const auto& [origin, log] : node.engine->logs().all()) {
      const std::string wrong = audit_log(node.store, log);
      if (!wrong.empty()) fail(node, "audit of " + origin + ": " + wrong);
    }
    const auto counters = node.engine->report(node.clock(world_.now())).counters;
    world_.findings().count("chunks refused", counters.chunks_refused);
    world_.findings().count("gaps", counters.gaps);
    world_.findings().count("pulls", counters.pulls);
    world_.findings().count("updates applied", counters.updates_applied);
    world_.findings().count("contents applied", counters.contents_applied);
    world_.findings().count("contents dropped", counters.contents_dropped);
  }
}

}  // namespace rednode::sim
