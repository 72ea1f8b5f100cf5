#include "tests/sim/forger.h"

#include "schema/codec.h"

namespace rednode::sim {
namespace {

constexpr std::size_t kMemory = 32;

template <typename T>
void keep(std::deque<T>& memory, const T& item) {
  memory.push_back(item);
  if (memory.size() > kMemory) memory.pop_front();
}

}  // namespace

base::Bytes Forger::noise() {
  base::Bytes octets(8 * random_.below(40), '\0');
  for (char& octet : octets) octet = static_cast<char>(random_.below(256));
  return octets;
}

base::Bytes Forger::flipped(base::Bytes octets) {
  for (std::uint64_t i = random_.below(3); !octets.empty() && i < 3; ++i) {
    char& octet = octets[random_.below(octets.size())];
    octet = static_cast<char>(static_cast<unsigned char>(octet) ^ (1U << random_.below(8)));
  }
  return octets;
}

base::Digest Forger::random_digest() {
  base::Digest digest;
  for (auto& octet : digest.octets) octet = static_cast<std::uint8_t>(random_.below(256));
  return digest;
}

void Forger::remember(const schema::Frame& frame) {
  const auto keep_chunk = [&](const schema::Chunk& chunk) {
    if (!chunk.updates.empty()) keep(chunks_, chunk);
    keep(notes_, chunk.checkpoint);
    if (!chunk.contents.empty()) keep(contents_, chunk.contents[0]);
  };
  if (const auto* chunk = std::get_if<schema::Chunk>(&frame)) return keep_chunk(*chunk);
  const auto* answer = std::get_if<schema::Answer>(&frame);
  if (answer == nullptr) return;
  if (const auto* chunk = std::get_if<schema::Chunk>(&answer->body)) keep_chunk(*chunk);
  if (const auto* heads = std::get_if<schema::HeadsAnswer>(&answer->body)) {
    for (const auto& head : heads->heads) keep(notes_, head.checkpoint);
  }
}

base::Bytes Forger::old_note(const base::Bytes& note) {
  if (notes_.empty() || random_.chance(300)) return flipped(note);
  return notes_[random_.below(notes_.size())];
}

void Forger::bend_contents(std::vector<schema::Content>& contents) {
  if (contents.empty()) return;
  schema::Content& content = contents[random_.below(contents.size())];
  switch (random_.below(6)) {
    case 0:
      content.bytes = flipped(content.bytes);
      break;
    case 1:
      content.size = static_cast<std::uint32_t>(random_.below(1 << 21));
      break;
    case 2:
      content.codec = static_cast<schema::Codec>(random_.below(5));
      break;
    case 3:
      if (!contents_.empty()) content.bytes = contents_[random_.below(contents_.size())].bytes;
      break;
    case 4:
      contents.pop_back();
      break;
    default:
      content.bytes.clear();
      break;
  }
}

void Forger::bend_chunk(schema::Chunk& chunk) {
  const bool any = !chunk.updates.empty();
  switch (random_.below(12)) {
    case 0:
      if (any) {
        auto& update = chunk.updates[random_.below(chunk.updates.size())];
        update = flipped(update);
      }
      break;
    case 1:
      if (!chunk.proof.empty()) chunk.proof[random_.below(chunk.proof.size())] = random_digest();
      break;
    case 2:
      chunk.proof.push_back(random_digest());
      break;
    case 3:
      chunk.proof.clear();
      break;
    case 4:
      chunk.first += random_.chance(500) ? 1 : UINT64_MAX;
      break;
    case 5:
      chunk.first = random_.next();
      break;
    case 6:
      chunk.checkpoint = old_note(chunk.checkpoint);
      break;
    case 7:
      if (any) chunk.updates.pop_back();
      break;
    case 8:
      if (any) chunk.updates.push_back(chunk.updates[random_.below(chunk.updates.size())]);
      break;
    case 9:
      if (!chunks_.empty()) chunk.updates = chunks_[random_.below(chunks_.size())].updates;
      break;
    case 10:
      if (!chunks_.empty()) chunk = chunks_[random_.below(chunks_.size())];
      break;
    default:
      bend_contents(chunk.contents);
      break;
  }
}

void Forger::bend_answer(schema::Answer& answer) {
  if (random_.chance(150)) {
    answer.body = schema::Refusal{"not-found", "no"};
  } else if (auto* chunk = std::get_if<schema::Chunk>(&answer.body)) {
    bend_chunk(*chunk);
  } else if (auto* contents = std::get_if<schema::ContentsAnswer>(&answer.body)) {
    random_.chance(300) ? contents->contents.clear() : bend_contents(contents->contents);
  } else if (auto* heads = std::get_if<schema::HeadsAnswer>(&answer.body)) {
    if (heads->heads.empty()) return;
    auto& head = heads->heads[random_.below(heads->heads.size())];
    head.checkpoint = old_note(head.checkpoint);
  } else if (auto* proof = std::get_if<schema::ProofAnswer>(&answer.body)) {
    switch (random_.below(4)) {
      case 0:
        proof->old_root = random_digest();
        break;
      case 1:
        proof->hashes.assign(random_.below(4), random_digest());
        break;
      case 2:
        proof->checkpoint = old_note(proof->checkpoint);
        break;
      default:
        proof->old_size = random_.below(proof->old_size + 2);
        break;
    }
  } else if (random_.chance(500)) {
    answer.id = random_.below(answer.id + 3);
  }
}

void Forger::bend_request(schema::Request& request) {
  if (auto* range = std::get_if<schema::RangeRequest>(&request.body)) {
    range->first = random_.chance(500) ? random_.next() : random_.below(range->first + 2);
    range->count = static_cast<std::uint32_t>(random_.next());
    range->bytes_max = static_cast<std::uint32_t>(random_.next());
  } else if (auto* cosign = std::get_if<schema::CosignRequest>(&request.body)) {
    cosign->checkpoint = old_note(cosign->checkpoint);
  } else if (auto* proof = std::get_if<schema::ProofRequest>(&request.body)) {
    proof->old_size = random_.next();
  } else if (auto* contents = std::get_if<schema::ContentsRequest>(&request.body)) {
    contents->ids.push_back(random_digest());
  }
}

std::optional<base::Bytes> Forger::bend(const base::Bytes& octets) {
  auto frame = schema::decode_frame(octets);
  if (!frame.ok()) return octets;
  remember(*frame);
  switch (random_.below(8)) {
    case 0:
      return noise();
    case 1:
      return flipped(octets);
    case 2:
      return std::nullopt;
    default:
      break;
  }
  if (auto* chunk = std::get_if<schema::Chunk>(&*frame)) bend_chunk(*chunk);
  if (auto* answer = std::get_if<schema::Answer>(&*frame)) bend_answer(*answer);
  if (auto* request = std::get_if<schema::Request>(&*frame)) bend_request(*request);
  return schema::encode_frame(*frame);
}

}  // namespace rednode::sim
