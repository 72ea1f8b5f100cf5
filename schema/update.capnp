# One entry of a log. The canonical single-segment encoding of this struct, without a segment table,
# is what is hashed, stored and sent (docs/formats/log.md). Fields are only ever added.
@0xb1f0b5d6c2a94e01;

struct Update {
  sequence @0 :UInt64;       # position in the log, from 0
  time @1 :Int64;            # the origin's clock, milliseconds since 1970, never decreasing in a log
  kind @2 :UInt16;           # 0 put, 1 withdraw, 2 confirm, 3 rotate-key; others are kept, not applied
  verdict @3 :UInt16;        # 0 not judged, 1 conforms, 2 warnings, 3 violations, 4 pending
  contentSize @4 :UInt32;    # octets of the canonical N-Quads (put)
  iri @5 :Text;              # the record (put, withdraw, confirm)
  contentId @6 :Data;        # SHA-256 of the canonical N-Quads, 32 octets (put)
  profile @7 :Text;          # what the verdict is by: "healthdcat-ap/8/public"
  reason @8 :Text;           # why (withdraw)
  newKey @9 :Text;           # the verifier key that signs from here on (rotate-key)
  oldKey @10 :Text;          # the verifier key that signed until here (rotate-key)
  erase @11 :Bool;           # whoever holds contents of the record erases them (withdraw)
  categories @12 :List(Text);  # what the record is about, for who takes a part (put); sorted
}
