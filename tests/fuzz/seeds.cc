#include "tests/fuzz/seeds.h"

#include "schema/codec.h"
#include "schema/generation.h"
#include "tests/fuzz/signed_world.h"

namespace rednode::fuzz {
namespace {

// A file that redctl verifies, to both commands in all three forms.
void add_file(base::BytesView octets, std::vector<Seed>& seeds) {
  for (char how = 0; how < 6; ++how) {
    seeds.push_back({"files", base::Bytes(1, how) + base::Bytes(octets)});
  }
}

std::vector<schema::Frame> frames(const SignedWorld& world) {
  std::vector<schema::Frame> all;
  const base::Bytes note = world.log().state().held->bytes();
  const base::Digest some = world.log().root_at(1);
  for (schema::Chunk& chunk : world.log().chunks()) {
    all.emplace_back(schema::Answer{3, chunk});
    chunk.cosignatures.push_back({"BE", 3, base::Bytes(76, 'x')});
    chunk.further.push_back({note, {some}});
    chunk.cosign_now = true;
    all.emplace_back(std::move(chunk));
  }
  all.emplace_back(schema::Request{1, schema::HeadsRequest{}});
  all.emplace_back(schema::Request{1, schema::RangeRequest{"FR", 2, 9, 1 << 20, true, 8}});
  all.emplace_back(schema::Request{1, schema::ContentsRequest{{some, some}}});
  all.emplace_back(schema::Request{1, schema::ProofRequest{"FR", 3}});
  schema::HeadsAnswer heads;
  heads.heads.push_back({"FR", note, {note, note}, world.evidence(), note});
  all.emplace_back(schema::Answer{1, std::move(heads)});
  return all;
}

void add_proofs(const SignedWorld& world, std::vector<Seed>& seeds) {
  seeds.push_back({"proofs", world.certificate()});
  seeds.push_back({"proofs", world.evidence()});
  for (std::uint64_t i = 0; i < world.log().state().size(); ++i) {
    for (const auto& proof : {world.inclusion(i), world.consistency(i)}) {
      seeds.push_back({"proof_file", proof});
      add_file(proof, seeds);
    }
  }
  add_file(world.certificate(), seeds);
  add_file(world.evidence(), seeds);
}

void add_bundles(const SignedWorld& world, std::vector<Seed>& seeds) {
  const base::Bytes bundle = world.bundle();
  seeds.push_back({"bundle", bundle});
  // Only its parts: the harness gives them a title and an end.
  constexpr std::size_t kEndBytes = 5 + sizeof(base::Digest);
  const std::size_t title = bundle.find('\n') + 1;
  seeds.push_back({"bundle", bundle.substr(title, bundle.size() - title - kEndBytes)});
  add_file(bundle, seeds);
}

}  // namespace

std::vector<Seed> all_seeds() {
  const SignedWorld world;
  std::vector<Seed> seeds;
  for (const auto& frame : frames(world)) seeds.push_back({"frame", schema::encode_frame(frame)});
  for (std::uint64_t i = 0; i < 4; ++i) seeds.push_back({"frame", world.log().entry(i)});
  seeds.push_back({"note", world.log().state().held->bytes()});
  seeds.push_back({"note", verifier_of(kOrigin).vkey()});
  seeds.push_back({"card", SignedWorld::card()});
  seeds.push_back({"roster",
                   "rednode-roster/v1\nfederation = \"EHDS\"\nversion = 7\ntime = 1790000000"
                   "\nthreshold = 2\nsigners = [\"FR\"]\n\n[[member]]\ncard = '''\n" +
                       SignedWorld::card() + "'''\n"});
  const schema::Generation generation{
      kOrigin, 2, 4, world.log().root_at(4), 1'790'000'000, "the disk was lost"};
  seeds.push_back({"generation", schema::generation_text(generation)});
  seeds.push_back({"generation", world.log().state().held->note.text});
  add_proofs(world, seeds);
  add_bundles(world, seeds);
  return seeds;
}

}  // namespace rednode::fuzz
