#include "schema/codec.h"

#include <cstring>

#include "base/limits.h"
#include "schema/capnp_compat.h"
#include "schema/origin.h"
#include "wire.capnp.h"

namespace rednode::schema {
namespace {

namespace limits = base::limits;

constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kCosignatureBytes = 4 + 8 + 64;  // key id, time, Ed25519 signature

capnp::Data::Reader data_of(base::BytesView bytes) {
  return {reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()};
}
base::BytesView view_of(capnp::Data::Reader data) {
  return {reinterpret_cast<const char*>(data.begin()), data.size()};
}
kj::StringPtr text_of(const std::string& s) {
  return kj::StringPtr(s.data(), s.size());
}
std::string string_of(capnp::Text::Reader text) {
  return std::string(text.begin(), text.size());
}

// --- encoding -----------------------------------------------------------------------------------

void write(::Content::Builder out, const Content& c) {
  out.setId(data_of(c.id.view()));
  out.setSize(c.size);
  out.setCodec(static_cast<std::uint8_t>(c.codec));
  out.setBytes(data_of(c.bytes));
}

template <typename ListBuilder>
void write_contents(ListBuilder out, const std::vector<Content>& contents) {
  for (unsigned i = 0; i < contents.size(); ++i) write(out[i], contents[i]);
}

template <typename ListBuilder>
void write_digests(ListBuilder out, const std::vector<base::Digest>& digests) {
  for (unsigned i = 0; i < digests.size(); ++i) out.set(i, data_of(digests[i].view()));
}

unsigned count(std::size_t n) {
  return static_cast<unsigned>(n);
}

template <typename ListBuilder>
void write_notes(ListBuilder out, const std::vector<base::Bytes>& notes) {
  for (unsigned i = 0; i < notes.size(); ++i) out.set(i, data_of(notes[i]));
}

void write(::Chunk::Builder out, const Chunk& c) {
  out.setOrigin(text_of(c.origin));
  out.setCheckpoint(data_of(c.checkpoint));
  out.setFirst(c.first);
  auto updates = out.initUpdates(count(c.updates.size()));
  for (unsigned i = 0; i < c.updates.size(); ++i) updates.set(i, data_of(c.updates[i]));
  write_digests(out.initProof(count(c.proof.size())), c.proof);
  write_contents(out.initContents(count(c.contents.size())), c.contents);
  out.setCosignNow(c.cosign_now);
  if (!c.further.empty()) {
    auto further = out.initFurther(count(c.further.size()));
    for (unsigned i = 0; i < c.further.size(); ++i) {
      const ProvedCheckpoint& proved = c.further[i];
      further[i].setCheckpoint(data_of(proved.checkpoint));
      write_digests(further[i].initProof(count(proved.proof.size())), proved.proof);
    }
  }
  if (!c.generations.empty()) {
    write_notes(out.initGenerations(count(c.generations.size())), c.generations);
  }
  out.setRosterVersion(c.roster_version);
  if (c.cosignatures.empty()) return;
  auto cosignatures = out.initCosignatures(count(c.cosignatures.size()));
  for (unsigned i = 0; i < c.cosignatures.size(); ++i) {
    cosignatures[i].setCosigner(text_of(c.cosignatures[i].cosigner));
    cosignatures[i].setSize(c.cosignatures[i].size);
    cosignatures[i].setSignature(data_of(c.cosignatures[i].signature));
  }
}

void write(::Head::Builder out, const Head& h) {
  out.setOrigin(text_of(h.origin));
  out.setCheckpoint(data_of(h.checkpoint));
  if (!h.rotations.empty()) {
    write_notes(out.initRotations(count(h.rotations.size())), h.rotations);
  }
  if (!h.generations.empty()) {
    write_notes(out.initGenerations(count(h.generations.size())), h.generations);
  }
  if (!h.evidence.empty()) out.setEvidence(data_of(h.evidence));
  if (!h.word.empty()) out.setWord(data_of(h.word));
}

struct RequestWriter {
  ::Request::Builder out;

  void operator()(const HeadsRequest&) { out.setHeads(); }
  void operator()(const RangeRequest& r) {
    auto range = out.initRange();
    range.setOrigin(text_of(r.origin));
    range.setFirst(r.first);
    range.setCount(r.count);
    range.setBytesMax(r.bytes_max);
    range.setWithContents(r.with_contents);
    range.setUpTo(r.up_to);
  }
  void operator()(const ContentsRequest& r) {
    write_digests(out.initContents(count(r.ids.size())), r.ids);
  }
  void operator()(const CosignRequest& r) {
    auto cosign = out.initCosign();
    cosign.setOrigin(text_of(r.origin));
    cosign.setCheckpoint(data_of(r.checkpoint));
  }
  void operator()(const ProofRequest& r) {
    auto proof = out.initProof();
    proof.setOrigin(text_of(r.origin));
    proof.setOldSize(r.old_size);
  }
  void operator()(const RosterRequest&) { out.setRoster(); }
  void operator()(const ReceiptsRequest& r) {
    auto receipts = out.initReceipts();
    receipts.setOrigin(text_of(r.origin));
    receipts.setFrom(r.from);
  }
};

struct AnswerWriter {
  ::Answer::Builder out;

  void operator()(const Refusal& r) {
    auto refused = out.initRefused();
    refused.setCode(text_of(r.code));
    refused.setMessage(text_of(r.message));
  }
  void operator()(const HeadsAnswer& a) {
    auto heads = out.initHeads(count(a.heads.size()));
    for (unsigned i = 0; i < a.heads.size(); ++i) write(heads[i], a.heads[i]);
  }
  void operator()(const Chunk& c) { write(out.initChunk(), c); }
  void operator()(const ContentsAnswer& a) {
    write_contents(out.initContents(count(a.contents.size())), a.contents);
  }
  void operator()(const AcceptedAnswer&) { out.setAccepted(); }
  void operator()(const ProofAnswer& a) {
    auto proof = out.initProof();
    proof.setOrigin(text_of(a.origin));
    proof.setCheckpoint(data_of(a.checkpoint));
    proof.setOldSize(a.old_size);
    proof.setOldRoot(data_of(a.old_root.view()));
    write_digests(proof.initHashes(count(a.hashes.size())), a.hashes);
  }
  void operator()(const RosterAnswer& a) { out.setRoster(data_of(a.note)); }
  void operator()(const ReceiptsAnswer& a) {
    auto receipts = out.initReceipts();
    receipts.setOrigin(text_of(a.origin));
    receipts.setFrom(a.from);
    receipts.setJudged(a.judged);
    receipts.setTotal(a.total);
    auto refused = receipts.initRefused(count(a.refused.size()));
    for (unsigned i = 0; i < a.refused.size(); ++i) {
      refused[i].setSequence(a.refused[i].sequence);
      refused[i].setIri(text_of(a.refused[i].iri));
      refused[i].setRule(text_of(a.refused[i].rule));
      refused[i].setMessage(text_of(a.refused[i].message));
    }
  }
};

struct FrameWriter {
  ::Frame::Builder out;

  void operator()(const Chunk& c) { write(out.initFeed(), c); }
  void operator()(const Request& r) {
    auto request = out.initRequest();
    request.setId(r.id);
    std::visit(RequestWriter{request}, r.body);
  }
  void operator()(const Answer& a) {
    auto answer = out.initAnswer();
    answer.setId(a.id);
    std::visit(AnswerWriter{answer}, a.body);
  }
};

// A guess of the size in words, so that a frame is built in one segment without growing.
struct SizeHint {
  std::size_t operator()(const Chunk& c) const {
    std::size_t bytes = c.checkpoint.size() + c.proof.size() * 48;
    for (const auto& u : c.updates) bytes += u.size() + 16;
    for (const auto& x : c.contents) bytes += x.bytes.size() + 96;
    for (const auto& f : c.further) bytes += f.checkpoint.size() + f.proof.size() * 48 + 32;
    return bytes;
  }
  std::size_t operator()(const Request&) const { return 512; }
  std::size_t operator()(const Answer& a) const {
    if (const auto* chunk = std::get_if<Chunk>(&a.body)) return (*this)(*chunk);
    if (const auto* contents = std::get_if<ContentsAnswer>(&a.body)) {
      std::size_t bytes = 0;
      for (const auto& x : contents->contents) bytes += x.bytes.size() + 96;
      return bytes;
    }
    return 4096;
  }
};

// --- decoding -----------------------------------------------------------------------------------

base::Error too_many(const char* what) {
  return base::invalid(std::string("the frame has too many ") + what);
}

base::Result<std::string> read_origin(capnp::Text::Reader text) {
  if (text.size() > limits::kOriginBytesMax) return base::invalid("the frame names no origin");
  return parse_origin(string_of(text));
}

base::Result<base::Bytes> read_note(capnp::Data::Reader data) {
  if (data.size() > limits::kNoteBytesMax) return base::invalid("the frame's note is too large");
  return base::Bytes(view_of(data));
}

template <typename ListReader>
base::Result<std::vector<base::Digest>> read_digests(ListReader list, std::size_t most) {
  if (list.size() > most) return too_many("hashes");
  std::vector<base::Digest> digests;
  digests.reserve(list.size());
  for (auto item : list) {
    REDNODE_TRY(const auto digest, base::digest_from(view_of(item)));
    digests.push_back(digest);
  }
  return digests;
}

template <typename ListReader>
base::Result<std::vector<Content>> read_contents(ListReader list) {
  if (list.size() > limits::kContentsPerRequestMax) return too_many("contents");
  std::vector<Content> contents;
  contents.reserve(list.size());
  for (auto item : list) {
    Content c;
    REDNODE_TRY(c.id, base::digest_from(view_of(item.getId())));
    c.size = item.getSize();
    c.codec = static_cast<Codec>(item.getCodec());
    if (item.getBytes().size() > limits::kContentBytesMax) {
      return base::invalid("a content of the frame is too large");
    }
    c.bytes = view_of(item.getBytes());
    contents.push_back(std::move(c));
  }
  return contents;
}

base::Result<std::vector<Cosignature>> read_cosignatures(capnp::List<::Cosignature>::Reader list) {
  if (list.size() > limits::kCosignaturesMax) return too_many("cosignatures");
  std::vector<Cosignature> cosignatures;
  cosignatures.reserve(list.size());
  for (auto item : list) {
    Cosignature c;
    REDNODE_TRY(c.cosigner, read_origin(item.getCosigner()));
    c.size = item.getSize();
    if (item.getSignature().size() != kCosignatureBytes) {
      return base::invalid("a cosignature of the frame has another length");
    }
    c.signature = view_of(item.getSignature());
    cosignatures.push_back(std::move(c));
  }
  return cosignatures;
}

base::Result<std::vector<ProvedCheckpoint>> read_further(
    capnp::List<::ProvedCheckpoint>::Reader list) {
  if (list.size() > limits::kRotationsMax) return too_many("checkpoints");
  std::vector<ProvedCheckpoint> further;
  for (auto item : list) {
    ProvedCheckpoint proved;
    REDNODE_TRY(proved.checkpoint, read_note(item.getCheckpoint()));
    REDNODE_TRY(proved.proof, read_digests(item.getProof(), limits::kProofHashesMax));
    further.push_back(std::move(proved));
  }
  return further;
}

base::Result<std::vector<base::Bytes>> read_notes(capnp::List<capnp::Data>::Reader list,
                                                  std::size_t most, const char* what) {
  if (list.size() > most) return too_many(what);
  std::vector<base::Bytes> notes;
  for (auto item : list) {
    REDNODE_TRY(auto note, read_note(item));
    notes.push_back(std::move(note));
  }
  return notes;
}

base::Result<Chunk> read(::Chunk::Reader in) {
  Chunk c;
  REDNODE_TRY(c.origin, read_origin(in.getOrigin()));
  REDNODE_TRY(c.checkpoint, read_note(in.getCheckpoint()));
  c.first = in.getFirst();
  const auto updates = in.getUpdates();
  if (updates.size() > limits::kChunkUpdatesMax) return too_many("updates");
  c.updates.reserve(updates.size());
  for (auto update : updates) {
    if (update.size() > limits::kUpdateBytesMax) {
      return base::invalid("an update of the frame is too large");
    }
    c.updates.emplace_back(view_of(update));
  }
  REDNODE_TRY(c.proof, read_digests(in.getProof(), limits::kProofHashesMax));
  REDNODE_TRY(c.contents, read_contents(in.getContents()));
  c.cosign_now = in.getCosignNow();
  REDNODE_TRY(c.cosignatures, read_cosignatures(in.getCosignatures()));
  REDNODE_TRY(c.further, read_further(in.getFurther()));
  REDNODE_TRY(c.generations,
              read_notes(in.getGenerations(), limits::kGenerationsMax, "generations"));
  c.roster_version = in.getRosterVersion();
  return c;
}

base::Result<Frame> read(::Request::Reader in) {
  Request r;
  r.id = in.getId();
  switch (in.which()) {
    case ::Request::HEADS:
      r.body = HeadsRequest{};
      return Frame(std::move(r));
    case ::Request::RANGE: {
      const auto range = in.getRange();
      RangeRequest body;
      REDNODE_TRY(body.origin, read_origin(range.getOrigin()));
      body.first = range.getFirst();
      body.count = range.getCount();
      body.bytes_max = range.getBytesMax();
      body.with_contents = range.getWithContents();
      body.up_to = range.getUpTo();
      r.body = std::move(body);
      return Frame(std::move(r));
    }
    case ::Request::CONTENTS: {
      ContentsRequest body;
      REDNODE_TRY(body.ids, read_digests(in.getContents(), limits::kContentsPerRequestMax));
      r.body = std::move(body);
      return Frame(std::move(r));
    }
    case ::Request::COSIGN: {
      CosignRequest body;
      REDNODE_TRY(body.origin, read_origin(in.getCosign().getOrigin()));
      REDNODE_TRY(body.checkpoint, read_note(in.getCosign().getCheckpoint()));
      r.body = std::move(body);
      return Frame(std::move(r));
    }
    case ::Request::PROOF: {
      ProofRequest body;
      REDNODE_TRY(body.origin, read_origin(in.getProof().getOrigin()));
      body.old_size = in.getProof().getOldSize();
      r.body = std::move(body);
      return Frame(std::move(r));
    }
    case ::Request::RECEIPTS: {
      ReceiptsRequest body;
      REDNODE_TRY(body.origin, read_origin(in.getReceipts().getOrigin()));
      body.from = in.getReceipts().getFrom();
      r.body = std::move(body);
      return Frame(std::move(r));
    }
    case ::Request::ROSTER:
      r.body = RosterRequest{};
      return Frame(std::move(r));
  }
  return base::invalid("the frame asks for what is not known here");
}

base::Result<HeadsAnswer> read_heads(capnp::List<::Head>::Reader list) {
  if (list.size() > limits::kLogsMax) return too_many("heads");
  HeadsAnswer answer;
  for (auto item : list) {
    Head head;
    REDNODE_TRY(head.origin, read_origin(item.getOrigin()));
    REDNODE_TRY(head.checkpoint, read_note(item.getCheckpoint()));
    REDNODE_TRY(head.rotations,
                read_notes(item.getRotations(), limits::kRotationsMax, "rotations"));
    REDNODE_TRY(head.generations,
                read_notes(item.getGenerations(), limits::kGenerationsMax, "generations"));
    if (item.getEvidence().size() > limits::kEvidenceBytesMax) {
      return base::invalid("the frame's evidence is too large");
    }
    head.evidence = view_of(item.getEvidence());
    REDNODE_TRY(head.word, read_note(item.getWord()));
    answer.heads.push_back(std::move(head));
  }
  return answer;
}

base::Result<ProofAnswer> read(::Answer::Proof::Reader in) {
  ProofAnswer p;
  REDNODE_TRY(p.origin, read_origin(in.getOrigin()));
  REDNODE_TRY(p.checkpoint, read_note(in.getCheckpoint()));
  p.old_size = in.getOldSize();
  REDNODE_TRY(p.old_root, base::digest_from(view_of(in.getOldRoot())));
  REDNODE_TRY(p.hashes, read_digests(in.getHashes(), limits::kProofHashesMax));
  return p;
}

// What stands in a receipt is shown to people, and is another node's word.
base::Result<std::string> read_text(capnp::Text::Reader text, std::size_t most) {
  if (text.size() > most) return base::invalid("a text of the frame is too long");
  std::string out = string_of(text);
  if (!base::is_utf8(out)) return base::invalid("a text of the frame is not UTF-8");
  return out;
}

base::Result<ReceiptsAnswer> read(::Answer::Receipts::Reader in) {
  ReceiptsAnswer a;
  REDNODE_TRY(a.origin, read_origin(in.getOrigin()));
  a.from = in.getFrom();
  a.judged = in.getJudged();
  a.total = in.getTotal();
  if (in.getRefused().size() > limits::kReceiptsPerAnswerMax) return too_many("receipts");
  for (auto item : in.getRefused()) {
    Receipt r;
    r.sequence = item.getSequence();
    REDNODE_TRY(r.iri, read_text(item.getIri(), limits::kIriBytesMax));
    REDNODE_TRY(r.rule, read_text(item.getRule(), limits::kReceiptRuleBytesMax));
    REDNODE_TRY(r.message, read_text(item.getMessage(), limits::kReceiptMessageBytesMax));
    const bool in_order = a.refused.empty() || a.refused.back().sequence < r.sequence;
    if (!in_order || r.sequence < a.from || r.sequence >= a.judged) {
      return base::invalid("the receipts of the frame are out of order");
    }
    a.refused.push_back(std::move(r));
  }
  if (a.judged < a.from || a.total < a.judged) {
    return base::invalid("the frame has receipts of no range");
  }
  return a;
}

base::Result<Frame> read(::Answer::Reader in) {
  Answer a;
  a.id = in.getId();
  switch (in.which()) {
    case ::Answer::REFUSED: {
      const auto refused = in.getRefused();
      a.body = Refusal{string_of(refused.getCode()).substr(0, 64),
                       string_of(refused.getMessage()).substr(0, 1024)};
      return Frame(std::move(a));
    }
    case ::Answer::HEADS: {
      REDNODE_TRY(a.body, read_heads(in.getHeads()));
      return Frame(std::move(a));
    }
    case ::Answer::CHUNK: {
      REDNODE_TRY(a.body, read(in.getChunk()));
      return Frame(std::move(a));
    }
    case ::Answer::CONTENTS: {
      ContentsAnswer body;
      REDNODE_TRY(body.contents, read_contents(in.getContents()));
      a.body = std::move(body);
      return Frame(std::move(a));
    }
    case ::Answer::ACCEPTED:
      a.body = AcceptedAnswer{};
      return Frame(std::move(a));
    case ::Answer::PROOF: {
      REDNODE_TRY(a.body, read(in.getProof()));
      return Frame(std::move(a));
    }
    case ::Answer::RECEIPTS: {
      REDNODE_TRY(a.body, read(in.getReceipts()));
      return Frame(std::move(a));
    }
    case ::Answer::ROSTER:
      if (in.getRoster().size() > limits::kRosterBytesMax) {
        return base::invalid("the frame's roster is too large");
      }
      a.body = RosterAnswer{base::Bytes(view_of(in.getRoster()))};
      return Frame(std::move(a));
  }
  return base::invalid("the frame answers what is not known here");
}

base::Result<Frame> read(::Frame::Reader in) {
  if (in.getVersion() != kVersion) {
    return base::invalid("the frame is of version " + std::to_string(in.getVersion()) +
                         ", and this node speaks version " + std::to_string(kVersion));
  }
  switch (in.which()) {
    case ::Frame::FEED: {
      REDNODE_TRY(auto chunk, read(in.getFeed()));
      return Frame(std::move(chunk));
    }
    case ::Frame::REQUEST:
      return read(in.getRequest());
    case ::Frame::ANSWER:
      return read(in.getAnswer());
  }
  return base::invalid("the frame is of a kind that is not known here");
}

}  // namespace

base::Bytes encode_frame(const Frame& frame) {
  const std::size_t hint = std::visit(SizeHint{}, frame) / sizeof(capnp::word) + 256;
  capnp::MallocMessageBuilder message(count(hint));
  auto root = message.initRoot<::Frame>();
  root.setVersion(kVersion);
  std::visit(FrameWriter{root}, frame);
  // Written into one string: the segment table, then the segments (Cap'n Proto, "Serialization over
  // a stream").
  const auto segments = message.getSegmentsForOutput();
  base::Bytes out;
  std::size_t words = 0;
  for (const auto& segment : segments) words += segment.size();
  const std::size_t table_words = segments.size() / 2 + 1;
  out.resize((table_words + words) * sizeof(capnp::word));
  auto* table = reinterpret_cast<std::uint8_t*>(out.data());
  const auto put_u32 = [](std::uint8_t* at, std::size_t value) {
    for (int i = 0; i < 4; ++i) at[i] = static_cast<std::uint8_t>(value >> (8 * i));
  };
  put_u32(table, segments.size() - 1);
  char* at = out.data() + table_words * sizeof(capnp::word);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    put_u32(table + 4 * (i + 1), segments[i].size());
    const auto bytes = segments[i].asBytes();
    std::memcpy(at, bytes.begin(), bytes.size());
    at += bytes.size();
  }
  return out;
}

base::Result<Frame> decode_frame(base::BytesView bytes) {
  if (bytes.empty() || bytes.size() > limits::kFrameBytesMax ||
      bytes.size() % sizeof(capnp::word) != 0) {
    return base::invalid("not a frame: " + std::to_string(bytes.size()) + " octets");
  }
  // Cap'n Proto reads aligned words only; what came over a socket is not aligned.
  auto words = kj::heapArray<capnp::word>(bytes.size() / sizeof(capnp::word));
  std::memcpy(words.asBytes().begin(), bytes.data(), bytes.size());
  try {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = 2 * words.size() + 1024;
    options.nestingLimit = static_cast<int>(limits::kWireNestingMax);
    capnp::FlatArrayMessageReader message(words, options);
    if (message.getEnd() != words.end()) return base::invalid("the frame has a tail");
    return read(message.getRoot<::Frame>());
  } catch (const kj::Exception& e) {
    return base::invalid(std::string("not a frame: ") + e.getDescription().cStr());
  }
}

}  // namespace rednode::schema
