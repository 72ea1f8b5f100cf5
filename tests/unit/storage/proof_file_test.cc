#include "storage/proof_file.h"

#include "base/limits.h"
#include "storage/tree.h"
#include "tests/unit/test.h"

using namespace rednode;

namespace {

const base::SigningKey kFr = base::SigningKey::from_seed(base::Bytes(32, 'f')).value();
const base::SigningKey kBe = base::SigningKey::from_seed(base::Bytes(32, 'b')).value();

// A log of seven entries, and a checkpoint that FR signed and BE cosigned.
struct SmallLog {
  SmallLog() {
    for (int i = 0; i < 7; ++i) {
      entries.push_back("entry number " + std::to_string(i));
      tree.append(storage::leaf_hash(entries.back()), {});
    }
    checkpoint = schema::sign_checkpoint({"FR", tree.size(), tree.root()}, kFr);
    schema::put_signature(checkpoint.note,
                          schema::cosign_text(checkpoint.note.text, "BE", kBe, 1'790'000'000));
  }

  storage::SubtreeSource subtrees() const {
    return [this](int level, std::uint64_t index) -> base::Result<base::Digest> {
      storage::Frontier frontier;
      for (std::uint64_t i = index << level; i < (index + 1) << level; ++i) {
        frontier.append(storage::leaf_hash(entries[i]));
      }
      return frontier.root();
    };
  }
  storage::InclusionFile inclusion(std::uint64_t index) const {
    return {entries[index], index, storage::inclusion_proof(index, tree.size(), subtrees()).value(),
            checkpoint.bytes()};
  }
  storage::ConsistencyFile consistency(std::uint64_t size) const {
    return {"FR", size, storage::root_at(size, subtrees()).value(),
            storage::consistency_proof(size, tree.size(), subtrees()).value(), checkpoint.bytes()};
  }

  std::vector<base::Bytes> entries;
  storage::LogTree tree;
  schema::SignedCheckpoint checkpoint;
};

schema::NoteVerifier key_of(const std::string& name, schema::SignatureType type,
                            const base::SigningKey& key) {
  return schema::NoteVerifier::create(name, type, key.public_key()).value();
}

// Parses, checks both signatures, and verifies: what a careful reader does.
template <typename File>
bool holds(const base::Result<File>& file) {
  if (!file.ok()) return false;
  const auto checkpoint =
      schema::open_checkpoint(file->checkpoint, key_of("FR", schema::SignatureType::kEd25519, kFr));
  if (!checkpoint.ok()) return false;
  const auto cosigned =
      schema::cosigned_at(*checkpoint, key_of("BE", schema::SignatureType::kCosignature, kBe));
  return cosigned.ok() && storage::verify(*file, checkpoint->checkpoint).ok();
}

bool inclusion_holds(const base::Bytes& text) {
  return holds(storage::parse_inclusion(text));
}
bool consistency_holds(const base::Bytes& text) {
  return holds(storage::parse_consistency(text));
}

template <typename Holds>
void check_every_bit(const base::Bytes& text, const Holds& good) {
  REQUIRE(good(text));
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      base::Bytes changed = text;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      INFO("octet " << at << ", bit " << bit);
      CHECK_FALSE(good(changed));
    }
    INFO("cut at " << at);
    CHECK_FALSE(good(text.substr(0, at)));
  }
  CHECK_FALSE(good(text + "\n"));
  CHECK_FALSE(good(text + "x"));
}

}  // namespace

TEST_CASE("A proof of inclusion is a C2SP tlog-proof") {
  const SmallLog log;
  const auto file = log.inclusion(4);
  const base::Bytes text = storage::format_inclusion(file);
  CHECK(text.starts_with("c2sp.org/tlog-proof@v1\nextra " + base::to_base64(log.entries[4]) +
                         "\nindex 4\n" + base::to_base64(file.hashes[0].view()) + "\n"));
  CHECK(text.ends_with("\n\n" + log.checkpoint.bytes()));
  const auto back = storage::parse_inclusion(text);
  REQUIRE(back.ok());
  CHECK(back->entry == log.entries[4]);
  CHECK(back->index == 4);
  CHECK(back->hashes == file.hashes);
  CHECK(back->checkpoint == log.checkpoint.bytes());
}

TEST_CASE("Every entry of a log can be proved, and none in another's place") {
  const SmallLog log;
  for (std::uint64_t index = 0; index < 7; ++index) {
    auto file = log.inclusion(index);
    CHECK(inclusion_holds(storage::format_inclusion(file)));
    file.index = (index + 1) % 7;
    CHECK_FALSE(inclusion_holds(storage::format_inclusion(file)));
  }
  auto bare = log.inclusion(3);
  bare.hashes.clear();
  CHECK_FALSE(inclusion_holds(storage::format_inclusion(bare)));
  auto other = log.inclusion(3);
  other.entry = log.entries[2];
  CHECK(storage::verify(other, log.checkpoint.checkpoint).error().code == base::Code::kConflict);
}

TEST_CASE("A flipped bit anywhere in a proof of inclusion is found") {
  check_every_bit(storage::format_inclusion(SmallLog().inclusion(4)), inclusion_holds);
}

TEST_CASE("A flipped bit anywhere in a proof of consistency is found") {
  check_every_bit(storage::format_consistency(SmallLog().consistency(3)), consistency_holds);
}

TEST_CASE("A log is proved to have grown from every earlier size") {
  const SmallLog log;
  for (std::uint64_t size = 0; size <= 7; ++size) {
    CHECK(consistency_holds(storage::format_consistency(log.consistency(size))));
  }
  auto other = log.consistency(3);
  other.old_root = log.tree.root();
  CHECK_FALSE(consistency_holds(storage::format_consistency(other)));
  other = log.consistency(3);
  other.origin = "BE";
  CHECK_FALSE(consistency_holds(storage::format_consistency(other)));
}

TEST_CASE("A proof has limits and one spelling") {
  const SmallLog log;
  auto file = log.inclusion(0);
  file.hashes.resize(base::limits::kProofHashesMax + 1);
  CHECK_FALSE(storage::parse_inclusion(storage::format_inclusion(file)).ok());
  const base::Bytes text = storage::format_inclusion(log.inclusion(0));
  CHECK_FALSE(storage::parse_inclusion(text + base::Bytes(1 << 20, '\n')).ok());
  for (const std::string number : {"00", "+0", " 0", "0 ", "-0", "", "0x0", "1e0"}) {
    base::Bytes other = text;
    other.replace(other.find("index 0"), 7, "index " + number);
    INFO(number);
    CHECK_FALSE(storage::parse_inclusion(other).ok());
  }
  // The specification lets the entry be elsewhere; ours is always here.
  base::Bytes bare = text;
  bare.erase(bare.find("extra"), bare.find("index") - bare.find("extra"));
  CHECK_FALSE(storage::parse_inclusion(bare).ok());
}
