// What nodes say to one another, as plain values (docs/formats/wire.md, schema/wire.capnp).
//
// Thread rule: value types.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "schema/content.h"

namespace rednode::schema {

// Who holds a log up to a size, and the octets by which that is proved: key id, time, signature.
struct Cosignature {
  std::string cosigner;
  std::uint64_t size = 0;
  base::Bytes signature;
};

// What a piece of a log leads to, with the RFC 6962 consistency proof from its end.
struct ProvedCheckpoint {
  base::Bytes checkpoint;  // a signed note
  std::vector<base::Digest> proof;
};

// A piece of a log that proves itself: the updates [first, first + updates.size()), the signed
// checkpoint they belong to, and the RFC 6962 consistency proof from their end to its size.
struct Chunk {
  std::string origin;
  base::Bytes checkpoint;  // a signed note
  std::uint64_t first = 0;
  std::vector<base::Bytes> updates;  // as hashed
  std::vector<base::Digest> proof;
  std::vector<Content> contents;
  bool cosign_now = false;
  std::vector<Cosignature> cosignatures;
  std::vector<ProvedCheckpoint> further;  // of a bundle: besides `checkpoint`
  std::vector<base::Bytes> generations;   // of a bundle: as in a head
  std::uint64_t roster_version = 0;       // of a heartbeat: of the sender's roster
};

struct Head {
  std::string origin;
  base::Bytes checkpoint;
  std::vector<base::Bytes> rotations = {};  // signed notes, by size
  base::Bytes evidence = {};
  base::Bytes word = {};  // an earlier checkpoint with the origin's latest cosignature
  std::vector<base::Bytes> generations = {};  // signed notes, by number (schema/generation.h)
};

struct HeadsRequest {};
struct RangeRequest {
  std::string origin;
  std::uint64_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t bytes_max = 0;
  bool with_contents = true;
  std::uint64_t up_to = 0;  // the checkpoint to prove it to; 0: the held one
};
struct ContentsRequest {
  std::vector<base::Digest> ids;
};
struct CosignRequest {
  std::string origin;
  base::Bytes checkpoint;  // the note with the asker's cosignature
};
struct ProofRequest {
  std::string origin;
  std::uint64_t old_size = 0;
};

struct ReceiptsRequest {
  std::string origin;
  std::uint64_t from = 0;
};
struct RosterRequest {};

struct Request {
  std::uint64_t id = 0;
  std::variant<HeadsRequest, RangeRequest, ContentsRequest, CosignRequest, ProofRequest,
               ReceiptsRequest, RosterRequest>
      body;
};

struct Refusal {
  std::string code;
  std::string message;
};
struct HeadsAnswer {
  std::vector<Head> heads;
};
struct ContentsAnswer {
  std::vector<Content> contents;
};
struct AcceptedAnswer {};
struct ProofAnswer {
  std::string origin;
  base::Bytes checkpoint;
  std::uint64_t old_size = 0;
  base::Digest old_root;
  std::vector<base::Digest> hashes;
};

// Why a node does not show a record of another, although its origin signed it.
struct Receipt {
  std::uint64_t sequence = 0;  // of the put
  std::string iri;
  std::string rule;     // a word that programs may compare
  std::string message;  // for people
};
// Of the updates [from, judged) those of `refused` were refused, and all others applied.
struct ReceiptsAnswer {
  std::string origin;
  std::uint64_t from = 0;
  std::uint64_t judged = 0;
  std::uint64_t total = 0;  // updates of the log that were judged in all
  std::vector<Receipt> refused;
};
struct RosterAnswer {
  base::Bytes note;
};

struct Answer {
  std::uint64_t id = 0;
  std::variant<Refusal, HeadsAnswer, Chunk, ContentsAnswer, AcceptedAnswer, ProofAnswer,
               ReceiptsAnswer, RosterAnswer>
      body;
};

// One message on a socket: a chunk on the feed, a request or an answer on the exchange.
using Frame = std::variant<Chunk, Request, Answer>;

}  // namespace rednode::schema
