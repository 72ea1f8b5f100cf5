#include "tests/fuzz/signed_world.h"

#include <algorithm>

#include "peers/bundle.h"
#include "peers/certificate.h"
#include "peers/evidence.h"
#include "peers/serve.h"
#include "schema/codec.h"
#include "storage/proof_file.h"

namespace rednode::fuzz {
namespace {

constexpr std::int64_t kSeconds = 1'790'000'000;
constexpr int kShared = 3;  // updates that both histories have
constexpr const char* kOrigins[] = {"FR", "BE", "DE"};

peers::Change put(const std::string& name) {
  peers::Change change;
  change.iri = "urn:r:" + name;
  change.content = schema::pack_content("<urn:s> <urn:p> \"" + name + "\" .\n");
  return change;
}

}  // namespace

base::SigningKey key_of(const std::string& origin) {
  base::Bytes seed = origin;
  seed.resize(32, '.');
  return base::SigningKey::from_seed(seed).value();
}

schema::NoteVerifier verifier_of(const std::string& origin) {
  return schema::NoteVerifier::create(origin, schema::SignatureType::kEd25519,
                                      key_of(origin).public_key())
      .value();
}

FrenchLog::FrenchLog(const std::string& flavour, int records)
    : publisher_(kOrigin, {key_of(kOrigin)}) {
  std::vector<peers::Change> changes;
  for (int i = 0; i < kShared; ++i) changes.push_back(put(std::to_string(i)));
  publish(changes);
  changes.clear();
  for (int i = 0; i < records; ++i) changes.push_back(put(flavour + std::to_string(i)));
  peers::Change gone = put("0");
  gone.kind = schema::UpdateKind::kWithdraw;
  gone.content.reset();
  gone.reason = "gone";
  changes.push_back(gone);
  publish(changes);
  cosign("BE", state().size());
  cosign("DE", kShared);
}

void FrenchLog::publish(const std::vector<peers::Change>& changes) {
  storage::LogBatch batch(store_, logs_);
  for (const auto& change : changes) {
    static_cast<void>(
        publisher_.stage(change, base::UnixTime::from_seconds(kSeconds), batch).value());
  }
  publisher_.seal(batch);
  batch.finish();
  store_.commit(batch.batch(), storage::Sync::kYes).value();
  std::move(batch).adopt(logs_);
  publisher_.sign();
  signed_.push_back(publisher_.take_signed().value());
  logs_.announce(signed_.back());
  static_cast<void>(publisher_.announce(store_, state()).value());
}

void FrenchLog::cosign(const std::string& origin, std::uint64_t size) {
  const std::string text = schema::checkpoint_text({kOrigin, size, root_at(size)});
  const auto line = schema::cosign_text(text, origin, key_of(origin), kSeconds);
  storage::LogBatch batch(store_, logs_);
  batch.cosigned(kOrigin, origin, storage::cosigned_from(line, size));
  batch.finish();
  store_.commit(batch.batch(), storage::Sync::kYes).value();
  std::move(batch).adopt(logs_);
}

base::Bytes FrenchLog::entry(std::uint64_t sequence) const {
  return storage::read_update(store_, kOrigin, sequence).value();
}

std::vector<schema::Chunk> FrenchLog::chunks() const {
  std::vector<schema::Chunk> chunks;
  for (const auto& [first, count] :
       {std::pair<std::uint64_t, std::uint32_t>{0, kShared}, {kShared, 1000}}) {
    chunks.push_back(
        peers::serve_range(store_, logs_, {kOrigin, first, count, 1 << 20, true}).value());
  }
  return chunks;
}

bool FrenchLog::has_signed(const schema::Checkpoint& checkpoint) const {
  return std::ranges::any_of(signed_,
                             [&](const auto& one) { return one.checkpoint == checkpoint; });
}

bool FrenchLog::has_cosigned(const std::string& origin, std::uint64_t size) const {
  const auto at = state().cosigned.find(origin);
  return at != state().cosigned.end() && at->second.size == size;
}

base::Digest FrenchLog::root_at(std::uint64_t size) const {
  return peers::root_of(store_, state(), size).value();
}

storage::SubtreeSource FrenchLog::subtrees() const {
  return [this](int level, std::uint64_t index) {
    return state().tree.subtree(store_, kOrigin, level, index);
  };
}

SignedWorld::SignedWorld() {
  for (const char* origin : kOrigins) keys_.emplace(origin, schema::LogKeys(verifier_of(origin)));
}

const schema::LogKeys* SignedWorld::keys_of(const std::string& origin) const {
  const auto at = keys_.find(origin);
  return at == keys_.end() ? nullptr : &at->second;
}

base::Bytes SignedWorld::certificate() const {
  return peers::make_certificate(log_.store(), log_.state()).value();
}

base::Bytes SignedWorld::evidence() const {
  const std::uint64_t size = log_.state().size();
  return peers::format_evidence(
      {*log_.state().held, *other_.state().held, other_.root_at(size),
       peers::prove_to_held(other_.store(), other_.state(), size).value()});
}

base::Bytes SignedWorld::inclusion(std::uint64_t index) const {
  return storage::format_inclusion(
      {log_.entry(index), index,
       storage::inclusion_proof(index, log_.state().size(), log_.subtrees()).value(),
       log_.state().held->bytes()});
}

base::Bytes SignedWorld::consistency(std::uint64_t size) const {
  return storage::format_consistency(
      {kOrigin, size, log_.root_at(size),
       storage::consistency_proof(size, log_.state().size(), log_.subtrees()).value(),
       log_.state().held->bytes()});
}

base::Bytes SignedWorld::bundle() const {
  base::Bytes file;
  peers::BundleWriter writer([&file](base::BytesView octets) {
    file += octets;
    return base::Status();
  });
  writer.begin().value();
  writer.card(card()).value();
  for (const auto& chunk : log_.chunks()) writer.frame(schema::encode_frame(chunk)).value();
  writer.end().value();
  return file;
}

std::string SignedWorld::card() {
  const std::string vkey = verifier_of(kOrigin).vkey();
  const std::string next = verifier_of("FR-2").vkey();
  const std::string change =
      "\n[[key_change]]\nsequence = 7\nold_key = \"" + vkey + "\"\nnew_key = \"" + next + "\"\n";
  return "origin = \"FR\"\nname = \"France\"\ncurve_key = "
         "'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7'\nlog_key = \"" +
         vkey +
         "\"\n\n[endpoints]\nfeed = \"tcp://[::1]:7401\"\nexchange = \"tcp://fr.example:7402\"\n"
         "http = \"https://fr.example\"\n" +
         change + change;
}

}  // namespace rednode::fuzz
