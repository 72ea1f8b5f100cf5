// What the tests of peers/ share: keys, records, a log in a store, and an engine on a store with a
// clock of its own.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "peers/engine.h"
#include "peers/publisher.h"
#include "peers/serve.h"
#include "schema/codec.h"
#include "storage/memory_store.h"
#include "tests/unit/test.h"

namespace rednode::test {

inline base::SigningKey key_of(const std::string& name) {
  base::Bytes seed = name;
  seed.resize(32, '.');
  return base::SigningKey::from_seed(seed).value();
}

inline schema::NoteVerifier log_key_of(const std::string& origin, const std::string& key_name) {
  return schema::NoteVerifier::create(origin, schema::SignatureType::kEd25519,
                                      key_of(key_name).public_key())
      .value();
}
inline schema::NoteVerifier log_key_of(const std::string& origin) {
  return log_key_of(origin, origin);
}
inline schema::NoteVerifier cosign_key_of(const std::string& origin) {
  return schema::NoteVerifier::create(origin, schema::SignatureType::kCosignature,
                                      key_of(origin).public_key())
      .value();
}

inline peers::Peer peer_of(const std::string& origin) {
  return peers::make_peer(log_key_of(origin).vkey()).value();
}
inline peers::Directory directory_of(const std::vector<std::string>& origins) {
  peers::Directory directory;
  for (const auto& origin : origins) directory.emplace(origin, peer_of(origin));
  return directory;
}

inline schema::Content content_of(const std::string& text) {
  return schema::pack_content("<urn:s> <urn:p> \"" + text + "\" .\n");
}
inline peers::Change put(const std::string& iri, const std::string& text) {
  peers::Change change;
  change.iri = iri;
  change.content = content_of(text);
  return change;
}
inline peers::Change withdraw(const std::string& iri) {
  peers::Change change;
  change.kind = schema::UpdateKind::kWithdraw;
  change.iri = iri;
  change.reason = "gone";
  return change;
}

// One origin's log, made by its publisher, in a store of its own.
struct OriginLog {
  explicit OriginLog(std::string name, std::string key_name = {})
      : origin(std::move(name)),
        publisher(origin, {key_of(key_name.empty() ? origin : key_name)}) {}

  // Commits the changes and returns what would go out on the feed.
  std::vector<schema::Chunk> publish(const std::vector<peers::Change>& changes) {
    storage::LogBatch batch(store, logs);
    outcomes.clear();
    for (const auto& change : changes) {
      outcomes.push_back(publisher.stage(change, {time}, batch).value());
    }
    if (publisher.pending()) publisher.seal(batch);
    batch.finish();
    REQUIRE(store.commit(batch.batch(), storage::Sync::kYes).ok());
    std::move(batch).adopt(logs);
    if (auto checkpoint = publisher.take_signed()) logs.announce(std::move(*checkpoint));
    return publisher.announce(store, logs.all().at(origin)).value();
  }
  std::vector<schema::Chunk> publish_numbers(int from, int to) {
    std::vector<peers::Change> changes;
    for (int i = from; i < to; ++i) {
      changes.push_back(put("urn:r:" + std::to_string(i), std::to_string(i)));
    }
    return publish(changes);
  }
  // Changes the key; the old one signs nothing after the checkpoint of the change.
  void rotate(const std::string& key_name) {
    storage::LogBatch batch(store, logs);
    REQUIRE(publisher.stage_rotation({key_of(key_name), "yearly"}, {time}, batch).ok());
    publisher.seal(batch);
    publisher.sign();
    batch.finish();
    REQUIRE(store.commit(batch.batch(), storage::Sync::kYes).ok());
    std::move(batch).adopt(logs);
    logs.announce(publisher.take_signed().value());
    publisher.signer().follow(&log(), {time}, {});
    REQUIRE(publisher.announce(store, log()).ok());
  }
  const storage::LogState& log() const { return *logs.find(origin); }
  schema::Chunk range(std::uint64_t first, std::uint32_t count, bool with_contents = true) const {
    return peers::serve_range(store, logs, {origin, first, count, 1 << 20, with_contents}).value();
  }

  std::string origin;
  std::int64_t time = 1'790'000'000'000'000;
  storage::MemoryStore store;
  storage::Logs logs;
  peers::Publisher publisher;
  std::vector<peers::ChangeOutcome> outcomes;
};

// An engine on its store. Time passes only by advance().
struct Node {
  explicit Node(std::string name, const std::vector<std::string>& others, bool fresh = true)
      : origin(std::move(name)), directory(directory_of(others)) {
    options.origin = origin;
    options.fresh = fresh;
    options.announce_interval = {};  // every commit for itself
    start();
  }

  void start() {
    engine =
        peers::Engine::create(options, store, {key_of(origin)}, directory, base::Random(7), now)
            .value();
  }
  void advance(base::Duration by) {
    now.wall.microseconds += by.count();
    now.mono = now.mono + by;
  }
  peers::Engine::Outcome tick(std::vector<peers::Incoming> inbox = {},
                              std::vector<peers::Command> commands = {}) {
    const auto work = engine->step(now, std::move(inbox), std::move(commands));
    base::Status status;
    if (!work.empty) {
      status = store.commit(*work.batch, work.sync ? storage::Sync::kYes : storage::Sync::kNo);
    }
    return engine->committed(now, status);
  }
  peers::Engine::Outcome submit(std::vector<peers::Change> changes, std::uint64_t ticket = 1) {
    return tick({}, {{ticket, peers::Submit{std::move(changes), false}}});
  }
  const storage::LogState* log(const std::string& name) const { return engine->logs().find(name); }
  peers::Report report() const { return engine->report(now); }

  std::string origin;
  peers::EngineOptions options;
  peers::Directory directory;
  storage::MemoryStore store;
  base::Now now{{1'790'000'000'000'000}, {1'000'000}};
  std::unique_ptr<peers::Engine> engine;
};

inline peers::Incoming incoming(peers::Incoming::Kind kind, const std::string& peer,
                                const schema::Frame& frame) {
  return {kind, peer, schema::encode_frame(frame), "route", {}, {}};
}
inline peers::Incoming feed(const std::string& peer, const schema::Chunk& chunk) {
  return incoming(peers::Incoming::Kind::kFeed, peer, chunk);
}
inline peers::Incoming answer(const std::string& peer, std::uint64_t id,
                              decltype(schema::Answer::body) body) {
  return incoming(peers::Incoming::Kind::kAnswer, peer, schema::Answer{id, std::move(body)});
}
inline peers::Incoming request(const std::string& peer, decltype(schema::Request::body) body) {
  return incoming(peers::Incoming::Kind::kRequest, peer, schema::Request{99, std::move(body)});
}
inline peers::Incoming link(const std::string& peer, peers::LinkEvent event) {
  peers::Incoming in;
  in.kind = peers::Incoming::Kind::kLink;
  in.peer = peer;
  in.link = event;
  return in;
}

// The requests of one kind that an outcome sends, with the peer and the id.
template <typename Body>
struct Sent {
  std::string peer;
  std::uint64_t id;
  Body body;
};
template <typename Body>
std::vector<Sent<Body>> requests(const peers::Engine::Outcome& outcome) {
  std::vector<Sent<Body>> found;
  for (const auto& out : outcome.send) {
    if (out.kind != peers::Outgoing::Kind::kRequest) continue;
    const auto frame = schema::decode_frame(out.bytes).value();
    const auto& sent = std::get<schema::Request>(frame);
    if (const auto* body = std::get_if<Body>(&sent.body)) {
      found.push_back({out.peer, sent.id, *body});
    }
  }
  return found;
}
template <typename Body>
std::vector<Body> answers(const peers::Engine::Outcome& outcome) {
  std::vector<Body> found;
  for (const auto& out : outcome.send) {
    if (out.kind != peers::Outgoing::Kind::kAnswer) continue;
    const auto frame = schema::decode_frame(out.bytes).value();
    if (const auto* body = std::get_if<Body>(&std::get<schema::Answer>(frame).body)) {
      found.push_back(*body);
    }
  }
  return found;
}
inline std::vector<schema::Chunk> feeds(const peers::Engine::Outcome& outcome) {
  std::vector<schema::Chunk> found;
  for (const auto& out : outcome.send) {
    if (out.kind != peers::Outgoing::Kind::kFeed) continue;
    found.push_back(std::get<schema::Chunk>(schema::decode_frame(out.bytes).value()));
  }
  return found;
}

// Carries everything between nodes until nobody has anything to say to another.
inline void exchange(std::vector<Node*> nodes, int rounds = 30) {
  std::map<std::string, std::vector<peers::Incoming>> inboxes;
  for (; rounds > 0; --rounds) {
    for (Node* node : nodes) {
      node->advance(std::chrono::milliseconds(50));
      const auto outcome = node->tick(std::exchange(inboxes[node->origin], {}));
      for (const auto& out : outcome.send) {
        using Out = peers::Outgoing::Kind;
        using In = peers::Incoming::Kind;
        const In kind = out.kind == Out::kFeed     ? In::kFeed
                        : out.kind == Out::kAnswer ? In::kAnswer
                                                   : In::kRequest;
        const std::string to = out.kind == Out::kAnswer ? out.route : out.peer;
        for (Node* other : nodes) {
          if (other == node || (kind != In::kFeed && other->origin != to)) continue;
          inboxes[other->origin].push_back({kind, node->origin, out.bytes, node->origin, {}, {}});
        }
      }
    }
  }
}

}  // namespace rednode::test
