# What nodes say to one another (docs/formats/wire.md). A message is one framed, unpacked Cap'n Proto
# message with this struct at its root. Fields are only ever added; unknown ones are ignored.
@0xc7d0e7a3f5b84c02;

struct Content {
  id @0 :Data;               # SHA-256 of the canonical N-Quads
  size @1 :UInt32;           # octets of the canonical N-Quads
  codec @2 :UInt8;           # 0 as it is, 1 zstd, 2 zstd with dictionary 1
  bytes @3 :Data;
}

# A piece of a log that proves itself: updates [first, first + updates) of the log, the signed
# checkpoint they belong to, and the RFC 6962 consistency proof from their end to the checkpoint.
struct Chunk {
  origin @0 :Text;
  checkpoint @1 :Data;       # a signed note
  first @2 :UInt64;
  updates @3 :List(Data);    # the octets as hashed
  proof @4 :List(Data);      # 32 octets each
  contents @5 :List(Content);
  cosignNow @6 :Bool;        # somebody at the origin waits for cosignatures
  cosignatures @7 :List(Cosignature);  # of a heartbeat: who holds the log, and up to where
  further @8 :List(ProvedCheckpoint);  # of a bundle: what the piece leads to besides `checkpoint`
  generations @9 :List(Data);  # of a bundle: as in a head
  rosterVersion @10 :UInt64;   # of a heartbeat: of the roster that the sender follows; 0: none
}

# A checkpoint, and the consistency proof that a piece leads to it. Where a log changes its key, a
# reader of a bundle may know the key of one and not of another, and cannot ask.
struct ProvedCheckpoint {
  checkpoint @0 :Data;       # a signed note
  proof @1 :List(Data);      # 32 octets each
}

# Another node's cosignature on a checkpoint of the log at `size`. The checkpoint's text follows from
# the log itself, so it does not travel.
struct Cosignature {
  cosigner @0 :Text;
  size @1 :UInt64;
  signature @2 :Data;        # as in the line of a note: key id (4), time (8), Ed25519 signature (64)
}

struct Head {
  origin @0 :Text;
  checkpoint @1 :Data;       # the latest signed note held
  rotations @2 :List(Data);  # the checkpoints at which the log's key changed, signed by both keys
  evidence @3 :Data;         # that the origin signed two histories, where that is known
  word @4 :Data;             # where `checkpoint` is newer than what the origin cosigned last: that note
  generations @5 :List(Data);  # the notes of each time that the origin began the log anew
}

struct Frame {
  version @0 :UInt16;        # 1
  union {
    feed @1 :Chunk;          # PUB: hint and fast lane; with no updates it is a heartbeat
    request @2 :Request;
    answer @3 :Answer;
  }
}

struct Request {
  id @0 :UInt64;             # chosen by the asker, echoed in the answer
  union {
    heads @1 :Void;
    range @2 :Range;
    contents @3 :List(Data); # content ids
    cosign @4 :Cosign;
    proof @5 :Proof;
    receipts @6 :Receipts;
    roster @7 :Void;
  }

  struct Range {
    origin @0 :Text;
    first @1 :UInt64;
    count @2 :UInt32;
    bytesMax @3 :UInt32;
    withContents @4 :Bool;
    upTo @5 :UInt64;         # the size of the checkpoint to prove it to, one where the log's key
                             # changed; 0 for the held one
  }
  struct Cosign {
    origin @0 :Text;
    checkpoint @1 :Data;     # the note with the asker's cosignature
  }
  struct Proof {
    origin @0 :Text;
    oldSize @1 :UInt64;
  }
  # What the other made of the records of a log that it mirrors.
  struct Receipts {
    origin @0 :Text;
    from @1 :UInt64;         # of the updates from here on
  }
}

struct Answer {
  id @0 :UInt64;
  union {
    refused @1 :Refusal;
    heads @2 :List(Head);
    chunk @3 :Chunk;
    contents @4 :List(Content);
    accepted @5 :Void;
    proof @6 :Proof;
    receipts @7 :Receipts;
    roster @8 :Data;         # a signed note
  }

  struct Refusal {
    code @0 :Text;
    message @1 :Text;
  }
  # That the tree with `oldRoot` at `oldSize` is a prefix of the checkpoint's tree.
  struct Proof {
    origin @0 :Text;
    checkpoint @1 :Data;
    oldSize @2 :UInt64;
    oldRoot @3 :Data;
    hashes @4 :List(Data);
  }
  # Of the updates [from, judged) these were refused, and all others applied.
  struct Receipts {
    origin @0 :Text;
    from @1 :UInt64;
    judged @2 :UInt64;
    total @3 :UInt64;        # updates of the log that were judged in all
    refused @4 :List(Receipt);
  }
}

# Why a node does not show a record of another, although its origin signed it.
struct Receipt {
  sequence @0 :UInt64;       # of the put
  iri @1 :Text;
  rule @2 :Text;             # a word: "not-canonical"
  message @3 :Text;          # for people
}
